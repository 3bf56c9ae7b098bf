/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-peer.h"

/* Fingerprints by "openssl x509 -noout -fingerprint -sha256". */
#define KNOWN_PEM \
"-----BEGIN CERTIFICATE-----\n" \
"MIIBcjCCARmgAwIBAgIUf5j6Nx6kVJ0FXNgaBim84gsL7IkwCgYIKoZIzj0EAwIw\n" \
"DzENMAsGA1UEAwwEdGVzdDAeFw0yNjExMjIxNzQ3MDBaFw0zNjExMTkxNzQ3MDBa\n" \
"MA8xDTALBgNVBAMMBHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASaW1Lt\n" \
"CQbI3XMaOuzZeFVhZ5LMAaivUiYUkvEA1OAJT6eZVYouEQLTXQqkNA6DZ4oKgcv/\n" \
"BGYzoYlk83S4sY4Ko1MwUTAdBgNVHQ4EFgQUwtUQv28CSU7g/RfjmnmUEdNsA8Mw\n" \
"HwYDVR0jBBgwFoAUwtUQv28CSU7g/RfjmnmUEdNsA8MwDwYDVR0TAQH/BAUwAwEB\n" \
"/zAKBggqhkjOPQQDAgNHADBEAh9I8U8ct8eNUWLCJJIv6y9MzfKtzKzA3ZHfLDMW\n" \
"LSYdAiEAgwDahhkcj0i0yoIXa36vkghOHyG0wb+S+a7H7uG2McU=\n" \
"-----END CERTIFICATE-----\n"

static void
test_generate (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *first = maju_certificate_generate (&error);
  g_autofree char *second = maju_certificate_generate (&error);
  g_autofree char *first_fingerprint = NULL;
  g_autofree char *second_fingerprint = NULL;

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (first, "-----BEGIN CERTIFICATE-----\n"));
  g_assert_nonnull (strstr (first, "-----BEGIN PRIVATE KEY-----\n"));
  first_fingerprint = maju_certificate_get_fingerprint (first, &error);
  g_assert_no_error (error);
  second_fingerprint = maju_certificate_get_fingerprint (second, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (first_fingerprint), ==, 32 * 3 - 1);
  g_assert_cmpstr (first_fingerprint, !=, second_fingerprint);
}

static void
test_known (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *fingerprint = NULL;

  fingerprint = maju_certificate_get_fingerprint (KNOWN_PEM, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fingerprint, ==, "FD:E8:14:A6:93:2E:D6:58:3B:F6:13:88:CB:2C:DF:7C:"
                   "83:67:BF:1C:12:AE:BF:8A:9C:54:14:FF:1E:16:42:26");
}

static void
test_bad (void)
{
  static const char *const bad[] = {
    "", "-----BEGIN CERTIFICATE-----\n", "hello",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (maju_certificate_get_fingerprint (bad[i], &error));
      g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/certificate/generate", test_generate);
  g_test_add_func ("/certificate/known", test_known);
  g_test_add_func ("/certificate/bad", test_bad);

  return g_test_run ();
}
