/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-web.h"

#include "maju-web-resources.h"

#include "maju-room-link.h"

#include <gio/gio.h>
#include <string.h>

#define FOLDER "/org/maju/Maju/web/"
#define INDEX "index.html"
#define PAGE_PREFIX "/r/"
#define FILE_PREFIX "/web/"

/* Of SHA-256, in hexadecimal digits. */
#define ETAG_DIGITS 32

/* Of zlib's levels: it is done once. */
#define PACKING 9

#define STATUS_OK 200
#define STATUS_NOT_MODIFIED 304
#define STATUS_NOT_FOUND 404

typedef struct
{
  GBytes *body;
  char *etag;                   /* with its quotes */
} Form;

typedef struct
{
  const char *content_type;     /* static */
  Form plain;
  Form packed;                  /* by gzip */
} File;

struct _MajuWeb
{
  GHashTable *files;            /* of File, by name */
};

static const struct
{
  const char *suffix;
  const char *type;
} types[] = {
  { ".css", "text/css; charset=utf-8" },
  { ".html", "text/html; charset=utf-8" },
  { ".js", "text/javascript; charset=utf-8" },
  { ".svg", "image/svg+xml" },
};

/* The page gets nothing from anywhere else, runs nothing that is not a file of
 * its own, is in nobody's frame and shares nothing with a page that opened it.
 * 'self' of connect-src is the WebSocket of the same host, too (CSP level 3,
 * section 6.7.2.8). */
static const MajuHeader page_headers[] = {
  { "content-security-policy:",
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self' blob:; connect-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'" },
  { "permissions-policy:",
    "camera=(self), microphone=(self), display-capture=(self), "
    "speaker-selection=(self), fullscreen=(self), screen-wake-lock=(self), "
    "autoplay=(self), clipboard-write=(self), picture-in-picture=(self), "
    "accelerometer=(), bluetooth=(), browsing-topics=(), clipboard-read=(), "
    "geolocation=(), gyroscope=(), hid=(), idle-detection=(), "
    "local-fonts=(), magnetometer=(), midi=(), payment=(), "
    "publickey-credentials-get=(), serial=(), storage-access=(), usb=(), "
    "window-management=(), xr-spatial-tracking=()" },
  { "cross-origin-opener-policy:", "same-origin" },
  { "cross-origin-embedder-policy:", "require-corp" },
  { "cache-control:", "no-cache" },
  { "vary:", "accept-encoding" },
  { NULL, NULL },
};

/* A file that is opened by itself is nobody's page. */
static const MajuHeader file_headers[] = {
  { "content-security-policy:",
    "default-src 'none'; frame-ancestors 'none'; sandbox" },
  { "cross-origin-embedder-policy:", "require-corp" },
  { "cache-control:", "no-cache" },
  { "vary:", "accept-encoding" },
  { NULL, NULL },
};

static void
form_init (Form   *form,
           GBytes *body)
{
  g_autofree char *hash =
    g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);

  form->body = body;
  form->etag = g_strdup_printf ("\"%.*s\"", ETAG_DIGITS, hash);
}

static void
form_clear (Form *form)
{
  g_bytes_unref (form->body);
  g_free (form->etag);
}

static void
file_free (File *file)
{
  form_clear (&file->plain);
  form_clear (&file->packed);
  g_free (file);
}

static GBytes *
pack (GBytes *body)
{
  g_autoptr(GZlibCompressor) compressor =
    g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, PACKING);
  g_autoptr(GError) error = NULL;
  GBytes *packed =
    g_converter_convert_bytes (G_CONVERTER (compressor), body, &error);

  g_assert_no_error (error);
  return packed;
}

static const char *
find_type (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (g_str_has_suffix (name, types[i].suffix))
        return types[i].type;
    }
  return NULL;
}

static File *
load_file (GResource  *resource,
           const char *name)
{
  g_autofree char *path = g_strconcat (FOLDER, name, NULL);
  File *file = g_new0 (File, 1);
  GBytes *body = g_resource_lookup_data (resource, path,
                                         G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  file->content_type = find_type (name);
  g_assert (body != NULL && file->content_type != NULL);
  form_init (&file->plain, body);
  form_init (&file->packed, pack (body));
  return file;
}

MajuWeb *
maju_web_new (void)
{
  MajuWeb *self = g_new0 (MajuWeb, 1);
  GResource *resource = maju_web_get_resource ();
  g_auto(GStrv) names =
    g_resource_enumerate_children (resource, FOLDER,
                                   G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) file_free);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_hash_table_insert (self->files, g_strdup (names[i]),
                         load_file (resource, names[i]));
  return self;
}

void
maju_web_free (MajuWeb *self)
{
  g_hash_table_unref (self->files);
  g_free (self);
}

gboolean
maju_web_is_page (const char *path)
{
  return g_str_has_prefix (path, PAGE_PREFIX) &&
         maju_room_link_check_room (path + strlen (PAGE_PREFIX));
}

/* The field's value is a list of tags or `*` (RFC 9110 section 13.1.2). Tags are
 * compared weakly: a proxy that compresses makes ours a weak one. Ours has no
 * comma or space in it, so what is quoted need not be looked at. */
static gboolean
is_known (const char *if_none_match,
          const char *etag)
{
  g_auto(GStrv) tags = NULL;

  if (if_none_match == NULL)
    return FALSE;
  tags = g_strsplit (if_none_match, ",", -1);
  for (guint i = 0; tags[i] != NULL; i++)
    {
      const char *tag = g_strstrip (tags[i]);

      if (g_str_has_prefix (tag, "W/"))
        tag += strlen ("W/");
      if (g_str_equal (tag, "*") || g_str_equal (tag, etag))
        return TRUE;
    }
  return FALSE;
}

/* Whether the field names gzip, and not to refuse it (RFC 9110 section 12.5.3). */
static gboolean
takes_packed (const char *accept_encoding)
{
  g_auto(GStrv) codings = NULL;

  if (accept_encoding == NULL)
    return FALSE;
  codings = g_strsplit (accept_encoding, ",", -1);
  for (guint i = 0; codings[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (codings[i], ";", 2);

      if (parts[0] == NULL ||
          g_ascii_strcasecmp (g_strstrip (parts[0]), "gzip") != 0)
        continue;
      return parts[1] == NULL || strpbrk (parts[1], "123456789") != NULL;
    }
  return FALSE;
}

gboolean
maju_web_answer (MajuWeb           *self,
                 const MajuRequest *request,
                 MajuResponse      *response)
{
  const char *name = NULL;
  gboolean is_page = g_str_has_prefix (request->path, PAGE_PREFIX);
  gboolean is_packed = takes_packed (request->accept_encoding);
  const Form *form;
  File *file;

  if (is_page)
    name = INDEX;
  else if (g_str_has_prefix (request->path, FILE_PREFIX))
    name = request->path + strlen (FILE_PREFIX);
  if (name == NULL || (!is_page && g_str_equal (name, INDEX)))
    return FALSE;
  file = g_hash_table_lookup (self->files, name);
  if (file == NULL)
    return FALSE;
  form = is_packed ? &file->packed : &file->plain;
  response->headers = is_page ? page_headers : file_headers;
  response->etag = form->etag;

  /* Of a room that cannot be the page says that the link is wrong. */
  if (is_page && !maju_web_is_page (request->path))
    {
      response->status = STATUS_NOT_FOUND;
    }
  else if (is_known (request->if_none_match, form->etag))
    {
      response->status = STATUS_NOT_MODIFIED;
      return TRUE;
    }
  else
    {
      response->status = STATUS_OK;
    }
  response->content_type = file->content_type;
  response->content_encoding = is_packed ? "gzip" : NULL;
  response->body = g_bytes_ref (form->body);
  return TRUE;
}
