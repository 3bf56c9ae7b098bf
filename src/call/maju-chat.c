/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-chat-private.h"

#include "maju-chat-message-private.h"
#include "maju-chat-window-private.h"
#include "maju-config.h"
#include "maju-files-private.h"
#include "maju-limits.h"

#include <glib/gi18n-lib.h>

/*
 * Every own message is sent to each participant who was here, again when their
 * channel opens anew and while nobody answers, until they say `received`. Each
 * side drops what it has seen by the sender's numbers.
 *
 * Who has been seen up to which number is remembered by certificate, not by
 * participant: the same person may come back under another id.
 */

#define RESEND_MS 3000
#define MAX_MESSAGES 5000
#define OLDEST_US (24 * G_TIME_SPAN_HOUR)

struct _MajuChat
{
  GObject parent_instance;

  MajuParticipant *own;
  MajuClock *clock;
  MajuFiles *files;
  GPtrArray *messages;          /* and files */
  GPtrArray *undelivered;       /* own ones that somebody still lacks */
  GPtrArray *peers;
  GHashTable *seen;             /* fingerprint -> MajuChatWindow */
  guint64 last_number;
  char *own_key;                /* as long as there is no certificate */
  guint unread;
  guint resend_id;
};

static void maju_chat_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MajuChat, maju_chat, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      maju_chat_list_model_init))

enum
{
  PROP_UNREAD = 1,
  N_PROPS
};

enum
{
  RECEIVED,
  OFFERED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static GType
maju_chat_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
maju_chat_get_n_items (GListModel *model)
{
  return MAJU_CHAT (model)->messages->len;
}

static gpointer
maju_chat_get_item (GListModel *model,
                    guint       position)
{
  MajuChat *self = MAJU_CHAT (model);

  if (position >= self->messages->len)
    return NULL;

  return g_object_ref (g_ptr_array_index (self->messages, position));
}

static void
maju_chat_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = maju_chat_get_item_type;
  iface->get_n_items = maju_chat_get_n_items;
  iface->get_item = maju_chat_get_item;
}

static void
maju_chat_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  MajuChat *self = MAJU_CHAT (object);

  switch (prop_id)
    {
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_chat_dispose (GObject *object)
{
  MajuChat *self = MAJU_CHAT (object);

  if (self->resend_id)
    maju_clock_remove_timeout (self->clock, self->resend_id);
  self->resend_id = 0;
  g_ptr_array_set_size (self->peers, 0);
  g_clear_object (&self->files);
  g_clear_object (&self->own);

  G_OBJECT_CLASS (maju_chat_parent_class)->dispose (object);
}

static void
maju_chat_finalize (GObject *object)
{
  MajuChat *self = MAJU_CHAT (object);

  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->undelivered);
  g_ptr_array_unref (self->peers);
  g_hash_table_unref (self->seen);
  g_free (self->own_key);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (maju_chat_parent_class)->finalize (object);
}

static void
maju_chat_class_init (MajuChatClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = maju_chat_get_property;
  object_class->dispose = maju_chat_dispose;
  object_class->finalize = maju_chat_finalize;

  props[PROP_UNREAD] =
    g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                       G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[RECEIVED] =
    g_signal_new ("received", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, MAJU_TYPE_CHAT_MESSAGE);
  signals[OFFERED] =
    g_signal_new ("offered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, MAJU_TYPE_FILE_TRANSFER);
}

static void
maju_chat_init (MajuChat *self)
{
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->undelivered = g_ptr_array_new_with_free_func (g_object_unref);
  self->peers = g_ptr_array_new_with_free_func (g_object_unref);
  self->own_key = g_uuid_string_random ();
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
append (MajuChat *self,
        gpointer  item)
{
  g_ptr_array_add (self->messages, g_object_ref (item));
  g_list_model_items_changed (G_LIST_MODEL (self), self->messages->len - 1, 0, 1);

  if (self->messages->len > MAX_MESSAGES)
    {
      g_ptr_array_remove_index (self->messages, 0);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, 1, 0);
    }
}

static void
add_unread (MajuChat *self)
{
  self->unread++;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNREAD]);
}

static void
file_added_cb (MajuFiles        *files,
               MajuFileTransfer *transfer,
               MajuChat         *self)
{
  append (self, transfer);
  if (maju_file_transfer_get_is_own (transfer))
    return;

  add_unread (self);
  g_signal_emit (self, signals[OFFERED], 0, transfer);
}

MajuChat *
maju_chat_new (MajuParticipant *own,
               MajuClock       *clock)
{
  MajuChat *self = g_object_new (MAJU_TYPE_CHAT, NULL);

  self->own = g_object_ref (own);
  self->clock = g_object_ref (clock);
  self->files = maju_files_new (own, clock);
  g_signal_connect_object (self->files, "added",
                           G_CALLBACK (file_added_cb), self, 0);

  return self;
}

static gboolean
send_to (MajuChat        *self,
         MajuChatMessage *message,
         MajuChatPeer    *peer)
{
  g_autoptr(MajuChannelMessage) text = NULL;
  GDateTime *time = maju_chat_message_get_time (message);

  text = maju_channel_message_new (MAJU_CHANNEL_TEXT);
  text->number = maju_chat_message_get_number (message);
  text->text = g_strdup (maju_chat_message_get_text (message));
  text->time = g_date_time_to_unix (time) * 1000 +
    g_date_time_get_microsecond (time) / 1000;

  return maju_chat_peer_send (peer, text);
}

/* In order, from the oldest that they lack, and never so many that the other
 * side would take it for a flood. */
static void
flush (MajuChat     *self,
       MajuChatPeer *peer)
{
  guint n = 0;

  for (guint i = 0; i < self->undelivered->len; i++)
    {
      MajuChatMessage *message = g_ptr_array_index (self->undelivered, i);

      if (!maju_chat_message_is_awaited (message, peer))
        continue;
      if (n++ == MAJU_LIMIT_CHAT_ROUND || !send_to (self, message, peer))
        return;
    }
}

static gboolean
resend_cb (gpointer user_data)
{
  MajuChat *self = user_data;

  if (self->undelivered->len == 0)
    {
      self->resend_id = 0;
      return G_SOURCE_REMOVE;
    }

  for (guint i = 0; i < self->peers->len; i++)
    flush (self, g_ptr_array_index (self->peers, i));

  return G_SOURCE_CONTINUE;
}

static void
watch_delivery (MajuChat *self)
{
  if (self->resend_id == 0 && self->undelivered->len > 0)
    self->resend_id = maju_clock_add_timeout (self->clock, RESEND_MS, resend_cb,
                                              self);
}

static void
drop_delivered (MajuChat *self)
{
  for (guint i = self->undelivered->len; i-- > 0;)
    {
      MajuChatMessage *message = g_ptr_array_index (self->undelivered, i);

      if (maju_chat_message_get_delivery (message) == MAJU_DELIVERY_DELIVERED)
        g_ptr_array_remove_index (self->undelivered, i);
    }
}

/* Who somebody is, also when they come back. */
static const char *
get_key (MajuParticipant *sender)
{
  const char *fingerprint = maju_participant_get_fingerprint (sender);

  return fingerprint ? fingerprint : maju_participant_get_id (sender);
}

/* As the others make it, also in another window of the same person. */
static const char *
get_own_key (MajuChat *self)
{
  const char *fingerprint = maju_participant_get_fingerprint (self->own);

  return fingerprint ? fingerprint : self->own_key;
}

static char *
make_id (const char *key,
         guint64     number)
{
  g_autofree char *text = g_strdup_printf ("%s %" G_GUINT64_FORMAT, key, number);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/* Remembers the number; %FALSE when it had been seen before. */
static gboolean
see (MajuChat        *self,
     MajuParticipant *sender,
     guint64          number)
{
  const char *key = get_key (sender);
  MajuChatWindow *seen;

  seen = g_hash_table_lookup (self->seen, key);
  if (!seen)
    {
      seen = g_new0 (MajuChatWindow, 1);
      g_hash_table_insert (self->seen, g_strdup (key), seen);
    }

  return maju_chat_window_see (seen, number);
}

/* The sender's time when it can be true: what was pending comes late, but not
 * from the future. */
static GDateTime *
plausible_time (gint64 time_ms)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) utc = NULL;
  GTimeSpan age;

  if (time_ms > 0 && time_ms < G_MAXINT64 / 1000)
    utc = g_date_time_new_from_unix_utc_usec (time_ms * 1000);
  if (!utc)
    return g_steal_pointer (&now);

  age = g_date_time_difference (now, utc);
  if (age < 0 || age > OLDEST_US)
    return g_steal_pointer (&now);

  return g_date_time_to_local (utc);
}

static void
receive_text (MajuChat           *self,
              MajuChatPeer       *peer,
              MajuChannelMessage *text)
{
  MajuParticipant *sender = maju_chat_peer_get_participant (peer);
  g_autoptr(MajuChannelMessage) received = NULL;
  g_autoptr(MajuChatMessage) message = NULL;
  g_autoptr(GDateTime) time = NULL;
  g_autofree char *clean = NULL;
  g_autofree char *id = NULL;

  received = maju_channel_message_new (MAJU_CHANNEL_RECEIVED);
  received->number = text->number;
  maju_chat_peer_send (peer, received);

  if (!see (self, sender, text->number))
    return;

  clean = g_strchug (maju_clean_text (text->text));
  if (clean[0] == '\0')
    return;

  time = plausible_time (text->time);
  id = make_id (get_key (sender), text->number);
  message = maju_chat_message_new (id, maju_participant_get_id (sender),
                                   maju_participant_get_display_name (sender),
                                   FALSE, clean, time, text->number);
  append (self, message);
  add_unread (self);
  g_signal_emit (self, signals[RECEIVED], 0, message);
}

static void
receive_delivery (MajuChat     *self,
                  MajuChatPeer *peer,
                  guint64       number)
{
  for (guint i = 0; i < self->undelivered->len; i++)
    {
      MajuChatMessage *message = g_ptr_array_index (self->undelivered, i);

      if (maju_chat_message_get_number (message) == number)
        {
          maju_chat_message_delivered_to (message, peer);
          break;
        }
    }
  drop_delivered (self);
}

static void
peer_message_cb (MajuChatPeer       *peer,
                 MajuChannelMessage *message,
                 MajuChat           *self)
{
  if (message->type == MAJU_CHANNEL_TEXT)
    receive_text (self, peer, message);
  else if (message->type == MAJU_CHANNEL_RECEIVED)
    receive_delivery (self, peer, message->number);
}

static void
peer_opened_cb (MajuChatPeer *peer,
                MajuChat     *self)
{
  flush (self, peer);
}

void
maju_chat_add_peer (MajuChat     *self,
                    MajuChatPeer *peer)
{
  g_ptr_array_add (self->peers, g_object_ref (peer));
  g_signal_connect_object (peer, "opened", G_CALLBACK (peer_opened_cb), self, 0);
  g_signal_connect_object (peer, "message", G_CALLBACK (peer_message_cb), self, 0);

  /* What nobody has yet is for whoever comes. */
  for (guint i = 0; i < self->undelivered->len; i++)
    {
      MajuChatMessage *message = g_ptr_array_index (self->undelivered, i);

      if (maju_chat_message_get_delivery (message) == MAJU_DELIVERY_PENDING)
        maju_chat_message_await (message, peer);
    }
  flush (self, peer);
}

void
maju_chat_remove_peer (MajuChat     *self,
                       MajuChatPeer *peer)
{
  g_signal_handlers_disconnect_by_data (peer, self);
  for (guint i = 0; i < self->undelivered->len; i++)
    maju_chat_message_give_up (g_ptr_array_index (self->undelivered, i), peer);
  drop_delivered (self);
  g_ptr_array_remove (self->peers, peer);
}

gboolean
maju_chat_send (MajuChat   *self,
                const char *text,
                GError    **error)
{
  g_autoptr(MajuChatMessage) message = NULL;
  g_autoptr(GDateTime) now = NULL;
  g_autofree char *stripped = NULL;
  g_autofree char *clean = NULL;
  g_autofree char *id = NULL;

  g_return_val_if_fail (MAJU_IS_CHAT (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  stripped = g_strstrip (g_utf8_make_valid (text, -1));
  if (g_utf8_strlen (stripped, -1) > MAJU_LIMIT_CHAT_TEXT)
    {
      g_set_error (error, MAJU_CALL_ERROR, MAJU_CALL_ERROR_FAILED,
                   _("The message is too long: at most %d characters can be "
                     "sent at once."), MAJU_LIMIT_CHAT_TEXT);
      return FALSE;
    }
  clean = maju_clean_text (stripped);
  if (clean[0] == '\0')
    return TRUE;

  now = g_date_time_new_now_local ();
  self->last_number++;
  id = make_id (get_own_key (self), self->last_number);
  message = maju_chat_message_new (id, maju_participant_get_id (self->own),
                                   maju_participant_get_display_name (self->own),
                                   TRUE, clean, now, self->last_number);
  append (self, message);
  g_ptr_array_add (self->undelivered, g_object_ref (message));
  for (guint i = 0; i < self->peers->len; i++)
    maju_chat_message_await (message, g_ptr_array_index (self->peers, i));
  /* Who waits for more than that gets it in a later round, in order. */
  for (guint i = 0; i < self->peers->len &&
       self->undelivered->len <= MAJU_LIMIT_CHAT_ROUND; i++)
    send_to (self, message, g_ptr_array_index (self->peers, i));
  watch_delivery (self);

  return TRUE;
}

guint
maju_chat_get_unread (MajuChat *self)
{
  g_return_val_if_fail (MAJU_IS_CHAT (self), 0);

  return self->unread;
}

MajuFiles *
maju_chat_get_files (MajuChat *self)
{
  g_return_val_if_fail (MAJU_IS_CHAT (self), NULL);

  return self->files;
}

void
maju_chat_mark_read (MajuChat *self)
{
  g_return_if_fail (MAJU_IS_CHAT (self));

  if (self->unread == 0)
    return;

  self->unread = 0;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNREAD]);
}
