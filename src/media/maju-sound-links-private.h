/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

struct pw_core;
struct spa_dict;

/* A property of nodes: "true" on what plays the voices of a call, of this
 * process and of any other Maju. It is never shared with others. */
#define MAJU_KEY_CALL_SOUND "maju.call-sound"

/**
 * MajuSoundLinks:
 *
 * Links all that plays on this computer into one stream of ours, in PipeWire's
 * graph: each player beside its way to the speaker, so that what they play is
 * heard with their own volume and no one else's. Left out is what this process
 * plays, the voices of any Maju's call, and what only passes on what others
 * play (effects, loopbacks), which would be there twice and bring the voices
 * back.
 *
 * It is told of objects as MajuPipewireFuncs are, and lives as long as the core.
 */
typedef struct _MajuSoundLinks MajuSoundLinks;

MajuSoundLinks *maju_sound_links_new (struct pw_core *core)
G_GNUC_WARN_UNUSED_RESULT;
void            maju_sound_links_free (MajuSoundLinks *self);

/* The node of our stream, with two ports; nothing is linked before. */
void            maju_sound_links_set_own_node (MajuSoundLinks *self,
                                               guint32         id);
void            maju_sound_links_add_object (MajuSoundLinks        *self,
                                             guint32                id,
                                             const char            *type,
                                             const struct spa_dict *props);
void            maju_sound_links_remove_object (MajuSoundLinks *self,
                                                guint32         id);

/* With all properties, of Stream/Output/Audio. */
void            maju_sound_links_add_player (MajuSoundLinks        *self,
                                             guint32                id,
                                             const struct spa_dict *props);

G_END_DECLS
