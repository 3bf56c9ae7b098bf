/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bare-peer.h"
#include "call-test-util.h"

#include "maju-remote-private.h"

G_BEGIN_DECLS

/* Ann, who has a remote, and Eve behind it, who has the key and says whatever a
 * test wants. */
typedef struct
{
  MajuLocalMedia *media;
  MajuRemote *remote;           /* as we see them */
  BarePeer *eve;                /* they */
  MajuChat *chat;
} EveFixture;

/* Until they are connected, and Eve's channels open. */
void eve_fixture_init  (EveFixture *self);
void eve_fixture_clear (EveFixture *self);

G_END_DECLS
