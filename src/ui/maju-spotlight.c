/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-spotlight.h"

#define SPEECH    (600 * 1000) /* us */
#define SILENCE   (1000 * 1000)

enum
{
  PROP_0,
  PROP_PARTICIPANT,
  N_PROPS
};

/* Somebody who speaks, or has just stopped. Times are monotonic, in us; 0: not
 * so. */
typedef struct
{
  MajuParticipant *participant;
  gint64 speaks_since;
  gint64 silent_since;
} Voice;

struct _MajuSpotlight
{
  GObject parent_instance;

  GListModel *participants;
  GPtrArray *voices; /* as the model's items */
  MajuParticipant *participant;
  guint timer_id;
};

G_DEFINE_FINAL_TYPE (MajuSpotlight, maju_spotlight, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void evaluate (MajuSpotlight *self);

static void
voice_free (gpointer data)
{
  Voice *voice = data;

  g_object_unref (voice->participant);
  g_free (voice);
}

static Voice *
find_voice (MajuSpotlight   *self,
            MajuParticipant *participant)
{
  for (guint i = 0; i < self->voices->len; i++)
    {
      Voice *voice = g_ptr_array_index (self->voices, i);

      if (voice->participant == participant)
        return voice;
    }

  return NULL;
}

/* Who speaks longest. */
static Voice *
find_speaker (MajuSpotlight *self)
{
  Voice *best = NULL;

  for (guint i = 0; i < self->voices->len; i++)
    {
      Voice *voice = g_ptr_array_index (self->voices, i);

      if (voice->speaks_since != 0
          && (best == NULL || voice->speaks_since < best->speaks_since))
        best = voice;
    }

  return best;
}

static void
timer_cb (gpointer user_data)
{
  MajuSpotlight *self = user_data;

  self->timer_id = 0;
  evaluate (self);
}

static void
take (MajuSpotlight   *self,
      MajuParticipant *participant)
{
  if (g_set_object (&self->participant, participant))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PARTICIPANT]);
}

static void
evaluate (MajuSpotlight *self)
{
  Voice *current = self->participant != NULL
                   ? find_voice (self, self->participant) : NULL;
  Voice *speaker = find_speaker (self);
  gint64 now = g_get_monotonic_time ();
  gint64 due;

  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (current == NULL)
    {
      if (speaker == NULL && self->voices->len > 0)
        speaker = g_ptr_array_index (self->voices, 0);
      take (self, speaker != NULL ? speaker->participant : NULL);
      return;
    }
  if (current->speaks_since != 0 || speaker == NULL)
    return;

  due = speaker->speaks_since + SPEECH;
  if (current->silent_since != 0)
    due = MAX (due, current->silent_since + SILENCE);
  if (due <= now)
    take (self, speaker->participant);
  else
    self->timer_id = g_timeout_add_once ((guint) ((due - now) / 1000 + 1),
                                         timer_cb, self);
}

static void
speaking_cb (MajuParticipant *participant,
             GParamSpec      *pspec,
             MajuSpotlight   *self)
{
  Voice *voice = find_voice (self, participant);
  gboolean speaks = maju_participant_get_speaking (participant);

  if (voice == NULL || speaks == (voice->speaks_since != 0))
    return;

  if (speaks)
    voice->speaks_since = g_get_monotonic_time ();
  else
    {
      voice->speaks_since = 0;
      voice->silent_since = g_get_monotonic_time ();
    }
  evaluate (self);
}

static void
items_changed_cb (GListModel    *participants,
                  guint          position,
                  guint          removed,
                  guint          added,
                  MajuSpotlight *self)
{
  for (guint i = 0; i < removed; i++)
    {
      Voice *voice = g_ptr_array_index (self->voices, position);

      g_signal_handlers_disconnect_by_data (voice->participant, self);
      g_ptr_array_remove_index (self->voices, position);
    }

  for (guint i = 0; i < added; i++)
    {
      Voice *voice = g_new0 (Voice, 1);

      voice->participant = g_list_model_get_item (participants, position + i);
      if (maju_participant_get_speaking (voice->participant))
        voice->speaks_since = g_get_monotonic_time ();
      g_ptr_array_insert (self->voices, (int) (position + i), voice);
      g_signal_connect_object (voice->participant, "notify::speaking",
                               G_CALLBACK (speaking_cb), self, 0);
    }
  evaluate (self);
}

static void
release_participants (MajuSpotlight *self)
{
  if (self->participants == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->participants, self);
  items_changed_cb (self->participants, 0, self->voices->len, 0, self);
  g_clear_object (&self->participants);
}

static void
maju_spotlight_dispose (GObject *object)
{
  MajuSpotlight *self = MAJU_SPOTLIGHT (object);

  release_participants (self);
  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_clear_object (&self->participant);

  G_OBJECT_CLASS (maju_spotlight_parent_class)->dispose (object);
}

static void
maju_spotlight_finalize (GObject *object)
{
  MajuSpotlight *self = MAJU_SPOTLIGHT (object);

  g_ptr_array_unref (self->voices);

  G_OBJECT_CLASS (maju_spotlight_parent_class)->finalize (object);
}

static void
maju_spotlight_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  MajuSpotlight *self = MAJU_SPOTLIGHT (object);

  switch (prop_id)
    {
    case PROP_PARTICIPANT:
      g_value_set_object (value, self->participant);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_spotlight_class_init (MajuSpotlightClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_spotlight_dispose;
  object_class->finalize = maju_spotlight_finalize;
  object_class->get_property = maju_spotlight_get_property;

  properties[PROP_PARTICIPANT] =
    g_param_spec_object ("participant", NULL, NULL, MAJU_TYPE_PARTICIPANT,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                         | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_spotlight_init (MajuSpotlight *self)
{
  self->voices = g_ptr_array_new_with_free_func (voice_free);
}

MajuSpotlight *
maju_spotlight_new (void)
{
  return g_object_new (MAJU_TYPE_SPOTLIGHT, NULL);
}

void
maju_spotlight_set_participants (MajuSpotlight *self,
                                 GListModel    *participants)
{
  g_return_if_fail (MAJU_IS_SPOTLIGHT (self));
  g_return_if_fail (participants == NULL || G_IS_LIST_MODEL (participants));

  if (self->participants == participants)
    return;

  release_participants (self);
  if (participants == NULL)
    return;

  self->participants = g_object_ref (participants);
  g_signal_connect_object (participants, "items-changed",
                           G_CALLBACK (items_changed_cb), self, 0);
  items_changed_cb (participants, 0, 0,
                    g_list_model_get_n_items (participants), self);
}

MajuParticipant *
maju_spotlight_get_participant (MajuSpotlight *self)
{
  g_return_val_if_fail (MAJU_IS_SPOTLIGHT (self), NULL);

  return self->participant;
}
