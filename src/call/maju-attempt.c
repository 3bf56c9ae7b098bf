/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-attempt-private.h"

#include "maju-chat-link-private.h"
#include "maju-control-private.h"
#include "maju-file-link-private.h"
#include "maju-gestures-private.h"
#include "maju-intake-private.h"
#include "maju-limits.h"
#include "maju-safety-private.h"
#include "maju-quality-meter-private.h"
#include "maju-tracks-private.h"
#include "maju-watch-private.h"

#define UNSTABLE_US (1500 * G_TIME_SPAN_MILLISECOND)

/* Who says nothing at all on an open path for so long has not let us in. */
#define WAITING_US (2 * G_TIME_SPAN_SECOND)

struct _MajuAttempt
{
  GObject parent_instance;

  MajuRemoteContext context;    /* a copy */
  MajuParticipant *participant;
  MajuPeer *peer;
  MajuNegotiation *negotiation;
  MajuIntake *control_intake;
  MajuControl *control;
  MajuTracks *tracks;
  MajuWatch *watch;
  MajuChatLink *chat;
  MajuFileLink *files;
  MajuQualityMeter *meter;

  gint64 begun;
  gint64 opened;                /* when there was a path; 0: not yet */
  gboolean connected;           /* once */
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (MajuAttempt, maju_attempt, G_TYPE_OBJECT)

enum
{
  SEND,
  CONNECTED,
  CHANGED,
  KNOWN_AS,
  ENDED,
  FLOODED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What is left of it may live on for a while, and is not heard. */
static void
maju_attempt_dispose (GObject *object)
{
  MajuAttempt *self = MAJU_ATTEMPT (object);

  g_clear_object (&self->control_intake);
  g_clear_object (&self->meter);
  g_clear_object (&self->chat);
  g_clear_object (&self->files);
  g_clear_object (&self->watch);
  g_clear_object (&self->tracks);
  g_clear_object (&self->control);
  g_clear_object (&self->negotiation);
  g_clear_object (&self->peer);
  g_clear_object (&self->participant);
  maju_remote_context_clear (&self->context);

  G_OBJECT_CLASS (maju_attempt_parent_class)->dispose (object);
}

static guint
new_signal (const char *name,
            guint       n_params,
            GType       param)
{
  return g_signal_new (name, MAJU_TYPE_ATTEMPT, G_SIGNAL_RUN_LAST, 0,
                       NULL, NULL, NULL, G_TYPE_NONE, n_params, param);
}

static void
maju_attempt_class_init (MajuAttemptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_attempt_dispose;

  signals[SEND] = new_signal ("send", 1, G_TYPE_POINTER);
  signals[CONNECTED] = new_signal ("connected", 0, G_TYPE_NONE);
  signals[CHANGED] = new_signal ("changed", 0, G_TYPE_NONE);
  signals[KNOWN_AS] = new_signal ("known-as", 1, G_TYPE_STRING);
  signals[ENDED] = new_signal ("ended", 0, G_TYPE_NONE);
  signals[FLOODED] = new_signal ("flooded", 0, G_TYPE_NONE);
  signals[FAILED] = new_signal ("failed", 1, G_TYPE_ERROR);
}

static void
maju_attempt_init (MajuAttempt *self)
{
}

/* How long nothing came on the path. */
static gint64
silence (MajuAttempt *self)
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
connected_state (MajuAttempt *self)
{
  gint64 quiet = silence (self);

  if (maju_control_get_last_heard (self->control) == 0 && quiet < UNSTABLE_US &&
      maju_clock_get_now (self->context.clock) - self->opened >= WAITING_US)
    return MAJU_PARTICIPANT_STATE_WAITING;
  if (quiet < UNSTABLE_US)
    return MAJU_PARTICIPANT_STATE_CONNECTED;
  if (quiet < MAJU_ATTEMPT_SILENCE_US &&
      maju_peer_get_state (self->peer) == MAJU_PEER_STATE_UNSTABLE)
    return MAJU_PARTICIPANT_STATE_UNSTABLE;

  return MAJU_PARTICIPANT_STATE_RECONNECTING;
}

static void
connected (MajuAttempt *self)
{
  gboolean is_signed = maju_negotiation_get_signed (self->negotiation);

  if (!self->connected)
    self->opened = maju_clock_get_now (self->context.clock);
  self->connected = TRUE;
  g_signal_emit (self, signals[CONNECTED], 0);
  maju_participant_set_fingerprint (self->participant,
                                    maju_peer_get_fingerprint (self->peer));
  maju_safety_set_fingerprints (maju_participant_get_safety (self->participant),
                                maju_peer_get_local_fingerprint (self->peer),
                                maju_peer_get_fingerprint (self->peer));
  maju_participant_set_trust (self->participant,
                              is_signed ? MAJU_TRUST_VERIFIED
                                        : MAJU_TRUST_UNVERIFIED);
}

static void
peer_state_cb (MajuPeer    *peer,
               GParamSpec  *pspec,
               MajuAttempt *self)
{
  MajuPeerState state = maju_peer_get_state (peer);

  if (self->closed)
    return;

  if (state == MAJU_PEER_STATE_FAILED)
    {
      g_signal_emit (self, signals[FAILED], 0, maju_peer_get_error (peer));
      return;
    }
  if (state == MAJU_PEER_STATE_CONNECTED)
    connected (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
negotiation_failed_cb (MajuNegotiation *negotiation,
                       GError          *error,
                       MajuAttempt     *self)
{
  if (!self->closed)
    g_signal_emit (self, signals[FAILED], 0, error);
}

static void
negotiation_asking_cb (MajuNegotiation *negotiation,
                       MajuAttempt     *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
negotiation_send_cb (MajuNegotiation *negotiation,
                     MajuMessage     *message,
                     MajuAttempt     *self)
{
  g_signal_emit (self, signals[SEND], 0, message);
}

static void
presence_cb (MajuControl        *control,
             MajuChannelMessage *presence,
             MajuAttempt        *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
  maju_participant_set_name (self->participant, presence->name);
  maju_participant_set_sending (self->participant, presence->microphone,
                                presence->camera, presence->screen);
  maju_tracks_set_told (self->tracks, presence->sound, presence->speaking);
  maju_gestures_set_hand (maju_participant_get_gestures (self->participant),
                          presence->hand);
  if (presence->id)
    g_signal_emit (self, signals[KNOWN_AS], 0, presence->id);
}

static void
reaction_cb (MajuControl *control,
             MajuReaction kind,
             MajuAttempt *self)
{
  maju_gestures_react (maju_participant_get_gestures (self->participant), kind);
}

static void
asks_mute_cb (MajuControl *control,
              MajuAttempt *self)
{
  maju_gestures_take_ask (maju_participant_get_gestures (self->participant));
}

static void
mute_wanted_cb (MajuGestures *gestures,
                MajuAttempt  *self)
{
  if (!self->closed)
    maju_control_ask_mute (self->control);
}

static void
control_ended_cb (MajuControl *control,
                  MajuAttempt *self)
{
  g_signal_emit (self, signals[ENDED], 0);
}

/* Of any channel. */
static void
flooded_cb (GObject     *channel,
            MajuAttempt *self)
{
  if (!self->closed)
    g_signal_emit (self, signals[FLOODED], 0);
}

static void
make_control (MajuAttempt *self)
{
  MajuRemoteContext *context = &self->context;
  MajuDataChannel *channel;

  channel = maju_peer_create_data_channel (self->peer, "control",
                                           MAJU_CHANNEL_CONTROL);
  self->control_intake = maju_intake_new (channel, context->clock,
                                          MAJU_LIMIT_CONTROL_RATE,
                                          MAJU_LIMIT_CONTROL_BURST);
  self->control = maju_control_new (channel, context->own, context->clock);
  g_signal_connect_object (self->control_intake, "flooded",
                           G_CALLBACK (flooded_cb), self, 0);
  g_signal_connect_object (self->control, "presence",
                           G_CALLBACK (presence_cb), self, 0);
  g_signal_connect_object (self->control, "reaction",
                           G_CALLBACK (reaction_cb), self, 0);
  g_signal_connect_object (self->control, "asks-mute",
                           G_CALLBACK (asks_mute_cb), self, 0);
  g_signal_connect_object (self->control, "ended",
                           G_CALLBACK (control_ended_cb), self, 0);
  g_signal_connect_object (maju_participant_get_gestures (self->participant),
                           "mute-wanted", G_CALLBACK (mute_wanted_cb), self, 0);
}

static void
make_chat (MajuAttempt *self)
{
  self->chat = maju_chat_link_new (self->peer, self->participant,
                                   self->context.chat, self->context.clock);
  g_signal_connect_object (self->chat, "flooded",
                           G_CALLBACK (flooded_cb), self, 0);
}

static void
make_files (MajuAttempt *self)
{
  self->files = maju_file_link_new (self->peer, self->participant,
                                    maju_chat_get_files (self->context.chat));
  g_signal_connect_object (self->files, "flooded",
                           G_CALLBACK (flooded_cb), self, 0);
}

static void
make_negotiation (MajuAttempt *self)
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

MajuAttempt *
maju_attempt_new (const MajuRemoteContext *context,
                  MajuParticipant         *participant,
                  const char              *id,
                  gboolean                 offerer)
{
  MajuAttempt *self = g_object_new (MAJU_TYPE_ATTEMPT, NULL);

  maju_remote_context_init_copy (&self->context, context);
  self->participant = g_object_ref (participant);
  self->begun = maju_clock_get_now (context->clock);
  self->peer = maju_peer_new (id, offerer, context->config);
  maju_figures_attach_peer (maju_participant_get_figures (participant),
                            self->peer);
  g_signal_connect_object (self->peer, "notify::state",
                           G_CALLBACK (peer_state_cb), self, 0);

  self->tracks = maju_tracks_new (self->peer, participant, context->media,
                                  context->clock);
  make_control (self);
  self->watch = maju_watch_new (self->control, participant,
                                maju_tracks_get_feed (self->tracks),
                                context->clock);
  make_chat (self);
  make_files (self);
  make_negotiation (self);
  self->meter = maju_quality_meter_new (self->peer, participant, self->control,
                                        self->tracks, context->clock);

  return self;
}

MajuPeer *
maju_attempt_get_peer (MajuAttempt *self)
{
  return self->peer;
}

MajuNegotiation *
maju_attempt_get_negotiation (MajuAttempt *self)
{
  return self->negotiation;
}

void
maju_attempt_set_config (MajuAttempt    *self,
                         MajuPeerConfig *config)
{
  maju_remote_context_set_config (&self->context, config);
  maju_peer_set_ice_servers (self->peer, config);
}

void
maju_attempt_start (MajuAttempt *self)
{
  MajuPeerConfig *config = self->context.config;
  g_autoptr(GError) error = NULL;

  if (!maju_peer_config_get_relay_only (config) ||
      maju_peer_config_has_relays (config))
    {
      maju_negotiation_start (self->negotiation);
      return;
    }

  /* There is nothing that could be tried. */
  error = g_error_new_literal (MAJU_PEER_ERROR, MAJU_PEER_ERROR_UNREACHABLE,
                               "There is no relay");
  g_signal_emit (self, signals[FAILED], 0, error);
}

gint64
maju_attempt_get_begun (MajuAttempt *self)
{
  return self->begun;
}

MajuParticipantState
maju_attempt_get_state (MajuAttempt *self)
{
  if (maju_negotiation_get_asking (self->negotiation))
    return MAJU_PARTICIPANT_STATE_ASKING;
  if (self->connected)
    return connected_state (self);

  return MAJU_PARTICIPANT_STATE_CONNECTING;
}

gboolean
maju_attempt_is_live (MajuAttempt *self)
{
  return self->connected && !self->closed &&
         silence (self) < MAJU_ATTEMPT_SILENCE_US;
}

void
maju_attempt_set_sending (MajuAttempt *self,
                          gboolean     sending)
{
  maju_tracks_set_sending (self->tracks, sending && self->connected);
}

void
maju_attempt_say_end (MajuAttempt *self)
{
  if (!self->closed)
    maju_control_say_end (self->control);
}

void
maju_attempt_close (MajuAttempt *self)
{
  if (self->closed)
    return;

  self->closed = TRUE;
  maju_negotiation_close (self->negotiation);
  maju_quality_meter_close (self->meter);
  maju_control_close (self->control);
  maju_watch_close (self->watch);
  maju_tracks_close (self->tracks);
  maju_chat_link_close (self->chat);
  maju_file_link_close (self->files);
}

gboolean
maju_attempt_get_closed (MajuAttempt *self)
{
  return self->closed;
}
