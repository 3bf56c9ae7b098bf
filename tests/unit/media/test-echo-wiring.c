/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That the canceller of a running microphone listens to what a running speaker
 * plays, and that the switches take it and the rest of the processing away. Run
 * it by tests/lib/with-pipewire. How well it cancels is test-echo.c's, and what
 * the other switches do to the sound is test-voice.c's. */
#include "maju-media.h"

#include "media-test-room.h"
#include "media-test-util.h"

/* What was put into pipelines last, in any thread. */
static struct
{
  GMutex mutex;
  GstElement *processor;
  GstElement *probe;
  gint n_processors;
} seen;

static gint n_loud;
static gint n_told;

/* In the streaming thread. */
static GstPadProbeReturn
played_cb (GstPad          *pad,
           GstPadProbeInfo *info,
           gpointer         user_data)
{
  GstMapInfo map;

  if ((info->type & GST_PAD_PROBE_TYPE_EVENT_UPSTREAM) != 0)
    {
      if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_LATENCY)
        g_atomic_int_inc (&n_told);
      return GST_PAD_PROBE_OK;
    }

  gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ);
  for (gsize i = 0; i < map.size / 2; i++)
    if (ABS (((gint16 *) map.data)[i]) > 1000)
      {
        g_atomic_int_inc (&n_loud);
        break;
      }
  gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);

  return GST_PAD_PROBE_OK;
}

static void
note_probe (GstElement *probe)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (probe, "src");

  gst_object_replace ((GstObject **) &seen.probe, GST_OBJECT (probe));
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER |
                     GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, played_cb, NULL, NULL);
}

/* Of every pipeline in this process. */
static gboolean
element_added_cb (GSignalInvocationHint *hint,
                  guint                  n_values,
                  const GValue          *values,
                  gpointer               user_data)
{
  GstElement *element = g_value_get_object (&values[1]);
  GstElementFactory *factory = gst_element_get_factory (element);
  const char *name = factory != NULL ? GST_OBJECT_NAME (factory) : "";
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&seen.mutex);

  if (g_str_equal (name, "webrtcdsp"))
    {
      gst_object_replace ((GstObject **) &seen.processor, GST_OBJECT (element));
      seen.n_processors++;
    }
  else if (g_str_equal (name, "webrtcechoprobe"))
    {
      note_probe (element);
    }

  return G_SOURCE_CONTINUE;
}

static gboolean
is_in (GstElement *element,
       GstState    state)
{
  return element != NULL && GST_STATE (element) == state;
}

static void
assert_wired (gboolean cancel)
{
  g_autofree char *probe = NULL;
  gboolean cancels;

  g_object_get (seen.processor, "echo-cancel", &cancels, "probe", &probe, NULL);
  g_assert_cmpint (cancels, ==, cancel);
  if (cancel)
    g_assert_cmpstr (probe, ==, GST_OBJECT_NAME (seen.probe));
}

/* Until sound comes of the processor that is built for it. */
static void
switch_processing (EchoRoom   *room,
                   Recorder   *recorder,
                   const char *name,
                   gboolean    value)
{
  gint n_processors = seen.n_processors;

  g_object_set (room->sender, name, value, NULL);
  wait_for (seen.n_processors > n_processors &&
            is_in (seen.processor, GST_STATE_PLAYING));
  recorder_clear (recorder);
  wait_for (recorder_count (recorder) > 0);
}

/* The processor refuses to start if nobody has that probe. */
static void
test_wired (EchoRoom     *room,
            gconstpointer data)
{
  g_autoptr(Recorder) recorder = recorder_new ();
  guint id;

  g_assert_nonnull (seen.probe);
  g_object_set (room->sender, "echo-cancellation", TRUE, NULL);
  maju_audio_sender_set_active (room->sender, TRUE);
  id = maju_audio_sender_add_consumer (room->sender, recorder_cb, recorder,
                                       NULL);
  wait_for (recorder_count (recorder) > 0);
  g_assert_true (is_in (seen.processor, GST_STATE_PLAYING));
  g_assert_true (is_in (seen.probe, GST_STATE_PLAYING));
  assert_wired (TRUE);
  wait_for (g_atomic_int_get (&n_told) > 0);
  wait_for (g_atomic_int_get (&n_loud) > 50);

  for (guint i = 0; i < 2; i++)
    {
      switch_processing (room, recorder, "echo-cancellation", i == 1);
      assert_wired (i == 1);
    }
  maju_audio_sender_remove_consumer (room->sender, id);
}

static void
assert_processing (gboolean noise_suppression,
                   gboolean gain_control)
{
  gboolean suppresses, controls;

  g_object_get (seen.processor, "noise-suppression", &suppresses,
                "gain-control", &controls, NULL);
  g_assert_cmpint (suppresses, ==, noise_suppression);
  g_assert_cmpint (controls, ==, gain_control);
}

/* While the microphone runs each takes effect by itself, and sound goes on. */
static void
test_switched (EchoRoom     *room,
               gconstpointer data)
{
  static const struct
  {
    const char *name;
    gboolean value;
    gboolean noise_suppression;
    gboolean gain_control;
  } steps[] = {
    { "noise-suppression", TRUE, TRUE, FALSE },
    { "gain-control", TRUE, TRUE, TRUE },
    { "noise-suppression", FALSE, FALSE, TRUE },
    { "gain-control", FALSE, FALSE, FALSE },
  };
  g_autoptr(Recorder) recorder = recorder_new ();
  guint id;

  maju_audio_sender_set_active (room->sender, TRUE);
  id = maju_audio_sender_add_consumer (room->sender, recorder_cb, recorder,
                                       NULL);
  wait_for (recorder_count (recorder) > 0);
  assert_processing (FALSE, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      switch_processing (room, recorder, steps[i].name, steps[i].value);
      assert_processing (steps[i].noise_suppression, steps[i].gain_control);
    }
  maju_audio_sender_remove_consumer (room->sender, id);
}

static void
set_up (EchoRoom     *room,
        gconstpointer data)
{
  echo_room_init (room);
}

static void
tear_down (EchoRoom     *room,
           gconstpointer data)
{
  gst_clear_object (&seen.processor);
  gst_clear_object (&seen.probe);
  echo_room_clear (room);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);
  g_type_class_unref (g_type_class_ref (GST_TYPE_BIN));
  g_signal_add_emission_hook (g_signal_lookup ("element-added", GST_TYPE_BIN),
                              0, element_added_cb, NULL, NULL);

  g_test_add ("/media/echo-wiring/wired", EchoRoom, NULL, set_up, test_wired,
              tear_down);
  g_test_add ("/media/echo-wiring/switched", EchoRoom, NULL, set_up,
              test_switched, tear_down);

  return g_test_run ();
}
