/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-peer-private.h"

#include "maju-certificate-private.h"
#include "maju-data-channel-private.h"
#include "maju-peer-limits-private.h"
#include "maju-remote-track-private.h"
#include "maju-track-sender-private.h"
#include "maju-webrtc-transport-private.h"

#include <glib/gi18n-lib.h>

enum
{
  PROP_0,
  PROP_STATE,
  PROP_ERROR,
  PROP_NAME,
  PROP_FINGERPRINT,
  N_PROPS
};

enum
{
  SIGNAL_ICE_CANDIDATE,
  SIGNAL_TRACK,
  SIGNAL_RESTART_NEEDED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuPeer, maju_peer, G_TYPE_OBJECT)

void
maju_peer_set_state (MajuPeer     *self,
                     MajuPeerState state)
{
  g_autofree char *text = NULL;

  if (self->state == state || self->state == MAJU_PEER_STATE_CLOSED)
    return;

  text = g_enum_to_string (MAJU_TYPE_PEER_STATE, state);
  g_debug ("%s: %s", self->name, text);
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
transport_closed_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(MajuPeer) self = user_data;
  g_autoptr(GTask) task = NULL;

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
static void
abandon_generation (MajuGeneration **generation)
{
  g_autoptr(MajuGeneration) abandoned = g_steal_pointer (generation);

  if (abandoned != NULL)
    maju_transport_close_async (abandoned->transport, NULL, NULL);
}

/* Nothing goes anywhere any more. */
static void
end_everything (MajuPeer *self)
{
  maju_path_watch_stop (self->watch);
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
  self->error = error;
  end_everything (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
  maju_peer_set_state (self, MAJU_PEER_STATE_FAILED);
}

static MajuDataChannel *
find_channel (MajuPeer *self,
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
  MajuDataChannel *channel = find_channel (self, id);

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
  MajuDataChannel *channel = find_channel (self, id);

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

  if (generation == NULL)
    return;

  maju_generation_note_type (&generation->local_types, candidate);
  g_signal_emit (self, signals[SIGNAL_ICE_CANDIDATE], 0, generation->number,
                 media_index, candidate);
}

/* From here on everything goes over @generation, which was verified. */
static void
swap_in (MajuPeer       *self,
         MajuGeneration *generation)
{
  g_autoptr(MajuPeer) alive = g_object_ref (self);
  g_autoptr(MajuTransport) transport = g_object_ref (generation->transport);

  generation->verified = TRUE;
  if (generation == self->next)
    {
      MajuGeneration *old = self->current;

      self->current = g_steal_pointer (&self->next);
      end_generation (self, &old);
    }
  if (self->milestones.verified == 0)
    self->milestones.verified = g_get_monotonic_time ();

  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    maju_track_sender_set_transport (self->media.senders[kind], transport);
  for (guint i = 0; i < self->channels->len; i++)
    maju_data_channel_set_transport (self->channels->pdata[i], transport, FALSE);
  maju_path_watch_connected (self->watch);
  if (g_set_str (&self->fingerprint, generation->remote->fingerprint))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FINGERPRINT]);
  maju_peer_set_state (self, MAJU_PEER_STATE_CONNECTED);

  maju_transport_open_gate (transport);
  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    maju_track_sender_need_key_frame (self->media.senders[kind]);
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
  if (generation->verified)
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

static void
path_event_cb (MajuPathWatch *watch,
               guint          event,
               MajuPeer      *self)
{
  switch ((MajuPathEvent) event)
    {
    case MAJU_PATH_EVENT_UNSTABLE:
      maju_peer_set_state (self, MAJU_PEER_STATE_UNSTABLE);
      break;

    case MAJU_PATH_EVENT_RECOVERED:
      maju_peer_set_state (self, MAJU_PEER_STATE_CONNECTED);
      break;

    case MAJU_PATH_EVENT_RESTART:
      if (self->state == MAJU_PEER_STATE_CONNECTED ||
          self->state == MAJU_PEER_STATE_UNSTABLE)
        maju_peer_set_state (self, MAJU_PEER_STATE_RESTARTING);
      g_signal_emit (self, signals[SIGNAL_RESTART_NEEDED], 0);
      break;

    case MAJU_PATH_EVENT_FAILED:
      fail_unreachable (self);
      break;

    default:
      g_assert_not_reached ();
    }
}

static guint64
count_packets (gpointer user_data)
{
  MajuPeer *self = user_data;

  if (self->current == NULL)
    return 0;
  return maju_transport_get_packets_received (self->current->transport);
}

static void
track_began_cb (MajuRemoteTrack *track,
                MajuPeer        *self)
{
  g_signal_emit (self, signals[SIGNAL_TRACK], 0, track);
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
  MajuTransportFactory factory = self->config->factory;
  g_autofree char *name = g_strdup_printf ("%s-%u", self->name, number);
  MajuGeneration *generation;
  MajuTransport *transport;

  if (factory == NULL)
    factory = maju_webrtc_transport_new;
  transport = factory (name, self->config, &self->media,
                       self->config->factory_data);
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

gboolean
maju_peer_check_usable (MajuPeer *self,
                        GError  **error)
{
  if (self->state != MAJU_PEER_STATE_FAILED &&
      self->state != MAJU_PEER_STATE_CLOSED)
    return TRUE;

  g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE,
               _("The connection has ended"));
  return FALSE;
}

static void
set_up_certificate (MajuPeer *self)
{
  g_autoptr(GError) error = NULL;

  if (self->config->certificate == NULL)
    self->config->certificate = maju_certificate_generate (&error);
  if (self->config->certificate != NULL)
    self->local_fingerprint =
      maju_certificate_get_fingerprint (self->config->certificate, &error);
  if (error != NULL)
    {
      self->error = g_steal_pointer (&error);
      self->state = MAJU_PEER_STATE_FAILED;
    }
}

static void
set_up (MajuPeer *self)
{
  g_autoptr(MajuClock) clock = NULL;

  set_up_certificate (self);
  clock = self->config->clock != NULL ? g_object_ref (self->config->clock)
                                      : maju_clock_new_system ();
  self->watch = maju_path_watch_new (clock, count_packets, self);
  g_signal_connect_object (self->watch, "event",
                           G_CALLBACK (path_event_cb), self, 0);
  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    {
      self->media.senders[kind] = maju_track_sender_new (kind);
      self->media.tracks[kind] = maju_remote_track_new (kind);
      g_signal_connect_object (self->media.tracks[kind], "began",
                               G_CALLBACK (track_began_cb), self, 0);
    }
}

static void
maju_peer_dispose (GObject *object)
{
  MajuPeer *self = MAJU_PEER (object);

  if (self->watch != NULL)
    maju_path_watch_stop (self->watch);
  /* Somebody forgot to close us: the transports still have to be. */
  abandon_generation (&self->current);
  abandon_generation (&self->next);
  g_clear_object (&self->watch);

  G_OBJECT_CLASS (maju_peer_parent_class)->dispose (object);
}

static void
maju_peer_finalize (GObject *object)
{
  MajuPeer *self = MAJU_PEER (object);

  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    {
      g_clear_object (&self->media.senders[kind]);
      g_clear_object (&self->media.tracks[kind]);
    }
  g_clear_pointer (&self->first_remote, maju_sdp_free);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_clear_pointer (&self->early, g_ptr_array_unref);
  g_clear_pointer (&self->config, maju_peer_config_unref);
  g_clear_pointer (&self->local_fingerprint, g_free);
  g_clear_pointer (&self->fingerprint, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (maju_peer_parent_class)->finalize (object);
}

static void
maju_peer_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  MajuPeer *self = MAJU_PEER (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;

    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_FINGERPRINT:
      g_value_set_string (value, self->fingerprint);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_peer_class_init (MajuPeerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_peer_dispose;
  object_class->finalize = maju_peer_finalize;
  object_class->get_property = maju_peer_get_property;

  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL,
                       MAJU_TYPE_PEER_STATE, MAJU_PEER_STATE_NEW,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                       G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL,
                        G_TYPE_ERROR,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                        G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL,
                         NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_FINGERPRINT] =
    g_param_spec_string ("fingerprint", NULL, NULL,
                         NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_ICE_CANDIDATE] =
    g_signal_new ("ice-candidate", MAJU_TYPE_PEER, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_STRING);
  signals[SIGNAL_TRACK] =
    g_signal_new ("track", MAJU_TYPE_PEER, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL,
                  G_TYPE_NONE, 1, MAJU_TYPE_REMOTE_TRACK);
  signals[SIGNAL_RESTART_NEEDED] =
    g_signal_new ("restart-needed", MAJU_TYPE_PEER, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
maju_peer_init (MajuPeer *self)
{
  self->newest = -1;
  self->channels = g_ptr_array_new_with_free_func (g_object_unref);
  self->early = g_ptr_array_new_with_free_func (maju_queued_candidate_free);
}

MajuPeer *
maju_peer_new (const char     *name,
               gboolean        offerer,
               MajuPeerConfig *config)
{
  MajuPeer *self;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (config != NULL, NULL);

  self = g_object_new (MAJU_TYPE_PEER, NULL);
  self->name = g_strdup (name);
  self->offerer = offerer;
  self->config = maju_peer_config_ref (config);
  set_up (self);
  return self;
}

MajuPeerState
maju_peer_get_state (MajuPeer *self)
{
  g_return_val_if_fail (MAJU_IS_PEER (self), MAJU_PEER_STATE_CLOSED);

  return self->state;
}

const GError *
maju_peer_get_error (MajuPeer *self)
{
  g_return_val_if_fail (MAJU_IS_PEER (self), NULL);

  return self->error;
}

gboolean
maju_peer_get_offerer (MajuPeer *self)
{
  g_return_val_if_fail (MAJU_IS_PEER (self), FALSE);

  return self->offerer;
}

const char *
maju_peer_get_fingerprint (MajuPeer *self)
{
  g_return_val_if_fail (MAJU_IS_PEER (self), NULL);

  return self->fingerprint;
}

const char *
maju_peer_get_local_fingerprint (MajuPeer *self)
{
  g_return_val_if_fail (MAJU_IS_PEER (self), NULL);

  return self->local_fingerprint;
}

MajuTrackSender *
maju_peer_add_track (MajuPeer     *self,
                     MajuTrackKind kind)
{
  g_return_val_if_fail (MAJU_IS_PEER (self), NULL);
  g_return_val_if_fail (kind < MAJU_N_TRACK_KINDS, NULL);

  /* Every m-line is there from the first offer on, whether used or not. */
  return self->media.senders[kind];
}

MajuDataChannel *
maju_peer_create_data_channel (MajuPeer   *self,
                               const char *label,
                               guint       id)
{
  MajuDataChannel *channel;

  g_return_val_if_fail (MAJU_IS_PEER (self), NULL);
  g_return_val_if_fail (label != NULL, NULL);
  g_return_val_if_fail (id < MAJU_PEER_LIMIT_CHANNEL_ID, NULL);
  g_return_val_if_fail (self->newest < 0, NULL);
  g_return_val_if_fail (find_channel (self, id) == NULL, NULL);

  channel = maju_data_channel_new (label, id);
  g_ptr_array_add (self->channels, channel);
  return channel;
}

void
maju_peer_network_changed (MajuPeer *self)
{
  g_return_if_fail (MAJU_IS_PEER (self));

  maju_path_watch_network_changed (self->watch);
}

void
maju_peer_get_milestones (MajuPeer           *self,
                          MajuPeerMilestones *milestones)
{
  g_return_if_fail (MAJU_IS_PEER (self));
  g_return_if_fail (milestones != NULL);

  *milestones = self->milestones;
}

static void
got_path_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MajuPeerPath *path = g_new0 (MajuPeerPath, 1);
  GError *error = NULL;

  if (maju_transport_get_path_finish (MAJU_TRANSPORT (object), result, path,
                                      &error))
    {
      g_task_return_pointer (task, path, g_free);
    }
  else
    {
      g_free (path);
      g_task_return_error (task, error);
    }
}

void
maju_peer_get_path_async (MajuPeer           *self,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MAJU_IS_PEER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_peer_get_path_async);
  if (self->current == NULL)
    g_task_return_new_error (task, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE,
                             _("There is no connection yet"));
  else
    maju_transport_get_path_async (self->current->transport, got_path_cb,
                                   g_steal_pointer (&task));
}

gboolean
maju_peer_get_path_finish (MajuPeer     *self,
                           GAsyncResult *result,
                           MajuPeerPath *out_path,
                           GError      **error)
{
  g_autofree MajuPeerPath *path = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (out_path != NULL, FALSE);

  path = g_task_propagate_pointer (G_TASK (result), error);
  if (path == NULL)
    return FALSE;

  *out_path = *path;
  return TRUE;
}

void
maju_peer_path_clear (MajuPeerPath *path)
{
  g_return_if_fail (path != NULL);

  g_clear_pointer (&path->local_type, g_free);
  g_clear_pointer (&path->remote_type, g_free);
  g_clear_pointer (&path->protocol, g_free);
  g_clear_pointer (&path->local_address, g_free);
  g_clear_pointer (&path->remote_address, g_free);
}

void
maju_peer_close_async (MajuPeer           *self,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MAJU_IS_PEER (self));
  g_return_if_fail (self->close_task == NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_peer_close_async);
  end_everything (self);
  maju_peer_set_state (self, MAJU_PEER_STATE_CLOSED);
  if (self->n_closing == 0)
    g_task_return_boolean (task, TRUE);
  else
    self->close_task = g_steal_pointer (&task);
}

gboolean
maju_peer_close_finish (MajuPeer     *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
