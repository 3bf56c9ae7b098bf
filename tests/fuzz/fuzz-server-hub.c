/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "maju-hub.h"
#include "maju-limits.h"
#include "maju-message.h"

#include <string.h>

/*
 * What clients say to the server, in any order, over connections that come and
 * go. A line of the input is one step; its first character says what:
 *
 *   0 to 3  that client says the rest; @0 to @3 stand for the clients' ids,
 *           and @4 for whoever waits first at the door that client 0 sees
 *   +N      client N connects
 *   -N      client N loses its connection
 *   rN      client N connects and resumes
 *   t       half a minute passes
 */

#define CLIENTS 4
#define STEPS 200

typedef struct
{
  MajuConnection base;
  gboolean is_open;
  gboolean is_closing;
  char *id;
  char *token;
  char *waiting;
  guint64 last_seq;
} Client;

guint64 fuzz_n_accepted;

static void
client_send (MajuConnection *connection,
             GBytes         *text)
{
  Client *self = (Client *) connection;
  g_autoptr(GError) error = NULL;
  g_autoptr(MajuMessage) message = NULL;
  gsize length;
  const char *data = g_bytes_get_data (text, &length);

  g_assert_true (self->is_open && !self->is_closing);
  message = maju_message_parse (data, length, &error);

  /* A relayed message is only checked to be JSON. */
  if (message == NULL)
    g_assert_false (g_error_matches (error, MAJU_WIRE_ERROR,
                                     MAJU_WIRE_ERROR_SYNTAX));
  if (message == NULL)
    return;
  if (message->type == MAJU_MESSAGE_ROOM)
    {
      if (!message->resumed)
        self->last_seq = 0;
      g_set_str (&self->id, message->self_id);
      g_set_str (&self->token, message->token);
      fuzz_n_accepted++;
    }
  if (message->type == MAJU_MESSAGE_DOOR && message->members->len > 0)
    {
      MajuMember *member = g_ptr_array_index (message->members, 0);

      g_set_str (&self->waiting, member->id);
    }
  if (message->seq > self->last_seq)
    self->last_seq = message->seq;
}

static void
client_close (MajuConnection *connection,
              guint           code,
              const char     *reason)
{
  ((Client *) connection)->is_closing = TRUE;
}

static void
client_pause (MajuConnection *connection,
              gboolean        paused)
{
}

static const MajuConnectionMethods methods = {
  client_send,
  client_close,
  client_pause,
};

static void
lose (MajuHub *hub,
      Client  *client,
      gint64   now_us)
{
  if (!client->is_open)
    return;
  maju_hub_closed (hub, &client->base, now_us);
  client->is_open = FALSE;
}

static void
come (MajuHub *hub,
      Client  *client,
      gint64   now_us)
{
  lose (hub, client, now_us);
  client->is_open = TRUE;
  client->is_closing = FALSE;
  maju_hub_opened (hub, &client->base, now_us);
}

static void
say (MajuHub    *hub,
     Client     *clients,
     Client     *client,
     const char *line,
     gint64      now_us)
{
  g_autoptr(GString) text = g_string_new (line);

  if (!client->is_open || text->len > MAJU_LIMIT_MESSAGE ||
      !g_utf8_validate (text->str, -1, NULL))
    return;
  for (guint i = 0; i < CLIENTS; i++)
    {
      char name[] = { '@', (char) ('0' + i), '\0' };

      if (clients[i].id != NULL && text->len < 1000)
        g_string_replace (text, name, clients[i].id, 8);
    }
  if (clients[0].waiting != NULL && text->len < 1000)
    g_string_replace (text, "@4", clients[0].waiting, 8);
  maju_hub_message (hub, &client->base, text->str, text->len, now_us);
}

static void
come_back (MajuHub *hub,
           Client  *client,
           gint64   now_us)
{
  g_autofree char *hello = NULL;

  if (client->token == NULL)
    return;
  hello = g_strdup_printf ("{\"type\":\"hello\",\"token\":\"%s\","
                           "\"last_seq\":%" G_GUINT64_FORMAT "}",
                           client->token, client->last_seq);
  come (hub, client, now_us);
  maju_hub_message (hub, &client->base, hello, strlen (hello), now_us);
}

static void
step (MajuHub    *hub,
      Client     *clients,
      const char *line,
      gint64     *now_us)
{
  guint n = *line != '\0' ? (guint) (line[1] - '0') % CLIENTS : 0;

  if (*line >= '0' && *line < '0' + CLIENTS)
    say (hub, clients, &clients[*line - '0'], line + 1, *now_us);
  else if (*line == '+')
    come (hub, &clients[n], *now_us);
  else if (*line == '-')
    lose (hub, &clients[n], *now_us);
  else if (*line == 'r')
    come_back (hub, &clients[n], *now_us);
  else if (*line == 't')
    maju_hub_tick (hub, *now_us += 30 * G_USEC_PER_SEC);
}

static void
check_end (MajuHub *hub,
           Client  *clients,
           gint64   now_us)
{
  MajuServerMetrics *metrics;

  for (guint i = 0; i < CLIENTS; i++)
    {
      lose (hub, &clients[i], now_us);
      g_free (clients[i].id);
      g_free (clients[i].token);
      g_free (clients[i].waiting);
    }
  metrics = maju_hub_get_metrics (hub);
  g_assert_cmpuint (metrics->connections, ==, 0);
  g_assert_cmpuint (metrics->waiting, ==, 0);
  g_assert_cmpuint (metrics->sessions, ==, metrics->sessions_away);

  /* Nobody comes back, so nothing is left. */
  g_assert_false (maju_hub_tick (hub, now_us + G_TIME_SPAN_HOUR));
  metrics = maju_hub_get_metrics (hub);
  g_assert_cmpuint (metrics->sessions, ==, 0);
  g_assert_cmpuint (metrics->sessions_away, ==, 0);
  g_assert_cmpuint (metrics->rooms, ==, 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autofree char *text =
    g_strndup (length > 0 ? (const char *) data : "", length);
  g_autoptr(MajuServerConfig) config = maju_server_config_new ();
  g_autoptr(MajuHub) hub = NULL;
  g_auto(GStrv) lines = g_strsplit (text, "\n", STEPS);
  Client clients[CLIENTS] = { 0 };
  gint64 now_us = G_TIME_SPAN_HOUR;

  /* Each `t` is half of that, so it brings fresh credentials. */
  maju_server_config_set (config, "ice", "turn-uris", "turn:localhost", NULL);
  maju_server_config_set (config, "ice", "turn-ttl", "60", NULL);
  hub = maju_hub_new (config, "secret");
  for (guint i = 0; i < CLIENTS; i++)
    {
      clients[i].base.methods = &methods;
      clients[i].base.number = i;
    }
  for (guint i = 0; lines[i] != NULL; i++)
    step (hub, clients, lines[i], &now_us);
  check_end (hub, clients, now_us);
  return 0;
}
