/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-show-file.h"

/* How often a document itself is asked for. */
#define TRIES 3

/* A file that a sandbox gets from the document portal is handed back to another
 * portal as a descriptor. The document portal drops each of its files from the
 * kernel's cache 10 ms after somebody looked it up, and from then on such a
 * descriptor counts as one of a deleted file: up to xdg-desktop-portal 1.22 it is
 * refused unless that portal was faster. The folder that stands for the document
 * stays in the cache. Since 1.22 it leads to the same file; before, it is what is
 * shown, with the file in it. So it comes last. */
typedef struct
{
  GFile *file;
  GtkWindow *parent;
  guint tries;
} Request;

static void launch (GTask *task,
                    GFile *file);

static void
request_free (Request *request)
{
  g_object_unref (request->file);
  g_clear_object (&request->parent);
  g_free (request);
}

/* Returns: (transfer full) (nullable): what is asked for after that failed. */
static GFile *
get_next (Request      *request,
          const GError *error)
{
  g_autoptr(GFile) document = maju_show_file_get_document (request->file);

  if (document == NULL || request->tries > TRIES ||
      g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) ||
      g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
    return NULL;

  return g_object_ref (request->tries < TRIES ? request->file : document);
}

static void
launched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GFile) next = NULL;
  g_autoptr(GError) error = NULL;

  if (gtk_file_launcher_open_containing_folder_finish (GTK_FILE_LAUNCHER (source),
                                                       result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  next = get_next (g_task_get_task_data (task), error);
  if (next == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_debug ("Show file: %s", error->message);
  launch (task, next);
}

static void
launch (GTask *task,
        GFile *file)
{
  Request *request = g_task_get_task_data (task);
  g_autoptr(GtkFileLauncher) launcher = gtk_file_launcher_new (file);

  request->tries++;
  gtk_file_launcher_open_containing_folder (launcher, request->parent,
                                            g_task_get_cancellable (task),
                                            launched_cb, g_object_ref (task));
}

void
maju_show_file_async (GFile              *file,
                      GtkWindow          *parent,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  Request *request;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));

  task = g_task_new (file, cancellable, callback, user_data);
  g_task_set_source_tag (task, maju_show_file_async);
  request = g_new0 (Request, 1);
  request->file = g_object_ref (file);
  g_set_object (&request->parent, parent);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  launch (task, file);
}

gboolean
maju_show_file_finish (GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result,
                                                  maju_show_file_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

GFile *
maju_show_file_get_document (GFile *file)
{
  const char *runtime = g_get_user_runtime_dir ();
  g_autofree char *mounted = g_build_filename (runtime, "doc", NULL);
  const char *mounts[] = { mounted, "/run/flatpak/doc" };
  g_autoptr(GFile) document = NULL;
  g_autoptr(GFile) above = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  document = g_file_get_parent (file);
  if (document != NULL)
    above = g_file_get_parent (document);
  for (gsize i = 0; above != NULL && i < G_N_ELEMENTS (mounts); i++)
    {
      g_autoptr(GFile) mount = g_file_new_for_path (mounts[i]);

      if (g_file_equal (above, mount))
        return g_steal_pointer (&document);
    }

  return NULL;
}
