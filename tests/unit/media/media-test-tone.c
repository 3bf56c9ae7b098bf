/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-test-tone.h"

#include <math.h>
#include <pipewire/pipewire.h>
#include <spa/param/audio/format-utils.h>

#define RATE 48000
#define VOLUME 0.1f

struct _TestTone
{
  struct pw_thread_loop *loop;
  struct pw_stream *stream;
  guint hertz;
  guint position;               /* frames */
};

/* In the loop's thread. */
static void
process_cb (void *data)
{
  TestTone *self = data;
  struct pw_buffer *buffer = pw_stream_dequeue_buffer (self->stream);
  struct spa_data *plane;
  guint64 n_frames;

  if (buffer == NULL)
    return;

  plane = &buffer->buffer->datas[0];
  n_frames = plane->maxsize / sizeof (float);
  if (buffer->requested > 0)
    n_frames = MIN (n_frames, buffer->requested);
  for (guint i = 0; i < n_frames; i++)
    {
      ((float *) plane->data)[i] = VOLUME * sinf (2 * (float) G_PI *
                                                  self->hertz * self->position /
                                                  RATE);
      self->position = (self->position + 1) % RATE;
    }
  plane->chunk->offset = 0;
  plane->chunk->stride = sizeof (float);
  plane->chunk->size = n_frames * sizeof (float);
  pw_stream_queue_buffer (self->stream, buffer);
}

static const struct pw_stream_events stream_events = {
  PW_VERSION_STREAM_EVENTS,
  .process = process_cb,
};

static void
connect_stream (TestTone *self)
{
  guint8 space[1024];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT (space, sizeof space);
  struct spa_audio_info_raw info = {
    .format = SPA_AUDIO_FORMAT_F32,
    .rate = RATE,
    .channels = 1,
    .position = { SPA_AUDIO_CHANNEL_MONO },
  };
  const struct spa_pod *format;

  format = spa_format_audio_raw_build (&builder, SPA_PARAM_EnumFormat, &info);
  self->stream =
    pw_stream_new_simple (pw_thread_loop_get_loop (self->loop), "own",
                          pw_properties_new (PW_KEY_MEDIA_TYPE, "Audio",
                                             PW_KEY_MEDIA_CATEGORY, "Playback",
                                             PW_KEY_NODE_NAME, "own", NULL),
                          &stream_events, self);
  g_assert_nonnull (self->stream);
  g_assert_cmpint (pw_stream_connect (self->stream, PW_DIRECTION_OUTPUT,
                                      PW_ID_ANY, PW_STREAM_FLAG_AUTOCONNECT |
                                      PW_STREAM_FLAG_MAP_BUFFERS, &format, 1),
                   >=, 0);
}

TestTone *
test_tone_new (guint hertz)
{
  TestTone *self = g_new0 (TestTone, 1);

  self->hertz = hertz;
  self->loop = pw_thread_loop_new ("test-tone", NULL);
  pw_thread_loop_lock (self->loop);
  pw_thread_loop_start (self->loop);
  connect_stream (self);
  pw_thread_loop_unlock (self->loop);

  return self;
}

void
test_tone_free (TestTone *self)
{
  pw_thread_loop_lock (self->loop);
  pw_stream_destroy (self->stream);
  pw_thread_loop_unlock (self->loop);
  pw_thread_loop_stop (self->loop);
  pw_thread_loop_destroy (self->loop);
  g_free (self);
}
