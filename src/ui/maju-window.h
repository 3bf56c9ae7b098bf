/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-chat-store.h"
#include "maju-host.h"
#include "maju-local-media.h"
#include "maju-recent-rooms.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MAJU_TYPE_WINDOW (maju_window_get_type ())

/**
 * MajuWindow:
 *
 * One window, three pages: start, ready, call. It leads from one to the next.
 *
 * Properties: `rooms` (MajuRecentRooms), `host` (MajuHost), `chat-store`
 * (MajuChatStore), `in-call`.
 */
G_DECLARE_FINAL_TYPE (MajuWindow, maju_window, MAJU, WINDOW,
                      AdwApplicationWindow)

MajuWindow *maju_window_new (AdwApplication  *application,
                             MajuRecentRooms *rooms,
                             MajuHost        *host,
                             MajuChatStore   *chat_store)
G_GNUC_WARN_UNUSED_RESULT;

/* Says what Maju is, to who has started it without a link and does not know it
 * yet. */
void        maju_window_welcome (MajuWindow *self);

/* Opens the ready page for @text, a link from outside. It never joins by
 * itself, nor does it open camera or microphone; what is no link is said in a
 * dialog. */
void        maju_window_open_link (MajuWindow *self,
                                   const char *text);

/* Joins the room of @link, because the person has accepted a call there; by way
 * of the ready page when they have no name yet. */
void        maju_window_answer (MajuWindow   *self,
                                MajuRoomLink *link);

/* Whether the person is in the room with that code, or joining. */
gboolean    maju_window_is_in_room (MajuWindow *self,
                                    const char *code);

/* What the person said to a notification: lets in or refuses who knocks and has
 * that id. */
void        maju_window_answer_knock (MajuWindow *self,
                                      const char *id,
                                      gboolean    admit);

/* Whether somebody is joining or in a call here. */
gboolean    maju_window_is_busy (MajuWindow *self);

gboolean    maju_window_get_in_call (MajuWindow *self);

/* Returns: (transfer none) (nullable): the devices of the call that is going on. */
MajuLocalMedia *maju_window_get_call_media (MajuWindow *self);

/* Says @words in a toast, long enough to be read. */
void        maju_window_say (MajuWindow *self,
                             const char *words);

/* How everything is, for somebody who helps; see maju_report_make(). */
char       *maju_window_make_report (MajuWindow *self)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
