/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-call-error-private.h"

#include "maju-peer-types.h"
#include "maju-signaling-error-private.h"
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

/* How a call ends by what the server said, or by its silence, and the words for
 * it: what has happened, and what to do. The codes are those of PROTOCOL.md. */
static const struct
{
  MajuErrorCode code;
  MajuCallError told;
  const char *happened;
  const char *next;
} ends[] = {
  { MAJU_ERROR_CODE_ROOM_FULL, MAJU_CALL_ERROR_ROOM_FULL,
    "the room is full now", "Join again when somebody has left" },
  { MAJU_ERROR_CODE_LOCKED, MAJU_CALL_ERROR_NOT_LET_IN,
    "the room was locked when it came back", "Try again in a minute" },
  { MAJU_ERROR_CODE_REFUSED, MAJU_CALL_ERROR_NOT_LET_IN,
    "You were not let in", "Ask them" },
  { MAJU_ERROR_CODE_NO_ANSWER, MAJU_CALL_ERROR_NOT_LET_IN,
    "Nobody has answered", "Try again later" },
  { MAJU_ERROR_CODE_REMOVED, MAJU_CALL_ERROR_REMOVED,
    "removed you", "You can knock" },
  { MAJU_ERROR_CODE_TAKEN_OVER, MAJU_CALL_ERROR_TAKEN_OVER,
    "goes on in another place", "make a new call" },
};

static void
assert_end (GError       *cause,
            MajuCallError told,
            const char   *happened,
            const char   *next)
{
  g_autoptr(GError) error =
    maju_call_error_from_signaling (cause, "meet.example", TRUE);

  g_test_message ("%s", error->message);
  g_assert_error (error, MAJU_CALL_ERROR, (int) told);
  g_assert_nonnull (strstr (error->message, happened));
  g_assert_nonnull (strstr (error->message, next));
  g_assert_null (strstr (error->message, "%s"));
  g_assert_null (strstr (error->message, "Joining"));
  g_error_free (cause);
}

/* Each code that ends a call is in the table, and no other. */
static void
test_ends_by_the_server (void)
{
  gsize n_ends = 0;

  for (int code = MAJU_ERROR_CODE_NONE + 1; code <= MAJU_ERROR_CODE_INTERNAL; code++)
    {
      gsize i = 0;

      while (i < G_N_ELEMENTS (ends) && (int) ends[i].code != code)
        i++;
      g_test_message ("%s", maju_error_code_to_string (code));
      g_assert_cmpint (maju_error_action (code, TRUE) == MAJU_ERROR_ACTION_CLOSE,
                       ==, i < G_N_ELEMENTS (ends));
      if (i == G_N_ELEMENTS (ends))
        continue;
      assert_end (maju_signaling_error_from_code (code), ends[i].told,
                  ends[i].happened, ends[i].next);
      n_ends++;
    }
  g_assert_cmpuint (n_ends, ==, G_N_ELEMENTS (ends));
}

static void
test_ends_without_the_server (void)
{
  assert_end (maju_signaling_error_lost (), MAJU_CALL_ERROR_SERVER,
              "connection to the server meet.example was lost",
              "Join again when the network is back");
  assert_end (maju_signaling_error_stopped (), MAJU_CALL_ERROR_SERVER,
              "meet.example was stopped", "Join again later");
  assert_end (maju_signaling_error_not_maju (), MAJU_CALL_ERROR_SERVER,
              "Something else answers", "log in first");
  assert_end (maju_signaling_error_version (TRUE), MAJU_CALL_ERROR_VERSION,
              "too different in age", "Update Maju");
  assert_end (maju_signaling_error_from_code (MAJU_ERROR_CODE_BAD_MESSAGE),
              MAJU_CALL_ERROR_REFUSED, "meet.example ended the call",
              "Join again");
  assert_end (g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "Odd."),
              MAJU_CALL_ERROR_FAILED, "The call ended: Odd.", "Join again");
}

/* Who did not come in is told so, and what to do. */
static void
test_too_old_for_silence (void)
{
  g_autoptr(GError) cause = maju_signaling_error_rings ();
  g_autoptr(GError) error =
    maju_call_error_from_signaling (cause, "meet.example", FALSE);

  g_assert_error (error, MAJU_CALL_ERROR, MAJU_CALL_ERROR_VERSION);
  g_assert_nonnull (strstr (error->message, "meet.example is too old"));
  g_assert_nonnull (strstr (error->message, "Turn Silent Call off"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call-error/peer", test_peer);
  g_test_add_func ("/call-error/ends-by-the-server", test_ends_by_the_server);
  g_test_add_func ("/call-error/too-old-for-silence", test_too_old_for_silence);
  g_test_add_func ("/call-error/ends-without-the-server",
                   test_ends_without_the_server);

  return g_test_run ();
}
