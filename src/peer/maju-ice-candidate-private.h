/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-peer-types.h"

G_BEGIN_DECLS

typedef enum
{
  MAJU_ICE_CANDIDATE_HOST,
  MAJU_ICE_CANDIDATE_SRFLX,
  MAJU_ICE_CANDIDATE_PRFLX,
  MAJU_ICE_CANDIDATE_RELAY,
} MajuIceCandidateType;

#define MAJU_N_ICE_CANDIDATE_TYPES 4

const char *maju_ice_candidate_type_to_string (MajuIceCandidateType type);

/* Checks @candidate ("candidate:…", with or without "a=" before it) against the
 * grammar of RFC 8839, section 5.1, and RFC 6544.
 *
 * @out_type: (optional)
 * @out_usable: (optional): FALSE for what is right but of no use to us and
 *   should be left out: names of mDNS, RTCP's component, multicast.
 *
 * Returns: FALSE with MAJU_PEER_ERROR_DESCRIPTION for anything else. */
gboolean    maju_ice_candidate_check (const char           *candidate,
                                      MajuIceCandidateType *out_type,
                                      gboolean             *out_usable,
                                      GError              **error);

/* Returns: (transfer full) (nullable): one of our own candidates without the
 * related address (RFC 8839, section 5.1); %NULL for other than relays'. */
char       *maju_ice_candidate_hide_host (const char *candidate)
G_GNUC_WARN_UNUSED_RESULT;

/* Whether @text is @min to @max ice-chars long. */
gboolean    maju_ice_chars_check (const char *text,
                                  gsize       min,
                                  gsize       max);

G_END_DECLS
