/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_FILE_SINK (maju_file_sink_get_type ())

/**
 * MajuFileSink:
 *
 * A file that comes in pieces, from the first to the last, and gets its name
 * when the whole has the right hash. Until then it is hidden in the same folder
 * under a name that nobody can foresee; what is not finished is deleted. All work
 * is done in GTask's threads, one operation at a time.
 *
 * Errors of the three: G_IO_ERROR_NO_SPACE, G_IO_ERROR_INVALID_DATA (another
 * hash or size), and whatever the system says.
 */
G_DECLARE_FINAL_TYPE (MajuFileSink, maju_file_sink, MAJU, FILE_SINK, GObject)

/* @replace: @name is what the person chose, and what is there may be replaced;
 * else a number is added when the name is taken. */
MajuFileSink *maju_file_sink_new (GFile      *folder,
                                  const char *name,
                                  gboolean replace,
                                  guint64 size,
                                  const char *sha256)
G_GNUC_WARN_UNUSED_RESULT;
void          maju_file_sink_open_async (MajuFileSink       *self,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean      maju_file_sink_open_finish (MajuFileSink *self,
                                          GAsyncResult *result,
                                          GError      **error);

/* @pieces: (transfer full): of GBytes. */
void          maju_file_sink_write_async (MajuFileSink       *self,
                                          GPtrArray          *pieces,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gboolean      maju_file_sink_write_finish (MajuFileSink *self,
                                           GAsyncResult *result,
                                           GError      **error);
void          maju_file_sink_close_async (MajuFileSink       *self,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);

/* Returns: (transfer full): what it is called now. */
GFile        *maju_file_sink_close_finish (MajuFileSink *self,
                                           GAsyncResult *result,
                                           GError      **error);

/* Deletes what is not finished, when the operation that runs has ended. */
void          maju_file_sink_discard (MajuFileSink *self);

G_END_DECLS
