/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-share-window.h"

#include "maju-share-view.h"

#define WIDTH  960
#define HEIGHT 600

enum
{
  ALLOCATED,
  N_SIGNALS
};

struct _MajuShareWindow
{
  AdwWindow parent_instance;

  AdwToolbarView *toolbars;
  MajuShareView *view; /* the content's */
};

G_DEFINE_FINAL_TYPE (MajuShareWindow, maju_share_window, ADW_TYPE_WINDOW)

static guint signals[N_SIGNALS];

static void
fullscreen_action_cb (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_fullscreen (GTK_WINDOW (widget));
}

static void
fullscreened_cb (MajuShareWindow *self)
{
  adw_toolbar_view_set_reveal_top_bars (
    self->toolbars, !gtk_window_is_fullscreen (GTK_WINDOW (self)));
}

static void
maju_share_window_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  GTK_WIDGET_CLASS (maju_share_window_parent_class)->size_allocate (
    widget, width, height, baseline);
  g_signal_emit (widget, signals[ALLOCATED], 0);
}

static void
maju_share_window_class_init (MajuShareWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->size_allocate = maju_share_window_size_allocate;

  signals[ALLOCATED] =
    g_signal_new ("allocated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "window.share-fullscreen", NULL,
                                   fullscreen_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F11, 0,
                                       "window.share-fullscreen", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w,
                                       GDK_CONTROL_MASK, "window.close", NULL);
}

static void
maju_share_window_init (MajuShareWindow *self)
{
  self->toolbars = ADW_TOOLBAR_VIEW (adw_toolbar_view_new ());
  adw_toolbar_view_add_top_bar (self->toolbars, adw_header_bar_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->toolbars), "stage");
  adw_window_set_content (ADW_WINDOW (self), GTK_WIDGET (self->toolbars));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 240);
  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (fullscreened_cb),
                    NULL);
}

static gboolean
label_to_title (GBinding     *binding,
                const GValue *from,
                GValue       *to,
                gpointer      user_data)
{
  g_value_take_string (to, maju_share_view_make_title (user_data));

  return TRUE;
}

GtkWindow *
maju_share_window_new (MajuParticipant *participant)
{
  MajuShareWindow *self = g_object_new (MAJU_TYPE_SHARE_WINDOW, NULL);

  self->view = MAJU_SHARE_VIEW (maju_share_view_new (participant, TRUE));
  adw_toolbar_view_set_content (self->toolbars, GTK_WIDGET (self->view));
  g_object_bind_property_full (participant, "display-name", self, "title",
                               G_BINDING_SYNC_CREATE, label_to_title, NULL,
                               self->view, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));

  return GTK_WINDOW (self);
}

guint
maju_share_window_get_shown_height (MajuShareWindow *self)
{
  g_return_val_if_fail (MAJU_IS_SHARE_WINDOW (self), 0);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->view))
      || gtk_window_is_suspended (GTK_WINDOW (self)))
    return 0;

  return maju_share_view_get_shown_height (self->view);
}
