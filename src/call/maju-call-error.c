/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-call-error-private.h"

#include "maju-config.h"
#include "maju-peer-types.h"
#include "maju-signaling.h"
#include "maju-wire-error.h"

#include <glib/gi18n-lib.h>

/* How an end of the connection to the server is told. Words may take the host
 * or, with @message, also what the layer below says, in this order. */
typedef struct
{
  MajuSignalingError cause;
  MajuCallError code;
  gboolean host;
  gboolean message;
  const char *words;
} Told;

/* Nobody was in the room yet. */
static const Told before[] = {
  { MAJU_SIGNALING_ERROR_UNREACHABLE, MAJU_CALL_ERROR_SERVER, TRUE, FALSE,
    N_("The server %s cannot be reached. Check your network connection and the "
       "link, then try again.") },
  { MAJU_SIGNALING_ERROR_NOT_MAJU, MAJU_CALL_ERROR_SERVER, TRUE, FALSE,
    N_("%s is not a Maju server. Check that the link is complete.") },
  { MAJU_SIGNALING_ERROR_ROOM_FULL, MAJU_CALL_ERROR_ROOM_FULL, FALSE, FALSE,
    N_("The room is full. Try again when somebody has left.") },
  { MAJU_SIGNALING_ERROR_NOT_LET_IN, MAJU_CALL_ERROR_NOT_LET_IN, FALSE, TRUE,
    "%s" },
  { MAJU_SIGNALING_ERROR_REFUSED, MAJU_CALL_ERROR_REFUSED, TRUE, TRUE,
    N_("The server %s refused: %s") },
  { MAJU_SIGNALING_ERROR_RINGS, MAJU_CALL_ERROR_VERSION, TRUE, FALSE,
    N_("The server %s is too old for silent calls and would ring, so you have "
       "not joined. Turn Silent Call off, or ask the server's owner to update "
       "it.") },
};

/* The connection was lost for a while at least, and could not be had back. */
static const Told during[] = {
  { MAJU_SIGNALING_ERROR_NOT_MAJU, MAJU_CALL_ERROR_SERVER, TRUE, FALSE,
    N_("Something else answers in place of the server %s. The network may want "
       "you to log in first. Then join again.") },
  { MAJU_SIGNALING_ERROR_ROOM_FULL, MAJU_CALL_ERROR_ROOM_FULL, FALSE, FALSE,
    N_("Your connection was lost for a while, and the room is full now. Join "
       "again when somebody has left.") },
  { MAJU_SIGNALING_ERROR_NOT_LET_IN, MAJU_CALL_ERROR_NOT_LET_IN, FALSE, TRUE,
    N_("Your connection was lost for a while, and the room was locked when it "
       "came back. %s") },
  { MAJU_SIGNALING_ERROR_REFUSED, MAJU_CALL_ERROR_REFUSED, TRUE, TRUE,
    N_("The server %s ended the call: %s Join again.") },
};

static const Told always[] = {
  { MAJU_SIGNALING_ERROR_LOST, MAJU_CALL_ERROR_SERVER, TRUE, FALSE,
    N_("The connection to the server %s was lost. Join again when the network "
       "is back.") },
  { MAJU_SIGNALING_ERROR_STOPPED, MAJU_CALL_ERROR_SERVER, TRUE, FALSE,
    N_("The server %s was stopped and has not come back. Join again later, or "
       "make a new call.") },
  { MAJU_SIGNALING_ERROR_TLS, MAJU_CALL_ERROR_TLS, TRUE, FALSE,
    N_("The certificate of the server %s cannot be trusted. Somebody may be "
       "listening; use another network or ask the server's owner.") },
  { MAJU_SIGNALING_ERROR_VERSION, MAJU_CALL_ERROR_VERSION, TRUE, FALSE,
    N_("This Maju and the server %s are too different in age. Update Maju and "
       "try again.") },
  { MAJU_SIGNALING_ERROR_REMOVED, MAJU_CALL_ERROR_REMOVED, FALSE, FALSE,
    N_("The one who made this room removed you from the call. You can knock to "
       "be let in again.") },
  { MAJU_SIGNALING_ERROR_TAKEN_OVER, MAJU_CALL_ERROR_TAKEN_OVER, FALSE, FALSE,
    N_("This call goes on in another place, which has taken it over from here. "
       "If that was not you, make a new call and share its link anew.") },
};

static const Told *
find_told (const Told   *told,
           gsize         n,
           const GError *error)
{
  for (gsize i = 0; i < n; i++)
    {
      if (g_error_matches (error, MAJU_SIGNALING_ERROR, (int) told[i].cause))
        return &told[i];
    }
  return NULL;
}

GError *
maju_call_error_from_signaling (const GError *error,
                                const char   *host,
                                gboolean      joined)
{
  const Told *told;
  g_autoptr(GString) words = NULL;

  if (error->domain == MAJU_CALL_ERROR)
    return g_error_copy (error);

  told = joined ? find_told (during, G_N_ELEMENTS (during), error)
                : find_told (before, G_N_ELEMENTS (before), error);
  if (!told)
    told = find_told (always, G_N_ELEMENTS (always), error);
  if (!told)
    return g_error_new (MAJU_CALL_ERROR, MAJU_CALL_ERROR_FAILED,
                        joined ? _("The call ended: %s Join again.")
                               : _("Joining did not work: %s"),
                        error->message);

  words = g_string_new (_(told->words));
  if (told->host)
    g_string_replace (words, "%s", host, 1);
  if (told->message)
    g_string_replace (words, "%s", error->message, 1);

  return g_error_new_literal (MAJU_CALL_ERROR, (int) told->code, words->str);
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
