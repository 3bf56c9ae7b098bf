/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-channel-message.h"

#include "maju-clean-private.h"
#include "maju-limits.h"

#include <string.h>

/* More marks on one letter are not writing but a mess over the window. */
#define MARKS_MAX 4

/* What stands for nothing: invisible, though Unicode calls it a letter, a
 * symbol or a mark. */
static gboolean
is_blank (gunichar c)
{
  return c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x17b4 ||
         c == 0x17b5 || (c >= 0x180b && c <= 0x180f) || c == 0x2800 ||
         c == 0x3164 || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xffa0 ||
         (c >= 0xe0000 && c <= 0xe0fff);
}

/* Whether @c can be seen, and is not there to move what can. */
static gboolean
is_shown (gunichar c)
{
  switch ((int) g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_UNASSIGNED:
      return FALSE;

    default:
      return !is_blank (c);
    }
}

static gboolean
is_space (gunichar c)
{
  switch ((int) g_unichar_type (c))
    {
    case G_UNICODE_SPACE_SEPARATOR:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;

    default:
      return g_unichar_isspace (c) || c == 0x85;
    }
}

char *
maju_fold_line (const char *text)
{
  GString *out = g_string_new (NULL);
  gboolean space = FALSE;
  guint n_marks = MARKS_MAX;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_space (c))
        {
          space = out->len > 0;
          n_marks = MARKS_MAX;
          continue;
        }
      if (!is_shown (c))
        continue;

      if (!g_unichar_ismark (c))
        n_marks = 0;
      else if (n_marks++ >= MARKS_MAX)
        continue;

      if (space)
        g_string_append_c (out, ' ');
      space = FALSE;
      g_string_append_unichar (out, c);
    }

  return g_string_free (out, FALSE);
}

char *
maju_clean_name (const char *name)
{
  g_autofree char *valid = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *normal = NULL;
  g_autofree char *again = NULL;

  if (name == NULL)
    return g_strdup ("");

  valid = g_utf8_make_valid (name, strnlen (name, 4 * MAJU_LIMIT_NAME_BYTES));
  folded = maju_fold_line (valid);
  normal = g_utf8_normalize (folded, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  again = maju_fold_line (normal);
  if (g_utf8_strlen (again, -1) > MAJU_LIMIT_NAME)
    *g_utf8_offset_to_pointer (again, MAJU_LIMIT_NAME) = '\0';

  return g_strchomp (g_steal_pointer (&again));
}

char *
maju_clean_text (const char *text)
{
  g_autofree char *valid = NULL;
  GString *out;
  guint length = 0;
  guint n_marks = 0;

  if (text == NULL)
    return g_strdup ("");

  valid = g_utf8_make_valid (text,
                             strnlen (text, 8 * MAJU_LIMIT_CHAT_TEXT));
  out = g_string_sized_new (strlen (valid));
  for (const char *p = valid;
       *p != '\0' && length < MAJU_LIMIT_CHAT_TEXT;
       p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\t')
        c = ' ';
      else if (c == '\r')
        c = p[1] == '\n' ? 0 : '\n';
      else if (g_unichar_iscntrl (c) && c != '\n')
        c = 0;
      if (g_unichar_ismark (c))
        c = n_marks++ < MARKS_MAX ? c : 0;
      else if (c != 0 && g_unichar_type (c) != G_UNICODE_FORMAT)
        n_marks = 0;
      if (c == 0)
        continue;

      g_string_append_unichar (out, c);
      length++;
    }

  return g_strchomp (g_string_free (out, FALSE));
}
