/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-call-types.h"
#include "maju-peer.h"

G_BEGIN_DECLS

/*
 * The edge where errors of the layers below become MAJU_CALL_ERROR, with a
 * cause and a next step in words for the person.
 */

/* Why the room could not be joined, or with @joined why it was lost. @host is
 * the server's. */
GError *maju_call_error_from_signaling (const GError *error,
                                        const char   *host,
                                        gboolean      joined)
G_GNUC_WARN_UNUSED_RESULT;

/* Why there is no connection to the participant called @name. @config: what
 * was tried. @connected: whether there was one before, so that
 * sound and picture have gone out. */
GError *maju_call_error_from_peer (const GError   *error,
                                   const char     *name,
                                   MajuPeerConfig *config,
                                   gboolean        connected)
G_GNUC_WARN_UNUSED_RESULT;

/* The person has refused the participant called @name. */
GError *maju_call_error_new_refused (const char *name)
G_GNUC_WARN_UNUSED_RESULT;

/* The participant called @name has sent too much. */
GError *maju_call_error_new_flooded (const char *name)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
