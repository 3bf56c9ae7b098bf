/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MajuDebugTopic:
 *
 * What MAJU_DEBUG can switch on, as `MAJU_DEBUG=ice,signaling` or
 * `MAJU_DEBUG=all`; `help` lists the words. Read once. No topic may show keys,
 * tokens, credentials or SDP passwords.
 */
typedef enum
{
  MAJU_DEBUG_SIGNALING  = 1 << 0,
  MAJU_DEBUG_SERVER     = 1 << 1,
  MAJU_DEBUG_ICE        = 1 << 2,
  MAJU_DEBUG_DTLS       = 1 << 3,
  MAJU_DEBUG_NEGOTIATION = 1 << 4,
  MAJU_DEBUG_DATA       = 1 << 5,
  MAJU_DEBUG_DEVICES    = 1 << 6,
  MAJU_DEBUG_MEDIA      = 1 << 7,
  MAJU_DEBUG_CONGESTION = 1 << 8,
  MAJU_DEBUG_LATENCY    = 1 << 9,
  MAJU_DEBUG_CALL       = 1 << 10,
  MAJU_DEBUG_UI         = 1 << 11,
} MajuDebugTopic;

gboolean maju_debug_is_enabled (MajuDebugTopic topic);

/* Logs as a message when @topic is switched on. */
#define maju_debug(topic, ...) \
  G_STMT_START \
  { \
    if (maju_debug_is_enabled (topic)) \
      g_message (__VA_ARGS__); \
  } \
  G_STMT_END

G_END_DECLS
