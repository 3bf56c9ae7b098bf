/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-json-private.h"

#include "maju-limits.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

typedef struct
{
  const char *pos;
  const char *end;
  guint depth;
  MajuJsonMemberFunc func;
  gpointer user_data;
  GError **error;
} Scanner;

typedef struct
{
  const char *text;
  gsize length;
} Name;

static gboolean scan_value (Scanner      *self,
                            MajuJsonKind *kind);

static gboolean
fail (Scanner *self)
{
  g_set_error_literal (self->error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SYNTAX,
                       _("The message is not valid JSON"));
  return FALSE;
}

static gboolean
fail_size (Scanner *self)
{
  g_set_error_literal (self->error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_TOO_LARGE,
                       _("The message has too many parts"));
  return FALSE;
}

static void
skip_space (Scanner *self)
{
  while (self->pos < self->end &&
         (*self->pos == ' ' || *self->pos == '\t' ||
          *self->pos == '\n' || *self->pos == '\r'))
    self->pos++;
}

static gboolean
take (Scanner *self,
      char     c)
{
  if (self->pos == self->end || *self->pos != c)
    return FALSE;

  self->pos++;
  return TRUE;
}

static gboolean
scan_hex4 (Scanner *self,
           guint   *value)
{
  *value = 0;
  if (self->end - self->pos < 4)
    return fail (self);

  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (*self->pos++);

      if (digit < 0)
        return fail (self);
      *value = *value << 4 | (guint) digit;
    }

  return TRUE;
}

/* After `\u`. */
static gboolean
scan_unicode_escape (Scanner *self)
{
  guint high;
  guint low;

  if (!scan_hex4 (self, &high))
    return FALSE;
  if (high == 0 || (high >= 0xdc00 && high <= 0xdfff))
    return fail (self);
  if (high < 0xd800 || high > 0xdbff)
    return TRUE;

  if (!take (self, '\\') || !take (self, 'u'))
    return fail (self);
  if (!scan_hex4 (self, &low))
    return FALSE;
  if (low < 0xdc00 || low > 0xdfff)
    return fail (self);

  return TRUE;
}

/* After the opening quote, through the closing one. */
static gboolean
scan_string (Scanner *self)
{
  while (self->pos < self->end)
    {
      guchar c = *self->pos++;

      if (c == '"')
        return TRUE;
      if (c < 0x20)
        return fail (self);
      if (c != '\\')
        continue;

      if (self->pos == self->end)
        return fail (self);
      c = *self->pos++;
      if (c == 'u')
        {
          if (!scan_unicode_escape (self))
            return FALSE;
        }
      else if (c == '\0' || strchr ("\"\\/bfnrt", c) == NULL)
        {
          return fail (self);
        }
    }

  return fail (self);
}

static gboolean
scan_digits (Scanner *self)
{
  const char *start = self->pos;

  while (self->pos < self->end && g_ascii_isdigit (*self->pos))
    self->pos++;

  return self->pos > start;
}

static gboolean
check_number (const char  *start,
              const char  *end,
              MajuJsonKind kind)
{
  char buffer[MAJU_LIMIT_NUMBER_TEXT + 1];
  gsize length = end - start;
  gint64 integer;

  if (length > MAJU_LIMIT_NUMBER_TEXT)
    return FALSE;
  memcpy (buffer, start, length);
  buffer[length] = '\0';

  if (kind == MAJU_JSON_NUMBER)
    return isfinite (g_ascii_strtod (buffer, NULL));

  /* The range of int64 is wider, and what is over it comes back as its end. */
  integer = g_ascii_strtoll (buffer, NULL, 10);
  return integer <= MAJU_LIMIT_NUMBER && integer >= -MAJU_LIMIT_NUMBER &&
         !g_str_equal (buffer, "-0");
}

static gboolean
scan_number (Scanner      *self,
             MajuJsonKind *kind)
{
  const char *start = self->pos;

  *kind = MAJU_JSON_INTEGER;
  take (self, '-');
  if (!take (self, '0') && !scan_digits (self))
    return fail (self);
  if (take (self, '.'))
    {
      *kind = MAJU_JSON_NUMBER;
      if (!scan_digits (self))
        return fail (self);
    }
  if (take (self, 'e') || take (self, 'E'))
    {
      *kind = MAJU_JSON_NUMBER;
      if (!take (self, '-'))
        take (self, '+');
      if (!scan_digits (self))
        return fail (self);
    }
  if (!check_number (start, self->pos, *kind))
    return fail (self);

  return TRUE;
}

static gboolean
scan_word (Scanner    *self,
           const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->pos) < length ||
      memcmp (self->pos, word, length) != 0)
    return fail (self);

  self->pos += length;
  return TRUE;
}

static gboolean
enter (Scanner *self)
{
  if (++self->depth > MAJU_LIMIT_JSON_DEPTH)
    return fail_size (self);

  return TRUE;
}

/* After the opening bracket, through the closing one. */
static gboolean
scan_array (Scanner *self)
{
  MajuJsonKind kind;

  if (!enter (self))
    return FALSE;

  skip_space (self);
  if (!take (self, ']'))
    {
      do
        {
          skip_space (self);
          if (!scan_value (self, &kind))
            return FALSE;
          skip_space (self);
        }
      while (take (self, ','));

      if (!take (self, ']'))
        return fail (self);
    }

  self->depth--;
  return TRUE;
}

/* The name, the colon and the space around them. */
static gboolean
scan_name (Scanner *self,
           Name    *names,
           guint    n_names)
{
  Name *name = &names[n_names];

  skip_space (self);
  if (!take (self, '"'))
    return fail (self);
  name->text = self->pos;
  if (!scan_string (self))
    return FALSE;
  name->length = self->pos - 1 - name->text;
  if (name->length > MAJU_LIMIT_JSON_NAME)
    return fail_size (self);
  if (memchr (name->text, '\\', name->length) != NULL)
    return fail (self);

  for (guint i = 0; i < n_names; i++)
    {
      if (names[i].length == name->length &&
          memcmp (names[i].text, name->text, name->length) == 0)
        return fail (self);
    }

  skip_space (self);
  if (!take (self, ':'))
    return fail (self);
  skip_space (self);

  return TRUE;
}

/* One member; a member of the outer object is shown to the caller. */
static gboolean
scan_member (Scanner *self,
             Name    *names,
             guint    n_names)
{
  MajuJsonMember member;

  if (!scan_name (self, names, n_names))
    return FALSE;

  member.name = names[n_names].text;
  member.name_length = names[n_names].length;
  member.value = self->pos;
  if (!scan_value (self, &member.kind))
    return FALSE;
  member.value_length = self->pos - member.value;

  if (self->depth == 1 && self->func != NULL)
    self->func (&member, self->user_data);

  return TRUE;
}

/* After the opening brace, through the closing one. */
static gboolean
scan_object (Scanner *self)
{
  Name names[MAJU_LIMIT_JSON_MEMBERS];
  guint n_names = 0;

  if (!enter (self))
    return FALSE;

  skip_space (self);
  if (!take (self, '}'))
    {
      do
        {
          if (n_names == MAJU_LIMIT_JSON_MEMBERS)
            return fail_size (self);
          if (!scan_member (self, names, n_names++))
            return FALSE;
          skip_space (self);
        }
      while (take (self, ','));

      if (!take (self, '}'))
        return fail (self);
    }

  self->depth--;
  return TRUE;
}

static gboolean
scan_value (Scanner      *self,
            MajuJsonKind *kind)
{
  if (self->pos == self->end)
    return fail (self);

  switch (*self->pos)
    {
    case '{':
      self->pos++;
      *kind = MAJU_JSON_OBJECT;
      return scan_object (self);

    case '[':
      self->pos++;
      *kind = MAJU_JSON_ARRAY;
      return scan_array (self);

    case '"':
      self->pos++;
      *kind = MAJU_JSON_STRING;
      return scan_string (self);

    case 't':
      *kind = MAJU_JSON_WORD;
      return scan_word (self, "true");

    case 'f':
      *kind = MAJU_JSON_WORD;
      return scan_word (self, "false");

    case 'n':
      *kind = MAJU_JSON_WORD;
      return scan_word (self, "null");

    default:
      return scan_number (self, kind);
    }
}

gboolean
maju_json_scan (const char        *text,
                gsize              length,
                MajuJsonMemberFunc func,
                gpointer           user_data,
                GError           **error)
{
  Scanner scanner = {
    .pos = text,
    .end = text + length,
    .func = func,
    .user_data = user_data,
    .error = error,
  };

  g_return_val_if_fail (text != NULL, FALSE);

  if (length > MAJU_LIMIT_MESSAGE)
    {
      g_set_error_literal (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_TOO_LARGE,
                           _("The message is too large"));
      return FALSE;
    }
  if (!g_utf8_validate_len (text, length, NULL))
    return fail (&scanner);

  skip_space (&scanner);
  if (!take (&scanner, '{'))
    return fail (&scanner);
  if (!scan_object (&scanner))
    return FALSE;
  skip_space (&scanner);
  if (scanner.pos != scanner.end)
    return fail (&scanner);

  return TRUE;
}

gboolean
maju_json_is_named (const MajuJsonMember *member,
                    const char           *name)
{
  return member->name_length == strlen (name) &&
         memcmp (member->name, name, member->name_length) == 0;
}

const char *
maju_json_get_plain (const MajuJsonMember *member,
                     gsize                *length)
{
  if (member->kind != MAJU_JSON_STRING ||
      memchr (member->value, '\\', member->value_length) != NULL)
    return NULL;

  *length = member->value_length - 2;
  return member->value + 1;
}

gboolean
maju_json_get_count (const MajuJsonMember *member,
                     guint64              *count)
{
  if (member->kind != MAJU_JSON_INTEGER || member->value[0] == '-')
    return FALSE;

  *count = 0;
  for (gsize i = 0; i < member->value_length; i++)
    *count = *count * 10 + (guint64) (member->value[i] - '0');

  return TRUE;
}
