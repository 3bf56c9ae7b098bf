/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-wishes-private.h"

#include "maju-limits.h"

struct _MajuWishes
{
  GObject parent_instance;

  gboolean watched;             /* the next two are known */
  guint camera_height;
  guint screen_height;
  MajuSampleTap *taps[MAJU_N_TRACK_KINDS];
};

G_DEFINE_FINAL_TYPE (MajuWishes, maju_wishes, G_TYPE_OBJECT)

enum
{
  WATCHED_CHANGED,
  SAMPLE_FUNC_CHANGED,
  RETRY,
  ANSWERED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
maju_wishes_dispose (GObject *object)
{
  MajuWishes *self = MAJU_WISHES (object);

  for (guint i = 0; i < MAJU_N_TRACK_KINDS; i++)
    g_clear_pointer (&self->taps[i], maju_sample_tap_unref);

  G_OBJECT_CLASS (maju_wishes_parent_class)->dispose (object);
}

static void
maju_wishes_class_init (MajuWishesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = maju_wishes_dispose;

  signals[WATCHED_CHANGED] =
    g_signal_new ("watched-changed", type, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SAMPLE_FUNC_CHANGED] =
    g_signal_new ("sample-func-changed", type, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[RETRY] =
    g_signal_new ("retry", type, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ANSWERED] =
    g_signal_new ("answered", type, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
maju_wishes_init (MajuWishes *self)
{
}

MajuWishes *
maju_wishes_new (void)
{
  return g_object_new (MAJU_TYPE_WISHES, NULL);
}

void
maju_wishes_set_watched (MajuWishes *self,
                         guint       camera_height,
                         guint       screen_height)
{
  camera_height = MIN (camera_height, MAJU_LIMIT_HEIGHT);
  screen_height = MIN (screen_height, MAJU_LIMIT_HEIGHT);
  if (self->watched && self->camera_height == camera_height &&
      self->screen_height == screen_height)
    return;

  self->watched = TRUE;
  self->camera_height = camera_height;
  self->screen_height = screen_height;
  g_signal_emit (self, signals[WATCHED_CHANGED], 0);
}

gboolean
maju_wishes_get_watched (MajuWishes *self,
                         guint      *camera_height,
                         guint      *screen_height)
{
  *camera_height = self->camera_height;
  *screen_height = self->screen_height;

  return self->watched;
}

void
maju_wishes_set_sample_tap (MajuWishes    *self,
                            MajuTrackKind  kind,
                            MajuSampleTap *tap)
{
  g_autoptr(MajuSampleTap) former = g_steal_pointer (&self->taps[kind]);

  self->taps[kind] = tap;
  g_signal_emit (self, signals[SAMPLE_FUNC_CHANGED], 0, (guint) kind);
}

MajuSampleTap *
maju_wishes_get_sample_tap (MajuWishes   *self,
                            MajuTrackKind kind)
{
  return self->taps[kind];
}

void
maju_wishes_retry (MajuWishes *self)
{
  g_signal_emit (self, signals[RETRY], 0);
}

void
maju_wishes_answer (MajuWishes *self,
                    gboolean    admitted)
{
  g_signal_emit (self, signals[ANSWERED], 0, admitted);
}
