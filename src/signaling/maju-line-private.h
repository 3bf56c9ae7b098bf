/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_LINE (maju_line_get_type ())

/* A first connection is tried for so long, and a lost one. */
#define MAJU_LINE_FIRST_TIME_MS (10 * 1000)
#define MAJU_LINE_LOST_TIME_MS  (5 * 60 * 1000)

/**
 * MajuLine:
 *
 * A connection to a server that is made again whenever it is lost, with bounded
 * waits between the tries; see "Lost connections" in PROTOCOL.md. It knows
 * nothing of what is said on it, so its owner tells it whether a new connection
 * is good: maju_line_confirm(), or maju_line_break().
 *
 * Signals:
 *  - `opened`: a fresh connection, to be confirmed
 *  - `text` (GBytes)
 *  - `down`: a confirmed connection was lost; another is being made
 *  - `failed` (GError): it was given up. The last signal.
 *  - `ended`: after maju_line_end(). The last signal.
 */
G_DECLARE_FINAL_TYPE (MajuLine, maju_line, MAJU, LINE, GObject)

MajuLine *maju_line_new (const char   *uri,
                         MajuClock    *clock)
G_GNUC_WARN_UNUSED_RESULT;
void      maju_line_start (MajuLine *self);
void      maju_line_send (MajuLine   *self,
                          const char *text);

/* The server on the other end is what we wanted. */
void      maju_line_confirm (MajuLine *self);

/* Drops the connection, and makes another one no sooner than in @wait_ms.
 * @error: why, for when no other comes about. */
void      maju_line_break (MajuLine     *self,
                           const GError *error,
                           guint         wait_ms);

/* When this connection is lost, the next comes no sooner than @wait_ms later. */
void      maju_line_hold_off (MajuLine *self,
                              guint     wait_ms);

/* Makes no other connection; `ended` when the server has closed this one. */
void      maju_line_end (MajuLine *self);

/* Drops everything now, without any signal. */
void      maju_line_stop (MajuLine *self);

/* As above, once @text is said. */
void      maju_line_say_and_stop (MajuLine   *self,
                                  const char *text);

/* The wait before try number @n, from 0, without chance. */
guint     maju_line_get_wait (guint n);

G_END_DECLS
