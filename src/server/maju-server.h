/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-server-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MajuServerConfig:
 *
 * Everything that an administrator may set; read from a key file
 * (data/maju-server.conf documents each key) and from options.
 */
typedef struct _MajuServerConfig MajuServerConfig;

#define MAJU_TYPE_SERVER (maju_server_get_type ())

/**
 * MajuServer:
 *
 * The signalling server: rooms, relay, resume. It runs in a thread of its own
 * with its own event loop; every function here is called from the thread that
 * made the object, and what is asynchronous is finished in the thread-default
 * main context of that thread.
 */
G_DECLARE_FINAL_TYPE (MajuServer, maju_server, MAJU, SERVER, GObject)

MajuServerConfig *maju_server_config_new           (void)
                                                    G_GNUC_WARN_UNUSED_RESULT;
MajuServerConfig *maju_server_config_copy          (const MajuServerConfig *self)
                                                    G_GNUC_WARN_UNUSED_RESULT;
void              maju_server_config_free          (MajuServerConfig   *self);

/* Unknown groups and keys are errors that name the key. */
gboolean          maju_server_config_load          (MajuServerConfig   *self,
                                                    const char         *path,
                                                    GError            **error);

/* Sets one key as the file would: maju_server_config_set (c, "listen",
 * "port", "0", &error). */
gboolean          maju_server_config_set           (MajuServerConfig   *self,
                                                    const char         *group,
                                                    const char         *key,
                                                    const char         *value,
                                                    GError            **error);

/* How the host of its address is written in a URI. */
char             *maju_server_config_get_host      (const MajuServerConfig *self)
                                                    G_GNUC_WARN_UNUSED_RESULT;
guint             maju_server_config_get_connections (const MajuServerConfig *self);
guint             maju_server_config_get_grace_ms  (const MajuServerConfig *self);

/* Takes a copy of @config. An object that goes while it runs stops at once,
 * without grace, and waits for its thread. */
MajuServer       *maju_server_new                  (const MajuServerConfig *config)
                                                    G_GNUC_WARN_UNUSED_RESULT;

/* Binds and listens, in the server's thread; done when connections are taken.
 * Once for an object. Errors are MAJU_SERVER_ERROR (maju-server-error.h). */
void              maju_server_start_async          (MajuServer         *self,
                                                    GCancellable       *cancellable,
                                                    GAsyncReadyCallback callback,
                                                    gpointer            user_data);
gboolean          maju_server_start_finish         (MajuServer         *self,
                                                    GAsyncResult       *result,
                                                    GError            **error);

/* The port that was bound, 0 before start has finished. */
guint             maju_server_get_port             (MajuServer         *self);
gboolean          maju_server_get_tls              (MajuServer         *self);

/* Reads the TLS certificate and its key anew, in the server's thread: those who
 * are connected stay, who comes later gets the new one. When they cannot be
 * used, the former ones stay in use. What became of it is logged. */
void              maju_server_reload               (MajuServer         *self);

/* Tells clients to come back later, waits up to @grace_ms for them to go,
 * closes, and joins the thread. */
void              maju_server_stop_async           (MajuServer         *self,
                                                    guint               grace_ms,
                                                    GAsyncReadyCallback callback,
                                                    gpointer            user_data);
gboolean          maju_server_stop_finish          (MajuServer         *self,
                                                    GAsyncResult       *result,
                                                    GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuServerConfig, maju_server_config_free)

G_END_DECLS
