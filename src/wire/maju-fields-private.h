/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-wire-error.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Reads the members of one JSON object, each with its check. The first error is
 * kept; after it everything reads as zero, so that a parser reads straight on
 * and looks once at the end.
 */
typedef struct
{
  JsonObject *object;
  GError **error;               /* never NULL inside */
} MajuFields;

typedef enum
{
  MAJU_FIELD_REQUIRED,
  MAJU_FIELD_OPTIONAL,
} MajuFieldPresence;

/* Returns: whether a text is acceptable; its size was checked already. */
typedef gboolean (* MajuFieldCheck) (const char *text);

/* Checks @text with maju_json_scan(), then makes the tree of it. */
JsonParser *maju_fields_load        (const char        *text,
                                     gsize              length,
                                     GError           **error)
                                     G_GNUC_WARN_UNUSED_RESULT;

/* The same for a message of a data channel, which may be the data of empty
 * GBytes, and is of a limited size. */
JsonParser *maju_fields_load_channel (const char       *text,
                                      gsize             length,
                                      GError          **error)
                                      G_GNUC_WARN_UNUSED_RESULT;

void        maju_fields_fail        (MajuFields        *self,
                                     MajuWireError      code,
                                     const char        *name);
gboolean    maju_fields_has         (MajuFields        *self,
                                     const char        *name);
gboolean    maju_fields_get_boolean (MajuFields        *self,
                                     const char        *name,
                                     MajuFieldPresence  presence);

/* Returns: an integer from @min to @max, or 0. */
guint64     maju_fields_get_number  (MajuFields        *self,
                                     const char        *name,
                                     MajuFieldPresence  presence,
                                     guint64            min,
                                     guint64            max);

/* Returns: (transfer none) (nullable): a text of at most @max_length bytes. */
const char *maju_fields_get_string  (MajuFields        *self,
                                     const char        *name,
                                     MajuFieldPresence  presence,
                                     gsize              max_length,
                                     MajuFieldCheck     check);

/* Finds `type` among @names; a type that is not there is an error of its own,
 * MAJU_WIRE_ERROR_UNSUPPORTED. */
gboolean    maju_fields_get_type    (MajuFields        *self,
                                     const char *const *names,
                                     guint              n_names,
                                     guint             *out_type);

/* Returns: (transfer none) (nullable): an array of at most @max_length. */
JsonArray  *maju_fields_get_array   (MajuFields        *self,
                                     const char        *name,
                                     MajuFieldPresence  presence,
                                     guint              max_length);

/* Checks for maju_fields_get_string(). */
gboolean    maju_check_any          (const char        *text);
gboolean    maju_check_no_controls  (const char        *text);
gboolean    maju_check_lines        (const char        *text);
gboolean    maju_check_printable    (const char        *text);
gboolean    maju_check_session_id   (const char        *text);
gboolean    maju_check_room_id      (const char        *text);
gboolean    maju_check_signature    (const char        *text);
gboolean    maju_check_sdp          (const char        *text);
gboolean    maju_check_ice_uri      (const char        *text);

/* Not in the list above because the text of an envelope has no end mark. */
gboolean    maju_is_session_id      (const char        *text,
                                     gsize              length);

/* One line of JSON. Takes @builder's root. */
char       *maju_fields_print       (JsonBuilder       *builder)
                                     G_GNUC_WARN_UNUSED_RESULT;

/* Members are left out when @value is %NULL, 0 or %FALSE respectively. */
void        maju_fields_add_string  (JsonBuilder       *builder,
                                     const char        *name,
                                     const char        *value);
void        maju_fields_add_number  (JsonBuilder       *builder,
                                     const char        *name,
                                     guint64            value);
void        maju_fields_add_boolean (JsonBuilder       *builder,
                                     const char        *name,
                                     gboolean           value);

/* These write zero and %FALSE as well. */
void        maju_fields_add_count   (JsonBuilder       *builder,
                                     const char        *name,
                                     guint64            value);
void        maju_fields_add_flag    (JsonBuilder       *builder,
                                     const char        *name,
                                     gboolean           value);

G_END_DECLS
