/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-call-double.h"

#include "maju-bell-private.h"
#include "maju-door-private.h"
#include "maju-gestures-private.h"
#include "maju-quality-private.h"
#include "maju-safety-private.h"

/* Every property is stored by its name's place in these lists and changed with
 * put(), so that this file stays smaller than what it stands for. */

G_DEFINE_QUARK (maju-call-error-quark, maju_call_error)

struct _MajuParticipant
{
  GObject parent_instance;
  char *name;
  gboolean is_self;
  MajuParticipantState state;
  GError *error;
  MajuTrust trust;
  gboolean microphone_on;
  gboolean camera_on;
  gboolean speaking;
  GObject *paintable;
  gboolean screen_on;
  GObject *screen_paintable;
  guint watched[2];
  MajuQuality *quality;
  MajuSafety *safety;
  MajuGestures *gestures;
  MajuHearing *hearing;
};

struct _MajuChatMessage
{
  GObject parent_instance;
  gboolean is_earlier;
  char *sender;
  gboolean is_own;
  char *text;
  GDateTime *time;
  MajuDelivery delivery;
};

struct _MajuChat
{
  GObject parent_instance;
  GListStore *messages;
  MajuFiles *files;
  guint unread;
};

struct _MajuFiles
{
  GObject parent_instance;
};

struct _MajuLocalMedia
{
  GObject parent_instance;
  MajuDeviceMonitor *devices;
  MajuVideoSender *camera;
  MajuAudioSender *microphone;
  MajuPlayback *playback;
};

struct _MajuScreenShare
{
  GObject parent_instance;
  MajuScreenState state;
  GError *error;
  MajuScreenMode mode;
  gboolean is_window;
  gboolean sound;
  char *restore_token;
};

struct _MajuCall
{
  GObject parent_instance;
  MajuCallState state;
  MajuTrust trust;
  MajuRoomLink *link;
  gint64 started;
  GListStore *participants;
  MajuParticipant *self;
  MajuChat *chat;
  MajuLocalMedia *media;
  MajuScreenShare *screen_share;
  MajuBell *bell;
  MajuDoor *door;
};

static void chat_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (MajuParticipant, maju_participant, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (MajuChatMessage, maju_chat_message, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (MajuChat, maju_chat, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      chat_model_init))
G_DEFINE_FINAL_TYPE (MajuFiles, maju_files, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (MajuLocalMedia, maju_local_media, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (MajuScreenShare, maju_screen_share, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (MajuCall, maju_call, G_TYPE_OBJECT)

/* The UI reads by functions and is told by `notify`, so the properties hold
 * nothing themselves, but for `unread`, which is bound. */
static void
get_property (GObject    *object,
              guint       prop_id,
              GValue     *value,
              GParamSpec *pspec)
{
  if (MAJU_IS_CHAT (object))
    g_value_set_uint (value, MAJU_CHAT (object)->unread);
}

static void
install (GObjectClass *klass,
         const char   *names[],
         guint         n)
{
  klass->get_property = get_property;
  for (guint i = 0; i < n; i++)
    g_object_class_install_property (
      klass, i + 1,
      g_param_spec_uint (names[i], NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
maju_participant_class_init (MajuParticipantClass *klass)
{
  static const char *names[] = {
    "display-name", "state", "error", "trust", "microphone-on", "camera-on",
    "speaking", "paintable", "screen-on", "screen-paintable",
  };

  install (G_OBJECT_CLASS (klass), names, G_N_ELEMENTS (names));
}

static void
maju_participant_init (MajuParticipant *self)
{
  g_autoptr(MajuClock) clock = maju_clock_new_system ();

  self->quality = maju_quality_new ();
  self->safety = maju_safety_new ();
  self->gestures = maju_gestures_new (clock);
  self->hearing = maju_hearing_new ();
}

static void
maju_chat_message_class_init (MajuChatMessageClass *klass)
{
  static const char *names[] = { "delivery" };

  install (G_OBJECT_CLASS (klass), names, G_N_ELEMENTS (names));
}

static void
maju_chat_message_init (MajuChatMessage *self)
{
}

static void
maju_chat_class_init (MajuChatClass *klass)
{
  static const char *names[] = { "unread" };

  install (G_OBJECT_CLASS (klass), names, G_N_ELEMENTS (names));
  g_signal_new ("received", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                NULL, NULL, NULL, G_TYPE_NONE, 1, MAJU_TYPE_CHAT_MESSAGE);
  g_signal_new ("offered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                NULL, NULL, NULL, G_TYPE_NONE, 1, MAJU_TYPE_FILE_TRANSFER);
}

/* Nothing is sent from here. */
static void
maju_files_class_init (MajuFilesClass *klass)
{
}

static void
maju_files_init (MajuFiles *self)
{
}

MajuFileTransfer *
maju_files_send (MajuFiles       *self,
                 GFile           *file,
                 MajuParticipant *to)
{
  return NULL;
}

MajuFileTransfer *
maju_files_send_bytes (MajuFiles       *self,
                       GBytes          *bytes,
                       const char      *name,
                       const char      *media_type,
                       MajuParticipant *to)
{
  return NULL;
}

static void
maju_chat_init (MajuChat *self)
{
  self->messages = g_list_store_new (G_TYPE_OBJECT);
  self->files = g_object_new (MAJU_TYPE_FILES, NULL);
  g_signal_connect_swapped (self->messages, "items-changed",
                            G_CALLBACK (g_list_model_items_changed), self);
}

static void
maju_local_media_class_init (MajuLocalMediaClass *klass)
{
}

static void
maju_local_media_init (MajuLocalMedia *self)
{
  self->devices = maju_device_monitor_new ();
  self->camera = maju_video_sender_new (self->devices, FALSE);
  self->microphone = maju_audio_sender_new (self->devices);
  self->playback = maju_playback_new (self->devices);
}

static void
maju_screen_share_class_init (MajuScreenShareClass *klass)
{
  static const char *names[] = {
    "state", "error", "mode", "is-window", "restore-token", "sound",
    "sound-available", "sound-on",
  };

  install (G_OBJECT_CLASS (klass), names, G_N_ELEMENTS (names));
}

static void
maju_screen_share_init (MajuScreenShare *self)
{
}

static void
maju_call_class_init (MajuCallClass *klass)
{
  static const char *names[] = { "state", "error", "trust" };
  GType type = G_TYPE_FROM_CLASS (klass);

  install (G_OBJECT_CLASS (klass), names, G_N_ELEMENTS (names));
  g_signal_new ("participant-joined", type, G_SIGNAL_RUN_LAST, 0,
                NULL, NULL, NULL, G_TYPE_NONE, 1, MAJU_TYPE_PARTICIPANT);
  g_signal_new ("participant-left", type, G_SIGNAL_RUN_LAST, 0,
                NULL, NULL, NULL, G_TYPE_NONE, 2, MAJU_TYPE_PARTICIPANT,
                G_TYPE_BOOLEAN);
}

static void
maju_call_init (MajuCall *self)
{
  self->participants = g_list_store_new (MAJU_TYPE_PARTICIPANT);
  self->chat = g_object_new (MAJU_TYPE_CHAT, NULL);
  self->media = g_object_new (MAJU_TYPE_LOCAL_MEDIA, NULL);
  self->screen_share = g_object_new (MAJU_TYPE_SCREEN_SHARE, NULL);
  self->bell = maju_bell_new ();
  self->door = maju_door_new (maju_clock_new_system ());
}

static GType
chat_get_item_type (GListModel *model)
{
  return MAJU_TYPE_CHAT_MESSAGE;
}

static guint
chat_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (MAJU_CHAT (model)->messages));
}

static gpointer
chat_get_item (GListModel *model,
               guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (MAJU_CHAT (model)->messages),
                                position);
}

static void
chat_model_init (GListModelInterface *iface)
{
  iface->get_item_type = chat_get_item_type;
  iface->get_n_items = chat_get_n_items;
  iface->get_item = chat_get_item;
}

#define GETTER(Type, type, name, Value)                                       \
Value                                                                       \
type ## _get_ ## name (Type * self)                                         \
{                                                                           \
  return self->name;                                                        \
}

GETTER (MajuParticipant, maju_participant, name, const char *)
GETTER (MajuParticipant, maju_participant, is_self, gboolean)
GETTER (MajuParticipant, maju_participant, state, MajuParticipantState)
GETTER (MajuParticipant, maju_participant, error, const GError *)
GETTER (MajuParticipant, maju_participant, trust, MajuTrust)
GETTER (MajuParticipant, maju_participant, microphone_on, gboolean)
GETTER (MajuParticipant, maju_participant, camera_on, gboolean)
GETTER (MajuParticipant, maju_participant, speaking, gboolean)
GETTER (MajuParticipant, maju_participant, paintable, GObject *)
GETTER (MajuParticipant, maju_participant, quality, MajuQuality *)
GETTER (MajuParticipant, maju_participant, safety, MajuSafety *)
GETTER (MajuParticipant, maju_participant, gestures, MajuGestures *)
GETTER (MajuParticipant, maju_participant, hearing, MajuHearing *)
GETTER (MajuParticipant, maju_participant, screen_on, gboolean)
GETTER (MajuParticipant, maju_participant, screen_paintable, GObject *)
GETTER (MajuScreenShare, maju_screen_share, state, MajuScreenState)
GETTER (MajuScreenShare, maju_screen_share, error, const GError *)
GETTER (MajuScreenShare, maju_screen_share, is_window, gboolean)
GETTER (MajuScreenShare, maju_screen_share, mode, MajuScreenMode)
GETTER (MajuScreenShare, maju_screen_share, restore_token, const char *)
GETTER (MajuScreenShare, maju_screen_share, sound, gboolean)
GETTER (MajuCall, maju_call, screen_share, MajuScreenShare *)
GETTER (MajuChatMessage, maju_chat_message, is_own, gboolean)
GETTER (MajuChatMessage, maju_chat_message, text, const char *)
GETTER (MajuChatMessage, maju_chat_message, time, GDateTime *)
GETTER (MajuChatMessage, maju_chat_message, delivery, MajuDelivery)
GETTER (MajuLocalMedia, maju_local_media, devices, MajuDeviceMonitor *)
GETTER (MajuLocalMedia, maju_local_media, camera, MajuVideoSender *)
GETTER (MajuLocalMedia, maju_local_media, microphone, MajuAudioSender *)
GETTER (MajuLocalMedia, maju_local_media, playback, MajuPlayback *)
GETTER (MajuCall, maju_call, state, MajuCallState)
GETTER (MajuCall, maju_call, trust, MajuTrust)
GETTER (MajuCall, maju_call, link, MajuRoomLink *)
GETTER (MajuCall, maju_call, started, gint64)
GETTER (MajuCall, maju_call, self, MajuParticipant *)
GETTER (MajuCall, maju_call, chat, MajuChat *)
GETTER (MajuCall, maju_call, media, MajuLocalMedia *)
GETTER (MajuCall, maju_call, bell, MajuBell *)
GETTER (MajuCall, maju_call, door, MajuDoor *)
GETTER (MajuChat, maju_chat, unread, guint)
GETTER (MajuChat, maju_chat, files, MajuFiles *)

const char *
maju_participant_get_display_name (MajuParticipant *self)
{
  return self->name;
}

const char *
maju_participant_get_id (MajuParticipant *self)
{
  return self->name;
}

void
maju_participant_admit (MajuParticipant *self)
{
  maju_participant_double_set (self, MAJU_PARTICIPANT_STATE_CONNECTED,
                               MAJU_TRUST_UNVERIFIED, TRUE, FALSE);
}

void
maju_participant_refuse (MajuParticipant *self)
{
  maju_participant_double_fail (self, "You did not let them in.");
}

void
maju_participant_retry (MajuParticipant *self)
{
  g_clear_error (&self->error);
  self->state = MAJU_PARTICIPANT_STATE_CONNECTING;
  g_object_notify (G_OBJECT (self), "error");
  g_object_notify (G_OBJECT (self), "state");
}

const char *
maju_chat_message_get_sender_id (MajuChatMessage *self)
{
  return self->is_earlier ? NULL : self->sender;
}

const char *
maju_chat_message_get_sender_name (MajuChatMessage *self)
{
  return self->sender;
}

const GError *
maju_call_get_error (MajuCall *self)
{
  return NULL;
}

GListModel *
maju_call_get_participants (MajuCall *self)
{
  return G_LIST_MODEL (self->participants);
}

void
maju_call_leave_async (MajuCall           *self,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  maju_call_double_set_state (self, MAJU_CALL_STATE_ENDED);
}

void
maju_chat_mark_read (MajuChat *self)
{
  self->unread = 0;
  g_object_notify (G_OBJECT (self), "unread");
}

MajuChatMessage *
maju_chat_message_new_earlier (const char  *id,
                               const char  *sender_name,
                               gboolean     is_own,
                               const char  *text,
                               GDateTime   *time,
                               MajuDelivery delivery)
{
  MajuChatMessage *message = g_object_new (MAJU_TYPE_CHAT_MESSAGE, NULL);

  message->is_earlier = TRUE;
  message->sender = g_strdup (sender_name);
  message->is_own = is_own;
  message->text = g_strdup (text);
  message->time = g_date_time_ref (time);
  message->delivery = delivery;

  return message;
}

static MajuChatMessage *
append_message (MajuChat    *self,
                const char  *sender,
                gboolean     is_own,
                const char  *text,
                GDateTime   *time,
                MajuDelivery delivery)
{
  g_autoptr(MajuChatMessage) message = NULL;

  message = g_object_new (MAJU_TYPE_CHAT_MESSAGE, NULL);
  message->sender = g_strdup (sender);
  message->is_own = is_own;
  message->text = g_strdup (text);
  message->time = g_date_time_ref (time);
  message->delivery = delivery;
  g_list_store_append (self->messages, message);

  return message;
}

gboolean
maju_chat_send (MajuChat   *self,
                const char *text,
                GError    **error)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  if (strlen (text) > 4000)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                           "The message is too long.");
      return FALSE;
    }
  append_message (self, "self", TRUE, text, now, MAJU_DELIVERY_PENDING);

  return TRUE;
}

/* What the UI said is written out, when it is news. */
void
maju_participant_set_watched (MajuParticipant *self,
                              guint            camera_height,
                              guint            screen_height)
{
  if (self->watched[0] == camera_height && self->watched[1] == screen_height)
    return;

  self->watched[0] = camera_height;
  self->watched[1] = screen_height;
  g_printerr ("watched %s: %u %u\n", self->name, camera_height, screen_height);
}

static void
set_share_state (MajuScreenShare *self,
                 MajuScreenState  state)
{
  self->state = state;
  g_object_notify (G_OBJECT (self), "state");
}

/* The person chooses at once. */
void
maju_screen_share_start_async (MajuScreenShare    *self,
                               XdpParent          *parent,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  set_share_state (self, MAJU_SCREEN_STATE_RUNNING);
  g_task_return_boolean (task, TRUE);
}

gboolean
maju_screen_share_start_finish (MajuScreenShare *self,
                                GAsyncResult    *result,
                                GError         **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
maju_screen_share_stop (MajuScreenShare *self)
{
  set_share_state (self, MAJU_SCREEN_STATE_OFF);
}

void
maju_screen_share_set_mode (MajuScreenShare *self,
                            MajuScreenMode   mode)
{
  self->mode = mode;
  g_object_notify (G_OBJECT (self), "mode");
}

gboolean
maju_screen_share_get_sound_available (MajuScreenShare *self)
{
  return TRUE;
}

gboolean
maju_screen_share_get_sound_on (MajuScreenShare *self)
{
  return self->sound && self->state == MAJU_SCREEN_STATE_RUNNING;
}

void
maju_screen_share_set_sound (MajuScreenShare *self,
                             gboolean         sound)
{
  self->sound = sound;
  g_object_notify (G_OBJECT (self), "sound");
  g_object_notify (G_OBJECT (self), "sound-on");
}

void
maju_screen_share_set_restore_token (MajuScreenShare *self,
                                     const char      *token)
{
  g_set_str (&self->restore_token, token);
}

MajuCall *
maju_call_double_new (const char *link,
                      const char *name)
{
  MajuCall *self = g_object_new (MAJU_TYPE_CALL, NULL);
  g_autoptr(GError) error = NULL;

  self->link = maju_room_link_parse (link, &error);
  g_assert_no_error (error);
  self->started = g_get_monotonic_time () - 754 * G_USEC_PER_SEC;
  self->state = MAJU_CALL_STATE_JOINED;
  self->self = g_object_new (MAJU_TYPE_PARTICIPANT, NULL);
  self->self->name = g_strdup (name);
  self->self->is_self = TRUE;
  self->self->state = MAJU_PARTICIPANT_STATE_CONNECTED;
  self->self->microphone_on = TRUE;

  return self;
}

void
maju_call_double_set_state (MajuCall     *self,
                            MajuCallState state)
{
  self->state = state;
  g_object_notify (G_OBJECT (self), "state");
}

void
maju_call_double_set_trust (MajuCall *self,
                            MajuTrust trust)
{
  self->trust = trust;
  g_object_notify (G_OBJECT (self), "trust");
}

MajuParticipant *
maju_call_double_add (MajuCall   *self,
                      const char *name)
{
  g_autoptr(MajuParticipant) participant = NULL;

  participant = g_object_new (MAJU_TYPE_PARTICIPANT, NULL);
  participant->name = g_strdup (name);
  g_list_store_append (self->participants, participant);
  g_signal_emit_by_name (self, "participant-joined", participant);

  return participant;
}

void
maju_call_double_remove (MajuCall        *self,
                         MajuParticipant *participant,
                         gboolean         lost)
{
  g_autoptr(MajuParticipant) guard = g_object_ref (participant);
  guint position;

  if (g_list_store_find (self->participants, participant, &position))
    g_list_store_remove (self->participants, position);
  g_signal_emit_by_name (self, "participant-left", participant, lost);
}

void
maju_call_double_say (MajuCall        *self,
                      MajuParticipant *sender,
                      const char      *text,
                      GDateTime       *time,
                      MajuDelivery     delivery)
{
  gboolean is_own = sender == self->self;
  MajuChatMessage *message = append_message (self->chat, sender->name, is_own,
                                             text, time, delivery);

  if (is_own)
    return;
  self->chat->unread++;
  g_object_notify (G_OBJECT (self->chat), "unread");
  g_signal_emit_by_name (self->chat, "received", message);
}

void
maju_participant_double_set (MajuParticipant     *self,
                             MajuParticipantState state,
                             MajuTrust            trust,
                             gboolean             microphone_on,
                             gboolean             camera_on)
{
  self->state = state;
  self->trust = trust;
  self->microphone_on = microphone_on;
  self->camera_on = camera_on;
  g_object_notify (G_OBJECT (self), "state");
  g_object_notify (G_OBJECT (self), "trust");
  g_object_notify (G_OBJECT (self), "microphone-on");
  g_object_notify (G_OBJECT (self), "camera-on");
}

void
maju_participant_double_fail (MajuParticipant *self,
                              const char      *words)
{
  g_clear_error (&self->error);
  self->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, words);
  self->state = MAJU_PARTICIPANT_STATE_FAILED;
  g_object_notify (G_OBJECT (self), "error");
  g_object_notify (G_OBJECT (self), "state");
}

void
maju_participant_double_speak (MajuParticipant *self,
                               gboolean         speaking)
{
  self->speaking = speaking;
  g_object_notify (G_OBJECT (self), "speaking");
}

void
maju_participant_double_ask_mute (MajuParticipant *self)
{
  maju_gestures_take_ask (self->gestures);
}

void
maju_participant_double_show (MajuParticipant *self,
                              GObject         *paintable)
{
  g_set_object (&self->paintable, paintable);
  g_object_notify (G_OBJECT (self), "paintable");
}

void
maju_participant_double_grade (MajuParticipant          *self,
                               const MajuQualityFigures *figures)
{
  maju_quality_set (self->quality, figures);
}

void
maju_participant_double_share (MajuParticipant *self,
                               GObject         *paintable)
{
  g_set_object (&self->screen_paintable, paintable);
  self->screen_on = paintable != NULL;
  g_object_notify (G_OBJECT (self), "screen-paintable");
  g_object_notify (G_OBJECT (self), "screen-on");
}

void
maju_call_double_offer (MajuCall         *self,
                        MajuFileTransfer *transfer)
{
  g_list_store_append (self->chat->messages, transfer);
  if (maju_file_transfer_get_is_own (transfer))
    return;
  self->chat->unread++;
  g_object_notify (G_OBJECT (self->chat), "unread");
  g_signal_emit_by_name (self->chat, "offered", transfer);
}
