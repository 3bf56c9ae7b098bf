/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-stream.h"

G_BEGIN_DECLS

#define MAJU_TYPE_PLAYBACK       (maju_playback_get_type ())
#define MAJU_TYPE_PLAYBACK_INPUT (maju_playback_input_get_type ())

/**
 * MajuPlayback:
 *
 * One pipeline that mixes everybody's voice, is the echo canceller's reference,
 * and plays on one speaker. It runs while there are inputs. Without any speaker the
 * state is failed, what is pushed is dropped, and nobody stalls; a speaker that
 * comes (back) is taken by itself.
 */
G_DECLARE_FINAL_TYPE (MajuPlayback, maju_playback, MAJU, PLAYBACK,
                      MajuDeviceStream)

/**
 * MajuPlaybackInput:
 *
 * One voice. Properties: `volume` (0 to 2, linear, 1), `level` (dBFS as it
 * came, whatever the volume is), `speaking` (200 ms on, 600 ms off).
 */
G_DECLARE_FINAL_TYPE (MajuPlaybackInput, maju_playback_input, MAJU,
                      PLAYBACK_INPUT, GObject)

MajuPlayback      *maju_playback_new (MajuDeviceMonitor *devices)
G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer full). */
MajuPlaybackInput *maju_playback_add_input (MajuPlayback *self)
G_GNUC_WARN_UNUSED_RESULT;
void               maju_playback_remove_input (MajuPlayback      *self,
                                               MajuPlaybackInput *input);

/* Raw audio of any format that caps can say, with timestamps of the shared
 * clock. From any thread; never blocks: what is too late or too much is dropped. */
void               maju_playback_input_push (MajuPlaybackInput *self,
                                             GstSample         *sample);
double             maju_playback_input_get_level (MajuPlaybackInput *self);
gboolean           maju_playback_input_get_speaking (MajuPlaybackInput *self);
void               maju_playback_input_set_volume (MajuPlaybackInput *self,
                                                   double             volume);

G_END_DECLS
