/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-server.h"

G_BEGIN_DECLS

/* Times are seconds, sizes bytes; 0 turns a rate off. The keys' meaning is in
 * data/maju-server.conf. */
struct _MajuServerConfig
{
  /* listen */
  char *address;
  guint port;
  char *tls_certificate;
  char *tls_key;
  char **allowed_origins;
  char **trusted_proxies;
  gboolean web;
  gboolean metrics;
  guint grace;

  /* ice */
  char **stun_uris;
  char **turn_uris;
  char *turn_secret_file;
  guint turn_ttl;

  /* limits */
  guint connections;
  guint people;
  guint header_time;
  guint hello_time;
  guint resume_time;
  guint replay_memory;          /* MiB */
  guint ping_interval;
  guint ping_timeout;
  guint rate;
  guint rate_burst;
  guint byte_rate;
  guint byte_burst;
  guint address_rate;
  guint address_burst;
  guint address_open;
};

/* Returns: (transfer full): the value as the file would have it */
char    *maju_server_config_get        (const MajuServerConfig  *self,
                                        const char              *group,
                                        const char              *key)
                                        G_GNUC_WARN_UNUSED_RESULT;
guint    maju_server_config_get_n_keys (void);

/* Checks what one key alone cannot show. */
gboolean maju_server_config_check      (const MajuServerConfig  *self,
                                        GError                 **error);

G_END_DECLS
