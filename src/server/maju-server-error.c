/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-server-error.h"

G_DEFINE_QUARK (maju-server-error-quark, maju_server_error)
