/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-picture-file.h"

#include <glib/gstdio.h>
#include <string.h>

#define PNG "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
#define JPEG "\xff\xd8\xff\xe0\0\4ab"
#define FRAME(height, width) "\xff\xc0\0\x11\x08" height width "\3"

static const struct
{
  const char *data;
  gsize length;
  guint width;                  /* 0: refused */
  guint height;
} cases[] = {
#define BYTES(text) text, sizeof (text) - 1

  { BYTES (""), 0, 0 },
  { BYTES ("GIF89a................................"), 0, 0 },
  { BYTES ("<svg xmlns='http://www.w3.org/2000/svg'/>"), 0, 0 },
  { BYTES (PNG), 0, 0 },
  { BYTES (PNG "\0\0\1\0\0\0\0\x40"), 256, 64 },
  { BYTES (PNG "\0\0\0\0\0\0\0\x40"), 0, 0 },
  { BYTES (PNG "\0\0\x20\0\0\0\0\x40"), 8192, 64 },
  { BYTES (PNG "\0\0\x20\1\0\0\0\x40"), 0, 0 },
  { BYTES (PNG "\0\0\x20\0\0\0\x20\0"), 0, 0 },
  { BYTES (PNG "\xff\xff\xff\xff\xff\xff\xff\xff"), 0, 0 },
  { BYTES (JPEG FRAME ("\0\x40", "\1\0")), 256, 64 },
  { BYTES (JPEG FRAME ("\xff\xff", "\xff\xff")), 0, 0 },
  { BYTES (JPEG "\xff\xd9"), 0, 0 },
  { BYTES (JPEG), 0, 0 },
  { BYTES ("\xff\xd8\xff\xe0\0\0\xff\xe0\0\0\xff\xe0\0\0"), 0, 0 },
  { BYTES ("\xff\xd8\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), 0, 0 },
};

static void
test_probe (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree guint8 *data = g_memdup2 (cases[i].data, cases[i].length);
      guint width = 0, height = 0;
      gboolean good;

      g_test_message ("%" G_GSIZE_FORMAT, i);
      good = maju_picture_file_probe (data, cases[i].length, &width, &height);
      g_assert_cmpint (good, ==, cases[i].width > 0);
      if (!good)
        continue;
      g_assert_cmpuint (width, ==, cases[i].width);
      g_assert_cmpuint (height, ==, cases[i].height);
    }
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GdkTexture *
load (const char *data,
      gsize       length,
      GError    **error)
{
  g_autofree char *path = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  int fd = g_file_open_tmp ("picture-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, data, length, NULL));
  file = g_file_new_for_path (path);
  maju_picture_file_load_async (file, NULL, loaded_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_remove (path);

  return maju_picture_file_load_finish (result, error);
}

static void
test_load (void)
{
  static const guint8 pixels[16] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  g_autoptr(GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GdkTexture) loaded = NULL;
  g_autoptr(GBytes) png = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  const char *data;

  texture = gdk_memory_texture_new (2, 2, GDK_MEMORY_R8G8B8A8, bytes, 8);
  png = gdk_texture_save_to_png_bytes (texture);
  data = g_bytes_get_data (png, &length);
  loaded = load (data, length, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (loaded), ==, 2);

  /* Half of it, and none. */
  g_assert_null (load (data, length / 2, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (load ("<svg/>", 6, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/picture-file/probe", test_probe);
  g_test_add_func ("/picture-file/load", test_load);

  return g_test_run ();
}
