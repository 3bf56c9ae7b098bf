/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tool-session.h"

#include "maju-tool-door.h"
#include "maju-tool-files.h"
#include "maju-tool-guest.h"
#include "maju-tool-report.h"

#include <glib-unix.h>
#include <stdio.h>

#define CHECK_MS 200

/* A device that does not let go is left to the end of the process. */
#define CLOSE_MS 3000

typedef struct
{
  const MajuToolOptions *options;
  GMainLoop *loop;
  MajuLocalMedia *media;
  MajuCall *call;
  MajuToolDoor *door;
  MajuToolFiles *files;
  GPtrArray *guests;            /* of MajuToolGuest, in the order they came */
  guint duration_id;
  guint mute_id;
  const char *end_reason;       /* %NULL while it goes on */
  char *error;
  MajuToolExit status;
  gboolean closed;
} Session;

static MajuToolGuest *
find_guest (Session         *self,
            MajuParticipant *participant)
{
  for (guint i = 0; i < self->guests->len; i++)
    {
      MajuToolGuest *guest = g_ptr_array_index (self->guests, i);

      if (maju_tool_guest_get_participant (guest) == participant)
        return guest;
    }

  return NULL;
}

static void
declined_cb (MajuBell   *bell,
             const char *name,
             Session    *self)
{
  maju_tool_event ("declined", name);
}

static void
participant_joined_cb (MajuCall        *call,
                       MajuParticipant *participant,
                       Session         *self)
{
  if (find_guest (self, participant))
    maju_tool_event ("back", maju_tool_name (participant));
  else
    g_ptr_array_add (self->guests,
                     maju_tool_guest_new (participant, self->options->record,
                                          self->options->admit_unverified));
}

static void
participant_left_cb (MajuCall        *call,
                     MajuParticipant *participant,
                     gboolean         lost,
                     Session         *self)
{
  MajuToolGuest *guest = find_guest (self, participant);

  if (guest)
    maju_tool_guest_gone (guest, lost);
}

static void
chat_received_cb (MajuChat        *chat,
                  MajuChatMessage *message,
                  Session         *self)
{
  const char *sender = maju_chat_message_get_sender_id (message);

  for (guint i = self->guests->len; i-- > 0;)
    {
      MajuToolGuest *guest = g_ptr_array_index (self->guests, i);
      MajuParticipant *participant = maju_tool_guest_get_participant (guest);

      if (g_strcmp0 (maju_participant_get_id (participant), sender) == 0)
        {
          maju_tool_guest_add_chat (guest, maju_chat_message_get_text (message));
          return;
        }
    }
}

static void
delivery_cb (MajuChatMessage *message,
             GParamSpec      *pspec,
             Session         *self)
{
  if (maju_chat_message_get_delivery (message) == MAJU_DELIVERY_DELIVERED)
    maju_tool_event ("delivered", maju_chat_message_get_text (message));
}

static void
chat_changed_cb (GListModel *chat,
                 guint       position,
                 guint       n_removed,
                 guint       n_added,
                 Session    *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (chat, i);

      if (MAJU_IS_CHAT_MESSAGE (item) &&
          maju_chat_message_get_is_own (MAJU_CHAT_MESSAGE (item)))
        g_signal_connect (item, "notify::delivery",
                          G_CALLBACK (delivery_cb), self);
    }
}

static void
left_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Session *self = user_data;

  maju_call_leave_finish (self->call, result, NULL);
  g_main_loop_quit (self->loop);
}

static void
leave (Session    *self,
       const char *reason)
{
  if (self->end_reason)
    return;

  self->end_reason = reason;
  maju_tool_event ("leaving", reason);
  for (guint i = 0; i < self->guests->len; i++)
    maju_tool_guest_check (g_ptr_array_index (self->guests, i));
  maju_call_leave_async (self->call, left_cb, self);
}

static gboolean
terminate_cb (gpointer user_data)
{
  leave (user_data, "terminated");

  return G_SOURCE_CONTINUE;
}

static gboolean
interrupt_cb (gpointer user_data)
{
  leave (user_data, "interrupted");

  return G_SOURCE_CONTINUE;
}

static gboolean
duration_cb (gpointer user_data)
{
  Session *self = user_data;

  self->duration_id = 0;
  leave (self, "duration");

  return G_SOURCE_REMOVE;
}

static gboolean
toggle_microphone_cb (gpointer user_data)
{
  Session *self = user_data;
  MajuAudioSender *microphone = maju_local_media_get_microphone (self->media);

  maju_audio_sender_set_enabled (microphone,
                                 !maju_audio_sender_get_enabled (microphone));

  return G_SOURCE_CONTINUE;
}

static gboolean
toggle_camera_cb (gpointer user_data)
{
  Session *self = user_data;
  MajuVideoSender *camera = maju_local_media_get_camera (self->media);

  maju_video_sender_set_enabled (camera, !maju_video_sender_get_enabled (camera));

  return G_SOURCE_CONTINUE;
}

static void
share_error_cb (MajuScreenShare *share,
                GParamSpec      *pspec,
                Session         *self)
{
  const GError *error = maju_screen_share_get_error (share);

  if (error)
    maju_tool_event ("error", error->message);
}

static gboolean
toggle_screen_cb (gpointer user_data)
{
  Session *self = user_data;
  MajuScreenShare *share = maju_call_get_screen_share (self->call);
  MajuScreenState state = maju_screen_share_get_state (share);

  if (!self->options->screen || self->end_reason)
    return G_SOURCE_CONTINUE;

  if (state == MAJU_SCREEN_STATE_OFF || state == MAJU_SCREEN_STATE_FAILED)
    maju_screen_share_start_async (share, NULL, NULL, NULL, NULL);
  else
    maju_screen_share_stop (share);

  return G_SOURCE_CONTINUE;
}

static gboolean
mute_cb (gpointer user_data)
{
  Session *self = user_data;

  self->mute_id = 0;
  maju_audio_sender_set_enabled (maju_local_media_get_microphone (self->media),
                                 FALSE);

  return G_SOURCE_REMOVE;
}

static gboolean
check_cb (gpointer user_data)
{
  Session *self = user_data;

  for (guint i = 0; i < self->guests->len; i++)
    maju_tool_guest_check (g_ptr_array_index (self->guests, i));

  return G_SOURCE_CONTINUE;
}

static void
call_state_cb (MajuCall   *call,
               GParamSpec *pspec,
               Session    *self)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (MAJU_TYPE_CALL_STATE);
  MajuCallState state = maju_call_get_state (call);

  maju_tool_event ("call", g_enum_get_value (klass, state)->value_nick);
  if (state != MAJU_CALL_STATE_ENDED || self->end_reason)
    return;

  self->end_reason = "ended";
  if (maju_call_get_error (call))
    self->error = g_strdup (maju_call_get_error (call)->message);
  g_main_loop_quit (self->loop);
}

static void
print_link (Session *self)
{
  g_autofree char *text = NULL;

  text = maju_room_link_to_string (maju_call_get_link (self->call),
                                   MAJU_LINK_SCHEME_WEB);
  printf ("%s\n", text);
  fflush (stdout);
}

static void
joined_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Session *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!maju_call_join_finish (self->call, result, &error))
    {
      self->status = MAJU_TOOL_EXIT_NOT_JOINED;
      if (!self->end_reason)
        {
          self->end_reason = "failed";
          self->error = g_strdup (error->message);
          g_main_loop_quit (self->loop);
        }
      g_printerr ("maju-peer: %s\n", error->message);
      return;
    }

  self->status = MAJU_TOOL_EXIT_INCOMPLETE;
  if (self->options->server)
    print_link (self);
  if (self->options->duration > 0)
    self->duration_id = g_timeout_add ((guint) (self->options->duration * 1000),
                                       duration_cb, self);
  if (self->options->mute_after > 0)
    self->mute_id = g_timeout_add ((guint) (self->options->mute_after * 1000),
                                   mute_cb, self);
  maju_screen_share_set_sound (maju_call_get_screen_share (self->call),
                               self->options->screen_sound);
  toggle_screen_cb (self);
  for (guint i = 0; self->options->chat && self->options->chat[i]; i++)
    if (!maju_chat_send (maju_call_get_chat (self->call), self->options->chat[i],
                         &error))
      {
        g_printerr ("maju-peer: %s\n", error->message);
        g_clear_error (&error);
      }
}

static void
open_devices (Session *self)
{
  MajuVideoSender *camera = maju_local_media_get_camera (self->media);
  MajuAudioSender *microphone = maju_local_media_get_microphone (self->media);

  if (g_strcmp0 (self->options->camera, MAJU_TOOL_DEVICE_NONE) != 0)
    {
      maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (camera),
                                        self->options->camera);
      maju_video_sender_set_enabled (camera, TRUE);
    }
  else
    {
      maju_video_sender_set_enabled (camera, FALSE);
    }

  if (g_strcmp0 (self->options->microphone, MAJU_TOOL_DEVICE_NONE) != 0)
    {
      maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (microphone),
                                        self->options->microphone);
      maju_audio_sender_set_enabled (microphone, TRUE);
      maju_audio_sender_set_active (microphone, TRUE);
    }
  else
    {
      maju_audio_sender_set_active (microphone, FALSE);
    }

  maju_screen_sender_set_device_id (maju_local_media_get_screen (self->media),
                                    self->options->screen);
}

static void
write_report (Session *self)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  if (!self->options->report)
    return;

  text = maju_tool_report_print (self->call, self->guests, self->end_reason,
                                 self->error);
  if (strcmp (self->options->report, "-") == 0)
    {
      printf ("%s\n", text);
      fflush (stdout);
    }
  else if (!g_file_set_contents (self->options->report, text, -1, &error))
    {
      g_printerr ("maju-peer: %s\n", error->message);
      self->status = MAJU_TOOL_EXIT_INCOMPLETE;
    }
}

static void
check_expectation (Session *self)
{
  int n_complete = 0;

  if (self->status != MAJU_TOOL_EXIT_INCOMPLETE)
    return;

  for (guint i = 0; i < self->guests->len; i++)
    n_complete += maju_tool_guest_is_complete (g_ptr_array_index (self->guests, i));
  if (n_complete >= self->options->expect_peers)
    self->status = MAJU_TOOL_EXIT_SUCCESS;
  else
    g_printerr ("maju-peer: expected %d, and %d were verified with all their "
                "media\n", self->options->expect_peers, n_complete);
}

static void
media_closed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Session *self = user_data;

  self->closed = maju_local_media_close_finish (self->media, result, NULL);
  g_main_loop_quit (self->loop);
}

static gboolean
close_timeout_cb (gpointer user_data)
{
  Session *self = user_data;

  g_main_loop_quit (self->loop);

  return G_SOURCE_CONTINUE;
}

/* %FALSE when devices are still closing and must not be touched. */
static gboolean
close_media (Session *self)
{
  guint id = g_timeout_add (CLOSE_MS, close_timeout_cb, self);

  maju_local_media_close_async (self->media, media_closed_cb, self);
  g_main_loop_run (self->loop);
  g_source_remove (id);

  return self->closed;
}

static void
stay (Session *self)
{
  guint ids[] = {
    g_unix_signal_add (SIGTERM, terminate_cb, self),
    g_unix_signal_add (SIGINT, interrupt_cb, self),
    g_unix_signal_add (SIGUSR1, toggle_microphone_cb, self),
    g_unix_signal_add (SIGUSR2, toggle_camera_cb, self),
    g_unix_signal_add (SIGHUP, toggle_screen_cb, self),
    g_timeout_add (CHECK_MS, check_cb, self),
  };

  maju_call_join_async (self->call, NULL, joined_cb, self);
  g_main_loop_run (self->loop);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_source_remove (ids[i]);
  g_clear_handle_id (&self->duration_id, g_source_remove);
  g_clear_handle_id (&self->mute_id, g_source_remove);
}

static void
connect_signals (Session *self)
{
  g_signal_connect (self->call, "participant-joined",
                    G_CALLBACK (participant_joined_cb), self);
  g_signal_connect (self->call, "participant-left",
                    G_CALLBACK (participant_left_cb), self);
  g_signal_connect (maju_call_get_bell (self->call), "declined",
                    G_CALLBACK (declined_cb), self);
  g_signal_connect (self->call, "notify::state", G_CALLBACK (call_state_cb), self);
  g_signal_connect (maju_call_get_screen_share (self->call), "notify::error",
                    G_CALLBACK (share_error_cb), self);
  g_signal_connect (maju_call_get_chat (self->call), "received",
                    G_CALLBACK (chat_received_cb), self);
  g_signal_connect (maju_call_get_chat (self->call), "items-changed",
                    G_CALLBACK (chat_changed_cb), self);
}

MajuToolExit
maju_tool_session_run (const MajuToolOptions *options,
                       MajuRoomLink          *link,
                       const char            *owner)
{
  Session self = { .options = options, .status = MAJU_TOOL_EXIT_NOT_JOINED };

  self.loop = g_main_loop_new (NULL, FALSE);
  self.guests = g_ptr_array_new_with_free_func (g_object_unref);
  self.media = maju_local_media_new (FALSE);
  open_devices (&self);
  self.call = maju_call_new (link, options->name, self.media, FALSE);
  maju_call_set_relay_only (self.call, options->relay_only);
  maju_call_set_h264_first (self.call, options->h264_first);
  maju_call_set_ports (self.call, options->first_port, options->last_port);
  maju_call_set_owner (self.call, owner);
  maju_bell_set_silent (maju_call_get_bell (self.call), options->silent);
  self.door = maju_tool_door_new (self.call, options);
  self.files = maju_tool_files_new (self.call, options);
  connect_signals (&self);

  stay (&self);

  check_expectation (&self);
  write_report (&self);
  for (guint i = 0; i < self.guests->len; i++)
    maju_tool_guest_close (g_ptr_array_index (self.guests, i));
  g_clear_object (&self.door);
  g_clear_object (&self.files);
  g_signal_handlers_disconnect_by_data (self.call, &self);
  g_signal_handlers_disconnect_by_data (maju_call_get_bell (self.call), &self);
  g_signal_handlers_disconnect_by_data (maju_call_get_chat (self.call), &self);
  g_signal_handlers_disconnect_by_data (maju_call_get_screen_share (self.call),
                                        &self);
  if (!close_media (&self))
    {
      maju_tool_event ("error", "a device did not close in time");
      return self.status;
    }

  g_ptr_array_unref (self.guests);
  g_object_unref (self.call);
  g_object_unref (self.media);
  g_main_loop_unref (self.loop);
  g_free (self.error);

  return self.status;
}
