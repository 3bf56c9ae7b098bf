/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Words that two people read to each other to know that nobody stands between
 * them; see "Safety words" in PROTOCOL.md.
 */

#define MAJU_SAFETY_WORDS 12

/* From the fingerprints of both certificates, as in SDP and as verified; the
 * same whichever comes first. It takes a tenth of a second on purpose: not to
 * be called in a thread that anybody waits for.
 *
 * @out_words: MAJU_SAFETY_WORDS numbers from 0 to 63
 *
 * Returns: %FALSE when one of them is no fingerprint. */
gboolean    maju_safety_words_derive     (const char *one,
                                          const char *other,
                                          guint8     *out_words);

/* An emoji, and its name in the person's language. */
const char *maju_safety_word_get_picture (guint       word);
const char *maju_safety_word_get_name    (guint       word);

G_END_DECLS
