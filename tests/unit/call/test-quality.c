/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-test-util.h"

#define S G_USEC_PER_SEC

/* silence, gap, bitrate, height, loss -> grade */
static const struct
{
  const char *why;
  MajuGradeFigures figures;
  MajuGrade grade;
} grades[] = {
  { "nothing known", { 0, 0, 0, 0, -1 }, MAJU_GRADE_UNKNOWN },
  { "no loss", { 0, 0, 0, 0, 0 }, MAJU_GRADE_GOOD },
  { "a little loss", { 0, 0, 0, 0, 0.0599 }, MAJU_GRADE_GOOD },
  { "fair from 6 %", { 0, 0, 0, 0, 0.06 }, MAJU_GRADE_FAIR },
  { "fair to 8 %", { 0, 0, 0, 0, 0.0799 }, MAJU_GRADE_FAIR },
  { "poor from 8 %", { 0, 0, 0, 0, 0.08 }, MAJU_GRADE_POOR },
  { "poor beyond 12 %", { 0, 0, 0, 0, 0.5 }, MAJU_GRADE_POOR },
  { "half of 720 lines", { 0, 0, 750000, 720, 0 }, MAJU_GRADE_GOOD },
  { "less than half of it", { 0, 0, 749999, 720, 0 }, MAJU_GRADE_FAIR },
  { "30 % of it", { 0, 0, 450000, 720, 0 }, MAJU_GRADE_FAIR },
  { "less than 30 %", { 0, 0, 449999, 720, 0 }, MAJU_GRADE_POOR },
  { "10 % of it", { 0, 0, 150000, 720, 0 }, MAJU_GRADE_POOR },
  { "next to nothing", { 0, 0, 1, 720, 0 }, MAJU_GRADE_POOR },
  { "half of 360 lines", { 0, 0, 250000, 360, 0 }, MAJU_GRADE_GOOD },
  { "less of it", { 0, 0, 249999, 360, 0 }, MAJU_GRADE_FAIR },
  { "half of 180 lines", { 0, 0, 100000, 180, 0 }, MAJU_GRADE_GOOD },
  { "less of it", { 0, 0, 59999, 180, 0 }, MAJU_GRADE_POOR },
  { "the worse counts: loss", { 0, 0, 1500000, 720, 0.07 }, MAJU_GRADE_FAIR },
  { "the worse counts: bits", { 0, 0, 100000, 720, 0.07 }, MAJU_GRADE_POOR },
  { "bits without loss known", { 0, 0, 500000, 720, -1 }, MAJU_GRADE_FAIR },
  { "a short gap", { 0, 3 * S, 0, 0, 0 }, MAJU_GRADE_GOOD },
  { "sound, but no picture", { 0, 3 * S + 1, 0, 0, 0 }, MAJU_GRADE_POOR },
  { "a short silence", { 3 * S, 3 * S, 0, 0, 0 }, MAJU_GRADE_GOOD },
  { "nothing comes", { 3 * S + 1, 3 * S + 1, 0, 0, 0 }, MAJU_GRADE_LOST },
  { "nobody sends", { -1, -1, 0, 0, -1 }, MAJU_GRADE_UNKNOWN },
};

static void
test_grade (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (grades); i++)
    {
      g_test_message ("%s", grades[i].why);
      g_assert_cmpint (maju_grade_decide (&grades[i].figures), ==,
                       grades[i].grade);
    }
}

static void
test_target (void)
{
  g_assert_cmpuint (maju_grade_get_target (1), ==, 200000);
  g_assert_cmpuint (maju_grade_get_target (180), ==, 200000);
  g_assert_cmpuint (maju_grade_get_target (181), ==, 500000);
  g_assert_cmpuint (maju_grade_get_target (360), ==, 500000);
  g_assert_cmpuint (maju_grade_get_target (720), ==, 1500000);
  g_assert_cmpuint (maju_grade_get_target (1080), ==, 1500000);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *count)
{
  (*count)++;
}

/* Not all of it is known from the first second on. */
static gboolean
is_measured (MajuQuality *quality)
{
  const MajuQualityFigures *figures = maju_quality_get_figures (quality);

  return figures->bitrate_in > 0 && figures->bitrate_out >= 0 &&
         figures->loss_in >= 0 && figures->round_trip_ms >= 0 &&
         figures->jitter_ms >= 0 && figures->height > 0 &&
         figures->frame_rate > 0 && figures->audio_codec &&
         figures->video_codec && figures->route != MAJU_ROUTE_UNKNOWN;
}

/* Whatever the machine's load, these are there and mean what they say. */
static void
check_figures (MajuQuality *quality)
{
  const MajuQualityFigures *figures = maju_quality_get_figures (quality);
  g_autofree char *codec = NULL;
  int bitrate;

  g_assert_cmpint (figures->route, ==, MAJU_ROUTE_DIRECT);
  g_assert_cmpstr (figures->protocol, ==, "udp");
  g_assert_cmpstr (figures->audio_codec, ==, "Opus");
  g_assert_cmpstr (figures->video_codec, ==, "VP8");
  g_assert_cmpint (figures->bitrate_out, >=, 0);
  g_assert_cmpfloat (figures->loss_in, <=, 1);
  g_assert_cmpfloat (figures->jitter_ms, >=, 0);
  g_assert_cmpuint (figures->height, >, 0);
  g_assert_cmpint (figures->grade, !=, MAJU_GRADE_UNKNOWN);

  g_object_get (quality, "video-codec", &codec, "bitrate-in", &bitrate, NULL);
  g_assert_cmpstr (codec, ==, "VP8");
  g_assert_cmpint (bitrate, ==, figures->bitrate_in);
  g_test_message ("%d kbit/s in, %d kbit/s out, loss %.3f, round trip %.1f ms, "
                  "jitter %.1f ms, %ux%u at %.1f/s, grade %d",
                  figures->bitrate_in / 1000, figures->bitrate_out / 1000,
                  figures->loss_in, figures->round_trip_ms, figures->jitter_ms,
                  figures->width, figures->height, figures->frame_rate,
                  figures->grade);
}

static void
test_call (void)
{
  MajuServer *server = test_server_start (0);
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  TestPerson *ann = test_person_new (link, "Ann");
  TestPerson *bob = test_person_new (link, "Bob");
  g_autoptr(MajuQuality) quality = NULL;
  MajuQuality *own;
  guint n_notified = 0;

  test_person_join (ann);
  test_person_join (bob);
  test_wait (test_person_meets (ann, "Bob"));
  quality =
    g_object_ref (maju_participant_get_quality (test_person_find (ann, "Bob")));
  g_signal_connect (quality, "notify::bitrate-in", G_CALLBACK (count_cb),
                    &n_notified);
  test_wait (is_measured (quality));
  check_figures (quality);
  test_wait (n_notified >= 3);

  /* Of oneself there is nothing to measure. */
  own = maju_participant_get_quality (maju_call_get_self (ann->call));
  g_assert_cmpint (maju_quality_get_grade (own), ==, MAJU_GRADE_UNKNOWN);

  /* A camera that is off has no picture, and is not missed. */
  maju_video_sender_set_enabled (maju_local_media_get_camera (bob->media), FALSE);
  test_wait (maju_quality_get_figures (quality)->height == 0);
  g_assert_false (maju_quality_get_figures (quality)->picture_missing);

  test_person_leave (bob);
  test_wait (ann->n_left == 1);
  test_wait (maju_quality_get_grade (quality) == MAJU_GRADE_UNKNOWN);
  g_assert_cmpint (maju_quality_get_figures (quality)->bitrate_in, ==, -1);
  g_clear_object (&quality);

  test_person_free (ann);
  test_person_free (bob);
  test_server_stop (server);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/quality/grade", test_grade);
  g_test_add_func ("/quality/target", test_target);
  g_test_add_func ("/quality/call", test_call);

  return g_test_run ();
}
