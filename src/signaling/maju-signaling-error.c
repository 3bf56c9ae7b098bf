/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-signaling-error-private.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

/* RFC 6585; libsoup has no name for it. */
#define STATUS_TOO_MANY_REQUESTS 429

G_DEFINE_QUARK (maju-signaling-error-quark, maju_signaling_error)

static GError *
make (MajuSignalingError code,
      const char        *words)
{
  return g_error_new_literal (MAJU_SIGNALING_ERROR, (int) code, words);
}

GError *
maju_signaling_error_unreachable (void)
{
  return make (MAJU_SIGNALING_ERROR_UNREACHABLE,
               _("The server cannot be reached."));
}

GError *
maju_signaling_error_not_maju (void)
{
  return make (MAJU_SIGNALING_ERROR_NOT_MAJU,
               _("There is no Maju server at this address."));
}

GError *
maju_signaling_error_version (gboolean server_is_older)
{
  return make (MAJU_SIGNALING_ERROR_VERSION,
               server_is_older
               ? _("This server is too old for this Maju.")
               : _("This Maju is too old for the server. Update it."));
}

GError *
maju_signaling_error_rings (void)
{
  return make (MAJU_SIGNALING_ERROR_RINGS,
               _("This server knows no silent calls."));
}

GError *
maju_signaling_error_lost (void)
{
  return make (MAJU_SIGNALING_ERROR_LOST,
               _("The connection to the server was lost."));
}

GError *
maju_signaling_error_stopped (void)
{
  return make (MAJU_SIGNALING_ERROR_STOPPED,
               _("The server was stopped and has not come back."));
}

static gboolean
is_for_now (guint status)
{
  return status == STATUS_TOO_MANY_REQUESTS ||
         status == SOUP_STATUS_BAD_GATEWAY ||
         status == SOUP_STATUS_SERVICE_UNAVAILABLE ||
         status == SOUP_STATUS_GATEWAY_TIMEOUT;
}

GError *
maju_signaling_error_from_connect (const GError *error,
                                   guint         status)
{
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE) ||
      g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED))
    return make (MAJU_SIGNALING_ERROR_TLS,
                 _("The server’s certificate is not to be trusted."));
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF))
    return maju_signaling_error_unreachable ();
  if (error->domain == G_RESOLVER_ERROR)
    return make (MAJU_SIGNALING_ERROR_UNREACHABLE,
                 _("The server’s name was not found."));
  if (error->domain == G_IO_ERROR || is_for_now (status))
    return maju_signaling_error_unreachable ();

  return maju_signaling_error_not_maju ();
}

GError *
maju_signaling_error_from_code (MajuErrorCode code)
{
  switch (code)
    {
    case MAJU_ERROR_CODE_ROOM_FULL:
      return make (MAJU_SIGNALING_ERROR_ROOM_FULL, _("The room is full."));

    case MAJU_ERROR_CODE_TAKEN_OVER:
      return make (MAJU_SIGNALING_ERROR_TAKEN_OVER,
                   _("This call goes on somewhere else."));

    case MAJU_ERROR_CODE_RATE_LIMITED:
      return make (MAJU_SIGNALING_ERROR_REFUSED,
                   _("The server has too many guests from your network. "
                     "Try again in a minute."));

    case MAJU_ERROR_CODE_DRAINING:
      return make (MAJU_SIGNALING_ERROR_REFUSED,
                   _("The server is being restarted. "
                     "Try again in a minute."));

    case MAJU_ERROR_CODE_LOCKED:
      return make (MAJU_SIGNALING_ERROR_NOT_LET_IN,
                   _("The room is locked, and it takes no more knocks just "
                     "now. Try again in a minute."));

    case MAJU_ERROR_CODE_REFUSED:
      return make (MAJU_SIGNALING_ERROR_NOT_LET_IN,
                   _("You were not let in. Ask them in another way whether "
                     "you may come."));

    case MAJU_ERROR_CODE_NO_ANSWER:
      return make (MAJU_SIGNALING_ERROR_NOT_LET_IN,
                   _("Nobody has answered your knock. Try again later."));

    case MAJU_ERROR_CODE_REMOVED:
      return make (MAJU_SIGNALING_ERROR_REMOVED,
                   _("You were removed from the call."));

    case MAJU_ERROR_CODE_NONE:
    case MAJU_ERROR_CODE_BAD_MESSAGE:
    case MAJU_ERROR_CODE_UNSUPPORTED:
    case MAJU_ERROR_CODE_TOO_LARGE:
    case MAJU_ERROR_CODE_TIME_OUT:
    case MAJU_ERROR_CODE_NOT_JOINED:
    case MAJU_ERROR_CODE_NO_SUCH_PEER:
    case MAJU_ERROR_CODE_NOT_ALLOWED:
    case MAJU_ERROR_CODE_RESUME_FAILED:
    case MAJU_ERROR_CODE_INTERNAL:
    default:
      return make (MAJU_SIGNALING_ERROR_REFUSED,
                   _("The server refused the connection."));
    }
}

MajuErrorAction
maju_error_action (MajuErrorCode code,
                   gboolean      joined)
{
  switch (code)
    {
    case MAJU_ERROR_CODE_ROOM_FULL:
    case MAJU_ERROR_CODE_LOCKED:
    case MAJU_ERROR_CODE_REFUSED:
    case MAJU_ERROR_CODE_NO_ANSWER:
    case MAJU_ERROR_CODE_REMOVED:
    case MAJU_ERROR_CODE_TAKEN_OVER:
      return MAJU_ERROR_ACTION_CLOSE;

    case MAJU_ERROR_CODE_RESUME_FAILED:
      return MAJU_ERROR_ACTION_REJOIN;

    case MAJU_ERROR_CODE_RATE_LIMITED:
    case MAJU_ERROR_CODE_DRAINING:
    case MAJU_ERROR_CODE_TIME_OUT:
    case MAJU_ERROR_CODE_INTERNAL:
      return MAJU_ERROR_ACTION_RETRY;

    case MAJU_ERROR_CODE_NONE:
    case MAJU_ERROR_CODE_BAD_MESSAGE:
    case MAJU_ERROR_CODE_UNSUPPORTED:
    case MAJU_ERROR_CODE_TOO_LARGE:
    case MAJU_ERROR_CODE_NOT_JOINED:
    case MAJU_ERROR_CODE_NO_SUCH_PEER:
    case MAJU_ERROR_CODE_NOT_ALLOWED:
    default:
      return joined ? MAJU_ERROR_ACTION_REJOIN : MAJU_ERROR_ACTION_CLOSE;
    }
}
