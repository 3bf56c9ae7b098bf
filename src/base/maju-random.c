/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-random.h"

#include <string.h>
#include <unistd.h>

/* getentropy() gives at most this at once. */
#define ENTROPY_MAX 256

void
maju_random_fill (guint8 *buffer,
                  gsize   length)
{
  g_return_if_fail (buffer != NULL || length == 0);

  while (length > 0)
    {
      gsize n = MIN (length, ENTROPY_MAX);

      /* Without it no key is a secret, so going on would be a lie. */
      if (getentropy (buffer, n) != 0)
        g_error ("The system gives no random numbers");
      buffer += n;
      length -= n;
    }
}

char *
maju_base64url_encode (const guint8 *data,
                       gsize         length)
{
  char *text;
  char *end;

  text = g_base64_encode (data, length);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  end = strchr (text, '=');
  if (end != NULL)
    *end = '\0';

  return text;
}

gboolean
maju_base64url_decode (const char *text,
                       guint8     *data,
                       gsize       length)
{
  g_autoptr(GString) padded = NULL;
  g_autofree guint8 *decoded = NULL;
  g_autofree char *again = NULL;
  gsize n;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (data != NULL, FALSE);

  n = strlen (text);
  if (n != (length * 4 + 2) / 3 || strpbrk (text, "+/=") != NULL)
    return FALSE;

  padded = g_string_new_len (text, n);
  g_string_replace (padded, "-", "+", 0);
  g_string_replace (padded, "_", "/", 0);
  while (padded->len % 4 != 0)
    g_string_append_c (padded, '=');
  decoded = g_base64_decode (padded->str, &n);
  if (n != length)
    return FALSE;

  /* GLib skips foreign characters and does not look at the spare bits. */
  again = maju_base64url_encode (decoded, n);
  if (!g_str_equal (again, text))
    return FALSE;

  memcpy (data, decoded, length);
  return TRUE;
}

gboolean
maju_secure_equal (const void *a,
                   const void *b,
                   gsize       length)
{
  const volatile guint8 *left = a;
  const volatile guint8 *right = b;
  guint8 difference = 0;

  for (gsize i = 0; i < length; i++)
    difference |= left[i] ^ right[i];

  return difference == 0;
}
