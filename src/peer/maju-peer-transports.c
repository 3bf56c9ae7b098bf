/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-peer-private.h"

#include "maju-data-channel-private.h"
#include "maju-remote-track-private.h"
#include "maju-track-sender-private.h"
#include "maju-webrtc-transport-private.h"

#include <glib/gi18n-lib.h>

static void
transport_closed_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(MajuPeer) self = user_data;
  g_autoptr(GTask) task = NULL;

  /* Closing always succeeds; it only takes its time. */
  maju_transport_close_finish (MAJU_TRANSPORT (object), result, NULL);
  if (--self->n_closing > 0)
    return;

  task = g_steal_pointer (&self->close_task);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static void
end_generation (MajuPeer        *self,
                MajuGeneration **generation)
{
  g_autoptr(MajuGeneration) ended = g_steal_pointer (generation);

  if (ended == NULL)
    return;

  g_signal_handlers_disconnect_by_data (ended->transport, self);
  self->n_closing++;
  maju_transport_close_async (ended->transport, transport_closed_cb,
                              g_object_ref (self));
}

/* As above, when there is nobody to wait for it. */
void
maju_peer_abandon_generation (MajuGeneration **generation)
{
  g_autoptr(MajuGeneration) abandoned = g_steal_pointer (generation);

  if (abandoned != NULL)
    maju_transport_close_async (abandoned->transport, NULL, NULL);
}

/* Nothing goes anywhere any more. */
void
maju_peer_end_everything (MajuPeer *self)
{
  maju_path_watch_stop (self->watch);
  maju_bandwidth_stop (self->bandwidth);
  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    maju_track_sender_set_transport (self->media.senders[kind], NULL);
  end_generation (self, &self->current);
  end_generation (self, &self->next);
  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    maju_remote_track_set_paintable (self->media.tracks[kind], NULL);
  for (guint i = 0; i < self->channels->len; i++)
    maju_data_channel_set_transport (self->channels->pdata[i], NULL, FALSE);
}

/* @error: (transfer full). */
static void
fail (MajuPeer *self,
      GError   *error)
{
  if (self->state == MAJU_PEER_STATE_FAILED ||
      self->state == MAJU_PEER_STATE_CLOSED)
    {
      g_error_free (error);
      return;
    }

  g_debug ("%s: %s", self->name, error->message);
  maju_peer_end_everything (self);
  maju_peer_set_error (self, error);
  maju_peer_set_state (self, MAJU_PEER_STATE_FAILED);
}

MajuDataChannel *
maju_peer_find_channel (MajuPeer *self,
                        guint     id)
{
  for (guint i = 0; i < self->channels->len; i++)
    {
      if (maju_data_channel_get_id (self->channels->pdata[i]) == id)
        return self->channels->pdata[i];
    }
  return NULL;
}

static void
channel_opened_cb (MajuTransport *transport,
                   guint          id,
                   MajuPeer      *self)
{
  MajuDataChannel *channel = maju_peer_find_channel (self, id);

  if (channel != NULL && self->current != NULL &&
      transport == self->current->transport)
    maju_data_channel_set_transport (channel, transport, TRUE);
}

static void
channel_message_cb (MajuTransport *transport,
                    guint          id,
                    GBytes        *data,
                    gboolean       is_text,
                    MajuPeer      *self)
{
  MajuDataChannel *channel = maju_peer_find_channel (self, id);

  if (channel != NULL && self->current != NULL &&
      transport == self->current->transport)
    maju_data_channel_receive (channel, data, is_text);
}

static void
key_frame_needed_cb (MajuTransport *transport,
                     guint          kind,
                     MajuPeer      *self)
{
  if (self->current != NULL && transport == self->current->transport)
    maju_track_sender_need_key_frame (self->media.senders[kind]);
}

static void
feedback_cb (MajuTransport          *transport,
             const MajuPacketReport *packets,
             guint64                 n_packets,
             MajuPeer               *self)
{
  if (self->current != NULL && transport == self->current->transport)
    maju_bandwidth_feedback (self->bandwidth, packets, n_packets);
}

static MajuGeneration *
find_by_transport (MajuPeer      *self,
                   MajuTransport *transport)
{
  if (self->current != NULL && self->current->transport == transport)
    return self->current;
  if (self->next != NULL && self->next->transport == transport)
    return self->next;
  return NULL;
}

static void
ice_candidate_cb (MajuTransport *transport,
                  guint          media_index,
                  const char    *candidate,
                  MajuPeer      *self)
{
  MajuGeneration *generation = find_by_transport (self, transport);
  g_autofree char *hidden = NULL;

  if (generation == NULL)
    return;

  /* The library below keeps to it as well, but shows the computer's address as
   * that from which the relay is used. */
  if (self->config->relay_only && candidate[0] != '\0')
    {
      hidden = maju_ice_candidate_hide_host (candidate);
      if (hidden == NULL)
        return;
      candidate = hidden;
    }
  maju_generation_note_type (&generation->local_types, candidate);
  maju_peer_emit_candidate (self, generation->number, media_index, candidate);
}

/* From here on everything goes over the current generation. */
static void
open_current (MajuPeer *self)
{
  g_autoptr(MajuPeer) alive = g_object_ref (self);
  g_autoptr(MajuTransport) transport = g_object_ref (self->current->transport);

  self->current->verified = TRUE;
  if (self->milestones.verified == 0)
    self->milestones.verified = g_get_monotonic_time ();

  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    maju_track_sender_set_transport (self->media.senders[kind], transport);
  for (guint i = 0; i < self->channels->len; i++)
    maju_data_channel_set_transport (self->channels->pdata[i], transport, FALSE);
  maju_bandwidth_reset (self->bandwidth);
  maju_peer_set_state (self, MAJU_PEER_STATE_CONNECTED);

  maju_transport_open_gate (transport);
  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    maju_track_sender_need_key_frame (self->media.senders[kind]);
}

/* @generation was proven: it takes the place of the current one. */
static void
swap_in (MajuPeer       *self,
         MajuGeneration *generation)
{
  generation->proven = TRUE;
  if (generation == self->next)
    {
      MajuGeneration *old = self->current;

      self->current = g_steal_pointer (&self->next);
      end_generation (self, &old);
    }
  maju_path_watch_connected (self->watch);
  maju_peer_set_fingerprint (self, generation->remote->fingerprint);
  if (self->held)
    maju_transport_discard_messages (generation->transport);
  else
    open_current (self);
}

void
maju_peer_hold (MajuPeer *self)
{
  g_return_if_fail (MAJU_IS_PEER (self));
  g_return_if_fail (self->newest < 0);

  self->held = TRUE;
}

void
maju_peer_release (MajuPeer *self)
{
  g_return_if_fail (MAJU_IS_PEER (self));

  if (!self->held)
    return;

  self->held = FALSE;
  if (self->current != NULL && self->current->proven && !self->current->verified)
    open_current (self);
}

/* The certificate that the other side has proven to own must be the one that
 * its description names. Until then nothing has gone either way. */
static void
verify (MajuPeer       *self,
        MajuGeneration *generation)
{
  g_autofree char *pem = NULL;
  g_autofree char *fingerprint = NULL;

  pem = maju_transport_get_peer_certificate (generation->transport);
  if (pem != NULL)
    fingerprint = maju_certificate_get_fingerprint (pem, NULL);
  if (fingerprint == NULL || generation->remote == NULL ||
      !g_str_equal (fingerprint, generation->remote->fingerprint))
    {
      fail (self, g_error_new (MAJU_PEER_ERROR, MAJU_PEER_ERROR_FINGERPRINT,
                               _("The other side could not prove who it is: "
                                 "somebody may be in between")));
      return;
    }
  swap_in (self, generation);
}

static void
transport_connected (MajuPeer       *self,
                     MajuGeneration *generation)
{
  if (generation->proven)
    return;

  if (self->milestones.dtls_connected == 0)
    self->milestones.dtls_connected = g_get_monotonic_time ();
  if (self->state == MAJU_PEER_STATE_CONNECTING)
    maju_peer_set_state (self, MAJU_PEER_STATE_VERIFYING);
  /* Whoever was told of the state may have closed us. */
  if (find_by_transport (self, generation->transport) != NULL)
    verify (self, generation);
}

static void
transport_failed (MajuPeer       *self,
                  MajuGeneration *generation)
{
  const GError *error = maju_transport_get_error (generation->transport);

  g_debug ("%s: generation %u: %s", self->name, generation->number,
           error->message);
  if (!g_error_matches (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_UNREACHABLE))
    fail (self, g_error_copy (error));
  else if (generation == self->next)
    end_generation (self, &self->next);
  else
    maju_path_watch_lost (self->watch);
}

static void
transport_state_cb (MajuTransport *transport,
                    GParamSpec    *pspec,
                    MajuPeer      *self)
{
  MajuGeneration *found = find_by_transport (self, transport);
  g_autoptr(MajuGeneration) generation = NULL;
  MajuTransportState state = maju_transport_get_state (transport);

  if (found == NULL)
    return;

  generation = maju_generation_ref (found);
  if (state >= MAJU_TRANSPORT_STATE_ICE_CONNECTED &&
      state <= MAJU_TRANSPORT_STATE_CONNECTED &&
      self->milestones.ice_connected == 0)
    self->milestones.ice_connected = g_get_monotonic_time ();
  if (state == MAJU_TRANSPORT_STATE_CONNECTED)
    transport_connected (self, generation);
  else if (state == MAJU_TRANSPORT_STATE_FAILED)
    transport_failed (self, generation);
}

static void
fail_unreachable (MajuPeer *self)
{
  g_autofree char *local = NULL;
  g_autofree char *remote = NULL;
  guint local_types = 0;
  guint remote_types = 0;

  if (self->current != NULL)
    {
      local_types |= self->current->local_types;
      remote_types |= self->current->remote_types;
    }
  if (self->next != NULL)
    {
      local_types |= self->next->local_types;
      remote_types |= self->next->remote_types;
    }
  local = maju_generation_describe_types (local_types);
  remote = maju_generation_describe_types (remote_types);
  fail (self, g_error_new (MAJU_PEER_ERROR, MAJU_PEER_ERROR_UNREACHABLE,
                           /* Translators: kinds of network addresses, like
                            * "host, relay". */
                           _("No path to the other person was found (tried "
                             "from here: %s; to there: %s)"), local, remote));
}

void
maju_peer_handle_path_event (MajuPathWatch *watch,
                             guint          event,
                             MajuPeer      *self)
{
  gboolean open = self->current != NULL && self->current->verified;

  switch ((MajuPathEvent) event)
    {
    case MAJU_PATH_EVENT_UNSTABLE:
      if (open)
        maju_peer_set_state (self, MAJU_PEER_STATE_UNSTABLE);
      break;

    case MAJU_PATH_EVENT_RECOVERED:
      if (open)
        maju_peer_set_state (self, MAJU_PEER_STATE_CONNECTED);
      break;

    case MAJU_PATH_EVENT_RESTART:
      if (self->state == MAJU_PEER_STATE_CONNECTED ||
          self->state == MAJU_PEER_STATE_UNSTABLE)
        maju_peer_set_state (self, MAJU_PEER_STATE_RESTARTING);
      maju_peer_emit_restart_needed (self);
      break;

    case MAJU_PATH_EVENT_FAILED:
      fail_unreachable (self);
      break;

    default:
      g_assert_not_reached ();
    }
}

guint64
maju_peer_count_packets (gpointer user_data)
{
  MajuPeer *self = user_data;

  if (self->current == NULL)
    return 0;
  return maju_transport_get_packets_received (self->current->transport);
}

MajuGeneration *
maju_peer_find_generation (MajuPeer *self,
                           guint     number)
{
  if (self->next != NULL && self->next->number == number)
    return self->next;
  if (self->current != NULL && self->current->number == number)
    return self->current;
  return NULL;
}

static void
take_early_candidates (MajuPeer       *self,
                       MajuGeneration *generation)
{
  g_autoptr(GPtrArray) early = g_steal_pointer (&self->early);

  self->early = g_ptr_array_new_with_free_func (maju_queued_candidate_free);
  for (guint i = 0; i < early->len; i++)
    {
      const MajuQueuedCandidate *queued = early->pdata[i];

      if (queued->generation == generation->number)
        maju_generation_add_candidate (generation, queued->media_index,
                                       queued->candidate);
    }
}

MajuGeneration *
maju_peer_begin_generation (MajuPeer *self,
                            guint     number)
{
  g_autofree char *name = g_strdup_printf ("%s-%u", self->name, number);
  MajuGeneration *generation;
  MajuTransport *transport;

  transport = maju_webrtc_transport_new (name, self->config, &self->media);
  for (guint i = 0; i < self->channels->len; i++)
    maju_transport_add_channel (transport,
                                maju_data_channel_get_label (self->channels->pdata[i]),
                                maju_data_channel_get_id (self->channels->pdata[i]));
  g_signal_connect_object (transport, "notify::state",
                           G_CALLBACK (transport_state_cb), self, 0);
  g_signal_connect_object (transport, "ice-candidate",
                           G_CALLBACK (ice_candidate_cb), self, 0);
  g_signal_connect_object (transport, "key-frame-needed",
                           G_CALLBACK (key_frame_needed_cb), self, 0);
  g_signal_connect_object (transport, "feedback",
                           G_CALLBACK (feedback_cb), self, 0);
  g_signal_connect_object (transport, "channel-opened",
                           G_CALLBACK (channel_opened_cb), self, 0);
  g_signal_connect_object (transport, "channel-message",
                           G_CALLBACK (channel_message_cb), self, 0);

  generation = maju_generation_new (number, transport);
  self->newest = number;
  if (self->current == NULL)
    {
      self->current = generation;
    }
  else
    {
      end_generation (self, &self->next);
      self->next = generation;
    }
  take_early_candidates (self, generation);
  return generation;
}

void
maju_peer_described (MajuPeer       *self,
                     MajuGeneration *generation)
{
  if (generation->local == NULL || !generation->remote_set)
    return;

  if (self->milestones.described == 0)
    self->milestones.described = g_get_monotonic_time ();
  maju_path_watch_begin (self->watch);
}
