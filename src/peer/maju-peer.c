/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-peer-private.h"

#include "maju-data-channel-private.h"
#include "maju-peer-limits-private.h"
#include "maju-remote-track-private.h"
#include "maju-track-sender-private.h"

#include <glib/gi18n-lib.h>

enum
{
  PROP_0,
  PROP_STATE,
  PROP_ERROR,
  PROP_NAME,
  PROP_FINGERPRINT,
  PROP_SEND_BITRATE,
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

void
maju_peer_set_error (MajuPeer *self,
                     GError   *error)
{
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

void
maju_peer_set_fingerprint (MajuPeer   *self,
                           const char *fingerprint)
{
  if (g_set_str (&self->fingerprint, fingerprint))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FINGERPRINT]);
}

void
maju_peer_emit_candidate (MajuPeer   *self,
                          guint       generation,
                          guint       media_index,
                          const char *candidate)
{
  g_signal_emit (self, signals[SIGNAL_ICE_CANDIDATE], 0, generation, media_index,
                 candidate);
}

void
maju_peer_emit_restart_needed (MajuPeer *self)
{
  g_signal_emit (self, signals[SIGNAL_RESTART_NEEDED], 0);
}

static void
track_began_cb (MajuRemoteTrack *track,
                MajuPeer        *self)
{
  g_signal_emit (self, signals[SIGNAL_TRACK], 0, track);
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
target_cb (MajuBandwidth *bandwidth,
           GParamSpec    *pspec,
           MajuPeer      *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEND_BITRATE]);
}

static guint64
count_sent (gpointer user_data)
{
  MajuPeer *self = user_data;
  guint64 n = 0;

  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    n += maju_track_sender_get_packets (self->media.senders[kind]);

  return n;
}

static void
set_up (MajuPeer *self)
{
  g_autoptr(MajuClock) clock = NULL;

  set_up_certificate (self);
  clock = self->config->clock != NULL ? g_object_ref (self->config->clock)
                                      : maju_clock_new_system ();
  self->watch = maju_path_watch_new (clock, maju_peer_count_packets, self);
  g_signal_connect_object (self->watch, "event",
                           G_CALLBACK (maju_peer_handle_path_event), self, 0);
  self->bandwidth = maju_bandwidth_new (clock, count_sent, self);
  g_signal_connect_object (self->bandwidth, "notify::target",
                           G_CALLBACK (target_cb), self, 0);
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
  maju_peer_abandon_generation (&self->current);
  maju_peer_abandon_generation (&self->next);
  g_clear_object (&self->watch);
  g_clear_object (&self->bandwidth);

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

    case PROP_SEND_BITRATE:
      g_value_set_uint (value, maju_peer_get_send_bitrate (self));
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
  properties[PROP_SEND_BITRATE] =
    g_param_spec_uint ("send-bitrate", NULL, NULL,
                       0, G_MAXUINT, 0,
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

void
maju_peer_set_first_generation (MajuPeer *self,
                                guint     generation)
{
  g_return_if_fail (MAJU_IS_PEER (self));
  g_return_if_fail (self->newest < 0);

  self->first = generation;
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

guint
maju_peer_get_send_bitrate (MajuPeer *self)
{
  g_return_val_if_fail (MAJU_IS_PEER (self), 0);

  return maju_bandwidth_get_target (self->bandwidth);
}

double
maju_peer_get_send_loss (MajuPeer *self)
{
  g_return_val_if_fail (MAJU_IS_PEER (self), 0);

  return maju_bandwidth_get_loss (self->bandwidth);
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
  g_return_val_if_fail (maju_peer_find_channel (self, id) == NULL, NULL);

  channel = maju_data_channel_new (label, id);
  g_ptr_array_add (self->channels, channel);
  return channel;
}

void
maju_peer_set_ice_servers (MajuPeer       *self,
                           MajuPeerConfig *config)
{
  g_autoptr(MajuPeerConfig) former = NULL;

  g_return_if_fail (MAJU_IS_PEER (self));
  g_return_if_fail (config != NULL);

  former = g_steal_pointer (&self->config);
  self->config = maju_peer_config_copy_with_ice_servers (former, config);
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
  maju_peer_end_everything (self);
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
