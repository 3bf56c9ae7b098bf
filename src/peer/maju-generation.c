/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-generation-private.h"

#include "maju-peer-limits-private.h"

#include <glib/gi18n-lib.h>

MajuGeneration *
maju_generation_new (guint          number,
                     MajuTransport *transport)
{
  MajuGeneration *self = g_rc_box_new0 (MajuGeneration);

  self->number = number;
  self->transport = transport;
  self->candidates = g_ptr_array_new_with_free_func (maju_queued_candidate_free);
  return self;
}

MajuGeneration *
maju_generation_ref (MajuGeneration *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  MajuGeneration *self = data;

  g_clear_object (&self->transport);
  g_clear_pointer (&self->local, maju_sdp_free);
  g_clear_pointer (&self->remote, maju_sdp_free);
  g_clear_pointer (&self->candidates, g_ptr_array_unref);
}

void
maju_generation_unref (MajuGeneration *self)
{
  g_rc_box_release_full (self, clear);
}

gboolean
maju_generation_add_candidate (MajuGeneration *self,
                               guint           media_index,
                               const char     *candidate)
{
  if (self->n_candidates == MAJU_PEER_LIMIT_CANDIDATES)
    return FALSE;

  self->n_candidates++;
  maju_generation_note_type (&self->remote_types, candidate);
  if (self->remote_set)
    maju_transport_add_candidate (self->transport, media_index, candidate);
  else
    g_ptr_array_add (self->candidates,
                     maju_queued_candidate_new (self->number, media_index,
                                                candidate));
  return TRUE;
}

void
maju_generation_remote_is_set (MajuGeneration *self)
{
  self->remote_set = TRUE;
  for (guint i = 0; i < self->candidates->len; i++)
    {
      const MajuQueuedCandidate *queued = self->candidates->pdata[i];

      maju_transport_add_candidate (self->transport, queued->media_index,
                                    queued->candidate);
    }
  g_ptr_array_set_size (self->candidates, 0);
}

void
maju_generation_note_type (guint      *types,
                           const char *candidate)
{
  MajuIceCandidateType type;

  if (maju_ice_candidate_check (candidate, &type, NULL, NULL))
    *types |= 1u << type;
}

char *
maju_generation_describe_types (guint types)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MAJU_N_ICE_CANDIDATE_TYPES; i++)
    {
      if ((types & (1u << i)) != 0)
        g_string_append_printf (text, text->len == 0 ? "%s" : ", %s",
                                maju_ice_candidate_type_to_string (i));
    }
  if (text->len == 0)
    g_string_append (text, C_("network addresses", "none"));
  return g_string_free (text, FALSE);
}

MajuQueuedCandidate *
maju_queued_candidate_new (guint       generation,
                           guint       media_index,
                           const char *candidate)
{
  MajuQueuedCandidate *self = g_new0 (MajuQueuedCandidate, 1);

  self->generation = generation;
  self->media_index = media_index;
  self->candidate = g_strdup (candidate);
  return self;
}

void
maju_queued_candidate_free (gpointer data)
{
  MajuQueuedCandidate *self = data;

  g_free (self->candidate);
  g_free (self);
}
