/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the switches for noise and for volume do to the sound of a microphone,
 * by the same parts that calls have. That they are switched while a microphone
 * runs is test-echo-wiring.c's. */
#include "maju-media-private.h"
#include "maju-voice-processing-private.h"

#include "media-test-row.h"
#include "media-test-speech.h"

#include <math.h>

#define PERIOD_MS 10
#define PERIOD (SPEECH_RATE * PERIOD_MS / 1000)
#define SECONDS 12

/* From then on it is measured: the processor has learnt what there is. */
#define LEARNT 6

static const MajuVoiceProcessing nothing = { 0 };
static const MajuVoiceProcessing no_noise = { .noise_suppression = TRUE };
static const MajuVoiceProcessing even = { .gain_control = TRUE };
static const MajuVoiceProcessing both = {
  .noise_suppression = TRUE,
  .gain_control = TRUE,
};

/* In dBFS. */
static double
to_db (double power,
       guint  n_frames)
{
  return 10 * log10 (MAX (power / n_frames, 1e-10));
}

/* Of the whole, as RMS. */
static void
set_level (GArray *sound,
           double  db)
{
  double power = add_power ((gint16 *) sound->data, sound->len);
  double gain = pow (10, (db - to_db (power, sound->len)) / 20);

  for (guint i = 0; i < sound->len; i++)
    {
      gint16 *frame = &g_array_index (sound, gint16, i);

      *frame = CLAMP (round (*frame * gain), G_MININT16, G_MAXINT16);
    }
}

static GArray *
create_speech (double db)
{
  GArray *speech = speech_new (SECONDS, 1);

  set_level (speech, db);

  return speech;
}

/* @dullness: 0 is white, and the nearer to 1 the less is high. */
static GArray *
create_noise (double dullness,
              double db)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (5);
  GArray *noise = g_array_new (FALSE, FALSE, sizeof (gint16));
  double value = 0;

  for (guint i = 0; i < SECONDS * SPEECH_RATE; i++)
    {
      gint16 frame;

      value = dullness * value + (1 - dullness) * g_rand_double_range (rand, -1, 1);
      frame = value * 30000;
      g_array_append_val (noise, frame);
    }
  set_level (noise, db);

  return noise;
}

static void
mix (GArray *sound,
     GArray *other)
{
  for (guint i = 0; i < sound->len; i++)
    g_array_index (sound, gint16, i) += g_array_index (other, gint16,
                                                       i % other->len);
}

static void
build (Row                       *row,
       const MajuVoiceProcessing *processing)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) first = NULL;
  g_autoptr(GstElement) last = NULL;
  GstBin *bin;

  row_init (row);
  bin = GST_BIN (row->pipeline);
  maju_voice_processing_build (processing, bin, &error);
  g_assert_no_error (error);
  first = maju_media_get_element (bin, MAJU_VOICE_PROCESSING_IN);
  last = maju_media_get_element (bin, MAJU_VOICE_PROCESSING_OUT);
  g_assert_true (gst_element_link (row->in, first));
  g_assert_true (gst_element_link (last, row->out));
  gst_element_set_state (row->pipeline, GST_STATE_PLAYING);
}

/* Returns: the level of what is sent, in dBFS. */
static double
process (GArray                    *sound,
         const MajuVoiceProcessing *processing)
{
  const guint n_periods = SECONDS * 1000 / PERIOD_MS;
  const guint n_learnt = LEARNT * 1000 / PERIOD_MS;
  double power = 0;
  Row row;

  build (&row, processing);
  for (guint n = 0; n < n_periods; n++)
    {
      g_autoptr(GstSample) sample = NULL;
      g_autoptr(GstSample) sent = NULL;

      sample = speech_get (sound, n * PERIOD, PERIOD,
                           n * PERIOD_MS * GST_MSECOND);
      row_push (&row, sample);
      sent = row_pull (&row);
      if (n >= n_learnt)
        power += add_sample_power (sent);
    }
  row_clear (&row);

  return to_db (power, (n_periods - n_learnt) * PERIOD);
}

/* Steady noise, such as a fan's, which @data says how dull it is. */
static void
test_noise (gconstpointer data)
{
  g_autoptr(GArray) noise = create_noise (*(const double *) data, -40);
  double left_alone = process (noise, &nothing);
  double suppressed = process (noise, &no_noise);
  double evened = process (noise, &both);

  g_test_message ("%.1f dBFS of noise, %.1f suppressed, %.1f evened out too",
                  left_alone, suppressed, evened);
  g_assert_cmpfloat_with_epsilon (left_alone, -40, 4);
  g_assert_cmpfloat (left_alone - suppressed, >, 8);
  /* What makes the voice louder does not bring it back. */
  g_assert_cmpfloat (left_alone - evened, >, 2);
}

/* With and without noise behind it. */
static void
test_speech_stays (void)
{
  g_autoptr(GArray) speech = create_speech (-20);
  g_autoptr(GArray) noise = create_noise (0, -50);
  double left_alone = process (speech, &nothing);
  double suppressed = process (speech, &no_noise);
  double in_noise;

  mix (speech, noise);
  in_noise = process (speech, &no_noise);
  g_test_message ("%.1f dBFS of speech, %.1f when noise is suppressed, %.1f "
                  "when there is some", left_alone, suppressed, in_noise);
  g_assert_cmpfloat_with_epsilon (left_alone, -20, 3);
  g_assert_cmpfloat_with_epsilon (suppressed, left_alone, 3);
  g_assert_cmpfloat_with_epsilon (in_noise, left_alone, 3);
}

static void
test_quiet_speech (void)
{
  g_autoptr(GArray) quiet = create_speech (-45);
  g_autoptr(GArray) loud = create_speech (-15);
  double quiet_before = process (quiet, &nothing);
  double quiet_after = process (quiet, &even);
  double loud_before = process (loud, &nothing);
  double loud_after = process (loud, &even);
  double both_after = process (quiet, &both);

  g_test_message ("quiet speech of %.1f dBFS comes out with %.1f, and with "
                  "%.1f when noise is suppressed; loud of %.1f with %.1f",
                  quiet_before, quiet_after, both_after, loud_before,
                  loud_after);
  g_assert_cmpfloat_with_epsilon (quiet_before, -45, 3);
  g_assert_cmpfloat_with_epsilon (loud_before, -15, 3);
  g_assert_cmpfloat (quiet_after - quiet_before, >, 6);
  g_assert_cmpfloat (both_after - quiet_before, >, 6);
  g_assert_cmpfloat_with_epsilon (loud_after, loud_before, 4);
}

int
main (int   argc,
      char *argv[])
{
  static const double white = 0;
  static const double dull = 0.98;
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

  g_test_add_data_func ("/media/voice/noise/white", &white, test_noise);
  g_test_add_data_func ("/media/voice/noise/dull", &dull, test_noise);
  g_test_add_func ("/media/voice/speech-stays", test_speech_stays);
  g_test_add_func ("/media/voice/quiet-speech", test_quiet_speech);

  return g_test_run ();
}
