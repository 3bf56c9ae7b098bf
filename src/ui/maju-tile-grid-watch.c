/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tile-grid-private.h"

/*
 * Everybody is told how large their pictures are shown, so that nobody sends
 * more than is seen.
 */
#define DELAY 250 /* ms */

gboolean
maju_tile_grid_shows (MajuTileGrid *self,
                      GtkWidget    *tile)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  graphene_rect_t bounds, stage;

  if (!gtk_widget_get_mapped (tile)
      || (GTK_IS_WINDOW (root) && gtk_window_is_suspended (GTK_WINDOW (root)))
      || !gtk_widget_compute_bounds (tile, GTK_WIDGET (self), &bounds))
    return FALSE;

  graphene_rect_init (&stage, 0, 0,
                      (float) gtk_widget_get_width (GTK_WIDGET (self)),
                      (float) gtk_widget_get_height (GTK_WIDGET (self)));

  return graphene_rect_intersection (&bounds, &stage, NULL);
}

static void
watch_cb (gpointer user_data)
{
  MajuTileGrid *self = user_data;

  self->watch_id = 0;
  for (guint i = 0; i < self->others->len; i++)
    {
      MajuTile *tile = g_ptr_array_index (self->others, i);
      MajuParticipant *participant = maju_tile_get_participant (tile);
      guint camera = maju_tile_grid_shows (self, GTK_WIDGET (tile))
                     ? maju_tile_get_shown_height (tile) : 0;

      maju_participant_set_watched (
        participant, camera,
        maju_tile_grid_get_share_height (self, participant));
    }
}

void
maju_tile_grid_queue_watch (MajuTileGrid *self)
{
  if (self->watch_id == 0)
    self->watch_id = g_timeout_add_once (DELAY, watch_cb, self);
}
