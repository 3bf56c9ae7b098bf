/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-gestures-private.h"

#include "maju-token-bucket.h"

struct _MajuGestures
{
  GObject parent_instance;

  MajuClock *clock;
  gint64 hand_time;             /* 0: not raised */
  MajuTokenBucket reactions;
  gint64 next_ask;              /* by the clock: when we may ask them again */
  gint64 next_asked;            /* and when they may ask us */
};

G_DEFINE_FINAL_TYPE (MajuGestures, maju_gestures, G_TYPE_OBJECT)

enum
{
  PROP_HAND = 1,
  N_PROPS
};

enum
{
  REACTION,
  ASKS_MUTE,
  MUTE_WANTED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
maju_gestures_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  MajuGestures *self = MAJU_GESTURES (object);

  switch (prop_id)
    {
    case PROP_HAND:
      g_value_set_boolean (value, maju_gestures_get_hand (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_gestures_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  MajuGestures *self = MAJU_GESTURES (object);

  switch (prop_id)
    {
    case PROP_HAND:
      maju_gestures_set_hand (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_gestures_dispose (GObject *object)
{
  MajuGestures *self = MAJU_GESTURES (object);

  g_clear_object (&self->clock);

  G_OBJECT_CLASS (maju_gestures_parent_class)->dispose (object);
}

static void
maju_gestures_class_init (MajuGesturesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = maju_gestures_get_property;
  object_class->set_property = maju_gestures_set_property;
  object_class->dispose = maju_gestures_dispose;

  props[PROP_HAND] =
    g_param_spec_boolean ("hand", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                          G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[REACTION] =
    g_signal_new ("reaction", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[ASKS_MUTE] =
    g_signal_new ("asks-mute", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[MUTE_WANTED] =
    g_signal_new ("mute-wanted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
maju_gestures_init (MajuGestures *self)
{
}

MajuGestures *
maju_gestures_new (MajuClock *clock)
{
  MajuGestures *self = g_object_new (MAJU_TYPE_GESTURES, NULL);

  self->clock = g_object_ref (clock);
  maju_token_bucket_init (&self->reactions, MAJU_LIMIT_REACTION_RATE,
                          MAJU_LIMIT_REACTION_BURST,
                          maju_clock_get_now (clock));

  return self;
}

gboolean
maju_gestures_get_hand (MajuGestures *self)
{
  g_return_val_if_fail (MAJU_IS_GESTURES (self), FALSE);

  return self->hand_time != 0;
}

void
maju_gestures_set_hand (MajuGestures *self,
                        gboolean      raised)
{
  g_return_if_fail (MAJU_IS_GESTURES (self));

  if ((self->hand_time != 0) == !!raised)
    return;

  self->hand_time = raised ? MAX (1, maju_clock_get_now (self->clock)) : 0;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAND]);
}

gint64
maju_gestures_get_hand_time (MajuGestures *self)
{
  g_return_val_if_fail (MAJU_IS_GESTURES (self), 0);

  return self->hand_time;
}

gboolean
maju_gestures_react (MajuGestures *self,
                     MajuReaction  kind)
{
  gint64 now;

  g_return_val_if_fail (MAJU_IS_GESTURES (self), FALSE);
  g_return_val_if_fail (kind > MAJU_REACTION_NONE && kind < MAJU_N_REACTIONS,
                        FALSE);

  /* What is too much is not counted, so that whoever goes on clapping is seen
   * as often as they may be. */
  now = maju_clock_get_now (self->clock);
  if (maju_token_bucket_wait (&self->reactions, now) > 0)
    return FALSE;

  maju_token_bucket_take (&self->reactions, 1, now);
  g_signal_emit (self, signals[REACTION], 0, (guint) kind);

  return TRUE;
}

static gboolean
is_due (MajuGestures *self,
        gint64       *next)
{
  gint64 now = maju_clock_get_now (self->clock);

  if (*next != 0 && now < *next)
    return FALSE;

  *next = now + MAJU_GESTURES_ASK_US;

  return TRUE;
}

gboolean
maju_gestures_ask_mute (MajuGestures *self)
{
  g_return_val_if_fail (MAJU_IS_GESTURES (self), FALSE);

  if (!is_due (self, &self->next_ask))
    return FALSE;

  g_signal_emit (self, signals[MUTE_WANTED], 0);

  return TRUE;
}

void
maju_gestures_take_ask (MajuGestures *self)
{
  if (is_due (self, &self->next_asked))
    g_signal_emit (self, signals[ASKS_MUTE], 0);
}
