/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-attach.h"

#include <glib/gi18n.h>

static void
chosen_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MajuFiles) files = user_data;
  g_autoptr(GListModel) chosen = NULL;
  g_autoptr(GError) error = NULL;

  chosen = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (source), result,
                                                 &error);
  if (chosen == NULL)
    {
      /* Who closes the dialog wants nothing. */
      g_debug ("Attach: %s", error->message);
      return;
    }

  for (guint i = 0; i < g_list_model_get_n_items (chosen); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (chosen, i);

      maju_files_send (files, file, NULL);
    }
}

void
maju_attach_choose (GtkWidget *widget,
                    MajuFiles *files)
{
  g_autoptr(GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _("Send Files"));
  gtk_file_dialog_set_accept_label (dialog, _("_Send"));
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (gtk_widget_get_root (widget)),
                                 NULL, chosen_cb, g_object_ref (files));
}

void
maju_attach_list (MajuFiles   *files,
                  GdkFileList *list)
{
  g_autoptr(GSList) chosen = gdk_file_list_get_files (list);

  for (GSList *l = chosen; l != NULL; l = l->next)
    maju_files_send (files, l->data, NULL);
}

static void
encode_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (data),
                         (GDestroyNotify) g_bytes_unref);
}

static void
encoded_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GBytes) bytes = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Translators: the name of a picture that was pasted, as a file. */
  maju_files_send_bytes (MAJU_FILES (source), bytes, _("Picture.png"), "image/png",
                         NULL);
}

static void
picture_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MajuFiles) files = user_data;
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;

  texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result,
                                               &error);
  if (texture == NULL)
    {
      g_message ("Attach: the picture cannot be pasted: %s", error->message);
      return;
    }

  task = g_task_new (files, NULL, encoded_cb, NULL);
  g_task_set_source_tag (task, maju_attach_paste);
  g_task_set_task_data (task, g_steal_pointer (&texture), g_object_unref);
  g_task_run_in_thread (task, encode_thread);
}

static void
list_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(MajuFiles) files = user_data;
  g_autoptr(GError) error = NULL;
  const GValue *value;

  value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);
  if (value != NULL)
    maju_attach_list (files, g_value_get_boxed (value));
  else
    g_message ("Attach: the files cannot be pasted: %s", error->message);
}

gboolean
maju_attach_paste (GtkWidget *widget,
                   MajuFiles *files)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST) ||
      gdk_content_formats_contain_mime_type (formats, "text/uri-list"))
    {
      gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST,
                                      G_PRIORITY_DEFAULT, NULL, list_cb,
                                      g_object_ref (files));
      return TRUE;
    }
  if (gdk_content_formats_contain_gtype (formats, G_TYPE_STRING) ||
      gdk_content_formats_contain_mime_type (formats, "text/plain;charset=utf-8"))
    return FALSE;
  if (!gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) &&
      !gdk_content_formats_contain_mime_type (formats, "image/png"))
    return FALSE;

  gdk_clipboard_read_texture_async (clipboard, NULL, picture_cb,
                                    g_object_ref (files));

  return TRUE;
}
