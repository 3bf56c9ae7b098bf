/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-window.h"

#include "maju-call-page.h"
#include "maju-call-sounds.h"
#include "maju-chat-notifier.h"
#include "maju-chat-recorder.h"
#include "maju-inhibitor.h"
#include "maju-knock-notifier.h"
#include "maju-media-settings.h"
#include "maju-ready-page.h"
#include "maju-saving.h"
#include "maju-start-page.h"

#include "maju-call.h"
#include "maju-echo.h"

G_BEGIN_DECLS

struct _MajuWindow
{
  AdwApplicationWindow parent_instance;

  GSettings *settings;
  MajuRecentRooms *rooms;
  MajuHost *host;
  MajuChatStore *chat_store;

  MajuReadyPage *ready_page;    /* borrowed from the view, or NULL */
  AdwNavigationPage *waiting_page; /* likewise: at a locked door */
  MajuLocalMedia *media;        /* from the ready page to the call's end */
  MajuMediaSettings *media_settings;
  MajuSaving *saving;           /* as long as the media */
  MajuCall *call;
  GCancellable *joining;
  gboolean in_call;
  gboolean closing;
  MajuInhibitor *inhibitor;     /* during a call */
  MajuChatNotifier *chat_notifier;
  MajuKnockNotifier *knock_notifier;
  MajuChatRecorder *chat_recorder;
  MajuCallSounds *sounds;       /* of a call */
  GPtrArray *exported;          /* (element-type GAction) (nullable) */
  AdwDialog *trouble_dialog;    /* weak */
  gboolean testing;             /* this call, or the one that is made ready */
  MajuEcho *echo;

  AdwToastOverlay *toasts;
  AdwNavigationView *view;
  MajuStartPage *start_page;
};

void     maju_window_class_actions_init (MajuWindowClass *klass);
void     maju_window_update_actions (MajuWindow *self);

/* Makes @actions of a call the application's, too, which others on this
 * computer can use; the call that was entered last has them. */
void     maju_window_export_actions (MajuWindow *self,
                                     GActionMap *actions);
void     maju_window_unexport_actions (MajuWindow *self);

/* Makes a room and opens the ready page for it. */
void     maju_window_new_call (MajuWindow *self);
void     maju_window_focus_entry (MajuWindow *self);

/* @preview: whether the person asked for the page, so that it may try camera
 * and microphone. */
void     maju_window_open_ready (MajuWindow   *self,
                                 MajuRoomLink *link,
                                 gboolean      preview);

/* maju-window-door.c: a call that is about to be joined gets the room's secret,
 * if the room was made here; and a page while it waits to be let in. */
void     maju_window_prepare_door (MajuWindow *self);
void     maju_window_end_waiting (MajuWindow *self);

/* The person went back from the page. */
void     maju_window_waiting_gone (MajuWindow *self);

void     maju_window_set_in_call (MajuWindow *self,
                                  gboolean    in_call);

/* The ready page is gone, and nobody joined. */
void     maju_window_ready_gone (MajuWindow *self);

/* Whether the window's size is remembered in the settings, and set from them. */
void     maju_window_keep_size (MajuWindow *self,
                                gboolean    keep);

/* Leaves the call, if there is one, and closes the devices.
 *
 * Returns: %TRUE when the window closes itself once that is done */
gboolean maju_window_leave_and_close (MajuWindow *self);

/* In a call: why others get less than they could, if so. */
void     maju_window_say_saving (MajuWindow *self);

/* As maju_window_say(); 0 @seconds: until the person closes it. */
void     maju_window_say_for (MajuWindow *self,
                              const char *words,
                              guint       seconds);

/* maju-window-test.c: the test call. */
void     maju_window_offer_test (MajuWindow *self);

/* If it is one: the echo comes, or goes. */
void     maju_window_begin_test (MajuWindow *self);
void     maju_window_end_test (MajuWindow *self);

/* maju-window-history.c: chats of earlier calls. */
void     maju_window_begin_history (MajuWindow   *self,
                                    MajuCallPage *page);
void     maju_window_say_history_problem (MajuWindow *self);

/* A recent room was, and what was said there is, until that is undone. */
void     maju_window_forget_chat (MajuWindow     *self,
                                  MajuRecentRoom *room);

/* maju-window-help.c */
void     maju_window_show_troubles (MajuWindow *self);

/* They look at the call, which is over. */
void     maju_window_hide_troubles (MajuWindow *self);
void     maju_window_show_people (MajuWindow *self);

/* @heading says what did not work, @body why and what to do. */
void     maju_window_show_problem (MajuWindow *self,
                                   const char *heading,
                                   const char *body);

G_END_DECLS
