/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-window.h"

#include "maju-start-page.h"

G_BEGIN_DECLS

struct _MajuWindow
{
  AdwApplicationWindow parent_instance;

  GSettings *settings;
  MajuRecentRooms *rooms;

  AdwToastOverlay *toasts;
  AdwNavigationView *view;
  MajuStartPage *start_page;
};

void maju_window_class_actions_init (MajuWindowClass *klass);

/* Makes a room and opens the ready page for it. */
void maju_window_new_call (MajuWindow *self);
void maju_window_focus_entry (MajuWindow *self);
void maju_window_open_ready (MajuWindow   *self,
                             MajuRoomLink *link);

/* @heading says what did not work, @body why and what to do. */
void maju_window_show_problem (MajuWindow *self,
                               const char *heading,
                               const char *body);

G_END_DECLS
