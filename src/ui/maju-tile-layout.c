/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tile-layout.h"

#include <adwaita.h>

#include "maju-tile-arrange.h"
#include "maju-tile-layout-child.h"

#define GAP       6
#define MARGIN    12
#define DURATION  200 /* ms */

enum
{
  ALLOCATED,
  N_SIGNALS
};

struct _MajuTileLayout
{
  GtkLayoutManager parent_instance;

  GtkWidget *own;
  GtkWidget *large;
  MajuTileLayoutStyle style;
  int offset;  /* of the strip, and how far it goes */
  int range;
  AdwAnimation *animation;
  double progress;
  int top;
  int bottom;
  int bottom_width;
};

/* The first is the shape of what cameras send. The others, which crop it, are
 * only for a room that is higher than wide. */
static const double ratios[] = { 16.0 / 9.0, 4.0 / 3.0, 1.0 };

G_DEFINE_FINAL_TYPE (MajuTileLayout, maju_tile_layout, GTK_TYPE_LAYOUT_MANAGER)

static guint signals[N_SIGNALS];

static gboolean
is_shown (GtkWidget *child)
{
  return gtk_widget_should_layout (child);
}

static MajuTileLayoutChild *
get_child (MajuTileLayout *self,
           GtkWidget      *child)
{
  GtkLayoutManager *manager = GTK_LAYOUT_MANAGER (self);

  return MAJU_TILE_LAYOUT_CHILD (
    gtk_layout_manager_get_layout_child (manager, child));
}

static void
arrange_grid (MajuTileLayout *self,
              guint           n,
              int             width,
              int             height,
              GdkRectangle   *rects)
{
  guint n_ratios = width < height ? G_N_ELEMENTS (ratios) : 1;
  g_autofree GdkRectangle *attempt = g_new (GdkRectangle, n);
  gint64 best = -1;

  for (guint i = 0; i < n_ratios; i++)
    {
      gint64 area;

      maju_tile_layout_arrange (n, width, height, GAP, ratios[i], attempt);
      area = (gint64) attempt[0].width * attempt[0].height;
      if (area > best)
        {
          best = area;
          memcpy (rects, attempt, n * sizeof *rects);
        }
    }
}

static void
get_room (MajuTileLayout *self,
          int             width,
          int             height,
          GdkRectangle   *room)
{
  room->x = GAP;
  room->y = MAX (GAP, self->top);
  room->width = MAX (0, width - 2 * GAP);
  room->height = MAX (0, height - room->y - MAX (GAP, self->bottom));
}

static void
arrange_pair (MajuTileLayout *self,
              guint           n_others,
              int             width,
              int             height,
              GdkRectangle   *rects)
{
  GdkRectangle bounds = { 0, self->top, width, height - self->top };
  GdkRectangle avoid = {
    (width - self->bottom_width) / 2, height - self->bottom + MARGIN,
    self->bottom_width, self->bottom - MARGIN,
  };

  if (n_others == 1)
    rects[0] = (GdkRectangle) { 0, 0, width, height }
  ;
  maju_tile_layout_corner (&bounds, ratios[0], MARGIN, &avoid,
                           &rects[n_others]);
}

/* Of @rects the last is for the own tile. */
static void
arrange (MajuTileLayout *self,
         guint           n,
         guint           n_others,
         int             width,
         int             height,
         GdkRectangle   *rects)
{
  GdkRectangle room;

  if (n_others <= 1)
    {
      arrange_pair (self, n_others, width, height, rects);
      return;
    }

  get_room (self, width, height, &room);
  arrange_grid (self, n, room.width, room.height, rects);
  for (guint i = 0; i < n; i++)
    {
      rects[i].x += room.x;
      rects[i].y += room.y;
    }
}

/* Of @rects the first is for the large one. */
static void
arrange_large (MajuTileLayout *self,
               guint           n,
               int             width,
               int             height,
               GdkRectangle   *rects)
{
  GdkRectangle room;

  if (self->style == MAJU_TILE_LAYOUT_ALONE)
    {
      rects[0] = (GdkRectangle) { 0, 0, width, height }
      ;
      return;
    }

  get_room (self, width, height, &room);
  self->range = maju_tile_layout_strip (&room, n - 1, GAP, ratios[0],
                                        self->offset, &rects[0], &rects[1]);
  self->offset = CLAMP (self->offset, 0, self->range);
  if (self->style == MAJU_TILE_LAYOUT_PERSON)
    maju_tile_layout_fit (&rects[0], 3.0 / 4.0, ratios[0], &rects[0]);
}

static void
allocate_child (MajuTileLayout     *self,
                GtkWidget          *child,
                const GdkRectangle *target)
{
  GtkAllocation allocation;

  maju_tile_layout_child_move (get_child (self, child), target, self->progress,
                               &allocation);
  gtk_widget_size_allocate (child, &allocation, -1);
}

static gboolean
is_alone (MajuTileLayout *self)
{
  return self->large != NULL && self->style == MAJU_TILE_LAYOUT_ALONE;
}

static gboolean
is_mirrored (GtkWidget *widget)
{
  return gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
}

static GPtrArray *
list_shown (MajuTileLayout *self,
            GtkWidget      *widget)
{
  GPtrArray *shown = g_ptr_array_new ();
  GtkWidget *child;

  if (self->large != NULL && is_shown (self->large))
    g_ptr_array_add (shown, self->large);
  for (child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (child != self->own && child != self->large && is_shown (child))
        g_ptr_array_add (shown, child);
    }
  if (self->own != NULL && self->own != self->large && is_shown (self->own))
    g_ptr_array_add (shown, self->own);

  return shown;
}

static void
maju_tile_layout_allocate (GtkLayoutManager *manager,
                           GtkWidget        *widget,
                           int               width,
                           int               height,
                           int               baseline)
{
  MajuTileLayout *self = MAJU_TILE_LAYOUT (manager);
  g_autoptr(GPtrArray) shown = list_shown (self, widget);
  gboolean alone = is_alone (self);
  g_autofree GdkRectangle *rects = NULL;
  gboolean has_own;

  if (shown->len == 0)
    return;

  rects = g_new0 (GdkRectangle, shown->len + 1);
  has_own = g_ptr_array_index (shown, shown->len - 1) == self->own;
  if (self->large != NULL)
    arrange_large (self, shown->len, width, height, rects);
  else
    arrange (self, shown->len, shown->len - (has_own ? 1 : 0), width, height,
             rects);

  if (is_mirrored (widget))
    maju_tile_layout_mirror (rects, shown->len, width);

  for (guint i = 0; i < shown->len; i++)
    {
      GtkWidget *child = g_ptr_array_index (shown, i);
      gboolean visible = !alone || child == self->large;

      gtk_widget_set_child_visible (child, visible);
      if (visible)
        allocate_child (self, child, &rects[i]);
    }
  g_signal_emit (self, signals[ALLOCATED], 0);
}

/* Tiles take what there is, so the smallest is what still shows a face. */
static void
maju_tile_layout_measure (GtkLayoutManager *manager,
                          GtkWidget        *widget,
                          GtkOrientation    orientation,
                          int               for_size,
                          int              *minimum,
                          int              *natural,
                          int              *minimum_baseline,
                          int              *natural_baseline)
{
  MajuTileLayout *self = MAJU_TILE_LAYOUT (manager);
  GtkWidget *child;
  int size = 0;

  for (child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_min = 0;

      if (is_shown (child))
        gtk_widget_measure (child, orientation, -1, &child_min,
                            NULL, NULL, NULL);
      size = MAX (size, child_min);
    }

  if (orientation == GTK_ORIENTATION_VERTICAL && !is_alone (self))
    size += self->top + self->bottom;

  *minimum = size;
  *natural = MAX (size, orientation == GTK_ORIENTATION_VERTICAL ? 450 : 800);
}

static GtkSizeRequestMode
maju_tile_layout_get_request_mode (GtkLayoutManager *manager,
                                   GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
progress_cb (double   value,
             gpointer user_data)
{
  MajuTileLayout *self = user_data;
  GtkWidget *widget = gtk_layout_manager_get_widget (GTK_LAYOUT_MANAGER (self));
  GtkWidget *child;

  self->progress = value;
  if (widget == NULL)
    return;

  for (child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      double opacity =
        maju_tile_layout_child_get_opacity (get_child (self, child), value);

      gtk_widget_set_opacity (child, opacity);
    }
  gtk_widget_queue_allocate (widget);
}

static void
maju_tile_layout_root (GtkLayoutManager *manager)
{
  MajuTileLayout *self = MAJU_TILE_LAYOUT (manager);
  GtkWidget *widget = gtk_layout_manager_get_widget (manager);
  AdwAnimationTarget *target;

  target = adw_callback_animation_target_new (progress_cb, self, NULL);
  self->animation = adw_timed_animation_new (widget, 0, 1, DURATION, target);
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->animation),
                                  ADW_EASE_OUT_CUBIC);
}

static void
maju_tile_layout_unroot (GtkLayoutManager *manager)
{
  MajuTileLayout *self = MAJU_TILE_LAYOUT (manager);

  if (self->animation != NULL)
    adw_animation_skip (self->animation);
  g_clear_object (&self->animation);
}

static void
maju_tile_layout_dispose (GObject *object)
{
  MajuTileLayout *self = MAJU_TILE_LAYOUT (object);

  g_clear_weak_pointer (&self->own);
  g_clear_weak_pointer (&self->large);
  g_clear_object (&self->animation);

  G_OBJECT_CLASS (maju_tile_layout_parent_class)->dispose (object);
}

static void
maju_tile_layout_class_init (MajuTileLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->dispose = maju_tile_layout_dispose;
  layout_class->layout_child_type = MAJU_TYPE_TILE_LAYOUT_CHILD;
  layout_class->allocate = maju_tile_layout_allocate;
  layout_class->get_request_mode = maju_tile_layout_get_request_mode;
  layout_class->measure = maju_tile_layout_measure;
  layout_class->root = maju_tile_layout_root;
  layout_class->unroot = maju_tile_layout_unroot;

  signals[ALLOCATED] =
    g_signal_new ("allocated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
maju_tile_layout_init (MajuTileLayout *self)
{
  self->progress = 1;
}

GtkLayoutManager *
maju_tile_layout_new (void)
{
  return g_object_new (MAJU_TYPE_TILE_LAYOUT, NULL);
}

void
maju_tile_layout_set_own (MajuTileLayout *self,
                          GtkWidget      *own)
{
  g_return_if_fail (MAJU_IS_TILE_LAYOUT (self));

  if (g_set_weak_pointer (&self->own, own))
    gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

void
maju_tile_layout_set_large (MajuTileLayout     *self,
                            GtkWidget          *large,
                            MajuTileLayoutStyle style)
{
  g_return_if_fail (MAJU_IS_TILE_LAYOUT (self));

  if (self->large == large && self->style == style)
    return;

  g_set_weak_pointer (&self->large, large);
  self->style = style;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

static gboolean
set_offset (MajuTileLayout *self,
            int             offset)
{
  offset = CLAMP (offset, 0, self->range);
  if (self->offset == offset)
    return FALSE;

  self->offset = offset;
  gtk_widget_queue_allocate (
    gtk_layout_manager_get_widget (GTK_LAYOUT_MANAGER (self)));

  return TRUE;
}

gboolean
maju_tile_layout_scroll (MajuTileLayout *self,
                         double          delta)
{
  g_return_val_if_fail (MAJU_IS_TILE_LAYOUT (self), FALSE);

  return self->large != NULL && set_offset (self, self->offset + (int) delta);
}

void
maju_tile_layout_scroll_to (MajuTileLayout *self,
                            GtkWidget      *child)
{
  GtkWidget *widget = gtk_layout_manager_get_widget (GTK_LAYOUT_MANAGER (self));
  graphene_rect_t bounds;
  float before, after, x;

  g_return_if_fail (MAJU_IS_TILE_LAYOUT (self));
  g_return_if_fail (GTK_IS_WIDGET (child));

  if (self->large == NULL || child == self->large || self->range == 0
      || !gtk_widget_compute_bounds (child, widget, &bounds))
    return;

  x = bounds.origin.x;
  if (is_mirrored (widget))
    x = gtk_widget_get_width (widget) - x - bounds.size.width;

  /* The strip goes one way only: the other way nothing sticks out. */
  before = MIN (x - GAP, bounds.origin.y - MAX (GAP, self->top));
  after = MAX (x + bounds.size.width
               - (gtk_widget_get_width (widget) - GAP),
               bounds.origin.y + bounds.size.height
               - (gtk_widget_get_height (widget) - MAX (GAP, self->bottom)));
  if (before < 0)
    set_offset (self, self->offset + (int) before);
  else if (after > 0)
    set_offset (self, self->offset + (int) after);
}

void
maju_tile_layout_set_insets (MajuTileLayout *self,
                             int             top,
                             int             bottom,
                             int             bottom_width)
{
  g_return_if_fail (MAJU_IS_TILE_LAYOUT (self));

  if (self->top == top && self->bottom == bottom
      && self->bottom_width == bottom_width)
    return;

  self->top = top;
  self->bottom = bottom;
  self->bottom_width = bottom_width;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

void
maju_tile_layout_animate (MajuTileLayout *self)
{
  GtkWidget *widget, *child;

  g_return_if_fail (MAJU_IS_TILE_LAYOUT (self));

  widget = gtk_layout_manager_get_widget (GTK_LAYOUT_MANAGER (self));
  if (widget == NULL || self->animation == NULL
      || !gtk_widget_get_mapped (widget))
    return;

  for (child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    maju_tile_layout_child_start (get_child (self, child));

  self->progress = 0;
  adw_animation_reset (self->animation);
  adw_animation_play (self->animation);
}
