/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tool-door.h"

#include "maju-tool-guest.h"

struct _MajuToolDoor
{
  GObject parent_instance;

  MajuCall *call;
  const MajuToolOptions *options;
  GPtrArray *answered;          /* of MajuKnocker */
  gboolean lock_said;
};

G_DEFINE_FINAL_TYPE (MajuToolDoor, maju_tool_door, G_TYPE_OBJECT)

static void
maju_tool_door_dispose (GObject *object)
{
  MajuToolDoor *self = MAJU_TOOL_DOOR (object);

  g_ptr_array_set_size (self->answered, 0);
  g_clear_object (&self->call);

  G_OBJECT_CLASS (maju_tool_door_parent_class)->dispose (object);
}

static void
maju_tool_door_finalize (GObject *object)
{
  g_ptr_array_unref (MAJU_TOOL_DOOR (object)->answered);

  G_OBJECT_CLASS (maju_tool_door_parent_class)->finalize (object);
}

static void
maju_tool_door_class_init (MajuToolDoorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_tool_door_dispose;
  object_class->finalize = maju_tool_door_finalize;
}

static void
maju_tool_door_init (MajuToolDoor *self)
{
  self->answered = g_ptr_array_new_with_free_func (g_object_unref);
}

static gboolean
is_among (char      **names,
          const char *name)
{
  return names != NULL && g_strv_contains ((const char *const *) names, name);
}

/* Nobody asks a program; who is not named is refused. */
static void
answer (MajuToolDoor *self,
        MajuKnocker  *knocker)
{
  MajuDoor *door = maju_call_get_door (self->call);
  const char *name = maju_knocker_get_display_name (knocker);

  g_ptr_array_add (self->answered, g_object_ref (knocker));
  maju_tool_event ("knocking", name);
  if (is_among (self->options->admit, name))
    {
      maju_tool_event ("let-in", name);
      maju_door_admit (door, knocker);
    }
  else
    {
      maju_tool_event ("turned-away", name);
      maju_door_refuse (door, knocker);
    }
}

static void
update (MajuToolDoor *self)
{
  MajuDoor *door = maju_call_get_door (self->call);
  GListModel *waiting = maju_door_get_waiting (door);

  if (maju_door_get_is_owner (door) && self->options->lock && !self->lock_said)
    {
      self->lock_said = TRUE;
      maju_door_set_locked (door, TRUE);
    }
  for (guint i = 0; i < g_list_model_get_n_items (waiting); i++)
    {
      g_autoptr(MajuKnocker) knocker = g_list_model_get_item (waiting, i);

      if (maju_door_get_answers (door) &&
          !g_ptr_array_find (self->answered, knocker, NULL))
        answer (self, knocker);
    }
}

static void
door_cb (MajuDoor     *door,
         GParamSpec   *pspec,
         MajuToolDoor *self)
{
  update (self);
}

static void
locked_cb (MajuDoor     *door,
           GParamSpec   *pspec,
           MajuToolDoor *self)
{
  maju_tool_event ("door", maju_door_get_locked (door) ? "locked" : "open");
}

static void
waiting_cb (GListModel   *waiting,
            guint         position,
            guint         n_removed,
            guint         n_added,
            MajuToolDoor *self)
{
  update (self);
}

static void
state_cb (MajuParticipant *participant,
          GParamSpec      *pspec,
          MajuToolDoor    *self)
{
  if (maju_participant_get_state (participant) !=
      MAJU_PARTICIPANT_STATE_CONNECTED ||
      !is_among (self->options->remove, maju_participant_get_name (participant)))
    return;

  maju_tool_event ("removing", maju_participant_get_name (participant));
  maju_door_remove (maju_call_get_door (self->call), participant);
}

static void
participant_joined_cb (MajuCall        *call,
                       MajuParticipant *participant,
                       MajuToolDoor    *self)
{
  g_signal_connect_object (participant, "notify::state",
                           G_CALLBACK (state_cb), self, 0);
}

MajuToolDoor *
maju_tool_door_new (MajuCall              *call,
                    const MajuToolOptions *options)
{
  MajuToolDoor *self = g_object_new (MAJU_TYPE_TOOL_DOOR, NULL);
  MajuDoor *door = maju_call_get_door (call);

  self->call = g_object_ref (call);
  self->options = options;
  g_signal_connect_object (door, "notify", G_CALLBACK (door_cb), self, 0);
  g_signal_connect_object (door, "notify::locked",
                           G_CALLBACK (locked_cb), self, 0);
  g_signal_connect_object (maju_door_get_waiting (door), "items-changed",
                           G_CALLBACK (waiting_cb), self, 0);
  g_signal_connect_object (call, "participant-joined",
                           G_CALLBACK (participant_joined_cb), self, 0);

  return self;
}
