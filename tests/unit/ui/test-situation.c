/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-inspector.h"
#include "maju-report.h"

#include <glib/gstdio.h>

#include <string.h>
#include <unistd.h>

#define S G_USEC_PER_SEC

/* All is well: two are in a call, and everything works. */
typedef struct
{
  MajuSituation situation;
  GError *error;
} Fixture;

static MajuPersonSituation *
person (Fixture *fixture)
{
  return &g_array_index (fixture->situation.people, MajuPersonSituation, 0);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  MajuPersonSituation mina = {
    .name = "Mina",
    .state = MAJU_PARTICIPANT_STATE_CONNECTED,
    .trust = MAJU_TRUST_VERIFIED,
    .gain = 1,
    .quality = {
      .grade = MAJU_GRADE_GOOD,
      .route = MAJU_ROUTE_DIRECT,
      .protocol = "udp",
      .audio_codec = "Opus",
      .video_codec = "VP8",
    },
  };

  fixture->situation = (MajuSituation) {
    .network = TRUE,
    .awake = TRUE,
    .share_portal = TRUE,
    .load = 0.3,
    .devices_ready = TRUE,
    .devices_available = TRUE,
    .n_cameras = 1,
    .n_kernel_cameras = 1,
    .camera = { TRUE, MAJU_CAPTURE_STATE_RUNNING, NULL },
    .microphone = { TRUE, MAJU_CAPTURE_STATE_RUNNING, NULL },
    .speaker = { TRUE, MAJU_CAPTURE_STATE_RUNNING, NULL },
    .echo_cancellation = TRUE,
    .in_call = TRUE,
    .call_state = MAJU_CALL_STATE_JOINED,
    .people = g_array_new (FALSE, FALSE, sizeof (MajuPersonSituation)),
  };
  g_array_append_val (fixture->situation.people, mina);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_array_unref (fixture->situation.people);
  g_clear_error (&fixture->error);
}

static void
fail_device (Fixture             *fixture,
             MajuDeviceSituation *device,
             MajuMediaError       code)
{
  g_clear_error (&fixture->error);
  fixture->error = g_error_new (MAJU_MEDIA_ERROR, code, "It does not work");
  device->state = MAJU_CAPTURE_STATE_FAILED;
  device->error = fixture->error;
}

static void
fail_person (Fixture      *fixture,
             MajuCallError code,
             const char   *words)
{
  g_clear_error (&fixture->error);
  fixture->error = g_error_new_literal (MAJU_CALL_ERROR, code, words);
  person (fixture)->state = MAJU_PARTICIPANT_STATE_FAILED;
  person (fixture)->error = fixture->error;
}

static void
share_impossible (Fixture *f)
{
  f->situation.share_portal = FALSE;
}

static void
echo (Fixture *f)
{
  f->situation.echo_cancellation = FALSE;
}

static void
no_microphone (Fixture *f)
{
  fail_device (f, &f->situation.microphone, MAJU_MEDIA_ERROR_NO_DEVICE);
}

static void
dead_microphone (Fixture *f)
{
  fail_device (f, &f->situation.microphone, MAJU_MEDIA_ERROR_STALLED);
}

static void
busy_microphone (Fixture *f)
{
  fail_device (f, &f->situation.microphone, MAJU_MEDIA_ERROR_BUSY);
}

static void
denied_microphone (Fixture *f)
{
  fail_device (f, &f->situation.microphone, MAJU_MEDIA_ERROR_DENIED);
}

static void
switched_off_microphone (Fixture *f)
{
  f->situation.silence_us = 5 * S + 1;
}

static void
talking_muted (Fixture *f)
{
  f->situation.muted = TRUE;
  f->situation.speaking = TRUE;
}

static void
muted (Fixture *f)
{
  f->situation.muted = TRUE;
  /* Of course nothing comes. */
  f->situation.silence_us = 60 * S;
}

static void
no_speaker (Fixture *f)
{
  fail_device (f, &f->situation.speaker, MAJU_MEDIA_ERROR_NO_DEVICE);
}

static void
no_pipewire (Fixture *f)
{
  f->situation.devices_available = FALSE;
  fail_device (f, &f->situation.camera, MAJU_MEDIA_ERROR_NO_DEVICE);
}

static void
camera_not_listed (Fixture *f)
{
  f->situation.n_cameras = 0;
  fail_device (f, &f->situation.camera, MAJU_MEDIA_ERROR_NO_DEVICE);
}

static void
no_camera (Fixture *f)
{
  f->situation.n_cameras = 0;
  f->situation.n_kernel_cameras = 0;
  fail_device (f, &f->situation.camera, MAJU_MEDIA_ERROR_NO_DEVICE);
}

static void
hidden_camera (Fixture *f)
{
  f->situation.cameras_by_portal = TRUE;
  f->situation.n_cameras = 0;
  fail_device (f, &f->situation.camera, MAJU_MEDIA_ERROR_HIDDEN);
}

static void
denied_camera (Fixture *f)
{
  f->situation.cameras_by_portal = TRUE;
  f->situation.n_cameras = 0;
  fail_device (f, &f->situation.camera, MAJU_MEDIA_ERROR_DENIED);
}

static void
busy_camera (Fixture *f)
{
  fail_device (f, &f->situation.camera, MAJU_MEDIA_ERROR_BUSY);
}

static void
unplugged_camera (Fixture *f)
{
  fail_device (f, &f->situation.camera, MAJU_MEDIA_ERROR_UNPLUGGED);
}

static void
busy_computer (Fixture *f)
{
  f->situation.load = 0.97;
}

static void
no_way (Fixture *f)
{
  fail_person (f, MAJU_CALL_ERROR_UNREACHABLE,
               "No way to Mina was found. Only a direct connection was tried.");
}

static void
not_verified (Fixture *f)
{
  fail_person (f, MAJU_CALL_ERROR_NOT_VERIFIED,
               "Mina could not be verified: somebody may be in between.");
}

static void
no_sound_arrives (Fixture *f)
{
  person (f)->quality.grade = MAJU_GRADE_POOR;
  person (f)->quality.sound_missing = TRUE;
}

static void
black_tile (Fixture *f)
{
  person (f)->quality.grade = MAJU_GRADE_POOR;
  person (f)->quality.picture_missing = TRUE;
}

static void
nothing_arrives (Fixture *f)
{
  person (f)->quality.grade = MAJU_GRADE_LOST;
  person (f)->quality.sound_missing = TRUE;
  person (f)->quality.picture_missing = TRUE;
}

static void
lossy (Fixture *f)
{
  person (f)->quality.grade = MAJU_GRADE_POOR;
  person (f)->quality.loss_in = 0.1;
}

static void
narrow (Fixture *f)
{
  person (f)->quality.grade = MAJU_GRADE_FAIR;
}

static void
broken_path (Fixture *f)
{
  person (f)->state = MAJU_PARTICIPANT_STATE_RECONNECTING;
}

static void
no_network (Fixture *f)
{
  f->situation.network = FALSE;
  f->situation.call_state = MAJU_CALL_STATE_RECONNECTING;
}

static void
no_server (Fixture *f)
{
  f->situation.call_state = MAJU_CALL_STATE_RECONNECTING;
}

static void
server_gone (Fixture *f)
{
  g_clear_error (&f->error);
  f->error = g_error_new_literal (MAJU_CALL_ERROR, MAJU_CALL_ERROR_SERVER,
                                  "The server meet.example.org is gone.");
  f->situation.call_error = f->error;
}

static void
may_sleep (Fixture *f)
{
  f->situation.awake = FALSE;
}

static void
local_link (Fixture *f)
{
  f->situation.link_local = TRUE;
  g_array_set_size (f->situation.people, 0);
}

static void
asking (Fixture *f)
{
  person (f)->state = MAJU_PARTICIPANT_STATE_ASKING;
}

static void
waiting (Fixture *f)
{
  person (f)->state = MAJU_PARTICIPANT_STATE_WAITING;
}

static void
silenced (Fixture *f)
{
  person (f)->gain = 0;
}

static void
unverified (Fixture *f)
{
  person (f)->trust = MAJU_TRUST_UNVERIFIED;
}

/* What keeps calls of other applications from working without a word (the
 * numbers are those of the list of complaints), and what Maju says then. */
static const struct
{
  const char *complaint;
  void (*happen) (Fixture *fixture);
  const char *id;
  gboolean serious;
  const char *title;
  const char *text;             /* a part of it */
  MajuStep step;
} cases[] = {
  { "1, 3: no screen can be shared", share_impossible, "no-share", FALSE,
    "The Screen Cannot Be Shared", "Install the portal", MAJU_STEP_NONE },
  { "13: echo", echo, "echo", FALSE, "Others May Hear Themselves",
    "Echo cancellation is off", MAJU_STEP_PREFERENCES },
  { "20: no microphone", no_microphone, "microphone", TRUE,
    "Others Cannot Hear You", "There is no microphone. Connect one",
    MAJU_STEP_NONE },
  { "20: the microphone is dead", dead_microphone, "microphone", TRUE,
    "Others Cannot Hear You", "No sound comes from the microphone",
    MAJU_STEP_RETRY_DEVICE },
  { "20: another has the microphone", busy_microphone, "microphone", TRUE,
    "Others Cannot Hear You", "Another application is using the microphone",
    MAJU_STEP_RETRY_DEVICE },
  { "20: not allowed", denied_microphone, "microphone", TRUE,
    "Others Cannot Hear You", "not allowed to use the microphone",
    MAJU_STEP_DEVICE_SETTINGS },
  { "19: the headset's own switch", switched_off_microphone,
    "microphone-silent", TRUE, "Others May Not Hear You",
    "Not even noise comes from the microphone", MAJU_STEP_DEVICE_SETTINGS },
  { "22: talking while muted", talking_muted, "muted", TRUE,
    "You Talk, but Are Muted", "until you unmute", MAJU_STEP_UNMUTE },
  { "22: muted", muted, "muted", FALSE, "You Are Muted", "until you unmute",
    MAJU_STEP_UNMUTE },
  { "18: no speaker", no_speaker, "speaker", TRUE, "You Cannot Hear Others",
    "There is no speaker", MAJU_STEP_NONE },
  { "23: no device service", no_pipewire, "no-pipewire", TRUE,
    "No Devices Can Be Used", "PipeWire", MAJU_STEP_NONE },
  { "24: a camera that is not listed", camera_not_listed, "camera-not-listed",
    TRUE, "The Camera Is Not Given Out", "has a camera, but the system lists "
    "none", MAJU_STEP_NONE },
  { "24: the portal lists none", hidden_camera, "camera", TRUE,
    "Others Cannot See You", "There is a camera, but the desktop does not show "
    "it to Maju", MAJU_STEP_RETRY_DEVICE },
  { "25: the portal does not give it", denied_camera, "camera", TRUE,
    "Others Cannot See You", "not allowed to use the camera",
    MAJU_STEP_DEVICE_SETTINGS },
  { "26: no camera", no_camera, "camera", TRUE, "Others Cannot See You",
    "There is no camera", MAJU_STEP_NONE },
  { "26: another has the camera", busy_camera, "camera", TRUE,
    "Others Cannot See You", "Another application is using the camera",
    MAJU_STEP_RETRY_DEVICE },
  { "27: unplugged", unplugged_camera, "camera", TRUE,
    "Others Cannot See You", "Connect the device again", MAJU_STEP_NONE },
  { "28: load", busy_computer, "busy", FALSE, "The Computer Is Too Busy",
    "switch the camera off", MAJU_STEP_CAMERA_OFF },
  { "29: no way without a relay", no_way, "unreachable", TRUE,
    "There Is No Connection to Mina", "Only a direct connection was tried",
    MAJU_STEP_RETRY_PERSON },
  { "29: somebody in between", not_verified, "not-verified", TRUE,
    "There Is No Connection to Mina", "could not be verified",
    MAJU_STEP_RETRY_PERSON },
  { "29, 21: no sound arrives", no_sound_arrives, "sound-missing", TRUE,
    "You Cannot Hear Mina", "No sound arrives", MAJU_STEP_NONE },
  { "29: a black tile", black_tile, "picture-missing", TRUE,
    "You Cannot See Mina", "No picture arrives", MAJU_STEP_NONE },
  { "29: nothing arrives", nothing_arrives, "nothing-arrives", TRUE,
    "You Cannot Hear Mina", "Neither sound nor picture", MAJU_STEP_NONE },
  { "a bad path: loss", lossy, "loss", FALSE,
    "The Connection to Mina Is Bad", "Much is lost on the way",
    MAJU_STEP_NONE },
  { "a bad path: narrow", narrow, "narrow", FALSE,
    "The Connection to Mina Is Bad", "too narrow", MAJU_STEP_NONE },
  { "30: another network", broken_path, "reconnecting", TRUE,
    "The Connection to Mina Broke", "looks for another way", MAJU_STEP_NONE },
  { "30: no network", no_network, "no-network", TRUE, "There Is No Network",
    "Connect it by cable or Wi-Fi", MAJU_STEP_NONE },
  { "33: no server", no_server, "server-away", TRUE,
    "The Server Cannot Be Reached", "tries again by itself", MAJU_STEP_NONE },
  { "33: the server is gone", server_gone, "server-gone", TRUE,
    "The Server Is Gone", "meet.example.org", MAJU_STEP_NONE },
  { "36: the computer falls asleep", may_sleep, "may-sleep", FALSE,
    "The Computer May Fall Asleep", "suspend", MAJU_STEP_NONE },
  { "39: a link that nobody can open", local_link, "link-local", FALSE,
    "Nobody Else Can Join", "this computer", MAJU_STEP_NONE },
  { "somebody waits", asking, "asking", TRUE, "Mina Waits for You",
    "Until you let them in", MAJU_STEP_SHOW_PEOPLE },
  { "we wait", waiting, "waiting", TRUE, "Mina Has Not Let You In",
    "Ask them for the whole link", MAJU_STEP_NONE },
  { "turned down and forgotten", silenced, "silenced", FALSE,
    "You Have Silenced Mina", "only here", MAJU_STEP_RESTORE_VOLUME },
  { "not verified", unverified, "unverified", FALSE, "Mina Is Not Verified",
    "share its whole link", MAJU_STEP_NONE },
};

static void
test_nothing (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(GPtrArray) troubles =
    maju_situation_find_troubles (&fixture->situation);

  g_assert_cmpuint (troubles->len, ==, 0);
}

/* Each alone is all that is said. */
static void
test_cases (Fixture      *fixture,
            gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) troubles = NULL;
      const MajuTrouble *trouble;

      g_test_message ("%s", cases[i].complaint);
      tear_down (fixture, NULL);
      set_up (fixture, NULL);
      cases[i].happen (fixture);
      troubles = maju_situation_find_troubles (&fixture->situation);
      g_assert_cmpuint (troubles->len, ==, 1);
      trouble = g_ptr_array_index (troubles, 0);
      g_assert_cmpstr (trouble->id, ==, cases[i].id);
      g_assert_cmpint (trouble->serious, ==, cases[i].serious);
      g_assert_cmpstr (trouble->title, ==, cases[i].title);
      if (!strstr (trouble->text, cases[i].text))
        g_error ("“%s” is not in “%s”", cases[i].text, trouble->text);
      g_assert_cmpint (trouble->step, ==, cases[i].step);
      g_assert_cmpint (trouble->person, ==,
                       strstr (cases[i].title, "Mina") ? 0 : -1);
    }
}

static void
test_order (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(GPtrArray) troubles = NULL;
  static const char *ids[] = { "muted", "sound-missing", "echo", "no-share" };

  talking_muted (fixture);
  echo (fixture);
  share_impossible (fixture);
  no_sound_arrives (fixture);
  troubles = maju_situation_find_troubles (&fixture->situation);
  g_assert_cmpuint (troubles->len, ==, G_N_ELEMENTS (ids));
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_cmpstr (((MajuTrouble *) troubles->pdata[i])->id, ==, ids[i]);
}

/* Nothing is wrong with what is off, or not there yet. */
static void
test_not_yet (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(GPtrArray) troubles = NULL;
  MajuDeviceSituation off = { FALSE, MAJU_CAPTURE_STATE_OFF, NULL };

  fixture->situation.in_call = FALSE;
  fixture->situation.awake = FALSE;
  fixture->situation.devices_ready = FALSE;
  fixture->situation.devices_available = FALSE;
  fixture->situation.n_cameras = 0;
  fixture->situation.cameras_by_portal = TRUE;
  fixture->situation.camera = off;
  fixture->situation.microphone = off;
  fixture->situation.muted = TRUE;
  fixture->situation.silence_us = 60 * S;
  fixture->situation.speaker = off;
  fixture->situation.load = -1;
  g_array_set_size (fixture->situation.people, 0);
  troubles = maju_situation_find_troubles (&fixture->situation);
  g_assert_cmpuint (troubles->len, ==, 0);
}

/* Whoever gets it learns how it is, and not with whom or where. */
static void
test_report (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *report = NULL;

  server_gone (fixture);
  person (fixture)->state = MAJU_PARTICIPANT_STATE_FAILED;
  person (fixture)->error = fixture->error;
  report = maju_report_make (&fixture->situation);
  g_test_message ("%s", report);
  g_assert_nonnull (strstr (report, "Maju "));
  g_assert_nonnull (strstr (report, "GStreamer "));
  g_assert_nonnull (strstr (report, "Camera: on, running\n"));
  g_assert_nonnull (strstr (report, "Person 1: failed, verified, error "));
  g_assert_nonnull (strstr (report, "good, direct, udp"));
  g_assert_nonnull (strstr (report, "Troubles: server-gone unreachable (person 1)\n"));
  g_assert_null (strstr (report, "Mina"));
  g_assert_null (strstr (report, "example.org"));
}

static void
make_camera (const char *folder,
             const char *name,
             const char *driver,
             const char *index)
{
  g_autofree char *device = g_build_filename (folder, name, "device", NULL);
  g_autofree char *link = g_build_filename (device, "driver", NULL);
  g_autofree char *file = g_build_filename (folder, name, "index", NULL);

  g_assert_cmpint (g_mkdir_with_parents (device, 0700), ==, 0);
  g_assert_cmpint (symlink (driver, link), ==, 0);
  g_assert_true (g_file_set_contents (file, index, -1, NULL));
}

/* A camera has a node for its picture and others; what else codes video in a
 * computer has nodes, too. */
static void
test_kernel_cameras (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("cameras-XXXXXX", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "nowhere", NULL);

  g_assert_cmpuint (maju_inspector_count_cameras (nowhere), ==, 0);
  g_assert_cmpuint (maju_inspector_count_cameras (folder), ==, 0);
  make_camera (folder, "video0", "../../bus/usb/drivers/uvcvideo", "0\n");
  make_camera (folder, "video1", "../../bus/usb/drivers/uvcvideo", "1\n");
  make_camera (folder, "video2", "../../bus/platform/drivers/codec", "0\n");
  g_assert_cmpuint (maju_inspector_count_cameras (folder), ==, 1);
}

static void
add (const char *path,
     void (     *func ) (Fixture      *fixture,
                         gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/situation/nothing", test_nothing);
  add ("/situation/cases", test_cases);
  add ("/situation/order", test_order);
  add ("/situation/not-yet", test_not_yet);
  add ("/situation/report", test_report);
  add ("/situation/kernel-cameras", test_kernel_cameras);

  return g_test_run ();
}
