/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-stream.h"

G_BEGIN_DECLS

#define MAJU_TYPE_AUDIO_SENDER (maju_audio_sender_get_type ())

/**
 * MajuAudioSender:
 *
 * The own microphone: echo cancelled against MajuPlayback, noise suppressed,
 * levelled, encoded once as Opus. The system's microphone volume is never
 * touched.
 *
 * Muted (`enabled` FALSE) the device stays open, so that talking while muted
 * can be told, but what is encoded and sent is nothing at all.
 *
 * With `desktop-sound` what else plays on this computer is sent with the voice,
 * also while that is muted or there is no microphone: all but what this process
 * plays and the calls of other Majus. It is neither processed nor in `level`,
 * `speaking` and recordings. It needs PipeWire's own socket (MajuDeviceMonitor's
 * `connected`); without it, and while it is lost, nothing is added.
 *
 * Properties beside MajuDeviceStream's: `active` (the device is open; FALSE
 * closes it), `enabled`, `level` (double, dBFS, -100 to 0, about 20 times a
 * second), `speaking` (200 ms on, 600 ms off), `echo-cancellation`,
 * `noise-suppression`, `gain-control` (all TRUE), `desktop-sound` (FALSE).
 */
G_DECLARE_FINAL_TYPE (MajuAudioSender, maju_audio_sender, MAJU, AUDIO_SENDER,
                      MajuDeviceStream)

MajuAudioSender  *maju_audio_sender_new (MajuDeviceMonitor *devices)
G_GNUC_WARN_UNUSED_RESULT;
gboolean          maju_audio_sender_get_active (MajuAudioSender *self);
void              maju_audio_sender_set_active (MajuAudioSender *self,
                                                gboolean         active);
gboolean          maju_audio_sender_get_enabled (MajuAudioSender *self);
void              maju_audio_sender_set_enabled (MajuAudioSender *self,
                                                 gboolean         enabled);
gboolean          maju_audio_sender_get_desktop_sound (MajuAudioSender *self);
void              maju_audio_sender_set_desktop_sound (MajuAudioSender *self,
                                                       gboolean         desktop_sound);
double            maju_audio_sender_get_level (MajuAudioSender *self);
gboolean          maju_audio_sender_get_speaking (MajuAudioSender *self);

/* As maju_video_sender_add_consumer(); caps audio/x-opus, 20 ms a sample. */
guint             maju_audio_sender_add_consumer (MajuAudioSender *self,
                                                  MajuSampleFunc   func,
                                                  gpointer         user_data,
                                                  GDestroyNotify   destroy);
void              maju_audio_sender_remove_consumer (MajuAudioSender *self,
                                                     guint            id);

/* What receivers lose, 0 to 100: drives Opus' in-band error correction. At first
 * it is what any path may lose before its losses are known. */
#define MAJU_AUDIO_USUAL_LOSS 5

guint             maju_audio_sender_get_packet_loss (MajuAudioSender *self);
void              maju_audio_sender_set_packet_loss (MajuAudioSender *self,
                                                     guint            percent);

/* Keeps what comes from the microphone, as others would hear it if it were not
 * muted, in memory and nowhere else: the first ten seconds. For a test; works
 * while `active`, and muted, too.
 *
 * Returns: (transfer full): what was recorded, as maju-clip.h has it. */
void              maju_audio_sender_start_recording (MajuAudioSender *self);
GBytes           *maju_audio_sender_stop_recording (MajuAudioSender *self)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
