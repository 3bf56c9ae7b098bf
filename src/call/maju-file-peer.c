/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-file-peer-private.h"

#include "maju-limits.h"
#include "maju-token-bucket.h"

/* How much may wait in the channel: what is behind it is chat and heartbeats. */
#define MAX_BUFFERED (64 * 1024)

/* A channel does not say when it has room again. */
#define PUMP_MS 50
#define CHECK_MS 5000

struct _MajuFilePeer
{
  GObject parent_instance;

  MajuParticipant *participant;
  MajuClock *clock;
  MajuTokenBucket bucket;
  const MajuFileWay *way;       /* (nullable) */
  gpointer user_data;
  gboolean open;
  gboolean closed;

  GPtrArray *senders;           /* that are open, in the order of their offers */
  GHashTable *receivers;        /* id -> MajuFileReceiver, all */
  guint32 last_id;              /* of ours */
  guint32 last_offer;           /* of theirs */
  guint turn;                   /* whose part is next */
  guint pump_id;
  guint check_id;
};

G_DEFINE_FINAL_TYPE (MajuFilePeer, maju_file_peer, G_TYPE_OBJECT)

enum
{
  OFFERED,
  FLOODED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
stop_timeout (MajuFilePeer *self,
              guint        *id)
{
  if (*id)
    maju_clock_remove_timeout (self->clock, *id);
  *id = 0;
}

static void
maju_file_peer_dispose (GObject *object)
{
  MajuFilePeer *self = MAJU_FILE_PEER (object);

  self->way = NULL;
  self->open = FALSE;
  stop_timeout (self, &self->pump_id);
  stop_timeout (self, &self->check_id);
  g_ptr_array_set_size (self->senders, 0);
  g_hash_table_remove_all (self->receivers);
  g_clear_object (&self->participant);

  G_OBJECT_CLASS (maju_file_peer_parent_class)->dispose (object);
}

static void
maju_file_peer_finalize (GObject *object)
{
  MajuFilePeer *self = MAJU_FILE_PEER (object);

  g_ptr_array_unref (self->senders);
  g_hash_table_unref (self->receivers);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (maju_file_peer_parent_class)->finalize (object);
}

static void
maju_file_peer_class_init (MajuFilePeerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = maju_file_peer_dispose;
  object_class->finalize = maju_file_peer_finalize;

  signals[OFFERED] =
    g_signal_new ("offered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, MAJU_TYPE_FILE_TRANSFER);
  signals[FLOODED] =
    g_signal_new ("flooded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
maju_file_peer_init (MajuFilePeer *self)
{
  self->senders = g_ptr_array_new_with_free_func (g_object_unref);
  self->receivers = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
}

MajuFilePeer *
maju_file_peer_new (MajuParticipant *participant,
                    MajuClock       *clock)
{
  MajuFilePeer *self = g_object_new (MAJU_TYPE_FILE_PEER, NULL);

  self->participant = g_object_ref (participant);
  self->clock = g_object_ref (clock);
  maju_token_bucket_init (&self->bucket, MAJU_LIMIT_FILES_RATE,
                          MAJU_LIMIT_FILES_BURST,
                          maju_clock_get_now (clock));

  return self;
}

MajuParticipant *
maju_file_peer_get_participant (MajuFilePeer *self)
{
  return self->participant;
}

static void
send_message (MajuFilePeer    *self,
              MajuFileMessage *message)
{
  g_autofree char *text = NULL;

  if (!self->open)
    return;

  text = maju_file_message_print (message);
  if (!self->way->send_text (text, self->user_data))
    g_debug ("Files: not sent yet");
}

/* What is not heard is said again when it is asked for. */
static void
message_cb (GObject         *object,
            MajuFileMessage *message,
            MajuFilePeer    *self)
{
  send_message (self, message);
}

static guint64
count_in_flight (MajuFilePeer *self)
{
  guint64 n = 0;

  for (guint i = 0; i < self->senders->len; i++)
    n += maju_file_sender_get_in_flight (g_ptr_array_index (self->senders, i));

  return n;
}

/* Of whichever file has one, each in its turn. */
static GBytes *
take_chunk (MajuFilePeer    *self,
            MajuFileSender **sender)
{
  for (guint i = 0; i < self->senders->len; i++)
    {
      GBytes *chunk;

      *sender = g_ptr_array_index (self->senders,
                                   self->turn++ % self->senders->len);
      chunk = maju_file_sender_take_chunk (*sender);
      if (chunk)
        return chunk;
    }

  return NULL;
}

static void
pump (MajuFilePeer *self)
{
  while (self->open &&
         count_in_flight (self) + MAJU_LIMIT_FILE_CHUNK <= MAJU_LIMIT_FILE_WINDOW &&
         self->way->get_buffered (self->user_data) < MAX_BUFFERED)
    {
      MajuFileSender *sender;
      g_autoptr(GBytes) chunk = take_chunk (self, &sender);

      if (!chunk)
        return;
      if (!self->way->send_bytes (chunk, self->user_data))
        {
          maju_file_sender_put_back (sender, chunk);
          return;
        }
    }
}

static gboolean
pump_cb (gpointer user_data)
{
  MajuFilePeer *self = user_data;

  for (guint i = 0; i < self->senders->len; i++)
    {
      MajuFileSender *sender = g_ptr_array_index (self->senders, i);

      if (maju_file_sender_get_state (sender) == MAJU_TRANSFER_ACTIVE &&
          self->open)
        {
          pump (self);
          return G_SOURCE_CONTINUE;
        }
    }
  self->pump_id = 0;

  return G_SOURCE_REMOVE;
}

static void
ready_cb (MajuFileSender *sender,
          MajuFilePeer   *self)
{
  if (self->pump_id == 0 && self->open)
    self->pump_id = maju_clock_add_timeout (self->clock, PUMP_MS, pump_cb, self);
  pump (self);
}

static void
changed_cb (MajuFileSender *sender,
            MajuFilePeer   *self)
{
  if (maju_file_sender_get_state (sender) <= MAJU_TRANSFER_ACTIVE)
    return;

  g_ptr_array_remove (self->senders, sender);
  pump (self);
}

static gboolean
check_cb (gpointer user_data)
{
  MajuFilePeer *self = user_data;

  if (self->senders->len == 0)
    {
      self->check_id = 0;
      return G_SOURCE_REMOVE;
    }

  for (guint i = 0; i < self->senders->len && self->open; i++)
    maju_file_sender_check (g_ptr_array_index (self->senders, i));

  return G_SOURCE_CONTINUE;
}

void
maju_file_peer_set_way (MajuFilePeer      *self,
                        const MajuFileWay *way,
                        gpointer           user_data)
{
  maju_file_peer_set_open (self, FALSE);
  self->way = way;
  self->user_data = user_data;
}

void
maju_file_peer_set_open (MajuFilePeer *self,
                         gboolean      open)
{
  GHashTableIter iter;
  gpointer receiver;

  open = open && self->way && !self->closed;
  if (self->open == open)
    return;

  self->open = open;
  g_hash_table_iter_init (&iter, self->receivers);
  while (g_hash_table_iter_next (&iter, NULL, &receiver))
    maju_file_receiver_set_open (receiver, open);
  for (guint i = 0; i < self->senders->len; i++)
    {
      MajuFileSender *sender = g_ptr_array_index (self->senders, i);

      if (open)
        maju_file_sender_offer (sender);
      maju_file_sender_set_open (sender, open);
    }
}

static void
charge (MajuFilePeer *self,
        gsize         cost)
{
  gint64 now = maju_clock_get_now (self->clock);

  if (!maju_token_bucket_take (&self->bucket, cost, now))
    g_signal_emit (self, signals[FLOODED], 0);
}

static guint
count_open_offers (MajuFilePeer *self)
{
  GHashTableIter iter;
  gpointer receiver;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->receivers);
  while (g_hash_table_iter_next (&iter, NULL, &receiver))
    n += maju_file_transfer_is_open (maju_file_receiver_get_transfer (receiver));

  return n;
}

static void
refuse (MajuFilePeer  *self,
        guint32        id,
        MajuFileReason reason)
{
  g_autoptr(MajuFileMessage) message = NULL;

  message = maju_file_message_new (MAJU_FILE_REFUSE, id);
  message->reason = reason;
  send_message (self, message);
}

static void
receive_new_offer (MajuFilePeer    *self,
                   MajuFileMessage *offer)
{
  g_autoptr(MajuFileReceiver) receiver = NULL;

  charge (self, MAJU_LIMIT_FILES_OFFER_COST);
  if (count_open_offers (self) >= MAJU_LIMIT_FILE_OFFERS_OPEN ||
      g_hash_table_size (self->receivers) >= MAJU_LIMIT_FILE_OFFERS)
    {
      refuse (self, offer->id, MAJU_FILE_REASON_BUSY);
      return;
    }
  /* It was refused so before, or this is nobody who counts. */
  if (offer->id <= self->last_offer)
    {
      refuse (self, offer->id, MAJU_FILE_REASON_FAILED);
      return;
    }

  self->last_offer = offer->id;
  receiver = maju_file_receiver_new (self->participant, offer);
  g_signal_connect_object (receiver, "send", G_CALLBACK (message_cb), self, 0);
  g_hash_table_insert (self->receivers, GUINT_TO_POINTER (offer->id),
                       g_object_ref (receiver));
  g_signal_emit (self, signals[OFFERED], 0,
                 maju_file_receiver_get_transfer (receiver));
}

static MajuFileSender *
find_sender (MajuFilePeer *self,
             guint32       id)
{
  for (guint i = 0; i < self->senders->len; i++)
    {
      MajuFileSender *sender = g_ptr_array_index (self->senders, i);

      if (maju_file_sender_get_id (sender) == id)
        return sender;
    }

  return NULL;
}

static void
receive_answer (MajuFilePeer    *self,
                MajuFileMessage *message)
{
  g_autoptr(MajuFileSender) sender = NULL;
  g_autoptr(MajuFileMessage) withdrawal = NULL;

  g_set_object (&sender, find_sender (self, message->id));
  if (sender)
    {
      maju_file_sender_receive (sender, message);
      return;
    }
  if (message->type != MAJU_FILE_ACCEPT &&
      message->type != MAJU_FILE_ACKNOWLEDGE)
    return;

  withdrawal = maju_file_message_new (MAJU_FILE_WITHDRAW, message->id);
  withdrawal->reason = MAJU_FILE_REASON_CANCELLED;
  send_message (self, withdrawal);
}

static void
receive_message (MajuFilePeer    *self,
                 MajuFileMessage *message)
{
  MajuFileReceiver *receiver;

  switch (message->type)
    {
    case MAJU_FILE_OFFER:
    case MAJU_FILE_WITHDRAW:
      receiver = g_hash_table_lookup (self->receivers,
                                      GUINT_TO_POINTER (message->id));
      if (receiver)
        maju_file_receiver_receive (receiver, message);
      else if (message->type == MAJU_FILE_OFFER)
        receive_new_offer (self, message);
      break;
    case MAJU_FILE_ACCEPT:
    case MAJU_FILE_REFUSE:
    case MAJU_FILE_ACKNOWLEDGE:
    case MAJU_FILE_DONE:
    default:
      receive_answer (self, message);
      break;
    }
}

static void
receive_chunk (MajuFilePeer *self,
               GBytes       *data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) body = NULL;
  MajuFileReceiver *receiver = NULL;
  guint32 id;
  guint64 offset;

  body = maju_file_chunk_parse (data, &id, &offset, &error);
  if (body)
    receiver = g_hash_table_lookup (self->receivers, GUINT_TO_POINTER (id));
  else
    g_debug ("Files: dropped a part: %s", error->message);

  /* What was asked for costs nothing. */
  if (!receiver || !maju_file_receiver_take_chunk (receiver, offset, body))
    charge (self, 1 + g_bytes_get_size (data) / 1024);
}

void
maju_file_peer_receive (MajuFilePeer *self,
                        GBytes       *data,
                        gboolean      is_text)
{
  g_autoptr(MajuFilePeer) alive = g_object_ref (self);
  g_autoptr(MajuFileMessage) message = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  const char *text;

  if (self->closed)
    return;
  if (!is_text)
    {
      receive_chunk (self, data);
      return;
    }

  text = g_bytes_get_data (data, &length);
  message = maju_file_message_parse (text, length, &error);
  /* Acknowledgements are as many as the parts that we sent. */
  if (!message || message->type != MAJU_FILE_ACKNOWLEDGE ||
      !find_sender (self, message->id))
    charge (self, 1 + length / 1024);
  if (message)
    receive_message (self, message);
  else
    g_debug ("Files: dropped a message: %s", error->message);
}

MajuFileSender *
maju_file_peer_send (MajuFilePeer   *self,
                     MajuFileSource *source)
{
  g_autoptr(MajuFileSender) sender = NULL;
  const char *person;

  if (self->closed || self->senders->len >= MAJU_LIMIT_FILE_OFFERS_OPEN ||
      self->last_id >= MAJU_LIMIT_FILE_OFFERS)
    return NULL;

  person = maju_participant_get_display_name (self->participant);
  sender = maju_file_sender_new (source, person, ++self->last_id);
  g_signal_connect_object (sender, "send", G_CALLBACK (message_cb), self, 0);
  g_signal_connect_object (sender, "ready", G_CALLBACK (ready_cb), self, 0);
  g_signal_connect_object (sender, "changed", G_CALLBACK (changed_cb), self, 0);
  g_ptr_array_add (self->senders, g_object_ref (sender));
  if (self->check_id == 0)
    self->check_id = maju_clock_add_timeout (self->clock, CHECK_MS, check_cb,
                                             self);
  maju_file_sender_set_open (sender, self->open);
  if (self->open)
    maju_file_sender_offer (sender);

  return g_steal_pointer (&sender);
}

void
maju_file_peer_close (MajuFilePeer *self)
{
  g_autoptr(GPtrArray) senders = NULL;
  GHashTableIter iter;
  gpointer receiver;

  if (self->closed)
    return;

  maju_file_peer_set_way (self, NULL, NULL);
  self->closed = TRUE;
  stop_timeout (self, &self->pump_id);
  stop_timeout (self, &self->check_id);
  senders = g_ptr_array_copy (self->senders, (GCopyFunc) (void *) g_object_ref,
                              NULL);
  g_ptr_array_set_free_func (senders, g_object_unref);
  for (guint i = 0; i < senders->len; i++)
    maju_file_sender_lose (g_ptr_array_index (senders, i));
  g_hash_table_iter_init (&iter, self->receivers);
  while (g_hash_table_iter_next (&iter, NULL, &receiver))
    maju_file_receiver_lose (receiver);
}
