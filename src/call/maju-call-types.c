/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-call-types.h"

G_DEFINE_QUARK (maju-call-error-quark, maju_call_error)

G_DEFINE_ENUM_TYPE (MajuCallState, maju_call_state,
                    G_DEFINE_ENUM_VALUE (MAJU_CALL_STATE_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (MAJU_CALL_STATE_JOINING, "joining"),
                    G_DEFINE_ENUM_VALUE (MAJU_CALL_STATE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (MAJU_CALL_STATE_JOINED, "joined"),
                    G_DEFINE_ENUM_VALUE (MAJU_CALL_STATE_RECONNECTING, "reconnecting"),
                    G_DEFINE_ENUM_VALUE (MAJU_CALL_STATE_LEAVING, "leaving"),
                    G_DEFINE_ENUM_VALUE (MAJU_CALL_STATE_ENDED, "ended"))

G_DEFINE_ENUM_TYPE (MajuParticipantState, maju_participant_state,
                    G_DEFINE_ENUM_VALUE (MAJU_PARTICIPANT_STATE_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (MAJU_PARTICIPANT_STATE_ASKING, "asking"),
                    G_DEFINE_ENUM_VALUE (MAJU_PARTICIPANT_STATE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (MAJU_PARTICIPANT_STATE_CONNECTED, "connected"),
                    G_DEFINE_ENUM_VALUE (MAJU_PARTICIPANT_STATE_UNSTABLE, "unstable"),
                    G_DEFINE_ENUM_VALUE (MAJU_PARTICIPANT_STATE_RECONNECTING, "reconnecting"),
                    G_DEFINE_ENUM_VALUE (MAJU_PARTICIPANT_STATE_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (MAJU_PARTICIPANT_STATE_GONE, "gone"))

G_DEFINE_ENUM_TYPE (MajuTrust, maju_trust,
                    G_DEFINE_ENUM_VALUE (MAJU_TRUST_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (MAJU_TRUST_UNVERIFIED, "unverified"),
                    G_DEFINE_ENUM_VALUE (MAJU_TRUST_VERIFIED, "verified"))
