/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

struct spa_dict;

/* What it tells, in the main context of its maker. */
typedef struct
{
  void (*camera_added)    (guint32                id,
                           const struct spa_dict *props,
                           gpointer               user_data);
  void (*camera_removed)  (guint32  id,
                           gpointer user_data);

  /* As of MajuPipewire. */
  void (*default_changed) (const char *key,
                           const char *name,
                           gpointer    user_data);

  /* A getter says something else. */
  void (*changed)         (gpointer user_data);
} MajuCameraPortalFuncs;

#define MAJU_TYPE_CAMERA_PORTAL (maju_camera_portal_get_type ())

/**
 * MajuCameraPortal:
 *
 * The cameras that the desktop gives out by its Camera portal: who cannot reach
 * PipeWire itself, as in a sandbox, gets them so. Nothing is looked for and
 * nobody is asked before a camera is wanted. What is refused is taken by itself
 * when it is allowed later, without another question.
 */
G_DECLARE_FINAL_TYPE (MajuCameraPortal, maju_camera_portal, MAJU, CAMERA_PORTAL,
                      GObject)

MajuCameraPortal *maju_camera_portal_new (const MajuCameraPortalFuncs *funcs,
                                          gpointer                     user_data)
G_GNUC_WARN_UNUSED_RESULT;

/* Somebody wants a camera: asks the person if they have not been asked, and
 * again if they said no. */
void              maju_camera_portal_want (MajuCameraPortal *self);
void              maju_camera_portal_unwant (MajuCameraPortal *self);

/* Whether an answer is awaited, of the person or of the desktop. */
gboolean          maju_camera_portal_get_pending (MajuCameraPortal *self);

/* Whether the desktop has such a portal, as far as is known. */
gboolean          maju_camera_portal_get_present (MajuCameraPortal *self);

/* Why no camera is listed, of MAJU_MEDIA_ERROR: DENIED, REVOKED, UNAVAILABLE (no
 * such portal), HIDDEN (it has a camera and gives out none), NO_DEVICE.
 *
 * Returns: (transfer none) (nullable). */
const GError     *maju_camera_portal_get_error (MajuCameraPortal *self);

/* No function is called any more. */
void              maju_camera_portal_close (MajuCameraPortal *self);

G_END_DECLS
