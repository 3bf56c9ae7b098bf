/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-call.h"

#include "maju-call-error-private.h"
#include "maju-chat-private.h"
#include "maju-config.h"
#include "maju-door-private.h"
#include "maju-own-presence-private.h"
#include "maju-participant-private.h"
#include "maju-recovery-private.h"
#include "maju-roster-private.h"
#include "maju-screen-share-private.h"
#include "maju-signaling.h"

#include <glib/gi18n-lib.h>

/* Leaving takes no longer than this, whatever others do. */
#define LEAVE_MS 2000

struct _MajuCall
{
  GObject parent_instance;

  MajuRoomLink *link;
  char *owner;
  MajuLocalMedia *media;
  gboolean render;
  gboolean relay_only;
  MajuClock *clock;

  MajuParticipant *own;
  MajuOwnPresence *presence;
  MajuChat *chat;
  MajuScreenShare *screen_share;
  MajuDoor *door;
  MajuRoster *roster;
  MajuRecovery *recovery;
  MajuSignaling *signaling;
  char *certificate;

  MajuCallState state;
  GError *error;
  gint64 started;
  GTask *leave_task;
  guint leave_id;
};

G_DEFINE_FINAL_TYPE (MajuCall, maju_call, G_TYPE_OBJECT)

enum
{
  PROP_STATE = 1,
  PROP_ERROR,
  PROP_LINK,
  PROP_STARTED,
  PROP_PARTICIPANTS,
  PROP_SELF,
  PROP_CHAT,
  PROP_TRUST,
  N_PROPS
};

enum
{
  PARTICIPANT_JOINED,
  PARTICIPANT_LEFT,
  DECLINED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
maju_call_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  MajuCall *self = MAJU_CALL (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_LINK:
      g_value_set_boxed (value, self->link);
      break;
    case PROP_STARTED:
      g_value_set_int64 (value, self->started);
      break;
    case PROP_PARTICIPANTS:
      g_value_set_object (value, maju_call_get_participants (self));
      break;
    case PROP_SELF:
      g_value_set_object (value, self->own);
      break;
    case PROP_CHAT:
      g_value_set_object (value, self->chat);
      break;
    case PROP_TRUST:
      g_value_set_enum (value, maju_call_get_trust (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_call_dispose (GObject *object)
{
  MajuCall *self = MAJU_CALL (object);

  if (self->leave_id)
    maju_clock_remove_timeout (self->clock, self->leave_id);
  self->leave_id = 0;
  if (self->recovery)
    maju_recovery_stop (self->recovery);
  g_clear_object (&self->recovery);
  g_clear_object (&self->door);
  g_clear_object (&self->signaling);
  g_clear_object (&self->roster);
  g_clear_object (&self->chat);
  if (self->screen_share)
    maju_screen_share_end (self->screen_share);
  g_clear_object (&self->screen_share);
  g_clear_object (&self->presence);
  g_clear_object (&self->own);
  g_clear_object (&self->media);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (maju_call_parent_class)->dispose (object);
}

static void
maju_call_finalize (GObject *object)
{
  MajuCall *self = MAJU_CALL (object);

  g_clear_pointer (&self->link, maju_room_link_unref);
  g_clear_error (&self->error);
  g_free (self->certificate);
  g_free (self->owner);

  G_OBJECT_CLASS (maju_call_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
    G_PARAM_STATIC_STRINGS;

  props[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MAJU_TYPE_CALL_STATE,
                       MAJU_CALL_STATE_NEW, flags);
  props[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_LINK] =
    g_param_spec_boxed ("link", NULL, NULL, MAJU_TYPE_ROOM_LINK, flags);
  props[PROP_STARTED] =
    g_param_spec_int64 ("started", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_PARTICIPANTS] =
    g_param_spec_object ("participants", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_SELF] =
    g_param_spec_object ("self", NULL, NULL, MAJU_TYPE_PARTICIPANT, flags);
  props[PROP_CHAT] =
    g_param_spec_object ("chat", NULL, NULL, MAJU_TYPE_CHAT, flags);
  props[PROP_TRUST] =
    g_param_spec_enum ("trust", NULL, NULL, MAJU_TYPE_TRUST, MAJU_TRUST_UNKNOWN,
                       flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
maju_call_class_init (MajuCallClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = maju_call_get_property;
  object_class->dispose = maju_call_dispose;
  object_class->finalize = maju_call_finalize;
  install_properties (object_class);

  signals[PARTICIPANT_JOINED] =
    g_signal_new ("participant-joined", G_TYPE_FROM_CLASS (klass),
                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, MAJU_TYPE_PARTICIPANT);
  signals[PARTICIPANT_LEFT] =
    g_signal_new ("participant-left", G_TYPE_FROM_CLASS (klass),
                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, MAJU_TYPE_PARTICIPANT, G_TYPE_BOOLEAN);
  signals[DECLINED] =
    g_signal_new ("declined", G_TYPE_FROM_CLASS (klass),
                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
maju_call_init (MajuCall *self)
{
  self->clock = maju_clock_new_system ();
}

static void
set_state (MajuCall     *self,
           MajuCallState state)
{
  if (self->state == state)
    return;

  self->state = state;
  if (state == MAJU_CALL_STATE_LEAVING || state == MAJU_CALL_STATE_ENDED)
    maju_screen_share_end (self->screen_share);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
set_error (MajuCall     *self,
           const GError *error)
{
  g_clear_error (&self->error);
  if (error)
    self->error = maju_call_error_from_signaling (error,
                                                  maju_room_link_get_host (self->link),
                                                  self->started != 0);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

static void
send_cb (GObject     *source,
         MajuMessage *message,
         MajuCall    *self)
{
  if (self->signaling)
    maju_signaling_send (self->signaling, message);
}

static void
roster_joined_cb (MajuRoster      *roster,
                  MajuParticipant *participant,
                  MajuCall        *self)
{
  g_signal_emit (self, signals[PARTICIPANT_JOINED], 0, participant);
}

static void
roster_left_cb (MajuRoster      *roster,
                MajuParticipant *participant,
                gboolean         lost,
                MajuCall        *self)
{
  g_signal_emit (self, signals[PARTICIPANT_LEFT], 0, participant, lost);
}

static void
roster_trust_cb (MajuRoster *roster,
                 GParamSpec *pspec,
                 MajuCall   *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRUST]);
}

static void
make_roster (MajuCall *self)
{
  MajuRemoteContext context = {
    .link = self->link,
    .own = self->presence,
    .media = self->media,
    .chat = self->chat,
    .clock = self->clock,
    .start = g_get_monotonic_time (),
  };

  self->roster = maju_roster_new (&context);
  g_signal_connect_object (self->roster, "send",
                           G_CALLBACK (send_cb), self, 0);
  g_signal_connect_object (self->roster, "participant-joined",
                           G_CALLBACK (roster_joined_cb), self, 0);
  g_signal_connect_object (self->roster, "participant-left",
                           G_CALLBACK (roster_left_cb), self, 0);
  g_signal_connect_object (self->roster, "notify::trust",
                           G_CALLBACK (roster_trust_cb), self, 0);
}

MajuCall *
maju_call_new (MajuRoomLink   *link,
               const char     *name,
               MajuLocalMedia *media,
               gboolean        render)
{
  MajuCall *self;

  g_return_val_if_fail (link != NULL, NULL);
  g_return_val_if_fail (MAJU_IS_LOCAL_MEDIA (media), NULL);

  self = g_object_new (MAJU_TYPE_CALL, NULL);
  self->link = maju_room_link_ref (link);
  self->media = g_object_ref (media);
  self->render = render;
  self->own = maju_participant_new ("", name, TRUE);
  maju_participant_set_state (self->own, MAJU_PARTICIPANT_STATE_CONNECTED);
  self->presence = maju_own_presence_new (self->own, media);
  self->chat = maju_chat_new (self->own, self->clock);
  self->screen_share = maju_screen_share_new (maju_local_media_get_screen (media));
  self->door = maju_door_new (self->clock);
  g_signal_connect_object (self->door, "send",
                           G_CALLBACK (send_cb), self, 0);
  make_roster (self);

  return self;
}

/* The credentials of relays expire: they come with `room`, and anew while the
 * call lasts. */
static void
ice_servers_cb (MajuSignaling *signaling,
                GPtrArray     *ice_servers,
                MajuCall      *self)
{
  g_autoptr(MajuPeerConfig) config = NULL;

  if (self->state == MAJU_CALL_STATE_LEAVING || self->state == MAJU_CALL_STATE_ENDED)
    return;

  config = maju_remote_config_new (ice_servers);
  maju_peer_config_set_certificate (config, self->certificate);
  maju_peer_config_set_render (config, self->render);
  maju_peer_config_set_relay_only (config, self->relay_only);
  maju_roster_set_config (self->roster, config);
}

static void
room_cb (MajuSignaling *signaling,
         MajuMessage   *message,
         MajuCall      *self)
{
  if (self->state == MAJU_CALL_STATE_LEAVING || self->state == MAJU_CALL_STATE_ENDED)
    return;

  if (self->started == 0)
    {
      self->started = g_get_monotonic_time ();
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STARTED]);
    }
  maju_door_enter (self->door);
  /* What waited for the server goes to the new ids, or nowhere. */
  maju_roster_enter (self->roster, message);
  maju_roster_set_online (self->roster, TRUE);
}

static void
message_cb (MajuSignaling *signaling,
            MajuMessage   *message,
            MajuCall      *self)
{
  if (self->state == MAJU_CALL_STATE_LEAVING || self->state == MAJU_CALL_STATE_ENDED)
    return;

  if (message->type == MAJU_MESSAGE_DECLINED && *message->name != '\0')
    g_signal_emit (self, signals[DECLINED], 0, message->name);
  maju_door_handle (self->door, message);
  maju_roster_handle (self->roster, message);
}

static void
left (MajuCall *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->leave_task);

  if (!task)
    return;

  if (self->leave_id)
    maju_clock_remove_timeout (self->clock, self->leave_id);
  self->leave_id = 0;
  set_state (self, MAJU_CALL_STATE_ENDED);
  g_task_return_boolean (task, TRUE);
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MajuCall) self = user_data;

  /* Closing always succeeds; it only takes its time. */
  maju_roster_close_finish (MAJU_ROSTER (source), result, NULL);
  set_state (self, MAJU_CALL_STATE_ENDED);
  left (self);
}

/* The server is gone for good. The call lasts while there is anybody in it, but
 * who was removed, or is there in another place, has nothing to look for here. */
static void
end_unless_live (MajuCall *self)
{
  if (self->state != MAJU_CALL_STATE_RECONNECTING || !self->error)
    return;
  if (!g_error_matches (self->error, MAJU_CALL_ERROR, MAJU_CALL_ERROR_REMOVED) &&
      !g_error_matches (self->error, MAJU_CALL_ERROR, MAJU_CALL_ERROR_TAKEN_OVER) &&
      maju_roster_has_live (self->roster))
    return;

  set_state (self, MAJU_CALL_STATE_LEAVING);
  maju_recovery_stop (self->recovery);
  maju_roster_close_async (self->roster, ended_cb, g_object_ref (self));
}

static gboolean
is_joining (MajuCall *self)
{
  return self->state == MAJU_CALL_STATE_JOINING ||
         self->state == MAJU_CALL_STATE_WAITING;
}

static void
signaling_state_cb (MajuSignaling *signaling,
                    GParamSpec    *pspec,
                    MajuCall      *self)
{
  MajuSignalingState state = maju_signaling_get_state (signaling);

  if (is_joining (self) && state == MAJU_SIGNALING_STATE_WAITING)
    set_state (self, MAJU_CALL_STATE_WAITING);
  else if (is_joining (self) && state == MAJU_SIGNALING_STATE_CONNECTING)
    set_state (self, MAJU_CALL_STATE_JOINING);
  if (self->state != MAJU_CALL_STATE_JOINED &&
      self->state != MAJU_CALL_STATE_RECONNECTING)
    return;

  maju_roster_set_online (self->roster, state == MAJU_SIGNALING_STATE_JOINED);
  if (state == MAJU_SIGNALING_STATE_JOINED)
    set_state (self, MAJU_CALL_STATE_JOINED);
  else
    set_state (self, MAJU_CALL_STATE_RECONNECTING);

  if (state == MAJU_SIGNALING_STATE_CLOSED)
    {
      set_error (self, maju_signaling_get_error (signaling));
      end_unless_live (self);
    }
}

static void
check_cb (MajuRecovery *recovery,
          MajuCall     *self)
{
  maju_roster_check (self->roster);
  end_unless_live (self);
}

static void
network_changed_cb (MajuRecovery *recovery,
                    gboolean      available,
                    MajuCall     *self)
{
  maju_roster_network_changed (self->roster, available);
}

static void
join_failed (MajuCall     *self,
             GTask        *task,
             const GError *error)
{
  /* Who left or gave up knows why it ended. */
  if (self->state == MAJU_CALL_STATE_LEAVING ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (self->state != MAJU_CALL_STATE_LEAVING)
        set_state (self, MAJU_CALL_STATE_ENDED);
      g_task_return_error (task, g_error_copy (error));
      return;
    }

  set_error (self, error);
  set_state (self, MAJU_CALL_STATE_ENDED);
  g_task_return_error (task, g_error_copy (self->error));
}

static void
joined_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MajuCall *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  gboolean joined;

  joined = maju_signaling_join_finish (MAJU_SIGNALING (source), result, &error);
  /* Who leaves meanwhile ends the joining, and that is no failure. */
  if (!is_joining (self))
    {
      g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                       _("The call was left."));
      return;
    }
  if (!joined)
    {
      join_failed (self, task, error);
      return;
    }

  self->recovery = maju_recovery_new (NULL, self->clock);
  g_signal_connect_object (self->recovery, "check",
                           G_CALLBACK (check_cb), self, 0);
  g_signal_connect_object (self->recovery, "network-changed",
                           G_CALLBACK (network_changed_cb), self, 0);
  set_state (self, MAJU_CALL_STATE_JOINED);
  signaling_state_cb (self->signaling, NULL, self);
  g_task_return_boolean (task, TRUE);
}

void
maju_call_set_relay_only (MajuCall *self,
                          gboolean  relay_only)
{
  g_return_if_fail (MAJU_IS_CALL (self));
  g_return_if_fail (self->state == MAJU_CALL_STATE_NEW);

  self->relay_only = relay_only;
}

void
maju_call_set_owner (MajuCall   *self,
                     const char *owner)
{
  g_return_if_fail (MAJU_IS_CALL (self));
  g_return_if_fail (self->state == MAJU_CALL_STATE_NEW);

  g_set_str (&self->owner, owner);
}

void
maju_call_join_async (MajuCall           *self,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (MAJU_IS_CALL (self));
  g_return_if_fail (self->state == MAJU_CALL_STATE_NEW);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, maju_call_join_async);
  set_state (self, MAJU_CALL_STATE_JOINING);

  self->certificate = maju_certificate_generate (&error);
  if (!self->certificate)
    {
      join_failed (self, task, error);
      return;
    }

  self->signaling = maju_signaling_new (self->link,
                                        maju_participant_get_name (self->own),
                                        self->clock);
  maju_signaling_set_owner (self->signaling, self->owner);
  g_signal_connect_object (self->signaling, "ice-servers",
                           G_CALLBACK (ice_servers_cb), self, 0);
  g_signal_connect_object (self->signaling, "room",
                           G_CALLBACK (room_cb), self, 0);
  g_signal_connect_object (self->signaling, "message",
                           G_CALLBACK (message_cb), self, 0);
  g_signal_connect_object (self->signaling, "notify::state",
                           G_CALLBACK (signaling_state_cb), self, 0);
  maju_signaling_join_async (self->signaling, cancellable, joined_cb,
                             g_steal_pointer (&task));
}

gboolean
maju_call_join_finish (MajuCall     *self,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
leave_timeout_cb (gpointer user_data)
{
  MajuCall *self = user_data;
  g_autofree char *closing = maju_roster_describe_closing (self->roster);

  if (maju_signaling_get_state (self->signaling) != MAJU_SIGNALING_STATE_CLOSED)
    g_message ("Leaving took too long; the server's connection closes by itself");
  else
    g_message ("Leaving took too long; these paths close by themselves: %s",
               closing);
  self->leave_id = 0;
  left (self);

  return G_SOURCE_REMOVE;
}

static void
roster_closed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(MajuCall) self = user_data;

  /* Closing always succeeds; it only takes its time. */
  maju_roster_close_finish (MAJU_ROSTER (source), result, NULL);
  left (self);
}

static void
signaling_left_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(MajuCall) self = user_data;

  /* A server that did not hear our goodbye sees the connection end. */
  maju_signaling_leave_finish (MAJU_SIGNALING (source), result, NULL);
  maju_roster_close_async (self->roster, roster_closed_cb, g_object_ref (self));
}

void
maju_call_leave_async (MajuCall           *self,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MAJU_IS_CALL (self));
  g_return_if_fail (self->leave_task == NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_call_leave_async);
  if (self->state == MAJU_CALL_STATE_NEW || self->state == MAJU_CALL_STATE_ENDED)
    {
      set_state (self, MAJU_CALL_STATE_ENDED);
      g_task_return_boolean (task, TRUE);
      return;
    }

  self->leave_task = g_steal_pointer (&task);
  self->leave_id = maju_clock_add_timeout (self->clock, LEAVE_MS,
                                           leave_timeout_cb, self);
  if (self->state == MAJU_CALL_STATE_LEAVING)
    return;

  set_state (self, MAJU_CALL_STATE_LEAVING);
  /* A server that was lost before is not why the call ends now. */
  if (self->error)
    set_error (self, NULL);
  if (self->recovery)
    maju_recovery_stop (self->recovery);

  /* Both ways: the path when the server is away, the server when the path is
  * not there yet. While the server answers, the path carries our goodbye. */
  maju_roster_say_end (self->roster);
  maju_signaling_leave_async (self->signaling, signaling_left_cb,
                              g_object_ref (self));
}

gboolean
maju_call_leave_finish (MajuCall     *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

MajuCallState
maju_call_get_state (MajuCall *self)
{
  g_return_val_if_fail (MAJU_IS_CALL (self), MAJU_CALL_STATE_ENDED);

  return self->state;
}

const GError *
maju_call_get_error (MajuCall *self)
{
  g_return_val_if_fail (MAJU_IS_CALL (self), NULL);

  return self->error;
}

MajuRoomLink *
maju_call_get_link (MajuCall *self)
{
  g_return_val_if_fail (MAJU_IS_CALL (self), NULL);

  return self->link;
}

gint64
maju_call_get_started (MajuCall *self)
{
  g_return_val_if_fail (MAJU_IS_CALL (self), 0);

  return self->started;
}

MajuTrust
maju_call_get_trust (MajuCall *self)
{
  g_return_val_if_fail (MAJU_IS_CALL (self), MAJU_TRUST_UNKNOWN);

  return maju_roster_get_trust (self->roster);
}

GListModel *
maju_call_get_participants (MajuCall *self)
{
  g_return_val_if_fail (MAJU_IS_CALL (self), NULL);

  return maju_roster_get_participants (self->roster);
}

MajuParticipant *
maju_call_get_self (MajuCall *self)
{
  g_return_val_if_fail (MAJU_IS_CALL (self), NULL);

  return self->own;
}

MajuChat *
maju_call_get_chat (MajuCall *self)
{
  g_return_val_if_fail (MAJU_IS_CALL (self), NULL);

  return self->chat;
}

MajuScreenShare *
maju_call_get_screen_share (MajuCall *self)
{
  g_return_val_if_fail (MAJU_IS_CALL (self), NULL);

  return self->screen_share;
}

MajuDoor *
maju_call_get_door (MajuCall *self)
{
  g_return_val_if_fail (MAJU_IS_CALL (self), NULL);

  return self->door;
}

MajuLocalMedia *
maju_call_get_media (MajuCall *self)
{
  g_return_val_if_fail (MAJU_IS_CALL (self), NULL);

  return self->media;
}
