/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_KEPT_FILE (maju_kept_file_get_type ())

/**
 * MajuKeptFile:
 *
 * A file in the chat of an earlier call, as it is remembered: the file itself may
 * be gone since.
 */
G_DECLARE_FINAL_TYPE (MajuKeptFile, maju_kept_file, MAJU, KEPT_FILE, GObject)

/* @file: (nullable): where it was saved. */
MajuKeptFile *maju_kept_file_new (const char *sender_name,
                                  gboolean    is_own,
                                  const char *name,
                                  guint64     size,
                                  GDateTime  *time,
                                  GFile      *file)
G_GNUC_WARN_UNUSED_RESULT;

const char   *maju_kept_file_get_sender_name (MajuKeptFile *self);
gboolean      maju_kept_file_get_is_own (MajuKeptFile *self);
const char   *maju_kept_file_get_name (MajuKeptFile *self);
guint64       maju_kept_file_get_size (MajuKeptFile *self);
GDateTime    *maju_kept_file_get_time (MajuKeptFile *self);
GFile        *maju_kept_file_get_file (MajuKeptFile *self);

G_END_DECLS
