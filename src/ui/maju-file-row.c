/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-file-row.h"

#include "maju-file-words.h"
#include "maju-picture-file.h"
#include "maju-show-file.h"

#include <glib/gi18n.h>

/* Of a picture, in pixels. */
#define MAX_HEIGHT 180

enum
{
  PROP_0,
  PROP_TRANSFER,
  N_PROPS
};

struct _MajuFileRow
{
  GtkListBoxRow parent_instance;

  MajuFileTransfer *transfer;
  GCancellable *cancellable;
  gboolean looked;              /* whether it is a picture */

  GtkWidget *box;
  GtkWidget *header;
  GtkLabel *sender_label;
  GtkLabel *time_label;
  GtkPicture *picture;
  GtkImage *icon;
  GtkLabel *name_label;
  GtkLabel *detail_label;
  GtkProgressBar *progress_bar;
  GtkLabel *error_label;
  GtkWidget *buttons;
  GtkWidget *save_button;
  GtkWidget *save_as_button;
  GtkWidget *refuse_button;
  GtkWidget *cancel_button;
  GtkWidget *folder_button;
};

G_DEFINE_FINAL_TYPE (MajuFileRow, maju_file_row, GTK_TYPE_LIST_BOX_ROW)

static GParamSpec *properties[N_PROPS];

/* NULL where there is none, as in a sandbox: what is in its home folder is gone
 * when Maju ends. Then the person is asked where to. */
static GFile *
get_downloads (void)
{
  const char *path = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);

  return path != NULL ? g_file_new_for_path (path) : NULL;
}

static void
save_cb (MajuFileRow *self)
{
  g_autoptr(GFile) folder = get_downloads ();

  maju_file_transfer_accept (self->transfer, folder);
}

static void
save_as_done_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MajuFileTransfer) transfer = user_data;
  g_autoptr(GFile) file = NULL;

  /* Who closes the dialog has not decided. */
  file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  if (file != NULL)
    maju_file_transfer_accept_as (transfer, file);
}

static void
save_as_cb (MajuFileRow *self)
{
  g_autoptr(GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr(GFile) folder = get_downloads ();

  gtk_file_dialog_set_title (dialog, _("Save File"));
  if (folder != NULL)
    gtk_file_dialog_set_initial_folder (dialog, folder);
  gtk_file_dialog_set_initial_name (dialog,
                                    maju_file_transfer_get_name (self->transfer));
  gtk_file_dialog_save (dialog,
                        GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                        self->cancellable, save_as_done_cb,
                        g_object_ref (self->transfer));
}

static void
refuse_cb (MajuFileRow *self)
{
  maju_file_transfer_refuse (self->transfer);
}

static void
cancel_cb (MajuFileRow *self)
{
  maju_file_transfer_cancel (self->transfer);
}

static void
opened_folder_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(MajuFileRow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;

  if (maju_show_file_finish (result, &error) || self->error_label == NULL ||
      g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) ||
      g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
    return;

  /* Translators: %s says why. */
  words = g_strdup_printf (_("The folder cannot be opened: %s"), error->message);
  gtk_label_set_text (self->error_label, words);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
}

static void
open_folder_cb (MajuFileRow *self)
{
  maju_show_file_async (maju_file_transfer_get_file (self->transfer),
                        GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                        self->cancellable, opened_folder_cb,
                        g_object_ref (self));
}

static void
picture_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MajuFileRow) self = user_data;
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;

  texture = maju_picture_file_load_finish (result, &error);
  if (texture == NULL)
    {
      g_debug ("File row: %s", error->message);
      return;
    }
  if (self->picture == NULL)
    return;

  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_widget_set_size_request (GTK_WIDGET (self->picture), -1,
                               MIN (gdk_texture_get_height (texture), MAX_HEIGHT));
  /* Translators: a picture in the chat, %s is the name of the file. */
  words = g_strdup_printf (_("Picture %s"),
                           maju_file_transfer_get_name (self->transfer));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  gtk_widget_set_visible (GTK_WIDGET (self->picture), TRUE);
}

/* Somebody else's is looked at only when the person has taken it, and all of it
 * is there. */
static void
look_for_picture (MajuFileRow *self)
{
  GFile *file = maju_file_transfer_get_file (self->transfer);
  const char *type = maju_file_transfer_get_media_type (self->transfer);
  MajuTransferState state = maju_file_transfer_get_state (self->transfer);
  gboolean there;

  there = maju_file_transfer_get_is_own (self->transfer)
          ? state != MAJU_TRANSFER_PREPARING : state == MAJU_TRANSFER_DONE;
  if (self->looked || !there || file == NULL || type == NULL
      || !g_str_has_prefix (type, "image/"))
    return;

  self->looked = TRUE;
  maju_picture_file_load_async (file, self->cancellable, picture_cb,
                                g_object_ref (self));
}

static void
update_buttons (MajuFileRow *self)
{
  g_autoptr(GFile) downloads = get_downloads ();
  gboolean own = maju_file_transfer_get_is_own (self->transfer);
  MajuTransferState state = maju_file_transfer_get_state (self->transfer);
  gboolean open = maju_file_transfer_is_open (self->transfer);
  gboolean asks = !own && state == MAJU_TRANSFER_OFFERED;
  gboolean saved = !own && state == MAJU_TRANSFER_DONE;

  gtk_widget_set_visible (self->save_button, asks && downloads != NULL);
  gtk_widget_set_visible (self->save_as_button, asks);
  gtk_widget_set_visible (self->refuse_button, asks);
  gtk_widget_set_visible (self->cancel_button, open && !asks);
  gtk_widget_set_visible (self->folder_button, saved);
  gtk_widget_set_visible (self->buttons, open || saved);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar),
                          state == MAJU_TRANSFER_ACTIVE);
}

static void
update_icon (MajuFileRow *self)
{
  const char *media_type = maju_file_transfer_get_media_type (self->transfer);
  g_autofree char *type = NULL;
  g_autoptr(GIcon) icon = NULL;

  if (media_type != NULL)
    type = g_content_type_from_mime_type (media_type);
  icon = g_content_type_get_symbolic_icon (type != NULL
                                           ? type : "application/octet-stream");
  gtk_image_set_from_gicon (self->icon, icon);
}

static void
update (MajuFileRow *self)
{
  const GError *error = maju_file_transfer_get_error (self->transfer);
  const char *name = maju_file_transfer_get_name (self->transfer);
  const char *sender = maju_file_transfer_get_is_own (self->transfer)
                       ? _("You")
                       : maju_file_transfer_get_sender_name (self->transfer);
  g_autofree char *detail = maju_file_words_describe (self->transfer);
  g_autofree char *label = NULL;

  gtk_label_set_text (self->name_label, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), name);
  gtk_label_set_text (self->detail_label, detail);
  gtk_progress_bar_set_fraction (self->progress_bar,
                                 maju_file_transfer_get_fraction (self->transfer));
  gtk_label_set_text (self->error_label, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), error != NULL);
  update_buttons (self);
  update_icon (self);
  look_for_picture (self);

  /* Translators: a file in the chat as a screen reader says it: who sent it, and
   * what it is called. */
  label = g_strdup_printf (_("%s: file %s"), sender, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, detail,
                                  -1);
}

/* Only what changes while it comes. */
static void
update_progress (MajuFileRow *self)
{
  g_autofree char *detail = maju_file_words_describe (self->transfer);

  gtk_label_set_text (self->detail_label, detail);
  gtk_progress_bar_set_fraction (self->progress_bar,
                                 maju_file_transfer_get_fraction (self->transfer));
}

static void
update_header (MajuFileRow *self)
{
  gboolean own = maju_file_transfer_get_is_own (self->transfer);
  GtkAlign side = own ? GTK_ALIGN_END : GTK_ALIGN_START;
  g_autofree char *time = NULL;

  time = g_date_time_format (maju_file_transfer_get_time (self->transfer), "%R");
  gtk_label_set_text (self->time_label, time);
  gtk_label_set_text (self->sender_label,
                      own ? _("You")
                          : maju_file_transfer_get_sender_name (self->transfer));
  gtk_widget_set_halign (self->header, side);
  if (own)
    gtk_widget_set_margin_start (self->box, 36);
  else
    gtk_widget_set_margin_end (self->box, 36);
}

static void
maju_file_row_constructed (GObject *object)
{
  MajuFileRow *self = MAJU_FILE_ROW (object);
  static const char *const changes[] = {
    "notify::state", "notify::name", "notify::size", "notify::waiting",
    "notify::n-done", "notify::file",
  };

  G_OBJECT_CLASS (maju_file_row_parent_class)->constructed (object);

  g_return_if_fail (self->transfer != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    g_signal_connect_object (self->transfer, changes[i], G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->transfer, "notify::done",
                           G_CALLBACK (update_progress), self,
                           G_CONNECT_SWAPPED);
  update_header (self);
  update (self);
}

static void
maju_file_row_dispose (GObject *object)
{
  MajuFileRow *self = MAJU_FILE_ROW (object);

  g_cancellable_cancel (self->cancellable);
  /* Before the template's children are let go of: the row holds this one. */
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_FILE_ROW);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (maju_file_row_parent_class)->dispose (object);
}

static void
maju_file_row_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  MajuFileRow *self = MAJU_FILE_ROW (object);

  switch (prop_id)
    {
    case PROP_TRANSFER:
      g_value_set_object (value, self->transfer);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_file_row_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  MajuFileRow *self = MAJU_FILE_ROW (object);

  switch (prop_id)
    {
    case PROP_TRANSFER:
      self->transfer = g_value_dup_object (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, box);
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, header);
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, sender_label);
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, picture);
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, icon);
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, error_label);
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, buttons);
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, save_button);
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, save_as_button);
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, refuse_button);
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, MajuFileRow, folder_button);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_as_cb);
  gtk_widget_class_bind_template_callback (widget_class, refuse_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_folder_cb);
}

static void
maju_file_row_class_init (MajuFileRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = maju_file_row_constructed;
  object_class->dispose = maju_file_row_dispose;
  object_class->get_property = maju_file_row_get_property;
  object_class->set_property = maju_file_row_set_property;

  properties[PROP_TRANSFER] =
    g_param_spec_object ("transfer", NULL, NULL, MAJU_TYPE_FILE_TRANSFER,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                         | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-file-row.ui");
  bind_children (widget_class);
}

static void
maju_file_row_init (MajuFileRow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
maju_file_row_new (MajuFileTransfer *transfer)
{
  return g_object_new (MAJU_TYPE_FILE_ROW,
                       "transfer", transfer,
                       NULL);
}
