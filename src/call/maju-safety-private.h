/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-safety.h"

G_BEGIN_DECLS

MajuSafety *maju_safety_new              (void)
                                          G_GNUC_WARN_UNUSED_RESULT;

/* Of both certificates, as verified. With others than before nothing is compared
 * any more. */
void        maju_safety_set_fingerprints (MajuSafety *self,
                                          const char *own,
                                          const char *other);

G_END_DECLS
