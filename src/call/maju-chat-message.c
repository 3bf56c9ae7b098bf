/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-chat-message-private.h"

struct _MajuChatMessage
{
  GObject parent_instance;

  char *id;
  char *sender_id;
  char *sender_name;
  gboolean is_own;
  char *text;
  GDateTime *time;
  guint64 number;
  MajuDelivery delivery;

  /* Of an own message: who does not have it yet, and how many do. */
  GPtrArray *awaited;
  guint n_delivered;
};

G_DEFINE_FINAL_TYPE (MajuChatMessage, maju_chat_message, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (MajuDelivery, maju_delivery,
                    G_DEFINE_ENUM_VALUE (MAJU_DELIVERY_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (MAJU_DELIVERY_PENDING, "pending"),
                    G_DEFINE_ENUM_VALUE (MAJU_DELIVERY_PARTIAL, "partial"),
                    G_DEFINE_ENUM_VALUE (MAJU_DELIVERY_DELIVERED, "delivered"))

enum
{
  PROP_SENDER_ID = 1,
  PROP_SENDER_NAME,
  PROP_IS_OWN,
  PROP_TEXT,
  PROP_TIME,
  PROP_DELIVERY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
maju_chat_message_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MajuChatMessage *self = MAJU_CHAT_MESSAGE (object);

  switch (prop_id)
    {
    case PROP_SENDER_ID:
      g_value_set_string (value, self->sender_id);
      break;
    case PROP_SENDER_NAME:
      g_value_set_string (value, self->sender_name);
      break;
    case PROP_IS_OWN:
      g_value_set_boolean (value, self->is_own);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_TIME:
      g_value_set_boxed (value, self->time);
      break;
    case PROP_DELIVERY:
      g_value_set_enum (value, self->delivery);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_chat_message_finalize (GObject *object)
{
  MajuChatMessage *self = MAJU_CHAT_MESSAGE (object);

  g_free (self->id);
  g_free (self->sender_id);
  g_free (self->sender_name);
  g_free (self->text);
  g_date_time_unref (self->time);
  g_ptr_array_unref (self->awaited);

  G_OBJECT_CLASS (maju_chat_message_parent_class)->finalize (object);
}

static void
maju_chat_message_class_init (MajuChatMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
    G_PARAM_STATIC_STRINGS;

  object_class->get_property = maju_chat_message_get_property;
  object_class->finalize = maju_chat_message_finalize;

  props[PROP_SENDER_ID] =
    g_param_spec_string ("sender-id", NULL, NULL, NULL, flags);
  props[PROP_SENDER_NAME] =
    g_param_spec_string ("sender-name", NULL, NULL, NULL, flags);
  props[PROP_IS_OWN] =
    g_param_spec_boolean ("is-own", NULL, NULL, FALSE, flags);
  props[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, NULL, flags);
  props[PROP_TIME] =
    g_param_spec_boxed ("time", NULL, NULL, G_TYPE_DATE_TIME, flags);
  props[PROP_DELIVERY] =
    g_param_spec_enum ("delivery", NULL, NULL, MAJU_TYPE_DELIVERY,
                       MAJU_DELIVERY_NONE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
maju_chat_message_init (MajuChatMessage *self)
{
  self->awaited = g_ptr_array_new ();
}

MajuChatMessage *
maju_chat_message_new (const char *id,
                       const char *sender_id,
                       const char *sender_name,
                       gboolean    is_own,
                       const char *text,
                       GDateTime  *time,
                       guint64     number)
{
  MajuChatMessage *self = g_object_new (MAJU_TYPE_CHAT_MESSAGE, NULL);

  self->id = g_strdup (id);
  self->sender_id = g_strdup (sender_id);
  self->sender_name = g_strdup (sender_name);
  self->is_own = is_own;
  self->text = g_strdup (text);
  self->time = g_date_time_ref (time);
  self->number = number;
  self->delivery = is_own ? MAJU_DELIVERY_PENDING : MAJU_DELIVERY_NONE;

  return self;
}

MajuChatMessage *
maju_chat_message_new_earlier (const char  *id,
                               const char  *sender_name,
                               gboolean     is_own,
                               const char  *text,
                               GDateTime   *time,
                               MajuDelivery delivery)
{
  MajuChatMessage *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (sender_name != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (time != NULL, NULL);

  self = maju_chat_message_new (id, NULL, sender_name, is_own, text, time, 0);
  self->delivery = is_own ? delivery : MAJU_DELIVERY_NONE;

  return self;
}

static void
update_delivery (MajuChatMessage *self)
{
  MajuDelivery delivery;

  if (self->n_delivered == 0)
    delivery = MAJU_DELIVERY_PENDING;
  else if (self->awaited->len > 0)
    delivery = MAJU_DELIVERY_PARTIAL;
  else
    delivery = MAJU_DELIVERY_DELIVERED;

  if (self->delivery == delivery)
    return;

  self->delivery = delivery;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DELIVERY]);
}

void
maju_chat_message_await (MajuChatMessage *self,
                         gpointer         recipient)
{
  if (!maju_chat_message_is_awaited (self, recipient))
    g_ptr_array_add (self->awaited, recipient);
  update_delivery (self);
}

gboolean
maju_chat_message_is_awaited (MajuChatMessage *self,
                              gpointer         recipient)
{
  return g_ptr_array_find (self->awaited, recipient, NULL);
}

void
maju_chat_message_delivered_to (MajuChatMessage *self,
                                gpointer         recipient)
{
  if (!g_ptr_array_remove_fast (self->awaited, recipient))
    return;

  self->n_delivered++;
  update_delivery (self);
}

void
maju_chat_message_give_up (MajuChatMessage *self,
                           gpointer         recipient)
{
  if (g_ptr_array_remove_fast (self->awaited, recipient))
    update_delivery (self);
}

guint64
maju_chat_message_get_number (MajuChatMessage *self)
{
  return self->number;
}

const char *
maju_chat_message_get_id (MajuChatMessage *self)
{
  g_return_val_if_fail (MAJU_IS_CHAT_MESSAGE (self), NULL);

  return self->id;
}

const char *
maju_chat_message_get_sender_id (MajuChatMessage *self)
{
  g_return_val_if_fail (MAJU_IS_CHAT_MESSAGE (self), NULL);

  return self->sender_id;
}

const char *
maju_chat_message_get_sender_name (MajuChatMessage *self)
{
  g_return_val_if_fail (MAJU_IS_CHAT_MESSAGE (self), NULL);

  return self->sender_name;
}

gboolean
maju_chat_message_get_is_own (MajuChatMessage *self)
{
  g_return_val_if_fail (MAJU_IS_CHAT_MESSAGE (self), FALSE);

  return self->is_own;
}

const char *
maju_chat_message_get_text (MajuChatMessage *self)
{
  g_return_val_if_fail (MAJU_IS_CHAT_MESSAGE (self), NULL);

  return self->text;
}

GDateTime *
maju_chat_message_get_time (MajuChatMessage *self)
{
  g_return_val_if_fail (MAJU_IS_CHAT_MESSAGE (self), NULL);

  return self->time;
}

MajuDelivery
maju_chat_message_get_delivery (MajuChatMessage *self)
{
  g_return_val_if_fail (MAJU_IS_CHAT_MESSAGE (self), MAJU_DELIVERY_NONE);

  return self->delivery;
}
