/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-kept-file-row.h"

#include "maju-show-file.h"

#include <glib/gi18n.h>

struct _MajuKeptFileRow
{
  GtkListBoxRow parent_instance;

  MajuKeptFile *file;
  GCancellable *cancellable;

  GtkWidget *box;
  GtkWidget *header;
  GtkLabel *sender_label;
  GtkLabel *time_label;
  GtkImage *icon;
  GtkLabel *name_label;
  GtkLabel *detail_label;
  GtkWidget *folder_button;
  GtkLabel *error_label;
};

G_DEFINE_FINAL_TYPE (MajuKeptFileRow, maju_kept_file_row, GTK_TYPE_LIST_BOX_ROW)

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MajuKeptFileRow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (maju_show_file_finish (result, &error) || self->error_label == NULL ||
      g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) ||
      g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
    return;

  gtk_label_set_text (self->error_label,
                      _("The folder cannot be opened. The file may have been "
                        "moved or deleted."));
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
}

static void
open_folder_cb (MajuKeptFileRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  maju_show_file_async (maju_kept_file_get_file (self->file), GTK_WINDOW (root),
                        self->cancellable, opened_cb, g_object_ref (self));
}

static void
maju_kept_file_row_dispose (GObject *object)
{
  MajuKeptFileRow *self = MAJU_KEPT_FILE_ROW (object);

  g_cancellable_cancel (self->cancellable);
  /* Before the template's children are let go of: the row holds this one. */
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_KEPT_FILE_ROW);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (maju_kept_file_row_parent_class)->dispose (object);
}

static void
maju_kept_file_row_class_init (MajuKeptFileRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = maju_kept_file_row_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-kept-file-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuKeptFileRow, box);
  gtk_widget_class_bind_template_child (widget_class, MajuKeptFileRow, header);
  gtk_widget_class_bind_template_child (widget_class, MajuKeptFileRow,
                                        sender_label);
  gtk_widget_class_bind_template_child (widget_class, MajuKeptFileRow,
                                        time_label);
  gtk_widget_class_bind_template_child (widget_class, MajuKeptFileRow, icon);
  gtk_widget_class_bind_template_child (widget_class, MajuKeptFileRow,
                                        name_label);
  gtk_widget_class_bind_template_child (widget_class, MajuKeptFileRow,
                                        detail_label);
  gtk_widget_class_bind_template_child (widget_class, MajuKeptFileRow,
                                        folder_button);
  gtk_widget_class_bind_template_child (widget_class, MajuKeptFileRow,
                                        error_label);
  gtk_widget_class_bind_template_callback (widget_class, open_folder_cb);
}

static void
maju_kept_file_row_init (MajuKeptFileRow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_icon (MajuKeptFileRow *self,
           const char      *name)
{
  g_autofree char *type = g_content_type_guess (name, NULL, 0, NULL);
  g_autoptr(GIcon) icon = g_content_type_get_symbolic_icon (type);

  gtk_image_set_from_gicon (self->icon, icon);
}

static void
show_file (MajuKeptFileRow *self)
{
  gboolean own = maju_kept_file_get_is_own (self->file);
  GFile *file = maju_kept_file_get_file (self->file);
  const char *name = maju_kept_file_get_name (self->file);
  const char *sender = own ? _("You")
                           : maju_kept_file_get_sender_name (self->file);
  g_autofree char *size = g_format_size (maju_kept_file_get_size (self->file));
  g_autofree char *time = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *label = NULL;

  time = g_date_time_format (maju_kept_file_get_time (self->file), "%R");
  detail = file != NULL ? g_strdup_printf (_("%s · saved"), size)
                        : g_strdup (size);
  gtk_label_set_text (self->sender_label, sender);
  gtk_label_set_text (self->time_label, time);
  gtk_label_set_text (self->name_label, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), name);
  gtk_label_set_text (self->detail_label, detail);
  gtk_widget_set_visible (self->folder_button, file != NULL);
  gtk_widget_set_halign (self->header, own ? GTK_ALIGN_END : GTK_ALIGN_START);
  if (own)
    gtk_widget_set_margin_start (self->box, 36);
  else
    gtk_widget_set_margin_end (self->box, 36);
  show_icon (self, name);

  label = g_strdup_printf (_("%s: file %s"), sender, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, detail,
                                  -1);
}

GtkWidget *
maju_kept_file_row_new (MajuKeptFile *file)
{
  MajuKeptFileRow *self;

  g_return_val_if_fail (MAJU_IS_KEPT_FILE (file), NULL);

  self = g_object_new (MAJU_TYPE_KEPT_FILE_ROW, NULL);
  self->file = g_object_ref (file);
  show_file (self);
  return GTK_WIDGET (self);
}

MajuKeptFile *
maju_kept_file_row_get_file (MajuKeptFileRow *self)
{
  g_return_val_if_fail (MAJU_IS_KEPT_FILE_ROW (self), NULL);

  return self->file;
}
