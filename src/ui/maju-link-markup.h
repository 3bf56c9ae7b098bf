/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What somebody wrote, as Pango markup that shows it as it is, with the addresses
 * of web pages in it as links. Each link says where it leads: international host
 * names are shown as they are looked up (punycode), so that no letter passes for
 * another, and what has a user name in front of the host, where another host's
 * name could stand, is no link. */
char *maju_link_markup (const char *text)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
