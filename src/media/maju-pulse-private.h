/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-pipewire-private.h"

G_BEGIN_DECLS

/**
 * MajuPulse:
 *
 * A connection to PulseAudio's socket, whoever serves it, for those who do not
 * reach PipeWire's: which microphones and speakers there are. A speaker's
 * monitor is not told of. It runs in its maker's main context and is made anew,
 * after 0.25 to 5 s, when it is lost; it never starts a server.
 */
#define MAJU_TYPE_PULSE (maju_pulse_get_type ())
G_DECLARE_FINAL_TYPE (MajuPulse, maju_pulse, MAJU, PULSE, GObject)

/* Tells in PipeWire's words, as far as they are used here, what it would tell of
 * their nodes: node_added (with an id of this connection, never used again),
 * node_muted, node_removed, default_changed, listed and lost, none of them %NULL.
 * Nothing is called before the main context runs. */
MajuPulse *maju_pulse_new (const MajuPipewireFuncs *funcs,
                           gpointer user_data)
G_GNUC_WARN_UNUSED_RESULT;

/* No function is called any more. */
void       maju_pulse_close (MajuPulse *self);

G_END_DECLS
