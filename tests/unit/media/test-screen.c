/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real portal, and a desktop behind it that does what it is told: run it by
 * tests/lib/with-pipewire --portal. */
#include "maju-screen-sender.h"

#include "media-test-util.h"

typedef struct
{
  GDBusConnection *bus;
  MajuScreenSender *sender;
  Recorder *recorder;
  guint id;
} Fixture;

typedef struct
{
  guint asked, restored, sessions, dialogs;
} Desktop;

static GVariant *
tell (Fixture    *fixture,
      const char *method,
      GVariant   *arguments)
{
  g_autoptr(GError) error = NULL;
  GVariant *reply;

  reply = g_dbus_connection_call_sync (fixture->bus,
                                       "org.freedesktop.impl.portal.desktop."
                                       "majutest",
                                       "/org/maju/TestPortal",
                                       "org.maju.TestPortal", method, arguments,
                                       NULL, G_DBUS_CALL_FLAGS_NONE,
                                       WAIT_SECONDS * 1000, NULL, &error);
  g_assert_no_error (error);

  return reply;
}

static void
act (Fixture    *fixture,
     const char *method)
{
  g_variant_unref (tell (fixture, method, NULL));
}

static void
set_answer (Fixture    *fixture,
            const char *answer)
{
  g_variant_unref (tell (fixture, "SetAnswer", g_variant_new ("(s)", answer)));
}

static Desktop
look (Fixture *fixture)
{
  g_autoptr(GVariant) reply = tell (fixture, "GetState", NULL);
  Desktop desktop;

  g_variant_get (reply, "(uuuu)", &desktop.asked, &desktop.restored,
                 &desktop.sessions, &desktop.dialogs);

  return desktop;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  fixture->sender = maju_screen_sender_new ();
  fixture->recorder = recorder_new ();
  fixture->id = maju_screen_sender_add_consumer (fixture->sender, 1080,
                                                 recorder_cb, fixture->recorder,
                                                 NULL);
  set_answer (fixture, "grant");
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;

  maju_screen_sender_remove_consumer (fixture->sender, fixture->id);
  maju_screen_sender_close_async (fixture->sender, store_result_cb, &result);
  wait_for (result != NULL);
  maju_screen_sender_close_finish (fixture->sender, result);
  g_clear_object (&result);
  wait_for (look (fixture).sessions == 0);
  wait_for (look (fixture).dialogs == 0);
  g_assert_finalize_object (fixture->sender);
  recorder_free (fixture->recorder);
  g_object_unref (fixture->bus);
}

static void
start (Fixture *fixture)
{
  maju_screen_sender_start (fixture->sender, NULL, NULL);
  g_assert_cmpint (maju_screen_sender_get_state (fixture->sender), ==,
                   MAJU_SCREEN_STATE_ASKING);
}

static void
wait_running (Fixture *fixture)
{
  wait_for (maju_screen_sender_get_state (fixture->sender) !=
            MAJU_SCREEN_STATE_ASKING);
  g_assert_no_error (maju_screen_sender_get_error (fixture->sender));
  g_assert_cmpint (maju_screen_sender_get_state (fixture->sender), ==,
                   MAJU_SCREEN_STATE_RUNNING);
}

static void
wait_failed (Fixture       *fixture,
             MajuMediaError code)
{
  wait_for (maju_screen_sender_get_state (fixture->sender) ==
            MAJU_SCREEN_STATE_FAILED);
  g_assert_error (maju_screen_sender_get_error (fixture->sender),
                  MAJU_MEDIA_ERROR, (gint) code);
  wait_for (look (fixture).sessions == 0);
}

static void
wait_frames (Fixture *fixture,
             guint    n)
{
  guint before = recorder_count (fixture->recorder);

  wait_for (recorder_count (fixture->recorder) >= before + n);
}

/* Of the newest key frame, RFC 6386 section 9.1. */
static guint
newest_height (Fixture *fixture)
{
  for (guint i = recorder_count (fixture->recorder); i > 0; i--)
    {
      GstSample *sample = recorder_get (fixture->recorder, i - 1);
      guint8 header[10];

      gst_buffer_extract (gst_sample_get_buffer (sample), 0, header, 10);
      if ((header[0] & 1) == 0)
        return GST_READ_UINT16_LE (header + 8) & 0x3fff;
    }

  return 0;
}

/* The number that is drawn into the picture; see maju-test-camera.c. */
static guint32
read_number (GstSample *sample)
{
  GstStructure *caps = gst_caps_get_structure (gst_sample_get_caps (sample), 0);
  guint32 number = 0;
  GstMapInfo map;
  int width = 0;

  gst_structure_get_int (caps, "width", &width);
  gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ);
  for (int bit = 0; bit < 32; bit++)
    {
      int square = width / 80;
      int x = bit * square + square / 2;
      int y = square / 2;

      number = number << 1 | (map.data[y * width + x] > 127);
      g_assert_cmpint (map.data[(y + square) * width + x] > 127, !=,
                       map.data[y * width + x] > 127);
    }
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);

  return number;
}

static void
test_grant (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(GPtrArray) pictures = NULL;
  g_autoptr(GVariant) wish = NULL;
  guint types, cursor, persistence;
  guint32 last = 0;
  Desktop desktop;

  start (fixture);
  wait_running (fixture);
  /* Screens (1) and windows (2), the cursor in the picture, until revoked. */
  wish = tell (fixture, "GetWish", NULL);
  g_variant_get (wish, "(uuu)", &types, &cursor, &persistence);
  g_assert_cmpuint (types, ==, 3);
  g_assert_cmpuint (cursor, ==, 2);
  g_assert_cmpuint (persistence, ==, 2);
  g_assert_true (maju_screen_sender_get_is_window (fixture->sender));
  wait_frames (fixture, 8);
  maju_screen_sender_stop (fixture->sender);
  g_assert_cmpint (maju_screen_sender_get_state (fixture->sender), ==,
                   MAJU_SCREEN_STATE_OFF);

  g_assert_cmpuint (newest_height (fixture), ==, 720);
  pictures = decode (fixture->recorder, "vp8dec");
  g_assert_cmpuint (pictures->len, >=, 8);
  for (guint i = 0; i < pictures->len; i++)
    {
      guint32 number = read_number (pictures->pdata[i]);

      g_assert_cmpuint (number, >=, last);
      last = number;
    }
  /* Of thirty frames a second five are let through. */
  g_assert_cmpuint (last, >=, pictures->len);

  /* The second time nobody is asked. */
  desktop = look (fixture);
  g_assert_nonnull (maju_screen_sender_get_restore_token (fixture->sender));
  maju_screen_sender_start (fixture->sender, NULL,
                            maju_screen_sender_get_restore_token (fixture->sender));
  wait_running (fixture);
  wait_frames (fixture, 2);
  g_assert_cmpuint (look (fixture).asked, ==, desktop.asked);
  g_assert_cmpuint (look (fixture).restored, ==, desktop.restored + 1);
}

/* The window is made smaller, and large again. */
static void
test_resized (Fixture      *fixture,
              gconstpointer data)
{
  start (fixture);
  wait_running (fixture);
  wait_for (newest_height (fixture) == 720);
  for (guint i = 0; i < 3; i++)
    {
      act (fixture, "Resize");
      wait_for (newest_height (fixture) == 600);
      act (fixture, "Resize");
      wait_for (newest_height (fixture) == 720);
    }
  wait_frames (fixture, 5);
  g_assert_cmpint (maju_screen_sender_get_state (fixture->sender), ==,
                   MAJU_SCREEN_STATE_RUNNING);
}

static gboolean
elapsed_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* It is made larger when it has no new picture yet: the former one, which is
 * taken again five times a second meanwhile, is none of that size. */
static void
test_resized_frozen (Fixture      *fixture,
                     gconstpointer data)
{
  gboolean elapsed = FALSE;

  start (fixture);
  wait_running (fixture);
  act (fixture, "Resize");
  wait_for (newest_height (fixture) == 600);
  act (fixture, "Freeze");
  wait_frames (fixture, 2);
  act (fixture, "Resize");
  g_timeout_add (1000, elapsed_cb, &elapsed);
  wait_for (elapsed);
  act (fixture, "Freeze");
  wait_for (newest_height (fixture) == 720);
}

/* As GNOME shares a window: a part of a larger picture. */
static void
test_cropped (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(GPtrArray) pictures = NULL;
  GstStructure *caps;
  int width = 0;

  start (fixture);
  wait_running (fixture);
  wait_for (newest_height (fixture) == 720);
  act (fixture, "Crop");
  wait_for (newest_height (fixture) == 360);
  pictures = decode (fixture->recorder, "vp8dec");
  caps = gst_caps_get_structure (
    gst_sample_get_caps (pictures->pdata[pictures->len - 1]), 0);
  gst_structure_get_int (caps, "width", &width);
  g_assert_cmpint (width, ==, 640);

  /* It is made smaller, of which the same part would be too much. */
  act (fixture, "Resize");
  wait_for (newest_height (fixture) == 300);
  act (fixture, "Crop");
  wait_for (newest_height (fixture) == 600);
}

static void
test_answers (Fixture      *fixture,
              gconstpointer data)
{
  set_answer (fixture, "cancel");
  start (fixture);
  wait_failed (fixture, MAJU_MEDIA_ERROR_CANCELLED);

  set_answer (fixture, "refuse");
  start (fixture);
  wait_failed (fixture, MAJU_MEDIA_ERROR_DENIED);
  g_assert_cmpuint (recorder_count (fixture->recorder), ==, 0);

  set_answer (fixture, "grant");
  start (fixture);
  wait_running (fixture);
}

/* What is no longer wanted while the dialog is open. */
static void
test_stopped_while_asking (Fixture      *fixture,
                           gconstpointer data)
{
  set_answer (fixture, "wait");
  start (fixture);
  wait_for (look (fixture).dialogs == 1);
  maju_screen_sender_stop (fixture->sender);
  wait_for (look (fixture).dialogs == 0);
  wait_for (look (fixture).sessions == 0);

  /* And before it is. */
  start (fixture);
  maju_screen_sender_stop (fixture->sender);
  set_answer (fixture, "grant");
  start (fixture);
  wait_running (fixture);
}

static void
test_revoked (Fixture      *fixture,
              gconstpointer data)
{
  start (fixture);
  wait_running (fixture);
  wait_frames (fixture, 2);
  act (fixture, "Revoke");
  wait_failed (fixture, MAJU_MEDIA_ERROR_REVOKED);

  start (fixture);
  wait_running (fixture);
  wait_frames (fixture, 2);
}

static void
test_vanished (Fixture      *fixture,
               gconstpointer data)
{
  start (fixture);
  wait_running (fixture);
  wait_frames (fixture, 2);
  act (fixture, "Vanish");
  wait_failed (fixture, MAJU_MEDIA_ERROR_UNPLUGGED);
}

/* Who comes when nothing moves sees it nevertheless. */
static void
test_frozen (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(Recorder) recorder = recorder_new ();
  guint id;

  start (fixture);
  wait_running (fixture);
  wait_frames (fixture, 2);
  act (fixture, "Freeze");
  id = maju_screen_sender_add_consumer (fixture->sender, 1080, recorder_cb,
                                        recorder, NULL);
  wait_for (recorder_count_keys (recorder) >= 1);
  wait_for (recorder_count (recorder) >= 5);
  maju_screen_sender_remove_consumer (fixture->sender, id);
}

static guint
count_between (Recorder    *recorder,
               GstClockTime length)
{
  GstClockTime first, last;
  guint n = recorder_count (recorder);

  first = GST_BUFFER_PTS (gst_sample_get_buffer (recorder_get (recorder, 0)));
  for (guint i = 0; i < n; i++)
    {
      last = GST_BUFFER_PTS (gst_sample_get_buffer (recorder_get (recorder, i)));
      if (last - first >= length)
        return i;
    }

  return 0;
}

static GstClockTime
shortest_gap (Recorder *recorder)
{
  GstClockTime shortest = GST_CLOCK_TIME_NONE;
  GstClockTime last = 0;

  for (guint i = 0; i < recorder_count (recorder); i++)
    {
      GstSample *sample = recorder_get (recorder, i);
      GstClockTime time = GST_BUFFER_PTS (gst_sample_get_buffer (sample));

      if (i > 0)
        shortest = MIN (shortest, time - last);
      last = time;
    }

  return shortest;
}

static void
test_modes (Fixture      *fixture,
            gconstpointer data)
{
  start (fixture);
  wait_running (fixture);
  wait_frames (fixture, 1);
  recorder_clear (fixture->recorder);
  wait_for (recorder_count (fixture->recorder) > 0 &&
            count_between (fixture->recorder, 3 * GST_SECOND) > 0);
  g_test_message ("text: %u frames in 3 s",
                  count_between (fixture->recorder, 3 * GST_SECOND));
  g_assert_cmpuint (count_between (fixture->recorder, 3 * GST_SECOND), <=, 17);

  /* Text never comes so close. */
  maju_screen_sender_set_mode (fixture->sender, MAJU_SCREEN_MODE_MOTION);
  wait_for (shortest_gap (fixture->recorder) < 60 * GST_MSECOND);
  recorder_clear (fixture->recorder);
  wait_for (recorder_count (fixture->recorder) > 0 &&
            count_between (fixture->recorder, GST_SECOND) > 0);
  g_test_message ("motion: %u frames in 1 s",
                  count_between (fixture->recorder, GST_SECOND));
}

static void
test_limit (Fixture      *fixture,
            gconstpointer data)
{
  start (fixture);
  wait_for (newest_height (fixture) == 720);
  maju_screen_sender_set_consumer_limit (fixture->sender, fixture->id, 100000);
  wait_for (newest_height (fixture) == 540);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

#define ADD(name, func) \
g_test_add ("/media/screen/" name, Fixture, NULL, set_up, func, tear_down)

  ADD ("grant", test_grant);
  ADD ("resized", test_resized);
  ADD ("resized-frozen", test_resized_frozen);
  ADD ("cropped", test_cropped);
  ADD ("answers", test_answers);
  ADD ("stopped-while-asking", test_stopped_while_asking);
  ADD ("revoked", test_revoked);
  ADD ("vanished", test_vanished);
  ADD ("frozen", test_frozen);
  ADD ("modes", test_modes);
  ADD ("limit", test_limit);

  return g_test_run ();
}
