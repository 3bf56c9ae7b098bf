/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "maju-room-link.h"

#include <string.h>

guint64 fuzz_n_accepted;

static void
check_form (MajuRoomLink  *link,
            MajuLinkScheme scheme)
{
  g_autofree char *text = maju_room_link_to_string (link, scheme);
  g_autofree char *again_text = NULL;
  g_autoptr(MajuRoomLink) again = NULL;
  g_autoptr(GError) error = NULL;

  again = maju_room_link_parse (text, &error);
  g_assert_no_error (error);
  g_assert_true (maju_room_link_equal (link, again));
  again_text = maju_room_link_to_string (again, scheme);
  g_assert_cmpstr (text, ==, again_text);
}

/* What comes after the `#` of a link must not be in the words of an error. */
static void
check_words (const char *text,
             GError     *error)
{
  const char *key = strchr (text, '#');

  if (key != NULL && strlen (key) > 8)
    g_assert_null (strstr (error->message, key + 1));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autofree char *text = g_strndup ((const char *) data, length);
  g_autofree char *socket_uri = NULL;
  g_autofree char *server = NULL;
  g_autoptr(MajuRoomLink) link = NULL;
  g_autoptr(MajuRoomLink) other = NULL;
  g_autoptr(GError) error = NULL;

  link = maju_room_link_parse (text != NULL ? text : "", &error);
  g_assert_true ((link == NULL) == (error != NULL));
  if (link == NULL)
    {
      check_words (text != NULL ? text : "", error);
      return 0;
    }

  fuzz_n_accepted++;
  check_form (link, MAJU_LINK_SCHEME_WEB);
  check_form (link, MAJU_LINK_SCHEME_MAJU);
  socket_uri = maju_room_link_get_socket_uri (link);
  g_assert_true (g_uri_is_valid (socket_uri, G_URI_FLAGS_NONE, NULL));
  server = maju_room_link_get_server (link);
  other = maju_room_link_parse_code (server, maju_room_link_get_room (link),
                                     &error);
  g_assert_no_error (error);

  return 0;
}
