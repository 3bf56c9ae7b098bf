/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_SAFETY (maju_safety_get_type ())

/**
 * MajuSafety:
 *
 * How a person knows that another one is who they hear: words that both read to
 * each other. Both certificates make them, so they are known once there is a path.
 *
 * Properties (main context of the call):
 *  - `ready` (boolean): there are words
 *  - `compared` (boolean): the person said that they match. It holds for the
 *    certificate that they were made of
 */
G_DECLARE_FINAL_TYPE (MajuSafety, maju_safety, MAJU, SAFETY, GObject)

gboolean maju_safety_get_ready        (MajuSafety         *self);
gboolean maju_safety_get_compared     (MajuSafety         *self);

/* The person's answer. Without effect while there are no words. */
void     maju_safety_set_compared     (MajuSafety         *self,
                                       gboolean            compared);

/* Finishes with the words as numbers for maju_safety_word_get_picture(). */
void     maju_safety_get_words_async  (MajuSafety         *self,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);

/* Returns: (transfer full): MAJU_SAFETY_WORDS bytes. */
GBytes  *maju_safety_get_words_finish (MajuSafety         *self,
                                       GAsyncResult       *result,
                                       GError            **error)
                                       G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
