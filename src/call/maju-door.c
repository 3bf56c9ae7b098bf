/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-door-private.h"

#include "maju-config.h"
#include "maju-participant.h"

#include <glib/gi18n-lib.h>

/* A server that forgot the room forgot the lock as well. Those who were inside
 * come back within this time, and should not have to knock. */
#define LOCK_AGAIN_MS (30 * 1000)

struct _MajuDoor
{
  GObject parent_instance;

  MajuClock *clock;
  GListStore *waiting;
  gboolean locked;
  gboolean is_owner;
  gboolean answers;

  gboolean wanted_locked;       /* as the room was before it was forgotten */
  guint lock_id;
};

G_DEFINE_FINAL_TYPE (MajuDoor, maju_door, G_TYPE_OBJECT)

enum
{
  PROP_LOCKED = 1,
  PROP_IS_OWNER,
  PROP_ANSWERS,
  PROP_WAITING,
  N_PROPS
};

enum
{
  FAILED,
  SEND,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
maju_door_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  MajuDoor *self = MAJU_DOOR (object);

  switch (prop_id)
    {
    case PROP_LOCKED:
      g_value_set_boolean (value, self->locked);
      break;
    case PROP_IS_OWNER:
      g_value_set_boolean (value, self->is_owner);
      break;
    case PROP_ANSWERS:
      g_value_set_boolean (value, self->answers);
      break;
    case PROP_WAITING:
      g_value_set_object (value, self->waiting);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clear_timer (MajuDoor *self)
{
  if (self->lock_id != 0)
    maju_clock_remove_timeout (self->clock, self->lock_id);
  self->lock_id = 0;
}

static void
maju_door_dispose (GObject *object)
{
  MajuDoor *self = MAJU_DOOR (object);

  clear_timer (self);

  G_OBJECT_CLASS (maju_door_parent_class)->dispose (object);
}

static void
maju_door_finalize (GObject *object)
{
  MajuDoor *self = MAJU_DOOR (object);

  g_object_unref (self->waiting);
  g_object_unref (self->clock);

  G_OBJECT_CLASS (maju_door_parent_class)->finalize (object);
}

static GParamSpec *
boolean_spec (const char *name)
{
  return g_param_spec_boolean (name, NULL, NULL, FALSE,
                               G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                               G_PARAM_STATIC_STRINGS);
}

static void
maju_door_class_init (MajuDoorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = maju_door_get_property;
  object_class->dispose = maju_door_dispose;
  object_class->finalize = maju_door_finalize;

  props[PROP_LOCKED] = boolean_spec ("locked");
  props[PROP_IS_OWNER] = boolean_spec ("is-owner");
  props[PROP_ANSWERS] = boolean_spec ("answers");
  props[PROP_WAITING] =
    g_param_spec_object ("waiting", NULL, NULL, G_TYPE_LIST_MODEL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[FAILED] =
    g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[SEND] =
    g_signal_new ("send", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
maju_door_init (MajuDoor *self)
{
  self->waiting = g_list_store_new (MAJU_TYPE_KNOCKER);
}

static void
set_boolean (MajuDoor *self,
             gboolean *field,
             gboolean  value,
             guint     prop_id)
{
  if (*field == value)
    return;

  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

static gboolean
is_among (GPtrArray  *members,
          const char *id)
{
  for (guint i = 0; i < members->len; i++)
    {
      MajuMember *member = g_ptr_array_index (members, i);

      if (g_str_equal (member->id, id))
        return TRUE;
    }

  return FALSE;
}

/* Who waits on stays the same object, so that a row or a question does. The
 * server keeps the order, so those who are new come last. */
static void
set_waiting (MajuDoor  *self,
             GPtrArray *members)
{
  GListModel *waiting = G_LIST_MODEL (self->waiting);

  for (guint i = g_list_model_get_n_items (waiting); i-- > 0;)
    {
      g_autoptr(MajuKnocker) knocker = g_list_model_get_item (waiting, i);

      if (!is_among (members, maju_knocker_get_id (knocker)))
        g_list_store_remove (self->waiting, i);
    }
  for (guint i = g_list_model_get_n_items (waiting); i < members->len; i++)
    {
      MajuMember *member = g_ptr_array_index (members, i);
      g_autoptr(MajuKnocker) knocker = maju_knocker_new (member->id,
                                                         member->name);

      g_list_store_append (self->waiting, knocker);
    }
}

static void
send (MajuDoor       *self,
      MajuMessageType type,
      const char     *who)
{
  g_autoptr(MajuMessage) message = maju_message_new (type);

  message->who = g_strdup (who);
  g_signal_emit (self, signals[SEND], 0, message);
}

static gboolean
lock_again_cb (gpointer user_data)
{
  MajuDoor *self = user_data;

  self->lock_id = 0;
  if (self->is_owner && !self->locked)
    send (self, MAJU_MESSAGE_LOCK, NULL);

  return G_SOURCE_REMOVE;
}

/* In a room that was joined anew the door is open until the server says
 * something else. */
void
maju_door_enter (MajuDoor *self)
{
  g_autoptr(GPtrArray) nobody = g_ptr_array_new ();

  if (self->wanted_locked && self->lock_id == 0)
    self->lock_id = maju_clock_add_timeout (self->clock, LOCK_AGAIN_MS,
                                            lock_again_cb, self);
  g_object_freeze_notify (G_OBJECT (self));
  set_boolean (self, &self->locked, FALSE, PROP_LOCKED);
  set_boolean (self, &self->is_owner, FALSE, PROP_IS_OWNER);
  set_boolean (self, &self->answers, FALSE, PROP_ANSWERS);
  g_object_thaw_notify (G_OBJECT (self));
  set_waiting (self, nobody);
}

static void
handle_door (MajuDoor    *self,
             MajuMessage *message)
{
  if (message->is_owner && self->lock_id == 0)
    self->wanted_locked = message->locked;
  g_object_freeze_notify (G_OBJECT (self));
  set_boolean (self, &self->locked, message->locked, PROP_LOCKED);
  set_boolean (self, &self->is_owner, message->is_owner, PROP_IS_OWNER);
  set_boolean (self, &self->answers, message->answers, PROP_ANSWERS);
  g_object_thaw_notify (G_OBJECT (self));
  set_waiting (self, message->members);
}

static void
handle_error (MajuDoor     *self,
              MajuErrorCode code)
{
  g_autoptr(GError) error = NULL;

  if (code == MAJU_ERROR_CODE_ROOM_FULL)
    error = g_error_new_literal (MAJU_CALL_ERROR, MAJU_CALL_ERROR_ROOM_FULL,
                                 _("The room is full. Let them in when somebody "
                                   "has left."));
  else if (code == MAJU_ERROR_CODE_NOT_ALLOWED)
    error = g_error_new_literal (MAJU_CALL_ERROR, MAJU_CALL_ERROR_REFUSED,
                                 _("Only the one who made this room can do "
                                   "that."));
  if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, error);
}

void
maju_door_handle (MajuDoor    *self,
                  MajuMessage *message)
{
  if (message->type == MAJU_MESSAGE_DOOR)
    handle_door (self, message);
  else if (message->type == MAJU_MESSAGE_ERROR)
    handle_error (self, message->code);
}

MajuDoor *
maju_door_new (MajuClock *clock)
{
  MajuDoor *self = g_object_new (MAJU_TYPE_DOOR, NULL);

  self->clock = g_object_ref (clock);

  return self;
}

gboolean
maju_door_get_locked (MajuDoor *self)
{
  g_return_val_if_fail (MAJU_IS_DOOR (self), FALSE);

  return self->locked;
}

gboolean
maju_door_get_is_owner (MajuDoor *self)
{
  g_return_val_if_fail (MAJU_IS_DOOR (self), FALSE);

  return self->is_owner;
}

gboolean
maju_door_get_answers (MajuDoor *self)
{
  g_return_val_if_fail (MAJU_IS_DOOR (self), FALSE);

  return self->answers;
}

GListModel *
maju_door_get_waiting (MajuDoor *self)
{
  g_return_val_if_fail (MAJU_IS_DOOR (self), NULL);

  return G_LIST_MODEL (self->waiting);
}

void
maju_door_set_locked (MajuDoor *self,
                      gboolean  locked)
{
  g_return_if_fail (MAJU_IS_DOOR (self));

  clear_timer (self);
  self->wanted_locked = locked;
  send (self, locked ? MAJU_MESSAGE_LOCK : MAJU_MESSAGE_UNLOCK, NULL);
}

void
maju_door_admit (MajuDoor    *self,
                 MajuKnocker *knocker)
{
  g_return_if_fail (MAJU_IS_DOOR (self));
  g_return_if_fail (MAJU_IS_KNOCKER (knocker));

  send (self, MAJU_MESSAGE_ADMIT, maju_knocker_get_id (knocker));
}

void
maju_door_refuse (MajuDoor    *self,
                  MajuKnocker *knocker)
{
  g_return_if_fail (MAJU_IS_DOOR (self));
  g_return_if_fail (MAJU_IS_KNOCKER (knocker));

  send (self, MAJU_MESSAGE_REFUSE, maju_knocker_get_id (knocker));
}

void
maju_door_remove (MajuDoor        *self,
                  MajuParticipant *participant)
{
  g_return_if_fail (MAJU_IS_DOOR (self));
  g_return_if_fail (MAJU_IS_PARTICIPANT (participant));

  send (self, MAJU_MESSAGE_REMOVE, maju_participant_get_id (participant));
}
