/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-ring-tone.h"

#include "maju-media-settings.h"

#include "maju-clip-player.h"
#include "maju-clip.h"

/* From the end of one tone to the next. */
#define PAUSE_MS 1500

struct _MajuRingTone
{
  GObject parent_instance;

  GSettings *settings;
  GBytes *clip;
  MajuLocalMedia *media;        /* while it rings */
  MajuMediaSettings *media_settings;
  MajuClipPlayer *player;
  guint pause_id;
};

G_DEFINE_FINAL_TYPE (MajuRingTone, maju_ring_tone, G_TYPE_OBJECT)

static gboolean
pause_over_cb (gpointer user_data)
{
  MajuRingTone *self = user_data;

  self->pause_id = 0;
  maju_clip_player_play (self->player, self->clip);

  return G_SOURCE_REMOVE;
}

/* Who hears nothing still sees the notification. */
static void
finished_cb (MajuRingTone *self,
             const GError *error)
{
  if (error != NULL)
    g_message ("No ringing is heard: %s", error->message);
  self->pause_id = g_timeout_add (PAUSE_MS, pause_over_cb, self);
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!maju_local_media_close_finish (MAJU_LOCAL_MEDIA (object), result, &error))
    g_warning ("The speaker does not close: %s", error->message);
}

static void
maju_ring_tone_dispose (GObject *object)
{
  MajuRingTone *self = MAJU_RING_TONE (object);

  maju_ring_tone_stop (self);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->clip, g_bytes_unref);

  G_OBJECT_CLASS (maju_ring_tone_parent_class)->dispose (object);
}

static void
maju_ring_tone_class_init (MajuRingToneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = maju_ring_tone_dispose;
}

static void
maju_ring_tone_init (MajuRingTone *self)
{
  self->clip = maju_clip_new_chime ();
}

MajuRingTone *
maju_ring_tone_new (GSettings *settings)
{
  MajuRingTone *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (MAJU_TYPE_RING_TONE, NULL);
  self->settings = g_object_ref (settings);

  return self;
}

void
maju_ring_tone_start (MajuRingTone *self)
{
  g_autoptr(GError) error = NULL;

  g_return_if_fail (MAJU_IS_RING_TONE (self));

  if (self->media != NULL)
    return;

  /* It may be the first that is heard of this Maju. */
  if (!maju_media_init (&error))
    {
      g_message ("No ringing is heard: %s", error->message);
      return;
    }

  self->media = maju_local_media_new (FALSE);
  self->media_settings = maju_media_settings_new (self->settings, self->media);
  self->player =
    maju_clip_player_new (maju_local_media_get_playback (self->media));
  g_signal_connect_object (self->player, "finished", G_CALLBACK (finished_cb),
                           self, G_CONNECT_SWAPPED);
  maju_clip_player_play (self->player, self->clip);
}

void
maju_ring_tone_stop (MajuRingTone *self)
{
  g_autoptr(MajuLocalMedia) media = NULL;

  g_return_if_fail (MAJU_IS_RING_TONE (self));

  if (self->media == NULL)
    return;

  media = g_steal_pointer (&self->media);
  g_clear_handle_id (&self->pause_id, g_source_remove);
  maju_clip_player_stop (self->player);
  g_clear_object (&self->player);
  g_clear_object (&self->media_settings);
  maju_local_media_close_async (media, closed_cb, NULL);
}
