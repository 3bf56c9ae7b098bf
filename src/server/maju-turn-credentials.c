/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-turn-credentials.h"

#include <string.h>

void
maju_turn_credentials_make (const char *secret,
                            const char *session,
                            gint64      expiry,
                            char      **out_username,
                            char      **out_credential)
{
  g_autofree char *username = NULL;
  guint8 digest[20];
  gsize length = sizeof digest;
  GHmac *hmac;

  g_return_if_fail (secret != NULL && session != NULL);

  username = g_strdup_printf ("%" G_GINT64_FORMAT ":%s", expiry, session);
  hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) secret, strlen (secret));
  g_hmac_update (hmac, (const guchar *) username, -1);
  g_hmac_get_digest (hmac, digest, &length);
  g_hmac_unref (hmac);
  *out_credential = g_base64_encode (digest, length);
  *out_username = g_steal_pointer (&username);
}
