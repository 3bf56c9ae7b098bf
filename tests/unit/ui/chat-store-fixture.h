/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-chat-store.h"

G_BEGIN_DECLS

/* A store whose file is in a folder of its own, which goes with it. */
typedef struct
{
  char *folder;
  char *subfolder;              /* not there yet */
  char *path;
  GFile *file;
  MajuRoomLink *link;
  MajuChatStore *store;
} ChatFixture;

#define ADD(path, func) \
g_test_add (path, ChatFixture, NULL, set_up, func, tear_down)

void          set_up (ChatFixture  *fixture,
                      gconstpointer data);
void          tear_down (ChatFixture  *fixture,
                         gconstpointer data);

/* Another store of the same file. */
void          open_store (ChatFixture *fixture);
MajuRoomLink *make_link (void);

/* A message of Dana's. */
void          chat_add (MajuChatStore *store,
                        MajuRoomLink  *link,
                        const char    *id,
                        const char    *text);
GPtrArray    *chat_try_load (MajuChatStore *store,
                             MajuRoomLink  *link,
                             gint64         before,
                             guint          n,
                             GError       **error);
GPtrArray    *chat_load (MajuChatStore *store,
                         MajuRoomLink  *link);

/* Until what was asked of it before is done. */
void          chat_drain (MajuChatStore *store,
                          MajuRoomLink  *link);
void          chat_clear (MajuChatStore *store);
void          assert_n (MajuChatStore *store,
                        MajuRoomLink  *link,
                        guint          n);
const char   *nth_text (GPtrArray *records,
                        guint      position);

/* Until a word about it comes that has @part in it. */
void          assert_problem (MajuChatStore *store,
                              const char    *part);

/* What is on the disk. */
GStrv         list_files (ChatFixture *fixture);
gboolean      is_in_files (ChatFixture  *fixture,
                           gconstpointer bytes,
                           gsize         size);
void          assert_mode (const char *path,
                           guint       mode);
void          run_sql (ChatFixture *fixture,
                       const char  *sql);

G_END_DECLS
