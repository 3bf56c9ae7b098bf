/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MajuServerError:
 * @MAJU_SERVER_ERROR_CONFIG: a key or a file that it names is wrong
 * @MAJU_SERVER_ERROR_LISTEN: the address or the port cannot be used
 * @MAJU_SERVER_ERROR_SYSTEM: the system refused something else
 */
typedef enum
{
  MAJU_SERVER_ERROR_CONFIG,
  MAJU_SERVER_ERROR_LISTEN,
  MAJU_SERVER_ERROR_SYSTEM,
} MajuServerError;

#define MAJU_SERVER_ERROR (maju_server_error_quark ())

GQuark maju_server_error_quark (void);

G_END_DECLS
