/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-peer-config-private.h"

G_BEGIN_DECLS

#define OFFERER  0
#define ANSWERER 1

/* What carries descriptions may change them. @sdp: (transfer full).
 * Returns: (transfer full) (nullable): %NULL to lose it. */
typedef char *(*AlterFunc) (MajuSdpType type,
                            char       *sdp,
                            gpointer    user_data);

typedef struct _PeerPair PeerPair;
typedef struct _Feed Feed;

/* One end with what was seen of it. */
typedef struct
{
  PeerPair *pair;
  MajuPeer *peer;
  MajuTrackSender *audio;
  MajuTrackSender *camera;
  MajuDataChannel *channel;
  MajuRemoteTrack *tracks[MAJU_N_TRACK_KINDS]; /* as `track` gave them */
  GPtrArray *messages;          /* (element-type utf8) */
  GError *error;                /* of a step that failed */
  guint n_tracks;
  guint n_restarts;
  guint n_states[MAJU_PEER_STATE_CLOSED + 1];
  guint n_opened;
  int n_samples[MAJU_N_TRACK_KINDS];
  guint closed;
} PeerEnd;

/* Two peers in one process on the loopback, and the signalling between them. */
struct _PeerPair
{
  PeerEnd ends[2];
  AlterFunc alter;
  gpointer alter_data;
  gboolean drop_candidates;
  gboolean answers_restart;     /* whether `restart-needed` is acted upon */
};

typedef gboolean (*PairFunc) (PeerPair *pair);

/* A guard against a hang, however slow the machine is. */
#define CONNECT_MS 120000

/* On the loopback, and no path is unstable or dead unless a clock is set. */
MajuPeerConfig *pair_config_new (void);

/* An AlterFunc: offers name another certificate. */
char           *pair_impersonate_cb (MajuSdpType type,
                                     char       *sdp,
                                     gpointer    user_data);

/* With %NULL configs of their own, each with an own certificate. */
PeerPair       *pair_new (MajuPeerConfig *offerer,
                          MajuPeerConfig *answerer);
void            pair_offer (PeerPair *pair,
                            gboolean  ice_restart);

/* Runs the main loop until @func says so, or @timeout_ms have passed. */
gboolean        pair_wait (PeerPair *pair,
                           PairFunc  func,
                           guint     timeout_ms);
void            run_for (guint ms);
gboolean        pair_is_connected (PeerPair *pair);
gboolean        pair_has_failed (PeerPair *pair);
gboolean        pair_has_media (PeerPair *pair);
gboolean        pair_is_open (PeerPair *pair);
void            pair_get_stats (PeerEnd        *end,
                                MajuTrackKind   kind,
                                MajuTrackStats *stats);

/* Feeds both ends, has the first one offer, and waits for media. */
void            pair_start (PeerPair *pair,
                            Feed     *feed);

/* @name: of its factory, or empty. In any thread. */
typedef void (*ElementFunc) (GstElement *element,
                             const char *name);

/* Calls @func for each element that any bin in this process gets, from now on. */
void            pair_watch_elements (ElementFunc func);

/* Everything that came or could have come of media and messages at @end. */
void            assert_nothing_came (PeerEnd *end);
void            pair_close (PeerPair *pair);
void            pair_free (PeerPair *pair);

/* How loud each packet of the tone says that it is, in dB below full scale. */
#define FEED_LEVEL 17

/* A picture and a tone, encoded once for every sender that is added. */
Feed           *feed_new (void);

/* As this, but with pictures in H.264. */
Feed           *feed_new_h264 (void);
void            feed_add (Feed            *feed,
                          MajuTrackSender *sender);

/* Of both ends. */
void            feed_add_pair (Feed     *feed,
                               PeerPair *pair);
void            feed_remove (Feed            *feed,
                             MajuTrackSender *sender);
guint           feed_get_key_frames (Feed *feed);
void            feed_free (Feed *feed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerPair, pair_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Feed, feed_free)

G_END_DECLS
