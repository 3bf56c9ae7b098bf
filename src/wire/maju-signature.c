/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-signature.h"

#include "maju-random.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PURPOSE "maju.v1 description"
#define DIGEST_SIZE 32

/* A length in front of each part, so that no two lists of parts give the same
 * bytes. */
static void
add_part (GHmac      *hmac,
          const char *part)
{
  char length[24];

  g_snprintf (length, sizeof length, "%" G_GSIZE_FORMAT ":", strlen (part));
  g_hmac_update (hmac, (const guchar *) length, -1);
  g_hmac_update (hmac, (const guchar *) part, strlen (part));
  g_hmac_update (hmac, (const guchar *) ",", 1);
}

static void
add_number (GHmac  *hmac,
            guint64 number)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, number);
  add_part (hmac, text);
}

static char *
make_signature (MajuMessage *message,
                GBytes      *key,
                const char  *room,
                const char  *from,
                const char  *to)
{
  gboolean answer = message->kind == MAJU_DESCRIPTION_ANSWER;
  guint8 digest[DIGEST_SIZE];
  gsize length = sizeof digest;
  gsize key_length;
  const void *key_data = g_bytes_get_data (key, &key_length);
  g_autoptr(GHmac) hmac = NULL;

  hmac = g_hmac_new (G_CHECKSUM_SHA256, key_data, key_length);
  add_part (hmac, PURPOSE);
  add_part (hmac, room);
  add_part (hmac, from);
  add_part (hmac, to);
  add_part (hmac, answer ? "answer" : "offer");
  add_number (hmac, message->generation);
  add_number (hmac, message->counter);
  add_part (hmac, message->sdp);
  g_hmac_get_digest (hmac, digest, &length);

  return maju_base64url_encode (digest, length);
}

void
maju_signature_sign (MajuMessage *message,
                     GBytes      *key,
                     const char  *room,
                     const char  *from,
                     const char  *to)
{
  g_return_if_fail (message != NULL);
  g_return_if_fail (message->type == MAJU_MESSAGE_DESCRIPTION);
  g_return_if_fail (message->sdp != NULL);
  g_return_if_fail (key != NULL && g_bytes_get_size (key) > 0);
  g_return_if_fail (room != NULL && from != NULL && to != NULL);

  g_free (message->signature);
  message->signature = make_signature (message, key, room, from, to);
}

gboolean
maju_signature_verify (MajuMessage *message,
                       GBytes      *key,
                       const char  *room,
                       const char  *from,
                       const char  *to,
                       GError     **error)
{
  g_autofree char *expected = NULL;

  g_return_val_if_fail (message != NULL, FALSE);
  g_return_val_if_fail (message->type == MAJU_MESSAGE_DESCRIPTION, FALSE);
  g_return_val_if_fail (message->sdp != NULL, FALSE);
  g_return_val_if_fail (key != NULL && g_bytes_get_size (key) > 0, FALSE);
  g_return_val_if_fail (room != NULL && from != NULL && to != NULL, FALSE);

  if (message->signature == NULL)
    {
      g_set_error_literal (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SIGNATURE,
                           _("The other side did not prove that it has the "
                             "key of this room"));
      return FALSE;
    }

  expected = make_signature (message, key, room, from, to);
  if (strlen (message->signature) != strlen (expected) ||
      !maju_secure_equal (message->signature, expected, strlen (expected)))
    {
      g_set_error_literal (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SIGNATURE,
                           _("The other side has another key for this room, "
                             "or somebody changed the connection data"));
      return FALSE;
    }

  return TRUE;
}
