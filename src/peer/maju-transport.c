/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-transport-private.h"

typedef struct
{
  MajuTransportState state;
  GError *error;
} MajuTransportPrivate;

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS
};

enum
{
  SIGNAL_ICE_CANDIDATE,
  SIGNAL_KEY_FRAME_NEEDED,
  SIGNAL_FEEDBACK,
  SIGNAL_CHANNEL_OPENED,
  SIGNAL_CHANNEL_MESSAGE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ENUM_TYPE (MajuTransportState, maju_transport_state,
                    G_DEFINE_ENUM_VALUE (MAJU_TRANSPORT_STATE_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (MAJU_TRANSPORT_STATE_CONNECTING,
                                         "connecting"),
                    G_DEFINE_ENUM_VALUE (MAJU_TRANSPORT_STATE_ICE_CONNECTED,
                                         "ice-connected"),
                    G_DEFINE_ENUM_VALUE (MAJU_TRANSPORT_STATE_CONNECTED,
                                         "connected"),
                    G_DEFINE_ENUM_VALUE (MAJU_TRANSPORT_STATE_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (MAJU_TRANSPORT_STATE_CLOSED, "closed"))

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MajuTransport, maju_transport, G_TYPE_OBJECT)

static void
maju_transport_finalize (GObject *object)
{
  MajuTransport *self = MAJU_TRANSPORT (object);
  MajuTransportPrivate *priv = maju_transport_get_instance_private (self);

  g_clear_error (&priv->error);

  G_OBJECT_CLASS (maju_transport_parent_class)->finalize (object);
}

static void
maju_transport_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  MajuTransport *self = MAJU_TRANSPORT (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, maju_transport_get_state (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_transport_class_init (MajuTransportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_transport_finalize;
  object_class->get_property = maju_transport_get_property;

  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL,
                       MAJU_TYPE_TRANSPORT_STATE, MAJU_TRANSPORT_STATE_NEW,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                       G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_ICE_CANDIDATE] =
    g_signal_new ("ice-candidate", MAJU_TYPE_TRANSPORT, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
  signals[SIGNAL_KEY_FRAME_NEEDED] =
    g_signal_new ("key-frame-needed", MAJU_TYPE_TRANSPORT, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_FEEDBACK] =
    g_signal_new ("feedback", MAJU_TYPE_TRANSPORT, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_UINT64);
  signals[SIGNAL_CHANNEL_OPENED] =
    g_signal_new ("channel-opened", MAJU_TYPE_TRANSPORT, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_CHANNEL_MESSAGE] =
    g_signal_new ("channel-message", MAJU_TYPE_TRANSPORT, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_BYTES, G_TYPE_BOOLEAN);
}

static void
maju_transport_init (MajuTransport *self)
{
}

MajuTransportState
maju_transport_get_state (MajuTransport *self)
{
  MajuTransportPrivate *priv = maju_transport_get_instance_private (self);

  g_return_val_if_fail (MAJU_IS_TRANSPORT (self), MAJU_TRANSPORT_STATE_CLOSED);

  return priv->state;
}

const GError *
maju_transport_get_error (MajuTransport *self)
{
  MajuTransportPrivate *priv = maju_transport_get_instance_private (self);

  g_return_val_if_fail (MAJU_IS_TRANSPORT (self), NULL);

  return priv->error;
}

void
maju_transport_set_state (MajuTransport     *self,
                          MajuTransportState state,
                          GError            *error)
{
  MajuTransportPrivate *priv = maju_transport_get_instance_private (self);
  g_autoptr(GError) taken = error;

  g_return_if_fail (MAJU_IS_TRANSPORT (self));

  /* States only go forward: what a thread posted late is old. */
  if (state <= priv->state)
    return;

  priv->state = state;
  if (state == MAJU_TRANSPORT_STATE_FAILED)
    priv->error = g_steal_pointer (&taken);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
maju_transport_emit_candidate (MajuTransport *self,
                               guint          media_index,
                               const char    *candidate)
{
  g_signal_emit (self, signals[SIGNAL_ICE_CANDIDATE], 0, media_index, candidate);
}

void
maju_transport_emit_key_frame (MajuTransport *self,
                               MajuTrackKind  kind)
{
  g_signal_emit (self, signals[SIGNAL_KEY_FRAME_NEEDED], 0, kind);
}

void
maju_transport_emit_feedback (MajuTransport          *self,
                              const MajuPacketReport *packets,
                              gsize                   n_packets)
{
  g_signal_emit (self, signals[SIGNAL_FEEDBACK], 0, packets,
                 (guint64) n_packets);
}

void
maju_transport_emit_channel_opened (MajuTransport *self,
                                    guint          id)
{
  g_signal_emit (self, signals[SIGNAL_CHANNEL_OPENED], 0, id);
}

void
maju_transport_emit_channel_message (MajuTransport *self,
                                     guint          id,
                                     GBytes        *data,
                                     gboolean       is_text)
{
  g_signal_emit (self, signals[SIGNAL_CHANNEL_MESSAGE], 0, id, data, is_text);
}

void
maju_transport_add_channel (MajuTransport *self,
                            const char    *label,
                            guint          id)
{
  g_return_if_fail (MAJU_IS_TRANSPORT (self));

  MAJU_TRANSPORT_GET_CLASS (self)->add_channel (self, label, id);
}

void
maju_transport_create_offer_async (MajuTransport      *self,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MAJU_IS_TRANSPORT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_transport_create_offer_async);
  MAJU_TRANSPORT_GET_CLASS (self)->create_offer_async (self, task);
}

char *
maju_transport_create_offer_finish (MajuTransport *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
maju_transport_create_answer_async (MajuTransport      *self,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MAJU_IS_TRANSPORT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_transport_create_answer_async);
  MAJU_TRANSPORT_GET_CLASS (self)->create_answer_async (self, task);
}

char *
maju_transport_create_answer_finish (MajuTransport *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
maju_transport_set_remote_async (MajuTransport      *self,
                                 MajuSdpType         type,
                                 const MajuSdp      *sdp,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MAJU_IS_TRANSPORT (self));
  g_return_if_fail (sdp != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_transport_set_remote_async);
  MAJU_TRANSPORT_GET_CLASS (self)->set_remote_async (self, type, sdp, task);
}

gboolean
maju_transport_set_remote_finish (MajuTransport *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
maju_transport_add_candidate (MajuTransport *self,
                              guint          media_index,
                              const char    *candidate)
{
  g_return_if_fail (MAJU_IS_TRANSPORT (self));

  MAJU_TRANSPORT_GET_CLASS (self)->add_candidate (self, media_index, candidate);
}

char *
maju_transport_get_peer_certificate (MajuTransport *self)
{
  g_return_val_if_fail (MAJU_IS_TRANSPORT (self), NULL);

  return MAJU_TRANSPORT_GET_CLASS (self)->get_peer_certificate (self);
}

void
maju_transport_discard_messages (MajuTransport *self)
{
  g_return_if_fail (MAJU_IS_TRANSPORT (self));

  MAJU_TRANSPORT_GET_CLASS (self)->discard_messages (self);
}

void
maju_transport_open_gate (MajuTransport *self)
{
  g_return_if_fail (MAJU_IS_TRANSPORT (self));

  MAJU_TRANSPORT_GET_CLASS (self)->open_gate (self);
}

gboolean
maju_transport_push (MajuTransport *self,
                     MajuTrackKind  kind,
                     GstBuffer     *buffer)
{
  g_return_val_if_fail (MAJU_IS_TRANSPORT (self), FALSE);

  return MAJU_TRANSPORT_GET_CLASS (self)->push (self, kind, buffer);
}

MajuVideoCodec
maju_transport_get_video_codec (MajuTransport *self,
                                MajuTrackKind  kind)
{
  g_return_val_if_fail (MAJU_IS_TRANSPORT (self), MAJU_VIDEO_CODEC_VP8);

  return MAJU_TRANSPORT_GET_CLASS (self)->get_video_codec (self, kind);
}

guint64
maju_transport_get_packets_received (MajuTransport *self)
{
  g_return_val_if_fail (MAJU_IS_TRANSPORT (self), 0);

  return MAJU_TRANSPORT_GET_CLASS (self)->get_packets_received (self);
}

gboolean
maju_transport_channel_send (MajuTransport *self,
                             guint          id,
                             GBytes        *data,
                             gboolean       is_text,
                             GError       **error)
{
  g_return_val_if_fail (MAJU_IS_TRANSPORT (self), FALSE);

  return MAJU_TRANSPORT_GET_CLASS (self)->channel_send (self, id, data, is_text,
                                                        error);
}

guint64
maju_transport_channel_get_buffered (MajuTransport *self,
                                     guint          id)
{
  g_return_val_if_fail (MAJU_IS_TRANSPORT (self), 0);

  return MAJU_TRANSPORT_GET_CLASS (self)->channel_get_buffered (self, id);
}

void
maju_transport_get_path_async (MajuTransport      *self,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MAJU_IS_TRANSPORT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_transport_get_path_async);
  MAJU_TRANSPORT_GET_CLASS (self)->get_path_async (self, task);
}

gboolean
maju_transport_get_path_finish (MajuTransport *self,
                                GAsyncResult  *result,
                                MajuPeerPath  *out_path,
                                GError       **error)
{
  g_autofree MajuPeerPath *path = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  path = g_task_propagate_pointer (G_TASK (result), error);
  if (path == NULL)
    return FALSE;

  *out_path = *path;
  return TRUE;
}

void
maju_transport_close_async (MajuTransport      *self,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MAJU_IS_TRANSPORT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_transport_close_async);
  MAJU_TRANSPORT_GET_CLASS (self)->close_async (self, task);
}

gboolean
maju_transport_close_finish (MajuTransport *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
