/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-window-private.h"

#include "maju-host.h"
#include "maju-waiting-page.h"

static void
state_cb (MajuWindow *self)
{
  if (self->call == NULL || self->in_call || self->waiting_page != NULL
      || maju_call_get_state (self->call) != MAJU_CALL_STATE_WAITING)
    return;

  self->waiting_page = maju_waiting_page_new ();
  adw_navigation_view_push (self->view, self->waiting_page);
}

void
maju_window_prepare_door (MajuWindow *self)
{
  MajuRoomLink *link = maju_call_get_link (self->call);
  const char *owner = maju_host_get_owner (self->host, link);

  if (owner == NULL)
    owner = maju_recent_rooms_get_owner (self->rooms, link);
  maju_call_set_owner (self->call, owner);
  g_signal_connect_object (self->call, "notify::state", G_CALLBACK (state_cb),
                           self, G_CONNECT_SWAPPED);
}

void
maju_window_answer_knock (MajuWindow *self,
                          const char *id,
                          gboolean    admit)
{
  g_return_if_fail (MAJU_IS_WINDOW (self));
  g_return_if_fail (id != NULL);

  if (self->knock_notifier != NULL)
    maju_knock_notifier_answer (self->knock_notifier, id, admit);
}

void
maju_window_end_waiting (MajuWindow *self)
{
  if (self->waiting_page == NULL)
    return;

  self->waiting_page = NULL;
  if (self->ready_page != NULL)
    adw_navigation_view_pop_to_page (self->view,
                                     ADW_NAVIGATION_PAGE (self->ready_page));
}

void
maju_window_waiting_gone (MajuWindow *self)
{
  self->waiting_page = NULL;
  if (self->in_call || self->ready_page == NULL)
    return;

  /* What comes of this call is nobody's concern any more. */
  g_cancellable_cancel (self->joining);
  g_clear_object (&self->joining);
  g_clear_object (&self->call);
  maju_ready_page_set_joining (self->ready_page, FALSE);
}
