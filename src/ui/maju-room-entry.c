/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-room-entry.h"

#include "maju-wire-error.h"

#include <glib/gi18n.h>

MajuRoomLink *
maju_room_entry_parse (const char *text,
                       const char *server,
                       GError    **error)
{
  g_autofree char *stripped = NULL;
  g_autofree char *link = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = g_strstrip (g_strdup (text));
  if (strstr (stripped, "://") != NULL)
    return maju_room_link_parse (stripped, error);

  /* A link that lost its scheme on the way. */
  if (strpbrk (stripped, "/#:.") != NULL)
    {
      link = g_strconcat ("https://", stripped, NULL);
      return maju_room_link_parse (link, error);
    }

  if (server == NULL || *server == '\0')
    {
      g_set_error_literal (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_LINK,
                           _("A code alone needs a server. Paste the whole "
                             "link, or set a server in Preferences."));
      return NULL;
    }
  return maju_room_link_parse_code (server, stripped, error);
}
