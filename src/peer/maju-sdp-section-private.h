/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-sdp-gate-private.h"

G_BEGIN_DECLS

#define MAJU_SDP_MAX_PAYLOAD_TYPE 127

/* What the session part or one m-line of a description says, as read: every
 * attribute is right in itself, but nothing was compared yet. */
typedef struct
{
  char kind[16];                /* "audio", "video", "application" */
  gboolean seen_payload_types[MAJU_SDP_MAX_PAYLOAD_TYPE + 1];
  char *codecs[MAJU_SDP_MAX_PAYLOAD_TYPE + 1]; /* as in rtpmap, lower case */
  int apt[MAJU_SDP_MAX_PAYLOAD_TYPE + 1];      /* what an rtx repairs; -1 */
  gboolean is_usable_h264[MAJU_SDP_MAX_PAYLOAD_TYPE + 1]; /* if it is H.264 */
  MajuSdpFeedback feedback[MAJU_SDP_MAX_PAYLOAD_TYPE + 1];
  MajuSdpFeedback feedback_all;
  int payload_types[64];        /* in the order of the m-line */
  guint n_payload_types;
  char *extension_uris[16];     /* by id; those of one byte */
  char *mid;
  char *fingerprint;
  char *ufrag;
  char *password;
  char *setup;
  char *group;
  char *direction;
  gboolean rtcp_mux;
  gboolean bundle_only;
  guint port;
  guint sctp_port;
  GPtrArray *ssrc_lines;        /* (element-type utf8): whole lines */
  GPtrArray *candidates;        /* (element-type utf8): "candidate:…" */
} MajuSdpSection;

MajuSdpSection *maju_sdp_section_new (void) G_GNUC_WARN_UNUSED_RESULT;
void            maju_sdp_section_free (MajuSdpSection *self);

/* What stands after "m=".
 *
 * Returns: (nullable): %NULL when it is right, else what is not. */
const char     *maju_sdp_section_read_media (MajuSdpSection *self,
                                             const char     *value);

/* What stands after "a=". Unknown attributes are skipped. */
const char     *maju_sdp_section_read_attribute (MajuSdpSection *self,
                                                 const char     *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuSdpSection, maju_sdp_section_free)

G_END_DECLS
