/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Has the desktop's file manager show @file in its folder, as
 * gtk_file_launcher_open_containing_folder() does, and fails as that does. It is
 * shown for a file of the document portal, too. */
void     maju_show_file_async (GFile              *file,
                               GtkWindow          *parent,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
gboolean maju_show_file_finish (GAsyncResult *result,
                                GError      **error);

/* Returns: (transfer full) (nullable): the folder that stands for the document
 * which @file is; %NULL where @file is no document. */
GFile   *maju_show_file_get_document (GFile *file)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
