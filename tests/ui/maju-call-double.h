/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-call.h"

G_BEGIN_DECLS

/*
 * A double of the call: the objects of src/call with the same functions and
 * properties, but with nobody behind them. The pictures of the stage are made
 * with it, because a test can put it into every state at once. A program
 * that is linked with it takes little from src/call.
 */

MajuCall        *maju_call_double_new (const char *link,
                                       const char *name);
void             maju_call_double_set_state (MajuCall     *self,
                                             MajuCallState state);
void             maju_call_double_set_trust (MajuCall *self,
                                             MajuTrust trust);
MajuParticipant *maju_call_double_add (MajuCall   *self,
                                       const char *name);
void             maju_call_double_remove (MajuCall        *self,
                                          MajuParticipant *participant,
                                          gboolean         lost);
void             maju_call_double_say (MajuCall        *self,
                                       MajuParticipant *sender,
                                       const char      *text,
                                       GDateTime       *time,
                                       MajuDelivery     delivery);

void             maju_call_double_offer (MajuCall         *self,
                                         MajuFileTransfer *transfer);

void             maju_participant_double_set (MajuParticipant     *self,
                                              MajuParticipantState state,
                                              MajuTrust            trust,
                                              gboolean             microphone_on,
                                              gboolean             camera_on);
void             maju_participant_double_fail (MajuParticipant *self,
                                               const char      *words);
void             maju_participant_double_speak (MajuParticipant *self,
                                                gboolean         speaking);
void             maju_participant_double_grade (MajuParticipant          *self,
                                                const MajuQualityFigures *figures);
/* They ask us to be silent. */
void             maju_participant_double_ask_mute (MajuParticipant *self);
void             maju_participant_double_show (MajuParticipant *self,
                                               GObject         *paintable);

/* @paintable: (nullable): none is no sharing. */
void             maju_participant_double_share (MajuParticipant *self,
                                                GObject         *paintable);

G_END_DECLS
