/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-call.h"
#include "maju-message.h"
#include "maju-server.h"

G_BEGIN_DECLS

/* A guard against a hang, however slow the machine is. */
#ifdef __SANITIZE_ADDRESS__
#define TEST_WAIT_SECONDS 360
#else
#define TEST_WAIT_SECONDS 120
#endif

/* Runs the main context until @condition holds, and fails the test when it
 * never does. */
#define test_wait(condition) \
G_STMT_START { \
  g_autoptr(TestDeadline) test_deadline = \
    test_deadline_new (TEST_WAIT_SECONDS); \
  while (!(condition)) \
  test_deadline_iterate (test_deadline, #condition, G_STRLOC); \
} G_STMT_END

typedef struct _TestDeadline TestDeadline;

TestDeadline *test_deadline_new     (double seconds);
void test_deadline_free    (TestDeadline *self);
void test_deadline_iterate (TestDeadline *self,
                            const char   *condition,
                            const char   *where);

/* @object: (transfer full): nothing else holds it for long. What takes its time
 * to close on a busy machine does so a while after it is said to be closed. */
void test_finalize (gpointer object);

/* For whatever closes: @user_data is a gboolean. */
void test_closed_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer user_data);

/* Runs the main context for so long, for what must not happen. */
void test_run_for          (double seconds);

/* The signalling server, in a thread of this process. */
MajuServer   *test_server_start     (guint port);

/* One with rooms for so many people. */
MajuServer   *test_server_start_for (guint port,
                                     guint people);
void test_server_stop      (MajuServer   *server);

/* A new room on it. */
MajuRoomLink *test_link_new         (MajuServer   *server);

/* Somebody in a call: with the camera and the tone that Maju makes itself. */
typedef struct
{
  MajuLocalMedia *media;
  MajuCall *call;
  gboolean joined;
  gboolean left;
  GError *error;
  guint n_joined;               /* signals */
  guint n_left;
  guint n_lost;
  gint64 left_time;             /* monotonic: of the last one */
} TestPerson;

TestPerson      *test_person_new    (MajuRoomLink *link,
                                     const char   *name);
void test_person_join   (TestPerson   *self);
void test_person_leave  (TestPerson   *self);

/* Leaves when still there, closes, and checks that all is finalized. */
void test_person_free   (TestPerson   *self);

/* The other of that name in the call, or %NULL. */
MajuParticipant *test_person_find   (TestPerson   *self,
                                     const char   *name);

/* Connected to @name with sound and picture. */
gboolean test_person_meets  (TestPerson   *self,
                             const char   *name);
guint64 test_person_frames (TestPerson   *self,
                            const char   *name);
guint test_count_entries (const char   *folder);

/* What the server makes of @message: through the text, without `to`, and @from
 * somebody when not %NULL. */
MajuMessage     *test_relay         (MajuMessage  *message,
                                     const char   *from);

typedef void (*TestHandleFunc)      (gpointer receiver,
                                     MajuMessage  *message);

/* Later, as over a network. @release: (nullable): for @receiver afterwards. */
void test_deliver       (gpointer receiver,
                         GDestroyNotify release,
                         TestHandleFunc handle,
                         MajuMessage   *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestDeadline, test_deadline_free)

G_END_DECLS
