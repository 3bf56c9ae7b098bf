/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-signaling.h"

G_BEGIN_DECLS

/*
 * A MajuSignaling and what came of it, for tests. `log` holds a word for each
 * signal, with a space after it: "room", "joined:NAME", "left:REASON",
 * "restart:GENERATION" and so on; "ice:USER" for servers, of the last of them,
 * if there are any.
 */
typedef struct
{
  MajuSignaling *signaling;
  MajuClock *clock;             /* (nullable): turned by test_client_wait() */
  gboolean (*is_answered)(gpointer data); /* (nullable): the clock stands */
  gpointer answered_data;
  GString *log;
  GString *states;              /* one letter each: c, j, r, x */
  GPtrArray *messages;          /* of MajuMessage */
  GPtrArray *rooms;             /* of MajuMessage */
  gboolean join_done;
  gboolean left;
  GError *join_error;
} TestClient;

typedef gboolean (* TestCondition) (TestClient   *client,
                                    gconstpointer user_data);

/* @turned: with a clock that stands still but for test_client_wait(). */
TestClient *test_client_new        (guint          port,
                                    const char    *room,
                                    const char    *name,
                                    gboolean       turned);
TestClient *test_client_new_for_link (const char  *link,
                                    gboolean       turned);
void        test_client_free       (TestClient    *self);
void        test_client_join       (TestClient    *self);

/* Joins and waits until it has. */
void        test_client_enter      (TestClient    *self);
void        test_client_leave      (TestClient    *self);

/* Sends a restart with @generation to @to. */
void        test_client_say        (TestClient    *self,
                                    const char    *to,
                                    guint          generation);

/* Runs the main context until @condition. A turned clock moves by @step_ms
 * whenever nothing else happens, unless somebody in another thread, who takes
 * real time, is going to answer. */
void        test_client_wait       (TestClient    *self,
                                    TestCondition  condition,
                                    gconstpointer  user_data,
                                    guint          step_ms);

/* Conditions. */
gboolean    test_client_is_done    (TestClient    *self,
                                    gconstpointer  user_data);
gboolean    test_client_has_left   (TestClient    *self,
                                    gconstpointer  user_data);
gboolean    test_client_is_in_state (TestClient   *self,
                                    gconstpointer  state);
gboolean    test_client_has_logged (TestClient    *self,
                                    gconstpointer  text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestClient, test_client_free)

G_END_DECLS
