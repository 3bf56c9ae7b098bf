/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-file-transfer.h"

G_BEGIN_DECLS

/* How big it is, and how far: in a few words for a row. */
char *maju_file_words_describe (MajuFileTransfer *transfer)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
