/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-signaling.h"

#include "maju-line-private.h"
#include "maju-session-private.h"
#include "maju-signaling-error-private.h"

#include "maju-channel-message.h"
#include "maju-debug.h"
#include "maju-envelope.h"
#include "maju-limits.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What has arrived is acknowledged with the next message that we send, or after
 * this time, or when much has come. */
#define ACK_DELAY_MS 200

#define LEAVE_TIME_MS 1000

enum
{
  PROP_0,
  PROP_STATE,
  PROP_ERROR,
  N_PROPS,
};

enum
{
  ROOM,
  MESSAGE,
  N_SIGNALS,
};

/* What the server is expected to say. */
typedef enum
{
  EXPECT_NOTHING,
  EXPECT_WELCOME,
  EXPECT_ROOM,
  EXPECT_MESSAGES,
} Expectation;

struct _MajuSignaling
{
  GObject parent_instance;

  MajuRoomLink *link;
  char *name;
  MajuClock *clock;
  MajuLine *line;
  MajuSignalingState state;
  GError *error;
  Expectation expectation;

  char *self_id;
  gsize limit_message;
  MajuSession session;
  guint ack_id;

  GTask *join_task;
  GSource *cancelled_source;
  GTask *leave_task;
  guint leave_id;
};

G_DEFINE_FINAL_TYPE (MajuSignaling, maju_signaling, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (MajuSignalingState, maju_signaling_state,
                    G_DEFINE_ENUM_VALUE (MAJU_SIGNALING_STATE_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (MAJU_SIGNALING_STATE_CONNECTING,
                                         "connecting"),
                    G_DEFINE_ENUM_VALUE (MAJU_SIGNALING_STATE_JOINED,
                                         "joined"),
                    G_DEFINE_ENUM_VALUE (MAJU_SIGNALING_STATE_RECONNECTING,
                                         "reconnecting"),
                    G_DEFINE_ENUM_VALUE (MAJU_SIGNALING_STATE_CLOSED,
                                         "closed"))

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
set_state (MajuSignaling     *self,
           MajuSignalingState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
clear_timer (MajuSignaling *self,
             guint         *id)
{
  if (*id == 0)
    return;

  maju_clock_remove_timeout (self->clock, *id);
  *id = 0;
}

static void
clear_cancelled_source (MajuSignaling *self)
{
  if (self->cancelled_source == NULL)
    return;

  g_source_destroy (self->cancelled_source);
  g_clear_pointer (&self->cancelled_source, g_source_unref);
}

/* The end, for whatever reason. @join_error: for a join that is under way; it
 * is @error when that is set. */
static void
finish (MajuSignaling *self,
        const GError  *error,
        const GError  *join_error)
{
  g_autoptr(MajuSignaling) alive = g_object_ref (self);
  g_autoptr(GTask) join_task = g_steal_pointer (&self->join_task);
  g_autoptr(GTask) leave_task = g_steal_pointer (&self->leave_task);

  maju_line_stop (self->line);
  self->expectation = EXPECT_NOTHING;
  clear_timer (self, &self->ack_id);
  clear_timer (self, &self->leave_id);
  clear_cancelled_source (self);
  maju_session_clear (&self->session);
  if (error != NULL && self->error == NULL)
    {
      self->error = g_error_copy (error);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
    }
  set_state (self, MAJU_SIGNALING_STATE_CLOSED);

  if (join_task != NULL)
    g_task_return_error (join_task, g_error_copy (join_error));
  if (leave_task != NULL)
    g_task_return_boolean (leave_task, TRUE);
}

/* The server broke the rules: another connection may be better. */
static void
break_line (MajuSignaling *self,
            const char    *why)
{
  g_autoptr(GError) error = maju_signaling_error_not_maju ();

  maju_debug (MAJU_DEBUG_SIGNALING, "the server broke the protocol: %s", why);
  if (self->self_id == NULL)
    finish (self, error, error);
  else
    maju_line_break (self->line, error, 0);
}

static void
send_text (MajuSignaling *self,
           MajuMessage   *message)
{
  g_autofree char *text = NULL;

  text = maju_session_print (&self->session, message);
  clear_timer (self, &self->ack_id);
  maju_line_send (self->line, text);
}

static void
send_ack (MajuSignaling *self)
{
  g_autoptr(MajuMessage) message = maju_message_new (MAJU_MESSAGE_ACK);

  send_text (self, message);
}

static gboolean
ack_cb (gpointer user_data)
{
  MajuSignaling *self = user_data;

  self->ack_id = 0;
  send_ack (self);

  return G_SOURCE_REMOVE;
}

static void
plan_ack (MajuSignaling *self)
{
  if (maju_session_must_ack (&self->session))
    send_ack (self);
  else if (self->ack_id == 0)
    self->ack_id = maju_clock_add_timeout (self->clock, ACK_DELAY_MS, ack_cb,
                                           self);
}

static void
send_hello (MajuSignaling *self)
{
  g_autoptr(MajuMessage) hello = maju_message_new (MAJU_MESSAGE_HELLO);
  g_autofree char *text = NULL;

  if (self->session.token != NULL)
    {
      hello->token = g_strdup (self->session.token);
      hello->last_seq = self->session.last_seq;
    }
  else
    {
      hello->room = g_strdup (maju_room_link_get_room (self->link));
      hello->name = g_strdup (self->name);
    }
  text = maju_message_print (hello);
  maju_line_send (self->line, text);
}

static void
handle_welcome (MajuSignaling *self,
                MajuMessage   *message)
{
  g_autoptr(GError) error = NULL;

  if (message->protocol_min <= MAJU_PROTOCOL_VERSION &&
      message->protocol_max >= MAJU_PROTOCOL_VERSION)
    {
      self->limit_message = message->limit_message;
      self->expectation = EXPECT_ROOM;
      send_hello (self);
      return;
    }

  error = maju_signaling_error_version (message->protocol_max <
                                        MAJU_PROTOCOL_VERSION);
  finish (self, error, error);
}

static void
resend (MajuSignaling *self)
{
  for (GList *l = self->session.unsent.head; l != NULL; l = l->next)
    send_text (self, l->data);
}

static void
return_join (MajuSignaling *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->join_task);

  clear_cancelled_source (self);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static void
handle_room (MajuSignaling *self,
             MajuMessage   *message)
{
  gboolean resumed = message->resumed && self->session.token != NULL;

  if (!resumed)
    maju_session_clear (&self->session);
  if (!maju_session_acked (&self->session, message->last_id))
    {
      break_line (self, "it has what was never sent");
      return;
    }

  g_set_str (&self->self_id, message->self_id);
  g_set_str (&self->session.token, message->token);
  self->expectation = EXPECT_MESSAGES;
  maju_line_confirm (self->line);
  maju_debug (MAJU_DEBUG_SIGNALING, "%s, %u messages to send again",
              resumed ? "resumed" : "joined", self->session.unsent.length);
  resend (self);
  set_state (self, MAJU_SIGNALING_STATE_JOINED);
  if (!resumed && self->expectation == EXPECT_MESSAGES)
    g_signal_emit (self, signals[ROOM], 0, message);
  return_join (self);
}

static void
handle_error (MajuSignaling *self,
              MajuMessage   *message)
{
  gboolean joined = self->expectation == EXPECT_MESSAGES;
  g_autoptr(GError) error = maju_signaling_error_from_code (message->code);

  maju_debug (MAJU_DEBUG_SIGNALING, "the server says: %s%s",
              maju_error_code_to_string (message->code),
              message->fatal ? ", and closes" : "");
  if (!message->fatal)
    {
      maju_line_hold_off (self->line, message->retry_after_ms);
      if (joined)
        g_signal_emit (self, signals[MESSAGE], 0, message);
      return;
    }

  switch (maju_error_action (message->code, joined))
    {
    case MAJU_ERROR_ACTION_REJOIN:
      maju_session_clear (&self->session);
      maju_line_break (self->line, error, message->retry_after_ms);
      break;

    case MAJU_ERROR_ACTION_RETRY:
      maju_line_break (self->line, error, message->retry_after_ms);
      break;

    case MAJU_ERROR_ACTION_CLOSE:
    default:
      finish (self, error, error);
      break;
    }
}

/* Returns: whether this is the next number. */
static gboolean
take_number (MajuSignaling *self,
             guint64        seq,
             gsize          length)
{
  switch (maju_session_arrived (&self->session, seq, length))
    {
    case MAJU_ARRIVAL_NEXT:
      plan_ack (self);
      return TRUE;

    case MAJU_ARRIVAL_SEEN:
      send_ack (self);
      return FALSE;

    case MAJU_ARRIVAL_GAP:
    default:
      break_line (self, "a message is missing");
      return FALSE;
    }
}

static void
handle_message (MajuSignaling *self,
                MajuMessage   *message,
                gsize          length)
{
  if (!maju_session_acked (&self->session, message->ack))
    {
      break_line (self, "it has what was never sent");
      return;
    }

  switch (message->type)
    {
    case MAJU_MESSAGE_ACK:
      break;

    case MAJU_MESSAGE_ERROR:
      handle_error (self, message);
      break;

    case MAJU_MESSAGE_DESCRIPTION:
    case MAJU_MESSAGE_CANDIDATE:
    case MAJU_MESSAGE_RESTART:
      /* One without a sender counts, and is of no use. */
      if (take_number (self, message->seq, length) && message->from != NULL)
        g_signal_emit (self, signals[MESSAGE], 0, message);
      break;

    case MAJU_MESSAGE_JOINED:
    case MAJU_MESSAGE_LEFT:
    case MAJU_MESSAGE_AWAY:
    case MAJU_MESSAGE_BACK:
      if (take_number (self, message->seq, length))
        g_signal_emit (self, signals[MESSAGE], 0, message);
      break;

    case MAJU_MESSAGE_WELCOME:
    case MAJU_MESSAGE_HELLO:
    case MAJU_MESSAGE_ROOM:
    case MAJU_MESSAGE_END:
    default:
      break_line (self, "a message out of place");
      break;
    }
}

/* The server relays what it can not read, and a later one says things that we
 * do not know. Such a message counts, and nothing else comes of it. */
static void
handle_unreadable (MajuSignaling *self,
                   const char    *text,
                   gsize          length)
{
  g_autoptr(GError) error = NULL;
  MajuEnvelope envelope;

  if (!maju_envelope_scan (&envelope, text, length, &error) ||
      self->expectation != EXPECT_MESSAGES ||
      !maju_session_acked (&self->session, envelope.ack))
    break_line (self, "a message that is not valid");
  else if (envelope.seq != 0)
    take_number (self, envelope.seq, length);
}

static void
text_cb (MajuLine      *line,
         GBytes        *bytes,
         MajuSignaling *self)
{
  g_autoptr(MajuSignaling) alive = g_object_ref (self);
  g_autoptr(MajuMessage) message = NULL;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  message = maju_message_parse (text != NULL ? text : "", length, NULL);
  if (message == NULL)
    handle_unreadable (self, text != NULL ? text : "", length);
  else if (self->expectation == EXPECT_MESSAGES)
    handle_message (self, message, length);
  else if (message->type == MAJU_MESSAGE_ERROR)
    handle_error (self, message);
  else if (self->expectation == EXPECT_WELCOME &&
           message->type == MAJU_MESSAGE_WELCOME)
    handle_welcome (self, message);
  else if (self->expectation == EXPECT_ROOM &&
           message->type == MAJU_MESSAGE_ROOM)
    handle_room (self, message);
  else
    break_line (self, "a message out of place");
}

static void
opened_cb (MajuLine      *line,
           MajuSignaling *self)
{
  self->expectation = EXPECT_WELCOME;
}

static void
down_cb (MajuLine      *line,
         MajuSignaling *self)
{
  clear_timer (self, &self->ack_id);
  self->expectation = EXPECT_NOTHING;
  set_state (self, MAJU_SIGNALING_STATE_RECONNECTING);
}

static void
failed_cb (MajuLine      *line,
           GError        *error,
           MajuSignaling *self)
{
  finish (self, error, error);
}

static void
ended_cb (MajuLine      *line,
          MajuSignaling *self)
{
  finish (self, NULL, NULL);
}

static void
maju_signaling_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  MajuSignaling *self = MAJU_SIGNALING (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;

    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_signaling_dispose (GObject *object)
{
  MajuSignaling *self = MAJU_SIGNALING (object);

  if (self->line != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->line, self);
      maju_line_stop (self->line);
      g_clear_object (&self->line);
    }
  clear_timer (self, &self->ack_id);
  clear_timer (self, &self->leave_id);
  clear_cancelled_source (self);

  G_OBJECT_CLASS (maju_signaling_parent_class)->dispose (object);
}

static void
maju_signaling_finalize (GObject *object)
{
  MajuSignaling *self = MAJU_SIGNALING (object);

  maju_session_clear (&self->session);
  maju_room_link_unref (self->link);
  g_free (self->name);
  g_free (self->self_id);
  g_object_unref (self->clock);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (maju_signaling_parent_class)->finalize (object);
}

static void
maju_signaling_class_init (MajuSignalingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = maju_signaling_get_property;
  object_class->dispose = maju_signaling_dispose;
  object_class->finalize = maju_signaling_finalize;

  props[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL,
                       MAJU_TYPE_SIGNALING_STATE, MAJU_SIGNALING_STATE_NEW,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                       G_PARAM_STATIC_STRINGS);
  props[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL,
                        G_TYPE_ERROR,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                        G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[ROOM] = g_signal_new ("room", MAJU_TYPE_SIGNALING,
                                G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[MESSAGE] = g_signal_new ("message", MAJU_TYPE_SIGNALING,
                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
maju_signaling_init (MajuSignaling *self)
{
  g_queue_init (&self->session.unsent);
}

MajuSignaling *
maju_signaling_new (MajuRoomLink *link,
                    const char   *name,
                    MajuClock    *clock)
{
  MajuSignaling *self;
  g_autofree char *uri = NULL;

  g_return_val_if_fail (link != NULL, NULL);
  g_return_val_if_fail (clock == NULL || MAJU_IS_CLOCK (clock), NULL);

  self = g_object_new (MAJU_TYPE_SIGNALING, NULL);
  self->link = maju_room_link_ref (link);
  self->name = maju_clean_name (name);
  self->clock = clock != NULL ? g_object_ref (clock) : maju_clock_new_system ();
  uri = maju_room_link_get_socket_uri (link);
  self->line = maju_line_new (uri, self->clock);
  g_signal_connect_object (self->line, "opened",
                           G_CALLBACK (opened_cb), self, 0);
  g_signal_connect_object (self->line, "text",
                           G_CALLBACK (text_cb), self, 0);
  g_signal_connect_object (self->line, "down",
                           G_CALLBACK (down_cb), self, 0);
  g_signal_connect_object (self->line, "failed",
                           G_CALLBACK (failed_cb), self, 0);
  g_signal_connect_object (self->line, "ended",
                           G_CALLBACK (ended_cb), self, 0);

  return self;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  finish (user_data, NULL, error);

  return G_SOURCE_REMOVE;
}

void
maju_signaling_join_async (MajuSignaling      *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MAJU_IS_SIGNALING (self));
  g_return_if_fail (self->state == MAJU_SIGNALING_STATE_NEW);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, maju_signaling_join_async);
  self->join_task = g_steal_pointer (&task);
  if (cancellable != NULL)
    {
      self->cancelled_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled_source,
                             G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled_source,
                       g_main_context_get_thread_default ());
    }

  set_state (self, MAJU_SIGNALING_STATE_CONNECTING);
  maju_line_start (self->line);
}

gboolean
maju_signaling_join_finish (MajuSignaling *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* A message without a number is not missed by the server, one that it refuses
 * for its size would end the session. */
static gboolean
is_too_large (MajuSignaling *self,
              MajuMessage   *message)
{
  g_autofree char *text = maju_message_print (message);

  /* Room for the numbers, which it has not yet. */
  return strlen (text) + 64 > MIN (self->limit_message, MAJU_LIMIT_RELAYED);
}

void
maju_signaling_send (MajuSignaling *self,
                     MajuMessage   *message)
{
  g_return_if_fail (MAJU_IS_SIGNALING (self));
  g_return_if_fail (message != NULL && message->to != NULL);
  g_return_if_fail (message->id == 0);

  if (self->state != MAJU_SIGNALING_STATE_JOINED &&
      self->state != MAJU_SIGNALING_STATE_RECONNECTING)
    return;
  if (is_too_large (self, message))
    {
      g_warning ("A message is too large to be sent");
      return;
    }

  /* The old session can not be resumed without a gap: join anew. */
  if (maju_session_is_full (&self->session))
    {
      g_autoptr(GError) error = maju_signaling_error_lost ();

      maju_session_clear (&self->session);
      if (self->expectation == EXPECT_MESSAGES)
        maju_line_break (self->line, error, 0);
      return;
    }

  maju_session_push (&self->session, message);
  if (self->expectation == EXPECT_MESSAGES)
    send_text (self, message);
}

static gboolean
leave_over_cb (gpointer user_data)
{
  MajuSignaling *self = user_data;

  self->leave_id = 0;
  finish (self, NULL, NULL);

  return G_SOURCE_REMOVE;
}

void
maju_signaling_leave_async (MajuSignaling      *self,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(MajuMessage) end = NULL;

  g_return_if_fail (MAJU_IS_SIGNALING (self));
  g_return_if_fail (self->leave_task == NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_signaling_leave_async);
  self->leave_task = g_steal_pointer (&task);
  if (self->expectation != EXPECT_MESSAGES)
    {
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                   _("The call was left."));
      finish (self, NULL, error);
      return;
    }

  end = maju_message_new (MAJU_MESSAGE_END);
  end->reason = g_strdup ("left");
  send_text (self, end);
  self->expectation = EXPECT_NOTHING;
  self->leave_id = maju_clock_add_timeout (self->clock, LEAVE_TIME_MS,
                                           leave_over_cb, self);
  maju_line_end (self->line);
}

gboolean
maju_signaling_leave_finish (MajuSignaling *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

MajuSignalingState
maju_signaling_get_state (MajuSignaling *self)
{
  g_return_val_if_fail (MAJU_IS_SIGNALING (self), MAJU_SIGNALING_STATE_CLOSED);

  return self->state;
}

const GError *
maju_signaling_get_error (MajuSignaling *self)
{
  g_return_val_if_fail (MAJU_IS_SIGNALING (self), NULL);

  return self->error;
}

const char *
maju_signaling_get_self_id (MajuSignaling *self)
{
  g_return_val_if_fail (MAJU_IS_SIGNALING (self), NULL);

  return self->self_id;
}
