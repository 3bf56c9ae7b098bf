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
 */
typedef struct _MajuAddressTable MajuAddressTable;

/* The record of one address; belongs to the table. */
typedef struct _MajuAddressRecord MajuAddressRecord;

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

/* Counts one connection from @address. Each call but a refused one is paired
 * with maju_address_table_close() of what was put into @out_record. */
MajuAddressVerdict maju_address_table_open    (MajuAddressTable   *self,
                                               GInetAddress       *address,
                                               gint64              now_us,
                                               MajuAddressRecord **out_record);
void               maju_address_table_close   (MajuAddressTable   *self,
                                               MajuAddressRecord  *record);

/* What stands for the record's address, the same whenever it comes. */
guint64            maju_address_record_get_key (MajuAddressRecord *record);

/* Forgets what can be forgotten. */
void               maju_address_table_sweep   (MajuAddressTable   *self,
                                               gint64              now_us);
guint              maju_address_table_get_size (MajuAddressTable  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuAddressTable, maju_address_table_free)

G_END_DECLS
