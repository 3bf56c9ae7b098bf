/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-situation.h"

#include "maju-quality-words.h"

#include <glib/gi18n.h>

/* A microphone that is on and gives not even noise is switched off somewhere. */
#define SILENCE_US (5 * G_USEC_PER_SEC)
#define BUSY       0.9
#define LOSSY      0.06

void
maju_trouble_free (MajuTrouble *self)
{
  g_free (self->title);
  g_free (self->text);
  g_free (self);
}

/* @text: (transfer full). */
static MajuTrouble *
add (GPtrArray  *troubles,
     gboolean    serious,
     const char *id,
     const char *title,
     char       *text)
{
  MajuTrouble *trouble = g_new0 (MajuTrouble, 1);

  trouble->id = id;
  trouble->serious = serious;
  trouble->title = g_strdup (title);
  trouble->text = text;
  trouble->person = -1;
  g_ptr_array_add (troubles, trouble);

  return trouble;
}

static void
add_step (MajuTrouble *trouble,
          MajuStep     step)
{
  trouble->step = step;
}

static void
find_network (const MajuSituation *situation,
              GPtrArray           *troubles)
{
  if (!situation->network)
    add (troubles, TRUE, "no-network", _("There Is No Network"),
         g_strdup (_("This computer is on no network, so nobody can be "
                     "reached. Connect it by cable or Wi-Fi; the call goes "
                     "on by itself then.")));
}

static void
find_call (const MajuSituation *situation,
           GPtrArray           *troubles)
{
  if (!situation->in_call)
    return;

  if (situation->call_error)
    add (troubles, TRUE, "server-gone", _("The Server Is Gone"),
         g_strdup (situation->call_error->message));
  else if (situation->call_state == MAJU_CALL_STATE_RECONNECTING &&
           situation->network)
    add (troubles, TRUE, "server-away", _("The Server Cannot Be Reached"),
         g_strdup (_("Those who are in the call stay in it, but nobody can "
                     "join. Maju tries again by itself. If it lasts, the "
                     "server may be off, or the network may block it.")));
  if (situation->link_local && situation->people->len == 0)
    add (troubles, FALSE, "link-local", _("Nobody Else Can Join"),
         g_strdup (_("The link leads to this computer, and it was on no "
                     "network when the call began. Connect to a network, leave "
                     "and make a new call.")));
  if (!situation->awake)
    add (troubles, FALSE, "may-sleep", _("The Computer May Fall Asleep"),
         g_strdup (_("The desktop does not let Maju keep the computer awake, "
                     "so the call may break after a while. Switch automatic "
                     "suspend off in the system’s settings.")));
}

/* Whether there is anything that could be chosen. */
static gboolean
find_no_devices (const MajuSituation *situation,
                 GPtrArray           *troubles)
{
  if (!situation->devices_ready || situation->devices_available)
    return FALSE;

  add (troubles, TRUE, "no-pipewire", _("No Devices Can Be Used"),
       g_strdup (_("PipeWire, which gives out cameras, microphones and "
                   "speakers, does not answer. Log out and in again, or "
                   "restart the computer.")));

  return TRUE;
}

static void
add_device (const MajuDeviceSituation *device,
            MajuDeviceKind             kind,
            GPtrArray                 *troubles)
{
  static const struct
  {
    const char *id;
    const char *title;
  } kinds[] = {
    [MAJU_DEVICE_KIND_CAMERA] = { "camera", N_("Others Cannot See You") },
    [MAJU_DEVICE_KIND_MICROPHONE] = { "microphone",
                                      N_("Others Cannot Hear You") },
    [MAJU_DEVICE_KIND_SPEAKER] = { "speaker", N_("You Cannot Hear Others") },
  };
  MajuWayOut way;
  MajuTrouble *trouble;

  if (device->state != MAJU_CAPTURE_STATE_FAILED || !device->error)
    return;

  way = maju_media_words_way_out (device->error);
  trouble = add (troubles, TRUE, kinds[kind].id, _(kinds[kind].title),
                 maju_media_words_problem (kind, device->error));
  trouble->kind = kind;
  if (way == MAJU_WAY_OUT_SETTINGS)
    add_step (trouble, MAJU_STEP_DEVICE_SETTINGS);
  else if (way == MAJU_WAY_OUT_RETRY)
    add_step (trouble, MAJU_STEP_RETRY_DEVICE);
}

/* Others list it, or would if it were let out: PipeWire's own session manager
 * sometimes misses one. Of the portal its own error says more. */
static void
find_camera (const MajuSituation *situation,
             GPtrArray           *troubles)
{
  if (situation->n_cameras == 0 && situation->n_kernel_cameras > 0 &&
      situation->devices_ready && !situation->cameras_by_portal)
    {
      MajuTrouble *trouble;

      trouble = add (troubles, TRUE, "camera-not-listed",
                     _("The Camera Is Not Given Out"),
                     g_strdup (_("This computer has a camera, but the system "
                                 "lists none. Connect it again, or log out "
                                 "and in again.")));
      trouble->kind = MAJU_DEVICE_KIND_CAMERA;
      return;
    }

  add_device (&situation->camera, MAJU_DEVICE_KIND_CAMERA, troubles);
}

static void
find_microphone (const MajuSituation *situation,
                 GPtrArray           *troubles)
{
  MajuTrouble *trouble;

  add_device (&situation->microphone, MAJU_DEVICE_KIND_MICROPHONE, troubles);
  if (situation->microphone.state != MAJU_CAPTURE_STATE_RUNNING)
    return;

  if (situation->muted)
    {
      trouble = add (troubles, situation->speaking, "muted",
                     situation->speaking ? _("You Talk, but Are Muted")
                                         : _("You Are Muted"),
                     g_strdup (_("Nothing that you say goes to the others "
                                 "until you unmute.")));
      add_step (trouble, MAJU_STEP_UNMUTE);
    }
  else if (situation->silence_us > SILENCE_US)
    {
      trouble = add (troubles, TRUE, "microphone-silent",
                     _("Others May Not Hear You"),
                     g_strdup (_("Not even noise comes from the microphone. A "
                                 "switch on it or on its cable may be off, or "
                                 "it is muted in the system’s settings.")));
      trouble->kind = MAJU_DEVICE_KIND_MICROPHONE;
      add_step (trouble, MAJU_STEP_DEVICE_SETTINGS);
    }
  if (!situation->echo_cancellation)
    {
      trouble = add (troubles, FALSE, "echo", _("Others May Hear Themselves"),
                     g_strdup (_("Echo cancellation is off. Without a headset, "
                                 "what your speaker plays goes back to the "
                                 "others.")));
      add_step (trouble, MAJU_STEP_PREFERENCES);
    }
}

static void
find_computer (const MajuSituation *situation,
               GPtrArray           *troubles)
{
  MajuTrouble *trouble;

  if (situation->load > BUSY)
    {
      trouble = add (troubles, FALSE, "busy", _("The Computer Is Too Busy"),
                     g_strdup (_("All of its processors are at work, so sound "
                                 "and picture may stutter. Close other "
                                 "applications, or switch the camera off.")));
      if (situation->camera.state == MAJU_CAPTURE_STATE_RUNNING)
        add_step (trouble, MAJU_STEP_CAMERA_OFF);
    }
  if (!situation->share_portal)
    add (troubles, FALSE, "no-share", _("The Screen Cannot Be Shared"),
         g_strdup (_("This desktop offers no screen sharing. Install the "
                     "portal of your desktop (xdg-desktop-portal-gnome, -kde "
                     "or -wlr), then log in again.")));
}

/* @title: a format with one %s, the name. */
static MajuTrouble *
add_person (GPtrArray  *troubles,
            gboolean    serious,
            const char *id,
            char       *title,
            const char *text,
            guint       number)
{
  g_autofree char *owned = title;
  MajuTrouble *trouble = add (troubles, serious, id, title, g_strdup (text));

  trouble->person = number;

  return trouble;
}

static void
find_bad_path (const MajuPersonSituation *person,
               guint                      number,
               GPtrArray                 *troubles)
{
  const MajuQualityFigures *quality = &person->quality;
  const char *id = NULL;
  char *title;

  if (quality->grade == MAJU_GRADE_LOST)
    id = "nothing-arrives";
  else if (quality->sound_missing)
    id = "sound-missing";
  else if (quality->picture_missing)
    id = "picture-missing";
  else if (quality->loss_in >= LOSSY || quality->loss_out >= LOSSY)
    id = "loss";
  else if (quality->grade > MAJU_GRADE_GOOD)
    id = "narrow";
  if (!id)
    return;

  if (quality->sound_missing || quality->grade == MAJU_GRADE_LOST)
    /* Translators: %s is a person. */
    title = g_strdup_printf (_("You Cannot Hear %s"), person->name);
  else if (quality->picture_missing)
    title = g_strdup_printf (_("You Cannot See %s"), person->name);
  else
    title = g_strdup_printf (_("The Connection to %s Is Bad"), person->name);
  add_person (troubles,
              quality->grade == MAJU_GRADE_LOST || quality->sound_missing ||
              quality->picture_missing,
              id, title, maju_quality_words_advice (quality), number);
}

static void
find_failed (const MajuPersonSituation *person,
             guint                      number,
             GPtrArray                 *troubles)
{
  MajuTrouble *trouble;
  gboolean doubted = g_error_matches (person->error, MAJU_CALL_ERROR,
                                      MAJU_CALL_ERROR_NOT_VERIFIED);
  char *title =
    g_strdup_printf (_("There Is No Connection to %s"), person->name);

  trouble = add_person (troubles, TRUE,
                        doubted ? "not-verified" : "unreachable", title,
                        person->error ? person->error->message : "", number);
  add_step (trouble, MAJU_STEP_RETRY_PERSON);
}

static void
find_connected (const MajuPersonSituation *person,
                guint                      number,
                GPtrArray                 *troubles)
{
  MajuTrouble *trouble;
  char *title;

  find_bad_path (person, number, troubles);
  if (person->gain <= 0)
    {
      title = g_strdup_printf (_("You Have Silenced %s"), person->name);
      trouble = add_person (troubles, FALSE, "silenced", title,
                            _("You have turned them down to nothing, only "
                              "here. They are not told."), number);
      add_step (trouble, MAJU_STEP_RESTORE_VOLUME);
    }
  if (person->trust == MAJU_TRUST_UNVERIFIED)
    {
      title = g_strdup_printf (_("%s Is Not Verified"), person->name);
      add_person (troubles, FALSE, "unverified", title,
                  _("The call was joined by code, without the link’s key. It "
                    "is encrypted, but somebody may be in between. Make a new "
                    "call and share its whole link."), number);
    }
}

static void
find_person (const MajuPersonSituation *person,
             guint                      number,
             GPtrArray                 *troubles)
{
  MajuTrouble *trouble;
  char *title;

  switch (person->state)
    {
    case MAJU_PARTICIPANT_STATE_FAILED:
      find_failed (person, number, troubles);
      return;

    case MAJU_PARTICIPANT_STATE_ASKING:
      title = g_strdup_printf (_("%s Waits for You"), person->name);
      trouble = add_person (troubles, TRUE, "asking", title,
                            _("They have no key and may be somebody else. "
                              "Until you let them in, they neither see nor "
                              "hear you."), number);
      add_step (trouble, MAJU_STEP_SHOW_PEOPLE);
      return;

    case MAJU_PARTICIPANT_STATE_WAITING:
      title = g_strdup_printf (_("%s Has Not Let You In"), person->name);
      add_person (troubles, TRUE, "waiting", title,
                  _("You joined without the link’s key, so they are asked "
                    "first. Ask them for the whole link."), number);
      return;

    case MAJU_PARTICIPANT_STATE_UNSTABLE:
    case MAJU_PARTICIPANT_STATE_RECONNECTING:
      title = g_strdup_printf (_("The Connection to %s Broke"), person->name);
      add_person (troubles, TRUE, "reconnecting", title,
                  _("Maju looks for another way by itself. If it lasts, their "
                    "network may be gone, or yours."), number);
      return;

    case MAJU_PARTICIPANT_STATE_CONNECTED:
      find_connected (person, number, troubles);
      return;

    case MAJU_PARTICIPANT_STATE_CONNECTING:
    case MAJU_PARTICIPANT_STATE_GONE:
    default:
      return;
    }
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const MajuTrouble *first = *(const MajuTrouble **) a;
  const MajuTrouble *second = *(const MajuTrouble **) b;

  return second->serious - first->serious;
}

GPtrArray *
maju_situation_find_troubles (const MajuSituation *situation)
{
  GPtrArray *troubles =
    g_ptr_array_new_with_free_func ((GDestroyNotify) maju_trouble_free);

  find_network (situation, troubles);
  if (!find_no_devices (situation, troubles))
    {
      find_microphone (situation, troubles);
      add_device (&situation->speaker, MAJU_DEVICE_KIND_SPEAKER, troubles);
      find_camera (situation, troubles);
    }
  find_call (situation, troubles);
  for (guint i = 0; i < situation->people->len; i++)
    find_person (&g_array_index (situation->people, MajuPersonSituation, i), i,
                 troubles);
  find_computer (situation, troubles);
  /* Stable: GLib's sort of arrays is. */
  g_ptr_array_sort (troubles, compare);

  return troubles;
}

const char *
maju_step_get_label (MajuStep step)
{
  switch (step)
    {
    case MAJU_STEP_RETRY_DEVICE:
    case MAJU_STEP_RETRY_PERSON:
      return _("_Try Again");

    case MAJU_STEP_DEVICE_SETTINGS:
      return _("Open _Settings");

    case MAJU_STEP_UNMUTE:
      return _("_Unmute");

    case MAJU_STEP_CAMERA_OFF:
      return _("_Camera Off");

    case MAJU_STEP_RESTORE_VOLUME:
      return _("_Hear Again");

    case MAJU_STEP_SHOW_PEOPLE:
      return _("_Show");

    case MAJU_STEP_PREFERENCES:
      return _("_Preferences");

    case MAJU_STEP_NONE:
    default:
      return NULL;
    }
}
