/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Whether the windows are light or dark: as the settings say, or as the system
 * does. The stage of a call is dark in any case.
 */

/* Follows @settings for as long as the application runs. */
void maju_style_follow (GSettings *settings);

/* Binds the property @name of @object, a guint, to the choice: 0 as the system,
 * 1 light, 2 dark. */
void maju_style_bind (GSettings  *settings,
                      GObject    *object,
                      const char *name);

G_END_DECLS
