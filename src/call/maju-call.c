/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-call.h"

#include "maju-bell-private.h"
#include "maju-chat-private.h"
#include "maju-door-private.h"
#include "maju-h264.h"
#include "maju-membership-private.h"
#include "maju-own-presence-private.h"
#include "maju-participant-private.h"
#include "maju-roster-private.h"
#include "maju-screen-share-private.h"

struct _MajuCall
{
  GObject parent_instance;

  MajuRoomLink *link;
  MajuLocalMedia *media;
  gboolean render;
  gboolean relay_only;
  gboolean h264_first;
  guint16 first_port;           /* 0: any */
  guint16 last_port;
  MajuClock *clock;

  MajuParticipant *own;
  MajuOwnPresence *presence;
  MajuChat *chat;
  MajuScreenShare *screen_share;
  MajuDoor *door;
  MajuBell *bell;
  MajuRoster *roster;
  MajuMembership *membership;
  char *certificate;
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
      g_value_set_enum (value, maju_call_get_state (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, maju_call_get_error (self));
      break;
    case PROP_LINK:
      g_value_set_boxed (value, self->link);
      break;
    case PROP_STARTED:
      g_value_set_int64 (value, maju_call_get_started (self));
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

  g_clear_object (&self->door);
  g_clear_object (&self->bell);
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
  g_object_unref (self->membership);
  g_free (self->certificate);

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
}

static void
maju_call_init (MajuCall *self)
{
  self->clock = maju_clock_new_system ();
}

static void
send_cb (GObject     *source,
         MajuMessage *message,
         MajuCall    *self)
{
  if (self->membership)
    maju_membership_send (self->membership, message);
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

/* The credentials of relays expire: they come with `room`, and anew while the
 * call lasts. */
static void
ice_servers_cb (MajuMembership *membership,
                GPtrArray      *ice_servers,
                MajuCall       *self)
{
  g_autoptr(MajuPeerConfig) config = maju_remote_config_new (ice_servers);

  maju_peer_config_set_certificate (config, self->certificate);
  maju_peer_config_set_render (config, self->render);
  maju_peer_config_set_relay_only (config, self->relay_only);
  if (maju_h264_is_usable ())
    maju_peer_config_set_h264 (config, self->h264_first
                                       ? MAJU_H264_USE_FIRST
                                       : MAJU_H264_USE_IF_WANTED);
  maju_peer_config_set_ports (config, self->first_port, self->last_port);
  maju_roster_set_config (self->roster, config);
}

static void
room_cb (MajuMembership *membership,
         MajuMessage    *message,
         MajuCall       *self)
{
  maju_door_enter (self->door);
  /* What waited for the server goes to the new ids, or nowhere. */
  maju_roster_enter (self->roster, message);
}

static void
message_cb (MajuMembership *membership,
            MajuMessage    *message,
            MajuCall       *self)
{
  maju_door_handle (self->door, message);
  maju_roster_handle (self->roster, message);
}

static void
state_cb (MajuMembership *membership,
          GParamSpec     *pspec,
          MajuCall       *self)
{
  MajuCallState state = maju_membership_get_state (membership);

  if (state == MAJU_CALL_STATE_LEAVING || state == MAJU_CALL_STATE_ENDED)
    maju_screen_share_end (self->screen_share);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
error_cb (MajuMembership *membership,
          GParamSpec     *pspec,
          MajuCall       *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

static void
started_cb (MajuMembership *membership,
            GParamSpec     *pspec,
            MajuCall       *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STARTED]);
}

static void
make_membership (MajuCall *self)
{
  self->membership = maju_membership_new (self->link, self->roster, self->bell,
                                          self->clock);
  g_signal_connect_object (self->membership, "ice-servers",
                           G_CALLBACK (ice_servers_cb), self, 0);
  g_signal_connect_object (self->membership, "room",
                           G_CALLBACK (room_cb), self, 0);
  g_signal_connect_object (self->membership, "message",
                           G_CALLBACK (message_cb), self, 0);
  g_signal_connect_object (self->membership, "notify::state",
                           G_CALLBACK (state_cb), self, 0);
  g_signal_connect_object (self->membership, "notify::error",
                           G_CALLBACK (error_cb), self, 0);
  g_signal_connect_object (self->membership, "notify::started",
                           G_CALLBACK (started_cb), self, 0);
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
  self->screen_share = maju_screen_share_new (media);
  self->bell = maju_bell_new ();
  self->door = maju_door_new (self->clock);
  g_signal_connect_object (self->door, "send",
                           G_CALLBACK (send_cb), self, 0);
  make_roster (self);
  make_membership (self);

  return self;
}

void
maju_call_set_relay_only (MajuCall *self,
                          gboolean  relay_only)
{
  g_return_if_fail (MAJU_IS_CALL (self));
  g_return_if_fail (maju_call_get_state (self) == MAJU_CALL_STATE_NEW);

  self->relay_only = relay_only;
}

void
maju_call_set_h264_first (MajuCall *self,
                          gboolean  h264_first)
{
  g_return_if_fail (MAJU_IS_CALL (self));
  g_return_if_fail (maju_call_get_state (self) == MAJU_CALL_STATE_NEW);

  self->h264_first = h264_first;
}

void
maju_call_set_ports (MajuCall *self,
                     guint16   first,
                     guint16   last)
{
  g_return_if_fail (MAJU_IS_CALL (self));
  g_return_if_fail (maju_call_get_state (self) == MAJU_CALL_STATE_NEW);
  g_return_if_fail (first <= last);

  self->first_port = first;
  self->last_port = last;
}

void
maju_call_set_owner (MajuCall   *self,
                     const char *owner)
{
  g_return_if_fail (MAJU_IS_CALL (self));
  g_return_if_fail (maju_call_get_state (self) == MAJU_CALL_STATE_NEW);

  maju_membership_set_owner (self->membership, owner);
}

static void
joined_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (maju_membership_join_finish (MAJU_MEMBERSHIP (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
maju_call_join_async (MajuCall           *self,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *fingerprint = NULL;

  g_return_if_fail (MAJU_IS_CALL (self));
  g_return_if_fail (maju_call_get_state (self) == MAJU_CALL_STATE_NEW);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, maju_call_join_async);

  self->certificate = maju_certificate_generate (&error);
  if (self->certificate)
    fingerprint = maju_certificate_get_fingerprint (self->certificate, &error);
  if (!fingerprint)
    {
      maju_membership_fail (self->membership, error);
      g_task_return_error (task, g_error_copy (maju_call_get_error (self)));
      return;
    }

  /* As the others see it, so that both call a message the same. */
  maju_participant_set_fingerprint (self->own, fingerprint);
  maju_membership_join_async (self->membership,
                              maju_participant_get_name (self->own),
                              cancellable, joined_cb, g_steal_pointer (&task));
}

gboolean
maju_call_join_finish (MajuCall     *self,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
left_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  /* Leaving always succeeds; it only takes its time. */
  maju_membership_leave_finish (MAJU_MEMBERSHIP (source), result, NULL);
  g_task_return_boolean (task, TRUE);
}

void
maju_call_leave_async (MajuCall           *self,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MAJU_IS_CALL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_call_leave_async);
  maju_membership_leave_async (self->membership, left_cb, task);
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

  return maju_membership_get_state (self->membership);
}

const GError *
maju_call_get_error (MajuCall *self)
{
  g_return_val_if_fail (MAJU_IS_CALL (self), NULL);

  return maju_membership_get_error (self->membership);
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

  return maju_membership_get_started (self->membership);
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

MajuBell *
maju_call_get_bell (MajuCall *self)
{
  g_return_val_if_fail (MAJU_IS_CALL (self), NULL);

  return self->bell;
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
