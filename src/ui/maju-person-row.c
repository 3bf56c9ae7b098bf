/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-person-row.h"

#include "maju-quality-mark.h"
#include "maju-person-menu.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_PARTICIPANT,
  N_PROPS
};

struct _MajuPersonRow
{
  AdwActionRow parent_instance;

  MajuParticipant *participant;

  AdwAvatar *avatar;
  GtkWidget *retry_button;
  GtkWidget *unverified_icon;
  GtkWidget *refuse_button;
  GtkWidget *admit_button;
  GtkWidget *hand_icon;
  GtkMenuButton *menu_button;
  GtkImage *camera_icon;
  GtkImage *microphone_icon;
};

G_DEFINE_FINAL_TYPE (MajuPersonRow, maju_person_row, ADW_TYPE_ACTION_ROW)

static GParamSpec *properties[N_PROPS];

static const char *
get_state_words (MajuParticipant *participant)
{
  const GError *error = maju_participant_get_error (participant);

  if (maju_participant_get_is_self (participant))
    return NULL;

  switch (maju_participant_get_state (participant))
    {
    case MAJU_PARTICIPANT_STATE_CONNECTING:
      return _("Connecting…");

    case MAJU_PARTICIPANT_STATE_ASKING:
      return _("Has no key: may be somebody else");

    case MAJU_PARTICIPANT_STATE_WAITING:
      return _("Waiting to be let in…");

    case MAJU_PARTICIPANT_STATE_CONNECTED:
      return maju_participant_get_trust (participant) == MAJU_TRUST_VERIFIED
             ? _("Verified") : _("Not verified");

    case MAJU_PARTICIPANT_STATE_UNSTABLE:
      return _("Unstable connection");

    case MAJU_PARTICIPANT_STATE_RECONNECTING:
      return _("Reconnecting…");

    case MAJU_PARTICIPANT_STATE_FAILED:
      return error != NULL ? error->message : _("Not connected");

    case MAJU_PARTICIPANT_STATE_GONE:
    default:
      return NULL;
    }
}

static gboolean
is_here (MajuParticipant *participant)
{
  MajuParticipantState state = maju_participant_get_state (participant);

  return state == MAJU_PARTICIPANT_STATE_CONNECTED
         || state == MAJU_PARTICIPANT_STATE_UNSTABLE
         || state == MAJU_PARTICIPANT_STATE_RECONNECTING;
}

static gboolean
has_hand (MajuParticipant *participant)
{
  return maju_gestures_get_hand (maju_participant_get_gestures (participant));
}

/* Returns: (transfer full) (nullable). */
static char *
make_subtitle (MajuParticipant *participant)
{
  MajuHearing *hearing = maju_participant_get_hearing (participant);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) words = NULL;
  const char *state = get_state_words (participant);

  if (has_hand (participant))
    g_strv_builder_add (builder, _("Hand raised"));
  if (state != NULL)
    g_strv_builder_add (builder, state);
  if (is_here (participant) && !maju_participant_get_microphone_on (participant))
    g_strv_builder_add (builder, _("Muted"));
  if (maju_hearing_get_muted (hearing))
    g_strv_builder_add (builder, _("Muted for you"));

  words = g_strv_builder_end (builder);

  /* Translators: stands between the things that are said about a person in the
   * list of people. */
  return words[0] != NULL ? g_strjoinv (_(" · "), words) : NULL;
}

static void
set_icon (GtkImage   *image,
          const char *icon_name,
          const char *words)
{
  gtk_image_set_from_icon_name (image, icon_name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (image), words);
}

/* The question takes the place of what is on or off: nothing is. */
static void
update_question (MajuPersonRow *self)
{
  gboolean asking = maju_participant_get_state (self->participant)
    == MAJU_PARTICIPANT_STATE_ASKING;

  gtk_widget_set_visible (self->refuse_button, asking);
  gtk_widget_set_visible (self->admit_button, asking);
  gtk_widget_set_visible (GTK_WIDGET (self->camera_icon), !asking);
  gtk_widget_set_visible (GTK_WIDGET (self->microphone_icon), !asking);
}

/* There is something to do about the others only. */
static void
update_menu (MajuPersonRow *self)
{
  const char *name = maju_participant_get_display_name (self->participant);
  g_autofree char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->menu_button),
                          !maju_participant_get_is_self (self->participant)
                          && is_here (self->participant));
  /* Translators: the menu of a person in the list of people. */
  label = g_strdup_printf (_("Options for %s"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
describe (MajuPersonRow *self)
{
  MajuParticipant *participant = self->participant;
  gboolean microphone = maju_participant_get_microphone_on (participant);
  gboolean camera = maju_participant_get_camera_on (participant);
  const char *state = get_state_words (participant);
  g_autofree char *description = NULL;

  description = g_strdup_printf ("%s%s%s, %s, %s",
                                 has_hand (participant) ? _("Hand raised") : "",
                                 has_hand (participant) ? ", " : "",
                                 state != NULL ? state : _("You"),
                                 microphone ? _("Microphone on") : _("Muted"),
                                 camera ? _("Camera on") : _("Camera off"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description,
                                  -1);
}

static void
create_menu_cb (GtkMenuButton *button,
                gpointer       user_data)
{
  MajuPersonRow *self = user_data;

  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_popover (button,
                                 maju_person_menu_new (self->participant));
}

static void
retry_cb (MajuPersonRow *self)
{
  maju_participant_retry (self->participant);
}

static void
participant_notify_cb (MajuPersonRow *self)
{
  MajuParticipant *participant = self->participant;
  const char *name = maju_participant_get_display_name (participant);
  gboolean microphone = maju_participant_get_microphone_on (participant);
  gboolean camera = maju_participant_get_camera_on (participant);
  g_autofree char *subtitle = make_subtitle (participant);
  g_autofree char *title = NULL;

  /* Translators: the own entry in the list of people. */
  title = maju_participant_get_is_self (participant)
          ? g_strdup_printf (_("%s (you)"), name)
          : g_strdup (name);
  adw_avatar_set_text (self->avatar, name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self),
                               subtitle != NULL ? subtitle : "");
  set_icon (self->microphone_icon,
            microphone ? "audio-input-microphone-symbolic"
                       : "microphone-disabled-symbolic",
            microphone ? _("Microphone on") : _("Muted"));
  set_icon (self->camera_icon,
            camera ? "maju-camera-symbolic" : "maju-camera-off-symbolic",
            camera ? _("Camera on") : _("Camera off"));
  gtk_widget_set_visible (self->retry_button,
                          maju_participant_get_state (participant)
                          == MAJU_PARTICIPANT_STATE_FAILED);
  gtk_widget_set_visible (self->unverified_icon,
                          !maju_participant_get_is_self (participant)
                          && maju_participant_get_trust (participant)
                          == MAJU_TRUST_UNVERIFIED);
  gtk_widget_set_visible (self->hand_icon, has_hand (participant));
  update_question (self);
  update_menu (self);
  describe (self);
}

static void
maju_person_row_constructed (GObject *object)
{
  static const char *names[] = {
    "display-name", "state", "error", "trust", "microphone-on", "camera-on",
  };
  MajuPersonRow *self = MAJU_PERSON_ROW (object);

  G_OBJECT_CLASS (maju_person_row_parent_class)->constructed (object);

  g_return_if_fail (self->participant != NULL);
  /* The subtitle says less than the description below. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self),
                                 GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", names[i], NULL);

      g_signal_connect_object (self->participant, signal,
                               G_CALLBACK (participant_notify_cb), self,
                               G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (maju_participant_get_gestures (self->participant),
                           "notify::hand", G_CALLBACK (participant_notify_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (maju_participant_get_hearing (self->participant),
                           "notify::muted", G_CALLBACK (participant_notify_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_create_popup_func (self->menu_button, create_menu_cb, self,
                                         NULL);
  g_signal_connect_object (self->refuse_button, "clicked",
                           G_CALLBACK (maju_participant_refuse),
                           self->participant, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->admit_button, "clicked",
                           G_CALLBACK (maju_participant_admit),
                           self->participant, G_CONNECT_SWAPPED);
  participant_notify_cb (self);
}

static void
maju_person_row_dispose (GObject *object)
{
  MajuPersonRow *self = MAJU_PERSON_ROW (object);

  if (self->participant != NULL)
    {
      g_signal_handlers_disconnect_by_data (
        maju_participant_get_gestures (self->participant), self);
      g_signal_handlers_disconnect_by_data (
        maju_participant_get_hearing (self->participant), self);
      g_signal_handlers_disconnect_by_data (self->participant, self);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_PERSON_ROW);
  g_clear_object (&self->participant);

  G_OBJECT_CLASS (maju_person_row_parent_class)->dispose (object);
}

static void
maju_person_row_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MajuPersonRow *self = MAJU_PERSON_ROW (object);

  switch (prop_id)
    {
    case PROP_PARTICIPANT:
      g_value_set_object (value, self->participant);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_person_row_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  MajuPersonRow *self = MAJU_PERSON_ROW (object);

  switch (prop_id)
    {
    case PROP_PARTICIPANT:
      self->participant = g_value_dup_object (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_person_row_class_init (MajuPersonRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = maju_person_row_constructed;
  object_class->dispose = maju_person_row_dispose;
  object_class->get_property = maju_person_row_get_property;
  object_class->set_property = maju_person_row_set_property;

  properties[PROP_PARTICIPANT] =
    g_param_spec_object ("participant", NULL, NULL, MAJU_TYPE_PARTICIPANT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                         | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (MAJU_TYPE_QUALITY_MARK);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-person-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuPersonRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, MajuPersonRow,
                                        retry_button);
  gtk_widget_class_bind_template_child (widget_class, MajuPersonRow,
                                        unverified_icon);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_child (widget_class, MajuPersonRow,
                                        refuse_button);
  gtk_widget_class_bind_template_child (widget_class, MajuPersonRow,
                                        admit_button);
  gtk_widget_class_bind_template_child (widget_class, MajuPersonRow, hand_icon);
  gtk_widget_class_bind_template_child (widget_class, MajuPersonRow,
                                        menu_button);
  gtk_widget_class_bind_template_child (widget_class, MajuPersonRow,
                                        camera_icon);
  gtk_widget_class_bind_template_child (widget_class, MajuPersonRow,
                                        microphone_icon);
}

static void
maju_person_row_init (MajuPersonRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
maju_person_row_new (MajuParticipant *participant)
{
  return g_object_new (MAJU_TYPE_PERSON_ROW,
                       "participant", participant,
                       NULL);
}
