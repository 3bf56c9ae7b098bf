/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-test-room.h"

#include "media-test-speech.h"
#include "media-test-util.h"

#define PERIOD_MS 20
#define PERIOD (SPEECH_RATE * PERIOD_MS / 1000)

/* Pushes what is due, with timestamps without a gap. */
static gboolean
push_cb (gpointer user_data)
{
  EchoRoom *room = user_data;

  while (room->start_us + room->position * 1000000ll / SPEECH_RATE <
         g_get_monotonic_time ())
    {
      GstClockTime pts = room->start_us * 1000 +
        room->position * GST_SECOND / SPEECH_RATE;
      g_autoptr(GstSample) sample = NULL;

      sample = speech_get (room->speech, room->position, PERIOD, pts);
      maju_playback_input_push (room->input, sample);
      room->position += PERIOD;
    }

  return G_SOURCE_CONTINUE;
}

void
echo_room_init (EchoRoom *room)
{
  room->devices = maju_device_monitor_new ();
  room->speaker = test_node_new ("speaker1", "Speaker", "Audio/Sink");
  room->microphone = test_node_new ("microphone1", "Microphone",
                                    "Audio/Source/Virtual");
  test_link ("speaker1:monitor_FL", "microphone1:input_MONO");
  wait_for (maju_device_monitor_lookup (room->devices,
                                        MAJU_DEVICE_KIND_MICROPHONE,
                                        "microphone1"));

  room->playback = maju_playback_new (room->devices);
  room->sender = maju_audio_sender_new (room->devices);
  g_object_set (room->sender, "noise-suppression", FALSE,
                "gain-control", FALSE, NULL);
  room->speech = speech_new (20, 1);
  room->input = maju_playback_add_input (room->playback);
  wait_for (maju_device_stream_get_state (MAJU_DEVICE_STREAM (room->playback)) ==
            MAJU_CAPTURE_STATE_RUNNING);
  room->start_us = g_get_monotonic_time ();
  room->source_id = g_timeout_add (10, push_cb, room);
}

void
echo_room_clear (EchoRoom *room)
{
  g_autoptr(GAsyncResult) playback = NULL;
  g_autoptr(GAsyncResult) sender = NULL;

  g_source_remove (room->source_id);
  maju_device_stream_close_async (MAJU_DEVICE_STREAM (room->playback),
                                  store_result_cb, &playback);
  maju_device_stream_close_async (MAJU_DEVICE_STREAM (room->sender),
                                  store_result_cb, &sender);
  wait_for (playback != NULL && sender != NULL);
  g_clear_object (&playback);
  g_clear_object (&sender);
  g_clear_object (&room->input);
  g_assert_finalize_object (room->playback);
  g_assert_finalize_object (room->sender);
  g_clear_pointer (&room->microphone, test_device_free);
  g_clear_pointer (&room->speaker, test_device_free);
  g_array_unref (room->speech);
  g_object_unref (room->devices);
}
