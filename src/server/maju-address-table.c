/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-address-table.h"

#include "maju-token-bucket.h"

#include <string.h>

/* An address that has this many times what it may have gets no answer. */
#define REFUSE_FACTOR 2

#define KEY_SIZE 8

struct _MajuAddressRecord
{
  guint8 key[KEY_SIZE];
  guint open;
  guint sockets;                /* of those that are open */
  MajuTokenBucket connections;
  MajuTokenBucket handshakes;
  MajuTokenBucket requests;
};

struct _MajuAddressTable
{
  GHashTable *records;          /* of MajuAddressRecord, by itself */
  guint rate;
  guint burst;
  guint open;
};

static guint
record_hash (gconstpointer data)
{
  guint64 value;

  memcpy (&value, ((const MajuAddressRecord *) data)->key, sizeof value);
  return (guint) (value ^ (value >> 32)) * 2654435761u;
}

static gboolean
record_equal (gconstpointer a,
              gconstpointer b)
{
  return memcmp (((const MajuAddressRecord *) a)->key,
                 ((const MajuAddressRecord *) b)->key, KEY_SIZE) == 0;
}

static void
make_key (GInetAddress *address,
          guint8       *key)
{
  static const guint8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255 };
  const guint8 *bytes = g_inet_address_to_bytes (address);

  memset (key, 0, KEY_SIZE);
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    memcpy (key + 4, bytes, 4);
  else if (memcmp (bytes, mapped, sizeof mapped) == 0)
    memcpy (key + 4, bytes + 12, 4);
  else
    memcpy (key, bytes, KEY_SIZE);
}

static void
init_bucket (MajuAddressTable *self,
             MajuTokenBucket  *bucket,
             guint             factor,
             gint64            now_us)
{
  maju_token_bucket_init (bucket, self->rate * factor, self->burst * factor,
                          now_us);
}

MajuAddressRecord *
maju_address_table_find (MajuAddressTable *self,
                         GInetAddress     *address,
                         gint64            now_us)
{
  MajuAddressRecord wanted;
  MajuAddressRecord *record;

  make_key (address, wanted.key);
  record = g_hash_table_lookup (self->records, &wanted);
  if (record != NULL)
    return record;
  record = g_new0 (MajuAddressRecord, 1);
  memcpy (record->key, wanted.key, KEY_SIZE);
  init_bucket (self, &record->connections, MAJU_ADDRESS_CONNECTIONS, now_us);
  init_bucket (self, &record->handshakes, 1, now_us);
  init_bucket (self, &record->requests, MAJU_ADDRESS_REQUESTS, now_us);
  g_hash_table_add (self->records, record);
  return record;
}

MajuAddressTable *
maju_address_table_new (guint rate,
                        guint burst,
                        guint open)
{
  MajuAddressTable *self = g_new0 (MajuAddressTable, 1);

  self->records =
    g_hash_table_new_full (record_hash, record_equal, g_free, NULL);
  self->rate = rate;
  self->burst = burst;
  self->open = open;
  return self;
}

void
maju_address_table_free (MajuAddressTable *self)
{
  g_hash_table_unref (self->records);
  g_free (self);
}

MajuAddressRecord *
maju_address_table_open (MajuAddressTable *self,
                         GInetAddress     *address,
                         gint64            now_us)
{
  MajuAddressRecord *record = maju_address_table_find (self, address, now_us);

  if (!maju_token_bucket_take (&record->connections, 1, now_us) ||
      (self->open != 0 &&
       record->open >= self->open * MAJU_ADDRESS_CONNECTIONS))
    return NULL;
  record->open++;
  return record;
}

MajuAddressVerdict
maju_address_table_open_socket (MajuAddressTable  *self,
                                MajuAddressRecord *record,
                                gint64             now_us)
{
  gboolean in_time = maju_token_bucket_take (&record->handshakes, 1, now_us);
  gboolean too_many = self->open != 0 && record->sockets >= self->open;

  if (self->open != 0 && record->sockets >= self->open * REFUSE_FACTOR)
    return MAJU_ADDRESS_REFUSED;
  if (!in_time &&
      maju_token_bucket_wait (&record->handshakes, now_us) / 1000 >=
      self->burst / MAX (self->rate, 1))
    return MAJU_ADDRESS_REFUSED;
  record->sockets++;
  return in_time && !too_many ? MAJU_ADDRESS_WELCOME : MAJU_ADDRESS_LIMITED;
}

void
maju_address_table_close_socket (MajuAddressTable  *self,
                                 MajuAddressRecord *record)
{
  g_return_if_fail (record->sockets > 0);

  record->sockets--;
}

gboolean
maju_address_record_ask (MajuAddressRecord *record,
                         gint64             now_us)
{
  return maju_token_bucket_take (&record->requests, 1, now_us);
}

void
maju_address_table_close (MajuAddressTable  *self,
                          MajuAddressRecord *record)
{
  g_return_if_fail (record->open > 0);

  record->open--;
}

guint64
maju_address_record_get_key (MajuAddressRecord *record)
{
  guint64 value;

  memcpy (&value, record->key, sizeof value);
  return value;
}

void
maju_address_table_sweep (MajuAddressTable *self,
                          gint64            now_us)
{
  GHashTableIter iter;
  MajuAddressRecord *record;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, (gpointer *) &record, NULL))
    {
      if (record->open == 0 &&
          maju_token_bucket_full (&record->connections, now_us) &&
          maju_token_bucket_full (&record->handshakes, now_us) &&
          maju_token_bucket_full (&record->requests, now_us))
        g_hash_table_iter_remove (&iter);
    }
}

guint
maju_address_table_get_size (MajuAddressTable *self)
{
  return g_hash_table_size (self->records);
}
