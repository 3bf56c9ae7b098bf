/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-file-dispatch-private.h"

#include "maju-call-types.h"
#include "maju-file-error-private.h"

#include <glib/gi18n-lib.h>

struct _MajuFileDispatch
{
  GObject parent_instance;

  MajuFileSource *source;
  MajuFileTransfer *transfer;
  GPtrArray *peers;             /* until it is prepared */
  GPtrArray *senders;
  GCancellable *cancellable;
};

/* What the senders are doing. */
typedef struct
{
  guint n_offered;
  guint n_active;
  guint n_open;                 /* active with a path */
  guint n_done;
  guint n_refused;
  guint64 most;
  guint64 sum;                  /* of those who are active or done */
  MajuFileSender *failed;       /* (nullable): one that did, or was cancelled */
} Tally;

G_DEFINE_FINAL_TYPE (MajuFileDispatch, maju_file_dispatch, G_TYPE_OBJECT)

static void
maju_file_dispatch_dispose (GObject *object)
{
  MajuFileDispatch *self = MAJU_FILE_DISPATCH (object);

  g_cancellable_cancel (self->cancellable);
  g_ptr_array_set_size (self->peers, 0);
  g_ptr_array_set_size (self->senders, 0);
  g_clear_object (&self->source);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (maju_file_dispatch_parent_class)->dispose (object);
}

static void
maju_file_dispatch_finalize (GObject *object)
{
  MajuFileDispatch *self = MAJU_FILE_DISPATCH (object);

  g_ptr_array_unref (self->peers);
  g_ptr_array_unref (self->senders);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (maju_file_dispatch_parent_class)->finalize (object);
}

static void
maju_file_dispatch_class_init (MajuFileDispatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_file_dispatch_dispose;
  object_class->finalize = maju_file_dispatch_finalize;
}

static void
maju_file_dispatch_init (MajuFileDispatch *self)
{
  self->senders = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

static void
count (MajuFileDispatch *self,
       Tally            *tally)
{
  *tally = (Tally) { 0 };
  for (guint i = 0; i < self->senders->len; i++)
    {
      MajuFileSender *sender = g_ptr_array_index (self->senders, i);
      MajuTransferState state = maju_file_sender_get_state (sender);
      guint64 acknowledged = maju_file_sender_get_acknowledged (sender);

      if (state == MAJU_TRANSFER_OFFERED)
        tally->n_offered++;
      else if (state == MAJU_TRANSFER_ACTIVE)
        tally->n_active++;
      else if (state == MAJU_TRANSFER_DONE)
        tally->n_done++;
      else if (state == MAJU_TRANSFER_REFUSED)
        tally->n_refused++;
      else
        tally->failed = sender;

      if (state == MAJU_TRANSFER_ACTIVE && maju_file_sender_get_open (sender))
        tally->n_open++;
      if (state != MAJU_TRANSFER_ACTIVE && state != MAJU_TRANSFER_DONE)
        continue;
      tally->sum += acknowledged;
      tally->most = MAX (tally->most, acknowledged);
    }
}

/* Nobody is left who could get it. */
static void
conclude (MajuFileDispatch *self,
          const Tally      *tally)
{
  if (tally->n_done > 0)
    maju_file_transfer_set_state (self->transfer, MAJU_TRANSFER_DONE);
  else if (tally->failed)
    maju_file_transfer_fail (self->transfer,
                             maju_file_sender_get_state (tally->failed) ==
                             MAJU_TRANSFER_CANCELLED,
                             maju_file_sender_get_error (tally->failed));
  else
    maju_file_transfer_set_state (self->transfer, MAJU_TRANSFER_REFUSED);
}

static void
update (MajuFileDispatch *self)
{
  guint64 size = maju_file_transfer_get_size (self->transfer);
  guint n;
  Tally tally;

  if (!maju_file_transfer_is_open (self->transfer))
    return;

  count (self, &tally);
  n = tally.n_active + tally.n_done;
  maju_file_transfer_set_recipients (self->transfer, self->senders->len,
                                     tally.n_done);
  if (n > 0)
    maju_file_transfer_set_progress (self->transfer,
                                     size > 0 ? (double) tally.sum / n / size : 1,
                                     tally.most);
  if (tally.n_active == 0 && tally.n_offered == 0)
    {
      conclude (self, &tally);
      return;
    }

  maju_file_transfer_set_state (self->transfer,
                                tally.n_active > 0 ? MAJU_TRANSFER_ACTIVE
                                                   : MAJU_TRANSFER_OFFERED);
  maju_file_transfer_set_waiting (self->transfer,
                                  tally.n_active > 0 && tally.n_open == 0);
}

static void
sender_changed_cb (MajuFileSender   *sender,
                   MajuFileDispatch *self)
{
  update (self);
}

static void
fail_literal (MajuFileDispatch *self,
              const char       *words)
{
  g_autoptr(GError) error = NULL;

  error = g_error_new_literal (MAJU_CALL_ERROR, MAJU_CALL_ERROR_FAILED, words);
  maju_file_transfer_fail (self->transfer, FALSE, error);
}

static void
offer (MajuFileDispatch *self)
{
  for (guint i = 0; i < self->peers->len; i++)
    {
      MajuFileSender *sender;

      sender = maju_file_peer_send (g_ptr_array_index (self->peers, i),
                                    self->source);
      if (!sender)
        continue;
      g_ptr_array_add (self->senders, sender);
      g_signal_connect_object (sender, "changed",
                               G_CALLBACK (sender_changed_cb), self, 0);
    }
  g_ptr_array_set_size (self->peers, 0);

  if (self->senders->len > 0)
    update (self);
  else
    fail_literal (self, _("Too many files are waiting to be sent. Send this one "
                          "when some of them have been answered."));
}

static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MajuFileDispatch) self = user_data;
  MajuFileSource *prepared = MAJU_FILE_SOURCE (source);
  const char *name = maju_file_source_get_name (prepared);
  g_autoptr(GError) error = NULL;
  gboolean ready;

  ready = maju_file_source_prepare_finish (prepared, result, &error);
  if (!self->transfer || !maju_file_transfer_is_open (self->transfer))
    return;
  if (!ready)
    {
      g_autoptr(GError) words = maju_file_error_new_read (name, error);

      maju_file_transfer_fail (self->transfer, FALSE, words);
      return;
    }

  maju_file_transfer_describe (self->transfer, name,
                               maju_file_source_get_media_type (prepared),
                               maju_file_source_get_size (prepared));
  offer (self);
}

static void
cancelled_cb (MajuFileTransfer *transfer,
              MajuFileDispatch *self)
{
  g_cancellable_cancel (self->cancellable);
  /* First, so that what follows is no news. */
  maju_file_transfer_fail (transfer, TRUE, NULL);
  for (guint i = 0; i < self->senders->len; i++)
    maju_file_sender_cancel (g_ptr_array_index (self->senders, i));
}

MajuFileDispatch *
maju_file_dispatch_new (MajuFileSource  *source,
                        MajuParticipant *own,
                        GPtrArray       *peers)
{
  MajuFileDispatch *self = g_object_new (MAJU_TYPE_FILE_DISPATCH, NULL);

  self->source = g_object_ref (source);
  self->peers = g_ptr_array_ref (peers);
  self->transfer =
    maju_file_transfer_new (maju_participant_get_id (own),
                            maju_participant_get_display_name (own), TRUE,
                            maju_file_source_get_name (source),
                            maju_file_source_get_media_type (source), 0);
  maju_file_transfer_set_file (self->transfer, maju_file_source_get_file (source));
  maju_file_transfer_set_recipients (self->transfer, peers->len, 0);
  g_signal_connect_object (self->transfer, "cancelled",
                           G_CALLBACK (cancelled_cb), self, 0);
  maju_file_source_prepare_async (source, self->cancellable, prepared_cb,
                                  g_object_ref (self));

  return self;
}

MajuFileTransfer *
maju_file_dispatch_get_transfer (MajuFileDispatch *self)
{
  return self->transfer;
}

void
maju_file_dispatch_close (MajuFileDispatch *self)
{
  if (maju_file_transfer_is_open (self->transfer))
    cancelled_cb (self->transfer, self);
}
