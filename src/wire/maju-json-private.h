/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-wire-error.h"

G_BEGIN_DECLS

/*
 * The JSON of the wire: RFC 8259, one object, and less than RFC 8259 allows
 * where implementations differ. UTF-8 without a byte order mark; names of
 * members without escapes, short, and no two the same in one object; no
 * U+0000 and no lone surrogate; integers within ±(2^53 - 1) and no "-0"; other
 * numbers finite; a bound on depth. PROTOCOL.md says it for people.
 */

typedef enum
{
  MAJU_JSON_OBJECT,
  MAJU_JSON_ARRAY,
  MAJU_JSON_STRING,
  MAJU_JSON_INTEGER,
  MAJU_JSON_NUMBER,
  MAJU_JSON_WORD,               /* true, false, null */
} MajuJsonKind;

/* A member of the outer object. The pointers are into the text. */
typedef struct
{
  const char *name;             /* without its quotes */
  gsize name_length;
  const char *value;            /* as written, a string with its quotes */
  gsize value_length;
  MajuJsonKind kind;
} MajuJsonMember;

typedef void (* MajuJsonMemberFunc) (const MajuJsonMember *member,
                                     gpointer              user_data);

/* Checks all of @text, and calls @func for each member of the outer object.
 * It may have been called before an error further on is found. */
gboolean maju_json_scan     (const char           *text,
                             gsize                 length,
                             MajuJsonMemberFunc    func,
                             gpointer              user_data,
                             GError              **error);

gboolean maju_json_is_named (const MajuJsonMember *member,
                             const char           *name);

/* The value of a string that has no escapes, or %NULL. */
const char *maju_json_get_plain (const MajuJsonMember *member,
                                 gsize                *length);

/* Returns: whether it is an integer from 0 to MAJU_LIMIT_NUMBER. */
gboolean maju_json_get_count (const MajuJsonMember *member,
                              guint64              *count);

G_END_DECLS
