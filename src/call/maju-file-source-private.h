/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_FILE_SOURCE (maju_file_source_get_type ())

/**
 * MajuFileSource:
 *
 * A file to be sent, or bytes that stand for one: prepared once, then read in
 * any order. All work is done in GTask's threads.
 *
 * Errors: those of GIO; G_IO_ERROR_IS_DIRECTORY and G_IO_ERROR_NOT_REGULAR_FILE
 * for what is not a file, G_IO_ERROR_MESSAGE_TOO_LARGE over the wire's limit,
 * G_IO_ERROR_INVALID_DATA when it is not what it was.
 */
G_DECLARE_FINAL_TYPE (MajuFileSource, maju_file_source, MAJU, FILE_SOURCE,
                      GObject)

MajuFileSource *maju_file_source_new (GFile *file)
G_GNUC_WARN_UNUSED_RESULT;
MajuFileSource *maju_file_source_new_for_bytes (GBytes     *bytes,
                                                const char *name,
                                                const char *media_type)
G_GNUC_WARN_UNUSED_RESULT;

/* Reads the whole for its hash; then what the getters say is known. */
void            maju_file_source_prepare_async (MajuFileSource     *self,
                                                GCancellable       *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
gboolean        maju_file_source_prepare_finish (MajuFileSource *self,
                                                 GAsyncResult   *result,
                                                 GError        **error);

/* Returns: (transfer none) (nullable). */
GFile          *maju_file_source_get_file (MajuFileSource *self);

/* Clean, from the beginning. */
const char     *maju_file_source_get_name (MajuFileSource *self);
const char     *maju_file_source_get_media_type (MajuFileSource *self);
const char     *maju_file_source_get_sha256 (MajuFileSource *self);
guint64         maju_file_source_get_size (MajuFileSource *self);

/* @length bytes, fewer at the end only. */
void            maju_file_source_read_async (MajuFileSource     *self,
                                             guint64             offset,
                                             gsize               length,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
GBytes         *maju_file_source_read_finish (MajuFileSource *self,
                                              GAsyncResult   *result,
                                              GError        **error);

G_END_DECLS
