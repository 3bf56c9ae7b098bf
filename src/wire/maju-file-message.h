/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-wire-error.h"

G_BEGIN_DECLS

/**
 * MajuFileMessage:
 *
 * One text message on the data channel `files`; see PROTOCOL.md. Same rules as
 * MajuMessage: strict JSON, limits, unknown members ignored, unknown types
 * MAJU_WIRE_ERROR_UNSUPPORTED. An id is the offering side's, in both directions.
 *
 * From who offers:
 *  - `offer` {id, name, size, media_type, sha256}
 *  - `withdraw` {id, reason}: the offer no longer stands
 * From who receives:
 *  - `accept` {id, offset}: send what begins there
 *  - `refuse` {id, reason}: nothing (more) is wanted
 *  - `acknowledge` {id, offset}: all before it is safe here
 *  - `done` {id}: all is here, and has the right hash
 */
typedef enum
{
  MAJU_FILE_OFFER,
  MAJU_FILE_WITHDRAW,
  MAJU_FILE_ACCEPT,
  MAJU_FILE_REFUSE,
  MAJU_FILE_ACKNOWLEDGE,
  MAJU_FILE_DONE,
} MajuFileMessageType;

/* Of `withdraw` and `refuse`; on the wire in lower case. */
typedef enum
{
  MAJU_FILE_REASON_FAILED,      /* also one that is not known */
  MAJU_FILE_REASON_CANCELLED,   /* by the person, after it was accepted */
  MAJU_FILE_REASON_DECLINED,    /* by the person, before */
  MAJU_FILE_REASON_BUSY,        /* too many offers are open */
  MAJU_FILE_REASON_FULL,        /* no space is left */
  MAJU_FILE_REASON_WRONG,       /* what came is not what was offered */
} MajuFileReason;

typedef struct
{
  MajuFileMessageType type;
  guint32 id;                   /* from 1 */
  char *name;                   /* offer: as of maju_clean_file_name() */
  guint64 size;                 /* offer */
  char *media_type;             /* offer: (nullable) RFC 6838, lower case */
  char *sha256;                 /* offer: 64 digits in lower case */
  guint64 offset;               /* accept, acknowledge */
  MajuFileReason reason;        /* withdraw, refuse */
} MajuFileMessage;

MajuFileMessage *maju_file_message_new (MajuFileMessageType type,
                                        guint32             id)
G_GNUC_WARN_UNUSED_RESULT;
void             maju_file_message_free (MajuFileMessage *self);
MajuFileMessage *maju_file_message_parse (const char *text,
                                          gsize       length,
                                          GError    **error)
G_GNUC_WARN_UNUSED_RESULT;
char            *maju_file_message_print (MajuFileMessage *self)
G_GNUC_WARN_UNUSED_RESULT;

/* A part of a file as a binary message: the id in 4 bytes, the offset in 8, both
 * big-endian, then the bytes. */
GBytes          *maju_file_chunk_print (guint32       id,
                                        guint64       offset,
                                        const guint8 *data,
                                        gsize         length)
G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer full) (nullable): the bytes, a slice of @message. */
GBytes          *maju_file_chunk_parse (GBytes  *message,
                                        guint32 *id,
                                        guint64 *offset,
                                        GError **error)
G_GNUC_WARN_UNUSED_RESULT;

/* What somebody calls a file, as a name that can be shown and that is one file in
 * whatever folder, on whatever system: no path, no control, bidi or zero-width
 * characters, not hidden, no name of a device, at most
 * MAJU_LIMIT_FILE_NAME bytes with what is behind the last dot kept. Never
 * empty. */
char            *maju_clean_file_name (const char *name)
G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuFileMessage, maju_file_message_free)

G_END_DECLS
