/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-remote-private.h"

#include "maju-attempt-private.h"
#include "maju-call-error-private.h"
#include "maju-closing-private.h"
#include "maju-files-private.h"
#include "maju-retry-private.h"

/* Former peers. */
#define MAX_CLOSING 4

struct _MajuRemote
{
  GObject parent_instance;

  MajuRemoteContext context;    /* a copy */
  char *own_id;
  char *id;
  char *known_as;               /* what they last called themselves */
  MajuParticipant *participant;
  MajuAttempt *attempt;         /* the last one, which may have failed */
  gboolean offerer;

  gboolean present;
  gboolean online;
  gboolean away;
  gboolean connected;           /* once, in any attempt */
  gboolean wanted;              /* another attempt, as soon as there can be */
  MajuRetry retry;
  guint retry_id;
  gboolean closed;
  MajuClosing *closing;         /* the peers of former attempts */
};

G_DEFINE_FINAL_TYPE (MajuRemote, maju_remote, G_TYPE_OBJECT)

static void try_again (MajuRemote *self);

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
forget_attempt (MajuRemote *self)
{
  if (self->attempt)
    g_signal_handlers_disconnect_by_data (self->attempt, self);
  g_clear_object (&self->attempt);
}

static void
forget_plan (MajuRemote *self)
{
  if (self->retry_id != 0)
    maju_clock_remove_timeout (self->context.clock, self->retry_id);
  self->retry_id = 0;
}

static void
maju_remote_dispose (GObject *object)
{
  MajuRemote *self = MAJU_REMOTE (object);

  forget_plan (self);
  forget_attempt (self);
  g_clear_object (&self->closing);
  g_clear_object (&self->participant);
  maju_remote_context_clear (&self->context);

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
  self->closing = maju_closing_new ();
}

static MajuNegotiation *
negotiation (MajuRemote *self)
{
  return maju_attempt_get_negotiation (self->attempt);
}

/* The attempt has failed, or we are closed. */
static gboolean
is_over (MajuRemote *self)
{
  return maju_attempt_get_closed (self->attempt);
}

static MajuParticipantState
get_state (MajuRemote *self)
{
  if (!self->present)
    return MAJU_PARTICIPANT_STATE_GONE;
  if (is_over (self))
    return self->wanted ? MAJU_PARTICIPANT_STATE_CONNECTING
                        : MAJU_PARTICIPANT_STATE_FAILED;

  return maju_attempt_get_state (self->attempt);
}

static void
update_state (MajuRemote *self)
{
  MajuParticipantState state;

  if (self->closed)
    return;

  state = get_state (self);
  maju_participant_set_state (self->participant, state);
  maju_attempt_set_sending (self->attempt,
                            self->present &&
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

/* Ends everything between the two of us; can be called again. */
static void
cut (MajuRemote *self)
{
  if (is_over (self))
    return;

  maju_attempt_close (self->attempt);
  maju_closing_add (self->closing, maju_attempt_get_peer (self->attempt));
}

/* While they are not there, or too much is closing, it waits for another turn. */
static gboolean
planned_cb (gpointer user_data)
{
  g_autoptr(MajuRemote) self = g_object_ref (user_data);

  if (self->online && !self->away)
    try_again (self);

  return self->retry_id != 0;
}

static void
plan (MajuRemote   *self,
      const GError *error)
{
  MajuPeerConfig *config = self->context.config;
  guint pause_ms;

  /* Without a relay where nothing else may be used, it would be no better. */
  if (maju_peer_config_get_relay_only (config) &&
      !maju_peer_config_has_relays (config))
    return;

  pause_ms = maju_retry_plan (&self->retry, error);
  if (pause_ms > 0)
    self->retry_id = maju_clock_add_timeout (self->context.clock, pause_ms,
                                             planned_cb, self);
}

/* Nothing is sent or taken any more, but the person is still in the room and
 * should be told why they cannot be seen. */
static void
fail (MajuRemote   *self,
      const GError *error)
{
  g_autoptr(GError) words = NULL;

  if (is_over (self))
    return;

  words = maju_call_error_from_peer (error,
                                     maju_participant_get_display_name (self->participant),
                                     self->context.config,
                                     self->connected);
  cut (self);
  maju_participant_set_sending (self->participant, FALSE, FALSE, FALSE);
  maju_gestures_set_hand (maju_participant_get_gestures (self->participant),
                          FALSE);
  maju_participant_set_trust (self->participant, MAJU_TRUST_UNKNOWN);
  plan (self, words);
  maju_participant_fail (self->participant, words);
}

static void
update_online (MajuRemote *self)
{
  maju_negotiation_set_online (negotiation (self),
                               self->online && self->id && !self->away);
}

static void
attempt_send_cb (MajuAttempt *attempt,
                 MajuMessage *message,
                 MajuRemote  *self)
{
  g_signal_emit (self, signals[SEND], 0, message);
}

static void
attempt_connected_cb (MajuAttempt *attempt,
                      MajuRemote  *self)
{
  self->connected = TRUE;
  maju_retry_connected (&self->retry);
}

static void
attempt_changed_cb (MajuAttempt *attempt,
                    MajuRemote  *self)
{
  update (self);
}

static void
attempt_known_as_cb (MajuAttempt *attempt,
                     const char  *id,
                     MajuRemote  *self)
{
  g_set_str (&self->known_as, id);
  g_signal_emit (self, signals[KNOWN_AS], 0, id);
}

static void
attempt_ended_cb (MajuAttempt *attempt,
                  MajuRemote  *self)
{
  g_signal_emit (self, signals[ENDED], 0);
}

/* What they would send next would be no better. */
static void
attempt_flooded_cb (MajuAttempt *attempt,
                    MajuRemote  *self)
{
  g_autoptr(GError) error = NULL;

  maju_retry_refuse (&self->retry);
  error =
    maju_call_error_new_flooded (maju_participant_get_display_name (self->participant));
  fail (self, error);
}

static void
attempt_failed_cb (MajuAttempt *attempt,
                   GError      *error,
                   MajuRemote  *self)
{
  fail (self, error);
}

static void
make_attempt (MajuRemote *self)
{
  self->attempt = maju_attempt_new (&self->context, self->participant, self->id,
                                    self->offerer);
  g_signal_connect_object (self->attempt, "send",
                           G_CALLBACK (attempt_send_cb), self, 0);
  g_signal_connect_object (self->attempt, "connected",
                           G_CALLBACK (attempt_connected_cb), self, 0);
  g_signal_connect_object (self->attempt, "changed",
                           G_CALLBACK (attempt_changed_cb), self, 0);
  g_signal_connect_object (self->attempt, "known-as",
                           G_CALLBACK (attempt_known_as_cb), self, 0);
  g_signal_connect_object (self->attempt, "ended",
                           G_CALLBACK (attempt_ended_cb), self, 0);
  g_signal_connect_object (self->attempt, "flooded",
                           G_CALLBACK (attempt_flooded_cb), self, 0);
  g_signal_connect_object (self->attempt, "failed",
                           G_CALLBACK (attempt_failed_cb), self, 0);
}

static void
start (MajuRemote *self)
{
  maju_negotiation_bind (negotiation (self), self->own_id, self->id);
  update_online (self);
  maju_attempt_start (self->attempt);
}

/* Everything anew but the certificate and the count of what was said. */
static void
try_again (MajuRemote *self)
{
  g_autoptr(MajuNegotiation) former = NULL;

  if (!is_over (self) || self->closed || !self->id ||
      maju_closing_get_n (self->closing) >= MAX_CLOSING)
    return;

  g_debug ("%s: another attempt", self->id);
  forget_plan (self);
  former = g_object_ref (negotiation (self));
  forget_attempt (self);
  maju_figures_detach (maju_participant_get_figures (self->participant));
  self->wanted = FALSE;
  make_attempt (self);
  maju_negotiation_continue (negotiation (self), former);
  maju_participant_begin_again (self->participant);
  start (self);
}

static void
retry_cb (MajuWishes *wishes,
          MajuRemote *self)
{
  maju_retry_want (&self->retry);
  forget_plan (self);
  self->wanted = TRUE;
  maju_participant_begin_again (self->participant);
  try_again (self);
}

static void
try_if_wanted (MajuRemote *self)
{
  if (self->wanted)
    try_again (self);
}

static void
answered_cb (MajuWishes *wishes,
             gboolean    admitted,
             MajuRemote *self)
{
  g_autoptr(GError) error = NULL;

  if (admitted)
    {
      maju_negotiation_admit (negotiation (self));
      update (self);
      return;
    }

  maju_retry_refuse (&self->retry);
  error =
    maju_call_error_new_refused (maju_participant_get_display_name (self->participant));
  fail (self, error);
}

static void
try_once_more (MajuRemote *self)
{
  const GError *error = maju_participant_get_error (self->participant);

  if (is_over (self) && maju_retry_take (&self->retry, error))
    try_again (self);
}

MajuRemote *
maju_remote_new (const MajuRemoteContext *context,
                 const char              *id,
                 const char              *name,
                 gboolean                 offerer)
{
  MajuRemote *self = g_object_new (MAJU_TYPE_REMOTE, NULL);
  MajuWishes *wishes;

  maju_remote_context_init_copy (&self->context, context);
  self->id = g_strdup (id);
  self->offerer = offerer;
  self->participant = maju_participant_new (id, name, FALSE);
  maju_figures_set_joined (maju_participant_get_figures (self->participant),
                           context->start, g_get_monotonic_time ());
  wishes = maju_participant_get_wishes (self->participant);
  g_signal_connect_object (wishes, "retry", G_CALLBACK (retry_cb), self, 0);
  g_signal_connect_object (wishes, "answered",
                           G_CALLBACK (answered_cb), self, 0);
  g_signal_connect_object (self->closing, "closed",
                           G_CALLBACK (try_if_wanted), self, G_CONNECT_SWAPPED);
  make_attempt (self);

  return self;
}

void
maju_remote_set_config (MajuRemote     *self,
                        MajuPeerConfig *config)
{
  maju_remote_context_set_config (&self->context, config);
  maju_attempt_set_config (self->attempt, config);
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
  return maju_attempt_is_live (self->attempt);
}

void
maju_remote_require_signature (MajuRemote *self)
{
  maju_negotiation_require_signature (negotiation (self));
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
  maju_negotiation_prove (negotiation (self), own_id, id);
}

gboolean
maju_remote_recognizes (MajuRemote  *self,
                        const char  *own_id,
                        MajuMessage *message)
{
  return maju_negotiation_recognizes (negotiation (self), own_id, message);
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
      maju_negotiation_bind (negotiation (self), own_id, id);
    }
  update_online (self);
  update (self);
  try_if_wanted (self);
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

void
maju_remote_handle (MajuRemote  *self,
                    MajuMessage *message)
{
  gint64 age = maju_clock_get_now (self->context.clock) -
    maju_attempt_get_begun (self->attempt);

  if (is_over (self) &&
      maju_retry_accept (&self->retry, message, self->offerer, age))
    try_again (self);
  maju_negotiation_handle (negotiation (self), message);
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
  if (!is_over (self))
    maju_peer_network_changed (maju_attempt_get_peer (self->attempt));
}

void
maju_remote_say_end (MajuRemote *self)
{
  maju_attempt_say_end (self->attempt);
}

void
maju_remote_close_async (MajuRemote         *self,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, maju_remote_close_async);
  self->closed = TRUE;
  forget_plan (self);
  cut (self);
  maju_files_forget (maju_chat_get_files (self->context.chat),
                     self->participant);
  maju_figures_detach (maju_participant_get_figures (self->participant));
  maju_participant_set_voice (self->participant, MAJU_LEVEL_SILENCE, FALSE);
  maju_participant_set_state (self->participant, MAJU_PARTICIPANT_STATE_GONE);
  maju_closing_wait (self->closing, g_steal_pointer (&task));
}

gboolean
maju_remote_close_finish (MajuRemote   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
