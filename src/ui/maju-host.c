/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-host.h"

#include "maju-lan-address.h"
#include "maju-server.h"

#define GRACE_MS 500

struct _MajuHost
{
  GObject parent_instance;

  MajuServer *server;           /* NULL before the first room */
  gboolean running;
  GPtrArray *waiting;           /* of GTask, while the server starts */
  GPtrArray *rooms;             /* of MajuRoomLink */
  GHashTable *owners;           /* room to its secret */
};

G_DEFINE_FINAL_TYPE (MajuHost, maju_host, G_TYPE_OBJECT)

static void
maju_host_finalize (GObject *object)
{
  MajuHost *self = MAJU_HOST (object);

  g_clear_object (&self->server);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_pointer (&self->rooms, g_ptr_array_unref);
  g_clear_pointer (&self->owners, g_hash_table_unref);

  G_OBJECT_CLASS (maju_host_parent_class)->finalize (object);
}

static void
maju_host_class_init (MajuHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = maju_host_finalize;
}

static void
maju_host_init (MajuHost *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        g_free);
  self->rooms = g_ptr_array_new_with_free_func ((GDestroyNotify) maju_room_link_unref);
}

MajuHost *
maju_host_new (void)
{
  return g_object_new (MAJU_TYPE_HOST, NULL);
}

static MajuRoomLink *
make_room (MajuHost *self,
           GError  **error)
{
  g_autoptr(GInetAddress) address = maju_lan_address_find ();
  g_autofree char *host = NULL;
  g_autofree char *server = NULL;
  g_autofree char *owner = NULL;
  g_autoptr(MajuRoomLink) link = NULL;

  host = address != NULL ? g_inet_address_to_string (address)
                         : g_strdup ("127.0.0.1");
  server = g_strdup_printf ("http://%s:%u", host,
                            maju_server_get_port (self->server));
  link = maju_room_link_new_owned (server, &owner, error);
  if (link == NULL)
    return NULL;
  g_hash_table_insert (self->owners,
                       g_strdup (maju_room_link_get_room (link)),
                       g_steal_pointer (&owner));
  g_ptr_array_add (self->rooms, maju_room_link_ref (link));
  return g_steal_pointer (&link);
}

static void
return_room (MajuHost *self,
             GTask    *task)
{
  GError *error = NULL;
  MajuRoomLink *link = make_room (self, &error);

  if (link != NULL)
    g_task_return_pointer (task, link, (GDestroyNotify) maju_room_link_unref);
  else
    g_task_return_error (task, error);
}

static void
started_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MajuHost) self = user_data;
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&self->waiting);
  g_autoptr(GError) error = NULL;

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->running = maju_server_start_finish (MAJU_SERVER (object), result,
                                            &error);
  if (!self->running)
    g_clear_object (&self->server);

  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (self->running)
        return_room (self, task);
      else
        g_task_return_error (task, g_error_copy (error));
    }
}

static MajuServer *
make_server (GError **error)
{
  g_autoptr(MajuServerConfig) config = maju_server_config_new ();

  /* Any free port, on every interface. */
  if (!maju_server_config_set (config, "listen", "port", "0", error) ||
      !maju_server_config_set (config, "listen", "metrics", "false", error))
    return NULL;
  return maju_server_new (config);
}

void
maju_host_new_room_async (MajuHost           *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (MAJU_IS_HOST (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, maju_host_new_room_async);

  if (self->running)
    {
      return_room (self, task);
      return;
    }
  if (self->server == NULL)
    {
      self->server = make_server (&error);
      if (self->server == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      maju_server_start_async (self->server, NULL, started_cb,
                               g_object_ref (self));
    }
  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
}

MajuRoomLink *
maju_host_new_room_finish (MajuHost     *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
maju_host_get_owner (MajuHost     *self,
                     MajuRoomLink *link)
{
  g_return_val_if_fail (MAJU_IS_HOST (self), NULL);
  g_return_val_if_fail (link != NULL, NULL);

  return g_hash_table_lookup (self->owners, maju_room_link_get_room (link));
}

gboolean
maju_host_has_room (MajuHost     *self,
                    MajuRoomLink *link)
{
  g_return_val_if_fail (MAJU_IS_HOST (self), FALSE);
  g_return_val_if_fail (link != NULL, FALSE);

  for (guint i = 0; i < self->rooms->len; i++)
    {
      if (maju_room_link_equal (g_ptr_array_index (self->rooms, i), link))
        return TRUE;
    }
  return FALSE;
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (maju_server_stop_finish (MAJU_SERVER (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
maju_host_stop_async (MajuHost           *self,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(MajuServer) server = NULL;

  g_return_if_fail (MAJU_IS_HOST (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_host_stop_async);
  if (!self->running)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->running = FALSE;
  g_ptr_array_set_size (self->rooms, 0);
  server = g_steal_pointer (&self->server);
  maju_server_stop_async (server, GRACE_MS, stopped_cb,
                          g_steal_pointer (&task));
}

gboolean
maju_host_stop_finish (MajuHost     *self,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
