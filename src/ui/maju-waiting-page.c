/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-waiting-page.h"

struct _MajuWaitingPage
{
  AdwNavigationPage parent_instance;
};

G_DEFINE_FINAL_TYPE (MajuWaitingPage, maju_waiting_page,
                     ADW_TYPE_NAVIGATION_PAGE)

static void
maju_waiting_page_class_init (MajuWaitingPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (
    GTK_WIDGET_CLASS (klass), "/org/maju/Maju/maju-waiting-page.ui");
}

static void
maju_waiting_page_init (MajuWaitingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
maju_waiting_page_new (void)
{
  return g_object_new (MAJU_TYPE_WAITING_PAGE, NULL);
}
