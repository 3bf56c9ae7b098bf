/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-clock.h"
#include "maju-data-channel.h"
#include "maju-peer-types.h"
#include "maju-remote-track.h"
#include "maju-track-sender.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_PEER        (maju_peer_get_type ())
#define MAJU_TYPE_PEER_CONFIG (maju_peer_config_get_type ())

/* A certificate and key for DTLS (ECDSA P-256, 30 days), made for one call.
 *
 * Returns: (transfer full): both as PEM; for nobody's eyes. */
char           *maju_certificate_generate (GError **error)
G_GNUC_WARN_UNUSED_RESULT;

/* The SHA-256 of the DER of the first certificate in @pem, written as in SDP:
 * upper-case hexadecimal pairs with colons between (RFC 8122, section 5).
 *
 * Returns: (transfer full) (nullable): %NULL with @error set when @pem holds no
 *   certificate. */
char           *maju_certificate_get_fingerprint (const char *pem,
                                                  GError    **error)
G_GNUC_WARN_UNUSED_RESULT;

/**
 * MajuPeerConfig:
 *
 * What a peer is made with: W3C's RTCConfiguration and a little more. Boxed,
 * counted, not changed once a peer has it.
 */
GType           maju_peer_config_get_type (void);
MajuPeerConfig *maju_peer_config_new (void)
G_GNUC_WARN_UNUSED_RESULT;
MajuPeerConfig *maju_peer_config_ref (MajuPeerConfig *self);
void            maju_peer_config_unref (MajuPeerConfig *self);

/* RFC 7064 and 7065 URIs: every `turn:`, over UDP or TCP, and the first `stun:`
 * are used.
 *
 * Returns: %FALSE for one that cannot be used, which is left out: a bad one,
 * `turns:` or `stuns:` */
gboolean        maju_peer_config_add_ice_server (MajuPeerConfig *self,
                                                 const char     *uri,
                                                 const char     *username,
                                                 const char     *credential);

/* Whether there is a `turn:` that can be used. */
gboolean        maju_peer_config_has_relays (MajuPeerConfig *self);

/* Nothing goes directly, and no address of this computer's networks is told to
 * the other side. Without relays there is then no way at all. */
void            maju_peer_config_set_relay_only (MajuPeerConfig *self,
                                                 gboolean        relay_only);
gboolean        maju_peer_config_get_relay_only (MajuPeerConfig *self);

/* The ports of this computer that paths may use: from @first to @last, or any
 * when both are 0. Each path takes one on each of its addresses. */
void            maju_peer_config_set_ports (MajuPeerConfig *self,
                                            guint16         first,
                                            guint16         last);

/* From maju_certificate_generate(). Without it one is made. */
void            maju_peer_config_set_certificate (MajuPeerConfig *self,
                                                  const char     *pem);

/* Whether remote video gets a paintable (needs a GdkDisplay). */
void            maju_peer_config_set_render (MajuPeerConfig *self,
                                             gboolean        render);

/* Whether H.264 is named beside VP8, and which is sent of the two that both sides
 * have. Without it there is VP8 alone. */
void            maju_peer_config_set_h264 (MajuPeerConfig *self,
                                           MajuH264Use     use);

/* For tests: time, and other transports than webrtcbin. */
void            maju_peer_config_set_clock (MajuPeerConfig *self,
                                            MajuClock      *clock);

/* What was lost, and what was done about it, of all tracks since the path began. */
typedef struct
{
  guint64 nacks_sent;           /* requests: each is of one packet or several */
  guint64 nacks_received;
  guint64 key_frames_asked;     /* of them: PLI and FIR */
  guint64 key_frames_wanted;    /* of us */
  guint64 packets_resent;       /* by us, as RTX (RFC 4588) */
  guint64 packets_repaired;     /* that came to us as RTX when asked for */
  guint64 packets_reported;     /* ours, in transport-wide feedback */
} MajuPeerRepairs;

/* How the path to a peer is, for people and reports. Free with
 * maju_peer_path_clear(). */
typedef struct
{
  char *local_type;             /* "host", "srflx", "prflx", "relay" */
  char *remote_type;
  char *protocol;               /* "udp" or "tcp" */
  char *local_address;
  char *remote_address;
  double round_trip_ms;         /* negative: not known */
  double packet_loss;           /* what we send and they miss, 0 to 1;
                                 * negative: not known */
  guint64 bytes_sent;
  guint64 bytes_received;
  guint64 packets_received;     /* of all tracks, since the path began */
  gint64 packets_lost;          /* of all tracks: never came; a late one that
                                 * came twice counts against it */
  double jitter_ms;             /* the worst of all tracks (RFC 3550, 6.4.1);
                                 * negative: not known */
  char *audio_codec;            /* of what comes, as people write it: "Opus";
                                 * %NULL: none came */
  char *video_codec;            /* "VP8" */
  MajuPeerRepairs repairs;
} MajuPeerPath;

/* Monotonic times in microseconds, 0 when not (yet) reached; first transport. */
typedef struct
{
  gint64 described;             /* both descriptions are set */
  gint64 ice_connected;
  gint64 dtls_connected;
  gint64 verified;
} MajuPeerMilestones;

/**
 * MajuPeer:
 *
 * One remote peer in W3C's words, over one transport at a time. There is no ICE
 * restart inside a transport: an offer with @ice_restart begins a new transport
 * beside the old one, which is swapped in when it is verified. Each transport
 * has a generation, 0 for the first, which every description and candidate
 * names; what belongs to an older one is dropped silently.
 *
 * One side is the offerer for good. The other side asks for a restart by
 * signalling.
 *
 * Properties: `state` (MajuPeerState), `error` (boxed), `name` (for logs),
 * `fingerprint` (string: the peer's verified SHA-256 as in SDP, %NULL before),
 * `send-bitrate` (guint: see maju_peer_get_send_bitrate()).
 *
 * Signals, all in the maker's main context:
 *  - `ice-candidate` (guint generation, guint media_index, const char *candidate):
 *    send it; "" is the end of candidates
 *  - `track` (MajuRemoteTrack *track): a remote track began for the first time
 *  - `restart-needed` (): the path died or the network changed; the offerer makes
 *    an offer with ice_restart, the other side asks the offerer to
 */
G_DECLARE_FINAL_TYPE (MajuPeer, maju_peer, MAJU, PEER, GObject)

MajuPeer        *maju_peer_new (const char       *name,
                                gboolean offerer,
                                MajuPeerConfig   *config)
G_GNUC_WARN_UNUSED_RESULT;

/* Before the first offer: the number of its generation, for a peer that takes
 * the place of one that failed. */
void             maju_peer_set_first_generation (MajuPeer *self,
                                                 guint     generation);
MajuPeerState    maju_peer_get_state (MajuPeer *self);
const GError    *maju_peer_get_error (MajuPeer *self);
gboolean         maju_peer_get_offerer (MajuPeer *self);
const char      *maju_peer_get_fingerprint (MajuPeer *self);

/* Our own certificate's SHA-256, as in SDP ("AB:CD:…"). */
const char      *maju_peer_get_local_fingerprint (MajuPeer *self);

/* What the path carries by the estimate, for audio, video and all packets that
 * repair them together; bits per second, headers of RTP included. It follows
 * the peer's transport-wide feedback
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01) by
 * draft-ietf-rmcat-gcc-02, and starts anew with each path. */
guint            maju_peer_get_send_bitrate (MajuPeer *self);

/* Of what was sent in the last second, how much was lost: 0 to 1. */
double           maju_peer_get_send_loss (MajuPeer *self);

/* Before the first offer or answer. Returns: (transfer none). */
MajuTrackSender *maju_peer_add_track (MajuPeer     *self,
                                      MajuTrackKind kind);

/* Before the first offer or answer; @id below 1024. Returns: (transfer none). */
MajuDataChannel *maju_peer_create_data_channel (MajuPeer   *self,
                                                const char *label,
                                                guint       id);

/* While it is held, a path is looked for and proven to lead to the right
 * certificate, but nothing goes over it either way, and what comes is dropped:
 * the state stays MAJU_PEER_STATE_VERIFYING. Before the first description; let
 * go once, at any time. */
void             maju_peer_hold (MajuPeer *self);
void             maju_peer_release (MajuPeer *self);

/* The ICE servers of @config, and nothing else of it, for the transports that
 * begin from now on: credentials expire. */
void             maju_peer_set_ice_servers (MajuPeer       *self,
                                            MajuPeerConfig *config);

/* Makes an offer and sets it as the local description. @ice_restart: with a new
 * transport. Returns: (transfer full): the SDP, its generation in
 * @out_generation. */
void             maju_peer_create_offer_async (MajuPeer           *self,
                                               gboolean            ice_restart,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
char            *maju_peer_create_offer_finish (MajuPeer     *self,
                                                GAsyncResult *result,
                                                guint        *out_generation,
                                                GError      **error)
G_GNUC_WARN_UNUSED_RESULT;

/* Passes @sdp through the gate, then sets it. An offer of a newer generation
 * begins a new transport. */
void             maju_peer_set_remote_description_async (MajuPeer           *self,
                                                         MajuSdpType         type,
                                                         guint               generation,
                                                         const char         *sdp,
                                                         GCancellable       *cancellable,
                                                         GAsyncReadyCallback callback,
                                                         gpointer            user_data);
gboolean         maju_peer_set_remote_description_finish (MajuPeer     *self,
                                                          GAsyncResult *result,
                                                          GError      **error);

/* Answers the newest remote offer and sets the answer as local description. */
void             maju_peer_create_answer_async (MajuPeer           *self,
                                                GCancellable       *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
char            *maju_peer_create_answer_finish (MajuPeer     *self,
                                                 GAsyncResult *result,
                                                 guint        *out_generation,
                                                 GError      **error)
G_GNUC_WARN_UNUSED_RESULT;

/* Checked; a bad one is an error and nothing else. Kept until the description of
 * its generation is there, at most 128 of them. */
gboolean         maju_peer_add_ice_candidate (MajuPeer   *self,
                                              guint       generation,
                                              guint       media_index,
                                              const char *candidate,
                                              GError    **error);

/* The host's network changed: look after the path soon (2 s debounce). */
void             maju_peer_network_changed (MajuPeer *self);

void             maju_peer_get_path_async (MajuPeer           *self,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
gboolean         maju_peer_get_path_finish (MajuPeer     *self,
                                            GAsyncResult *result,
                                            MajuPeerPath *out_path,
                                            GError      **error);
void             maju_peer_path_clear (MajuPeerPath *path);
void             maju_peer_get_milestones (MajuPeer           *self,
                                           MajuPeerMilestones *milestones);

/* Finishes when no thread and no socket of it is left. Each peer is to be closed
 * before it is let go. */
void             maju_peer_close_async (MajuPeer           *self,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean         maju_peer_close_finish (MajuPeer     *self,
                                         GAsyncResult *result,
                                         GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuPeerConfig, maju_peer_config_unref)

G_END_DECLS
