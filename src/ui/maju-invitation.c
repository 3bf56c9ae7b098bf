/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-invitation.h"

#include "maju-calendar-event.h"

#include <glib/gi18n.h>
#include <string.h>

#define MINUTES 60

/* In the time zone of @now, of which some are half an hour off. */
static GDateTime *
get_next_hour (GDateTime *now)
{
  return g_date_time_add_full (now, 0, 0, 0, 0,
                               60 - g_date_time_get_minute (now),
                               -g_date_time_get_seconds (now));
}

char *
maju_invitation_print (MajuRoomLink *link,
                       GDateTime    *now)
{
  g_autofree char *url = NULL;
  g_autofree char *uid = g_uuid_string_random ();
  g_autofree char *description = NULL;
  g_autoptr(GDateTime) start = get_next_hour (now);
  MajuCalendarEvent event = { 0 };

  url = maju_room_link_to_string (link, MAJU_LINK_SCHEME_WEB);
  /* Translators: in a calendar; %s is a link. */
  description = g_strdup_printf (_("Join with this link:\n%s"), url);
  event.uid = uid;
  event.stamp = now;
  event.start = start;
  event.minutes = MINUTES;
  /* Translators: what an event in a calendar is called. */
  event.summary = _("Video call with Maju");
  event.description = description;
  event.url = url;

  return maju_calendar_event_print (&event);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
file_chosen_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GFile) file = NULL;
  g_autoptr(GBytes) bytes = NULL;
  GError *error = NULL;
  char *text;

  file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (object), result, &error);
  if (file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  text = maju_invitation_print (g_task_get_task_data (task), now);
  bytes = g_bytes_new_take (text, strlen (text));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE,
                                       G_FILE_CREATE_PRIVATE,
                                       g_task_get_cancellable (task),
                                       written_cb, g_object_ref (task));
}

void
maju_invitation_save_async (MajuRoomLink       *link,
                            GtkWindow          *parent,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr(GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = NULL;

  g_return_if_fail (link != NULL);

  g_task_set_source_tag (task, maju_invitation_save_async);
  g_task_set_task_data (task, maju_room_link_ref (link),
                        (GDestroyNotify) maju_room_link_unref);
  /* Translators: the name of a file, before ".ics". */
  name = g_strconcat (_("Invitation"), ".ics", NULL);
  gtk_file_dialog_set_title (dialog, _("Save Invitation"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, parent, cancellable, file_chosen_cb,
                        g_steal_pointer (&task));
}

gboolean
maju_invitation_save_finish (GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
