/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-room-owner.h"

#include "maju-random.h"

#define PURPOSE "maju.v1 room,"
#define SECRET_SIZE 32
#define DIGEST_SIZE 32

#define ROOM_LETTERS 16
#define ROOM_GROUP 4
#define LETTER_BITS 5

/* Without what looks like something else. */
static const char alphabet[] = "abcdefghijkmnpqrstuvwxyz23456789";

char *
maju_room_owner_new (void)
{
  guint8 secret[SECRET_SIZE];

  maju_random_fill (secret, sizeof secret);

  return maju_base64url_encode (secret, sizeof secret);
}

/* Bits @from to @from + LETTER_BITS, the most significant one first. */
static guint
get_bits (const guint8 *bytes,
          guint         from)
{
  guint pair = bytes[from / 8] << 8 | bytes[from / 8 + 1];

  return pair >> (16 - LETTER_BITS - from % 8) & ((1 << LETTER_BITS) - 1);
}

char *
maju_room_owner_get_room (const char *owner)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr(GString) room = g_string_new (NULL);
  guint8 digest[DIGEST_SIZE];
  gsize length = sizeof digest;

  g_return_val_if_fail (owner != NULL, NULL);

  g_checksum_update (checksum, (const guchar *) PURPOSE, -1);
  g_checksum_update (checksum, (const guchar *) owner, -1);
  g_checksum_get_digest (checksum, digest, &length);
  for (guint i = 0; i < ROOM_LETTERS; i++)
    {
      if (i > 0 && i % ROOM_GROUP == 0)
        g_string_append_c (room, '-');
      g_string_append_c (room, alphabet[get_bits (digest, i * LETTER_BITS)]);
    }

  return g_string_free (g_steal_pointer (&room), FALSE);
}

gboolean
maju_room_owner_holds (const char *owner,
                       const char *room)
{
  g_autofree char *made = maju_room_owner_get_room (owner);

  return g_strcmp0 (made, room) == 0;
}
