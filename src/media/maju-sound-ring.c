/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-sound-ring-private.h"

#include <math.h>
#include <spa/utils/ringbuffer.h>

/* A power of two, and more than PipeWire ever writes at once. */
#define SIZE 32768

/* In samples. Beside the largest piece that is written so much is kept for when
 * a thread is late, and so much more may pile up. */
#define RESERVE 960
#define SPARE   4800

struct _MajuSoundRing
{
  struct spa_ringbuffer index;
  float samples[SIZE];
  gint largest;                 /* atomic: what was written at once */

  GMutex read_mutex;
  gboolean flows;               /* else it waits until there is enough */
};

MajuSoundRing *
maju_sound_ring_new (void)
{
  MajuSoundRing *self = g_atomic_rc_box_new0 (MajuSoundRing);

  spa_ringbuffer_init (&self->index);
  g_mutex_init (&self->read_mutex);

  return self;
}

MajuSoundRing *
maju_sound_ring_ref (MajuSoundRing *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  MajuSoundRing *self = data;

  g_mutex_clear (&self->read_mutex);
}

void
maju_sound_ring_unref (MajuSoundRing *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

void
maju_sound_ring_write (MajuSoundRing *self,
                       const float   *frames,
                       guint          n_frames)
{
  guint32 index;
  gint32 filled = spa_ringbuffer_get_write_index (&self->index, &index);

  n_frames = MIN (n_frames, (guint) (SIZE - CLAMP (filled, 0, SIZE)));
  for (guint i = 0; i < n_frames; i++)
    self->samples[(index + i) % SIZE] = (frames[2 * i] + frames[2 * i + 1]) / 2;
  if ((gint) n_frames > g_atomic_int_get (&self->largest))
    g_atomic_int_set (&self->largest, (gint) n_frames);
  spa_ringbuffer_write_update (&self->index, (gint32) (index + n_frames));
}

static gint16
mix (gint16 sample,
     float  added)
{
  /* What others play may be anything, also not a number. */
  if (!isfinite (added))
    return sample;

  return (gint16) CLAMP (lrintf (sample + CLAMP (added, -2, 2) * 32767),
                         G_MININT16, G_MAXINT16);
}

void
maju_sound_ring_add_to (MajuSoundRing *self,
                        gint16        *samples,
                        guint          n_samples)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->read_mutex);
  gint32 largest = g_atomic_int_get (&self->largest);
  gint32 enough = largest + RESERVE;
  guint32 index;
  gint32 filled = spa_ringbuffer_get_read_index (&self->index, &index);
  guint n_read;

  if (filled > enough + largest + SPARE)
    {
      index += (guint32) (filled - enough);
      filled = enough;
    }
  if (!self->flows && (largest == 0 || filled < enough))
    return;

  n_read = MIN (n_samples, (guint) MAX (filled, 0));
  self->flows = n_read == n_samples;
  for (guint i = 0; i < n_read; i++)
    samples[i] = mix (samples[i], self->samples[(index + i) % SIZE]);
  spa_ringbuffer_read_update (&self->index, (gint32) (index + n_read));
}
