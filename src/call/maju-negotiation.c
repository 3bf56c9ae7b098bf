/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-negotiation-private.h"

#include "maju-call-types.h"
#include "maju-config.h"
#include "maju-seal-private.h"

#include <glib/gi18n-lib.h>

/* How long the other side may take to answer, or to offer, the first time. */
#define ANSWER_MS (20 * 1000)

/* Requests are not signed, so that a server could send them without end. */
#define RESTART_INTERVAL_US (2 * G_TIME_SPAN_SECOND)

#define MAX_QUEUED 256

struct _MajuNegotiation
{
  GObject parent_instance;

  MajuPeer *peer;
  MajuClock *clock;
  GCancellable *cancellable;
  char *own_id;
  char *remote_id;
  MajuSeal seal;

  GQueue queue;                 /* of MajuMessage, waiting for their turn */
  gboolean busy;
  gboolean online;
  gboolean closed;
  gboolean offer_wanted;
  gboolean restart_wanted;      /* of the offerer */

  gboolean offered;             /* so that another offer is a restart */
  gboolean described;           /* a remote description was taken */
  gboolean admitted;            /* the person agreed to what is not signed */
  guint generation;             /* of the newest description, ours or theirs */
  gint64 last_restart;
  guint answer_id;
};

G_DEFINE_FINAL_TYPE (MajuNegotiation, maju_negotiation, G_TYPE_OBJECT)

enum
{
  SEND,
  FAILED,
  ASKING,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void proceed (MajuNegotiation *self);

static void
maju_negotiation_dispose (GObject *object)
{
  MajuNegotiation *self = MAJU_NEGOTIATION (object);

  maju_negotiation_close (self);
  g_clear_object (&self->peer);
  g_clear_object (&self->clock);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (maju_negotiation_parent_class)->dispose (object);
}

static void
maju_negotiation_finalize (GObject *object)
{
  MajuNegotiation *self = MAJU_NEGOTIATION (object);

  maju_seal_clear (&self->seal);
  g_free (self->own_id);
  g_free (self->remote_id);

  G_OBJECT_CLASS (maju_negotiation_parent_class)->finalize (object);
}

static void
maju_negotiation_class_init (MajuNegotiationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_negotiation_dispose;
  object_class->finalize = maju_negotiation_finalize;

  signals[SEND] =
    g_signal_new ("send", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[FAILED] =
    g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[ASKING] =
    g_signal_new ("asking", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
maju_negotiation_init (MajuNegotiation *self)
{
  g_queue_init (&self->queue);
  self->cancellable = g_cancellable_new ();
  self->online = TRUE;
}

static void
stop_waiting (MajuNegotiation *self)
{
  if (self->answer_id)
    maju_clock_remove_timeout (self->clock, self->answer_id);
  self->answer_id = 0;
}

static void
fail (MajuNegotiation *self,
      const GError    *error)
{
  if (self->closed)
    return;

  g_message ("Negotiation failed: %s", error->message);
  maju_negotiation_close (self);
  g_signal_emit (self, signals[FAILED], 0, error);
}

static gboolean
no_answer_cb (gpointer user_data)
{
  MajuNegotiation *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!self->online)
    return G_SOURCE_CONTINUE;

  self->answer_id = 0;
  error = g_error_new_literal (MAJU_CALL_ERROR, MAJU_CALL_ERROR_UNREACHABLE,
                               _("They are in the room, but do not answer. "
                                 "Check that you have the same link, or leave "
                                 "and join again."));
  fail (self, error);

  return G_SOURCE_REMOVE;
}

static MajuMessage *
new_message (MajuNegotiation *self,
             MajuMessageType  type)
{
  MajuMessage *message = maju_message_new (type);

  message->to = g_strdup (self->remote_id);

  return message;
}

static void
say_description (MajuNegotiation    *self,
                 MajuDescriptionKind kind,
                 guint               generation,
                 char               *sdp)
{
  g_autoptr(MajuMessage) message = NULL;

  message = new_message (self, MAJU_MESSAGE_DESCRIPTION);
  message->kind = kind;
  message->generation = generation;
  message->sdp = sdp;
  self->generation = MAX (self->generation, generation);
  maju_seal_say (&self->seal, message, self->own_id);
  g_signal_emit (self, signals[SEND], 0, message);
}

/* Ends an operation. %FALSE: it is of no use any more. */
static gboolean
finish (MajuNegotiation *self,
        GError          *error)
{
  self->busy = FALSE;
  if (self->closed)
    return FALSE;
  if (!error)
    return TRUE;

  /* An operation on a transport that has been replaced meanwhile. */
  if (self->described &&
      g_error_matches (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE))
    {
      g_debug ("Negotiation: %s", error->message);
      proceed (self);
    }
  else
    fail (self, error);

  return FALSE;
}

/* The offer or the answer: each side only ever makes one of them. */
static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MajuNegotiation) self = user_data;
  gboolean offerer = maju_peer_get_offerer (self->peer);
  g_autoptr(GError) error = NULL;
  g_autofree char *sdp = NULL;
  guint generation;

  if (offerer)
    sdp = maju_peer_create_offer_finish (MAJU_PEER (source), result, &generation,
                                         &error);
  else
    sdp = maju_peer_create_answer_finish (MAJU_PEER (source), result,
                                          &generation, &error);
  if (!finish (self, error))
    return;

  say_description (self,
                   offerer ? MAJU_DESCRIPTION_OFFER : MAJU_DESCRIPTION_ANSWER,
                   generation, g_steal_pointer (&sdp));
  proceed (self);
}

static void
described_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MajuNegotiation) self = user_data;
  g_autoptr(GError) error = NULL;

  maju_peer_set_remote_description_finish (MAJU_PEER (source), result, &error);
  if (!finish (self, error))
    return;

  self->described = TRUE;
  stop_waiting (self);
  if (maju_peer_get_offerer (self->peer))
    {
      proceed (self);
      return;
    }

  self->busy = TRUE;
  maju_peer_create_answer_async (self->peer, self->cancellable, created_cb,
                                 g_object_ref (self));
}

/* What was checked decides whether the path may be opened. */
static void
take (MajuNegotiation *self,
      MajuMessage     *message)
{
  gboolean asking = maju_negotiation_get_asking (self);

  self->generation = message->generation;
  self->busy = TRUE;
  maju_seal_take (&self->seal, message);
  if (!self->seal.has_unsigned)
    maju_peer_release (self->peer);
  else if (!asking && maju_negotiation_get_asking (self))
    g_signal_emit (self, signals[ASKING], 0);
}

/* Whether the path that there is stands on signed descriptions and lives. */
static gboolean
has_good_path (MajuNegotiation *self)
{
  MajuPeerState state = maju_peer_get_state (self->peer);

  return maju_seal_get_signed (&self->seal) &&
         (state == MAJU_PEER_STATE_CONNECTED ||
          state == MAJU_PEER_STATE_UNSTABLE);
}

static void
handle_description (MajuNegotiation *self,
                    MajuMessage     *message)
{
  gboolean offerer = maju_peer_get_offerer (self->peer);
  gboolean is_offer = message->kind == MAJU_DESCRIPTION_OFFER;
  g_autoptr(GError) error = NULL;

  /* We know already who they are. */
  if (message->again)
    return;

  if (!maju_seal_check (&self->seal, message, self->remote_id, self->own_id,
                        &error))
    {
      /* Or else whoever relays could end a call that does not need them. */
      if (has_good_path (self))
        g_message ("Negotiation: dropped a description: %s", error->message);
      else
        fail (self, error);
      return;
    }

  /* Sent again by somebody, or overtaken: of no use, and no reason to stop. */
  if (!maju_seal_is_new (&self->seal, message) ||
      offerer == is_offer ||
      message->generation < self->generation ||
      (!is_offer && message->generation > self->generation))
    {
      g_debug ("Negotiation: dropped a description of generation %u",
               message->generation);
      return;
    }

  take (self, message);
  if (self->closed)
    return;

  maju_peer_set_remote_description_async (self->peer,
                                          is_offer ? MAJU_SDP_TYPE_OFFER
                                                   : MAJU_SDP_TYPE_ANSWER,
                                          message->generation, message->sdp,
                                          self->cancellable, described_cb,
                                          g_object_ref (self));
}

static void
handle_candidate (MajuNegotiation *self,
                  MajuMessage     *message)
{
  g_autoptr(GError) error = NULL;

  /* The candidates are not signed: a false one leads to somebody whose
   * certificate is not the signed one, and so to nothing. */
  if (!maju_peer_add_ice_candidate (self->peer, message->generation,
                                    message->media_index, message->candidate,
                                    &error))
    g_debug ("Negotiation: a candidate was refused: %s", error->message);
}

static void
handle_restart (MajuNegotiation *self,
                MajuMessage     *message)
{
  gint64 now = maju_clock_get_now (self->clock);

  if (!maju_peer_get_offerer (self->peer) || !self->offered ||
      message->generation <= self->generation ||
      (self->last_restart && now - self->last_restart < RESTART_INTERVAL_US))
    return;

  self->last_restart = now;
  self->offer_wanted = TRUE;
}

static void
ask_for_restart (MajuNegotiation *self)
{
  g_autoptr(MajuMessage) message = NULL;

  self->restart_wanted = FALSE;
  message = new_message (self, MAJU_MESSAGE_RESTART);
  message->generation = self->generation + 1;
  g_signal_emit (self, signals[SEND], 0, message);
}

static void
make_offer (MajuNegotiation *self)
{
  gboolean restart = self->offered;

  self->offer_wanted = FALSE;
  self->offered = TRUE;
  self->busy = TRUE;
  maju_peer_create_offer_async (self->peer, restart, self->cancellable, created_cb,
                                g_object_ref (self));
}

/* Does whatever is next, while nothing is in flight. */
static void
proceed (MajuNegotiation *self)
{
  while (!self->busy && !self->closed && !g_queue_is_empty (&self->queue))
    {
      g_autoptr(MajuMessage) message = g_queue_pop_head (&self->queue);

      if (message->type == MAJU_MESSAGE_DESCRIPTION)
        handle_description (self, message);
      else if (message->type == MAJU_MESSAGE_CANDIDATE)
        handle_candidate (self, message);
      else if (message->type == MAJU_MESSAGE_RESTART)
        handle_restart (self, message);
    }

  if (self->busy || self->closed || !self->online)
    return;

  if (self->offer_wanted)
    make_offer (self);
  else if (self->restart_wanted)
    ask_for_restart (self);
}

static void
ice_candidate_cb (MajuPeer        *peer,
                  guint            generation,
                  guint            media_index,
                  const char      *candidate,
                  MajuNegotiation *self)
{
  g_autoptr(MajuMessage) message = NULL;

  message = new_message (self, MAJU_MESSAGE_CANDIDATE);
  message->generation = generation;
  message->media_index = media_index;
  message->candidate = g_strdup (candidate);
  g_signal_emit (self, signals[SEND], 0, message);
}

static void
restart_needed_cb (MajuPeer        *peer,
                   MajuNegotiation *self)
{
  if (maju_peer_get_offerer (peer))
    self->offer_wanted = TRUE;
  else
    self->restart_wanted = TRUE;
  proceed (self);
}

MajuNegotiation *
maju_negotiation_new (MajuPeer     *peer,
                      MajuRoomLink *link,
                      MajuClock    *clock)
{
  MajuNegotiation *self = g_object_new (MAJU_TYPE_NEGOTIATION, NULL);

  self->peer = g_object_ref (peer);
  maju_seal_init (&self->seal, link);
  self->clock = g_object_ref (clock);

  /* Who has the key waits for a signature, or for the person's consent. */
  if (maju_seal_has_key (&self->seal))
    maju_peer_hold (peer);
  g_signal_connect_object (peer, "ice-candidate",
                           G_CALLBACK (ice_candidate_cb), self, 0);
  g_signal_connect_object (peer, "restart-needed",
                           G_CALLBACK (restart_needed_cb), self, 0);

  return self;
}

void
maju_negotiation_continue (MajuNegotiation *self,
                           MajuNegotiation *former)
{
  maju_seal_continue (&self->seal, &former->seal);
  self->generation = former->generation;
  if (maju_peer_get_offerer (self->peer))
    maju_peer_set_first_generation (self->peer, self->generation + 1);
  else
    self->restart_wanted = TRUE;
}

void
maju_negotiation_bind (MajuNegotiation *self,
                       const char      *own_id,
                       const char      *remote_id)
{
  g_set_str (&self->own_id, own_id);
  g_set_str (&self->remote_id, remote_id);
}

void
maju_negotiation_start (MajuNegotiation *self)
{
  self->answer_id = maju_clock_add_timeout (self->clock, ANSWER_MS, no_answer_cb,
                                            self);
  self->offer_wanted = maju_peer_get_offerer (self->peer);
  proceed (self);
}

void
maju_negotiation_set_online (MajuNegotiation *self,
                             gboolean         online)
{
  if (self->online == online)
    return;

  self->online = online;
  proceed (self);
}

void
maju_negotiation_handle (MajuNegotiation *self,
                         MajuMessage     *message)
{
  if (self->closed || self->queue.length >= MAX_QUEUED)
    return;

  g_queue_push_tail (&self->queue, maju_message_ref (message));
  proceed (self);
}

void
maju_negotiation_prove (MajuNegotiation *self,
                        const char      *own_id,
                        const char      *remote_id)
{
  g_autoptr(MajuMessage) message = NULL;

  if (self->closed)
    return;

  message = maju_seal_prove (&self->seal, own_id, remote_id);
  if (message)
    g_signal_emit (self, signals[SEND], 0, message);
}

gboolean
maju_negotiation_recognizes (MajuNegotiation *self,
                             const char      *own_id,
                             MajuMessage     *message)
{
  return !self->closed && maju_seal_recognizes (&self->seal, own_id, message);
}

gboolean
maju_negotiation_get_signed (MajuNegotiation *self)
{
  return maju_seal_get_signed (&self->seal);
}

gboolean
maju_negotiation_get_asking (MajuNegotiation *self)
{
  return maju_seal_has_key (&self->seal) && self->seal.has_unsigned &&
         !self->admitted && !self->closed;
}

void
maju_negotiation_admit (MajuNegotiation *self)
{
  if (!maju_negotiation_get_asking (self))
    return;

  self->admitted = TRUE;
  maju_peer_release (self->peer);
}

void
maju_negotiation_require_signature (MajuNegotiation *self)
{
  maju_seal_require_signature (&self->seal);
}

void
maju_negotiation_close (MajuNegotiation *self)
{
  if (self->closed)
    return;

  self->closed = TRUE;
  stop_waiting (self);
  g_cancellable_cancel (self->cancellable);
  g_queue_clear_full (&self->queue, (GDestroyNotify) maju_message_unref);
  g_signal_handlers_disconnect_by_data (self->peer, self);
}
