/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-voice-encoder-private.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_DESKTOP_SOUND (maju_desktop_sound_get_type ())

/**
 * MajuDesktopSound:
 *
 * All that plays on this computer but the call itself, for the encoder to mix
 * with the voice, while it is wanted: a stream in PipeWire's graph that
 * MajuSoundLinks links the players to. It begins again by itself when PipeWire
 * was lost. While no microphone gives the pace, silence does.
 */
G_DECLARE_FINAL_TYPE (MajuDesktopSound, maju_desktop_sound, MAJU, DESKTOP_SOUND,
                      GObject)

MajuDesktopSound *maju_desktop_sound_new (MajuVoiceEncoder *encoder)
G_GNUC_WARN_UNUSED_RESULT;
gboolean          maju_desktop_sound_get_active (MajuDesktopSound *self);
void              maju_desktop_sound_set_active (MajuDesktopSound *self,
                                                 gboolean          active);

/* Ends when no thread is left. Always succeeds. */
void              maju_desktop_sound_close_async (MajuDesktopSound   *self,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
void              maju_desktop_sound_close_finish (MajuDesktopSound *self,
                                                   GAsyncResult     *result);

G_END_DECLS
