/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-picture-source.h"

enum
{
  PROP_0,
  PROP_PAINTABLE,
  N_PROPS
};

enum
{
  RESIZED,
  N_SIGNALS
};

struct _MajuPictureSource
{
  GObject parent_instance;

  MajuParticipant *participant;
  MajuTrackKind kind;
  GdkPaintable *paintable;
};

G_DEFINE_FINAL_TYPE (MajuPictureSource, maju_picture_source, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
resized_cb (MajuPictureSource *self)
{
  g_signal_emit (self, signals[RESIZED], 0);
}

static void
take_paintable (MajuPictureSource *self)
{
  GObject *object = self->kind == MAJU_TRACK_KIND_SCREEN
                    ? maju_participant_get_screen_paintable (self->participant)
                    : maju_participant_get_paintable (self->participant);
  GdkPaintable *paintable = GDK_IS_PAINTABLE (object)
                            ? GDK_PAINTABLE (object) : NULL;

  if (self->paintable == paintable)
    return;

  if (self->paintable != NULL)
    g_signal_handlers_disconnect_by_data (self->paintable, self);
  g_set_object (&self->paintable, paintable);
  if (paintable != NULL)
    g_signal_connect_object (paintable, "invalidate-size",
                             G_CALLBACK (resized_cb), self,
                             G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAINTABLE]);
}

static void
maju_picture_source_dispose (GObject *object)
{
  MajuPictureSource *self = MAJU_PICTURE_SOURCE (object);

  if (self->paintable != NULL)
    g_signal_handlers_disconnect_by_data (self->paintable, self);
  g_clear_object (&self->paintable);
  if (self->participant != NULL)
    g_signal_handlers_disconnect_by_data (self->participant, self);
  g_clear_object (&self->participant);

  G_OBJECT_CLASS (maju_picture_source_parent_class)->dispose (object);
}

static void
maju_picture_source_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  MajuPictureSource *self = MAJU_PICTURE_SOURCE (object);

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
maju_picture_source_class_init (MajuPictureSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_picture_source_dispose;
  object_class->get_property = maju_picture_source_get_property;

  properties[PROP_PAINTABLE] =
    g_param_spec_object ("paintable", NULL, NULL, GDK_TYPE_PAINTABLE,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                         | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[RESIZED] =
    g_signal_new ("resized", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
maju_picture_source_init (MajuPictureSource *self)
{
}

MajuPictureSource *
maju_picture_source_new (MajuParticipant *participant,
                         MajuTrackKind    kind)
{
  MajuPictureSource *self = g_object_new (MAJU_TYPE_PICTURE_SOURCE, NULL);

  self->participant = g_object_ref (participant);
  self->kind = kind;
  g_signal_connect_object (participant,
                           kind == MAJU_TRACK_KIND_SCREEN
                           ? "notify::screen-paintable" : "notify::paintable",
                           G_CALLBACK (take_paintable), self,
                           G_CONNECT_SWAPPED);
  take_paintable (self);

  return self;
}

GdkPaintable *
maju_picture_source_get_paintable (MajuPictureSource *self)
{
  return self->paintable;
}

gboolean
maju_picture_source_has_picture (MajuPictureSource *self)
{
  return self->paintable != NULL
         && gdk_paintable_get_intrinsic_width (self->paintable) > 0;
}
