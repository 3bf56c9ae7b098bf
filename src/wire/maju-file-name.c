/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-file-message.h"

#include "maju-clean-private.h"
#include "maju-limits.h"

#include <string.h>

/* What is behind the last dot is kept when a long name is cut, if it is not
 * longer than this. */
#define SUFFIX_MAX 16

#define FALLBACK "file"

/* What comes behind the last separator of any system, on one line, without what
 * cannot be seen; what some system has a use for in a name becomes `_`. */
static char *
fold (const char *name)
{
  const char *last = name;

  for (const char *p = name; *p != '\0'; p++)
    if (*p == '/' || *p == '\\')
      last = p + 1;

  return g_strdelimit (maju_fold_line (last), "<>:\"|?*", '_');
}

/* A dot in front hides a file; dots and spaces behind are dropped by some
 * systems, and another name is left. */
static char *
strip_ends (const char *name)
{
  gsize length;

  while (*name == '.' || *name == ' ')
    name++;
  length = strlen (name);
  while (length > 0 && (name[length - 1] == '.' || name[length - 1] == ' '))
    length--;

  return g_strndup (name, length);
}

/* Names that mean a device on some systems, with whatever suffix. */
static gboolean
is_device (const char *name)
{
  static const char *const devices[] = { "con", "prn", "aux", "nul" };
  gsize length = strcspn (name, ". ");

  for (gsize i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      if (length == 3 && g_ascii_strncasecmp (name, devices[i], 3) == 0)
        return TRUE;
    }

  return length == 4 && g_ascii_isdigit (name[3]) &&
         (g_ascii_strncasecmp (name, "com", 3) == 0 ||
          g_ascii_strncasecmp (name, "lpt", 3) == 0);
}

/* At most @max bytes, on the border of a character. */
static gsize
cut (const char *text,
     gsize       max)
{
  const char *end;

  if (strlen (text) <= max)
    return strlen (text);

  end = g_utf8_find_prev_char (text, text + max + 1);

  return end != NULL ? (gsize) (end - text) : 0;
}

static char *
shorten (const char *name)
{
  const char *dot = strrchr (name, '.');
  gsize suffix;
  gsize length;

  if (strlen (name) <= MAJU_LIMIT_FILE_NAME)
    return g_strdup (name);

  suffix = dot != NULL ? strlen (dot) : 0;
  if (suffix > SUFFIX_MAX)
    suffix = 0;
  length = cut (name, MAJU_LIMIT_FILE_NAME - suffix);

  return g_strdup_printf ("%.*s%s", (int) length, name,
                          suffix > 0 ? dot : "");
}

static char *
clean_once (const char *name)
{
  g_autofree char *folded = fold (name);
  g_autofree char *normal = NULL;
  g_autofree char *stripped = NULL;
  g_autofree char *safe = NULL;
  g_autofree char *shortened = NULL;

  normal = g_utf8_normalize (folded, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  stripped = strip_ends (normal);
  if (is_device (stripped))
    safe = g_strconcat ("_", stripped, NULL);
  else
    safe = g_strdup (*stripped != '\0' ? stripped : FALLBACK);
  shortened = shorten (safe);

  return strip_ends (shortened);
}

char *
maju_clean_file_name (const char *name)
{
  g_autofree char *valid = NULL;
  char *clean;

  if (name == NULL)
    return g_strdup (FALLBACK);

  valid = g_utf8_make_valid (name, strnlen (name, 16 * MAJU_LIMIT_FILE_NAME));
  clean = clean_once (valid);

  /* Normalization and cutting may bring forth what a step before them takes
   * away: until nothing changes any more, which is the second time. */
  for (guint i = 0; i < 4; i++)
    {
      char *again = clean_once (clean);
      gboolean same = g_str_equal (clean, again);

      g_free (clean);
      clean = again;
      if (same)
        break;
    }

  return clean;
}
