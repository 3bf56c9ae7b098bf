/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-file-sender-private.h"

#include "maju-file-error-private.h"
#include "maju-limits.h"

/* What is read at once. */
#define BLOCK (16 * MAJU_LIMIT_FILE_CHUNK)

/* An offer that nobody has answered is said again every so many checks. */
#define OFFER_CHECKS 6

struct _MajuFileSender
{
  GObject parent_instance;

  MajuFileSource *source;
  char *person;
  guint32 id;
  MajuTransferState state;
  GError *error;

  gboolean open;                /* there is a path */
  gboolean going;               /* they have said from where on, and hear us */
  guint64 sent;
  guint64 acknowledged;
  GBytes *block;                /* (nullable) what was read */
  guint64 block_offset;
  gboolean reading;
  guint quiet;                  /* checks without an answer */
};

G_DEFINE_FINAL_TYPE (MajuFileSender, maju_file_sender, G_TYPE_OBJECT)

enum
{
  SEND,
  READY,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
maju_file_sender_finalize (GObject *object)
{
  MajuFileSender *self = MAJU_FILE_SENDER (object);

  g_clear_object (&self->source);
  g_clear_pointer (&self->block, g_bytes_unref);
  g_clear_error (&self->error);
  g_free (self->person);

  G_OBJECT_CLASS (maju_file_sender_parent_class)->finalize (object);
}

static void
maju_file_sender_class_init (MajuFileSenderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->finalize = maju_file_sender_finalize;

  signals[SEND] =
    g_signal_new ("send", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[READY] =
    g_signal_new ("ready", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[CHANGED] =
    g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
maju_file_sender_init (MajuFileSender *self)
{
  self->state = MAJU_TRANSFER_OFFERED;
}

MajuFileSender *
maju_file_sender_new (MajuFileSource *source,
                      const char     *person,
                      guint32         id)
{
  MajuFileSender *self = g_object_new (MAJU_TYPE_FILE_SENDER, NULL);

  self->source = g_object_ref (source);
  self->person = g_strdup (person);
  self->id = id;

  return self;
}

static gboolean
is_open (MajuFileSender *self)
{
  return self->state <= MAJU_TRANSFER_ACTIVE;
}

static void
send_message (MajuFileSender  *self,
              MajuFileMessage *message)
{
  g_signal_emit (self, signals[SEND], 0, message);
}

static void
withdraw (MajuFileSender *self,
          MajuFileReason  reason)
{
  g_autoptr(MajuFileMessage) message = NULL;

  message = maju_file_message_new (MAJU_FILE_WITHDRAW, self->id);
  message->reason = reason;
  send_message (self, message);
}

/* Takes @error. */
static void
end (MajuFileSender   *self,
     MajuTransferState state,
     GError           *error)
{
  self->state = state;
  self->error = error;
  self->going = FALSE;
  g_clear_pointer (&self->block, g_bytes_unref);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(MajuFileSender) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) block = NULL;

  self->reading = FALSE;
  block = maju_file_source_read_finish (MAJU_FILE_SOURCE (source), result, &error);
  if (!is_open (self))
    return;
  if (!block)
    {
      const char *name = maju_file_source_get_name (self->source);

      withdraw (self, MAJU_FILE_REASON_FAILED);
      end (self, MAJU_TRANSFER_FAILED, maju_file_error_new_read (name, error));
      return;
    }

  self->block = g_steal_pointer (&block);
  g_signal_emit (self, signals[READY], 0);
}

/* Where the next part begins in what was read; reads on when it is not there. */
static gboolean
have_block (MajuFileSender *self)
{
  if (self->reading)
    return FALSE;

  if (self->block && self->sent >= self->block_offset &&
      self->sent < self->block_offset + g_bytes_get_size (self->block))
    return TRUE;

  g_clear_pointer (&self->block, g_bytes_unref);
  if (self->sent >= maju_file_source_get_size (self->source))
    return FALSE;

  self->reading = TRUE;
  self->block_offset = self->sent;
  maju_file_source_read_async (self->source, self->sent, BLOCK, read_cb,
                               g_object_ref (self));

  return FALSE;
}

guint32
maju_file_sender_get_id (MajuFileSender *self)
{
  return self->id;
}

MajuTransferState
maju_file_sender_get_state (MajuFileSender *self)
{
  return self->state;
}

const GError *
maju_file_sender_get_error (MajuFileSender *self)
{
  return self->error;
}

guint64
maju_file_sender_get_acknowledged (MajuFileSender *self)
{
  return self->acknowledged;
}

guint64
maju_file_sender_get_in_flight (MajuFileSender *self)
{
  return self->going ? self->sent - self->acknowledged : 0;
}

void
maju_file_sender_offer (MajuFileSender *self)
{
  g_autoptr(MajuFileMessage) message = NULL;

  if (!is_open (self))
    return;

  self->going = FALSE;
  self->quiet = 0;
  message = maju_file_message_new (MAJU_FILE_OFFER, self->id);
  message->name = g_strdup (maju_file_source_get_name (self->source));
  message->size = maju_file_source_get_size (self->source);
  message->media_type = g_strdup (maju_file_source_get_media_type (self->source));
  message->sha256 = g_strdup (maju_file_source_get_sha256 (self->source));
  send_message (self, message);
}

static void
receive_accept (MajuFileSender *self,
                guint64         offset)
{
  if (offset > maju_file_source_get_size (self->source))
    return;

  /* A block that is being read is of where we were. */
  self->going = TRUE;
  self->sent = offset;
  self->acknowledged = offset;
  self->state = MAJU_TRANSFER_ACTIVE;
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[READY], 0);
}

static void
receive_acknowledgement (MajuFileSender *self,
                         guint64         offset)
{
  if (!self->going || offset <= self->acknowledged || offset > self->sent)
    return;

  self->acknowledged = offset;
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[READY], 0);
}

static void
receive_refusal (MajuFileSender *self,
                 MajuFileReason  reason)
{
  const char *name = maju_file_source_get_name (self->source);

  switch (reason)
    {
    case MAJU_FILE_REASON_DECLINED:
      end (self, MAJU_TRANSFER_REFUSED, NULL);
      break;
    case MAJU_FILE_REASON_CANCELLED:
      end (self, MAJU_TRANSFER_CANCELLED,
           maju_file_error_new_refused (name, self->person, reason));
      break;
    case MAJU_FILE_REASON_FAILED:
    case MAJU_FILE_REASON_BUSY:
    case MAJU_FILE_REASON_FULL:
    case MAJU_FILE_REASON_WRONG:
    default:
      end (self, MAJU_TRANSFER_FAILED,
           maju_file_error_new_refused (name, self->person, reason));
      break;
    }
}

void
maju_file_sender_receive (MajuFileSender  *self,
                          MajuFileMessage *message)
{
  if (!is_open (self))
    {
      if (message->type == MAJU_FILE_ACCEPT ||
          message->type == MAJU_FILE_ACKNOWLEDGE)
        withdraw (self, MAJU_FILE_REASON_CANCELLED);
      return;
    }

  self->quiet = 0;
  switch (message->type)
    {
    case MAJU_FILE_ACCEPT:
      receive_accept (self, message->offset);
      break;
    case MAJU_FILE_ACKNOWLEDGE:
      receive_acknowledgement (self, message->offset);
      break;
    case MAJU_FILE_REFUSE:
      receive_refusal (self, message->reason);
      break;
    case MAJU_FILE_DONE:
      /* Who says so without having had it all only fools themselves. */
      self->sent = maju_file_source_get_size (self->source);
      self->acknowledged = self->sent;
      end (self, MAJU_TRANSFER_DONE, NULL);
      break;
    case MAJU_FILE_OFFER:
    case MAJU_FILE_WITHDRAW:
    default:
      break;
    }
}

void
maju_file_sender_set_open (MajuFileSender *self,
                           gboolean        open)
{
  if (self->open == open)
    return;

  self->open = open;
  if (!open)
    self->going = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
maju_file_sender_get_open (MajuFileSender *self)
{
  return self->open;
}

GBytes *
maju_file_sender_take_chunk (MajuFileSender *self)
{
  const guint8 *data;
  gsize size;
  gsize skip;
  gsize length;
  GBytes *chunk;

  if (!self->going || !have_block (self))
    return NULL;

  data = g_bytes_get_data (self->block, &size);
  skip = self->sent - self->block_offset;
  length = MIN (size - skip, MAJU_LIMIT_FILE_CHUNK);
  /* Where they go on need not be on the border of a part. */
  if (length < MAJU_LIMIT_FILE_CHUNK &&
      self->sent + length < maju_file_source_get_size (self->source))
    {
      g_clear_pointer (&self->block, g_bytes_unref);
      have_block (self);
      return NULL;
    }

  chunk = maju_file_chunk_print (self->id, self->sent, data + skip, length);
  self->sent += length;

  return chunk;
}

void
maju_file_sender_put_back (MajuFileSender *self,
                           GBytes         *chunk)
{
  guint32 id;
  guint64 offset;
  g_autoptr(GBytes) body = maju_file_chunk_parse (chunk, &id, &offset, NULL);

  g_return_if_fail (body && id == self->id);

  self->sent = offset;
}

void
maju_file_sender_check (MajuFileSender *self)
{
  guint patience = self->state == MAJU_TRANSFER_ACTIVE ? 1 : OFFER_CHECKS;

  if (is_open (self) && ++self->quiet > patience)
    maju_file_sender_offer (self);
}

void
maju_file_sender_cancel (MajuFileSender *self)
{
  if (!is_open (self))
    return;

  withdraw (self, MAJU_FILE_REASON_CANCELLED);
  end (self, MAJU_TRANSFER_CANCELLED, NULL);
}

void
maju_file_sender_lose (MajuFileSender *self)
{
  if (is_open (self))
    end (self, MAJU_TRANSFER_FAILED,
         maju_file_error_new_left (maju_file_source_get_name (self->source),
                                   self->person));
}
