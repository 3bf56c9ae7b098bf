/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cameras as they are sold, on a real PipeWire: run it by
 * tests/lib/with-pipewire. */
#include "media-test-capture.h"

typedef struct
{
  const char *name;
  const char *formats;          /* what the camera can */
  const char *chosen;           /* what it is asked for */
  int width;                    /* of what is sent */
  int height;
} Model;

/* The first is what most webcams on USB 2 offer. */
static const Model models[] = {
  { "webcam",
    "YUY2:640x480@30,YUY2:1280x720@10,MJPG:640x480@30,MJPG:1280x720@30,"
    "MJPG:1920x1080@30",
    "mjpg 1280x720 30", 1280, 720 },
  { "raw-720p",
    "MJPG:1920x1080@30,MJPG:1280x720@30,YUY2:1280x720@30",
    "YUY2 1280x720 30", 1280, 720 },
  { "old", "YUY2:320x240@30,YUY2:640x480@30,YUY2:640x480@15",
    "YUY2 640x480 30", 640, 480 },
  { "only-1080p", "MJPG:1920x1080@30", "mjpg 1920x1080 30", 1280, 720 },
  { "only-4-3", "NV12:1280x960@30,NV12:320x240@30", "NV12 1280x960 30",
    960, 720 },
  { "only-15-fps", "YUY2:1280x720@15", "YUY2 1280x720 15", 1280, 720 },
  { "portrait", "NV12:720x1280@30", "NV12 720x1280 30", 405, 720 },
  { "rgb", "RGB:1280x720@30", "RGB 1280x720 30", 1280, 720 },
  { "bgrx", "BGRx:640x360@5-60", "BGRx 640x360 30", 640, 360 },
};

static char *
get_camera_format (const char *id)
{
  g_autofree char *filter = NULL;

  filter = g_strdup_printf (".[] | select(.type==\"PipeWire:Interface:Node\" "
                            "and .info.props.\"node.name\"==\"%s\") "
                            "| .info.params.Format[0] | \"\\(.format // "
                            ".mediaSubtype) \\(.size.width)x"
                            "\\(.size.height) \\(.framerate.num)\"", id);

  return test_query_pipewire (filter);
}

static void
test_model (Capture      *capture,
            gconstpointer data)
{
  const Model *model = data;
  g_autoptr(TestDevice) camera = NULL;
  g_autoptr(GPtrArray) pictures = NULL;
  g_autofree char *chosen = NULL;
  guint32 first = 0;
  guint32 last = 0;

  camera = capture_plug_camera (capture, model->name, model->formats);
  maju_video_sender_set_enabled (capture->video, TRUE);
  wait_for (capture_is_running (capture->video));
  chosen = get_camera_format (model->name);
  g_assert_cmpstr (chosen, ==, model->chosen);

  pictures = capture_take_pictures (capture, 20);
  g_assert_cmpuint (pictures->len, >=, 20);
  for (guint i = 0; i < pictures->len; i++)
    {
      GstSample *picture = g_ptr_array_index (pictures, i);
      GstStructure *caps =
        gst_caps_get_structure (gst_sample_get_caps (picture), 0);
      guint32 number = capture_get_number (picture);
      int width = 0;
      int height = 0;

      gst_structure_get (caps, "width", G_TYPE_INT, &width,
                         "height", G_TYPE_INT, &height, NULL);
      g_assert_cmpint (width, ==, model->width);
      g_assert_cmpint (height, ==, model->height);
      if (i == 0)
        first = number;
      g_assert_cmpuint (number, >=, last);
      last = number;
    }

  /* A camera that catches up may draw over a picture that is still being read,
   * so that one comes twice; not that nothing moves. */
  g_assert_cmpuint (last, >, first);
}

/* What can only be had encoded in another way is refused, and said so. */
static void
test_only_h264 (Capture      *capture,
                gconstpointer data)
{
  g_autoptr(TestDevice) camera = NULL;
  g_autoptr(TestDevice) other = NULL;

  camera = capture_plug_camera (capture, "camera-h264",
                                "H264:1280x720@30");
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (capture->video),
                                    "camera-h264");
  maju_video_sender_set_enabled (capture->video, TRUE);
  wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_UNSUPPORTED));
  g_test_message ("%s", maju_device_stream_get_error (
                    MAJU_DEVICE_STREAM (capture->video))->message);

  /* Another one can be chosen then. */
  other = capture_plug_camera (capture, "camera-sky", NULL);
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (capture->video),
                                    "camera-sky");
  wait_for (capture_is_running (capture->video));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  /* PipeWire's element flushes when its device goes, and GStreamer may warn of
   * the data that was just on its way. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  maju_media_init (&error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *path = g_strconcat ("/media/cameras/", models[i].name,
                                           NULL);

      g_test_add (path, Capture, &models[i], capture_set_up, test_model,
                  capture_tear_down);
    }
  g_test_add ("/media/cameras/only-h264", Capture, NULL, capture_set_up,
              test_only_h264, capture_tear_down);

  return g_test_run ();
}
