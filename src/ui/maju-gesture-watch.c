/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-gesture-watch.h"

struct _MajuGestureWatch
{
  GObject parent_instance;

  GListModel *people;
};

G_DEFINE_FINAL_TYPE (MajuGestureWatch, maju_gesture_watch, G_TYPE_OBJECT)

enum
{
  HAND,
  REACTION,
  ASKS_MUTE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
maju_gesture_watch_dispose (GObject *object)
{
  MajuGestureWatch *self = MAJU_GESTURE_WATCH (object);

  g_clear_object (&self->people);

  G_OBJECT_CLASS (maju_gesture_watch_parent_class)->dispose (object);
}

static void
maju_gesture_watch_class_init (MajuGestureWatchClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = maju_gesture_watch_dispose;

  signals[HAND] =
    g_signal_new ("hand", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, MAJU_TYPE_PARTICIPANT);
  signals[REACTION] =
    g_signal_new ("reaction", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, MAJU_TYPE_PARTICIPANT, G_TYPE_UINT);
  signals[ASKS_MUTE] =
    g_signal_new ("asks-mute", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, MAJU_TYPE_PARTICIPANT);
}

static void
maju_gesture_watch_init (MajuGestureWatch *self)
{
}

/* Returns: (transfer full) (nullable): %NULL for who has gone. */
static MajuParticipant *
find (MajuGestureWatch *self,
      MajuGestures     *gestures)
{
  guint n = g_list_model_get_n_items (self->people);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(MajuParticipant) participant =
        g_list_model_get_item (self->people, i);

      if (maju_participant_get_gestures (participant) == gestures)
        return g_steal_pointer (&participant);
    }

  return NULL;
}

static void
hand_cb (MajuGestures     *gestures,
         GParamSpec       *pspec,
         MajuGestureWatch *self)
{
  g_autoptr(MajuParticipant) participant = find (self, gestures);

  if (participant != NULL)
    g_signal_emit (self, signals[HAND], 0, participant);
}

static void
reaction_cb (MajuGestures     *gestures,
             MajuReaction      kind,
             MajuGestureWatch *self)
{
  g_autoptr(MajuParticipant) participant = find (self, gestures);

  if (participant != NULL)
    g_signal_emit (self, signals[REACTION], 0, participant, (guint) kind);
}

static void
asks_mute_cb (MajuGestures     *gestures,
              MajuGestureWatch *self)
{
  g_autoptr(MajuParticipant) participant = find (self, gestures);

  if (participant != NULL)
    g_signal_emit (self, signals[ASKS_MUTE], 0, participant);
}

static void
items_changed_cb (GListModel       *people,
                  guint             position,
                  guint             removed,
                  guint             added,
                  MajuGestureWatch *self)
{
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(MajuParticipant) participant =
        g_list_model_get_item (people, position + i);
      MajuGestures *gestures = maju_participant_get_gestures (participant);

      /* Whoever was away comes back as the same participant. */
      g_signal_handlers_disconnect_by_data (gestures, self);
      g_signal_connect_object (gestures, "notify::hand",
                               G_CALLBACK (hand_cb), self, 0);
      g_signal_connect_object (gestures, "reaction",
                               G_CALLBACK (reaction_cb), self, 0);
      g_signal_connect_object (gestures, "asks-mute",
                               G_CALLBACK (asks_mute_cb), self, 0);
    }
}

MajuGestureWatch *
maju_gesture_watch_new (GListModel *people)
{
  MajuGestureWatch *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (people), NULL);

  self = g_object_new (MAJU_TYPE_GESTURE_WATCH, NULL);
  self->people = g_object_ref (people);
  g_signal_connect_object (people, "items-changed",
                           G_CALLBACK (items_changed_cb), self, 0);
  items_changed_cb (people, 0, 0, g_list_model_get_n_items (people), self);

  return self;
}
