/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-mirror-paintable.h"

#include <gtk/gtk.h>

enum
{
  PROP_0,
  PROP_PAINTABLE,
  N_PROPS
};

struct _MajuMirrorPaintable
{
  GObject parent_instance;

  GdkPaintable *paintable;
};

static GParamSpec *properties[N_PROPS];

static void
maju_mirror_paintable_snapshot (GdkPaintable *paintable,
                                GdkSnapshot  *snapshot,
                                double        width,
                                double        height)
{
  MajuMirrorPaintable *self = MAJU_MIRROR_PAINTABLE (paintable);

  if (self->paintable == NULL)
    return;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) width, 0));
  gtk_snapshot_scale (snapshot, -1, 1);
  gdk_paintable_snapshot (self->paintable, snapshot, width, height);
  gtk_snapshot_restore (snapshot);
}

static GdkPaintable *
maju_mirror_paintable_get_current_image (GdkPaintable *paintable)
{
  MajuMirrorPaintable *self = MAJU_MIRROR_PAINTABLE (paintable);
  g_autoptr(GdkPaintable) image = NULL;

  if (self->paintable == NULL)
    return gdk_paintable_new_empty (0, 0);

  image = gdk_paintable_get_current_image (self->paintable);

  return maju_mirror_paintable_new (image);
}

static GdkPaintableFlags
maju_mirror_paintable_get_flags (GdkPaintable *paintable)
{
  MajuMirrorPaintable *self = MAJU_MIRROR_PAINTABLE (paintable);

  return self->paintable ? gdk_paintable_get_flags (self->paintable) : 0;
}

static int
maju_mirror_paintable_get_intrinsic_width (GdkPaintable *paintable)
{
  MajuMirrorPaintable *self = MAJU_MIRROR_PAINTABLE (paintable);

  return self->paintable
         ? gdk_paintable_get_intrinsic_width (self->paintable) : 0;
}

static int
maju_mirror_paintable_get_intrinsic_height (GdkPaintable *paintable)
{
  MajuMirrorPaintable *self = MAJU_MIRROR_PAINTABLE (paintable);

  return self->paintable
         ? gdk_paintable_get_intrinsic_height (self->paintable) : 0;
}

static double
maju_mirror_paintable_get_intrinsic_aspect_ratio (GdkPaintable *paintable)
{
  MajuMirrorPaintable *self = MAJU_MIRROR_PAINTABLE (paintable);

  return self->paintable
         ? gdk_paintable_get_intrinsic_aspect_ratio (self->paintable) : 0;
}

static void
paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = maju_mirror_paintable_snapshot;
  iface->get_current_image = maju_mirror_paintable_get_current_image;
  iface->get_flags = maju_mirror_paintable_get_flags;
  iface->get_intrinsic_width = maju_mirror_paintable_get_intrinsic_width;
  iface->get_intrinsic_height = maju_mirror_paintable_get_intrinsic_height;
  iface->get_intrinsic_aspect_ratio =
    maju_mirror_paintable_get_intrinsic_aspect_ratio;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MajuMirrorPaintable, maju_mirror_paintable,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE,
                                                      paintable_iface_init))

static void
release_paintable (MajuMirrorPaintable *self)
{
  if (self->paintable == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->paintable, self);
  g_clear_object (&self->paintable);
}

static void
maju_mirror_paintable_dispose (GObject *object)
{
  release_paintable (MAJU_MIRROR_PAINTABLE (object));

  G_OBJECT_CLASS (maju_mirror_paintable_parent_class)->dispose (object);
}

static void
maju_mirror_paintable_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  MajuMirrorPaintable *self = MAJU_MIRROR_PAINTABLE (object);

  switch (prop_id)
    {
    case PROP_PAINTABLE:
      g_value_set_object (value, self->paintable);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_mirror_paintable_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  MajuMirrorPaintable *self = MAJU_MIRROR_PAINTABLE (object);

  switch (prop_id)
    {
    case PROP_PAINTABLE:
      maju_mirror_paintable_set_paintable (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_mirror_paintable_class_init (MajuMirrorPaintableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_mirror_paintable_dispose;
  object_class->get_property = maju_mirror_paintable_get_property;
  object_class->set_property = maju_mirror_paintable_set_property;

  properties[PROP_PAINTABLE] =
    g_param_spec_object ("paintable", NULL, NULL, GDK_TYPE_PAINTABLE,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                         | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_mirror_paintable_init (MajuMirrorPaintable *self)
{
}

GdkPaintable *
maju_mirror_paintable_new (GdkPaintable *paintable)
{
  return g_object_new (MAJU_TYPE_MIRROR_PAINTABLE,
                       "paintable", paintable,
                       NULL);
}

void
maju_mirror_paintable_set_paintable (MajuMirrorPaintable *self,
                                     GdkPaintable        *paintable)
{
  g_return_if_fail (MAJU_IS_MIRROR_PAINTABLE (self));
  g_return_if_fail (paintable == NULL || GDK_IS_PAINTABLE (paintable));

  if (self->paintable == paintable)
    return;

  release_paintable (self);
  if (paintable != NULL)
    {
      self->paintable = g_object_ref (paintable);
      g_signal_connect_swapped (paintable, "invalidate-contents",
                                G_CALLBACK (gdk_paintable_invalidate_contents),
                                self);
      g_signal_connect_swapped (paintable, "invalidate-size",
                                G_CALLBACK (gdk_paintable_invalidate_size),
                                self);
    }

  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAINTABLE]);
}
