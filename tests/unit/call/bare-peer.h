/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-negotiation-private.h"

G_BEGIN_DECLS

/* What they send is handed over, as from a server. */
typedef void (*BarePeerFunc) (MajuMessage *message,
                              gpointer     user_data);

/* The other side, made of a MajuPeer and its negotiation alone, so that it can
 * say what Maju would not. It answers. */
typedef struct
{
  char *id;                     /* what the server calls them */
  MajuPeer *peer;
  MajuNegotiation *negotiation;
  MajuDataChannel *channels[2]; /* control, chat */
  BarePeerFunc func;
  gpointer user_data;
  gboolean closing;
  gboolean closed;
} BarePeer;

BarePeer *bare_peer_new (MajuRoomLink *link,
                         const char   *id,
                         BarePeerFunc  func,
                         gpointer      user_data);
void      bare_peer_start (BarePeer   *self,
                           const char *other_id);

/* What was sent to them. */
void      bare_peer_handle (BarePeer    *self,
                            MajuMessage *message);
/* They fall silent. */
void      bare_peer_close (BarePeer *self);
gboolean  bare_peer_is_open (BarePeer *self);
void      bare_peer_free (BarePeer *self);

G_END_DECLS
