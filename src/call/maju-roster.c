/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-roster-private.h"

#include "maju-limits.h"
#include "maju-people-private.h"
#include "maju-reunion-private.h"

/* A server can name people without end. After a rejoin everybody can be here
 * twice for a while, and whoever has left takes a moment to be taken apart. */
#define MAX_REMOTES (4 * MAJU_LIMIT_ROOM_PEOPLE)

struct _MajuRoster
{
  GObject parent_instance;

  MajuRemoteContext context;
  MajuPeople *people;           /* as they are shown */
  GPtrArray *remotes;
  MajuReunion *reunion;         /* of those without an id */
  GHashTable *signers;          /* ids that have signed */
  char *own_id;
  gboolean online;

  GPtrArray *closing;           /* (element-type MajuRemote) */
  GTask *close_task;
};

G_DEFINE_FINAL_TYPE (MajuRoster, maju_roster, G_TYPE_OBJECT)

enum
{
  PROP_TRUST = 1,
  N_PROPS
};

enum
{
  SEND,
  PARTICIPANT_JOINED,
  PARTICIPANT_LEFT,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
maju_roster_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MajuRoster *self = MAJU_ROSTER (object);

  switch (prop_id)
    {
    case PROP_TRUST:
      g_value_set_enum (value, maju_roster_get_trust (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_roster_dispose (GObject *object)
{
  MajuRoster *self = MAJU_ROSTER (object);

  g_ptr_array_set_size (self->remotes, 0);
  g_clear_pointer (&self->reunion, maju_reunion_free);
  maju_remote_context_clear (&self->context);
  g_clear_object (&self->people);

  G_OBJECT_CLASS (maju_roster_parent_class)->dispose (object);
}

static void
maju_roster_finalize (GObject *object)
{
  MajuRoster *self = MAJU_ROSTER (object);

  g_ptr_array_unref (self->remotes);
  g_ptr_array_unref (self->closing);
  g_hash_table_unref (self->signers);
  g_free (self->own_id);

  G_OBJECT_CLASS (maju_roster_parent_class)->finalize (object);
}

static void
maju_roster_class_init (MajuRosterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = maju_roster_get_property;
  object_class->dispose = maju_roster_dispose;
  object_class->finalize = maju_roster_finalize;

  props[PROP_TRUST] =
    g_param_spec_enum ("trust", NULL, NULL, MAJU_TYPE_TRUST, MAJU_TRUST_UNKNOWN,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                       G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SEND] =
    g_signal_new ("send", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[PARTICIPANT_JOINED] =
    g_signal_new ("participant-joined", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, MAJU_TYPE_PARTICIPANT);
  signals[PARTICIPANT_LEFT] =
    g_signal_new ("participant-left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 2, MAJU_TYPE_PARTICIPANT, G_TYPE_BOOLEAN);
}

static void
maju_roster_init (MajuRoster *self)
{
  self->remotes = g_ptr_array_new_with_free_func (g_object_unref);
  self->closing = g_ptr_array_new_with_free_func (g_object_unref);
  self->signers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
people_trust_cb (MajuPeople *people,
                 GParamSpec *pspec,
                 MajuRoster *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRUST]);
}

MajuRoster *
maju_roster_new (const MajuRemoteContext *context)
{
  MajuRoster *self = g_object_new (MAJU_TYPE_ROSTER, NULL);

  maju_remote_context_init_copy (&self->context, context);
  self->people =
    maju_people_new (maju_own_presence_get_participant (context->own));
  g_signal_connect_object (self->people, "notify::trust",
                           G_CALLBACK (people_trust_cb), self, 0);
  self->reunion = maju_reunion_new (self->remotes, context->clock);

  return self;
}

void
maju_roster_set_config (MajuRoster     *self,
                        MajuPeerConfig *config)
{
  maju_remote_context_set_config (&self->context, config);
  for (guint i = 0; i < self->remotes->len; i++)
    maju_remote_set_config (g_ptr_array_index (self->remotes, i), config);
}

static MajuRemote *
find_remote (MajuRoster *self,
             const char *id)
{
  for (guint i = 0; id && i < self->remotes->len; i++)
    {
      MajuRemote *remote = g_ptr_array_index (self->remotes, i);

      if (g_strcmp0 (maju_remote_get_id (remote), id) == 0)
        return remote;
    }

  return NULL;
}

static void
show (MajuRoster *self,
      MajuRemote *remote)
{
  MajuParticipant *participant = maju_remote_get_participant (remote);

  if (maju_people_add (self->people, participant))
    g_signal_emit (self, signals[PARTICIPANT_JOINED], 0, participant);
}

static void
hide (MajuRoster *self,
      MajuRemote *remote,
      gboolean    lost)
{
  g_autoptr(MajuParticipant) participant =
    g_object_ref (maju_remote_get_participant (remote));

  if (maju_people_remove (self->people, participant))
    g_signal_emit (self, signals[PARTICIPANT_LEFT], 0, participant, lost);
}

static void
maybe_closed (MajuRoster *self)
{
  if (self->close_task && self->closing->len == 0)
    {
      g_autoptr(GTask) task = g_steal_pointer (&self->close_task);

      g_task_return_boolean (task, TRUE);
    }
}

static void
remote_closed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(MajuRoster) self = user_data;

  /* Closing always succeeds; it only takes its time. */
  maju_remote_close_finish (MAJU_REMOTE (source), result, NULL);
  g_ptr_array_remove_fast (self->closing, source);
  maybe_closed (self);
}

static void
drop (MajuRoster *self,
      MajuRemote *remote,
      gboolean    lost)
{
  g_autoptr(MajuRemote) former = g_object_ref (remote);

  g_signal_handlers_disconnect_by_data (remote, self);
  g_ptr_array_remove (self->remotes, remote);
  g_ptr_array_add (self->closing, g_object_ref (remote));
  maju_remote_close_async (remote, remote_closed_cb, g_object_ref (self));
  hide (self, former, lost);
}

static void
remote_send_cb (MajuRemote  *remote,
                MajuMessage *message,
                MajuRoster  *self)
{
  g_signal_emit (self, signals[SEND], 0, message);
}

static void
remote_ended_cb (MajuRemote *remote,
                 MajuRoster *self)
{
  drop (self, remote, FALSE);
}

static void
remote_present_cb (MajuRemote *remote,
                   GParamSpec *pspec,
                   MajuRoster *self)
{
  if (maju_remote_get_present (remote))
    show (self, remote);
  else
    hide (self, remote, TRUE);
}

static void
remote_known_as_cb (MajuRemote *remote,
                    const char *id,
                    MajuRoster *self)
{
  maju_reunion_claim (self->reunion, remote, id);
}

static void
participant_trust_cb (MajuParticipant *participant,
                      GParamSpec      *pspec,
                      MajuRoster      *self)
{
  if (maju_participant_get_trust (participant) == MAJU_TRUST_VERIFIED &&
      !maju_participant_get_by_words (participant))
    g_hash_table_add (self->signers,
                      g_strdup (maju_participant_get_id (participant)));
}

static MajuRemote *
add_remote (MajuRoster *self,
            const char *id,
            const char *name,
            gboolean    offerer)
{
  MajuRemote *remote = maju_remote_new (&self->context, id, name, offerer);

  g_ptr_array_add (self->remotes, remote);
  g_signal_connect_object (remote, "send",
                           G_CALLBACK (remote_send_cb), self, 0);
  g_signal_connect_object (remote, "ended",
                           G_CALLBACK (remote_ended_cb), self, 0);
  g_signal_connect_object (remote, "known-as",
                           G_CALLBACK (remote_known_as_cb), self, 0);
  g_signal_connect_object (remote, "notify::present",
                           G_CALLBACK (remote_present_cb), self, 0);
  g_signal_connect_object (maju_remote_get_participant (remote),
                           "notify::trust", G_CALLBACK (participant_trust_cb),
                           self, 0);
  if (g_hash_table_contains (self->signers, id))
    maju_remote_require_signature (remote);
  show (self, remote);
  maju_remote_start (remote, self->own_id);

  return remote;
}

static void
meet (MajuRoster *self,
      MajuMember *member,
      gboolean    offerer)
{
  if (find_remote (self, member->id) ||
      maju_reunion_find (self->reunion, member->id) ||
      g_strcmp0 (member->id, self->own_id) == 0)
    return;

  if (self->remotes->len + maju_reunion_count (self->reunion) +
      self->closing->len >= MAX_REMOTES)
    {
      g_debug ("More people come and go than fit into a room");
      return;
    }

  if (maju_reunion_is_wanted (self->reunion))
    maju_reunion_add (self->reunion, member, offerer);
  else
    add_remote (self, member->id, member->name, offerer);
}

/* @stranger: (transfer full). */
static MajuRemote *
introduce (MajuRoster   *self,
           MajuStranger *stranger)
{
  g_autoptr(MajuStranger) taken = stranger;
  MajuRemote *remote;

  remote = add_remote (self, taken->id, taken->name, taken->offerer);
  maju_remote_set_away (remote, taken->away);

  return remote;
}

/* The session is a new one: all ids are. Who can be heard stays. */
static void
forget_ids (MajuRoster *self)
{
  maju_reunion_begin (self->reunion, self->own_id);
  for (guint i = self->remotes->len; i-- > 0;)
    {
      MajuRemote *remote = g_ptr_array_index (self->remotes, i);

      if (maju_remote_is_live (remote))
        maju_remote_bind (remote, self->own_id, NULL);
      else
        drop (self, remote, TRUE);
    }
}

void
maju_roster_enter (MajuRoster  *self,
                   MajuMessage *message)
{
  g_set_str (&self->own_id, message->self_id);
  forget_ids (self);

  /* Tells who we are now, on every path. */
  maju_own_presence_set_id (self->context.own, message->self_id);
  for (guint i = 0; message->members && i < message->members->len; i++)
    meet (self, g_ptr_array_index (message->members, i), TRUE);
}

static void
handle_left (MajuRoster  *self,
             MajuMessage *message)
{
  gboolean lost = g_strcmp0 (message->reason, "left") != 0 &&
    g_strcmp0 (message->reason, "removed") != 0;
  MajuRemote *remote;

  if (maju_reunion_remove (self->reunion, message->member->id))
    return;

  remote = find_remote (self, message->member->id);
  if (!remote)
    return;

  /* Lost to the server is not lost to us. */
  if (lost && maju_remote_is_live (remote))
    maju_remote_bind (remote, self->own_id, NULL);
  else
    drop (self, remote, lost);
}

static void
handle_away (MajuRoster  *self,
             MajuMessage *message)
{
  MajuRemote *remote = find_remote (self, message->member->id);
  MajuStranger *stranger = maju_reunion_find (self->reunion, message->member->id);
  gboolean away = message->type == MAJU_MESSAGE_AWAY;

  if (remote)
    maju_remote_set_away (remote, away);
  else if (stranger)
    stranger->away = away;
}

static void
handle_relayed (MajuRoster  *self,
                MajuMessage *message)
{
  MajuRemote *remote = find_remote (self, message->from);

  if (!remote && maju_reunion_find (self->reunion, message->from))
    {
      if (message->again)
        maju_reunion_recognize (self->reunion, message);
      else
        remote = introduce (self, maju_reunion_take (self->reunion, message->from));
    }
  if (remote)
    maju_remote_handle (remote, message);
}

static void
handle_undeliverable (MajuRoster  *self,
                      MajuMessage *message)
{
  g_debug ("The server says: %s", maju_error_code_to_string (message->code));
}

void
maju_roster_handle (MajuRoster  *self,
                    MajuMessage *message)
{
  switch (message->type)
    {
    case MAJU_MESSAGE_JOINED:
      meet (self, message->member, FALSE);
      break;
    case MAJU_MESSAGE_LEFT:
      handle_left (self, message);
      break;
    case MAJU_MESSAGE_AWAY:
    case MAJU_MESSAGE_BACK:
      handle_away (self, message);
      break;
    case MAJU_MESSAGE_DESCRIPTION:
    case MAJU_MESSAGE_CANDIDATE:
    case MAJU_MESSAGE_RESTART:
      handle_relayed (self, message);
      break;
    case MAJU_MESSAGE_ERROR:
      handle_undeliverable (self, message);
      break;
    case MAJU_MESSAGE_WELCOME:
    case MAJU_MESSAGE_HELLO:
    case MAJU_MESSAGE_ROOM:
    case MAJU_MESSAGE_WAITING:
    case MAJU_MESSAGE_DOOR:
    case MAJU_MESSAGE_LOCK:
    case MAJU_MESSAGE_UNLOCK:
    case MAJU_MESSAGE_ADMIT:
    case MAJU_MESSAGE_REFUSE:
    case MAJU_MESSAGE_REMOVE:
    case MAJU_MESSAGE_LISTEN:
    case MAJU_MESSAGE_PEOPLE:
    case MAJU_MESSAGE_DECLINE:
    case MAJU_MESSAGE_DECLINED:
    case MAJU_MESSAGE_ICE_SERVERS:
    case MAJU_MESSAGE_END:
    case MAJU_MESSAGE_ACK:
    case MAJU_MESSAGE_PING:
    case MAJU_MESSAGE_PONG:
    default:
      break;
    }
}

void
maju_roster_set_online (MajuRoster *self,
                        gboolean    online)
{
  self->online = online;
  for (guint i = 0; i < self->remotes->len; i++)
    maju_remote_set_online (g_ptr_array_index (self->remotes, i), online);
}

/* One encoding serves all, so that the worst path decides how much of each
 * sound is sent again with the next. */
static void
tell_loss (MajuRoster *self)
{
  double loss = maju_people_get_loss (self->people);

  maju_audio_sender_set_packet_loss (
    maju_local_media_get_microphone (self->context.media),
    MAX (MAJU_AUDIO_USUAL_LOSS, (guint) (100 * loss + 0.5)));
}

void
maju_roster_check (MajuRoster *self)
{
  MajuStranger *stranger;

  tell_loss (self);
  for (guint i = self->remotes->len; i-- > 0;)
    {
      MajuRemote *remote = g_ptr_array_index (self->remotes, i);

      if (self->online && !maju_remote_get_id (remote) &&
          !maju_remote_is_live (remote))
        drop (self, remote, TRUE);
      else
        maju_remote_check (remote);
    }

  while ((stranger = maju_reunion_take (self->reunion, NULL)))
    introduce (self, stranger);
}

void
maju_roster_network_changed (MajuRoster *self,
                             gboolean    available)
{
  for (guint i = 0; i < self->remotes->len; i++)
    maju_remote_network_changed (g_ptr_array_index (self->remotes, i), available);
}

void
maju_roster_say_end (MajuRoster *self)
{
  for (guint i = 0; i < self->remotes->len; i++)
    maju_remote_say_end (g_ptr_array_index (self->remotes, i));
}

GListModel *
maju_roster_get_participants (MajuRoster *self)
{
  return maju_people_get_list (self->people);
}

MajuTrust
maju_roster_get_trust (MajuRoster *self)
{
  return maju_people_get_trust (self->people);
}

gboolean
maju_roster_has_live (MajuRoster *self)
{
  for (guint i = 0; i < self->remotes->len; i++)
    if (maju_remote_is_live (g_ptr_array_index (self->remotes, i)))
      return TRUE;

  return FALSE;
}

char *
maju_roster_describe_closing (MajuRoster *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->closing->len; i++)
    {
      MajuRemote *remote = g_ptr_array_index (self->closing, i);
      MajuParticipant *participant = maju_remote_get_participant (remote);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                              maju_participant_get_id (participant));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
maju_roster_close_async (MajuRoster         *self,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_return_if_fail (self->close_task == NULL);

  self->close_task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->close_task, maju_roster_close_async);

  maju_reunion_begin (self->reunion, self->own_id);
  while (self->remotes->len > 0)
    drop (self, g_ptr_array_index (self->remotes, self->remotes->len - 1), FALSE);
  maybe_closed (self);
}

gboolean
maju_roster_close_finish (MajuRoster   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
