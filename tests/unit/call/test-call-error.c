/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-call-error-private.h"

#include "maju-peer-types.h"
#include "maju-wire-error.h"

#include <string.h>

typedef enum
{
  SIGNATURE,
  FINGERPRINT,
  UNREACHABLE,
  DESCRIPTION,
} Cause;

static const struct
{
  Cause cause;
  gboolean relays;
  gboolean connected;
  gboolean relay_only;
  MajuCallError code;
  const char *says;
  const char *says_not;
} cases[] = {
  { SIGNATURE, FALSE, FALSE, FALSE, MAJU_CALL_ERROR_NOT_VERIFIED,
    "Nothing was sent.", "stopped" },
  { FINGERPRINT, TRUE, FALSE, FALSE, MAJU_CALL_ERROR_NOT_VERIFIED,
    "Nothing was sent.", "stopped" },
  { SIGNATURE, FALSE, TRUE, FALSE, MAJU_CALL_ERROR_NOT_VERIFIED,
    "Nothing more is sent.", "Nothing was sent" },
  { FINGERPRINT, TRUE, TRUE, FALSE, MAJU_CALL_ERROR_NOT_VERIFIED,
    "Nothing more is sent.", "Nothing was sent" },
  { UNREACHABLE, FALSE, FALSE, FALSE, MAJU_CALL_ERROR_UNREACHABLE,
    "Only a direct connection was tried", "broke" },
  { UNREACHABLE, TRUE, FALSE, FALSE, MAJU_CALL_ERROR_UNREACHABLE,
    "the server's relay were tried", "broke" },
  { UNREACHABLE, FALSE, TRUE, FALSE, MAJU_CALL_ERROR_UNREACHABLE,
    "broke", "No way to" },
  { UNREACHABLE, TRUE, TRUE, FALSE, MAJU_CALL_ERROR_UNREACHABLE,
    "broke", "No way to" },
  { UNREACHABLE, TRUE, FALSE, TRUE, MAJU_CALL_ERROR_UNREACHABLE,
    "Only the server's relay was tried", "direct" },
  { UNREACHABLE, FALSE, FALSE, TRUE, MAJU_CALL_ERROR_UNREACHABLE,
    "this server offers none", "direct" },
  { UNREACHABLE, TRUE, TRUE, TRUE, MAJU_CALL_ERROR_UNREACHABLE,
    "broke", "No way to" },
  { DESCRIPTION, FALSE, TRUE, FALSE, MAJU_CALL_ERROR_VERSION,
    "Update both", "Nothing was sent" },
};

static GError *
make_cause (Cause cause)
{
  switch (cause)
    {
    case SIGNATURE:
      return g_error_new_literal (MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SIGNATURE, "x");

    case FINGERPRINT:
      return g_error_new_literal (MAJU_PEER_ERROR, MAJU_PEER_ERROR_FINGERPRINT,
                                  "x");

    case UNREACHABLE:
      return g_error_new_literal (MAJU_PEER_ERROR, MAJU_PEER_ERROR_UNREACHABLE,
                                  "x");

    case DESCRIPTION:
    default:
      return g_error_new_literal (MAJU_PEER_ERROR, MAJU_PEER_ERROR_DESCRIPTION,
                                  "x");
    }
}

/* What is said about a person fits what has happened before. */
static void
test_peer (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) cause = make_cause (cases[i].cause);
      g_autoptr(MajuPeerConfig) config = maju_peer_config_new ();
      g_autoptr(GError) error = NULL;

      if (cases[i].relays)
        maju_peer_config_add_ice_server (config, "turn:relay.example", "u", "c");
      maju_peer_config_set_relay_only (config, cases[i].relay_only);
      error = maju_call_error_from_peer (cause, "Ana", config,
                                         cases[i].connected);
      g_test_message ("%s", error->message);
      g_assert_error (error, MAJU_CALL_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, "Ana"));
      g_assert_nonnull (strstr (error->message, cases[i].says));
      g_assert_null (strstr (error->message, cases[i].says_not));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call-error/peer", test_peer);

  return g_test_run ();
}
