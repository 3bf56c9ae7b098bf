/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each target has one of both. Its own assertions are the findings, besides
 * crashes and what the sanitizers see. */
int            LLVMFuzzerTestOneInput (const guint8 *data,
                                       gsize         length);

/* How many inputs were taken as valid. */
extern guint64 fuzz_n_accepted;

G_END_DECLS
