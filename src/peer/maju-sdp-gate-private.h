/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-peer-types.h"
#include "maju-video-codec.h"

G_BEGIN_DECLS

/* The three tracks, then the data. */
#define MAJU_N_SDP_MEDIA  (MAJU_N_TRACK_KINDS + 1)
#define MAJU_SDP_MID_SIZE 33

typedef enum
{
  MAJU_SDP_EXTENSION_MID,
  MAJU_SDP_EXTENSION_TRANSPORT_CC,
  MAJU_SDP_EXTENSION_AUDIO_LEVEL, /* of the audio track only */
} MajuSdpExtension;

#define MAJU_N_SDP_EXTENSIONS 3

typedef enum
{
  MAJU_SDP_FEEDBACK_NACK         = 1 << 0,
  MAJU_SDP_FEEDBACK_PLI          = 1 << 1,
  MAJU_SDP_FEEDBACK_FIR          = 1 << 2,
  MAJU_SDP_FEEDBACK_TRANSPORT_CC = 1 << 3,
} MajuSdpFeedback;

/* What H.264 has to say of itself: constrained baseline, and units of any size
 * (RFC 6184, section 8.1). Both sides name their own level. */
#define MAJU_SDP_H264_FORMAT \
"level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"

typedef struct
{
  int payload_type;             /* -1: they have no such codec */
  int rtx_payload_type;         /* -1: none */
  MajuSdpFeedback feedback;
} MajuSdpFormat;

typedef struct
{
  char mid[MAJU_SDP_MID_SIZE];
  MajuSdpFormat formats[MAJU_N_VIDEO_CODECS]; /* of sound Opus is the first */
  MajuVideoCodec first;         /* which of them stands before the other */
  guint extensions[MAJU_N_SDP_EXTENSIONS]; /* ids; 0: not used */
} MajuSdpMedia;

/**
 * MajuSdp:
 *
 * A description that passed the gate, and all that the rest of us knows of it.
 * @text is written anew from what was understood (RFC 8829, section 5): codecs,
 * attributes and extensions that we do not use are not in it, so nothing that
 * was not looked at reaches webrtcbin, which aborts the process at some.
 */
typedef struct
{
  char *text;
  char *fingerprint;            /* "AB:CD:…", upper case */
  MajuSdpMedia media[MAJU_N_SDP_MEDIA];
} MajuSdp;

/* Checks the description @text of @type. @earlier: %NULL or one whose m-lines
 * this one must have: for an answer the offer that it answers.
 *
 * Returns: (transfer full) (nullable): %NULL with MAJU_PEER_ERROR_DESCRIPTION. */
MajuSdp    *maju_sdp_gate_check (MajuSdpType    type,
                                 const char    *text,
                                 const MajuSdp *earlier,
                                 GError       **error)
G_GNUC_WARN_UNUSED_RESULT;
void        maju_sdp_free (MajuSdp *self);

/* The URI of a header extension. */
const char *maju_sdp_extension_get_uri (MajuSdpExtension extension);

/* What stands behind the URI; %NULL: nothing. */
const char *maju_sdp_extension_get_attributes (MajuSdpExtension extension);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuSdp, maju_sdp_free)

G_END_DECLS
