/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-page-private.h"

#include <glib/gi18n.h>

/* Who is rung because of this call, and who of them does not come. */

static void
declined_cb (MajuCallPage *self,
             const char   *name)
{
  /* Translators: %s is a person who was called. */
  g_autofree char *words = g_strdup_printf (_("%s is not coming now"), name);

  maju_call_page_say (self, words);
}

static void
update (MajuCallPage *self)
{
  g_autoptr(MajuBell) bell = g_signal_group_dup_target (self->bell_signals);
  gboolean silent = bell != NULL && maju_bell_get_silent (bell);

  adw_status_page_set_description (
    self->waiting,
    silent ? _("This is a silent call, so nobody was rung. Send them this link, "
               "and they appear here.")
           : _("Send them this link, and they appear here."));
}

void
maju_call_page_bell_init (MajuCallPage *self)
{
  self->bell_signals = g_signal_group_new (MAJU_TYPE_BELL);
  g_signal_group_connect_object (self->bell_signals, "declined",
                                 G_CALLBACK (declined_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->bell_signals, "notify::silent",
                                 G_CALLBACK (update), self,
                                 G_CONNECT_SWAPPED);
}

void
maju_call_page_bell_set (MajuCallPage *self,
                         MajuBell     *bell)
{
  g_signal_group_set_target (self->bell_signals, bell);
  update (self);
}
