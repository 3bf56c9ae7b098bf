/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-participant-private.h"

#include "maju-config.h"

#include <glib/gi18n-lib.h>

/*
 * What a participant says for reports and the details pane.
 */

void
maju_participant_get_timeline (MajuParticipant *self,
                               MajuTimeline    *timeline)
{
  g_return_if_fail (MAJU_IS_PARTICIPANT (self));

  maju_figures_get_timeline (maju_participant_get_figures (self), timeline);
}

gboolean
maju_participant_get_track_stats (MajuParticipant *self,
                                  MajuTrackKind    kind,
                                  MajuTrackStats  *stats)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), FALSE);
  g_return_val_if_fail (kind < MAJU_N_TRACK_KINDS, FALSE);

  return maju_figures_get_track_stats (maju_participant_get_figures (self), kind,
                                       stats);
}

static void
path_free (MajuPeerPath *path)
{
  maju_peer_path_clear (path);
  g_free (path);
}

static void
path_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  MajuPeerPath *path = g_new0 (MajuPeerPath, 1);

  g_task_set_task_data (task, path, (GDestroyNotify) path_free);
  if (maju_peer_get_path_finish (MAJU_PEER (source), result, path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
maju_participant_get_path_async (MajuParticipant    *self,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  MajuPeer *peer;

  g_return_if_fail (MAJU_IS_PARTICIPANT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_participant_get_path_async);
  peer = maju_figures_get_peer (maju_participant_get_figures (self));
  if (!peer)
    {
      g_task_return_new_error (task, MAJU_CALL_ERROR, MAJU_CALL_ERROR_FAILED,
                               _("There is no connection to %s."),
                               maju_participant_get_display_name (self));
      return;
    }

  maju_peer_get_path_async (peer, path_cb, g_steal_pointer (&task));
}

gboolean
maju_participant_get_path_finish (MajuParticipant *self,
                                  GAsyncResult    *result,
                                  MajuPeerPath    *out_path,
                                  GError         **error)
{
  MajuPeerPath *path;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  path = g_task_get_task_data (G_TASK (result));
  *out_path = *path;
  *path = (MajuPeerPath) { 0 };

  return TRUE;
}
