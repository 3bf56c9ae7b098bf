/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A GET or HEAD that came before a connection is a WebSocket (RFC 9110). */
typedef struct
{
  const char *path;             /* without what was escaped, and without query */
  const char *if_none_match;    /* (nullable) */
  const char *accept_encoding;  /* (nullable) */
} MajuRequest;

typedef struct
{
  const char *name;             /* ends in a colon */
  const char *value;
} MajuHeader;

/**
 * MajuResponse:
 *
 * What is answered. One that is all zeros is a 404.
 */
typedef struct
{
  guint status;                 /* of HTTP */
  GBytes *body;                 /* (nullable): owned */
  const char *content_type;     /* static */
  const char *content_encoding; /* (nullable): static */
  const MajuHeader *headers;    /* (nullable): static, up to one without name */
  const char *etag;             /* (nullable): lives as long as the server */
} MajuResponse;

G_END_DECLS
