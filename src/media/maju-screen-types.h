/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-media.h"

G_BEGIN_DECLS

/* libportal's, for which see xdp_parent_new_gtk(). */
typedef struct _XdpParent XdpParent;

typedef enum
{
  MAJU_SCREEN_STATE_OFF,
  MAJU_SCREEN_STATE_ASKING,     /* until the first picture of what was chosen */
  MAJU_SCREEN_STATE_RUNNING,
  MAJU_SCREEN_STATE_FAILED,     /* `error` says why; off, but for that */
} MajuScreenState;

#define MAJU_TYPE_SCREEN_STATE (maju_screen_state_get_type ())

/**
 * MajuScreenMode:
 * @MAJU_SCREEN_MODE_TEXT: sharp, 5 frames a second
 * @MAJU_SCREEN_MODE_MOTION: smooth, 30 frames a second
 */
typedef enum
{
  MAJU_SCREEN_MODE_TEXT,
  MAJU_SCREEN_MODE_MOTION,
} MajuScreenMode;

#define MAJU_TYPE_SCREEN_MODE (maju_screen_mode_get_type ())

GType maju_screen_state_get_type (void);
GType maju_screen_mode_get_type (void);

G_END_DECLS
