/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MajuAddressTable:
 *
 * How many connections each address has and how often it opened one. An IPv6
 * address counts by its /64, a mapped IPv4 address as the IPv4 address.
 * Nothing is kept of an address that has no connection and has been quiet.
 *
 * The limits are those of WebSockets. A browser opens six connections for a
 * page, and several people may have one address, so of connections there may be
 * MAJU_ADDRESS_CONNECTIONS times as many, and of requests, of which a page is
 * many, MAJU_ADDRESS_REQUESTS times.
 */
typedef struct _MajuAddressTable MajuAddressTable;

/* The record of one address; belongs to the table. */
typedef struct _MajuAddressRecord MajuAddressRecord;

#define MAJU_ADDRESS_CONNECTIONS 4
#define MAJU_ADDRESS_REQUESTS    40

typedef enum
{
  MAJU_ADDRESS_WELCOME,
  MAJU_ADDRESS_LIMITED,         /* over a limit: tell it so and close */
  MAJU_ADDRESS_REFUSED,         /* far over it: close at once */
} MajuAddressVerdict;

MajuAddressTable  *maju_address_table_new     (guint               rate,
                                               guint               burst,
                                               guint               open)
                                               G_GNUC_WARN_UNUSED_RESULT;
void               maju_address_table_free    (MajuAddressTable   *self);

/* Counts one connection from @address.
 *
 * Returns: (nullable): to be paired with maju_address_table_close(); %NULL: close
 *   it at once */
MajuAddressRecord *maju_address_table_open    (MajuAddressTable   *self,
                                               GInetAddress       *address,
                                               gint64              now_us);
void               maju_address_table_close   (MajuAddressTable   *self,
                                               MajuAddressRecord  *record);

/* Such a connection becomes a WebSocket. Each call but a refused one is paired
 * with maju_address_table_close_socket(). */
MajuAddressVerdict maju_address_table_open_socket
                                              (MajuAddressTable   *self,
                                               MajuAddressRecord  *record,
                                               gint64              now_us);
void               maju_address_table_close_socket
                                              (MajuAddressTable   *self,
                                               MajuAddressRecord  *record);

/* The record of an address that may have no connection of its own: it is
 * another's request that a proxy brings. Good until the next sweep. */
MajuAddressRecord *maju_address_table_find    (MajuAddressTable   *self,
                                               GInetAddress       *address,
                                               gint64              now_us);

/* Counts one request. Returns: whether it may be answered */
gboolean           maju_address_record_ask    (MajuAddressRecord  *record,
                                               gint64              now_us);

/* What stands for the record's address, the same whenever it comes. */
guint64            maju_address_record_get_key (MajuAddressRecord *record);

/* Forgets what can be forgotten. */
void               maju_address_table_sweep   (MajuAddressTable   *self,
                                               gint64              now_us);
guint              maju_address_table_get_size (MajuAddressTable  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuAddressTable, maju_address_table_free)

G_END_DECLS
