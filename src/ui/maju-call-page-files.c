/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-page-private.h"

#include "maju-attach.h"

static gboolean
drop_cb (MajuCallPage *self,
         const GValue *value)
{
  if (self->call == NULL || !G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;

  maju_attach_list (maju_chat_get_files (maju_call_get_chat (self->call)),
                    g_value_get_boxed (value));
  maju_call_page_panel_show (self, "chat", TRUE);

  return TRUE;
}

/* Files that are dropped anywhere on the call are for everybody in it. */
void
maju_call_page_files_init (MajuCallPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST,
                                               GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
