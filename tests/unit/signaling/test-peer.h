/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * TestPeer:
 *
 * A server that follows a script instead of the protocol: one list of steps a
 * connection, the last one for all further connections. The steps:
 *
 *  - `>TEXT`: say it
 *  - `<TYPE`: wait for a message of that type; others may come before
 *  - `binary`, `huge`: say what is not allowed
 *  - `close`: end with a close frame
 *  - `cut`: end without a word
 *
 * A connection whose script has run out stays open and is only listened to.
 */
typedef struct _TestPeer TestPeer;
typedef const char *const *TestScript;

/* @scripts: ended by %NULL, kept by the caller. @protocol: (nullable). */
TestPeer   *test_peer_new               (const TestScript *scripts,
                                         const char       *protocol)
                                         G_GNUC_WARN_UNUSED_RESULT;
void        test_peer_free              (TestPeer         *self);
guint       test_peer_get_port          (TestPeer         *self);
guint       test_peer_get_n_connections (TestPeer         *self);

/* All that was heard: "N TEXT" a line, N the connection from 0. */
const char *test_peer_get_heard         (TestPeer         *self);

/* Takes no more connections. */
void        test_peer_go_away           (TestPeer         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestPeer, test_peer_free)

G_END_DECLS
