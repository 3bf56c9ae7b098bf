/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-membership-private.h"

#include "maju-call-error-private.h"
#include "maju-config.h"
#include "maju-recovery-private.h"
#include "maju-signaling.h"

#include <glib/gi18n-lib.h>

/* Leaving takes no longer than this, whatever others do. */
#define LEAVE_MS 2000

struct _MajuMembership
{
  GObject parent_instance;

  MajuRoomLink *link;
  char *owner;
  MajuClock *clock;
  MajuRoster *roster;
  MajuBell *bell;
  MajuSignaling *signaling;
  MajuRecovery *recovery;

  MajuCallState state;
  GError *error;
  gint64 started;
  GTask *leave_task;
  guint leave_id;
};

G_DEFINE_FINAL_TYPE (MajuMembership, maju_membership, G_TYPE_OBJECT)

enum
{
  PROP_STATE = 1,
  PROP_ERROR,
  PROP_STARTED,
  N_PROPS
};

enum
{
  ICE_SERVERS,
  ROOM,
  MESSAGE,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
maju_membership_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MajuMembership *self = MAJU_MEMBERSHIP (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_STARTED:
      g_value_set_int64 (value, self->started);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_membership_dispose (GObject *object)
{
  MajuMembership *self = MAJU_MEMBERSHIP (object);

  if (self->leave_id)
    maju_clock_remove_timeout (self->clock, self->leave_id);
  self->leave_id = 0;
  if (self->recovery)
    maju_recovery_stop (self->recovery);
  g_clear_object (&self->recovery);
  g_clear_object (&self->signaling);
  g_clear_object (&self->roster);
  g_clear_object (&self->bell);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (maju_membership_parent_class)->dispose (object);
}

static void
maju_membership_finalize (GObject *object)
{
  MajuMembership *self = MAJU_MEMBERSHIP (object);

  g_clear_pointer (&self->link, maju_room_link_unref);
  g_clear_error (&self->error);
  g_free (self->owner);

  G_OBJECT_CLASS (maju_membership_parent_class)->finalize (object);
}

static void
maju_membership_class_init (MajuMembershipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
    G_PARAM_STATIC_STRINGS;

  object_class->get_property = maju_membership_get_property;
  object_class->dispose = maju_membership_dispose;
  object_class->finalize = maju_membership_finalize;

  props[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MAJU_TYPE_CALL_STATE,
                       MAJU_CALL_STATE_NEW, flags);
  props[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_STARTED] =
    g_param_spec_int64 ("started", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[ICE_SERVERS] =
    g_signal_new ("ice-servers", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  signals[ROOM] =
    g_signal_new ("room", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[MESSAGE] =
    g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
maju_membership_init (MajuMembership *self)
{
}

static void
set_state (MajuMembership *self,
           MajuCallState   state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
set_error (MajuMembership *self,
           const GError   *error)
{
  g_clear_error (&self->error);
  if (error)
    self->error = maju_call_error_from_signaling (error,
                                                  maju_room_link_get_host (self->link),
                                                  self->started != 0);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

static gboolean
is_over (MajuMembership *self)
{
  return self->state == MAJU_CALL_STATE_LEAVING ||
         self->state == MAJU_CALL_STATE_ENDED;
}

static void
ice_servers_cb (MajuSignaling  *signaling,
                GPtrArray      *ice_servers,
                MajuMembership *self)
{
  if (!is_over (self))
    g_signal_emit (self, signals[ICE_SERVERS], 0, ice_servers);
}

static void
room_cb (MajuSignaling  *signaling,
         MajuMessage    *message,
         MajuMembership *self)
{
  if (is_over (self))
    return;

  if (self->started == 0)
    {
      self->started = g_get_monotonic_time ();
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STARTED]);
    }
  maju_bell_enter (self->bell, message);
  g_signal_emit (self, signals[ROOM], 0, message);
  maju_roster_set_online (self->roster, TRUE);
}

static void
message_cb (MajuSignaling  *signaling,
            MajuMessage    *message,
            MajuMembership *self)
{
  if (is_over (self))
    return;

  maju_bell_handle (self->bell, message);
  g_signal_emit (self, signals[MESSAGE], 0, message);
}

static void
end (MajuMembership *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->leave_task);

  if (self->leave_id)
    maju_clock_remove_timeout (self->clock, self->leave_id);
  self->leave_id = 0;
  set_state (self, MAJU_CALL_STATE_ENDED);
  if (task)
    g_task_return_boolean (task, TRUE);
}

static gboolean
leave_timeout_cb (gpointer user_data)
{
  MajuMembership *self = user_data;
  g_autofree char *closing = maju_roster_describe_closing (self->roster);

  if (maju_signaling_get_state (self->signaling) != MAJU_SIGNALING_STATE_CLOSED)
    g_message ("Leaving took too long; the server's connection closes by itself");
  else
    g_message ("Leaving took too long; these paths close by themselves: %s",
               closing);
  self->leave_id = 0;
  end (self);

  return G_SOURCE_REMOVE;
}

static void
begin_leaving (MajuMembership *self)
{
  self->leave_id = maju_clock_add_timeout (self->clock, LEAVE_MS,
                                           leave_timeout_cb, self);
  set_state (self, MAJU_CALL_STATE_LEAVING);
  if (self->recovery)
    maju_recovery_stop (self->recovery);
}

static void
roster_closed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(MajuMembership) self = user_data;

  /* Closing always succeeds; it only takes its time. */
  maju_roster_close_finish (MAJU_ROSTER (source), result, NULL);
  end (self);
}

/* The server is gone for good. The call lasts while there is anybody in it, but
 * who was removed, or is there in another place, has nothing to look for here. */
static void
end_unless_live (MajuMembership *self)
{
  if (self->state != MAJU_CALL_STATE_RECONNECTING || !self->error)
    return;
  if (!g_error_matches (self->error, MAJU_CALL_ERROR, MAJU_CALL_ERROR_REMOVED) &&
      !g_error_matches (self->error, MAJU_CALL_ERROR, MAJU_CALL_ERROR_TAKEN_OVER) &&
      maju_roster_has_live (self->roster))
    return;

  begin_leaving (self);
  maju_roster_close_async (self->roster, roster_closed_cb, g_object_ref (self));
}

static gboolean
is_joining (MajuMembership *self)
{
  return self->state == MAJU_CALL_STATE_JOINING ||
         self->state == MAJU_CALL_STATE_WAITING;
}

static void
signaling_state_cb (MajuSignaling  *signaling,
                    GParamSpec     *pspec,
                    MajuMembership *self)
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
check_cb (MajuRecovery   *recovery,
          MajuMembership *self)
{
  maju_roster_check (self->roster);
  end_unless_live (self);
}

static void
network_changed_cb (MajuRecovery   *recovery,
                    gboolean        available,
                    MajuMembership *self)
{
  maju_roster_network_changed (self->roster, available);
}

static void
join_failed (MajuMembership *self,
             GTask          *task,
             const GError   *error)
{
  /* Who gave up knows why it ended. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      set_state (self, MAJU_CALL_STATE_ENDED);
      g_task_return_error (task, g_error_copy (error));
      return;
    }

  maju_membership_fail (self, error);
  g_task_return_error (task, g_error_copy (self->error));
}

static void
joined_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MajuMembership *self = g_task_get_source_object (task);
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

MajuMembership *
maju_membership_new (MajuRoomLink *link,
                     MajuRoster   *roster,
                     MajuBell     *bell,
                     MajuClock    *clock)
{
  MajuMembership *self = g_object_new (MAJU_TYPE_MEMBERSHIP, NULL);

  self->link = maju_room_link_ref (link);
  self->roster = g_object_ref (roster);
  self->bell = g_object_ref (bell);
  self->clock = g_object_ref (clock);

  return self;
}

void
maju_membership_set_owner (MajuMembership *self,
                           const char     *owner)
{
  g_set_str (&self->owner, owner);
}

void
maju_membership_fail (MajuMembership *self,
                      const GError   *error)
{
  set_error (self, error);
  set_state (self, MAJU_CALL_STATE_ENDED);
}

void
maju_membership_join_async (MajuMembership     *self,
                            const char         *name,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, maju_membership_join_async);
  set_state (self, MAJU_CALL_STATE_JOINING);

  self->signaling = maju_signaling_new (self->link, name, self->clock);
  maju_signaling_set_owner (self->signaling, self->owner);
  maju_signaling_set_silent (self->signaling,
                             maju_bell_get_silent (self->bell));
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
maju_membership_join_finish (MajuMembership *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
maju_membership_send (MajuMembership *self,
                      MajuMessage    *message)
{
  if (self->signaling)
    maju_signaling_send (self->signaling, message);
}

static void
signaling_left_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(MajuMembership) self = user_data;

  /* A server that did not hear our goodbye sees the connection end. */
  maju_signaling_leave_finish (MAJU_SIGNALING (source), result, NULL);
  maju_roster_close_async (self->roster, roster_closed_cb, g_object_ref (self));
}

void
maju_membership_leave_async (MajuMembership     *self,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (self->leave_task == NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_membership_leave_async);
  if (self->state == MAJU_CALL_STATE_NEW || self->state == MAJU_CALL_STATE_ENDED)
    {
      set_state (self, MAJU_CALL_STATE_ENDED);
      g_task_return_boolean (task, TRUE);
      return;
    }

  self->leave_task = g_steal_pointer (&task);
  if (self->state == MAJU_CALL_STATE_LEAVING)
    return;

  begin_leaving (self);
  /* A server that was lost before is not why the call ends now. */
  if (self->error)
    set_error (self, NULL);

  /* Both ways: the path when the server is away, the server when the path is
  * not there yet. While the server answers, the path carries our goodbye. */
  maju_roster_say_end (self->roster);
  maju_signaling_leave_async (self->signaling, signaling_left_cb,
                              g_object_ref (self));
}

gboolean
maju_membership_leave_finish (MajuMembership *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

MajuCallState
maju_membership_get_state (MajuMembership *self)
{
  return self->state;
}

const GError *
maju_membership_get_error (MajuMembership *self)
{
  return self->error;
}

gint64
maju_membership_get_started (MajuMembership *self)
{
  return self->started;
}
