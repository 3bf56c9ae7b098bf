/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-media.h"
#include "maju-sound-ring-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_VOICE_ENCODER (maju_voice_encoder_get_type ())

/**
 * MajuVoiceEncoder:
 *
 * Encodes the own voice, unless it is muted, for all who listen; and with it,
 * muted or not, the desktop's sound while that is shared, in the quality that
 * music needs. It outlives the pipelines that it is built into.
 */
G_DECLARE_FINAL_TYPE (MajuVoiceEncoder, maju_voice_encoder, MAJU, VOICE_ENCODER,
                      GObject)

MajuVoiceEncoder *maju_voice_encoder_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Adds the encoder and what follows to @bin.
 *
 * Returns: (transfer full) (nullable): the pad that takes S16 mono at 48 kHz. */
GstPad           *maju_voice_encoder_build (MajuVoiceEncoder *self,
                                            GstBin           *bin,
                                            GError          **error);

/* As above, for silence that gives the pace to the desktop's sound: nothing
 * comes out while a voice, muted or not, does that. */
GstPad           *maju_voice_encoder_build_pace (MajuVoiceEncoder *self,
                                                 GstBin           *bin,
                                                 GError          **error);

/* What maju_voice_encoder_build() built is going to be closed. */
void              maju_voice_encoder_clear (MajuVoiceEncoder *self);

/* Muted (%FALSE), nothing of the voice comes out; while the desktop's sound is
 * not shared not even what was encoded just before. */
gboolean          maju_voice_encoder_get_enabled (MajuVoiceEncoder *self);
void              maju_voice_encoder_set_enabled (MajuVoiceEncoder *self,
                                                  gboolean          enabled);

/* @desktop: (nullable): what is mixed with the voice. */
void              maju_voice_encoder_set_desktop (MajuVoiceEncoder *self,
                                                  MajuSoundRing    *desktop);

/* Percent. */
guint             maju_voice_encoder_get_packet_loss (MajuVoiceEncoder *self);
void              maju_voice_encoder_set_packet_loss (MajuVoiceEncoder *self,
                                                      guint             percent);
guint             maju_voice_encoder_add_consumer (MajuVoiceEncoder *self,
                                                   MajuSampleFunc    func,
                                                   gpointer          user_data,
                                                   GDestroyNotify    destroy);
gboolean          maju_voice_encoder_remove_consumer (MajuVoiceEncoder *self,
                                                      guint             id);

G_END_DECLS
