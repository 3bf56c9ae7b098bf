/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-signaling.h"

G_BEGIN_DECLS

/* What to do about a fatal error of the server. */
typedef enum
{
  MAJU_ERROR_ACTION_CLOSE,      /* going on is pointless */
  MAJU_ERROR_ACTION_RETRY,      /* later, with the same session */
  MAJU_ERROR_ACTION_REJOIN,     /* the session is no more: a new one */
} MajuErrorAction;

/* All return (transfer full) with words for the person. */
GError         *maju_signaling_error_unreachable (void);
GError         *maju_signaling_error_not_maju (void);
GError         *maju_signaling_error_version (gboolean server_is_older);
GError         *maju_signaling_error_rings (void);
GError         *maju_signaling_error_lost (void);
GError         *maju_signaling_error_stopped (void);
GError         *maju_signaling_error_from_code (MajuErrorCode code);

/* @error is libsoup's, @status what the server said in HTTP, or 0. */
GError         *maju_signaling_error_from_connect (const GError *error,
                                                   guint         status);

/* @joined: whether it came after `room`. */
MajuErrorAction maju_error_action (MajuErrorCode code,
                                   gboolean      joined);

G_END_DECLS
