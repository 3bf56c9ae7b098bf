/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Short-lived credentials for a TURN server that shares @secret, as coturn's
 * `use-auth-secret` reads them (draft-uberti-behave-turn-rest-00): the user is
 * "EXPIRY:SESSION" with @expiry in Unix seconds, the password the base64 of
 * the HMAC-SHA1 of the user. */
void maju_turn_credentials_make (const char  *secret,
                                 const char  *session,
                                 gint64       expiry,
                                 char       **out_username,
                                 char       **out_credential);

G_END_DECLS
