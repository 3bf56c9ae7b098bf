/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-tile-grid.h"

#include "maju-share-view.h"
#include "maju-spotlight.h"
#include "maju-tile-layout.h"
#include "maju-tile.h"

G_BEGIN_DECLS

struct _MajuTileGrid
{
  GtkWidget parent_instance;

  MajuCall *call;
  GPtrArray *others; /* MajuTile, as the model's items; owned by the parent */
  MajuTile *own;
  GPtrArray *shares; /* MajuShareView; owned by the parent */
  GtkWidget *share;  /* of several the one to see; weak by remove_view() */
  MajuSpotlight *spotlight;
  GtkWidget *pinned; /* one of the tiles, or NULL */
  gboolean speaker;  /* the layout, else grid */
  gboolean hide_self;
  gboolean compact;
  gboolean narrow;
  int bottom;
  guint watch_id;
};

/* maju-tile-grid-stage.c: who is large, and what follows for each tile. */
void maju_tile_grid_update (MajuTileGrid *self);
void maju_tile_grid_update_animated (MajuTileGrid *self);

/* Gives the tile its menu and the actions `tile.…`. */
void maju_tile_grid_equip (MajuTileGrid *self,
                           GtkWidget    *tile);

/* %NULL: none. The change can be seen by `notify::pinned`. */
void maju_tile_grid_pin (MajuTileGrid *self,
                         GtkWidget    *tile);

/* maju-tile-grid-shares.c: the screens that others share. */
void maju_tile_grid_watch_share (MajuTileGrid    *self,
                                 MajuParticipant *participant);
void maju_tile_grid_unwatch_share (MajuTileGrid    *self,
                                   MajuParticipant *participant);

/* The one that is to be seen; %NULL: none is on the stage. */
MajuShareView *maju_tile_grid_get_share (MajuTileGrid *self);
guint maju_tile_grid_get_share_height (MajuTileGrid    *self,
                                       MajuParticipant *participant);

/* maju-tile-grid-watch.c: tells everybody how large they are shown. */
void maju_tile_grid_queue_watch (MajuTileGrid *self);
gboolean maju_tile_grid_shows (MajuTileGrid *self,
                               GtkWidget    *tile);

G_END_DECLS
