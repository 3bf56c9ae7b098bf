/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-files.h"

G_BEGIN_DECLS

/* The ways in which a person gives files to be offered to everybody in the call. */

/* Asks for some by the file chooser. */
void     maju_attach_choose (GtkWidget *widget,
                             MajuFiles *files);

/* All of @list, as it was dropped or pasted. */
void     maju_attach_list (MajuFiles   *files,
                           GdkFileList *list);

/* What the clipboard has when it is a picture or files. Returns: whether it is
 * that; text is left to the entry. */
gboolean maju_attach_paste (GtkWidget *widget,
                            MajuFiles *files);

G_END_DECLS
