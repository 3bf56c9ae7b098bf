/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-playback.h"

G_BEGIN_DECLS

MajuPlaybackInput *maju_playback_input_new (void)
G_GNUC_WARN_UNUSED_RESULT;

/* Adds what this voice needs to @bin and links it with @mixer, also while
 * these run. */
gboolean           maju_playback_input_attach (MajuPlaybackInput *self,
                                               GstBin            *bin,
                                               GstElement        *mixer,
                                               GError           **error);

/* The pipeline is going to be closed: leaves it as it is. */
void               maju_playback_input_forget (MajuPlaybackInput *self);

/* Takes it out of the pipeline, which runs on. */
void               maju_playback_input_detach_async (MajuPlaybackInput  *self,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
void               maju_playback_input_detach_finish (MajuPlaybackInput *self,
                                                      GAsyncResult      *result);

/* Takes a level message if it is of this input. */
gboolean           maju_playback_input_handle_message (MajuPlaybackInput *self,
                                                       GstMessage        *message);

G_END_DECLS
