/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-peer-private.h"

#include <glib/gi18n-lib.h>

static void
got_path_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MajuPeerPath *path = g_new0 (MajuPeerPath, 1);
  GError *error = NULL;

  if (maju_transport_get_path_finish (MAJU_TRANSPORT (object), result, path,
                                      &error))
    {
      g_task_return_pointer (task, path, g_free);
    }
  else
    {
      g_free (path);
      g_task_return_error (task, error);
    }
}

void
maju_peer_get_path_async (MajuPeer           *self,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MAJU_IS_PEER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_peer_get_path_async);
  if (self->current == NULL)
    g_task_return_new_error (task, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE,
                             _("There is no connection yet"));
  else
    maju_transport_get_path_async (self->current->transport, got_path_cb,
                                   g_steal_pointer (&task));
}

gboolean
maju_peer_get_path_finish (MajuPeer     *self,
                           GAsyncResult *result,
                           MajuPeerPath *out_path,
                           GError      **error)
{
  g_autofree MajuPeerPath *path = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (out_path != NULL, FALSE);

  path = g_task_propagate_pointer (G_TASK (result), error);
  if (path == NULL)
    return FALSE;

  *out_path = *path;
  return TRUE;
}

void
maju_peer_path_clear (MajuPeerPath *path)
{
  g_return_if_fail (path != NULL);

  g_clear_pointer (&path->local_type, g_free);
  g_clear_pointer (&path->remote_type, g_free);
  g_clear_pointer (&path->protocol, g_free);
  g_clear_pointer (&path->local_address, g_free);
  g_clear_pointer (&path->remote_address, g_free);
  g_clear_pointer (&path->audio_codec, g_free);
  g_clear_pointer (&path->video_codec, g_free);
}
