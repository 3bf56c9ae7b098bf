/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-welcome-page.h"

struct _MajuWelcomePage
{
  AdwNavigationPage parent_instance;

  GSettings *settings;

  AdwEntryRow *name_entry;
};

G_DEFINE_FINAL_TYPE (MajuWelcomePage, maju_welcome_page,
                     ADW_TYPE_NAVIGATION_PAGE)

static void
go_on_cb (MajuWelcomePage *self)
{
  maju_welcome_page_set_over (self->settings);
  gtk_widget_activate_action (GTK_WIDGET (self), "navigation.pop", NULL);
}

static void
shown_cb (MajuWelcomePage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
}

static void
maju_welcome_page_dispose (GObject *object)
{
  MajuWelcomePage *self = MAJU_WELCOME_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_WELCOME_PAGE);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (maju_welcome_page_parent_class)->dispose (object);
}

static void
maju_welcome_page_class_init (MajuWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = maju_welcome_page_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuWelcomePage, name_entry);
  gtk_widget_class_bind_template_callback (widget_class, go_on_cb);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
}

static void
maju_welcome_page_init (MajuWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
maju_welcome_page_new (GSettings *settings)
{
  MajuWelcomePage *self;
  g_autofree char *name = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (MAJU_TYPE_WELCOME_PAGE, NULL);
  self->settings = g_object_ref (settings);

  /* As on the ready page: the account's, until another is typed. */
  name = g_settings_get_string (settings, "name");
  if (*name == '\0' && !g_str_equal (g_get_real_name (), "Unknown"))
    g_set_str (&name, g_get_real_name ());
  gtk_editable_set_text (GTK_EDITABLE (self->name_entry), name);
  g_settings_bind (settings, "name", self->name_entry, "text",
                   G_SETTINGS_BIND_SET);

  return ADW_NAVIGATION_PAGE (self);
}

gboolean
maju_welcome_page_is_over (GSettings *settings)
{
  g_return_val_if_fail (G_IS_SETTINGS (settings), TRUE);

  return g_settings_get_boolean (settings, "welcomed");
}

void
maju_welcome_page_set_over (GSettings *settings)
{
  g_return_if_fail (G_IS_SETTINGS (settings));

  g_settings_set_boolean (settings, "welcomed", TRUE);
}
