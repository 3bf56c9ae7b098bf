/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-wire-error.h"

G_BEGIN_DECLS

/**
 * MajuMessage:
 *
 * One message of the signalling protocol; see PROTOCOL.md. A plain counted
 * struct: built once with maju_message_new() and its fields, or parsed, then
 * not changed. Fields that a type does not use are zero.
 */
typedef struct _MajuMessage MajuMessage;

typedef enum
{
  MAJU_MESSAGE_WELCOME,         /* server: versions and limits */
  MAJU_MESSAGE_HELLO,           /* client: room and name, or a resume token */
  MAJU_MESSAGE_ROOM,            /* server: admitted; who is here, ICE servers */
  MAJU_MESSAGE_WAITING,         /* server: somebody was asked to let us in */
  MAJU_MESSAGE_DOOR,            /* server: locked or not, who waits */
  MAJU_MESSAGE_JOINED,          /* server: somebody came */
  MAJU_MESSAGE_LEFT,            /* server: somebody went */
  MAJU_MESSAGE_AWAY,            /* server: somebody's connection was lost */
  MAJU_MESSAGE_BACK,            /* server: and is there again */
  MAJU_MESSAGE_ICE_SERVERS,     /* server: fresh credentials for relays */
  MAJU_MESSAGE_DESCRIPTION,     /* relayed: an SDP offer or answer, signed */
  MAJU_MESSAGE_CANDIDATE,       /* relayed: an ICE candidate */
  MAJU_MESSAGE_RESTART,         /* relayed: "please offer again" */
  MAJU_MESSAGE_LOCK,            /* client: newcomers have to knock */
  MAJU_MESSAGE_UNLOCK,          /* client: or not */
  MAJU_MESSAGE_ADMIT,           /* client: let one in who waits */
  MAJU_MESSAGE_REFUSE,          /* client: or not */
  MAJU_MESSAGE_REMOVE,          /* client: a member has to go */
  MAJU_MESSAGE_LISTEN,          /* client: tell me who is in these rooms */
  MAJU_MESSAGE_PEOPLE,          /* server: who is in a room, for a listener */
  MAJU_MESSAGE_DECLINE,         /* client: a listener does not come */
  MAJU_MESSAGE_DECLINED,        /* server: one who was rung does not come */
  MAJU_MESSAGE_END,             /* client: I leave */
  MAJU_MESSAGE_ACK,             /* both: nothing but the ack field */
  MAJU_MESSAGE_PING,            /* client: are you there? */
  MAJU_MESSAGE_PONG,            /* server: yes */
  MAJU_MESSAGE_ERROR,           /* server: code, words, fatal or not */
} MajuMessageType;

/* The codes of `error`; on the wire in lower case with dashes. */
typedef enum
{
  MAJU_ERROR_CODE_NONE,
  MAJU_ERROR_CODE_BAD_MESSAGE,
  MAJU_ERROR_CODE_UNSUPPORTED,
  MAJU_ERROR_CODE_TOO_LARGE,
  MAJU_ERROR_CODE_RATE_LIMITED,
  MAJU_ERROR_CODE_TIME_OUT,
  MAJU_ERROR_CODE_NOT_JOINED,
  MAJU_ERROR_CODE_NO_SUCH_PEER,
  MAJU_ERROR_CODE_ROOM_FULL,
  MAJU_ERROR_CODE_LOCKED,       /* and the knock was not taken */
  MAJU_ERROR_CODE_REFUSED,
  MAJU_ERROR_CODE_NO_ANSWER,
  MAJU_ERROR_CODE_REMOVED,
  MAJU_ERROR_CODE_NOT_ALLOWED,
  MAJU_ERROR_CODE_RESUME_FAILED,
  MAJU_ERROR_CODE_DRAINING,
  MAJU_ERROR_CODE_TAKEN_OVER,   /* the session was resumed elsewhere */
  MAJU_ERROR_CODE_INTERNAL,
} MajuErrorCode;

typedef enum
{
  MAJU_DESCRIPTION_OFFER,
  MAJU_DESCRIPTION_ANSWER,
} MajuDescriptionKind;

typedef struct
{
  char *id;
  char *name;
} MajuMember;

typedef struct
{
  char *uri;                    /* stun:… or turn:…, RFC 7064 and 7065 */
  char *username;               /* (nullable) */
  char *credential;             /* (nullable) */
} MajuIceServer;

struct _MajuMessage
{
  MajuMessageType type;
  guint64 id;                   /* the client's number of this message, from 1;
                                 * 0: not numbered */
  guint64 seq;                  /* the server's number in this session, from 1;
                                 * 0: not numbered */
  guint64 ack;                  /* all of the other side's numbers up to here
                                 * have arrived */
  char *to;                     /* relayed, on its way to the server */
  char *from;                   /* relayed, on its way from the server */

  /* welcome: the server knows it; hello: is to be so; room: is so */
  gboolean silent;              /* no listener is told of the person */

  /* welcome */
  guint protocol_min;
  guint protocol_max;
  guint limit_message;
  guint limit_people;

  /* hello */
  char *room;
  char *name;
  char *token;                  /* resume; in room: the next resume token */
  guint64 last_seq;
  char *owner;                  /* (nullable); maju-room-owner.h */
  gboolean knock;               /* can wait to be let in */

  /* room */
  char *self_id;
  gboolean resumed;
  guint64 last_id;              /* the last of the client's numbers that the
                                 * server has seen */
  GPtrArray *members;           /* of MajuMember, in the order they came; in
                                 * door: those who wait; in people: who is there */

  /* door */
  gboolean locked;
  gboolean is_owner;            /* we may lock and remove */
  gboolean answers;             /* we may admit and refuse */

  /* admit, refuse, remove */
  char *who;

  /* listen */
  GPtrArray *rooms;             /* of char * */

  /* room, ice_servers */
  GPtrArray *ice_servers;       /* of MajuIceServer */

  /* joined, left, away, back */
  MajuMember *member;
  char *reason;                 /* left, end: "left", "lost" or "removed" */

  /* description, candidate, restart */
  guint generation;             /* of the pair's transport, from 0 */
  MajuDescriptionKind kind;
  char *sdp;
  guint64 counter;              /* grows with each description to one peer */
  char *signature;              /* (nullable) base64url; maju-signature.h */
  gboolean again;               /* the last one, from another id */
  char *candidate;              /* empty: end of candidates */
  guint media_index;            /* the m-line */

  /* error */
  MajuErrorCode code;
  char *text;
  guint retry_after_ms;
  gboolean fatal;

  /*< private >*/
  gatomicrefcount ref_count;
};

MajuMember    *maju_member_new (const char *id,
                                const char *name);
void           maju_member_free (MajuMember *self);
MajuIceServer *maju_ice_server_new (const char *uri,
                                    const char *username,
                                    const char *credential);
void           maju_ice_server_free (MajuIceServer *self);

MajuMessage   *maju_message_new (MajuMessageType type)
G_GNUC_WARN_UNUSED_RESULT;
MajuMessage   *maju_message_ref (MajuMessage *self);
void           maju_message_unref (MajuMessage *self);

/* Checks everything: strict JSON, depth, sizes, ranges, UTF-8, no duplicate
 * members. Unknown members are ignored; an unknown type is
 * MAJU_WIRE_ERROR_UNSUPPORTED. The text need not be NUL-terminated. */
MajuMessage   *maju_message_parse (const char *text,
                                   gsize       length,
                                   GError    **error)
G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer full): one line of JSON, valid for every valid message. */
char          *maju_message_print (MajuMessage *self)
G_GNUC_WARN_UNUSED_RESULT;

const char    *maju_message_type_to_string (MajuMessageType type);
gboolean       maju_message_type_from_string (const char      *text,
                                              gsize            length,
                                              MajuMessageType *type);
const char    *maju_error_code_to_string (MajuErrorCode code);

/* A code that is not known is MAJU_ERROR_CODE_INTERNAL. */
MajuErrorCode  maju_error_code_from_string (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuMember, maju_member_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuIceServer, maju_ice_server_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuMessage, maju_message_unref)

G_END_DECLS
