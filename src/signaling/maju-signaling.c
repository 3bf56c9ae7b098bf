/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-signaling-private.h"

#include "maju-signaling-error-private.h"

#include "maju-channel-message.h"
#include "maju-limits.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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
  ICE_SERVERS,
  MESSAGE,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (MajuSignaling, maju_signaling, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (MajuSignalingState, maju_signaling_state,
                    G_DEFINE_ENUM_VALUE (MAJU_SIGNALING_STATE_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (MAJU_SIGNALING_STATE_CONNECTING,
                                         "connecting"),
                    G_DEFINE_ENUM_VALUE (MAJU_SIGNALING_STATE_WAITING,
                                         "waiting"),
                    G_DEFINE_ENUM_VALUE (MAJU_SIGNALING_STATE_JOINED,
                                         "joined"),
                    G_DEFINE_ENUM_VALUE (MAJU_SIGNALING_STATE_RECONNECTING,
                                         "reconnecting"),
                    G_DEFINE_ENUM_VALUE (MAJU_SIGNALING_STATE_CLOSED,
                                         "closed"))

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

void
maju_signaling_set_state (MajuSignaling     *self,
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

static MajuMessage *
make_end (void)
{
  MajuMessage *end = maju_message_new (MAJU_MESSAGE_END);

  end->reason = g_strdup ("left");

  return end;
}

/* Who gives up when the server may have taken them in already would otherwise
 * stay in the room until their time is over. */
static void
stop_line (MajuSignaling *self,
           const GError  *error)
{
  g_autoptr(MajuMessage) end = NULL;
  g_autofree char *text = NULL;

  if (error != NULL || self->expectation != MAJU_EXPECT_ROOM)
    {
      maju_line_stop (self->line);
      return;
    }

  end = make_end ();
  text = maju_message_print (end);
  maju_line_say_and_stop (self->line, text);
}

void
maju_signaling_finish (MajuSignaling *self,
                       const GError  *error,
                       const GError  *join_error)
{
  g_autoptr(MajuSignaling) alive = g_object_ref (self);
  g_autoptr(GTask) join_task = g_steal_pointer (&self->join_task);
  g_autoptr(GTask) leave_task = g_steal_pointer (&self->leave_task);

  stop_line (self, error);
  self->expectation = MAJU_EXPECT_NOTHING;
  clear_timer (self, &self->ack_id);
  clear_timer (self, &self->leave_id);
  clear_cancelled_source (self);
  maju_session_clear (&self->session);
  if (error != NULL && self->error == NULL)
    {
      self->error = g_error_copy (error);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
    }
  maju_signaling_set_state (self, MAJU_SIGNALING_STATE_CLOSED);

  if (join_task != NULL)
    g_task_return_error (join_task, g_error_copy (join_error));
  if (leave_task != NULL)
    g_task_return_boolean (leave_task, TRUE);
}

void
maju_signaling_send_now (MajuSignaling *self,
                         MajuMessage   *message)
{
  g_autofree char *text = NULL;

  text = maju_session_print (&self->session, message);
  clear_timer (self, &self->ack_id);
  maju_line_send (self->line, text);
}

void
maju_signaling_return_join (MajuSignaling *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->join_task);

  clear_cancelled_source (self);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static void
text_cb (MajuLine      *line,
         GBytes        *bytes,
         MajuSignaling *self)
{
  g_autoptr(MajuSignaling) alive = g_object_ref (self);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  maju_signaling_receive (self, text != NULL ? text : "", length);
}

void
maju_signaling_emit_room (MajuSignaling *self,
                          MajuMessage   *message)
{
  g_signal_emit (self, signals[ROOM], 0, message);
}

/* Those of a `room` or `ice_servers`. */
void
maju_signaling_emit_servers (MajuSignaling *self,
                             MajuMessage   *message)
{
  g_signal_emit (self, signals[ICE_SERVERS], 0, message->ice_servers);
}

void
maju_signaling_emit_message (MajuSignaling *self,
                             MajuMessage   *message)
{
  g_signal_emit (self, signals[MESSAGE], 0, message);
}

static void
opened_cb (MajuLine      *line,
           MajuSignaling *self)
{
  self->expectation = MAJU_EXPECT_WELCOME;
  self->knocking = FALSE;
}

static void
down_cb (MajuLine      *line,
         MajuSignaling *self)
{
  clear_timer (self, &self->ack_id);
  self->expectation = MAJU_EXPECT_NOTHING;
  maju_signaling_set_state (self, self->self_id != NULL
                                  ? MAJU_SIGNALING_STATE_RECONNECTING
                                  : MAJU_SIGNALING_STATE_CONNECTING);
}

static void
failed_cb (MajuLine      *line,
           GError        *error,
           MajuSignaling *self)
{
  g_autoptr(GError) stopped = NULL;

  if (self->stopping &&
      g_error_matches (error, MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_LOST))
    error = stopped = maju_signaling_error_stopped ();
  maju_signaling_finish (self, error, error);
}

static void
ended_cb (MajuLine      *line,
          MajuSignaling *self)
{
  maju_signaling_finish (self, NULL, NULL);
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
  g_free (self->owner);
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
  signals[ICE_SERVERS] = g_signal_new ("ice-servers", MAJU_TYPE_SIGNALING,
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

void
maju_signaling_set_owner (MajuSignaling *self,
                          const char    *owner)
{
  g_return_if_fail (MAJU_IS_SIGNALING (self));
  g_return_if_fail (self->state == MAJU_SIGNALING_STATE_NEW);

  g_set_str (&self->owner, owner);
}

void
maju_signaling_set_silent (MajuSignaling *self,
                           gboolean       silent)
{
  g_return_if_fail (MAJU_IS_SIGNALING (self));
  g_return_if_fail (self->state == MAJU_SIGNALING_STATE_NEW);

  self->silent = silent;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  maju_signaling_finish (user_data, NULL, error);

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

  maju_signaling_set_state (self, MAJU_SIGNALING_STATE_CONNECTING);
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
  g_return_if_fail (message != NULL);
  g_return_if_fail (message->id == 0);

  if (self->state != MAJU_SIGNALING_STATE_JOINED &&
      self->state != MAJU_SIGNALING_STATE_RECONNECTING)
    return;
  if (is_too_large (self, message))
    {
      g_warning ("A message is too large to be sent");
      return;
    }

  /* The old session cannot be resumed without a gap: join anew. */
  if (maju_session_is_full (&self->session))
    {
      g_autoptr(GError) error = maju_signaling_error_lost ();

      maju_session_clear (&self->session);
      if (self->expectation == MAJU_EXPECT_MESSAGES)
        maju_line_break (self->line, error, 0);
      return;
    }

  maju_session_push (&self->session, message);
  if (self->expectation == MAJU_EXPECT_MESSAGES)
    maju_signaling_send_now (self, message);
}

static gboolean
leave_over_cb (gpointer user_data)
{
  MajuSignaling *self = user_data;

  self->leave_id = 0;
  maju_signaling_finish (self, NULL, NULL);

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
  if (self->expectation != MAJU_EXPECT_MESSAGES)
    {
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                   _("The call was left."));
      maju_signaling_finish (self, NULL, error);
      return;
    }

  end = make_end ();
  maju_signaling_send_now (self, end);
  self->expectation = MAJU_EXPECT_NOTHING;
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
