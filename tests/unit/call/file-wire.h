/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-chat-private.h"
#include "maju-files-private.h"

G_BEGIN_DECLS

/* Somebody with files, and a folder for those that come. */
typedef struct
{
  MajuParticipant *own;
  MajuFiles *files;
  GPtrArray *transfers;         /* of MajuFileTransfer, as they were added */
  char *folder;
} FileSide;

typedef struct _FileWire FileWire;

/* What a test does to a message on its way. Returns: whether it goes on. */
typedef gboolean (*FileWireFunc) (FileWire *wire,
                                  gboolean  forth,
                                  GBytes  **data,
                                  gboolean  is_text,
                                  gpointer  user_data);

/* Two sides with a wire between them, which carries when it is told to. */
struct _FileWire
{
  FileSide *sides[2];
  MajuFilePeer *peers[2];       /* [0]: how side 0 sees side 1 */
  GQueue queue;                 /* of what is on its way */
  guint64 n_bytes[2];           /* of parts that were sent from side */
  guint n_flooded[2];
  FileWireFunc func;
  gpointer user_data;
};

void              file_side_init (FileSide   *side,
                                  MajuClock  *clock,
                                  const char *name);
void              file_side_clear (FileSide *side);
MajuFileTransfer *file_side_nth (FileSide *side,
                                 guint     n);
void              file_side_accept (FileSide *side,
                                    guint     n);

/* Entries of its folder, sorted, with | between them. */
char             *file_side_list (FileSide *side);

void              file_wire_init (FileWire *wire,
                                  FileSide *a,
                                  FileSide *b);
void              file_wire_clear (FileWire *wire);
void              file_wire_open (FileWire *wire,
                                  gboolean  open);

/* One message. Returns: whether there was one. */
gboolean          file_wire_carry (FileWire *wire);

/* Says to side 1 what side 0 does not. */
void              file_wire_say (FileWire   *wire,
                                 const char *text);

/* Carries, and runs the main context, until @condition holds. */
#define file_wire_wait(wire, condition) \
G_STMT_START { \
  guint wait_id = file_wire_guard (#condition); \
  while (!(condition)) \
  if (!file_wire_carry (wire)) \
  g_main_context_iteration (NULL, TRUE); \
  g_source_remove (wait_id); \
} G_STMT_END

guint             file_wire_guard (const char *condition);

G_END_DECLS
