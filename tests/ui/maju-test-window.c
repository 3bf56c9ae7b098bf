/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-test-window.h"

#include "maju-word-breaks.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <gst/gst.h>

#include <locale.h>

#define PATIENCE 20 /* s */

void
maju_test_window_init (int    *argc,
                       char ***argv)
{
  g_autoptr(GtkCssProvider) css = gtk_css_provider_new ();
  GtkIconTheme *icons;

  setlocale (LC_ALL, "");
  if (g_getenv ("MAJU_LOCALEDIR") != NULL)
    bindtextdomain (GETTEXT_PACKAGE, g_getenv ("MAJU_LOCALEDIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  gst_init (argc, argv);
  adw_init ();
  maju_word_breaks_init ();
  icons = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  gtk_icon_theme_add_resource_path (icons, "/org/maju/Maju/icons");
  if (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    g_object_set (css, "prefers-contrast", GTK_INTERFACE_CONTRAST_MORE, NULL);
  gtk_css_provider_load_from_resource (css, "/org/maju/Maju/style.css");
  gtk_style_context_add_provider_for_display (
    gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
    GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

GtkWindow *
maju_test_window_new (MajuCallPage *page,
                      int           width,
                      int           height)
{
  AdwNavigationView *view = ADW_NAVIGATION_VIEW (adw_navigation_view_new ());
  GtkWindow *window = GTK_WINDOW (adw_window_new ());

  adw_navigation_view_push (view, ADW_NAVIGATION_PAGE (page));
  adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (view));
  gtk_window_set_title (window, "Stage");
  gtk_window_set_default_size (window, width, height);
  gtk_window_present (window);
  gtk_widget_grab_focus (GTK_WIDGET (page));

  return window;
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static gboolean
late_cb (gpointer user_data)
{
  g_error ("There was no “%s” in %d s", (const char *) user_data, PATIENCE);
}

void
maju_test_window_wait_signals (gpointer    object,
                               const char *signal,
                               guint       n)
{
  guint late = g_timeout_add_seconds (PATIENCE, late_cb, (gpointer) signal);
  guint count = 0;
  gulong id = g_signal_connect_swapped (object, signal, G_CALLBACK (count_cb),
                                        &count);

  while (count < n)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (object, id);
  g_source_remove (late);
}

void
maju_test_window_wait_frames (GtkWindow *window,
                              guint      n)
{
  for (guint i = 0; i < n; i++)
    {
      gtk_widget_queue_draw (GTK_WIDGET (window));
      maju_test_window_wait_signals (
        gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint", 1);
    }
}

/* The shadow is outside of what a paintable shows. */
static GskRenderNode *
skip_clips (GskRenderNode *node)
{
  while (gsk_render_node_get_node_type (node) == GSK_CLIP_NODE)
    node = gsk_clip_node_get_child (node);

  return node;
}

void
maju_test_window_save (GtkWindow             *window,
                       const graphene_rect_t *area,
                       const char            *path)
{
  g_autoptr(GdkPaintable) paintable =
    gtk_widget_paintable_new (GTK_WIDGET (window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (
    gtk_native_get_renderer (GTK_NATIVE (window)),
    area != NULL ? skip_clips (node) : node,
    area != NULL ? area : &GRAPHENE_RECT_INIT (0, 0, width, height));
  g_assert_true (gdk_texture_save_to_png (texture, path));
}
