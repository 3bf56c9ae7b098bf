/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-audio-sender.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MAJU_TYPE_TALK_KEY (maju_talk_key_get_type ())

/**
 * MajuTalkKey:
 *
 * What is held to talk while muted, or to be silent while not: the microphone
 * is the other way as long as it is down. In a window that is the space bar,
 * unless what has the focus takes it. Whoever switches the microphone meanwhile
 * has the last word.
 */
G_DECLARE_FINAL_TYPE (MajuTalkKey, maju_talk_key, MAJU, TALK_KEY, GObject)

MajuTalkKey *maju_talk_key_new (void)
G_GNUC_WARN_UNUSED_RESULT;

/* Both lift the key first. @microphone, @window: (nullable). */
void         maju_talk_key_set_microphone (MajuTalkKey     *self,
                                           MajuAudioSender *microphone);
void         maju_talk_key_set_window (MajuTalkKey *self,
                                       GtkWindow   *window);

/* As the space bar; down again while it is down is nothing. */
void         maju_talk_key_down (MajuTalkKey *self);
void         maju_talk_key_up (MajuTalkKey *self);

G_END_DECLS
