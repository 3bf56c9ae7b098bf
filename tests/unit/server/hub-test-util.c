/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub-test-util.h"

#include "maju-limits.h"

#include <string.h>

static void
client_send (MajuConnection *connection,
             GBytes         *text)
{
  Client *self = (Client *) connection;
  g_autoptr(GError) error = NULL;
  gsize length;
  const char *data = g_bytes_get_data (text, &length);
  MajuMessage *message = maju_message_parse (data, length, &error);

  /* Whatever a server says has to be right. */
  g_assert_no_error (error);
  g_queue_push_tail (&self->received, message);
}

static void
client_close (MajuConnection *connection,
              guint           code,
              const char     *reason)
{
  ((Client *) connection)->close_code = code;
}

static void
client_pause (MajuConnection *connection,
              gboolean        paused)
{
  ((Client *) connection)->paused = paused;
}

const MajuConnectionMethods client_methods = {
  client_send,
  client_close,
  client_pause,
};

void
client_drop (Client *self)
{
  g_queue_clear_full (&self->received, (GDestroyNotify) maju_message_unref);
}

MajuMessage *
take (Client         *client,
      MajuMessageType type)
{
  MajuMessage *message = g_queue_pop_head (&client->received);

  g_assert_nonnull (message);
  g_assert_cmpstr (maju_message_type_to_string (message->type), ==,
                   maju_message_type_to_string (type));
  return message;
}

void
skip (Client         *client,
      MajuMessageType type)
{
  maju_message_unref (take (client, type));
}

void
assert_error (Client       *client,
              MajuErrorCode code,
              gboolean      fatal)
{
  g_autoptr(MajuMessage) message = take (client, MAJU_MESSAGE_ERROR);

  g_assert_cmpstr (maju_error_code_to_string (message->code), ==,
                   maju_error_code_to_string (code));
  g_assert_cmpint (message->fatal, ==, fatal);
  g_assert_cmpint (client->close_code != 0, ==, fatal);
}

void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(MajuServerConfig) config = maju_server_config_new ();

  maju_server_config_set (config, "limits", "replay-memory", "1", NULL);
  fixture->hub = maju_hub_new (config, NULL);
  fixture->now_us = 1000 * G_USEC_PER_SEC;
}

void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  maju_hub_free (fixture->hub);
}

void
connect_client (Fixture *fixture,
                Client  *client)
{
  memset (client, 0, sizeof *client);
  client->base.methods = &client_methods;
  client->next_id = 1;
  g_queue_init (&client->received);
  maju_hub_opened (fixture->hub, &client->base, fixture->now_us);
  skip (client, MAJU_MESSAGE_WELCOME);
}

void
disconnect_client (Fixture *fixture,
                   Client  *client)
{
  maju_hub_closed (fixture->hub, &client->base, fixture->now_us);
}

void
say (Fixture    *fixture,
     Client     *client,
     const char *text)
{
  maju_hub_message (fixture->hub, &client->base, text, strlen (text),
                    fixture->now_us);
}

void
say_message (Fixture     *fixture,
             Client      *client,
             MajuMessage *message)
{
  g_autofree char *text = maju_message_print (message);

  say (fixture, client, text);
}

void
hello (Fixture    *fixture,
       Client     *client,
       const char *members)
{
  g_autofree char *text = g_strdup_printf ("{\"type\":\"hello\",%s}", members);

  connect_client (fixture, client);
  say (fixture, client, text);
}

MajuMessage *
join (Fixture *fixture,
      Client  *client)
{
  hello (fixture, client, "\"room\":\"unit-test-room\"");
  return take (client, MAJU_MESSAGE_ROOM);
}

void
relay (Fixture    *fixture,
       Client     *client,
       const char *to)
{
  g_autoptr(MajuMessage) message = maju_message_new (MAJU_MESSAGE_RESTART);

  message->id = client->next_id++;
  message->to = g_strdup (to);
  say_message (fixture, client, message);
}

gboolean
pass (Fixture *fixture,
      guint    seconds)
{
  gboolean more = FALSE;

  for (guint i = 0; i < seconds * 4; i++)
    {
      fixture->now_us += G_USEC_PER_SEC / 4;
      more = maju_hub_tick (fixture->hub, fixture->now_us);
    }
  return more;
}

void
resume (Fixture    *fixture,
        Client     *client,
        const char *token,
        guint64     last_seq)
{
  g_autoptr(MajuMessage) hello = maju_message_new (MAJU_MESSAGE_HELLO);

  connect_client (fixture, client);
  hello->token = g_strdup (token);
  hello->last_seq = last_seq;
  say_message (fixture, client, hello);
}
