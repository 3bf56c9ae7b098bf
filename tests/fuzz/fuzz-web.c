/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "maju-room-link.h"
#include "maju-web.h"

#include <string.h>

/* Three lines: a path, If-None-Match and Accept-Encoding. */

guint64 fuzz_n_accepted;

static void
check_page (const char *path)
{
  g_autofree char *text = g_strconcat ("https://a.example", path, NULL);
  g_autoptr(MajuRoomLink) link = NULL;
  g_autoptr(GError) error = NULL;

  /* What is given a page is a link, too. */
  link = maju_room_link_parse (text, &error);
  g_assert_no_error (error);
}

static void
check_response (const MajuRequest  *request,
                const MajuResponse *response)
{
  gboolean is_missing =
    g_str_has_prefix (request->path, "/r/") && !maju_web_is_page (request->path);

  g_assert_true (is_missing == (response->status == 404));
  g_assert_true (is_missing || response->status == 200 || response->status == 304);
  g_assert_true ((response->body == NULL) == (response->status == 304));
  g_assert_nonnull (response->etag);
  g_assert_nonnull (response->headers);
  if (response->status == 304)
    {
      g_assert_true (strchr (request->if_none_match, '*') != NULL ||
                     strstr (request->if_none_match, response->etag) != NULL);
      return;
    }
  g_assert_nonnull (response->content_type);
  if (response->content_encoding != NULL)
    g_assert_nonnull (strpbrk (request->accept_encoding, "gG"));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  static MajuWeb *web;
  g_autofree char *text = g_strndup ((const char *) data, length);
  g_auto(GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", 3);
  guint n = g_strv_length (lines);
  MajuResponse response = { 0 };
  const MajuRequest request = {
    n > 0 ? lines[0] : "", n > 1 ? lines[1] : NULL, n > 2 ? lines[2] : NULL,
  };

  if (web == NULL)
    web = maju_web_new ();
  if (!maju_web_answer (web, &request, &response))
    {
      g_assert_cmpuint (response.status, ==, 0);
      g_assert_null (response.body);
      return 0;
    }
  fuzz_n_accepted++;
  check_response (&request, &response);
  if (maju_web_is_page (request.path))
    check_page (request.path);
  g_clear_pointer (&response.body, g_bytes_unref);

  return 0;
}
