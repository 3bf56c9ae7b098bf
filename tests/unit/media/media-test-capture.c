/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-test-capture.h"

#include <gst/video/video.h>

void
capture_set_up (Capture      *self,
                gconstpointer data)
{
  self->devices = maju_device_monitor_new ();
  self->video = maju_video_sender_new (self->devices, FALSE);
  self->audio = maju_audio_sender_new (self->devices);
  self->recorder = recorder_new ();
  wait_for (maju_device_monitor_get_ready (self->devices));
}

void
capture_tear_down (Capture      *self,
                   gconstpointer data)
{
  g_autoptr(GAsyncResult) video = NULL;
  g_autoptr(GAsyncResult) audio = NULL;

  maju_device_stream_close_async (MAJU_DEVICE_STREAM (self->video),
                                  store_result_cb, &video);
  maju_device_stream_close_async (MAJU_DEVICE_STREAM (self->audio),
                                  store_result_cb, &audio);
  wait_for (video != NULL && audio != NULL);
  g_assert_true (maju_device_stream_close_finish (MAJU_DEVICE_STREAM (self->video),
                                                  video, NULL));
  g_assert_true (maju_device_stream_close_finish (MAJU_DEVICE_STREAM (self->audio),
                                                  audio, NULL));
  g_clear_object (&video);
  g_clear_object (&audio);
  g_assert_finalize_object (self->video);
  g_assert_finalize_object (self->audio);
  g_clear_pointer (&self->recorder, recorder_free);
  g_assert_finalize_object (self->devices);
}

MajuDevice *
capture_find (Capture       *self,
              MajuDeviceKind kind,
              const char    *id)
{
  return maju_device_monitor_lookup (self->devices, kind, id);
}

TestDevice *
capture_plug_camera (Capture    *self,
                     const char *id,
                     const char *formats)
{
  TestDevice *camera = test_camera_new_full (id, id, "sky", formats);

  wait_for (capture_find (self, MAJU_DEVICE_KIND_CAMERA, id));

  return camera;
}

TestDevice *
capture_plug_microphone (Capture    *self,
                         const char *id)
{
  TestDevice *microphone = test_node_new (id, id, "Audio/Source/Virtual");

  wait_for (capture_find (self, MAJU_DEVICE_KIND_MICROPHONE, id));

  return microphone;
}

TestDevice *
capture_plug_speaker (Capture    *self,
                      const char *id)
{
  TestDevice *speaker = test_node_new (id, id, "Audio/Sink");

  wait_for (capture_find (self, MAJU_DEVICE_KIND_SPEAKER, id));

  return speaker;
}

gboolean
capture_is_running (gpointer stream)
{
  return maju_device_stream_get_state (stream) == MAJU_CAPTURE_STATE_RUNNING;
}

gboolean
capture_has_failed (gpointer       stream,
                    MajuMediaError code)
{
  return maju_device_stream_get_state (stream) == MAJU_CAPTURE_STATE_FAILED &&
         g_error_matches (maju_device_stream_get_error (stream),
                          MAJU_MEDIA_ERROR, code);
}

void
capture_watch (Capture *self)
{
  self->watch_id = maju_video_sender_add_consumer (self->video, 720,
                                                   recorder_cb,
                                                   self->recorder, NULL);
}

void
capture_unwatch (Capture *self)
{
  maju_video_sender_remove_consumer (self->video, self->watch_id);
}

GPtrArray *
capture_take_pictures (Capture *self,
                       guint    n)
{
  recorder_clear (self->recorder);
  capture_watch (self);
  wait_for (recorder_count (self->recorder) >= n);
  capture_unwatch (self);

  return decode (self->recorder, "vp8dec ! videoconvert "
                 "! capsfilter caps=video/x-raw,format=I420");
}

GPtrArray *
capture_take_sound (Capture *self,
                    guint    n)
{
  guint id;

  recorder_clear (self->recorder);
  id = maju_audio_sender_add_consumer (self->audio, recorder_cb, self->recorder,
                                       NULL);
  wait_for (recorder_count (self->recorder) >= n);
  maju_audio_sender_remove_consumer (self->audio, id);

  return decode (self->recorder, "opusdec");
}

guint32
capture_get_number (GstSample *picture)
{
  GstVideoFrame frame;
  GstVideoInfo info;
  guint32 number = 0;

  gst_video_info_from_caps (&info, gst_sample_get_caps (picture));
  g_assert_true (gst_video_frame_map (&frame, &info,
                                      gst_sample_get_buffer (picture),
                                      GST_MAP_READ));
  for (guint bit = 0; bit < 32; bit++)
    {
      const guint8 *data = GST_VIDEO_FRAME_PLANE_DATA (&frame, 0);
      int stride = GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0);
      double square = info.width / 80.0;
      int x = (bit + 0.5) * square;
      int y = square / 2;
      int below = square * 3 / 2;
      gboolean is_one = data[y * stride + x] > 128;

      g_assert_cmpint (data[below * stride + x] > 128, !=, is_one);
      number = number << 1 | is_one;
    }
  gst_video_frame_unmap (&frame);

  return number;
}
