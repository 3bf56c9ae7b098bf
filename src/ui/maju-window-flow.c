/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-window-private.h"

#include "maju-call-page.h"
#include "maju-ended-page.h"
#include "maju-h264.h"
#include "maju-ports-group.h"
#include "maju-welcome-page.h"

#include <glib/gi18n.h>

/*
 * The way of a call through the window: a link, the ready page, the call page,
 * and back to the start. The window owns the devices from the ready page until
 * the call is over.
 */

static void
media_closed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!maju_local_media_close_finish (MAJU_LOCAL_MEDIA (object), result, &error))
    g_warning ("The devices do not close: %s", error->message);
}

static void
close_media (MajuWindow *self)
{
  g_autoptr(MajuLocalMedia) media = g_steal_pointer (&self->media);

  g_clear_object (&self->media_settings);
  g_clear_object (&self->saving);
  if (media != NULL)
    maju_local_media_close_async (media, media_closed_cb, NULL);
}

/* A room that nobody else knows yet: there is nobody to ring. */
static void
open_fresh (MajuWindow   *self,
            MajuRoomLink *link)
{
  maju_window_open_ready (self, link, TRUE);
  if (self->ready_page != NULL)
    g_object_set (self->ready_page, "rings", FALSE, NULL);
}

static void
room_made (MajuWindow   *self,
           MajuRoomLink *link,
           const GError *error)
{
  maju_start_page_set_starting (self->start_page, FALSE);
  maju_window_update_actions (self);
  if (link != NULL)
    open_fresh (self, link);
  else
    maju_window_show_problem (self, _("No New Call"), error->message);
}

static void
host_room_cb (GObject      *object,
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
  if (self->call == NULL)
    room_made (self, link, error);
  else
    maju_start_page_set_starting (self->start_page, FALSE);
}

void
maju_window_new_call (MajuWindow *self)
{
  g_autofree char *server = g_settings_get_string (self->settings, "server");
  g_autofree char *owner = NULL;
  g_autoptr(MajuRoomLink) link = NULL;
  g_autoptr(GError) error = NULL;

  if (maju_start_page_get_starting (self->start_page))
    return;
  if (*server != '\0')
    {
      link = maju_room_link_new_owned (server, &owner, &error);
      if (link != NULL)
        maju_recent_rooms_own (self->rooms, link, owner);
      room_made (self, link, error);
      return;
    }
  maju_start_page_set_starting (self->start_page, TRUE);
  maju_window_update_actions (self);
  maju_host_new_room_async (self->host, NULL, host_room_cb,
                            g_object_ref (self));
}

/* Back to the start from wherever. */
static void
end_call (MajuWindow *self)
{
  maju_window_hide_troubles (self);
  maju_window_end_test (self);
  g_clear_object (&self->inhibitor);
  g_clear_object (&self->chat_notifier);
  g_clear_object (&self->knock_notifier);
  g_clear_object (&self->chat_recorder);
  g_clear_object (&self->sounds);
  maju_window_unexport_actions (self);
  maju_window_set_in_call (self, FALSE);
  g_clear_object (&self->call);
  close_media (self);
  if (!self->closing)
    adw_navigation_view_pop_to_page (self->view,
                                     ADW_NAVIGATION_PAGE (self->start_page));
}

/* Comes by the call's end and by the end of leaving it, in either order. */
static void
finish_closing (MajuWindow *self)
{
  if (!self->in_call)
    return;
  end_call (self);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
join_again_cb (MajuWindow    *self,
               MajuEndedPage *page)
{
  gboolean silent =
    GPOINTER_TO_INT (g_object_get_data (G_OBJECT (page), "silent"));

  maju_window_open_ready (self, g_object_get_data (G_OBJECT (page), "link"),
                          TRUE);
  if (self->ready_page != NULL)
    g_object_set (self->ready_page, "silent", silent, NULL);
}

static void
show_ended (MajuWindow   *self,
            const GError *error,
            MajuRoomLink *link,
            gboolean      silent)
{
  AdwNavigationPage *page = maju_ended_page_new (error);

  g_object_set_data_full (G_OBJECT (page), "link", maju_room_link_ref (link),
                          (GDestroyNotify) maju_room_link_unref);
  g_object_set_data (G_OBJECT (page), "silent", GINT_TO_POINTER (silent));
  g_signal_connect_object (page, "join", G_CALLBACK (join_again_cb), self,
                           G_CONNECT_SWAPPED);
  adw_navigation_view_push (self->view, page);
}

static void
left_cb (MajuWindow *self)
{
  g_autoptr(MajuRoomLink) link = NULL;
  g_autoptr(GError) error = NULL;
  gboolean silent;

  if (self->call == NULL)
    return;
  if (self->closing)
    {
      finish_closing (self);
      return;
    }
  link = maju_room_link_ref (maju_call_get_link (self->call));
  silent = maju_bell_get_silent (maju_call_get_bell (self->call));
  if (maju_call_get_error (self->call) != NULL)
    error = g_error_copy (maju_call_get_error (self->call));
  end_call (self);
  if (error != NULL)
    show_ended (self, error, link, silent);
}

static void
participant_joined_cb (MajuWindow      *self,
                       MajuParticipant *participant)
{
  maju_recent_rooms_add_person (self->rooms, maju_call_get_link (self->call),
                                maju_participant_get_name (participant));
}

/* A room on this computer is not there any more when Maju is not. */
static void
remember_room (MajuWindow *self)
{
  MajuRoomLink *link = maju_call_get_link (self->call);
  GListModel *participants = maju_call_get_participants (self->call);

  if (maju_host_has_room (self->host, link) ||
      !g_settings_get_boolean (self->settings, "keep-rooms"))
    return;
  maju_recent_rooms_visit (self->rooms, link,
                           g_get_real_time () / G_USEC_PER_SEC);
  for (guint i = 0; i < g_list_model_get_n_items (participants); i++)
    {
      g_autoptr(MajuParticipant) participant = NULL;

      participant = g_list_model_get_item (participants, i);
      participant_joined_cb (self, participant);
    }
  g_signal_connect_object (self->call, "participant-joined",
                           G_CALLBACK (participant_joined_cb), self,
                           G_CONNECT_SWAPPED);
}

void
maju_window_keep_size (MajuWindow *self,
                       gboolean    keep)
{
  static const char *pairs[][2] = {
    { "window-width", "default-width" },
    { "window-height", "default-height" },
    { "window-maximized", "maximized" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      if (keep)
        g_settings_bind (self->settings, pairs[i][0], self, pairs[i][1],
                         G_SETTINGS_BIND_DEFAULT);
      else
        g_settings_unbind (self, pairs[i][1]);
    }
}

static void
compact_cb (MajuWindow *self,
            GParamSpec *pspec,
            GObject    *page)
{
  gboolean compact;

  g_object_get (page, "compact", &compact, NULL);
  maju_window_keep_size (self, !compact);
}

static void
enter_call (MajuWindow *self)
{
  GtkWidget *page = maju_call_page_new ();
  AdwNavigationPage *pages[2];

  maju_window_set_in_call (self, TRUE);
  self->ready_page = NULL;
  maju_welcome_page_set_over (self->settings);
  remember_room (self);
  self->inhibitor =
    maju_inhibitor_new (gtk_window_get_application (GTK_WINDOW (self)),
                        _("In a call"));
  self->sounds = maju_call_sounds_new (self->call, self->settings);
  self->chat_notifier =
    maju_chat_notifier_new (maju_call_get_chat (self->call),
                            GTK_APPLICATION_WINDOW (self), self->settings);
  self->knock_notifier =
    maju_knock_notifier_new (maju_call_get_door (self->call),
                             GTK_APPLICATION_WINDOW (self));

  gtk_widget_insert_action_group (page, "device",
                                  maju_media_settings_get_actions (self->media_settings));
  maju_call_page_bind_settings (MAJU_CALL_PAGE (page), self->settings);
  g_object_set (page, "call", self->call, NULL);
  maju_window_begin_history (self, MAJU_CALL_PAGE (page));
  maju_window_export_actions (
    self, maju_call_page_get_actions (MAJU_CALL_PAGE (page)));
  g_signal_connect_object (page, "notify::compact", G_CALLBACK (compact_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "left", G_CALLBACK (left_cb), self,
                           G_CONNECT_SWAPPED);
  pages[0] = ADW_NAVIGATION_PAGE (self->start_page);
  pages[1] = ADW_NAVIGATION_PAGE (page);
  adw_navigation_view_replace (self->view, pages, G_N_ELEMENTS (pages));
  maju_start_page_clear_entry (self->start_page);
  maju_window_begin_test (self);
  maju_window_say_saving (self);
}

static void
joined_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MajuWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean joined;

  joined = maju_call_join_finish (MAJU_CALL (object), result, &error);
  /* The page was left meanwhile, and with it this call. */
  if (self->call != MAJU_CALL (object))
    {
      if (joined)
        maju_call_leave_async (MAJU_CALL (object), NULL, NULL);
      return;
    }

  g_clear_object (&self->joining);
  maju_window_end_waiting (self);
  if (joined)
    {
      enter_call (self);
      return;
    }
  g_clear_object (&self->call);
  if (self->ready_page != NULL)
    {
      maju_ready_page_set_joining (self->ready_page, FALSE);
      maju_ready_page_set_error (self->ready_page, error);
    }
}

static void
join_cb (MajuWindow *self)
{
  guint16 first_port, last_port;

  if (self->call != NULL || self->ready_page == NULL)
    return;

  maju_ready_page_set_joining (self->ready_page, TRUE);
  self->call = maju_call_new (maju_ready_page_get_link (self->ready_page),
                              maju_ready_page_get_name (self->ready_page),
                              self->media, TRUE);
  maju_call_set_relay_only (self->call,
                            g_settings_get_boolean (self->settings,
                                                    "relay-only"));
  maju_ports_group_read (self->settings, &first_port, &last_port);
  maju_call_set_ports (self->call, first_port, last_port);
  maju_bell_set_silent (maju_call_get_bell (self->call),
                        maju_ready_page_get_silent (self->ready_page));
  maju_window_prepare_door (self);
  self->joining = g_cancellable_new ();
  maju_call_join_async (self->call, self->joining, joined_cb,
                        g_object_ref (self));
}

void
maju_window_open_ready (MajuWindow   *self,
                        MajuRoomLink *link,
                        gboolean      preview)
{
  g_autoptr(GError) error = NULL;

  g_return_if_fail (!self->in_call);

  if (!maju_media_init (&error))
    {
      maju_window_show_problem (self, _("No Calls on This Computer"),
                                error->message);
      return;
    }
  maju_h264_probe ();
  /* From another ready page, or from the end of a call. */
  adw_navigation_view_pop_to_page (self->view,
                                   ADW_NAVIGATION_PAGE (self->start_page));

  self->media = maju_local_media_new (TRUE);
  self->media_settings = maju_media_settings_new (self->settings, self->media);
  self->saving = maju_saving_new (self->settings, self->media);
  g_signal_connect_object (self->saving, "notify::words",
                           G_CALLBACK (maju_window_say_saving), self,
                           G_CONNECT_SWAPPED);
  self->ready_page = maju_ready_page_new (link,
                                          maju_host_has_room (self->host, link),
                                          preview);
  maju_ready_page_set_media (self->ready_page, self->media);
  g_signal_connect_object (self->ready_page, "join", G_CALLBACK (join_cb), self,
                           G_CONNECT_SWAPPED);
  adw_navigation_view_push (self->view, ADW_NAVIGATION_PAGE (self->ready_page));
}

void
maju_window_answer (MajuWindow   *self,
                    MajuRoomLink *link)
{
  g_return_if_fail (MAJU_IS_WINDOW (self));
  g_return_if_fail (link != NULL);

  maju_window_open_ready (self, link, TRUE);
  if (self->ready_page != NULL &&
      *maju_ready_page_get_name (self->ready_page) != '\0')
    join_cb (self);
}

gboolean
maju_window_is_in_room (MajuWindow *self,
                        const char *code)
{
  g_return_val_if_fail (MAJU_IS_WINDOW (self), FALSE);
  g_return_val_if_fail (code != NULL, FALSE);

  return self->call != NULL &&
         g_str_equal (maju_room_link_get_room (maju_call_get_link (self->call)),
                      code);
}

void
maju_window_ready_gone (MajuWindow *self)
{
  if (self->in_call)
    return;
  maju_window_end_test (self);
  self->ready_page = NULL;
  g_cancellable_cancel (self->joining);
  g_clear_object (&self->joining);
  g_clear_object (&self->call);
  close_media (self);
}

static void
left_to_close_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(MajuWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!maju_call_leave_finish (MAJU_CALL (object), result, &error))
    g_warning ("The call was not left in order: %s", error->message);
  finish_closing (self);
}

gboolean
maju_window_leave_and_close (MajuWindow *self)
{
  if (self->closing)
    return TRUE;
  /* For what is still under way and comes back to a window that is gone. */
  self->closing = TRUE;
  if (!self->in_call)
    {
      maju_window_ready_gone (self);
      return FALSE;
    }
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (maju_call_get_state (self->call) != MAJU_CALL_STATE_LEAVING)
    maju_call_leave_async (self->call, left_to_close_cb, g_object_ref (self));
  return TRUE;
}
