/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-peer.h"

#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#define DAY_SECONDS   (24 * 60 * 60)
#define LIFETIME_DAYS 30
#define SHA256_SIZE   32

static gboolean
check (int      status,
       GError **error)
{
  if (status >= 0)
    return TRUE;

  g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED,
               _("A certificate for the call could not be made (%s)"),
               gnutls_strerror (status));
  return FALSE;
}

/* The name says nothing about the person or the machine. */
static int
fill (gnutls_x509_crt_t     certificate,
      gnutls_x509_privkey_t key)
{
  time_t now = time (NULL);
  guint8 serial[16];
  int status;

  status = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);
  /* Positive and without leading zeros, as DER wants it. */
  serial[0] = (serial[0] & 0x3f) | 0x40;
  if (status >= 0)
    status = gnutls_x509_crt_set_version (certificate, 3);
  if (status >= 0)
    status = gnutls_x509_crt_set_serial (certificate, serial, sizeof serial);
  if (status >= 0)
    status = gnutls_x509_crt_set_dn_by_oid (certificate,
                                            GNUTLS_OID_X520_COMMON_NAME, 0,
                                            "maju", 4);
  /* Clocks of two people differ; a day is what browsers allow too. */
  if (status >= 0)
    status = gnutls_x509_crt_set_activation_time (certificate,
                                                  now - DAY_SECONDS);
  if (status >= 0)
    status =
      gnutls_x509_crt_set_expiration_time (certificate,
                                           now + LIFETIME_DAYS * DAY_SECONDS);
  if (status >= 0)
    status = gnutls_x509_crt_set_key (certificate, key);
  if (status >= 0)
    status = gnutls_x509_crt_sign2 (certificate, certificate, key,
                                    GNUTLS_DIG_SHA256, 0);
  return status;
}

char *
maju_certificate_generate (GError **error)
{
  gnutls_x509_privkey_t key = NULL;
  gnutls_x509_crt_t certificate = NULL;
  gnutls_datum_t key_pem = { NULL, 0 };
  gnutls_datum_t certificate_pem = { NULL, 0 };
  char *pem = NULL;
  int status;

  status = gnutls_x509_privkey_init (&key);
  if (status >= 0)
    status = gnutls_x509_crt_init (&certificate);
  if (status >= 0)
    status =
      gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                    GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1),
                                    0);
  if (status >= 0)
    status = fill (certificate, key);
  if (status >= 0)
    status = gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM,
                                      &certificate_pem);
  if (status >= 0)
    status = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL,
                                                GNUTLS_PKCS_PLAIN, &key_pem);
  if (check (status, error))
    pem = g_strdup_printf ("%.*s%.*s",
                           (int) certificate_pem.size, certificate_pem.data,
                           (int) key_pem.size, key_pem.data);

  if (key_pem.data != NULL)
    gnutls_memset (key_pem.data, 0, key_pem.size);
  gnutls_free (key_pem.data);
  gnutls_free (certificate_pem.data);
  g_clear_pointer (&certificate, gnutls_x509_crt_deinit);
  g_clear_pointer (&key, gnutls_x509_privkey_deinit);
  return pem;
}

char *
maju_certificate_get_fingerprint (const char *pem,
                                  GError    **error)
{
  gnutls_datum_t data = { (guchar *) pem, strlen (pem) };
  gnutls_x509_crt_t certificate = NULL;
  guint8 digest[SHA256_SIZE];
  size_t size = sizeof digest;
  GString *text;
  int status;

  status = gnutls_x509_crt_init (&certificate);
  if (status >= 0)
    status = gnutls_x509_crt_import (certificate, &data, GNUTLS_X509_FMT_PEM);
  if (status >= 0)
    status = gnutls_x509_crt_get_fingerprint (certificate, GNUTLS_DIG_SHA256,
                                              digest, &size);
  g_clear_pointer (&certificate, gnutls_x509_crt_deinit);
  if (status < 0 || size != sizeof digest)
    {
      g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED,
                   _("A certificate could not be read (%s)"),
                   gnutls_strerror (status));
      return NULL;
    }

  text = g_string_sized_new (3 * SHA256_SIZE);
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, i == 0 ? "%02X" : ":%02X", digest[i]);
  return g_string_free (text, FALSE);
}
