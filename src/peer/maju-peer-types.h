/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MajuPeerError:
 * @MAJU_PEER_ERROR_DESCRIPTION: a remote description that the gate refuses
 * @MAJU_PEER_ERROR_STATE: not now: W3C's InvalidStateError
 * @MAJU_PEER_ERROR_FINGERPRINT: the peer's real certificate is not the one of
 *   its description: somebody may be in between
 * @MAJU_PEER_ERROR_UNREACHABLE: no path to the peer was found
 * @MAJU_PEER_ERROR_FAILED: the library below failed
 */
typedef enum
{
  MAJU_PEER_ERROR_DESCRIPTION,
  MAJU_PEER_ERROR_STATE,
  MAJU_PEER_ERROR_FINGERPRINT,
  MAJU_PEER_ERROR_UNREACHABLE,
  MAJU_PEER_ERROR_FAILED,
} MajuPeerError;

#define MAJU_PEER_ERROR (maju_peer_error_quark ())

typedef enum
{
  MAJU_SDP_TYPE_OFFER,
  MAJU_SDP_TYPE_ANSWER,
} MajuSdpType;

/* The m-lines, allocated once for the life of a connection, in this order. */
typedef enum
{
  MAJU_TRACK_KIND_AUDIO,
  MAJU_TRACK_KIND_CAMERA,
  MAJU_TRACK_KIND_SCREEN,
} MajuTrackKind;

#define MAJU_N_TRACK_KINDS 3

/**
 * MajuH264Use:
 * @MAJU_H264_USE_NEVER: this machine cannot; pictures are VP8
 * @MAJU_H264_USE_IF_WANTED: where they name it before VP8
 * @MAJU_H264_USE_FIRST: wherever they have it
 */
typedef enum
{
  MAJU_H264_USE_NEVER,
  MAJU_H264_USE_IF_WANTED,
  MAJU_H264_USE_FIRST,
} MajuH264Use;

/**
 * MajuPeerState:
 * @MAJU_PEER_STATE_NEW: nothing was negotiated
 * @MAJU_PEER_STATE_CONNECTING: looking for a path
 * @MAJU_PEER_STATE_VERIFYING: a path and DTLS, but nothing flows yet
 * @MAJU_PEER_STATE_CONNECTED: the certificate is the signalled one; media flows
 * @MAJU_PEER_STATE_UNSTABLE: connected, but nothing was heard for 1.5 s
 * @MAJU_PEER_STATE_RESTARTING: the path died; a new transport is being made
 * @MAJU_PEER_STATE_FAILED: `error` says why
 * @MAJU_PEER_STATE_CLOSED: closed by us
 */
typedef enum
{
  MAJU_PEER_STATE_NEW,
  MAJU_PEER_STATE_CONNECTING,
  MAJU_PEER_STATE_VERIFYING,
  MAJU_PEER_STATE_CONNECTED,
  MAJU_PEER_STATE_UNSTABLE,
  MAJU_PEER_STATE_RESTARTING,
  MAJU_PEER_STATE_FAILED,
  MAJU_PEER_STATE_CLOSED,
} MajuPeerState;

#define MAJU_TYPE_PEER_STATE (maju_peer_state_get_type ())

typedef struct _MajuDataChannel MajuDataChannel;
typedef struct _MajuPeer MajuPeer;
typedef struct _MajuPeerConfig MajuPeerConfig;
typedef struct _MajuRemoteTrack MajuRemoteTrack;
typedef struct _MajuTrackSender MajuTrackSender;
typedef struct _MajuTransport MajuTransport;

GQuark maju_peer_error_quark (void);
GType  maju_peer_state_get_type (void);

G_END_DECLS
