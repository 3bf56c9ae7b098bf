/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-window-private.h"

#include <glib/gi18n.h>

/*
 * The test call: a room on this computer, where the echo waits. Everything else
 * is as in any call.
 */

static void
test_room_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MajuWindow) self = user_data;
  g_autoptr(MajuRoomLink) link = NULL;
  g_autoptr(GError) error = NULL;

  link = maju_host_new_room_finish (MAJU_HOST (object), result, &error);
  /* The window may be gone, or have taken a link from outside meanwhile. */
  if (self->start_page == NULL || self->closing)
    return;

  maju_start_page_set_starting (self->start_page, FALSE);
  maju_window_update_actions (self);
  if (link == NULL)
    maju_window_show_problem (self, _("No Test Call"), error->message);
  else if (self->call == NULL)
    {
      maju_window_open_ready (self, link, TRUE);
      self->testing = self->ready_page != NULL;
    }
}

static void
begin (MajuWindow *self)
{
  if (maju_start_page_get_starting (self->start_page))
    return;

  maju_start_page_set_starting (self->start_page, TRUE);
  maju_window_update_actions (self);
  maju_host_new_room_async (self->host, NULL, test_room_cb, g_object_ref (self));
}

static void
response_cb (MajuWindow *self,
             const char *response)
{
  if (g_str_equal (response, "start"))
    begin (self);
}

void
maju_window_offer_test (MajuWindow *self)
{
  AdwApplicationWindow *window = ADW_APPLICATION_WINDOW (self);
  AdwDialog *former = adw_application_window_get_visible_dialog (window);
  AdwDialog *dialog;

  /* The preferences have a button for this, too. */
  if (former != NULL)
    adw_dialog_close (former);
  dialog =
    adw_alert_dialog_new (_("Test Call"),
                          _("You meet yourself: what you say and show comes "
                            "back after a second, by the same way as in any "
                            "call. It stays on this computer.\n\nListen "
                            "whether your voice is clear and whole, without "
                            "noise and without an echo of the echo. Look "
                            "whether your picture moves evenly."));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog),
                                  "cancel", _("_Cancel"),
                                  "start", _("_Start"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "start",
                                            ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "start");
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
echo_started_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MajuWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!maju_echo_start_finish (MAJU_ECHO (object), result, &error) &&
      self->echo == MAJU_ECHO (object))
    maju_window_show_problem (self, _("No Test Call"), error->message);
}

void
maju_window_begin_test (MajuWindow *self)
{
  if (!self->testing)
    return;

  self->echo = maju_echo_new (maju_call_get_link (self->call));
  maju_echo_start_async (self->echo, echo_started_cb, g_object_ref (self));
  maju_window_say_for (self, _("Speak: after a second you hear and see yourself"),
                       20);
}

static void
echo_stopped_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GApplication) application = user_data;
  g_autoptr(GError) error = NULL;

  if (!maju_echo_stop_finish (MAJU_ECHO (object), result, &error))
    g_warning ("The echo does not end: %s", error->message);
  g_application_release (application);
}

void
maju_window_end_test (MajuWindow *self)
{
  g_autoptr(MajuEcho) echo = g_steal_pointer (&self->echo);
  GApplication *application = g_application_get_default ();

  self->testing = FALSE;
  if (echo == NULL)
    return;

  /* The process waits for it. */
  g_application_hold (application);
  maju_echo_stop_async (echo, echo_stopped_cb, g_object_ref (application));
}
