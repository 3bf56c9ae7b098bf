/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-wire-error.h"

G_DEFINE_QUARK (maju-wire-error-quark, maju_wire_error)
