/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-local-media.h"

G_BEGIN_DECLS

#define MAJU_TYPE_SAVING (maju_saving_get_type ())

/**
 * MajuSaving:
 *
 * Keeps what is sent of the camera small while the desktop saves power or pays
 * for its network, unless the setting `save` says not to.
 *
 * Properties: `words`, why less is sent, for the person; %NULL when it is not.
 */
G_DECLARE_FINAL_TYPE (MajuSaving, maju_saving, MAJU, SAVING, GObject)

MajuSaving *maju_saving_new (GSettings      *settings,
                             MajuLocalMedia *media)
G_GNUC_WARN_UNUSED_RESULT;

const char *maju_saving_get_words (MajuSaving *self);

G_END_DECLS
