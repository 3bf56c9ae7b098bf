/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-call-controls.h"
#include "maju-call-page.h"
#include "maju-chat-panel.h"
#include "maju-device-notices.h"
#include "maju-fader.h"
#include "maju-gesture-watch.h"
#include "maju-invite-card.h"
#include "maju-knock-bar.h"
#include "maju-lock-watch.h"
#include "maju-muted-hint.h"
#include "maju-people-panel.h"
#include "maju-talk-key.h"
#include "maju-tile-grid.h"

G_BEGIN_DECLS

/* What a window was before it became small. */
typedef struct
{
  char *title;
  int width;
  int height;
  int min_width;
  int min_height;
  gboolean maximized;
  gboolean fullscreen;
} MajuWindowShape;

struct _MajuCallPage
{
  AdwNavigationPage parent_instance;

  MajuCall *call;
  GSignalGroup *call_signals;
  GSignalGroup *participants_signals;
  GSignalGroup *chat_signals;
  GSignalGroup *bell_signals;
  MajuDeviceNotices *device_notices[MAJU_DEVICE_KIND_SPEAKER + 1];
  MajuTalkKey *talk_key;
  MajuMutedHint *muted_hint;
  AdwToast *muted_toast;     /* weak */
  GSimpleActionGroup *actions;
  GtkWindow *window;         /* weak: where the page is shown */
  AdwDialog *invite_dialog;  /* weak */
  AdwToast *toast;           /* weak: the last that was a matter of course */
  MajuFader *fader;
  MajuGestureWatch *gesture_watch;
  guint clock_id;
  gboolean over;
  GSignalGroup *share_signals;
  MajuScreenState share_state; /* as was told last */
  MajuLockWatch *lock_watch;
  GSettings *settings;
  gboolean compact;
  MajuWindowShape shape;
  GtkEventController *compact_keys; /* the window's */

  AdwOverlaySplitView *split_view;
  AdwBottomSheet *bottom_sheet;
  AdwToolbarView *stage;
  AdwWindowTitle *window_title;
  GtkWidget *header_tools;
  GtkWidget *restore_button;
  GtkMenuButton *safety_button;
  GtkLabel *safety_label;
  GtkBox *safety_people;
  AdwBanner *banner;
  AdwBanner *share_banner;
  MajuKnockBar *knock_bar;
  AdwToastOverlay *toasts;
  MajuTileGrid *grid;
  AdwStatusPage *waiting;
  MajuInviteCard *invite_card;
  MajuCallControls *controls;
  AdwViewStack *panel_stack;
  MajuChatPanel *chat_panel;
  MajuPeoplePanel *people_panel;
};

/* maju-call-page-actions.c */
void     maju_call_page_actions_init (MajuCallPage *self);
void     maju_call_page_actions_set_media (MajuCallPage   *self,
                                           MajuLocalMedia *media);
void     maju_call_page_actions_sync (MajuCallPage *self);

/* maju-call-page-bell.c: who is rung. @bell: (nullable). */
void     maju_call_page_bell_init (MajuCallPage *self);
void     maju_call_page_bell_set (MajuCallPage *self,
                                  MajuBell     *bell);

/* maju-call-page-compact.c: the small window. */
void     maju_call_page_compact_set (MajuCallPage *self,
                                     gboolean      compact);
void     maju_call_page_compact_update_title (MajuCallPage *self);
void     maju_call_page_compact_watch_keys (MajuCallPage *self);
void     maju_call_page_compact_unwatch_keys (MajuCallPage *self);

/* maju-call-page-notices.c: what is said while it happens. */
void     maju_call_page_notices_init (MajuCallPage *self);
void     maju_call_page_say (MajuCallPage *self,
                             const char   *words);

/* As above, longer, and not cut off. Returns: (transfer none). */
AdwToast *maju_call_page_say_trouble (MajuCallPage *self,
                                      const char   *words);

/* For a screen reader alone. */
void     maju_call_page_announce (MajuCallPage *self,
                                  const char   *words);

/* With something to do about it, for so many seconds. */
void     maju_call_page_ask (MajuCallPage *self,
                             const char   *words,
                             const char   *button_label,
                             const char   *action_name,
                             guint         seconds);

/* Takes back the toast about a message, which is seen otherwise. */
void     maju_call_page_drop_message (MajuCallPage *self);

/* maju-call-page-devices.c: what happens to the own devices. */
void     maju_call_page_devices_init (MajuCallPage *self);
void     maju_call_page_devices_set_media (MajuCallPage   *self,
                                           MajuLocalMedia *media);

/* maju-call-page-files.c: files that are dropped on the call. */
void     maju_call_page_files_init (MajuCallPage *self);

/* maju-call-page-share.c: screens, one's own and others'. */
void     maju_call_page_share_init (MajuCallPage *self);
void     maju_call_page_share_set_call (MajuCallPage *self,
                                        MajuCall     *call);

/* maju-call-page-safety.c: whether the people are who they say. */
void     maju_call_page_safety_init (MajuCallPage *self);
void     maju_call_page_safety_update (MajuCallPage *self);

/* Returns: (transfer full) (nullable). There has to be a call. */
MajuParticipant *maju_call_page_find_participant (MajuCallPage *self,
                                                  const char   *id);

/* maju-call-page-door.c: who may come in. @former: (nullable): of the call before */
void     maju_call_page_door_init (MajuCallPage *self);
void     maju_call_page_door_set (MajuCallPage *self,
                                  MajuDoor     *former);

/* maju-call-page-panel.c: chat and people beside the stage. */
void     maju_call_page_panel_init (MajuCallPage *self);
gboolean maju_call_page_panel_shows (MajuCallPage *self,
                                     const char   *name);
void     maju_call_page_panel_show (MajuCallPage *self,
                                    const char   *name,
                                    gboolean      show);

/* Takes what stands in the chat as read if it is seen: the panel is open, and
 * the window is the one that the person uses. */
void     maju_call_page_panel_mark_read (MajuCallPage *self);

/* maju-call-page-gestures.c: hands, reactions, and who is asked to be silent. */
void     maju_call_page_gestures_init (MajuCallPage *self);
void     maju_call_page_gestures_set_call (MajuCallPage *self,
                                           MajuCall     *call);

G_END_DECLS
