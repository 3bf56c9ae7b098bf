/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-reunion-private.h"

/* How long a path that the room does not know may take to prove who it is. */
#define CLAIM_US (5 * G_TIME_SPAN_SECOND)

struct _MajuReunion
{
  GPtrArray *remotes;
  GPtrArray *strangers;
  MajuClock *clock;
  char *own_id;
};

MajuReunion *
maju_reunion_new (GPtrArray *remotes,
                  MajuClock *clock)
{
  MajuReunion *self = g_new0 (MajuReunion, 1);

  self->remotes = g_ptr_array_ref (remotes);
  self->strangers =
    g_ptr_array_new_with_free_func ((GDestroyNotify) maju_stranger_free);
  self->clock = g_object_ref (clock);

  return self;
}

void
maju_reunion_free (MajuReunion *self)
{
  g_ptr_array_unref (self->remotes);
  g_ptr_array_unref (self->strangers);
  g_object_unref (self->clock);
  g_free (self->own_id);
  g_free (self);
}

gboolean
maju_reunion_is_wanted (MajuReunion *self)
{
  for (guint i = 0; i < self->remotes->len; i++)
    if (!maju_remote_get_id (g_ptr_array_index (self->remotes, i)))
      return TRUE;

  return FALSE;
}

void
maju_reunion_begin (MajuReunion *self,
                    const char  *own_id)
{
  g_set_str (&self->own_id, own_id);
  g_ptr_array_set_size (self->strangers, 0);
}

static gboolean
find_position (MajuReunion *self,
               const char  *id,
               guint       *position)
{
  for (guint i = 0; id && i < self->strangers->len; i++)
    {
      MajuStranger *stranger = g_ptr_array_index (self->strangers, i);

      if (strcmp (stranger->id, id) == 0)
        {
          *position = i;
          return TRUE;
        }
    }

  return FALSE;
}

MajuStranger *
maju_reunion_find (MajuReunion *self,
                   const char  *id)
{
  guint position;

  return find_position (self, id, &position)
         ? g_ptr_array_index (self->strangers, position) : NULL;
}

gboolean
maju_reunion_remove (MajuReunion *self,
                     const char  *id)
{
  guint position;

  if (!find_position (self, id, &position))
    return FALSE;

  g_ptr_array_remove_index (self->strangers, position);

  return TRUE;
}

guint
maju_reunion_count (MajuReunion *self)
{
  return self->strangers->len;
}

void
maju_reunion_claim (MajuReunion *self,
                    MajuRemote  *remote,
                    const char  *id)
{
  if (!maju_remote_get_id (remote) && maju_reunion_find (self, id))
    maju_remote_prove (remote, self->own_id, id);
}

void
maju_reunion_add (MajuReunion *self,
                  MajuMember  *member,
                  gboolean     offerer)
{
  MajuStranger *stranger = g_new0 (MajuStranger, 1);

  stranger->id = g_strdup (member->id);
  stranger->name = g_strdup (member->name);
  stranger->offerer = offerer;
  stranger->since = maju_clock_get_now (self->clock);
  g_ptr_array_add (self->strangers, stranger);

  /* They may have been back before us, and have said their new id already. */
  for (guint i = 0; i < self->remotes->len; i++)
    {
      MajuRemote *remote = g_ptr_array_index (self->remotes, i);

      if (g_strcmp0 (maju_remote_get_known_as (remote), member->id) == 0)
        maju_reunion_claim (self, remote, member->id);
    }
}

void
maju_reunion_recognize (MajuReunion *self,
                        MajuMessage *message)
{
  g_autoptr(MajuStranger) stranger = NULL;

  for (guint i = 0; i < self->remotes->len; i++)
    {
      MajuRemote *remote = g_ptr_array_index (self->remotes, i);

      if (maju_remote_get_id (remote) ||
          !maju_remote_recognizes (remote, self->own_id, message))
        continue;

      g_debug ("A path has found its member again");
      stranger = maju_reunion_take (self, message->from);
      maju_remote_prove (remote, self->own_id, message->from);
      maju_remote_bind (remote, self->own_id, message->from);
      maju_remote_set_away (remote, stranger->away);
      return;
    }

  g_debug ("Somebody claims a path that is not theirs");
}

/* Whom nobody is looked for in is as new as whom nobody has claimed in time. */
static gboolean
find_new (MajuReunion *self,
          guint       *position)
{
  gint64 now = maju_clock_get_now (self->clock);
  gboolean wanted = maju_reunion_is_wanted (self);

  for (guint i = 0; i < self->strangers->len; i++)
    {
      MajuStranger *stranger = g_ptr_array_index (self->strangers, i);

      if (!wanted || now - stranger->since >= CLAIM_US)
        {
          *position = i;
          return TRUE;
        }
    }

  return FALSE;
}

MajuStranger *
maju_reunion_take (MajuReunion *self,
                   const char  *id)
{
  guint position;

  if (id ? find_position (self, id, &position) : find_new (self, &position))
    return g_ptr_array_steal_index (self->strangers, position);

  return NULL;
}

void
maju_stranger_free (MajuStranger *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}
