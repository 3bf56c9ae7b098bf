/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-muted-hint.h"

/* So long somebody talks who does not only finish a sentence or cough. */
#define TALK_MS 1500
/* It is not told again before. */
#define AGAIN_US (5 * G_TIME_SPAN_MINUTE)
/* A toast's time: what is told is over then. */
#define SHOWN_MS 8000

enum
{
  PROP_0,
  PROP_TALKING,
  N_PROPS
};

struct _MajuMutedHint
{
  GObject parent_instance;

  MajuAudioSender *microphone;
  gboolean talking;
  guint talk_id;
  guint shown_id;
  gint64 told_us;               /* while muted this time; 0: not yet */
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuMutedHint, maju_muted_hint, G_TYPE_OBJECT)

static void
set_talking (MajuMutedHint *self,
             gboolean       talking)
{
  g_clear_handle_id (&self->shown_id, g_source_remove);
  if (self->talking == talking)
    return;

  self->talking = talking;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TALKING]);
}

static gboolean
shown_cb (gpointer user_data)
{
  MajuMutedHint *self = user_data;

  self->shown_id = 0;
  set_talking (self, FALSE);

  return G_SOURCE_REMOVE;
}

static gboolean
talk_cb (gpointer user_data)
{
  MajuMutedHint *self = user_data;

  self->talk_id = 0;
  self->told_us = g_get_monotonic_time ();
  set_talking (self, TRUE);
  self->shown_id = g_timeout_add (SHOWN_MS, shown_cb, self);

  return G_SOURCE_REMOVE;
}

static gboolean
is_due (MajuMutedHint *self)
{
  return self->told_us == 0
         || g_get_monotonic_time () - self->told_us >= AGAIN_US;
}

static void
changed_cb (MajuMutedHint *self)
{
  gboolean muted = !maju_audio_sender_get_enabled (self->microphone);
  gboolean speaking = maju_audio_sender_get_speaking (self->microphone);

  if (!muted)
    {
      self->told_us = 0;
      set_talking (self, FALSE);
    }
  if (!muted || !speaking || !is_due (self))
    g_clear_handle_id (&self->talk_id, g_source_remove);
  else if (self->talk_id == 0)
    self->talk_id = g_timeout_add (TALK_MS, talk_cb, self);
}

static void
maju_muted_hint_dispose (GObject *object)
{
  maju_muted_hint_set_microphone (MAJU_MUTED_HINT (object), NULL);

  G_OBJECT_CLASS (maju_muted_hint_parent_class)->dispose (object);
}

static void
maju_muted_hint_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MajuMutedHint *self = MAJU_MUTED_HINT (object);

  switch (prop_id)
    {
    case PROP_TALKING:
      g_value_set_boolean (value, self->talking);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_muted_hint_class_init (MajuMutedHintClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_muted_hint_dispose;
  object_class->get_property = maju_muted_hint_get_property;

  properties[PROP_TALKING] =
    g_param_spec_boolean ("talking", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                          | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_muted_hint_init (MajuMutedHint *self)
{
}

MajuMutedHint *
maju_muted_hint_new (void)
{
  return g_object_new (MAJU_TYPE_MUTED_HINT, NULL);
}

void
maju_muted_hint_set_microphone (MajuMutedHint   *self,
                                MajuAudioSender *microphone)
{
  g_return_if_fail (MAJU_IS_MUTED_HINT (self));
  g_return_if_fail (microphone == NULL || MAJU_IS_AUDIO_SENDER (microphone));

  if (self->microphone != NULL)
    g_signal_handlers_disconnect_by_data (self->microphone, self);
  g_clear_handle_id (&self->talk_id, g_source_remove);
  self->told_us = 0;
  set_talking (self, FALSE);
  g_set_object (&self->microphone, microphone);
  if (microphone == NULL)
    return;

  g_signal_connect_object (microphone, "notify::enabled",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (microphone, "notify::speaking",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

gboolean
maju_muted_hint_get_talking (MajuMutedHint *self)
{
  g_return_val_if_fail (MAJU_IS_MUTED_HINT (self), FALSE);

  return self->talking;
}
