/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-envelope.h"

#include "maju-fields-private.h"
#include "maju-json-private.h"
#include "maju-limits.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  MajuEnvelope *envelope;
  const char *text;
  gboolean last_kept;
  GError *error;                /* the first; the scan goes on */
} Scan;

static void
fail (Scan                 *scan,
      const MajuJsonMember *member)
{
  if (scan->error == NULL)
    scan->error = g_error_new (MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_FIELD,
                               _("“%.*s” in the message is not valid"),
                               (int) member->name_length, member->name);
}

/* What the receiver gets unchanged is kept as runs of members that stand side
 * by side, with the commas and the space between them. */
static void
keep (Scan                 *scan,
      const MajuJsonMember *member)
{
  MajuEnvelope *envelope = scan->envelope;
  gsize end = member->value + member->value_length - scan->text;

  if (!scan->last_kept)
    {
      g_assert (envelope->n_runs < G_N_ELEMENTS (envelope->runs));
      envelope->runs[envelope->n_runs].start = member->name - 1 - scan->text;
      envelope->n_runs++;
    }
  envelope->runs[envelope->n_runs - 1].end = end;
  scan->last_kept = TRUE;
}

/* Returns: whether the member is one that the receiver gets. */
static gboolean
read_member (Scan                 *scan,
             const MajuJsonMember *member)
{
  MajuEnvelope *envelope = scan->envelope;

  if (maju_json_is_named (member, "type"))
    {
      envelope->type = maju_json_get_plain (member, &envelope->type_length);
      if (envelope->type == NULL || envelope->type_length == 0)
        fail (scan, member);
      return TRUE;
    }
  if (maju_json_is_named (member, "to"))
    {
      envelope->to = maju_json_get_plain (member, &envelope->to_length);
      if (envelope->to == NULL ||
          !maju_is_session_id (envelope->to, envelope->to_length))
        fail (scan, member);
      return FALSE;
    }
  if (maju_json_is_named (member, "id"))
    {
      if (!maju_json_get_count (member, &envelope->id))
        fail (scan, member);
      return FALSE;
    }
  if (maju_json_is_named (member, "ack"))
    {
      if (!maju_json_get_count (member, &envelope->ack))
        fail (scan, member);
      return FALSE;
    }


  /* A sender's own `from` and `seq` would be a lie: they go as well. */
  if (maju_json_is_named (member, "seq"))
    {
      if (!maju_json_get_count (member, &envelope->seq))
        envelope->seq = 0;
      return FALSE;
    }

  return !maju_json_is_named (member, "from");
}

static void
member_cb (const MajuJsonMember *member,
           gpointer              user_data)
{
  Scan *scan = user_data;

  if (read_member (scan, member))
    keep (scan, member);
  else
    scan->last_kept = FALSE;
}

gboolean
maju_envelope_scan (MajuEnvelope *self,
                    const char   *text,
                    gsize         length,
                    GError      **error)
{
  Scan scan = { .envelope = self, .text = text };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  memset (self, 0, sizeof *self);
  if (!maju_json_scan (text, length, member_cb, &scan, error))
    {
      g_clear_error (&scan.error);
      return FALSE;
    }
  if (scan.error != NULL)
    {
      g_propagate_error (error, scan.error);
      return FALSE;
    }

  if (self->type == NULL)
    {
      g_set_error_literal (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_FIELD,
                           _("The message has no type"));
      return FALSE;
    }

  /* The receiver's copy can be longer, and must not be too long. */
  if (self->to != NULL && length > MAJU_LIMIT_RELAYED)
    {
      g_set_error_literal (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_TOO_LARGE,
                           _("The message is too large"));
      return FALSE;
    }

  return TRUE;
}

char *
maju_envelope_relay (const MajuEnvelope *self,
                     const char         *text,
                     gsize               length,
                     const char         *from,
                     guint64             seq,
                     guint64             ack,
                     gsize              *out_length)
{
  GString *out;

  g_return_val_if_fail (self != NULL && self->type != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (from != NULL, NULL);

  out = g_string_sized_new (length + 128);
  g_string_append_printf (out, "{\"from\":\"%s\"", from);
  if (seq > 0)
    g_string_append_printf (out, ",\"seq\":%" G_GUINT64_FORMAT, seq);
  if (ack > 0)
    g_string_append_printf (out, ",\"ack\":%" G_GUINT64_FORMAT, ack);
  for (guint i = 0; i < self->n_runs; i++)
    {
      g_string_append_c (out, ',');
      g_string_append_len (out, text + self->runs[i].start,
                           self->runs[i].end - self->runs[i].start);
    }
  g_string_append_c (out, '}');

  if (out_length != NULL)
    *out_length = out->len;
  return g_string_free (out, FALSE);
}
