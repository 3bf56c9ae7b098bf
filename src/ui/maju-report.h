/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-situation.h"

G_BEGIN_DECLS

/* What somebody who helps wants to know, as text: versions, states, figures.
 * Nobody's name, no address, no link and no key is in it; people are numbered.
 * Not translated: it is read by others than who copies it. */
char *maju_report_make (const MajuSituation *situation)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
