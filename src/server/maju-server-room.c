/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-server-room.h"

#include <string.h>

MajuServerRoom *
maju_server_room_new (const char *id)
{
  MajuServerRoom *self = g_new0 (MajuServerRoom, 1);

  self->id = g_strdup (id);
  self->sessions = g_ptr_array_new ();
  self->waiting = g_ptr_array_new ();
  self->knockers = g_hash_table_new_full (g_int64_hash, g_int64_equal,
                                          NULL, g_free);
  return self;
}

void
maju_server_room_free (MajuServerRoom *self)
{
  g_ptr_array_unref (self->sessions);
  g_ptr_array_unref (self->waiting);
  g_hash_table_unref (self->knockers);
  g_free (self->id);
  g_free (self);
}

void
maju_server_room_add (MajuServerRoom    *self,
                      MajuServerSession *session)
{
  session->room = self;
  g_ptr_array_add (self->sessions, session);
}

void
maju_server_room_remove (MajuServerRoom    *self,
                         MajuServerSession *session)
{
  g_ptr_array_remove (self->sessions, session);
  session->room = NULL;
}

MajuServerSession *
maju_server_room_find (MajuServerRoom *self,
                       const char     *id,
                       gsize           length)
{
  for (guint i = 0; i < self->sessions->len; i++)
    {
      MajuServerSession *session = g_ptr_array_index (self->sessions, i);

      if (strlen (session->id) == length &&
          memcmp (session->id, id, length) == 0)
        return session;
    }
  return NULL;
}

gboolean
maju_server_room_is_silent (MajuServerRoom *self)
{
  for (guint i = 0; i < self->sessions->len; i++)
    {
      if (!((MajuServerSession *) g_ptr_array_index (self->sessions, i))->silent)
        return FALSE;
    }
  return self->sessions->len > 0;
}
