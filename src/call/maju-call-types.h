/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MajuCallError:
 * @MAJU_CALL_ERROR_SERVER: the server cannot be reached or is not Maju's
 * @MAJU_CALL_ERROR_TLS: the server's certificate is not to be trusted
 * @MAJU_CALL_ERROR_VERSION: one side is too old
 * @MAJU_CALL_ERROR_ROOM_FULL: too many people in the room
 * @MAJU_CALL_ERROR_REFUSED: the server refused
 * @MAJU_CALL_ERROR_FAILED: something else
 * @MAJU_CALL_ERROR_UNREACHABLE: no path to a participant was found
 * @MAJU_CALL_ERROR_NOT_VERIFIED: a participant is not who the link says;
 *   somebody may be in between
 * @MAJU_CALL_ERROR_NOT_LET_IN: the room is locked, and nobody let us in
 * @MAJU_CALL_ERROR_REMOVED: who made the room removed us
 * @MAJU_CALL_ERROR_TAKEN_OVER: the call goes on somewhere else, in our place
 *
 * The messages are for the person, in the person's language.
 */
typedef enum
{
  MAJU_CALL_ERROR_SERVER,
  MAJU_CALL_ERROR_TLS,
  MAJU_CALL_ERROR_VERSION,
  MAJU_CALL_ERROR_ROOM_FULL,
  MAJU_CALL_ERROR_REFUSED,
  MAJU_CALL_ERROR_FAILED,
  MAJU_CALL_ERROR_UNREACHABLE,
  MAJU_CALL_ERROR_NOT_VERIFIED,
  MAJU_CALL_ERROR_NOT_LET_IN,
  MAJU_CALL_ERROR_REMOVED,
  MAJU_CALL_ERROR_TAKEN_OVER,
} MajuCallError;

#define MAJU_CALL_ERROR (maju_call_error_quark ())

typedef enum
{
  MAJU_CALL_STATE_NEW,
  MAJU_CALL_STATE_JOINING,
  MAJU_CALL_STATE_WAITING,      /* at a locked door, to be let in */
  MAJU_CALL_STATE_JOINED,
  MAJU_CALL_STATE_RECONNECTING, /* the server is away; the call goes on */
  MAJU_CALL_STATE_LEAVING,
  MAJU_CALL_STATE_ENDED,        /* `error` is set unless we left */
} MajuCallState;

#define MAJU_TYPE_CALL_STATE (maju_call_state_get_type ())

/**
 * MajuParticipantState:
 * @MAJU_PARTICIPANT_STATE_CONNECTING: in the room, no path yet
 * @MAJU_PARTICIPANT_STATE_ASKING: they have no key, and we have: nothing flows
 *   until maju_participant_admit() or maju_participant_refuse()
 * @MAJU_PARTICIPANT_STATE_WAITING: there is a path, but nothing comes from
 *   there: they have not let us in yet
 * @MAJU_PARTICIPANT_STATE_CONNECTED: verified, media flows
 * @MAJU_PARTICIPANT_STATE_UNSTABLE: nothing heard for 1.5 s
 * @MAJU_PARTICIPANT_STATE_RECONNECTING: a new path is looked for
 * @MAJU_PARTICIPANT_STATE_FAILED: `error` says why; still in the room
 * @MAJU_PARTICIPANT_STATE_GONE: left or lost; taken out of the list
 */
typedef enum
{
  MAJU_PARTICIPANT_STATE_CONNECTING,
  MAJU_PARTICIPANT_STATE_ASKING,
  MAJU_PARTICIPANT_STATE_WAITING,
  MAJU_PARTICIPANT_STATE_CONNECTED,
  MAJU_PARTICIPANT_STATE_UNSTABLE,
  MAJU_PARTICIPANT_STATE_RECONNECTING,
  MAJU_PARTICIPANT_STATE_FAILED,
  MAJU_PARTICIPANT_STATE_GONE,
} MajuParticipantState;

#define MAJU_TYPE_PARTICIPANT_STATE (maju_participant_state_get_type ())

/**
 * MajuTrust:
 * @MAJU_TRUST_UNKNOWN: not connected yet
 * @MAJU_TRUST_UNVERIFIED: encrypted, but joined by code: somebody may be
 *   in between
 * @MAJU_TRUST_VERIFIED: the description was signed with the link's key and the
 *   certificate is the signed one
 */
typedef enum
{
  MAJU_TRUST_UNKNOWN,
  MAJU_TRUST_UNVERIFIED,
  MAJU_TRUST_VERIFIED,
} MajuTrust;

#define MAJU_TYPE_TRUST (maju_trust_get_type ())

typedef struct _MajuCall MajuCall;
typedef struct _MajuChat MajuChat;
typedef struct _MajuDoor MajuDoor;
typedef struct _MajuChatMessage MajuChatMessage;
typedef struct _MajuLocalMedia MajuLocalMedia;
typedef struct _MajuParticipant MajuParticipant;

GQuark maju_call_error_quark (void);
GType  maju_call_state_get_type (void);
GType  maju_participant_state_get_type (void);
GType  maju_trust_get_type (void);

G_END_DECLS
