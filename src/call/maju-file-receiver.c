/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-file-receiver-private.h"

#include "maju-file-error-private.h"
#include "maju-file-sink-private.h"
#include "maju-limits.h"

struct _MajuFileReceiver
{
  GObject parent_instance;

  MajuFileTransfer *transfer;
  char *person;
  char *sha256;
  guint32 id;
  guint64 size;

  MajuFileSink *sink;           /* (nullable) */
  GPtrArray *pieces;            /* of GBytes, not yet being written */
  guint64 expected;             /* where the next part begins */
  guint64 written;
  gboolean ready;               /* the sink is open */
  gboolean busy;                /* it works */
  gboolean asked;               /* to go back, since the last good part */
  MajuFileReason reason;        /* why it was refused */
};

G_DEFINE_FINAL_TYPE (MajuFileReceiver, maju_file_receiver, G_TYPE_OBJECT)

enum
{
  SEND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
maju_file_receiver_dispose (GObject *object)
{
  MajuFileReceiver *self = MAJU_FILE_RECEIVER (object);

  if (self->sink)
    maju_file_sink_discard (self->sink);
  g_clear_object (&self->sink);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (maju_file_receiver_parent_class)->dispose (object);
}

static void
maju_file_receiver_finalize (GObject *object)
{
  MajuFileReceiver *self = MAJU_FILE_RECEIVER (object);

  g_ptr_array_unref (self->pieces);
  g_free (self->person);
  g_free (self->sha256);

  G_OBJECT_CLASS (maju_file_receiver_parent_class)->finalize (object);
}

static void
maju_file_receiver_class_init (MajuFileReceiverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_file_receiver_dispose;
  object_class->finalize = maju_file_receiver_finalize;

  signals[SEND] =
    g_signal_new ("send", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static GPtrArray *
new_pieces (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

static void
maju_file_receiver_init (MajuFileReceiver *self)
{
  self->pieces = new_pieces ();
}

static MajuTransferState
get_state (MajuFileReceiver *self)
{
  return maju_file_transfer_get_state (self->transfer);
}

static void
say (MajuFileReceiver   *self,
     MajuFileMessageType type)
{
  g_autoptr(MajuFileMessage) message = maju_file_message_new (type, self->id);

  if (type == MAJU_FILE_ACCEPT)
    message->offset = self->expected;
  else if (type == MAJU_FILE_ACKNOWLEDGE)
    message->offset = self->written;
  else if (type == MAJU_FILE_REFUSE)
    message->reason = self->reason;
  g_signal_emit (self, signals[SEND], 0, message);
}

static void
drop_sink (MajuFileReceiver *self)
{
  if (self->sink)
    maju_file_sink_discard (self->sink);
  g_clear_object (&self->sink);
  g_ptr_array_set_size (self->pieces, 0);
}

/* Takes @error. */
static void
fail (MajuFileReceiver *self,
      GError           *error)
{
  g_autoptr(GError) words = NULL;

  self->reason = maju_file_error_get_reason (error);
  words = maju_file_error_new_save (maju_file_transfer_get_name (self->transfer),
                                    self->size, error);
  g_error_free (error);
  drop_sink (self);
  say (self, MAJU_FILE_REFUSE);
  maju_file_transfer_fail (self->transfer, FALSE, words);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MajuFileReceiver) self = user_data;
  MajuFileSink *sink = MAJU_FILE_SINK (source);
  g_autoptr(GFile) file = NULL;
  GError *error = NULL;

  self->busy = FALSE;
  file = maju_file_sink_close_finish (sink, result, &error);
  if (self->sink != sink)
    {
      g_clear_error (&error);
      return;
    }
  if (!file)
    {
      fail (self, error);
      return;
    }

  g_clear_object (&self->sink);
  maju_file_transfer_set_file (self->transfer, file);
  maju_file_transfer_set_progress (self->transfer, 1, self->size);
  maju_file_transfer_set_state (self->transfer, MAJU_TRANSFER_DONE);
  say (self, MAJU_FILE_DONE);
}

static void work (MajuFileReceiver *self);

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MajuFileReceiver) self = user_data;
  MajuFileSink *sink = MAJU_FILE_SINK (source);
  GError *error = NULL;
  gboolean written;

  self->busy = FALSE;
  written = maju_file_sink_write_finish (sink, result, &error);
  if (self->sink != sink)
    {
      g_clear_error (&error);
      return;
    }
  if (!written)
    {
      fail (self, error);
      return;
    }

  self->written = self->expected;
  for (guint i = 0; i < self->pieces->len; i++)
    self->written -= g_bytes_get_size (g_ptr_array_index (self->pieces, i));
  maju_file_transfer_set_progress (self->transfer,
                                   (double) self->written / self->size,
                                   self->written);
  say (self, MAJU_FILE_ACKNOWLEDGE);
  work (self);
}

/* Writes what has come, or finishes. */
static void
work (MajuFileReceiver *self)
{
  GPtrArray *pieces;

  if (!self->ready || self->busy || !self->sink)
    return;

  if (self->pieces->len > 0)
    {
      self->busy = TRUE;
      pieces = g_steal_pointer (&self->pieces);
      self->pieces = new_pieces ();
      maju_file_sink_write_async (self->sink, pieces, written_cb,
                                  g_object_ref (self));
    }
  else if (self->written == self->size)
    {
      self->busy = TRUE;
      maju_file_sink_close_async (self->sink, closed_cb, g_object_ref (self));
    }
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MajuFileReceiver) self = user_data;
  MajuFileSink *sink = MAJU_FILE_SINK (source);
  GError *error = NULL;
  gboolean opened;

  self->busy = FALSE;
  opened = maju_file_sink_open_finish (sink, result, &error);
  if (self->sink != sink)
    {
      g_clear_error (&error);
      return;
    }
  if (!opened)
    {
      fail (self, error);
      return;
    }

  self->ready = TRUE;
  if (self->size > 0)
    say (self, MAJU_FILE_ACCEPT);
  work (self);
}

static void
accepted_cb (MajuFileTransfer *transfer,
             GFile            *folder,
             const char       *name,
             MajuFileReceiver *self)
{
  self->sink = maju_file_sink_new (folder,
                                   name ? name
                                        : maju_file_transfer_get_name (transfer),
                                   name != NULL, self->size, self->sha256);
  self->busy = TRUE;
  maju_file_transfer_set_state (transfer, MAJU_TRANSFER_ACTIVE);
  maju_file_sink_open_async (self->sink, opened_cb, g_object_ref (self));
}

static void
refused_cb (MajuFileTransfer *transfer,
            MajuFileReceiver *self)
{
  self->reason = MAJU_FILE_REASON_DECLINED;
  maju_file_transfer_set_state (transfer, MAJU_TRANSFER_REFUSED);
  say (self, MAJU_FILE_REFUSE);
}

static void
cancelled_cb (MajuFileTransfer *transfer,
              MajuFileReceiver *self)
{
  self->reason = MAJU_FILE_REASON_CANCELLED;
  drop_sink (self);
  maju_file_transfer_fail (transfer, TRUE, NULL);
  say (self, MAJU_FILE_REFUSE);
}

MajuFileReceiver *
maju_file_receiver_new (MajuParticipant *sender,
                        MajuFileMessage *offer)
{
  MajuFileReceiver *self = g_object_new (MAJU_TYPE_FILE_RECEIVER, NULL);

  self->person = g_strdup (maju_participant_get_display_name (sender));
  self->transfer = maju_file_transfer_new (maju_participant_get_id (sender),
                                           self->person, FALSE, offer->name,
                                           offer->media_type, offer->size);
  self->sha256 = g_strdup (offer->sha256);
  self->id = offer->id;
  self->size = offer->size;
  g_signal_connect_object (self->transfer, "accepted",
                           G_CALLBACK (accepted_cb), self, 0);
  g_signal_connect_object (self->transfer, "refused",
                           G_CALLBACK (refused_cb), self, 0);
  g_signal_connect_object (self->transfer, "cancelled",
                           G_CALLBACK (cancelled_cb), self, 0);

  return self;
}

MajuFileTransfer *
maju_file_receiver_get_transfer (MajuFileReceiver *self)
{
  return self->transfer;
}

/* What was said to it before. */
static void
answer_again (MajuFileReceiver *self)
{
  switch (get_state (self))
    {
    case MAJU_TRANSFER_ACTIVE:
      self->asked = TRUE;
      if (self->ready && self->expected < self->size)
        say (self, MAJU_FILE_ACCEPT);
      break;
    case MAJU_TRANSFER_DONE:
      say (self, MAJU_FILE_DONE);
      break;
    case MAJU_TRANSFER_REFUSED:
    case MAJU_TRANSFER_CANCELLED:
    case MAJU_TRANSFER_FAILED:
      say (self, MAJU_FILE_REFUSE);
      break;
    case MAJU_TRANSFER_PREPARING:
    case MAJU_TRANSFER_OFFERED:
    default:
      break;
    }
}

/* The same number must be the same file. */
static void
receive_offer (MajuFileReceiver *self,
               MajuFileMessage  *offer)
{
  g_autoptr(GError) error = NULL;

  if (offer->size == self->size && g_str_equal (offer->sha256, self->sha256))
    {
      answer_again (self);
      return;
    }

  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                               "Another file");
  if (maju_file_transfer_is_open (self->transfer))
    fail (self, g_steal_pointer (&error));
  else
    say (self, MAJU_FILE_REFUSE);
}

static void
receive_withdrawal (MajuFileReceiver *self,
                    MajuFileReason    reason)
{
  g_autoptr(GError) error = NULL;

  if (!maju_file_transfer_is_open (self->transfer))
    return;

  self->reason = MAJU_FILE_REASON_CANCELLED;
  error =
    maju_file_error_new_withdrawn (maju_file_transfer_get_name (self->transfer),
                                   self->person, reason);
  drop_sink (self);
  maju_file_transfer_fail (self->transfer,
                           reason == MAJU_FILE_REASON_CANCELLED, error);
}

void
maju_file_receiver_receive (MajuFileReceiver *self,
                            MajuFileMessage  *message)
{
  if (message->type == MAJU_FILE_OFFER)
    receive_offer (self, message);
  else if (message->type == MAJU_FILE_WITHDRAW)
    receive_withdrawal (self, message->reason);
}

gboolean
maju_file_receiver_take_chunk (MajuFileReceiver *self,
                               guint64           offset,
                               GBytes           *body)
{
  gsize length = g_bytes_get_size (body);
  guint64 end = offset + length;

  if (get_state (self) != MAJU_TRANSFER_ACTIVE || !self->ready ||
      end > self->size ||
      (length != MAJU_LIMIT_FILE_CHUNK && end != self->size))
    return FALSE;

  if (offset != self->expected)
    {
      /* Something was lost with a path; what was sent before is in the way. */
      if (offset > self->expected && !self->asked)
        {
          self->asked = TRUE;
          say (self, MAJU_FILE_ACCEPT);
        }
      return FALSE;
    }
  if (end > self->written + MAJU_LIMIT_FILE_WINDOW)
    return FALSE;

  self->asked = FALSE;
  self->expected = end;
  g_ptr_array_add (self->pieces, g_bytes_ref (body));
  work (self);

  return TRUE;
}

void
maju_file_receiver_set_open (MajuFileReceiver *self,
                             gboolean          open)
{
  maju_file_transfer_set_waiting (self->transfer,
                                  !open &&
                                  get_state (self) == MAJU_TRANSFER_ACTIVE);
}

void
maju_file_receiver_lose (MajuFileReceiver *self)
{
  g_autoptr(GError) error = NULL;

  if (!maju_file_transfer_is_open (self->transfer))
    return;

  error = maju_file_error_new_left (maju_file_transfer_get_name (self->transfer),
                                    self->person);
  drop_sink (self);
  maju_file_transfer_fail (self->transfer, FALSE, error);
}
