/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MAJU_TYPE_KNOCKER (maju_knocker_get_type ())

/**
 * MajuKnocker:
 *
 * Somebody who waits at the locked door. Nothing is known of them but what they
 * call themselves.
 *
 * Properties: `id`, `display-name` (never empty).
 */
G_DECLARE_FINAL_TYPE (MajuKnocker, maju_knocker, MAJU, KNOCKER, GObject)

/* @name: cleaned; may be empty. */
MajuKnocker *maju_knocker_new              (const char  *id,
                                            const char  *name)
                                            G_GNUC_WARN_UNUSED_RESULT;
const char  *maju_knocker_get_id           (MajuKnocker *self);
const char  *maju_knocker_get_display_name (MajuKnocker *self);

G_END_DECLS
