/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-server-metrics.h"

static void
add (GString    *text,
     const char *name,
     const char *help,
     guint64     value)
{
  const char *kind = g_str_has_suffix (name, "_total") ? "counter" : "gauge";

  g_string_append_printf (text,
                          "# HELP maju_%s %s\n"
                          "# TYPE maju_%s %s\n"
                          "maju_%s %" G_GUINT64_FORMAT "\n",
                          name, help, name, kind, name, value);
}

char *
maju_server_metrics_print (const MajuServerMetrics *self)
{
  GString *text = g_string_new (NULL);

  add (text, "connections", "Open WebSockets.", self->connections);
  add (text, "sessions", "People in rooms.", self->sessions);
  add (text, "sessions_away", "People in rooms without a connection.",
       self->sessions_away);
  add (text, "rooms", "Rooms with somebody in them.", self->rooms);
  add (text, "waiting", "People who wait at a locked door.", self->waiting);
  add (text, "listeners", "Connections that wait to be rung.",
       self->listeners);
  add (text, "replay_bytes", "Kept until clients have them.",
       self->replay_bytes);
  add (text, "connections_total", "WebSockets opened.",
       self->connections_total);
  add (text, "refused_total", "Connections turned away by a limit.",
       self->refused_total);
  add (text, "pages_total", "Pages of rooms given to browsers.",
       self->pages_total);
  add (text, "files_total", "Files of pages given to browsers.",
       self->files_total);
  add (text, "sessions_total", "People admitted to rooms.",
       self->sessions_total);
  add (text, "resumed_total", "Sessions resumed.", self->resumed_total);
  add (text, "resume_failed_total", "Sessions that could not be resumed.",
       self->resume_failed_total);
  add (text, "lost_total", "Sessions whose time to resume was over.",
       self->lost_total);
  add (text, "received_total", "Messages received.", self->received_total);
  add (text, "received_bytes_total", "Bytes of messages received.",
       self->received_bytes_total);
  add (text, "relayed_total", "Messages relayed.", self->relayed_total);
  add (text, "replayed_total", "Messages sent again after a resume.",
       self->replayed_total);
  add (text, "duplicates_total", "Messages dropped because they came before.",
       self->duplicates_total);
  add (text, "errors_total", "Errors told to clients.", self->errors_total);
  add (text, "throttled_total", "Clients slowed down.", self->throttled_total);
  add (text, "flooded_total", "Connections closed for a flood.",
       self->flooded_total);
  add (text, "knocks_total", "Knocks at locked doors.", self->knocks_total);
  add (text, "knocks_dropped_total", "Knocks that were not passed on.",
       self->knocks_dropped_total);
  add (text, "admitted_total", "People let in after a knock.",
       self->admitted_total);
  add (text, "removed_total", "People removed by a room's owner.",
       self->removed_total);
  add (text, "declined_total", "Rings that were declined.",
       self->declined_total);
  add (text, "overflowed_total", "Sessions dropped with a full replay ring.",
       self->overflowed_total);
  return g_string_free (text, FALSE);
}
