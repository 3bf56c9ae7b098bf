/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-message.h"

G_BEGIN_DECLS

/* The room key's HMAC-SHA256 (RFC 2104) over a description and everything that
 * ties it to this pair: the room, both ids, kind, generation, counter and the
 * whole SDP. So neither the server nor a relay can change or replay one. The
 * exact bytes are in PROTOCOL.md. */

/* Sets the signature of @message, a description from @from to @to. */
void     maju_signature_sign   (MajuMessage  *message,
                                GBytes       *key,
                                const char   *room,
                                const char   *from,
                                const char   *to);

/* Compares in constant time. Fails with MAJU_WIRE_ERROR_SIGNATURE. */
gboolean maju_signature_verify (MajuMessage  *message,
                                GBytes       *key,
                                const char   *room,
                                const char   *from,
                                const char   *to,
                                GError      **error);

G_END_DECLS
