/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define MAJU_TYPE_SIGNALING_SOCKET (maju_signaling_socket_get_type ())

/**
 * MajuSignalingSocket:
 *
 * One WebSocket connection to a server, from its opening to its end; it is not
 * opened twice. Whoever drops the last reference drops the connection.
 *
 * Signals:
 *  - `opened`
 *  - `text` (GBytes): a text message
 *  - `heard`: a sign of life that is not a message
 *  - `closed` (GError): once, the last. The error is of MAJU_SIGNALING_ERROR,
 *    or %NULL when it was opened and then ended for whatever reason.
 */
G_DECLARE_FINAL_TYPE (MajuSignalingSocket, maju_signaling_socket,
                      MAJU, SIGNALING_SOCKET, GObject)

MajuSignalingSocket *maju_signaling_socket_new (SoupSession         *session)
G_GNUC_WARN_UNUSED_RESULT;
void                 maju_signaling_socket_open (MajuSignalingSocket *self,
                                                 const char          *uri);
void                 maju_signaling_socket_send (MajuSignalingSocket *self,
                                                 const char          *text);

/* How often the server is asked for a sign of life, in seconds. */
void                 maju_signaling_socket_set_ping (MajuSignalingSocket *self,
                                                     guint                seconds);

/* Ends it now, without waiting for the server and without `closed`. What was
 * sent before may be lost. */
void                 maju_signaling_socket_drop (MajuSignalingSocket *self);

/* As above, but @text is said before, and nothing is lost. */
void                 maju_signaling_socket_say_and_drop (MajuSignalingSocket *self,
                                                         const char          *text);

G_END_DECLS
