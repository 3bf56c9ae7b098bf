/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-fields-private.h"

#include "maju-limits.h"
#include "maju-message.h"

#include <string.h>

#define SIGNATURE_LENGTH 43

gboolean
maju_check_any (const char *text)
{
  return TRUE;
}

static gboolean
has_no_controls_but (const char *text,
                     const char *allowed)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) &&
          (c >= 0x80 || strchr (allowed, (int) c) == NULL))
        return FALSE;
    }

  return TRUE;
}

gboolean
maju_check_no_controls (const char *text)
{
  return has_no_controls_but (text, "");
}

gboolean
maju_check_lines (const char *text)
{
  return has_no_controls_but (text, "\n");
}

gboolean
maju_check_printable (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isgraph (*p))
        return FALSE;
    }

  return *text != '\0';
}

static gboolean
is_made_of (const char *text,
            gsize       length,
            const char *others,
            gboolean    upper)
{
  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (!g_ascii_islower (c) && !g_ascii_isdigit (c) &&
          !(upper && g_ascii_isupper (c)) &&
          (c == '\0' || strchr (others, c) == NULL))
        return FALSE;
    }

  return TRUE;
}

gboolean
maju_is_session_id (const char *text,
                    gsize       length)
{
  return length >= 1 && length <= MAJU_LIMIT_SESSION_ID &&
         is_made_of (text, length, "-_", TRUE);
}

gboolean
maju_check_session_id (const char *text)
{
  return maju_is_session_id (text, strlen (text));
}

gboolean
maju_check_room_id (const char *text)
{
  gsize length = strlen (text);

  return length >= MAJU_LIMIT_ROOM_MIN && length <= MAJU_LIMIT_ROOM &&
         is_made_of (text, length, "-", FALSE);
}

gboolean
maju_check_signature (const char *text)
{
  gsize length = strlen (text);

  return length == SIGNATURE_LENGTH && is_made_of (text, length, "-_", TRUE);
}

/* The outer bounds only: what the lines say is checked where they are used. */
gboolean
maju_check_sdp (const char *text)
{
  guint n_lines = 0;
  guint n_media = 0;

  if (!g_str_has_prefix (text, "v=0") || !has_no_controls_but (text, "\r\n\t"))
    return FALSE;

  for (const char *line = text; line != NULL; line = strchr (line, '\n'))
    {
      if (*line == '\n')
        line++;
      if (*line != '\0')
        n_lines++;
      if (g_str_has_prefix (line, "m="))
        n_media++;
    }

  return n_lines <= MAJU_LIMIT_SDP_LINES && n_media <= MAJU_LIMIT_SDP_MEDIA;
}

/* RFC 7064 and 7065: scheme, host, port, and `?transport=`. */
gboolean
maju_check_ice_uri (const char *text)
{
  static const char *const schemes[] = { "stun:", "stuns:", "turn:", "turns:" };
  const char *query;

  if (!maju_check_printable (text))
    return FALSE;

  query = strchr (text, '?');
  if (query != NULL &&
      (text[0] != 't' ||
       (!g_str_equal (query, "?transport=udp") &&
        !g_str_equal (query, "?transport=tcp"))))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      if (g_str_has_prefix (text, schemes[i]))
        {
          const char *host = text + strlen (schemes[i]);
          gsize length = strcspn (host, "?");

          return length > 0 && is_made_of (host, length, "-.:[]", TRUE);
        }
    }

  return FALSE;
}
