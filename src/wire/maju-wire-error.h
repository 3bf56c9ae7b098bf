/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MajuWireError:
 * @MAJU_WIRE_ERROR_SYNTAX: not strict JSON (RFC 8259), or not an object
 * @MAJU_WIRE_ERROR_TOO_LARGE: over one of the limits of maju-limits.h
 * @MAJU_WIRE_ERROR_UNSUPPORTED: a type of message that is not known
 * @MAJU_WIRE_ERROR_FIELD: a field is missing, of another kind, or out of range
 * @MAJU_WIRE_ERROR_LINK: not a room link
 * @MAJU_WIRE_ERROR_SIGNATURE: a description that was not signed with the key
 */
typedef enum
{
  MAJU_WIRE_ERROR_SYNTAX,
  MAJU_WIRE_ERROR_TOO_LARGE,
  MAJU_WIRE_ERROR_UNSUPPORTED,
  MAJU_WIRE_ERROR_FIELD,
  MAJU_WIRE_ERROR_LINK,
  MAJU_WIRE_ERROR_SIGNATURE,
} MajuWireError;

#define MAJU_WIRE_ERROR (maju_wire_error_quark ())

GQuark maju_wire_error_quark (void);

G_END_DECLS
