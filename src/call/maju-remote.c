/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-remote-private.h"

#include "maju-call-error-private.h"
#include "maju-call-limits-private.h"
#include "maju-control-private.h"
#include "maju-intake-private.h"
#include "maju-limits.h"
#include "maju-negotiation-private.h"
#include "maju-tracks-private.h"

#define UNSTABLE_US (1500 * G_TIME_SPAN_MILLISECOND)

/* Who says nothing at all on an open path for so long has not let us in. */
#define WAITING_US (2 * G_TIME_SPAN_SECOND)

/* The other side, or a server in its name, can ask for attempts without end. */
#define ATTEMPT_INTERVAL_US (2 * G_TIME_SPAN_SECOND)
#define MAX_CLOSING 4

struct _MajuRemote
{
  GObject parent_instance;

  MajuRemoteContext context;    /* owned */
  char *own_id;
  char *id;
  char *known_as;               /* what they last called themselves */
  MajuParticipant *participant;
  gboolean offerer;

  /* This attempt to reach them. */
  MajuPeer *peer;
  MajuNegotiation *negotiation;
  MajuIntake *control_intake;
  MajuIntake *chat_intake;
  MajuControl *control;
  MajuTracks *tracks;
  MajuChatPeer *chat_peer;
  MajuDataChannel *chat_channel;
  gint64 begun;
  gint64 opened;                /* when there was a path; 0: not yet */
  gboolean cut;

  gboolean present;
  gboolean online;
  gboolean away;
  gboolean connected_once;      /* in this attempt */
  gboolean connected_ever;
  gboolean failed;
  gboolean refused;             /* only the person here can change that */
  gboolean tried_again;         /* by ourselves, since it was connected */
  gboolean closed;
  guint n_closing;              /* peers */
  GTask *close_task;
};

G_DEFINE_FINAL_TYPE (MajuRemote, maju_remote, G_TYPE_OBJECT)

enum
{
  PROP_PRESENT = 1,
  N_PROPS
};

enum
{
  SEND,
  ENDED,
  KNOWN_AS,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
maju_remote_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MajuRemote *self = MAJU_REMOTE (object);

  switch (prop_id)
    {
    case PROP_PRESENT:
      g_value_set_boolean (value, self->present);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* What is left of it may live on for a while, and is not heard. */
static void
clear_attempt (MajuRemote *self)
{
  if (self->peer)
    g_signal_handlers_disconnect_by_data (self->peer, self);
  if (self->control)
    g_signal_handlers_disconnect_by_data (self->control, self);
  if (self->negotiation)
    g_signal_handlers_disconnect_by_data (self->negotiation, self);
  if (self->chat_channel)
    g_signal_handlers_disconnect_by_data (self->chat_channel, self);
  g_clear_object (&self->control_intake);
  g_clear_object (&self->chat_intake);
  g_clear_object (&self->tracks);
  g_clear_object (&self->control);
  g_clear_object (&self->negotiation);
  g_clear_object (&self->chat_peer);
  g_clear_object (&self->chat_channel);
  g_clear_object (&self->peer);
}

static void
maju_remote_dispose (GObject *object)
{
  MajuRemote *self = MAJU_REMOTE (object);

  clear_attempt (self);
  g_clear_object (&self->participant);
  g_clear_pointer (&self->context.link, maju_room_link_unref);
  g_clear_object (&self->context.own);
  g_clear_object (&self->context.media);
  g_clear_object (&self->context.chat);
  g_clear_object (&self->context.clock);
  g_clear_pointer (&self->context.config, maju_peer_config_unref);

  G_OBJECT_CLASS (maju_remote_parent_class)->dispose (object);
}

static void
maju_remote_finalize (GObject *object)
{
  MajuRemote *self = MAJU_REMOTE (object);

  g_free (self->own_id);
  g_free (self->id);
  g_free (self->known_as);

  G_OBJECT_CLASS (maju_remote_parent_class)->finalize (object);
}

static void
maju_remote_class_init (MajuRemoteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = maju_remote_get_property;
  object_class->dispose = maju_remote_dispose;
  object_class->finalize = maju_remote_finalize;

  props[PROP_PRESENT] =
    g_param_spec_boolean ("present", NULL, NULL, TRUE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                          G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SEND] =
    g_signal_new ("send", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[ENDED] =
    g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[KNOWN_AS] =
    g_signal_new ("known-as", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
maju_remote_init (MajuRemote *self)
{
  self->present = TRUE;
  self->online = TRUE;
}

/* How long nothing came on the path. */
static gint64
silence (MajuRemote *self)
{
  gint64 heard;

  if (maju_peer_get_state (self->peer) == MAJU_PEER_STATE_CONNECTED)
    return 0;

  heard = maju_control_get_last_heard (self->control);
  if (heard == 0)
    return G_MAXINT64;

  return maju_clock_get_now (self->context.clock) - heard;
}

static MajuParticipantState
connected_state (MajuRemote *self)
{
  gint64 quiet = silence (self);

  if (maju_control_get_last_heard (self->control) == 0 && quiet < UNSTABLE_US &&
      maju_clock_get_now (self->context.clock) - self->opened >= WAITING_US)
    return MAJU_PARTICIPANT_STATE_WAITING;
  if (quiet < UNSTABLE_US)
    return MAJU_PARTICIPANT_STATE_CONNECTED;
  if (quiet < MAJU_REMOTE_SILENCE_US &&
      maju_peer_get_state (self->peer) == MAJU_PEER_STATE_UNSTABLE)
    return MAJU_PARTICIPANT_STATE_UNSTABLE;

  return MAJU_PARTICIPANT_STATE_RECONNECTING;
}

static MajuParticipantState
get_state (MajuRemote *self)
{
  if (!self->present)
    return MAJU_PARTICIPANT_STATE_GONE;
  if (self->failed)
    return MAJU_PARTICIPANT_STATE_FAILED;
  if (maju_negotiation_get_asking (self->negotiation))
    return MAJU_PARTICIPANT_STATE_ASKING;
  if (self->connected_once)
    return connected_state (self);

  return MAJU_PARTICIPANT_STATE_CONNECTING;
}

static void
update_state (MajuRemote *self)
{
  MajuParticipantState state;

  if (self->closed)
    return;

  state = get_state (self);
  maju_participant_set_state (self->participant, state);
  maju_tracks_set_sending (self->tracks,
                           self->connected_once && self->present &&
                           state != MAJU_PARTICIPANT_STATE_WAITING);
}

/* Whether the server has lost them, and we do not hear them either. */
static gboolean
is_absent (MajuRemote *self)
{
  return self->away && !maju_remote_is_live (self);
}

static void
update (MajuRemote *self)
{
  gboolean present;

  if (self->closed)
    return;

  present = !is_absent (self);
  if (self->present == present)
    {
      update_state (self);
      return;
    }

  self->present = present;
  update_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRESENT]);
}

static void
maybe_closed (MajuRemote *self)
{
  if (self->close_task && self->n_closing == 0)
    {
      g_autoptr(GTask) task = g_steal_pointer (&self->close_task);

      g_task_return_boolean (task, TRUE);
    }
}

static void
peer_closed_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MajuRemote) self = user_data;

  /* Closing always succeeds; it only takes its time. */
  maju_peer_close_finish (MAJU_PEER (source), result, NULL);
  self->n_closing--;
  maybe_closed (self);
}

/* Ends everything between the two of us; can be called again. */
static void
cut (MajuRemote *self)
{
  if (self->cut)
    return;

  self->cut = TRUE;
  self->n_closing++;
  maju_negotiation_close (self->negotiation);
  maju_control_close (self->control);
  maju_tracks_close (self->tracks);
  maju_chat_remove_peer (self->context.chat, self->chat_peer);
  maju_chat_peer_close (self->chat_peer);
  maju_peer_close_async (self->peer, peer_closed_cb, g_object_ref (self));
}

/* Nothing is sent or taken any more, but the person is still in the room and
 * should be told why they cannot be seen. */
static void
fail (MajuRemote   *self,
      const GError *error)
{
  g_autoptr(GError) words = NULL;

  if (self->failed || self->closed)
    return;

  self->failed = TRUE;
  words = maju_call_error_from_peer (error,
                                     maju_participant_get_display_name (self->participant),
                                     self->context.config,
                                     self->connected_ever);
  cut (self);
  maju_participant_set_sending (self->participant, FALSE, FALSE, FALSE);
  maju_participant_set_trust (self->participant, MAJU_TRUST_UNKNOWN);
  maju_participant_fail (self->participant, words);
}

static void
connected (MajuRemote *self)
{
  gboolean is_signed = maju_negotiation_get_signed (self->negotiation);

  if (!self->connected_once)
    self->opened = maju_clock_get_now (self->context.clock);
  self->connected_once = TRUE;
  self->connected_ever = TRUE;
  self->tried_again = FALSE;
  maju_participant_set_fingerprint (self->participant,
                                    maju_peer_get_fingerprint (self->peer));
  maju_participant_set_trust (self->participant,
                              is_signed ? MAJU_TRUST_VERIFIED
                                        : MAJU_TRUST_UNVERIFIED);
}

static void
peer_state_cb (MajuPeer   *peer,
               GParamSpec *pspec,
               MajuRemote *self)
{
  MajuPeerState state = maju_peer_get_state (peer);

  if (self->failed || self->closed)
    return;

  if (state == MAJU_PEER_STATE_FAILED)
    {
      fail (self, maju_peer_get_error (peer));
      return;
    }
  if (state == MAJU_PEER_STATE_CONNECTED)
    connected (self);
  update (self);
}

static void
update_online (MajuRemote *self)
{
  maju_negotiation_set_online (self->negotiation,
                               self->online && self->id && !self->away);
}

static void
negotiation_failed_cb (MajuNegotiation *negotiation,
                       GError          *error,
                       MajuRemote      *self)
{
  fail (self, error);
}

static void
negotiation_asking_cb (MajuNegotiation *negotiation,
                       MajuRemote      *self)
{
  update (self);
}

static void
negotiation_send_cb (MajuNegotiation *negotiation,
                     MajuMessage     *message,
                     MajuRemote      *self)
{
  g_signal_emit (self, signals[SEND], 0, message);
}

static void
presence_cb (MajuControl        *control,
             MajuChannelMessage *presence,
             MajuRemote         *self)
{
  update (self);
  maju_participant_set_name (self->participant, presence->name);
  maju_participant_set_sending (self->participant, presence->microphone,
                                presence->camera, presence->screen);
  if (presence->id)
    {
      g_set_str (&self->known_as, presence->id);
      g_signal_emit (self, signals[KNOWN_AS], 0, presence->id);
    }
}

static void
control_ended_cb (MajuControl *control,
                  MajuRemote  *self)
{
  g_signal_emit (self, signals[ENDED], 0);
}

static gboolean
chat_send_cb (const char *text,
              gpointer    user_data)
{
  MajuRemote *self = user_data;
  g_autoptr(GError) error = NULL;

  if (maju_data_channel_send_text (self->chat_channel, text, &error))
    return TRUE;

  g_debug ("Chat: not sent yet: %s", error->message);

  return FALSE;
}

static void
chat_message_cb (MajuDataChannel *channel,
                 GBytes          *data,
                 gboolean         is_text,
                 MajuRemote      *self)
{
  gsize length;
  const char *text = g_bytes_get_data (data, &length);

  if (is_text && !self->failed && !self->closed)
    maju_chat_peer_receive (self->chat_peer, text, length);
}

static void
chat_open_cb (MajuDataChannel *channel,
              GParamSpec      *pspec,
              MajuRemote      *self)
{
  maju_chat_peer_set_open (self->chat_peer, maju_data_channel_get_open (channel));
}

/* What they would send next would be no better. */
static void
flooded_cb (MajuIntake *intake,
            MajuRemote *self)
{
  g_autoptr(GError) error = NULL;

  if (self->failed || self->closed)
    return;

  self->refused = TRUE;
  error =
    maju_call_error_new_flooded (maju_participant_get_display_name (self->participant));
  fail (self, error);
}

static MajuIntake *
make_intake (MajuRemote      *self,
             MajuDataChannel *channel,
             guint            rate,
             guint            burst)
{
  MajuIntake *intake = maju_intake_new (channel, self->context.clock, rate, burst);

  g_signal_connect_object (intake, "flooded", G_CALLBACK (flooded_cb), self, 0);

  return intake;
}

static void
make_control (MajuRemote *self)
{
  MajuRemoteContext *context = &self->context;
  MajuDataChannel *channel;

  channel = maju_peer_create_data_channel (self->peer, "control",
                                           MAJU_CHANNEL_CONTROL);
  self->control_intake = make_intake (self, channel,
                                      MAJU_CALL_LIMIT_CONTROL_RATE,
                                      MAJU_CALL_LIMIT_CONTROL_BURST);
  self->control = maju_control_new (channel, context->own, context->clock);
  g_signal_connect_object (self->control, "presence",
                           G_CALLBACK (presence_cb), self, 0);
  g_signal_connect_object (self->control, "ended",
                           G_CALLBACK (control_ended_cb), self, 0);
}

static void
make_chat (MajuRemote *self)
{
  MajuDataChannel *channel;

  channel = maju_peer_create_data_channel (self->peer, "chat", MAJU_CHANNEL_CHAT);
  self->chat_channel = g_object_ref (channel);
  self->chat_intake = make_intake (self, channel, MAJU_CALL_LIMIT_CHAT_RATE,
                                   MAJU_CALL_LIMIT_CHAT_BURST);
  self->chat_peer = maju_chat_peer_new (self->participant, chat_send_cb, self);
  g_signal_connect_object (channel, "message",
                           G_CALLBACK (chat_message_cb), self, 0);
  g_signal_connect_object (channel, "notify::open",
                           G_CALLBACK (chat_open_cb), self, 0);
  maju_chat_add_peer (self->context.chat, self->chat_peer);
}

static void
make_negotiation (MajuRemote *self)
{
  self->negotiation = maju_negotiation_new (self->peer, self->context.link,
                                            self->context.clock);
  g_signal_connect_object (self->negotiation, "send",
                           G_CALLBACK (negotiation_send_cb), self, 0);
  g_signal_connect_object (self->negotiation, "failed",
                           G_CALLBACK (negotiation_failed_cb), self, 0);
  g_signal_connect_object (self->negotiation, "asking",
                           G_CALLBACK (negotiation_asking_cb), self, 0);
}

static void
make_attempt (MajuRemote *self)
{
  self->begun = maju_clock_get_now (self->context.clock);
  self->cut = FALSE;
  self->peer = maju_peer_new (self->id, self->offerer, self->context.config);
  maju_participant_attach_peer (self->participant, self->peer);
  g_signal_connect_object (self->peer, "notify::state",
                           G_CALLBACK (peer_state_cb), self, 0);

  self->tracks = maju_tracks_new (self->peer, self->participant,
                                  self->context.media);
  make_control (self);
  make_chat (self);
  make_negotiation (self);
}

static void
start (MajuRemote *self)
{
  MajuPeerConfig *config = self->context.config;
  g_autoptr(GError) error = NULL;

  maju_negotiation_bind (self->negotiation, self->own_id, self->id);
  update_online (self);
  if (!maju_peer_config_get_relay_only (config) ||
      maju_peer_config_has_relays (config))
    {
      maju_negotiation_start (self->negotiation);
      return;
    }

  /* There is nothing that could be tried. */
  error = g_error_new_literal (MAJU_PEER_ERROR, MAJU_PEER_ERROR_UNREACHABLE,
                               "There is no relay");
  fail (self, error);
}

/* Everything anew but the certificate and the count of what was said. */
static void
try_again (MajuRemote *self)
{
  g_autoptr(MajuNegotiation) former = NULL;

  if (!self->failed || self->closed || !self->id ||
      self->n_closing >= MAX_CLOSING)
    return;

  g_debug ("%s: another attempt", self->id);
  former = g_object_ref (self->negotiation);
  clear_attempt (self);
  maju_participant_detach (self->participant);
  self->failed = FALSE;
  self->connected_once = FALSE;
  make_attempt (self);
  maju_negotiation_continue (self->negotiation, former);
  maju_participant_begin_again (self->participant);
  start (self);
}

static void
retry_cb (MajuParticipant *participant,
          MajuRemote      *self)
{
  self->refused = FALSE;
  self->tried_again = FALSE;
  try_again (self);
}

static void
answered_cb (MajuParticipant *participant,
             gboolean         admitted,
             MajuRemote      *self)
{
  g_autoptr(GError) error = NULL;

  if (admitted)
    {
      maju_negotiation_admit (self->negotiation);
      update (self);
      return;
    }

  self->refused = TRUE;
  error =
    maju_call_error_new_refused (maju_participant_get_display_name (participant));
  fail (self, error);
}

/* What failed for want of a way may go now; what was refused would be again. */
static void
try_once_more (MajuRemote *self)
{
  if (!self->failed || self->tried_again ||
      !g_error_matches (maju_participant_get_error (self->participant),
                        MAJU_CALL_ERROR, MAJU_CALL_ERROR_UNREACHABLE))
    return;

  self->tried_again = TRUE;
  try_again (self);
}

MajuRemote *
maju_remote_new (const MajuRemoteContext *context,
                 const char              *id,
                 const char              *name,
                 gboolean                 offerer)
{
  MajuRemote *self = g_object_new (MAJU_TYPE_REMOTE, NULL);

  self->context = *context;
  maju_room_link_ref (context->link);
  g_object_ref (context->own);
  g_object_ref (context->media);
  g_object_ref (context->chat);
  g_object_ref (context->clock);
  maju_peer_config_ref (context->config);
  self->id = g_strdup (id);
  self->offerer = offerer;
  self->participant = maju_participant_new (id, name, FALSE);
  maju_participant_set_joined (self->participant, context->start,
                               g_get_monotonic_time ());
  g_signal_connect_object (self->participant, "retry",
                           G_CALLBACK (retry_cb), self, 0);
  g_signal_connect_object (self->participant, "answered",
                           G_CALLBACK (answered_cb), self, 0);
  make_attempt (self);

  return self;
}

void
maju_remote_set_config (MajuRemote     *self,
                        MajuPeerConfig *config)
{
  maju_peer_config_ref (config);
  maju_peer_config_unref (self->context.config);
  self->context.config = config;
  maju_peer_set_ice_servers (self->peer, config);
}

MajuParticipant *
maju_remote_get_participant (MajuRemote *self)
{
  return self->participant;
}

gboolean
maju_remote_get_present (MajuRemote *self)
{
  return self->present;
}

gboolean
maju_remote_is_live (MajuRemote *self)
{
  return self->connected_once && !self->failed && !self->closed &&
         silence (self) < MAJU_REMOTE_SILENCE_US;
}

void
maju_remote_require_signature (MajuRemote *self)
{
  maju_negotiation_require_signature (self->negotiation);
}

void
maju_remote_start (MajuRemote *self,
                   const char *own_id)
{
  g_set_str (&self->own_id, own_id);
  start (self);
}

const char *
maju_remote_get_id (MajuRemote *self)
{
  return self->id;
}

const char *
maju_remote_get_known_as (MajuRemote *self)
{
  return self->known_as;
}

void
maju_remote_prove (MajuRemote *self,
                   const char *own_id,
                   const char *id)
{
  maju_negotiation_prove (self->negotiation, own_id, id);
}

gboolean
maju_remote_recognizes (MajuRemote  *self,
                        const char  *own_id,
                        MajuMessage *message)
{
  return maju_negotiation_recognizes (self->negotiation, own_id, message);
}

void
maju_remote_bind (MajuRemote *self,
                  const char *own_id,
                  const char *id)
{
  g_set_str (&self->own_id, own_id);
  g_set_str (&self->id, id);
  self->away = FALSE;
  if (id)
    {
      maju_participant_set_id (self->participant, id);
      maju_negotiation_bind (self->negotiation, own_id, id);
    }
  update_online (self);
  update (self);
}

void
maju_remote_set_online (MajuRemote *self,
                        gboolean    online)
{
  if (self->online == online)
    return;

  self->online = online;
  update_online (self);
  if (online)
    try_once_more (self);
}

void
maju_remote_set_away (MajuRemote *self,
                      gboolean    away)
{
  if (self->away == away)
    return;

  self->away = away;
  update_online (self);
  update (self);
}

/* Whether the other side begins anew. */
static gboolean
is_invitation (MajuRemote  *self,
               MajuMessage *message)
{
  gint64 now = maju_clock_get_now (self->context.clock);

  if (!self->failed || self->refused || now - self->begun < ATTEMPT_INTERVAL_US)
    return FALSE;
  if (self->offerer)
    return message->type == MAJU_MESSAGE_RESTART;

  return message->type == MAJU_MESSAGE_DESCRIPTION &&
         message->kind == MAJU_DESCRIPTION_OFFER;
}

void
maju_remote_handle (MajuRemote  *self,
                    MajuMessage *message)
{
  if (is_invitation (self, message))
    try_again (self);
  maju_negotiation_handle (self->negotiation, message);
}

void
maju_remote_check (MajuRemote *self)
{
  update (self);
}

void
maju_remote_network_changed (MajuRemote *self,
                             gboolean    available)
{
  if (available)
    try_once_more (self);
  if (!self->failed && !self->closed)
    maju_peer_network_changed (self->peer);
}

void
maju_remote_say_end (MajuRemote *self)
{
  if (!self->failed && !self->closed)
    maju_control_say_end (self->control);
}

void
maju_remote_close_async (MajuRemote         *self,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, maju_remote_close_async);
  self->closed = TRUE;
  cut (self);
  maju_participant_detach (self->participant);
  maju_participant_set_voice (self->participant, MAJU_LEVEL_SILENCE, FALSE);
  maju_participant_set_state (self->participant, MAJU_PARTICIPANT_STATE_GONE);
  self->close_task = g_steal_pointer (&task);
  maybe_closed (self);
}

gboolean
maju_remote_close_finish (MajuRemote   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
