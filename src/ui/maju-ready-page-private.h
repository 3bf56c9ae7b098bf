/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-ready-page.h"

#include "maju-device-row.h"
#include "maju-sound-test.h"

G_BEGIN_DECLS

struct _MajuReadyPage
{
  AdwNavigationPage parent_instance;

  GSettings *settings;
  MajuRoomLink *link;
  MajuLocalMedia *media;
  char *name;
  gboolean hosted;
  gboolean camera_on;
  gboolean microphone_on;
  gboolean silent;
  gboolean rings;
  gboolean joining;
  gboolean preview;
  GSignalGroup *camera_signals;
  GSignalGroup *microphone_signals;
  GSignalGroup *device_signals;
  GdkPaintable *mirror;

  AdwBanner *banner;
  GtkStack *preview_stack;
  GtkPicture *picture;
  GtkLabel *camera_problem;
  GtkButton *camera_button;
  MajuDeviceRow *camera_row;
  MajuDeviceRow *microphone_row;
  MajuDeviceRow *speaker_row;
  GtkLevelBar *level;
  AdwPreferencesRow *level_row;
  AdwActionRow *microphone_problem;
  GtkButton *microphone_button;
  AdwActionRow *speaker_problem;
  GtkWidget *sound_test_row;
  MajuSoundTest *sound_test;
  GtkButton *join_button;
};

/* The part that shows the devices. */
void maju_ready_page_devices_init (MajuReadyPage *self);
void maju_ready_page_devices_set (MajuReadyPage  *self,
                                  MajuLocalMedia *media);
void maju_ready_page_camera_apply (MajuReadyPage *self);
void maju_ready_page_microphone_apply (MajuReadyPage *self);
void maju_ready_page_way_out (MajuReadyPage *self,
                              MajuDeviceKind kind);

G_END_DECLS
