/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_BELL (maju_bell_get_type ())

/**
 * MajuBell:
 *
 * Who is rung because of us: those who keep the room open and wait to be
 * called; see "Ringing" in PROTOCOL.md. Nobody knows who they are.
 *
 * Property (main context of the call): `silent`, before joining whether nobody is
 * to be rung because of us, and from then on whether it is so. It is also when we
 * came to nobody but silent people.
 *
 * Signal: `declined` (const char *name): somebody who was rung is not coming.
 * The name is the server's word, clean and never empty.
 */
G_DECLARE_FINAL_TYPE (MajuBell, maju_bell, MAJU, BELL, GObject)

gboolean maju_bell_get_silent (MajuBell *self);

/* Before joining. With a server that does not know silent calls, and would ring,
 * joining fails with MAJU_CALL_ERROR_VERSION. */
void     maju_bell_set_silent (MajuBell *self,
                               gboolean  silent);

G_END_DECLS
