/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-window-private.h"

#include "maju-report.h"
#include "maju-trouble-dialog.h"

/*
 * What the window tells of itself: what is wrong, and a report for others.
 */

static MajuInspector *
make_inspector (MajuWindow *self)
{
  return maju_inspector_new (self->media, self->in_call ? self->call : NULL,
                             !self->in_call ||
                             maju_inhibitor_get_active (self->inhibitor));
}

void
maju_window_show_troubles (MajuWindow *self)
{
  g_autoptr(MajuInspector) inspector = NULL;
  AdwDialog *dialog;

  if (self->trouble_dialog != NULL)
    return;

  inspector = make_inspector (self);
  dialog = maju_trouble_dialog_new (inspector);
  g_set_weak_pointer (&self->trouble_dialog, dialog);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

void
maju_window_hide_troubles (MajuWindow *self)
{
  if (self->trouble_dialog != NULL)
    adw_dialog_force_close (self->trouble_dialog);
  g_clear_weak_pointer (&self->trouble_dialog);
}

void
maju_window_show_people (MajuWindow *self)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page (self->view);

  if (self->in_call)
    gtk_widget_activate_action (GTK_WIDGET (page), "call.show-panel", "s",
                                "people");
}

char *
maju_window_make_report (MajuWindow *self)
{
  g_autoptr(MajuInspector) inspector = NULL;
  MajuSituation situation;
  char *report;

  g_return_val_if_fail (MAJU_IS_WINDOW (self), NULL);

  inspector = make_inspector (self);
  maju_inspector_look (inspector, &situation);
  report = maju_report_make (&situation);
  maju_inspector_situation_clear (&situation);

  return report;
}
