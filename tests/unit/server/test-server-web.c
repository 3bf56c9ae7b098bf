/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-web.h"

#include <gio/gio.h>
#include <string.h>

#define ROOM "kxbt-rfmq-saha-jwmn"

/* What somebody with a poor connection waits for, all together, as it comes over
 * the line. */
#define PAGE_BYTES 100000

static gboolean
ask (MajuWeb      *web,
     const char   *path,
     const char   *if_none_match,
     MajuResponse *response)
{
  const MajuRequest request = { path, if_none_match, NULL };

  memset (response, 0, sizeof *response);
  return maju_web_answer (web, &request, response);
}

static const char *
get_header (const MajuResponse *response,
            const char         *name)
{
  for (const MajuHeader *header = response->headers; header->name != NULL;
       header++)
    {
      if (g_str_equal (header->name, name))
        return header->value;
    }
  return "";
}

static void
test_page (void)
{
  g_autoptr(MajuWeb) web = maju_web_new ();
  MajuResponse response;
  const char *policy;

  g_assert_true (ask (web, "/r/" ROOM, NULL, &response));
  g_assert_cmpuint (response.status, ==, 200);
  g_assert_cmpstr (response.content_type, ==, "text/html; charset=utf-8");
  g_assert_true (g_str_has_prefix (g_bytes_get_data (response.body, NULL),
                                   "<!doctype html>"));
  policy = get_header (&response, "content-security-policy:");
  g_assert_true (g_str_has_prefix (policy, "default-src 'none'; "));
  g_assert_null (strstr (policy, "unsafe"));
  g_assert_null (strstr (policy, "*"));
  g_assert_cmpstr (get_header (&response, "cache-control:"), ==, "no-cache");
  g_bytes_unref (response.body);
}

static void
test_paths (void)
{
  static const struct
  {
    const char *path;
    gboolean is_there;
  } cases[] = {
    { "/r/" ROOM, TRUE },
    { "/r/KXBT-RFMQ-SAHA-JWMN", TRUE },
    { "/r/12345678", TRUE },
    { "/r/1234567", FALSE },
    { "/r/" ROOM "/", FALSE },
    { "/r/" ROOM "/x", FALSE },
    { "/r//" ROOM, FALSE },
    { "/r/kxbt_rfmq_saha", FALSE },
    { "/r/kxbt rfmq saha", FALSE },
    { "/r/\xea\xb0\x80\xea\xb0\x80\xea\xb0\x80", FALSE },
    { "/r/" ROOM ROOM ROOM "1234567", TRUE },
    { "/r/" ROOM ROOM ROOM "12345678", FALSE },
    { "/r/", FALSE },
    { "/r", FALSE },
    { "/R/" ROOM, FALSE },
    { "r/" ROOM, FALSE },
    { "/", FALSE },
    { "", FALSE },
    { "/web", FALSE },
    { "/web/", FALSE },
    { "/web/index.html", FALSE },
    { "/web/../web/index.html", FALSE },
    { "/web//index.html", FALSE },
    { "/web/maju-web.gresource.xml", FALSE },
    { "/web/nothing.js", FALSE },
    { "/org/maju/Maju/web/index.html", FALSE },
  };
  g_autoptr(MajuWeb) web = maju_web_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MajuResponse response;
      gboolean is_there = ask (web, cases[i].path, NULL, &response);

      g_test_message ("%s", cases[i].path);
      g_assert_cmpint (maju_web_is_page (cases[i].path), ==, cases[i].is_there);
      if (is_there && !cases[i].is_there)
        {
          /* The page says itself that there is no such room. */
          g_assert_true (g_str_has_prefix (cases[i].path, "/r/"));
          g_assert_cmpuint (response.status, ==, 404);
          g_assert_nonnull (strstr (get_header (&response,
                                                "content-security-policy:"),
                                    "trusted-types 'none'"));
        }
      else
        {
          g_assert_cmpint (is_there, ==, cases[i].is_there);
          g_assert_cmpuint (response.status, ==, is_there ? 200 : 0);
        }
      g_assert_true ((response.body != NULL) == is_there);
      g_clear_pointer (&response.body, g_bytes_unref);
    }
}

static void
test_not_modified (void)
{
  static const struct
  {
    const char *format;         /* of the tag */
    guint status;
  } cases[] = {
    { "%s", 304 },
    { "W/%s", 304 },
    { "*", 304 },
    { "\"other\", %s", 304 },
    { "\"other\" ,W/%s,\"last\"", 304 },
    { "\"other\"", 200 },
    { "", 200 },
    { ",,,", 200 },
    { "w/%s", 200 },
    { "x%s", 200 },
    { "%sx", 200 },
  };
  g_autoptr(MajuWeb) web = maju_web_new ();
  MajuResponse first;

  ask (web, "/r/" ROOM, NULL, &first);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) tag = g_string_new (cases[i].format);
      MajuResponse response;

      g_string_replace (tag, "%s", first.etag, 0);
      g_test_message ("%s", tag->str);
      g_assert_true (ask (web, "/r/" ROOM, tag->str, &response));
      g_assert_cmpuint (response.status, ==, cases[i].status);
      g_assert_true ((response.body == NULL) == (cases[i].status == 304));
      g_assert_cmpstr (response.etag, ==, first.etag);
      g_assert_true (response.headers == first.headers);
      g_clear_pointer (&response.body, g_bytes_unref);
    }
  g_bytes_unref (first.body);
}

static GBytes *
unpack (GBytes *packed)
{
  g_autoptr(GZlibDecompressor) decompressor =
    g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr(GError) error = NULL;
  GBytes *body =
    g_converter_convert_bytes (G_CONVERTER (decompressor), packed, &error);

  g_assert_no_error (error);
  return body;
}

static void
test_packed (void)
{
  static const struct
  {
    const char *accepted;
    gboolean is_packed;
  } cases[] = {
    { "gzip", TRUE },
    { "gzip, deflate, br, zstd", TRUE },
    { "br;q=1.0,GZIP;q=0.8, *;q=0.1", TRUE },
    { " deflate , gzip ;q=0.001", TRUE },
    { "gzip;q=0", FALSE },
    { "gzip;q=0.000, br", FALSE },
    { "br", FALSE },
    { "xgzip", FALSE },
    { "identity", FALSE },
    { "", FALSE },
    { ",;,;;", FALSE },
  };
  g_autoptr(MajuWeb) web = maju_web_new ();
  MajuResponse plain;

  ask (web, "/r/" ROOM, NULL, &plain);
  g_assert_null (plain.content_encoding);
  g_assert_cmpstr (get_header (&plain, "vary:"), ==, "accept-encoding");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const MajuRequest request = { "/r/" ROOM, NULL, cases[i].accepted };
      MajuResponse response = { 0 };
      g_autoptr(GBytes) body = NULL;

      g_test_message ("%s", cases[i].accepted);
      g_assert_true (maju_web_answer (web, &request, &response));
      g_assert_cmpstr (response.content_encoding, ==,
                       cases[i].is_packed ? "gzip" : NULL);

      /* What is another body has another tag. */
      g_assert_cmpint (g_str_equal (response.etag, plain.etag), !=,
                       cases[i].is_packed);
      body = cases[i].is_packed ? unpack (response.body) :
        g_bytes_ref (response.body);
      g_assert_true (g_bytes_equal (body, plain.body));
      g_bytes_unref (response.body);
    }
  g_bytes_unref (plain.body);
}

/* All files of the folder are in the list, have a type and are small. */
static void
test_folder (void)
{
  g_autoptr(MajuWeb) web = maju_web_new ();
  g_autoptr(GDir) folder = g_dir_open (g_getenv ("MAJU_TEST_WEB"), 0, NULL);
  gsize all = 0;
  const char *name;

  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *address = g_strconcat ("/web/", name, NULL);
      gboolean is_index = g_str_equal (name, "index.html");
      const MajuRequest request = {
        is_index ? "/r/" ROOM : address, NULL, "gzip",
      };
      MajuResponse response = { 0 };

      if (name[0] == '.' || g_str_has_suffix (name, ".xml"))
        continue;
      g_test_message ("%s", name);
      g_assert_true (maju_web_answer (web, &request, &response));
      g_assert_true (g_str_has_suffix (name, ".html") ||
                     !g_str_has_prefix (response.content_type, "text/html"));
      all += g_bytes_get_size (response.body);
      g_bytes_unref (response.body);
    }
  g_test_message ("%" G_GSIZE_FORMAT " bytes", all);
  g_assert_cmpuint (all, >, 0);
  g_assert_cmpuint (all, <, PAGE_BYTES);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/web/page", test_page);
  g_test_add_func ("/server/web/paths", test_paths);
  g_test_add_func ("/server/web/not-modified", test_not_modified);
  g_test_add_func ("/server/web/packed", test_packed);
  g_test_add_func ("/server/web/folder", test_folder);

  return g_test_run ();
}
