/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-call-error-private.h"

#include "maju-config.h"
#include "maju-peer-types.h"
#include "maju-signaling.h"
#include "maju-wire-error.h"

#include <glib/gi18n-lib.h>

static GError *
refused (const GError *error,
         const char   *host)
{
  return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_REFUSED,
                      _("The server %s refused: %s"), host, error->message);
}

GError *
maju_call_error_from_signaling (const GError *error,
                                const char   *host)
{
  if (error->domain == MAJU_CALL_ERROR)
    return g_error_copy (error);

  if (g_error_matches (error, MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_UNREACHABLE))
    return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_SERVER,
                        _("The server %s cannot be reached. Check your network "
                          "connection and the link, then try again."), host);
  if (g_error_matches (error, MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_NOT_MAJU))
    return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_SERVER,
                        _("%s is not a Maju server. Check that the link is "
                          "complete."), host);
  if (g_error_matches (error, MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_LOST))
    return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_SERVER,
                        _("The connection to the server %s was lost. Join "
                          "again when the network is back."), host);
  if (g_error_matches (error, MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_TLS))
    return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_TLS,
                        _("The certificate of the server %s cannot be trusted. "
                          "Somebody may be listening; use another network or "
                          "ask the server's owner."), host);
  if (g_error_matches (error, MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_VERSION))
    return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_VERSION,
                        _("This Maju and the server %s are too different in "
                          "age. Update Maju and try again."), host);
  if (g_error_matches (error, MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_ROOM_FULL))
    return g_error_new_literal (MAJU_CALL_ERROR, MAJU_CALL_ERROR_ROOM_FULL,
                                _("The room is full. Try again when somebody "
                                  "has left."));
  if (g_error_matches (error, MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_NOT_LET_IN))
    return g_error_new_literal (MAJU_CALL_ERROR, MAJU_CALL_ERROR_NOT_LET_IN,
                                error->message);
  if (g_error_matches (error, MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_REMOVED))
    return g_error_new_literal (MAJU_CALL_ERROR, MAJU_CALL_ERROR_REMOVED,
                                _("The one who made this room removed you from "
                                  "the call. You can knock to be let in "
                                  "again."));
  if (g_error_matches (error, MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_REFUSED))
    return refused (error, host);

  return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_FAILED,
                      _("Joining did not work: %s"), error->message);
}

/* What was said before @connected cannot be taken back. */
static GError *
not_verified (const char *name,
              gboolean    connected)
{
  if (connected)
    return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_NOT_VERIFIED,
                        _("The connection to %s was stopped: what came last "
                          "could not be verified, so somebody may be in "
                          "between. Nothing more is sent. Make a new call and "
                          "share its whole link."),
                        name);

  return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_NOT_VERIFIED,
                      _("%s could not be verified: somebody may be in between, "
                        "or the two of you have different links. Nothing was "
                        "sent. Make a new call and share its whole link."),
                      name);
}

static GError *
unreachable (const char     *name,
             MajuPeerConfig *config,
             gboolean        connected)
{
  gboolean relays = maju_peer_config_has_relays (config);
  gboolean relay_only = maju_peer_config_get_relay_only (config);

  if (relay_only && !relays)
    return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_UNREACHABLE,
                        _("There is no way to %s: your calls go only over the "
                          "relay, and this server offers none. Change that in "
                          "the preferences, or use a server with a relay."),
                        name);
  if (connected)
    return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_UNREACHABLE,
                        _("The connection to %s broke and no other way was "
                          "found. Check your network connection, then try "
                          "again."), name);
  if (relay_only)
    return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_UNREACHABLE,
                        _("No way to %s was found. Only the server's relay was "
                          "tried, as the preferences say; a firewall may block "
                          "it. Try another network."), name);
  if (relays)
    return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_UNREACHABLE,
                        _("No way to %s was found. A direct connection and the "
                          "server's relay were tried; a firewall may block "
                          "both. Try another network."), name);
  return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_UNREACHABLE,
                      _("No way to %s was found. Only a direct connection was "
                        "tried, as the server offers no relay. Try the same "
                        "network, or a server with a relay."), name);
}

GError *
maju_call_error_from_peer (const GError   *error,
                           const char     *name,
                           MajuPeerConfig *config,
                           gboolean        connected)
{
  if (error->domain == MAJU_CALL_ERROR)
    return g_error_copy (error);

  if (g_error_matches (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SIGNATURE) ||
      g_error_matches (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_FINGERPRINT))
    return not_verified (name, connected);
  if (g_error_matches (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_UNREACHABLE))
    return unreachable (name, config, connected);
  if (g_error_matches (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_DESCRIPTION))
    return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_VERSION,
                        _("What %s uses and this Maju do not understand each "
                          "other (%s). Update both and try again."),
                        name, error->message);

  return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_FAILED,
                      _("The connection to %s failed: %s. Leave and join "
                        "again."), name, error->message);
}

GError *
maju_call_error_new_refused (const char *name)
{
  return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_NOT_VERIFIED,
                      _("You did not let %s in. Nothing was sent or taken."),
                      name);
}

GError *
maju_call_error_new_flooded (const char *name)
{
  return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_FAILED,
                      _("%s sent far more messages than a person can. The "
                        "connection to them was ended."), name);
}
