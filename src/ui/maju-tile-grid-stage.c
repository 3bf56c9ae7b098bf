/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-tile-grid-private.h"

#include "maju-person-menu.h"
#include "maju-tile-menu.h"

#include <glib/gi18n.h>

static MajuTileLayout *
get_layout (MajuTileGrid *self)
{
  return MAJU_TILE_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
}

static GtkWidget *
find_tile (MajuTileGrid    *self,
           MajuParticipant *participant)
{
  for (guint i = 0; i < self->others->len; i++)
    {
      MajuTile *tile = g_ptr_array_index (self->others, i);

      if (maju_tile_get_participant (tile) == participant)
        return GTK_WIDGET (tile);
    }

  return NULL;
}

static gboolean
is_own (MajuTileGrid *self,
        GtkWidget    *tile)
{
  return tile != NULL && tile == GTK_WIDGET (self->own);
}

/* %NULL: all are of one size. */
static GtkWidget *
choose_large (MajuTileGrid *self)
{
  if (self->pinned != NULL)
    return self->pinned;
  if (maju_tile_grid_get_share (self) != NULL)
    return GTK_WIDGET (maju_tile_grid_get_share (self));
  if (!self->speaker && !self->compact)
    return NULL;

  return find_tile (self, maju_spotlight_get_participant (self->spotlight));
}

static void
style_tile (MajuTileGrid *self,
            MajuTile     *tile,
            GtkWidget    *large)
{
  gboolean fill = GTK_WIDGET (tile) == large ? self->compact
                                             : large == NULL && !is_own (self, GTK_WIDGET (tile))
    && self->others->len == 1;

  maju_tile_set_fill (tile, fill);
  maju_tile_set_inset (tile, fill && self->narrow ? self->bottom : 0);
  maju_tile_set_pinned (tile, GTK_WIDGET (tile) == self->pinned);
}

void
maju_tile_grid_update (MajuTileGrid *self)
{
  GtkWidget *large = choose_large (self);
  MajuTileLayoutStyle style = MAJU_TILE_LAYOUT_PERSON;

  if (self->own == NULL)
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->own),
                          !self->hide_self || is_own (self, large));
  if (self->compact)
    {
      style = MAJU_TILE_LAYOUT_ALONE;
      if (large == NULL)
        large = GTK_WIDGET (self->own);
    }
  else if (MAJU_IS_SHARE_VIEW (large))
    style = MAJU_TILE_LAYOUT_SCREEN;
  /* One other is large anyway. */
  else if (self->others->len == 1 && !is_own (self, large)
           && maju_tile_grid_get_share (self) == NULL)
    large = NULL;

  maju_tile_layout_set_large (get_layout (self), large, style);
  for (guint i = 0; i < self->others->len; i++)
    style_tile (self, g_ptr_array_index (self->others, i), large);
  style_tile (self, self->own, large);
  for (guint i = 0; i < self->shares->len; i++)
    {
      GtkWidget *view = g_ptr_array_index (self->shares, i);

      g_object_set (view,
                    "small", view != large,
                    "pinned", view == self->pinned,
                    NULL);
    }

  if (large == NULL && self->others->len <= 1)
    gtk_widget_add_css_class (GTK_WIDGET (self->own), "corner");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->own), "corner");
}

void
maju_tile_grid_update_animated (MajuTileGrid *self)
{
  maju_tile_layout_animate (get_layout (self));
  maju_tile_grid_update (self);
}

void
maju_tile_grid_pin (MajuTileGrid *self,
                    GtkWidget    *tile)
{
  if (self->pinned == tile)
    return;

  g_set_weak_pointer (&self->pinned, tile);
  maju_tile_grid_update_animated (self);
  g_object_notify (G_OBJECT (self), "pinned");
}

static void
pin_change_state_cb (GSimpleAction *action,
                     GVariant      *value,
                     gpointer       user_data)
{
  GtkWidget *tile = user_data;
  MajuTileGrid *self = MAJU_TILE_GRID (gtk_widget_get_parent (tile));

  maju_tile_grid_pin (self, g_variant_get_boolean (value) ? tile : NULL);
}

static void
pinned_cb (GtkWidget     *tile,
           GParamSpec    *pspec,
           GSimpleAction *action)
{
  gboolean pinned;

  g_object_get (tile, "pinned", &pinned, NULL);
  g_simple_action_set_state (action, g_variant_new_boolean (pinned));
}

static GMenuModel *
make_menu (MajuTileGrid *self,
           GtkWidget    *tile)
{
  g_autoptr(GMenuModel) person = maju_person_menu_create_model ();
  GMenu *menu = g_menu_new ();

  /* Translators: keep this person, or this screen, large. */
  g_menu_append (menu, _("Pin"), "tile.pin");
  if (MAJU_IS_SHARE_VIEW (tile))
    g_menu_append (menu, _("Open in a Window"), "share.pop-out");
  if (is_own (self, tile))
    g_menu_append (menu, _("Hide Own Picture"), "call.hide-self");
  else
    g_menu_append_section (menu, NULL, person);

  return G_MENU_MODEL (menu);
}

void
maju_tile_grid_equip (MajuTileGrid *self,
                      GtkWidget    *tile)
{
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr(GSimpleAction) pin = NULL;
  g_autoptr(GMenuModel) menu = make_menu (self, tile);

  pin = g_simple_action_new_stateful ("pin", NULL,
                                      g_variant_new_boolean (FALSE));
  g_signal_connect (pin, "change-state", G_CALLBACK (pin_change_state_cb), tile);
  g_signal_connect_object (tile, "notify::pinned", G_CALLBACK (pinned_cb), pin,
                           0);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (pin));
  gtk_widget_insert_action_group (tile, "tile", G_ACTION_GROUP (actions));
  maju_tile_menu_attach (tile, menu);
}
