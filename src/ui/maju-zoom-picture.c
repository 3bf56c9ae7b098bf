/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-zoom-picture.h"

#include <math.h>

#define MAX_ZOOM     8.0
#define SCROLL_STEP  1.2

enum
{
  PROP_0,
  PROP_PAINTABLE,
  PROP_ZOOM,
  N_PROPS
};

struct _MajuZoomPicture
{
  GtkWidget parent_instance;

  GdkPaintable *paintable;
  double zoom;
  double x;           /* of the picture, what is in the middle; 0 to 1 */
  double y;
  double pinch_start; /* the zoom before, and the place between the fingers */
  double drag_x;      /* of what was dragged already */
  double drag_y;
  double pointer_x;
  double pointer_y;
};

G_DEFINE_FINAL_TYPE (MajuZoomPicture, maju_zoom_picture, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];

/* Where the picture is: partly outside of the widget when it is zoomed. */
static gboolean
get_place (MajuZoomPicture *self,
           graphene_rect_t *place)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double picture_width, picture_height, scale;

  if (self->paintable == NULL || width <= 0 || height <= 0)
    return FALSE;

  picture_width = gdk_paintable_get_intrinsic_width (self->paintable);
  picture_height = gdk_paintable_get_intrinsic_height (self->paintable);
  if (picture_width <= 0 || picture_height <= 0)
    return FALSE;

  scale = MIN (width / picture_width, height / picture_height) * self->zoom;
  graphene_rect_init (place,
                      (float) (width / 2 - self->x * picture_width * scale),
                      (float) (height / 2 - self->y * picture_height * scale),
                      (float) (picture_width * scale),
                      (float) (picture_height * scale));

  return TRUE;
}

/* What is smaller than the widget stays in its middle, and nothing is beside
 * what is larger. */
static double
clamp_middle (double middle,
              double size,
              double room)
{
  double half = room / 2 / size;

  return size <= room ? 0.5 : CLAMP (middle, half, 1 - half);
}

static void
clamp_place (MajuZoomPicture *self)
{
  graphene_rect_t place;

  if (!get_place (self, &place))
    return;

  self->x = clamp_middle (self->x, place.size.width,
                          gtk_widget_get_width (GTK_WIDGET (self)));
  self->y = clamp_middle (self->y, place.size.height,
                          gtk_widget_get_height (GTK_WIDGET (self)));
}

/* What is at @x, @y stays there. */
static void
zoom_at (MajuZoomPicture *self,
         double           zoom,
         double           x,
         double           y)
{
  graphene_rect_t place;
  double part_x, part_y, grown;

  zoom = CLAMP (zoom, 1, MAX_ZOOM);
  if (zoom == self->zoom || !get_place (self, &place))
    return;

  part_x = (x - place.origin.x) / place.size.width;
  part_y = (y - place.origin.y) / place.size.height;
  grown = zoom / self->zoom;
  self->zoom = zoom;
  self->x = part_x + (gtk_widget_get_width (GTK_WIDGET (self)) / 2.0 - x)
    / (place.size.width * grown);
  self->y = part_y + (gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 - y)
    / (place.size.height * grown);
  clamp_place (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

static void
motion_cb (MajuZoomPicture *self,
           double           x,
           double           y)
{
  self->pointer_x = x;
  self->pointer_y = y;
}

static gboolean
scroll_cb (MajuZoomPicture *self,
           double           dx,
           double           dy)
{
  zoom_at (self, self->zoom * pow (SCROLL_STEP, -dy), self->pointer_x,
           self->pointer_y);

  return GDK_EVENT_STOP;
}

static void
pinch_begin_cb (MajuZoomPicture *self)
{
  self->pinch_start = self->zoom;
}

static void
pinch_cb (MajuZoomPicture *self,
          double           scale,
          GtkGesture      *gesture)
{
  double x, y;

  if (gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    zoom_at (self, self->pinch_start * scale, x, y);
}

static void
drag_begin_cb (MajuZoomPicture *self,
               double           x,
               double           y,
               GtkGesture      *gesture)
{
  self->drag_x = 0;
  self->drag_y = 0;
  if (self->zoom <= 1)
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
}

static void
drag_cb (MajuZoomPicture *self,
         double           x,
         double           y)
{
  maju_zoom_picture_pan (self, self->drag_x - x, self->drag_y - y);
  self->drag_x = x;
  self->drag_y = y;
}

static void
add_controllers (MajuZoomPicture *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb),
                            self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_cb), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
}

static void
size_changed_cb (MajuZoomPicture *self)
{
  clamp_place (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
maju_zoom_picture_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  MajuZoomPicture *self = MAJU_ZOOM_PICTURE (widget);
  graphene_rect_t place;

  if (!get_place (self, &place))
    return;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &place.origin);
  gdk_paintable_snapshot (self->paintable, snapshot, place.size.width,
                          place.size.height);
  gtk_snapshot_restore (snapshot);
}

static void
maju_zoom_picture_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  clamp_place (MAJU_ZOOM_PICTURE (widget));
}

static void
maju_zoom_picture_dispose (GObject *object)
{
  maju_zoom_picture_set_paintable (MAJU_ZOOM_PICTURE (object), NULL);

  G_OBJECT_CLASS (maju_zoom_picture_parent_class)->dispose (object);
}

static void
maju_zoom_picture_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MajuZoomPicture *self = MAJU_ZOOM_PICTURE (object);

  switch (prop_id)
    {
    case PROP_PAINTABLE:
      g_value_set_object (value, self->paintable);
      break;

    case PROP_ZOOM:
      g_value_set_double (value, self->zoom);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_zoom_picture_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  MajuZoomPicture *self = MAJU_ZOOM_PICTURE (object);

  switch (prop_id)
    {
    case PROP_PAINTABLE:
      maju_zoom_picture_set_paintable (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_zoom_picture_class_init (MajuZoomPictureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = maju_zoom_picture_dispose;
  object_class->get_property = maju_zoom_picture_get_property;
  object_class->set_property = maju_zoom_picture_set_property;
  widget_class->size_allocate = maju_zoom_picture_size_allocate;
  widget_class->snapshot = maju_zoom_picture_snapshot;

  properties[PROP_PAINTABLE] =
    g_param_spec_object ("paintable", NULL, NULL, GDK_TYPE_PAINTABLE,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                         | G_PARAM_STATIC_STRINGS);
  properties[PROP_ZOOM] =
    g_param_spec_double ("zoom", NULL, NULL, 1, MAX_ZOOM, 1,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                         | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
maju_zoom_picture_init (MajuZoomPicture *self)
{
  self->zoom = 1;
  self->x = 0.5;
  self->y = 0.5;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  add_controllers (self);
}

void
maju_zoom_picture_set_paintable (MajuZoomPicture *self,
                                 GdkPaintable    *paintable)
{
  g_return_if_fail (MAJU_IS_ZOOM_PICTURE (self));
  g_return_if_fail (paintable == NULL || GDK_IS_PAINTABLE (paintable));

  if (self->paintable == paintable)
    return;

  if (self->paintable != NULL)
    g_signal_handlers_disconnect_by_data (self->paintable, self);
  g_set_object (&self->paintable, paintable);
  if (paintable != NULL)
    {
      g_signal_connect_object (paintable, "invalidate-contents",
                               G_CALLBACK (gtk_widget_queue_draw), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (paintable, "invalidate-size",
                               G_CALLBACK (size_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAINTABLE]);
}

double
maju_zoom_picture_get_zoom (MajuZoomPicture *self)
{
  g_return_val_if_fail (MAJU_IS_ZOOM_PICTURE (self), 1);

  return self->zoom;
}

void
maju_zoom_picture_zoom_by (MajuZoomPicture *self,
                           double           factor)
{
  g_return_if_fail (MAJU_IS_ZOOM_PICTURE (self));

  zoom_at (self, self->zoom * factor,
           gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
           gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

void
maju_zoom_picture_reset (MajuZoomPicture *self)
{
  g_return_if_fail (MAJU_IS_ZOOM_PICTURE (self));

  maju_zoom_picture_zoom_by (self, 1 / self->zoom);
}

gboolean
maju_zoom_picture_pan (MajuZoomPicture *self,
                       double           dx,
                       double           dy)
{
  graphene_rect_t place;

  g_return_val_if_fail (MAJU_IS_ZOOM_PICTURE (self), FALSE);

  if (self->zoom <= 1 || !get_place (self, &place))
    return FALSE;

  self->x += dx / place.size.width;
  self->y += dy / place.size.height;
  clamp_place (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));

  return TRUE;
}

guint
maju_zoom_picture_get_shown_height (MajuZoomPicture *self)
{
  graphene_rect_t place;
  int scale;

  g_return_val_if_fail (MAJU_IS_ZOOM_PICTURE (self), 0);

  scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  /* Before the first picture nothing is known but the widget. */
  if (!get_place (self, &place))
    return (guint) (gtk_widget_get_height (GTK_WIDGET (self)) * scale);

  return (guint) ceil (place.size.height * scale);
}
