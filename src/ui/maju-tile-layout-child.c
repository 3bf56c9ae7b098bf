/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tile-layout-child.h"

#include <adwaita.h>

#define APPEAR_SCALE 0.8

struct _MajuTileLayoutChild
{
  GtkLayoutChild parent_instance;

  GdkRectangle from;
  GdkRectangle now;
  gboolean placed;          /* it has been somewhere */
  gboolean appearing;       /* it has not been anywhere when the move began */
};

G_DEFINE_FINAL_TYPE (MajuTileLayoutChild, maju_tile_layout_child,
                     GTK_TYPE_LAYOUT_CHILD)

static void
maju_tile_layout_child_class_init (MajuTileLayoutChildClass *klass)
{
}

static void
maju_tile_layout_child_init (MajuTileLayoutChild *self)
{
}

static int
between (int    from,
         int    to,
         double progress)
{
  return (int) (adw_lerp (from, to, progress) + 0.5);
}

static void
shrink (const GdkRectangle *rect,
        double              scale,
        GdkRectangle       *out_rect)
{
  out_rect->width = (int) (rect->width * scale);
  out_rect->height = (int) (rect->height * scale);
  out_rect->x = rect->x + (rect->width - out_rect->width) / 2;
  out_rect->y = rect->y + (rect->height - out_rect->height) / 2;
}

void
maju_tile_layout_child_start (MajuTileLayoutChild *self)
{
  g_return_if_fail (MAJU_IS_TILE_LAYOUT_CHILD (self));

  self->from = self->now;
  self->appearing = !self->placed;
}

void
maju_tile_layout_child_move (MajuTileLayoutChild *self,
                             const GdkRectangle  *target,
                             double               progress,
                             GdkRectangle        *out_rect)
{
  g_return_if_fail (MAJU_IS_TILE_LAYOUT_CHILD (self));

  if (self->appearing)
    shrink (target, APPEAR_SCALE, &self->from);

  self->now.x = between (self->from.x, target->x, progress);
  self->now.y = between (self->from.y, target->y, progress);
  self->now.width = between (self->from.width, target->width, progress);
  self->now.height = between (self->from.height, target->height, progress);
  self->placed = TRUE;
  *out_rect = self->now;
}

double
maju_tile_layout_child_get_opacity (MajuTileLayoutChild *self,
                                    double               progress)
{
  g_return_val_if_fail (MAJU_IS_TILE_LAYOUT_CHILD (self), 1);

  return self->appearing ? progress : 1;
}
