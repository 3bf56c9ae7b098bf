/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-room-link.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_ECHO (maju_echo_get_type ())

/**
 * MajuEcho:
 *
 * Somebody in a room who sends back what the first other person sends, a second
 * later: the other end of a test call. It is a whole participant of its own, so
 * that sound and picture go through everything that they go through in a
 * call: encoding, encryption, network, decoding, and all of it back again.
 */
G_DECLARE_FINAL_TYPE (MajuEcho, maju_echo, MAJU, ECHO, GObject)

MajuEcho *maju_echo_new (MajuRoomLink *link)
G_GNUC_WARN_UNUSED_RESULT;

/* Enters the room. */
void      maju_echo_start_async (MajuEcho           *self,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
gboolean  maju_echo_start_finish (MajuEcho     *self,
                                  GAsyncResult *result,
                                  GError      **error);

/* Leaves it; finishes when nothing of it is left. Once, whether it was started
 * or not; it is not used afterwards. */
void      maju_echo_stop_async (MajuEcho           *self,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
gboolean  maju_echo_stop_finish (MajuEcho     *self,
                                 GAsyncResult *result,
                                 GError      **error);

G_END_DECLS
