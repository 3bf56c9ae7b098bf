/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-files-private.h"

#include "maju-call-types.h"
#include "maju-file-dispatch-private.h"

#include <glib/gi18n-lib.h>

struct _MajuFiles
{
  GObject parent_instance;

  MajuParticipant *own;
  MajuClock *clock;
  GPtrArray *peers;
  GPtrArray *dispatches;
};

G_DEFINE_FINAL_TYPE (MajuFiles, maju_files, G_TYPE_OBJECT)

enum
{
  ADDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
maju_files_dispose (GObject *object)
{
  MajuFiles *self = MAJU_FILES (object);

  for (guint i = 0; i < self->dispatches->len; i++)
    maju_file_dispatch_close (g_ptr_array_index (self->dispatches, i));
  g_ptr_array_set_size (self->dispatches, 0);
  for (guint i = 0; i < self->peers->len; i++)
    maju_file_peer_close (g_ptr_array_index (self->peers, i));
  g_ptr_array_set_size (self->peers, 0);
  g_clear_object (&self->own);

  G_OBJECT_CLASS (maju_files_parent_class)->dispose (object);
}

static void
maju_files_finalize (GObject *object)
{
  MajuFiles *self = MAJU_FILES (object);

  g_ptr_array_unref (self->peers);
  g_ptr_array_unref (self->dispatches);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (maju_files_parent_class)->finalize (object);
}

static void
maju_files_class_init (MajuFilesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_files_dispose;
  object_class->finalize = maju_files_finalize;

  signals[ADDED] =
    g_signal_new ("added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, MAJU_TYPE_FILE_TRANSFER);
}

static void
maju_files_init (MajuFiles *self)
{
  self->peers = g_ptr_array_new_with_free_func (g_object_unref);
  self->dispatches = g_ptr_array_new_with_free_func (g_object_unref);
}

MajuFiles *
maju_files_new (MajuParticipant *own,
                MajuClock       *clock)
{
  MajuFiles *self = g_object_new (MAJU_TYPE_FILES, NULL);

  self->own = g_object_ref (own);
  self->clock = g_object_ref (clock);

  return self;
}

static void
offered_cb (MajuFilePeer     *peer,
            MajuFileTransfer *transfer,
            MajuFiles        *self)
{
  g_signal_emit (self, signals[ADDED], 0, transfer);
}

static MajuFilePeer *
find_peer (MajuFiles       *self,
           MajuParticipant *participant)
{
  for (guint i = 0; i < self->peers->len; i++)
    {
      MajuFilePeer *peer = g_ptr_array_index (self->peers, i);

      if (maju_file_peer_get_participant (peer) == participant)
        return peer;
    }

  return NULL;
}

MajuFilePeer *
maju_files_get_peer (MajuFiles       *self,
                     MajuParticipant *participant)
{
  MajuFilePeer *peer = find_peer (self, participant);

  if (peer)
    return peer;

  peer = maju_file_peer_new (participant, self->clock);
  g_signal_connect_object (peer, "offered", G_CALLBACK (offered_cb), self, 0);
  g_ptr_array_add (self->peers, peer);

  return peer;
}

void
maju_files_forget (MajuFiles       *self,
                   MajuParticipant *participant)
{
  MajuFilePeer *peer = find_peer (self, participant);

  if (!peer)
    return;

  maju_file_peer_close (peer);
  g_ptr_array_remove (self->peers, peer);
}

static MajuFileTransfer *
dispatch (MajuFiles       *self,
          MajuFileSource  *source,
          MajuParticipant *to)
{
  g_autoptr(GPtrArray) peers = g_ptr_array_new_with_free_func (g_object_unref);
  MajuFileDispatch *result;
  MajuFileTransfer *transfer;

  for (guint i = 0; i < self->peers->len; i++)
    {
      MajuFilePeer *peer = g_ptr_array_index (self->peers, i);

      if (!to || maju_file_peer_get_participant (peer) == to)
        g_ptr_array_add (peers, g_object_ref (peer));
    }

  result = maju_file_dispatch_new (source, self->own, peers);
  g_ptr_array_add (self->dispatches, result);
  transfer = maju_file_dispatch_get_transfer (result);
  g_signal_emit (self, signals[ADDED], 0, transfer);
  if (peers->len == 0)
    {
      g_autoptr(GError) error = NULL;

      error = g_error_new_literal (MAJU_CALL_ERROR, MAJU_CALL_ERROR_FAILED,
                                   _("There is nobody here to send the file to. "
                                     "Send it when somebody has come."));
      maju_file_transfer_fail (transfer, FALSE, error);
    }

  return transfer;
}

MajuFileTransfer *
maju_files_send (MajuFiles       *self,
                 GFile           *file,
                 MajuParticipant *to)
{
  g_autoptr(MajuFileSource) source = NULL;

  g_return_val_if_fail (MAJU_IS_FILES (self), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (!to || MAJU_IS_PARTICIPANT (to), NULL);

  source = maju_file_source_new (file);

  return dispatch (self, source, to);
}

MajuFileTransfer *
maju_files_send_bytes (MajuFiles       *self,
                       GBytes          *bytes,
                       const char      *name,
                       const char      *media_type,
                       MajuParticipant *to)
{
  g_autoptr(MajuFileSource) source = NULL;

  g_return_val_if_fail (MAJU_IS_FILES (self), NULL);
  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (!to || MAJU_IS_PARTICIPANT (to), NULL);

  source = maju_file_source_new_for_bytes (bytes, name, media_type);

  return dispatch (self, source, to);
}
