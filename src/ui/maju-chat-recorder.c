/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-chat-recorder.h"

/* What a file that was recorded has for an id. */
#define ID_KEY "maju-chat-recorder-id"

enum
{
  PROP_0,
  PROP_ACTIVE,
  N_PROPS
};

struct _MajuChatRecorder
{
  GObject parent_instance;

  MajuChat *chat;
  MajuRoomLink *link;
  MajuChatStore *store;
  gboolean active;
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuChatRecorder, maju_chat_recorder, G_TYPE_OBJECT)

static gint64
to_usec (GDateTime *time)
{
  return g_date_time_to_unix_usec (time);
}

static MajuChatRecord *
record_message (MajuChatMessage *message)
{
  MajuChatRecord *record = g_new0 (MajuChatRecord, 1);

  record->kind = MAJU_CHAT_RECORD_TEXT;
  record->id = g_strdup (maju_chat_message_get_id (message));
  record->is_own = maju_chat_message_get_is_own (message);
  record->sender = g_strdup (maju_chat_message_get_sender_name (message));
  record->text = g_strdup (maju_chat_message_get_text (message));
  record->time = to_usec (maju_chat_message_get_time (message));
  record->delivery = maju_chat_message_get_delivery (message);
  return record;
}

static MajuChatRecord *
record_file (MajuFileTransfer *transfer)
{
  MajuChatRecord *record = g_new0 (MajuChatRecord, 1);
  GFile *file = maju_file_transfer_get_file (transfer);

  record->kind = MAJU_CHAT_RECORD_FILE;
  record->id = g_strdup (g_object_get_data (G_OBJECT (transfer), ID_KEY));
  record->is_own = maju_file_transfer_get_is_own (transfer);
  record->sender = g_strdup (maju_file_transfer_get_sender_name (transfer));
  record->text = g_strdup (maju_file_transfer_get_name (transfer));
  record->time = to_usec (maju_file_transfer_get_time (transfer));
  record->size = maju_file_transfer_get_size (transfer);
  if (!record->is_own && file != NULL
      && maju_file_transfer_get_state (transfer) == MAJU_TRANSFER_DONE)
    record->path = g_file_get_path (file);
  return record;
}

static MajuChatRecord *
record_item (GObject *item)
{
  if (MAJU_IS_FILE_TRANSFER (item))
    return record_file (MAJU_FILE_TRANSFER (item));

  return record_message (MAJU_CHAT_MESSAGE (item));
}

static void
changed_cb (MajuChatRecorder *self,
            GParamSpec       *pspec,
            GObject          *item)
{
  g_autoptr(MajuChatRecord) record = NULL;

  if (!self->active)
    return;

  record = record_item (item);
  maju_chat_store_update (self->store, self->link, record);
}

static void
follow_message (MajuChatRecorder *self,
                MajuChatMessage  *message)
{
  if (maju_chat_message_get_is_own (message))
    g_signal_connect_object (message, "notify::delivery",
                             G_CALLBACK (changed_cb), self,
                             G_CONNECT_SWAPPED);
}

static void
follow_file (MajuChatRecorder *self,
             MajuFileTransfer *transfer)
{
  static const char *const changes[] = {
    "notify::state", "notify::name", "notify::size", "notify::file",
  };

  g_object_set_data_full (G_OBJECT (transfer), ID_KEY, g_uuid_string_random (),
                          g_free);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    g_signal_connect_object (transfer, changes[i], G_CALLBACK (changed_cb),
                             self, G_CONNECT_SWAPPED);
}

static void
items_changed_cb (MajuChatRecorder *self,
                  guint             position,
                  guint             removed,
                  guint             added,
                  GListModel       *chat)
{
  if (!self->active)
    return;

  for (guint i = 0; i < added; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (chat, position + i);
      g_autoptr(MajuChatRecord) record = NULL;

      if (MAJU_IS_FILE_TRANSFER (item))
        follow_file (self, MAJU_FILE_TRANSFER (item));
      else
        follow_message (self, MAJU_CHAT_MESSAGE (item));
      record = record_item (item);
      maju_chat_store_add (self->store, self->link, record);
    }
}

static void
maju_chat_recorder_finalize (GObject *object)
{
  MajuChatRecorder *self = MAJU_CHAT_RECORDER (object);

  g_clear_object (&self->chat);
  g_clear_object (&self->store);
  g_clear_pointer (&self->link, maju_room_link_unref);

  G_OBJECT_CLASS (maju_chat_recorder_parent_class)->finalize (object);
}

static void
maju_chat_recorder_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  MajuChatRecorder *self = MAJU_CHAT_RECORDER (object);

  switch (prop_id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_chat_recorder_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  MajuChatRecorder *self = MAJU_CHAT_RECORDER (object);

  switch (prop_id)
    {
    case PROP_ACTIVE:
      maju_chat_recorder_set_active (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_chat_recorder_class_init (MajuChatRecorderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_chat_recorder_finalize;
  object_class->get_property = maju_chat_recorder_get_property;
  object_class->set_property = maju_chat_recorder_set_property;

  properties[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                          G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_chat_recorder_init (MajuChatRecorder *self)
{
}

MajuChatRecorder *
maju_chat_recorder_new (MajuChat      *chat,
                        MajuRoomLink  *link,
                        MajuChatStore *store)
{
  MajuChatRecorder *self;

  g_return_val_if_fail (MAJU_IS_CHAT (chat), NULL);
  g_return_val_if_fail (link != NULL, NULL);
  g_return_val_if_fail (MAJU_IS_CHAT_STORE (store), NULL);

  self = g_object_new (MAJU_TYPE_CHAT_RECORDER, NULL);
  self->chat = g_object_ref (chat);
  self->link = maju_room_link_ref (link);
  self->store = g_object_ref (store);
  g_signal_connect_object (chat, "items-changed", G_CALLBACK (items_changed_cb),
                           self, G_CONNECT_SWAPPED);
  return self;
}

void
maju_chat_recorder_set_active (MajuChatRecorder *self,
                               gboolean          active)
{
  g_return_if_fail (MAJU_IS_CHAT_RECORDER (self));

  active = !!active;
  if (self->active == active)
    return;

  self->active = active;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}
