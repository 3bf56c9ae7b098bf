/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much echo is cancelled through real nodes, second for second. Nothing is
 * asserted: where the machine loses sound, the canceller learns anew. */
#include "maju-media.h"

#include "media-test-room.h"
#include "media-test-util.h"

static void
measure (EchoRoom *room,
         gboolean  cancel,
         guint     seconds)
{
  g_autoptr(Recorder) recorder = recorder_new ();
  guint id;

  g_object_set (room->sender, "echo-cancellation", cancel, NULL);
  maju_audio_sender_set_active (room->sender, TRUE);
  id = maju_audio_sender_add_consumer (room->sender, recorder_cb, recorder,
                                       NULL);
  for (guint second = 1; second <= seconds; second++)
    {
      g_autoptr(GPtrArray) samples = NULL;

      wait_for (recorder_count (recorder) >= (second + 1) * 50);
      samples = decode (recorder, "opusdec");
      g_print ("level %s %u %.1f\n", cancel ? "cancelled" : "echo", second,
               measure_part (samples, second * 1000 - 100, 1000));
    }
  maju_audio_sender_remove_consumer (room->sender, id);
  maju_audio_sender_set_active (room->sender, FALSE);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;
  EchoRoom room = { 0 };
  guint seconds = argc > 1 ? atoi (argv[1]) : 10;

  maju_media_init (&error);
  g_assert_no_error (error);
  echo_room_init (&room);
  measure (&room, FALSE, seconds);
  measure (&room, TRUE, seconds);
  echo_room_clear (&room);

  return 0;
}
