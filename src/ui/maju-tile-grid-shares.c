/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-tile-grid-private.h"

#include "maju-share-window.h"

static MajuShareView *
find_view (MajuTileGrid    *self,
           MajuParticipant *participant)
{
  for (guint i = 0; i < self->shares->len; i++)
    {
      MajuShareView *view = g_ptr_array_index (self->shares, i);

      if (maju_share_view_get_participant (view) == participant)
        return view;
    }

  return NULL;
}

static GtkWindow *
get_window (MajuShareView *view)
{
  return g_object_get_data (G_OBJECT (view), "window");
}

/* One that has a window of its own is not on the stage. */
MajuShareView *
maju_tile_grid_get_share (MajuTileGrid *self)
{
  MajuShareView *first = NULL;

  for (guint i = 0; i < self->shares->len; i++)
    {
      MajuShareView *view = g_ptr_array_index (self->shares, i);

      if (!gtk_widget_get_visible (GTK_WIDGET (view)))
        continue;
      if (GTK_WIDGET (view) == self->share)
        return view;
      if (first == NULL)
        first = view;
    }

  return first;
}

guint
maju_tile_grid_get_share_height (MajuTileGrid    *self,
                                 MajuParticipant *participant)
{
  MajuShareView *view = find_view (self, participant);

  if (view == NULL)
    return 0;
  if (get_window (view) != NULL)
    return maju_share_window_get_shown_height (
      MAJU_SHARE_WINDOW (get_window (view)));

  return maju_tile_grid_shows (self, GTK_WIDGET (view))
         ? maju_share_view_get_shown_height (view) : 0;
}

static void
chosen_cb (MajuShareView *view,
           MajuTileGrid  *self)
{
  self->share = GTK_WIDGET (view);
  maju_tile_grid_pin (self, NULL);
  maju_tile_grid_update_animated (self);
}

static void
window_gone_cb (gpointer data,
                GObject *window)
{
  MajuShareView *view = data;
  GtkWidget *self = gtk_widget_get_parent (GTK_WIDGET (view));

  g_object_set_data (G_OBJECT (view), "window", NULL);
  gtk_widget_set_visible (GTK_WIDGET (view), TRUE);
  if (self != NULL)
    maju_tile_grid_update_animated (MAJU_TILE_GRID (self));
}

static void
forget_window (MajuShareView *view)
{
  GtkWindow *window = g_object_steal_data (G_OBJECT (view), "window");

  if (window == NULL)
    return;

  g_object_weak_unref (G_OBJECT (window), window_gone_cb, view);
  gtk_window_destroy (window);
}

static void
size_cb (MajuTileGrid *self)
{
  maju_tile_grid_queue_watch (self);
}

static void
pop_out_cb (MajuShareView *view,
            MajuTileGrid  *self)
{
  GtkWindow *window;

  if (get_window (view) != NULL)
    return;

  window = maju_share_window_new (maju_share_view_get_participant (view));
  g_object_set_data (G_OBJECT (view), "window", window);
  g_object_weak_ref (G_OBJECT (window), window_gone_cb, view);
  g_signal_connect_object (window, "notify::suspended", G_CALLBACK (size_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "allocated", G_CALLBACK (size_cb), self,
                           G_CONNECT_SWAPPED);
  if (self->pinned == GTK_WIDGET (view))
    maju_tile_grid_pin (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (view), FALSE);
  maju_tile_grid_update_animated (self);
  gtk_window_present (window);
}

static void
add_view (MajuTileGrid    *self,
          MajuParticipant *participant)
{
  GtkWidget *view = maju_share_view_new (participant, FALSE);

  g_ptr_array_add (self->shares, view);
  maju_tile_grid_equip (self, view);
  g_signal_connect_object (view, "chosen", G_CALLBACK (chosen_cb), self, 0);
  g_signal_connect_object (view, "pop-out", G_CALLBACK (pop_out_cb), self, 0);
  g_signal_connect_object (view, "notify::zoom", G_CALLBACK (size_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_insert_after (view, GTK_WIDGET (self), NULL);
  if (self->share == NULL)
    self->share = view;
}

static void
remove_view (MajuTileGrid  *self,
             MajuShareView *view)
{
  g_autoptr(MajuShareView) guard = g_object_ref (view);

  forget_window (view);
  if (self->pinned == GTK_WIDGET (view))
    maju_tile_grid_pin (self, NULL);
  g_ptr_array_remove (self->shares, view);
  if (self->share == GTK_WIDGET (view))
    self->share = NULL;
  gtk_widget_unparent (GTK_WIDGET (view));
}

static void
screen_on_cb (MajuParticipant *participant,
              GParamSpec      *pspec,
              MajuTileGrid    *self)
{
  MajuShareView *view = find_view (self, participant);
  gboolean on = maju_participant_get_screen_on (participant);

  if (on == (view != NULL))
    return;

  if (on)
    add_view (self, participant);
  else
    remove_view (self, view);
  maju_tile_grid_update_animated (self);
  g_signal_emit_by_name (self, "share-changed", participant, on);
}

void
maju_tile_grid_watch_share (MajuTileGrid    *self,
                            MajuParticipant *participant)
{
  g_signal_connect_object (participant, "notify::screen-on",
                           G_CALLBACK (screen_on_cb), self, 0);
  screen_on_cb (participant, NULL, self);
}

void
maju_tile_grid_unwatch_share (MajuTileGrid    *self,
                              MajuParticipant *participant)
{
  MajuShareView *view = find_view (self, participant);

  g_signal_handlers_disconnect_by_func (participant, screen_on_cb, self);
  if (view != NULL)
    remove_view (self, view);
}
