/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-address-table.h"
#include "maju-token-bucket.h"
#include "maju-turn-credentials.h"

#define SECOND G_USEC_PER_SEC

static void
test_bucket_burst (void)
{
  MajuTokenBucket bucket;

  maju_token_bucket_init (&bucket, 2, 3, 0);
  g_assert_true (maju_token_bucket_full (&bucket, 0));
  for (guint i = 0; i < 3; i++)
    g_assert_true (maju_token_bucket_take (&bucket, 1, 0));
  g_assert_cmpuint (maju_token_bucket_wait (&bucket, 0), >, 0);
  g_assert_false (maju_token_bucket_take (&bucket, 1, 0));
  g_assert_false (maju_token_bucket_full (&bucket, 0));
}

static void
test_bucket_refill (void)
{
  MajuTokenBucket bucket;

  maju_token_bucket_init (&bucket, 2, 3, 0);
  maju_token_bucket_take (&bucket, 3, 0);
  g_assert_cmpuint (maju_token_bucket_wait (&bucket, SECOND / 4), <=, 251);
  g_assert_cmpuint (maju_token_bucket_wait (&bucket, SECOND / 4), >=, 250);
  g_assert_true (maju_token_bucket_take (&bucket, 1, SECOND / 2));
  g_assert_false (maju_token_bucket_take (&bucket, 1, SECOND / 2));

  /* Never more than the burst. */
  g_assert_true (maju_token_bucket_take (&bucket, 3, 100 * SECOND));
  g_assert_false (maju_token_bucket_take (&bucket, 1, 100 * SECOND));
}

static void
test_bucket_debt (void)
{
  MajuTokenBucket bucket;

  maju_token_bucket_init (&bucket, 10, 10, 0);
  for (guint i = 0; i < 1000; i++)
    maju_token_bucket_take (&bucket, G_MAXUINT64, 0);

  /* However much came, the way back is bounded. */
  g_assert_cmpuint (maju_token_bucket_wait (&bucket, 0), <, 5000);
  g_assert_true (maju_token_bucket_take (&bucket, 1, 6 * SECOND));
}

static void
test_bucket_clock (void)
{
  MajuTokenBucket bucket;

  /* A clock that goes back gives nothing and takes nothing. */
  maju_token_bucket_init (&bucket, 1000000, 1000000, 10 * SECOND);
  g_assert_true (maju_token_bucket_take (&bucket, 1000000, 10 * SECOND));
  g_assert_false (maju_token_bucket_take (&bucket, 1, 5 * SECOND));
  g_assert_true (maju_token_bucket_take (&bucket, 1, G_MAXINT64));
}

static void
test_bucket_unlimited (void)
{
  MajuTokenBucket bucket;

  maju_token_bucket_init (&bucket, 0, 1, 0);
  for (guint i = 0; i < 1000; i++)
    g_assert_true (maju_token_bucket_take (&bucket, 1000, 0));
  g_assert_cmpuint (maju_token_bucket_wait (&bucket, 0), ==, 0);
}

static MajuAddressRecord *
open_from (MajuAddressTable *table,
           const char       *text,
           gint64            now_us)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (text);

  return maju_address_table_open (table, address, now_us);
}

static void
test_address_open (void)
{
  g_autoptr(MajuAddressTable) table = maju_address_table_new (0, 1, 2);
  MajuAddressRecord *record = NULL;

  for (guint i = 0; i < 2 * MAJU_ADDRESS_CONNECTIONS; i++)
    {
      record = open_from (table, "192.0.2.1", 0);
      g_assert_nonnull (record);
    }
  g_assert_null (open_from (table, "192.0.2.1", 0));
  g_assert_nonnull (open_from (table, "192.0.2.2", 0));
  maju_address_table_close (table, record);
  g_assert_true (open_from (table, "192.0.2.1", 0) == record);
}

static void
test_address_rate (void)
{
  g_autoptr(MajuAddressTable) table = maju_address_table_new (1, 3, 0);
  guint n = 0;

  for (guint i = 0; i < 100; i++)
    {
      MajuAddressRecord *record = open_from (table, "192.0.2.1", 0);

      if (record == NULL)
        continue;
      maju_address_table_close (table, record);
      n++;
    }
  g_assert_cmpuint (n, ==, 3 * MAJU_ADDRESS_CONNECTIONS);
  g_assert_nonnull (open_from (table, "192.0.2.1", 60 * SECOND));
}

static void
test_address_sockets (void)
{
  g_autoptr(MajuAddressTable) table = maju_address_table_new (0, 1, 2);
  MajuAddressRecord *record = open_from (table, "192.0.2.1", 0);
  MajuAddressRecord *other = open_from (table, "192.0.2.2", 0);

  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (maju_address_table_open_socket (table, record, 0), ==,
                     i < 2 ? MAJU_ADDRESS_WELCOME : MAJU_ADDRESS_LIMITED);
  g_assert_cmpint (maju_address_table_open_socket (table, record, 0), ==,
                   MAJU_ADDRESS_REFUSED);
  g_assert_cmpint (maju_address_table_open_socket (table, other, 0), ==,
                   MAJU_ADDRESS_WELCOME);
  for (guint i = 0; i < 3; i++)
    maju_address_table_close_socket (table, record);
  g_assert_cmpint (maju_address_table_open_socket (table, record, 0), ==,
                   MAJU_ADDRESS_WELCOME);
}

static void
test_address_socket_rate (void)
{
  g_autoptr(MajuAddressTable) table = maju_address_table_new (1, 3, 0);
  MajuAddressRecord *record = open_from (table, "192.0.2.1", 0);
  guint counts[3] = { 0 };

  for (guint i = 0; i < 20; i++)
    {
      MajuAddressVerdict verdict =
        maju_address_table_open_socket (table, record, 0);

      counts[verdict]++;
      if (verdict != MAJU_ADDRESS_REFUSED)
        maju_address_table_close_socket (table, record);
    }
  g_assert_cmpuint (counts[MAJU_ADDRESS_WELCOME], ==, 3);
  g_assert_cmpuint (counts[MAJU_ADDRESS_LIMITED], >, 0);
  g_assert_cmpuint (counts[MAJU_ADDRESS_REFUSED], >, 10);
  g_assert_cmpint (maju_address_table_open_socket (table, record, 60 * SECOND),
                   ==, MAJU_ADDRESS_WELCOME);
}

/* Those of a proxy's connection are of addresses that have none. */
static void
test_address_requests (void)
{
  g_autoptr(MajuAddressTable) table = maju_address_table_new (1, 3, 1);
  g_autoptr(GInetAddress) address =
    g_inet_address_new_from_string ("192.0.2.1");
  MajuAddressRecord *record = maju_address_table_find (table, address, 0);

  for (guint i = 0; i < 3 * MAJU_ADDRESS_REQUESTS; i++)
    g_assert_true (maju_address_record_ask (record, 0));
  g_assert_false (maju_address_record_ask (record, 0));
  g_assert_true (open_from (table, "192.0.2.1", 0) == record);
  g_assert_true (maju_address_record_ask (record, SECOND));
  maju_address_table_close (table, record);
  maju_address_table_sweep (table, 2 * SECOND);
  g_assert_cmpuint (maju_address_table_get_size (table), ==, 1);
  maju_address_table_sweep (table, 5 * SECOND);
  g_assert_cmpuint (maju_address_table_get_size (table), ==, 0);
}

static void
test_address_groups (void)
{
  const struct
  {
    const char *a;
    const char *b;
    gboolean same;
  } cases[] = {
    { "192.0.2.1", "192.0.2.1", TRUE },
    { "192.0.2.1", "192.0.2.2", FALSE },
    { "192.0.2.1", "::ffff:192.0.2.1", TRUE },
    { "::ffff:192.0.2.1", "::ffff:192.0.2.2", FALSE },
    { "2001:db8:0:1::1", "2001:db8:0:1:ffff::2", TRUE },
    { "2001:db8:0:1::1", "2001:db8:0:2::1", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MajuAddressTable) table = maju_address_table_new (0, 1, 0);
      MajuAddressRecord *a = open_from (table, cases[i].a, 0);
      MajuAddressRecord *b = open_from (table, cases[i].b, 0);

      g_assert_cmpint (a == b, ==, cases[i].same);
    }
}

static void
test_address_sweep (void)
{
  g_autoptr(MajuAddressTable) table = maju_address_table_new (1, 2, 0);
  MajuAddressRecord *records[2];

  records[0] = open_from (table, "192.0.2.1", 0);
  records[1] = open_from (table, "192.0.2.2", 0);
  maju_address_table_sweep (table, 10 * SECOND);
  g_assert_cmpuint (maju_address_table_get_size (table), ==, 2);
  maju_address_table_close (table, records[0]);
  maju_address_table_sweep (table, 10 * SECOND);
  g_assert_cmpuint (maju_address_table_get_size (table), ==, 1);

  /* Gone, but not yet forgotten. */
  maju_address_table_close (table, records[1]);
  records[1] = open_from (table, "192.0.2.2", 10 * SECOND);
  maju_address_table_close (table, records[1]);
  maju_address_table_sweep (table, 10 * SECOND);
  g_assert_cmpuint (maju_address_table_get_size (table), ==, 1);
  maju_address_table_sweep (table, 12 * SECOND);
  g_assert_cmpuint (maju_address_table_get_size (table), ==, 0);
}

/* The numbers come from: printf 1700000000:someone |
 * openssl dgst -sha1 -hmac north -binary | base64 */
static void
test_turn_credentials (void)
{
  g_autofree char *username = NULL;
  g_autofree char *credential = NULL;

  maju_turn_credentials_make ("north", "someone", 1700000000, &username,
                              &credential);
  g_assert_cmpstr (username, ==, "1700000000:someone");
  g_assert_cmpstr (credential, ==, "0XAzZ64XKr4Kq0ug4bYPnbEnC2s=");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/bucket/burst", test_bucket_burst);
  g_test_add_func ("/server/bucket/refill", test_bucket_refill);
  g_test_add_func ("/server/bucket/debt", test_bucket_debt);
  g_test_add_func ("/server/bucket/clock", test_bucket_clock);
  g_test_add_func ("/server/bucket/unlimited", test_bucket_unlimited);
  g_test_add_func ("/server/address/open", test_address_open);
  g_test_add_func ("/server/address/rate", test_address_rate);
  g_test_add_func ("/server/limits/address-sockets", test_address_sockets);
  g_test_add_func ("/server/limits/address-socket-rate",
                   test_address_socket_rate);
  g_test_add_func ("/server/limits/address-requests", test_address_requests);
  g_test_add_func ("/server/address/groups", test_address_groups);
  g_test_add_func ("/server/address/sweep", test_address_sweep);
  g_test_add_func ("/server/turn-credentials", test_turn_credentials);
  return g_test_run ();
}
