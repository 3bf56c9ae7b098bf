/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-audio-sender.h"
#include "maju-playback.h"

#include "media-test-devices.h"

G_BEGIN_DECLS

/* A speaker that leaks into a microphone, both PipeWire's, and somebody who
 * speaks from it. */
typedef struct
{
  MajuDeviceMonitor *devices;
  MajuPlayback *playback;
  MajuPlaybackInput *input;
  MajuAudioSender *sender;
  TestDevice *speaker;
  TestDevice *microphone;

  GArray *speech;
  guint position;
  gint64 start_us;
  guint source_id;
} EchoRoom;

void echo_room_init (EchoRoom *room);
void echo_room_clear (EchoRoom *room);

G_END_DECLS
