/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-seal-private.h"

#include "maju-config.h"
#include "maju-signature.h"

#include <glib/gi18n-lib.h>

void
maju_seal_init (MajuSeal     *self,
                MajuRoomLink *link)
{
  *self = (MajuSeal) { .link = maju_room_link_ref (link) };
}

void
maju_seal_clear (MajuSeal *self)
{
  g_clear_pointer (&self->link, maju_room_link_unref);
  g_clear_pointer (&self->said, maju_message_unref);
  g_clear_pointer (&self->taken, maju_message_unref);
  g_clear_pointer (&self->proven_to, g_free);
}

void
maju_seal_continue (MajuSeal       *self,
                    const MajuSeal *former)
{
  self->counter_out = former->counter_out;
  self->counter_in = former->counter_in;
  self->has_signed = former->has_signed;
}

gboolean
maju_seal_has_key (const MajuSeal *self)
{
  return maju_room_link_get_key (self->link) != NULL;
}

void
maju_seal_require_signature (MajuSeal *self)
{
  self->has_signed = TRUE;
}

static void
sign (MajuSeal    *self,
      MajuMessage *message,
      const char  *own_id)
{
  GBytes *key = maju_room_link_get_key (self->link);

  message->counter = ++self->counter_out;
  if (key)
    maju_signature_sign (message, key, maju_room_link_get_room (self->link),
                         own_id, message->to);
}

void
maju_seal_say (MajuSeal    *self,
               MajuMessage *message,
               const char  *own_id)
{
  g_clear_pointer (&self->said, maju_message_unref);
  self->said = maju_message_ref (message);
  sign (self, message, own_id);
}

MajuMessage *
maju_seal_prove (MajuSeal   *self,
                 const char *own_id,
                 const char *remote_id)
{
  g_autofree char *pair = g_strconcat (own_id, " ", remote_id, NULL);
  MajuMessage *message;

  if (!self->said || !g_set_str (&self->proven_to, pair))
    return NULL;

  message = maju_message_new (MAJU_MESSAGE_DESCRIPTION);
  message->to = g_strdup (remote_id);
  message->kind = self->said->kind;
  message->generation = self->said->generation;
  message->sdp = g_strdup (self->said->sdp);
  message->again = TRUE;
  sign (self, message, own_id);

  return message;
}

gboolean
maju_seal_recognizes (MajuSeal    *self,
                      const char  *own_id,
                      MajuMessage *message)
{
  if (!self->taken || !message->again ||
      message->kind != self->taken->kind ||
      message->generation != self->taken->generation ||
      !maju_seal_is_new (self, message) ||
      strcmp (message->sdp, self->taken->sdp) != 0 ||
      !maju_seal_check (self, message, message->from, own_id, NULL))
    return FALSE;

  self->counter_in = message->counter;

  return TRUE;
}

gboolean
maju_seal_check (const MajuSeal *self,
                 MajuMessage    *message,
                 const char     *remote_id,
                 const char     *own_id,
                 GError        **error)
{
  GBytes *key = maju_room_link_get_key (self->link);

  if (!key)
    return TRUE;
  if (message->signature)
    return maju_signature_verify (message, key,
                                  maju_room_link_get_room (self->link),
                                  remote_id, own_id, error);
  if (!self->has_signed)
    return TRUE;

  g_set_error_literal (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SIGNATURE,
                       _("A description came without its signature."));
  return FALSE;
}

gboolean
maju_seal_is_new (const MajuSeal    *self,
                  const MajuMessage *message)
{
  return message->counter > self->counter_in;
}

void
maju_seal_take (MajuSeal    *self,
                MajuMessage *message)
{
  self->counter_in = message->counter;
  g_clear_pointer (&self->taken, maju_message_unref);
  self->taken = maju_message_ref (message);
  if (maju_seal_has_key (self) && message->signature)
    self->has_signed = TRUE;
  else
    self->has_unsigned = TRUE;
}

gboolean
maju_seal_get_signed (const MajuSeal *self)
{
  return self->has_signed && !self->has_unsigned;
}
