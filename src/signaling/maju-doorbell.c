/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-doorbell.h"

#include "maju-line-private.h"
#include "maju-signaling-error-private.h"

#include "maju-channel-message.h"
#include "maju-debug.h"
#include "maju-limits.h"

/* When a line has given up, another is begun after this time. */
#define AGAIN_MS (60 * 1000)

/* A server that does not know how to ring may have learnt it by then. */
#define UNSUPPORTED_MS (60 * 60 * 1000)

struct _MajuDoorbell
{
  GObject parent_instance;

  char *uri;
  MajuClock *clock;
  MajuLine *line;               /* (nullable): between two */
  GStrv rooms;
  guint again_id;
  gboolean listening;
};

enum
{
  PROP_0,
  PROP_LISTENING,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint people_signal;

G_DEFINE_FINAL_TYPE (MajuDoorbell, maju_doorbell, G_TYPE_OBJECT)

static void begin (MajuDoorbell *self);

static void
set_listening (MajuDoorbell *self,
               gboolean      listening)
{
  if (self->listening == listening)
    return;

  self->listening = listening;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LISTENING]);
}

static void
send (MajuDoorbell *self,
      MajuMessage  *message)
{
  g_autofree char *text = maju_message_print (message);

  maju_line_send (self->line, text);
}

static void
send_listen (MajuDoorbell *self)
{
  g_autoptr(MajuMessage) message = maju_message_new (MAJU_MESSAGE_LISTEN);

  for (guint i = 0; self->rooms[i] != NULL && i < MAJU_LIMIT_LISTEN_ROOMS; i++)
    g_ptr_array_add (message->rooms, g_strdup (self->rooms[i]));
  send (self, message);
}

static void
end (MajuDoorbell *self)
{
  if (self->again_id != 0)
    maju_clock_remove_timeout (self->clock, self->again_id);
  self->again_id = 0;
  if (self->line != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->line, self);
      maju_line_stop (self->line);
      g_clear_object (&self->line);
    }
  set_listening (self, FALSE);
}

static gboolean
again_cb (gpointer user_data)
{
  MajuDoorbell *self = user_data;

  self->again_id = 0;
  begin (self);

  return G_SOURCE_REMOVE;
}

static void
begin_later (MajuDoorbell *self,
             guint         delay_ms)
{
  end (self);
  self->again_id = maju_clock_add_timeout (self->clock, delay_ms, again_cb,
                                           self);
}

static void
handle_welcome (MajuDoorbell *self,
                MajuMessage  *message)
{
  if (message->protocol_min > MAJU_PROTOCOL_VERSION ||
      message->protocol_max < MAJU_PROTOCOL_VERSION)
    {
      begin_later (self, UNSUPPORTED_MS);
      return;
    }

  maju_line_confirm (self->line);
  send_listen (self);
  set_listening (self, TRUE);
}

static void
handle_error (MajuDoorbell *self,
              MajuMessage  *message)
{
  g_autoptr(GError) error = maju_signaling_error_from_code (message->code);

  maju_debug (MAJU_DEBUG_SIGNALING, "the doorbell's server says: %s",
              maju_error_code_to_string (message->code));
  if (message->code == MAJU_ERROR_CODE_UNSUPPORTED)
    begin_later (self, UNSUPPORTED_MS);
  else if (message->fatal)
    maju_line_break (self->line, error, message->retry_after_ms);
}

static gboolean
has_room (MajuDoorbell *self,
          const char   *room)
{
  return g_strv_contains ((const char * const *) self->rooms, room);
}

static void
text_cb (MajuDoorbell *self,
         GBytes       *bytes)
{
  g_autoptr(MajuDoorbell) alive = g_object_ref (self);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autoptr(MajuMessage) message = NULL;

  /* What a later server says is not for us. */
  message = maju_message_parse (text != NULL ? text : "", length, NULL);
  if (message == NULL)
    return;
  if (message->type == MAJU_MESSAGE_WELCOME && !self->listening)
    handle_welcome (self, message);
  else if (message->type == MAJU_MESSAGE_ERROR)
    handle_error (self, message);
  else if (message->type == MAJU_MESSAGE_PEOPLE && self->listening &&
           has_room (self, message->room))
    g_signal_emit (self, people_signal, 0, message->room, message->members);
}

static void
down_cb (MajuDoorbell *self)
{
  set_listening (self, FALSE);
}

static void
failed_cb (MajuDoorbell *self,
           const GError *error)
{
  maju_debug (MAJU_DEBUG_SIGNALING, "the doorbell is cut off: %s",
              error->message);
  begin_later (self, AGAIN_MS);
}

static void
begin (MajuDoorbell *self)
{
  self->line = maju_line_new (self->uri, self->clock);
  g_signal_connect_object (self->line, "text", G_CALLBACK (text_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->line, "down", G_CALLBACK (down_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->line, "failed", G_CALLBACK (failed_cb), self,
                           G_CONNECT_SWAPPED);
  maju_line_start (self->line);
}

static void
maju_doorbell_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  MajuDoorbell *self = MAJU_DOORBELL (object);

  switch (prop_id)
    {
    case PROP_LISTENING:
      g_value_set_boolean (value, self->listening);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_doorbell_dispose (GObject *object)
{
  MajuDoorbell *self = MAJU_DOORBELL (object);

  if (self->clock != NULL)
    end (self);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->uri, g_free);
  g_clear_pointer (&self->rooms, g_strfreev);

  G_OBJECT_CLASS (maju_doorbell_parent_class)->dispose (object);
}

static void
maju_doorbell_class_init (MajuDoorbellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = maju_doorbell_get_property;
  object_class->dispose = maju_doorbell_dispose;

  properties[PROP_LISTENING] =
    g_param_spec_boolean ("listening", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                          G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  people_signal = g_signal_new ("people", MAJU_TYPE_DOORBELL,
                                G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, G_TYPE_STRING,
                                G_TYPE_PTR_ARRAY);
}

static void
maju_doorbell_init (MajuDoorbell *self)
{
  self->rooms = g_new0 (char *, 1);
}

MajuDoorbell *
maju_doorbell_new (MajuRoomLink *link,
                   MajuClock    *clock)
{
  MajuDoorbell *self;

  g_return_val_if_fail (link != NULL, NULL);

  self = g_object_new (MAJU_TYPE_DOORBELL, NULL);
  self->uri = maju_room_link_get_socket_uri (link);
  self->clock = clock != NULL ? g_object_ref (clock) : maju_clock_new_system ();

  return self;
}

void
maju_doorbell_set_rooms (MajuDoorbell       *self,
                         const char * const *rooms)
{
  g_return_if_fail (MAJU_IS_DOORBELL (self));
  g_return_if_fail (rooms != NULL);

  if (g_strv_equal ((const char * const *) self->rooms, rooms))
    return;

  g_strfreev (self->rooms);
  self->rooms = g_strdupv ((char **) rooms);
  if (self->rooms[0] == NULL)
    end (self);
  else if (self->listening)
    send_listen (self);
  else if (self->line == NULL && self->again_id == 0)
    begin (self);
}

void
maju_doorbell_decline (MajuDoorbell *self,
                       const char   *room,
                       const char   *name)
{
  g_autoptr(MajuMessage) message = NULL;

  g_return_if_fail (MAJU_IS_DOORBELL (self));
  g_return_if_fail (room != NULL);

  if (!self->listening)
    return;
  message = maju_message_new (MAJU_MESSAGE_DECLINE);
  message->room = g_strdup (room);
  message->name = maju_clean_name (name);
  send (self, message);
}

gboolean
maju_doorbell_get_listening (MajuDoorbell *self)
{
  g_return_val_if_fail (MAJU_IS_DOORBELL (self), FALSE);

  return self->listening;
}
