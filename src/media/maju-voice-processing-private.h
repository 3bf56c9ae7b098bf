/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* What is done to the sound of a microphone before it is encoded. */
typedef struct
{
  const char *echo_probe;       /* (nullable) whose sound is taken out */
  gboolean noise_suppression;
  gboolean gain_control;
} MajuVoiceProcessing;

/* The names of the first and the last element that are built. */
#define MAJU_VOICE_PROCESSING_IN "sound-queue"
#define MAJU_VOICE_PROCESSING_OUT "sound-level"

/* Adds to @bin what makes S16 mono at 48 kHz in pieces of 10 ms of whatever
 * comes, processes it, and posts its level; with @processing %NULL it is left
 * as it is. */
gboolean maju_voice_processing_build (const MajuVoiceProcessing *processing,
                                      GstBin                    *bin,
                                      GError                   **error);

G_END_DECLS
