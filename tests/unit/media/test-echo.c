/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well echo is cancelled, by the same parts that calls have, in a room that
 * is computed: what is heard in it depends on timestamps, and not on when this
 * machine gets to it. That these parts are in place in a call is
 * test-echo-wiring.c's, and tests/bench/echo.py measures them at work. */
#include "maju-echo-reference-private.h"
#include "maju-media-private.h"
#include "maju-voice-processing-private.h"

#include "media-test-row.h"
#include "media-test-speech.h"

#include <math.h>

#define PERIOD_MS 10
#define PERIOD (SPEECH_RATE * PERIOD_MS / 1000)
#define SECONDS 12

/* One way between the speaker and the microphone. */
typedef struct
{
  guint delay;                  /* frames */
  double gain;
} Reflection;

static const Reflection room[] = {
  { 192, 0.35 }, { 413, -0.2 }, { 731, 0.14 }, { 1207, 0.09 }, { 1801, -0.06 },
  { 2718, 0.03 },
};

/* How long before it is heard a sound passes the mixer and the speaker. */
typedef struct
{
  const char *name;
  guint mixer_ms;
  guint speaker_ms;
} Way;

static const Way ways[] = {
  { "short", 40, 20 },
  { "usual", 60, 40 },
  { "long", 120, 100 },
};

typedef struct
{
  MajuEchoReference *reference;
  const Way *way;
  Row played;
  Row recorded;
  GArray *speech;               /* of the other person, who is played */
  GArray *voice;                /* (nullable) of whoever is in the room */
  GRand *noise;
} Fixture;

/* Of the other person, who was @delay frames ago. */
static double
heard_before (Fixture *fixture,
              guint    position,
              guint    delay)
{
  if (position < delay)
    return 0;

  return g_array_index (fixture->speech, gint16,
                        (position - delay) % fixture->speech->len);
}

static gint16
hear (Fixture *fixture,
      guint    position)
{
  guint latency = (fixture->way->mixer_ms + fixture->way->speaker_ms) *
    SPEECH_RATE / 1000;
  double value = g_rand_double_range (fixture->noise, -10, 10);

  for (guint i = 0; i < G_N_ELEMENTS (room); i++)
    value += room[i].gain * heard_before (fixture, position,
                                          latency + room[i].delay);
  if (fixture->voice != NULL)
    value += 0.5 * g_array_index (fixture->voice, gint16,
                                  position % fixture->voice->len);

  return CLAMP (value, G_MININT16, G_MAXINT16);
}

static GArray *
record (Fixture *fixture,
        guint    position)
{
  GArray *frames = g_array_sized_new (FALSE, FALSE, sizeof (gint16), PERIOD);

  for (guint i = 0; i < PERIOD; i++)
    {
      gint16 value = hear (fixture, position + i);

      g_array_append_val (frames, value);
    }

  return frames;
}

static void
set_up_way (Fixture   *fixture,
            const Way *way)
{
  g_autoptr(GError) error = NULL;
  GstElement *last;

  fixture->way = way;
  fixture->reference = g_object_new (MAJU_TYPE_ECHO_REFERENCE, NULL);
  fixture->speech = speech_new (SECONDS, 1);
  fixture->noise = g_rand_new_with_seed (3);

  row_init (&fixture->played);
  g_object_set (fixture->played.in, "min-latency",
                (gint64) (way->mixer_ms * GST_MSECOND), NULL);
  last = maju_echo_reference_add (fixture->reference, fixture,
                                  GST_BIN (fixture->played.pipeline),
                                  fixture->played.in, &error);
  g_assert_no_error (error);
  g_assert_true (gst_element_link (last, fixture->played.out));
  gst_element_set_state (fixture->played.pipeline, GST_STATE_PLAYING);
}

static void
add_canceller (Fixture *fixture,
               gboolean cancel)
{
  MajuVoiceProcessing processing = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) first = NULL;
  g_autoptr(GstElement) last = NULL;
  GstBin *bin;

  if (cancel)
    processing.echo_probe = maju_echo_reference_claim_name (fixture->reference,
                                                            fixture);
  row_init (&fixture->recorded);
  bin = GST_BIN (fixture->recorded.pipeline);
  maju_voice_processing_build (&processing, bin, &error);
  g_assert_no_error (error);
  first = maju_media_get_element (bin, MAJU_VOICE_PROCESSING_IN);
  last = maju_media_get_element (bin, MAJU_VOICE_PROCESSING_OUT);
  g_assert_true (gst_element_link (fixture->recorded.in, first));
  g_assert_true (gst_element_link (last, fixture->recorded.out));
  gst_element_set_state (GST_ELEMENT (bin), GST_STATE_PLAYING);
}

static void
tear_down (Fixture *fixture)
{
  row_clear (&fixture->recorded);
  row_clear (&fixture->played);
  g_clear_pointer (&fixture->speech, g_array_unref);
  g_clear_pointer (&fixture->voice, g_array_unref);
  g_clear_pointer (&fixture->noise, g_rand_free);
  g_assert_finalize_object (fixture->reference);
}

/* What has left the mixer by the end of this period. */
static void
play (Fixture *fixture,
      guint    number)
{
  guint mixer = fixture->way->mixer_ms / PERIOD_MS;
  g_autoptr(GstSample) sample = NULL;
  g_autoptr(GstSample) played = NULL;

  if (number + 1 < mixer)
    return;

  number = number + 1 - mixer;
  sample = speech_get (fixture->speech, number * PERIOD, PERIOD,
                       number * PERIOD_MS * GST_MSECOND);
  row_push (&fixture->played, sample);
  played = row_pull (&fixture->played);
}

/* As the speaker's sink tells it, when it has begun. */
static void
tell_latency (Fixture *fixture)
{
  guint latency_ms = fixture->way->mixer_ms + fixture->way->speaker_ms;

  gst_element_send_event (fixture->played.out,
                          gst_event_new_latency (latency_ms * GST_MSECOND));
}

/* Returns: by how much the sent is quieter than the recorded in the last third,
 * in dB. */
static double
run (Fixture *fixture)
{
  const guint n_periods = SECONDS * 1000 / PERIOD_MS;
  double in = 0;
  double out = 0;

  for (guint n = 0; n < n_periods; n++)
    {
      g_autoptr(GArray) frames = record (fixture, n * PERIOD);
      g_autoptr(GstSample) sample = NULL;
      g_autoptr(GstSample) sent = NULL;

      play (fixture, n);
      if (n == fixture->way->mixer_ms / PERIOD_MS)
        tell_latency (fixture);
      sample = speech_get (frames, 0, PERIOD, n * PERIOD_MS * GST_MSECOND);
      row_push (&fixture->recorded, sample);
      sent = row_pull (&fixture->recorded);

      if (n < n_periods * 2 / 3)
        continue;
      in += add_power ((gint16 *) frames->data, PERIOD);
      out += add_sample_power (sent);
    }

  return 10 * log10 (in / MAX (out, 1e-9));
}

static void
test_cancelled (gconstpointer data)
{
  Fixture fixture = { 0 };
  double db;

  set_up_way (&fixture, data);
  add_canceller (&fixture, TRUE);
  db = run (&fixture);
  g_test_message ("%.1f dB of the echo are cancelled", db);
  g_assert_cmpfloat (db, >, 20);
  tear_down (&fixture);
}

static void
test_switched_off (void)
{
  Fixture fixture = { 0 };
  double db;

  set_up_way (&fixture, &ways[1]);
  add_canceller (&fixture, FALSE);
  db = run (&fixture);
  g_test_message ("%.1f dB without a canceller", db);
  g_assert_cmpfloat_with_epsilon (db, 0, 3);
  tear_down (&fixture);
}

/* Both speak: what is cancelled must not be the voice. */
static void
test_voice_stays (void)
{
  Fixture fixture = { 0 };
  double db;

  set_up_way (&fixture, &ways[1]);
  fixture.voice = speech_new (SECONDS, 2);
  add_canceller (&fixture, TRUE);
  db = run (&fixture);
  g_test_message ("%.1f dB of echo and voice are cancelled", db);
  g_assert_cmpfloat (db, <, 8);
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *path = g_strconcat ("/media/echo/cancelled/",
                                           ways[i].name, NULL);

      g_test_add_data_func (path, &ways[i], test_cancelled);
    }
  g_test_add_func ("/media/echo/switched-off", test_switched_off);
  g_test_add_func ("/media/echo/voice-stays", test_voice_stays);

  return g_test_run ();
}
