/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-trouble-dialog.h"

#include "maju-report.h"

#include <glib/gi18n.h>

#define LOOK_SECONDS 1

struct _MajuTroubleDialog
{
  AdwDialog parent_instance;

  MajuInspector *inspector;
  guint look_id;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (MajuTroubleDialog, maju_trouble_dialog, ADW_TYPE_DIALOG)

static void
retry_device (MajuLocalMedia *media,
              MajuDeviceKind  kind)
{
  MajuDeviceStream *streams[] = {
    [MAJU_DEVICE_KIND_CAMERA] =
      MAJU_DEVICE_STREAM (maju_local_media_get_camera (media)),
    [MAJU_DEVICE_KIND_MICROPHONE] =
      MAJU_DEVICE_STREAM (maju_local_media_get_microphone (media)),
    [MAJU_DEVICE_KIND_SPEAKER] =
      MAJU_DEVICE_STREAM (maju_local_media_get_playback (media)),
  };

  maju_device_stream_retry (streams[kind]);
}

static void
do_for_media (MajuTroubleDialog *self,
              MajuStep           step,
              MajuDeviceKind     kind)
{
  MajuLocalMedia *media = maju_inspector_get_media (self->inspector);

  if (!media)
    return;

  if (step == MAJU_STEP_RETRY_DEVICE)
    retry_device (media, kind);
  else if (step == MAJU_STEP_UNMUTE)
    maju_audio_sender_set_enabled (maju_local_media_get_microphone (media), TRUE);
  else
    maju_video_sender_set_enabled (maju_local_media_get_camera (media), FALSE);
}

static void
restore_volume (MajuParticipant *participant)
{
  MajuHearing *hearing = maju_participant_get_hearing (participant);

  maju_hearing_set_muted (hearing, FALSE);
  if (maju_hearing_get_volume (hearing) <= 0)
    maju_hearing_set_volume (hearing, 1);
}

/* The participant of a row stays the same, whoever comes or goes. */
static void
do_for_person (MajuStep         step,
               MajuParticipant *participant)
{
  if (!participant)
    return;

  if (step == MAJU_STEP_RETRY_PERSON)
    maju_participant_retry (participant);
  else
    restore_volume (participant);
}

static void
do_elsewhere (MajuTroubleDialog *self,
              const char        *action)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  g_object_ref (parent);
  adw_dialog_close (ADW_DIALOG (self));
  gtk_widget_activate_action (parent, action, NULL);
  g_object_unref (parent);
}

static gboolean look_cb (gpointer user_data);

static void
step_cb (GtkButton         *button,
         MajuTroubleDialog *self)
{
  MajuStep step =
    GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "step"));
  MajuDeviceKind kind =
    GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "kind"));

  switch (step)
    {
    case MAJU_STEP_RETRY_DEVICE:
    case MAJU_STEP_UNMUTE:
    case MAJU_STEP_CAMERA_OFF:
      do_for_media (self, step, kind);
      break;

    case MAJU_STEP_DEVICE_SETTINGS:
      maju_system_settings_open (kind);
      break;

    case MAJU_STEP_RETRY_PERSON:
    case MAJU_STEP_RESTORE_VOLUME:
      do_for_person (step, g_object_get_data (G_OBJECT (button), "person"));
      break;

    case MAJU_STEP_SHOW_PEOPLE:
      do_elsewhere (self, "win.show-people");
      return;

    case MAJU_STEP_PREFERENCES:
      do_elsewhere (self, "app.preferences");
      return;

    case MAJU_STEP_NONE:
    default:
      break;
    }
  look_cb (self);
}

static GtkWidget *
make_button (MajuTroubleDialog *self,
             const MajuTrouble *trouble)
{
  GtkWidget *button =
    gtk_button_new_with_mnemonic (maju_step_get_label (trouble->step));
  GObject *object = G_OBJECT (button);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data (object, "step", GINT_TO_POINTER (trouble->step));
  g_object_set_data (object, "kind", GINT_TO_POINTER (trouble->kind));
  if (trouble->person >= 0)
    g_object_set_data_full (object, "person",
                            maju_inspector_get_person (self->inspector,
                                                       trouble->person),
                            g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (step_cb), self, 0);

  return button;
}

static GtkWidget *
make_row (MajuTroubleDialog *self,
          const MajuTrouble *trouble)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (trouble->serious
                                                  ? "dialog-error-symbolic"
                                                  : "dialog-information-symbolic");

  gtk_accessible_update_property (GTK_ACCESSIBLE (icon),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  trouble->serious ? C_("trouble", "Problem")
                                                   : C_("trouble", "Hint"),
                                  -1);
  /* Names are other people's words. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), trouble->title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), trouble->text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  trouble->text,
                                  -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (maju_step_get_label (trouble->step) != NULL &&
      (trouble->step != MAJU_STEP_DEVICE_SETTINGS ||
       maju_system_settings_have (trouble->kind)))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               make_button (self, trouble));

  return row;
}

static char *
make_key (const MajuTrouble *trouble)
{
  return g_strdup_printf ("%d %s\n%s\n%s", trouble->person, trouble->id,
                          trouble->title, trouble->text);
}

/* Returns: (nullable): the row of that key, at @place or after it. */
static GtkListBoxRow *
find_row (MajuTroubleDialog *self,
          guint              place,
          const char        *key)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, place++)) != NULL)
    {
      if (g_str_equal (g_object_get_data (G_OBJECT (row), "key"), key))
        return row;
    }

  return NULL;
}

static void
remove_until (MajuTroubleDialog *self,
              guint              place,
              GtkListBoxRow     *end)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, place)) != end)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

/* Keys must not go to what is behind the dialog. */
static void
keep_focus (MajuTroubleDialog *self)
{
  GtkWidget *list = GTK_WIDGET (self->list);

  if (!gtk_widget_child_focus (list, GTK_DIR_TAB_FORWARD))
    gtk_widget_child_focus (GTK_WIDGET (self->toasts), GTK_DIR_TAB_FORWARD);
}

/* What has not changed is left alone: it may have the focus. */
static void
show (MajuTroubleDialog *self,
      GPtrArray         *troubles)
{
  GtkWidget *list = GTK_WIDGET (self->list);
  gboolean focused = gtk_widget_get_focus_child (list) != NULL;

  for (guint i = 0; i < troubles->len; i++)
    {
      const MajuTrouble *trouble = g_ptr_array_index (troubles, i);
      g_autofree char *key = make_key (trouble);
      GtkListBoxRow *found = find_row (self, i, key);
      GtkWidget *row;

      if (found)
        {
          remove_until (self, i, found);
          continue;
        }

      row = make_row (self, trouble);
      g_object_set_data_full (G_OBJECT (row), "key", g_steal_pointer (&key),
                              g_free);
      gtk_list_box_insert (self->list, row, i);
    }
  remove_until (self, troubles->len, NULL);
  gtk_stack_set_visible_child_name (self->stack,
                                    troubles->len > 0 ? "list" : "nothing");
  if (focused && gtk_widget_get_focus_child (list) == NULL)
    keep_focus (self);
}

static gboolean
look_cb (gpointer user_data)
{
  MajuTroubleDialog *self = user_data;
  g_autoptr(GPtrArray) troubles = NULL;
  MajuSituation situation;

  maju_inspector_look (self->inspector, &situation);
  troubles = maju_situation_find_troubles (&situation);
  show (self, troubles);
  maju_inspector_situation_clear (&situation);

  return G_SOURCE_CONTINUE;
}

static void
copy_cb (MajuTroubleDialog *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autofree char *text = NULL;
  MajuSituation situation;

  maju_inspector_look (self->inspector, &situation);
  text = maju_report_make (&situation);
  maju_inspector_situation_clear (&situation);
  gdk_clipboard_set_text (clipboard, text);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_("Report copied")));
}

static void
maju_trouble_dialog_dispose (GObject *object)
{
  MajuTroubleDialog *self = MAJU_TROUBLE_DIALOG (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_TROUBLE_DIALOG);
  g_clear_object (&self->inspector);

  G_OBJECT_CLASS (maju_trouble_dialog_parent_class)->dispose (object);
}

static void
maju_trouble_dialog_class_init (MajuTroubleDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = maju_trouble_dialog_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-trouble-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuTroubleDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, MajuTroubleDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, MajuTroubleDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
maju_trouble_dialog_init (MajuTroubleDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
maju_trouble_dialog_new (MajuInspector *inspector)
{
  MajuTroubleDialog *self = g_object_new (MAJU_TYPE_TROUBLE_DIALOG, NULL);

  self->inspector = g_object_ref (inspector);
  self->look_id = g_timeout_add_seconds (LOOK_SECONDS, look_cb, self);
  look_cb (self);

  return ADW_DIALOG (self);
}
