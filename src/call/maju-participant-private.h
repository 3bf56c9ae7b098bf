/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-figures-private.h"
#include "maju-participant.h"
#include "maju-wishes-private.h"

G_BEGIN_DECLS

#define MAJU_LEVEL_SILENCE (-100.0)

/* @name need not be clean yet. */
MajuParticipant *maju_participant_new (const char *id,
                                       const char *name,
                                       gboolean    is_self)
G_GNUC_WARN_UNUSED_RESULT;
void             maju_participant_set_id (MajuParticipant *self,
                                          const char      *id);
void             maju_participant_set_name (MajuParticipant *self,
                                            const char      *name);

/* What they are called among the others; until it is given, or for oneself,
 * the name. */
void             maju_participant_set_display_name (MajuParticipant *self,
                                                    const char      *display_name);

/* The wish `answered` ends the state ASKING. */
void             maju_participant_set_state (MajuParticipant     *self,
                                             MajuParticipantState state);

/* Sets `error` and state FAILED at once; takes a copy. The wish `retry`
 * tells when the person wants another attempt after that. */
void             maju_participant_fail (MajuParticipant *self,
                                        const GError    *error);

/* Forgets the failure: state CONNECTING. */
void             maju_participant_begin_again (MajuParticipant *self);
void             maju_participant_set_trust (MajuParticipant *self,
                                             MajuTrust        trust);
void             maju_participant_set_sending (MajuParticipant *self,
                                               gboolean         microphone_on,
                                               gboolean         camera_on,
                                               gboolean         screen_on);
void             maju_participant_set_voice (MajuParticipant *self,
                                             double           level,
                                             gboolean         speaking);
void             maju_participant_set_paintable (MajuParticipant *self,
                                                 GObject         *paintable);
void             maju_participant_set_screen_paintable (MajuParticipant *self,
                                                        GObject         *paintable);

/* Whether they are VERIFIED by words alone, not by the link's key. */
gboolean         maju_participant_get_by_words (MajuParticipant *self);

/* Who is behind this participant: the certificate, which stays the same while
 * that person's Maju is in the call, whatever id the server gives. */
void             maju_participant_set_fingerprint (MajuParticipant *self,
                                                   const char      *fingerprint);
const char      *maju_participant_get_fingerprint (MajuParticipant *self);

/* Returns: (transfer none): where those of get_timeline, get_track_stats,
 * get_track and get_path are from. */
MajuFigures     *maju_participant_get_figures (MajuParticipant *self);

/* Returns: (transfer none): where all that the person here wants of them goes. */
MajuWishes      *maju_participant_get_wishes (MajuParticipant *self);

G_END_DECLS
