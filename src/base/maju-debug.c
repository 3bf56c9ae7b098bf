/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-debug.h"

static const GDebugKey debug_keys[] = {
  { "signaling", MAJU_DEBUG_SIGNALING },
  { "server", MAJU_DEBUG_SERVER },
  { "ice", MAJU_DEBUG_ICE },
  { "dtls", MAJU_DEBUG_DTLS },
  { "negotiation", MAJU_DEBUG_NEGOTIATION },
  { "data", MAJU_DEBUG_DATA },
  { "devices", MAJU_DEBUG_DEVICES },
  { "media", MAJU_DEBUG_MEDIA },
  { "congestion", MAJU_DEBUG_CONGESTION },
  { "latency", MAJU_DEBUG_LATENCY },
  { "call", MAJU_DEBUG_CALL },
  { "ui", MAJU_DEBUG_UI },
};

static gpointer
read_topics (gpointer user_data)
{
  guint topics;

  topics = g_parse_debug_string (g_getenv ("MAJU_DEBUG"),
                                 debug_keys,
                                 G_N_ELEMENTS (debug_keys));
  return GUINT_TO_POINTER (topics);
}

gboolean
maju_debug_is_enabled (MajuDebugTopic topic)
{
  static GOnce once = G_ONCE_INIT;

  return (GPOINTER_TO_UINT (g_once (&once, read_topics, NULL)) & topic) != 0;
}
