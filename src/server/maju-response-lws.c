/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-socket-lws-private.h"

#include "maju-server-config-private.h"

#include <string.h>

/* How an answer is written. A body goes out in pieces, each when the one before
 * it is with the kernel: whoever reads slowly holds one piece of memory. Most are
 * one piece; a client that asks for more before the last one of several is
 * disconnected by the library, and no browser does that. */

#define PIECE_SIZE (32 * 1024)

/* Room for all headers of one answer. */
#define HEAD_SIZE 4096

/* A field that is longer is not looked at. */
#define FIELD_SIZE 512

typedef struct
{
  struct lws *wsi;
  unsigned char *at;
  unsigned char *end;
  gboolean failed;
} Head;

static void
add_header (Head       *head,
            const char *name,
            const char *value)
{
  if (lws_add_http_header_by_name (head->wsi, (const unsigned char *) name,
                                   (const unsigned char *) value,
                                   (int) strlen (value), &head->at,
                                   head->end) != 0)
    head->failed = TRUE;
}

static void
add_length (Head *head,
            gsize length)
{
  if (lws_add_http_header_content_length (head->wsi, length, &head->at,
                                          head->end) != 0)
    head->failed = TRUE;
}

static gboolean
write_head (MajuSocket         *self,
            const MajuResponse *response)
{
  unsigned char buffer[LWS_PRE + HEAD_SIZE];
  unsigned char *start = buffer + LWS_PRE;
  Head head = { self->wsi, start, buffer + sizeof buffer - 1, FALSE };

  if (lws_add_http_header_status (self->wsi, response->status, &head.at,
                                  head.end) != 0)
    return FALSE;
  for (const MajuHeader *header = response->headers;
       header != NULL && header->name != NULL; header++)
    add_header (&head, header->name, header->value);
  if (response->etag != NULL)
    add_header (&head, "etag:", response->etag);
  if (response->content_type != NULL)
    add_header (&head, "content-type:", response->content_type);
  if (response->content_encoding != NULL)
    add_header (&head, "content-encoding:", response->content_encoding);
  if (response->body != NULL)
    add_length (&head, g_bytes_get_size (response->body));
  return !head.failed &&
         lws_finalize_write_http_header (self->wsi, start, &head.at,
                                         head.end) == 0;
}

/* Each piece has the time that a request has. */
static void
give_time (MajuSocket *self)
{
  guint seconds = self->listener->config->header_time;

  self->deadline_us = maju_listener_now () + seconds * G_USEC_PER_SEC;
  lws_set_timeout (self->wsi, PENDING_TIMEOUT_HTTP_CONTENT, (int) seconds);
}

static int
finish (MajuSocket *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  return lws_http_transaction_completed (self->wsi) ? -1 : 0;
}

/* @out has FIELD_SIZE. */
static const char *
get_field (struct lws            *wsi,
           enum lws_token_indexes token,
           char                  *out)
{
  return lws_hdr_copy (wsi, out, FIELD_SIZE, token) > 0 ? out : NULL;
}

static void
set_failed (MajuResponse *response,
            guint         status,
            const char   *text)
{
  response->status = status;
  response->content_type = "text/plain; charset=utf-8";
  response->body = g_bytes_new_static (text, strlen (text));
}

/* A proxy's connection brings requests of many. */
static gboolean
may_ask (MajuSocket *self)
{
  MajuListener *listener = self->listener;
  MajuAddressRecord *record = self->record;
  gint64 now_us = maju_listener_now ();

  if (record == NULL && self->proxy != NULL)
    {
      g_autoptr(GInetAddress) address =
        maju_request_get_address (self->wsi, listener->proxies, self->proxy);

      record = maju_address_table_find (listener->addresses, address, now_us);
    }
  return record == NULL || maju_address_record_ask (record, now_us);
}

static void
find_answer (MajuSocket        *self,
             const MajuRequest *request,
             MajuResponse      *response)
{
  MajuListener *listener = self->listener;

  if (!may_ask (self))
    {
      listener->events.refused (FALSE, listener->user_data);
      set_failed (response, MAJU_STATUS_TOO_MANY, "Too many requests\n");
      return;
    }
  listener->events.request (request, response, listener->user_data);
  if (response->status == 0)
    set_failed (response, HTTP_STATUS_NOT_FOUND, "Not found\n");
}

int
maju_response_writable (MajuSocket *self)
{
  unsigned char *payload = self->listener->scratch + LWS_PRE;
  const unsigned char *data;
  gsize length, piece;
  gboolean last;

  if (self->body == NULL)
    return 0;
  data = g_bytes_get_data (self->body, &length);
  piece = MIN (length - self->body_at, PIECE_SIZE);
  last = self->body_at + piece == length;
  memcpy (payload, data + self->body_at, piece);
  self->body_at += piece;
  give_time (self);
  if (lws_write (self->wsi, payload, piece,
                 last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
    return -1;
  if (last)
    return finish (self);
  lws_callback_on_writable (self->wsi);
  return 0;
}

int
maju_response_start (MajuSocket *self,
                     const char *path)
{
  char tags[FIELD_SIZE];
  char codings[FIELD_SIZE];
  MajuResponse response = { 0 };
  const MajuRequest request = {
    path,
    get_field (self->wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, tags),
    get_field (self->wsi, WSI_TOKEN_HTTP_ACCEPT_ENCODING, codings),
  };

  find_answer (self, &request, &response);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = response.body;
  self->body_at = 0;
  give_time (self);
  if (!write_head (self, &response))
    return -1;
  if (self->body == NULL ||
      lws_hdr_total_length (self->wsi, WSI_TOKEN_HEAD_URI) > 0)
    return finish (self);

  /* The first piece goes with the head. */
  return maju_response_writable (self);
}

/* The body that may follow is not read, so nothing else can be. */
void
maju_response_refuse_method (MajuSocket *self)
{
  static const MajuHeader headers[] = {
    { "allow:", "GET, HEAD" },
    { "connection:", "close" },
    { "content-length:", "0" },
    { NULL, NULL },
  };
  const MajuResponse response = {
    .status = HTTP_STATUS_METHOD_NOT_ALLOWED,
    .headers = headers,
  };

  if (!write_head (self, &response))
    g_debug ("#%" G_GUINT64_FORMAT ": cannot be answered", self->base.number);
}
