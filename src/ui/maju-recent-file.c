/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-recent-file-private.h"

#include "maju-recent-rooms.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

/* More than the file ever holds; a larger one is not ours. */
#define MAX_FILE_SIZE (1024 * 1024)
#define VERSION 1

typedef struct
{
  char *path;
  GPtrArray *changed;
  GPtrArray *forgotten;
} Sync;

static void
sync_free (gpointer data)
{
  Sync *sync = data;

  g_free (sync->path);
  g_ptr_array_unref (sync->changed);
  g_ptr_array_unref (sync->forgotten);
  g_free (sync);
}

void
maju_recent_file_free (MajuRecentFile *self)
{
  g_clear_pointer (&self->rooms, g_ptr_array_unref);
  g_free (self->kept);
  g_free (self);
}

gboolean
maju_recent_file_find (GPtrArray    *rooms,
                       MajuRoomLink *link,
                       guint        *position)
{
  for (guint i = 0; i < rooms->len; i++)
    {
      MajuRecentRoom *room = g_ptr_array_index (rooms, i);

      if (maju_room_link_equal (maju_recent_room_get_link (room), link))
        {
          *position = i;
          return TRUE;
        }
    }
  return FALSE;
}

void
maju_recent_file_insert (GPtrArray      *rooms,
                         MajuRecentRoom *room)
{
  gint64 time = maju_recent_room_get_time (room);
  guint position = 0;

  while (position < rooms->len &&
         maju_recent_room_get_time (g_ptr_array_index (rooms, position)) > time)
    position++;
  if (position >= MAJU_RECENT_ROOMS_MAX)
    return;

  g_ptr_array_insert (rooms, position, g_object_ref (room));
  if (rooms->len > MAJU_RECENT_ROOMS_MAX)
    g_ptr_array_set_size (rooms, MAJU_RECENT_ROOMS_MAX);
}

static const char *
get_string (JsonNode *node)
{
  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static gint64
get_int (JsonNode *node)
{
  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return 0;
  return json_node_get_int (node);
}

static gboolean
get_boolean (JsonNode *node)
{
  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

static MajuRecentRoom *
room_from_json (JsonNode *node)
{
  JsonObject *object;
  const char *text;
  g_autoptr(MajuRoomLink) link = NULL;
  g_autoptr(GStrvBuilder) people = g_strv_builder_new ();
  g_auto(GStrv) names = NULL;
  MajuRecentRoom *room;
  JsonNode *list;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  object = json_node_get_object (node);
  text = get_string (json_object_get_member (object, "link"));
  link = text != NULL ? maju_room_link_parse (text, NULL) : NULL;
  if (link == NULL)
    return NULL;

  list = json_object_get_member (object, "people");
  if (list != NULL && JSON_NODE_HOLDS_ARRAY (list))
    {
      JsonArray *array = json_node_get_array (list);
      guint n = MIN (json_array_get_length (array), MAJU_RECENT_ROOM_PEOPLE);

      for (guint i = 0; i < n; i++)
        {
          const char *name = get_string (json_array_get_element (array, i));

          if (name != NULL)
            g_strv_builder_add (people, name);
        }
    }
  names = g_strv_builder_end (people);
  room = maju_recent_room_new (link,
                               get_int (json_object_get_member (object, "time")),
                               (const char * const *) names);
  maju_recent_room_set_owner (room, get_string (json_object_get_member (object,
                                                                        "owner")));
  maju_recent_room_set_ring (room,
                             get_boolean (json_object_get_member (object,
                                                                  "ring")));
  maju_recent_room_set_missed (room,
                               get_string (json_object_get_member (object,
                                                                   "missed")));
  return room;
}

/* Returns: (nullable): the rooms in @root, or %NULL for what is no list of
 * them, or one of a Maju to come. */
static JsonArray *
get_list (JsonNode *root)
{
  JsonObject *object;
  JsonNode *list;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  object = json_node_get_object (root);
  if (get_int (json_object_get_member (object, "version")) > VERSION)
    return NULL;
  list = json_object_get_member (object, "rooms");
  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list))
    return NULL;
  return json_node_get_array (list);
}

static gboolean
parse (GPtrArray  *rooms,
       const char *data,
       gsize       size)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  JsonArray *array;

  if (size > MAX_FILE_SIZE ||
      !json_parser_load_from_data (parser, data, size, NULL))
    return FALSE;
  array = get_list (json_parser_get_root (parser));
  if (array == NULL)
    return FALSE;

  /* From the end, so that those of one time stay in their order. */
  for (guint i = json_array_get_length (array); i > 0; i--)
    {
      g_autoptr(MajuRecentRoom) room = NULL;
      guint position;

      room = room_from_json (json_array_get_element (array, i - 1));
      if (room != NULL &&
          !maju_recent_file_find (rooms, maju_recent_room_get_link (room),
                                  &position))
        maju_recent_file_insert (rooms, room);
    }
  return TRUE;
}

static void
add_room (JsonBuilder    *builder,
          MajuRecentRoom *room)
{
  const char * const *people = maju_recent_room_get_people (room);
  g_autofree char *link = NULL;

  link = maju_room_link_to_string (maju_recent_room_get_link (room),
                                   MAJU_LINK_SCHEME_WEB);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "link");
  json_builder_add_string_value (builder, link);
  json_builder_set_member_name (builder, "time");
  json_builder_add_int_value (builder, maju_recent_room_get_time (room));
  if (maju_recent_room_get_owner (room) != NULL)
    {
      json_builder_set_member_name (builder, "owner");
      json_builder_add_string_value (builder, maju_recent_room_get_owner (room));
    }
  json_builder_set_member_name (builder, "people");
  json_builder_begin_array (builder);
  for (guint i = 0; people != NULL && people[i] != NULL; i++)
    json_builder_add_string_value (builder, people[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "ring");
  json_builder_add_boolean_value (builder, maju_recent_room_get_ring (room));
  if (maju_recent_room_get_missed (room) != NULL)
    {
      json_builder_set_member_name (builder, "missed");
      json_builder_add_string_value (builder,
                                     maju_recent_room_get_missed (room));
    }
  json_builder_end_object (builder);
}

static char *
print (GPtrArray *rooms)
{
  g_autoptr(JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr(JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, VERSION);
  json_builder_set_member_name (builder, "rooms");
  json_builder_begin_array (builder);
  for (guint i = 0; i < rooms->len; i++)
    add_room (builder, g_ptr_array_index (rooms, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

static gboolean
set_errno (GError    **error,
           const char *what)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s",
               what, g_strerror (code));
  return FALSE;
}

/* Others wait here, each in a thread of its own. The folder is as private as
 * the file. Returns: a descriptor that holds the lock, or -1. */
static int
lock (Sync    *sync,
      GError **error)
{
  g_autofree char *folder = g_path_get_dirname (sync->path);
  g_autofree char *path = g_strconcat (sync->path, ".lock", NULL);
  int fd, result;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      set_errno (error, "No folder");
      return -1;
    }
  fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_errno (error, "No lock");
      return -1;
    }
  do
    result = flock (fd, LOCK_EX);
  while (result != 0 && errno == EINTR);
  if (result != 0)
    {
      set_errno (error, "Not locked");
      g_close (fd, NULL);
      return -1;
    }
  return fd;
}

/* What a person cannot have back is not thrown away. */
static gboolean
put_aside (MajuRecentFile *self,
           Sync           *sync,
           GError        **error)
{
  g_autofree char *kept = g_strconcat (sync->path, ".broken", NULL);

  if (g_chmod (sync->path, 0600) != 0 || g_rename (sync->path, kept) != 0)
    return set_errno (error, "Not put aside");
  g_message ("The list of recent rooms cannot be read and is put aside");
  self->kept = g_steal_pointer (&kept);
  return TRUE;
}

static gboolean
load (MajuRecentFile *self,
      Sync           *sync,
      GError        **error)
{
  g_autofree char *data = NULL;
  g_autoptr(GError) local_error = NULL;
  gsize size;

  if (g_file_get_contents (sync->path, &data, &size, &local_error))
    return parse (self->rooms, data, size) || put_aside (self, sync, error);
  if (g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* The later visit counts, and everybody who was met. */
static void
merge (MajuRecentFile *self,
       Sync           *sync)
{
  guint position;

  for (guint i = 0; i < sync->forgotten->len; i++)
    {
      if (maju_recent_file_find (self->rooms,
                                 g_ptr_array_index (sync->forgotten, i),
                                 &position))
        g_ptr_array_remove_index (self->rooms, position);
    }
  for (guint i = 0; i < sync->changed->len; i++)
    {
      MajuRecentRoom *room = g_ptr_array_index (sync->changed, i);

      if (maju_recent_file_find (self->rooms, maju_recent_room_get_link (room),
                                 &position))
        {
          MajuRecentRoom *other = g_ptr_array_index (self->rooms, position);
          const char * const *people = maju_recent_room_get_people (other);

          for (guint j = 0; people != NULL && people[j] != NULL; j++)
            maju_recent_room_add_person (room, people[j]);
          maju_recent_room_set_owner (room, maju_recent_room_get_owner (other));
          maju_recent_room_set_time (room,
                                     MAX (maju_recent_room_get_time (room),
                                          maju_recent_room_get_time (other)));
          g_ptr_array_remove_index (self->rooms, position);
        }
      maju_recent_file_insert (self->rooms, room);
    }
}

static gboolean
save (MajuRecentFile *self,
      Sync           *sync,
      GError        **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (sync->path);
  g_autofree char *text = print (self->rooms);

  /* A new file each time, so that it is private whatever the old one was. */
  return g_file_replace_contents (file, text, strlen (text), NULL, FALSE,
                                  G_FILE_CREATE_PRIVATE |
                                  G_FILE_CREATE_REPLACE_DESTINATION,
                                  NULL, NULL, error);
}

static gboolean
sync_locked (MajuRecentFile *self,
             Sync           *sync,
             GError        **error)
{
  if (!load (self, sync, error))
    return FALSE;
  if (sync->changed->len == 0 && sync->forgotten->len == 0)
    return TRUE;
  merge (self, sync);
  return save (self, sync, error);
}

static void
sync_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Sync *sync = task_data;
  g_autoptr(MajuRecentFile) self = g_new0 (MajuRecentFile, 1);
  GError *error = NULL;
  gboolean done = FALSE;
  int fd = -1;

  self->rooms = g_ptr_array_new_with_free_func (g_object_unref);
  /* Who has no list yet needs no folder for it. */
  if (sync->changed->len == 0 && sync->forgotten->len == 0 &&
      !g_file_test (sync->path, G_FILE_TEST_EXISTS))
    done = TRUE;
  else
    fd = lock (sync, &error);

  if (fd >= 0)
    {
      done = sync_locked (self, sync, &error);
      g_close (fd, NULL);
    }
  if (done)
    g_task_return_pointer (task, g_steal_pointer (&self),
                           (GDestroyNotify) maju_recent_file_free);
  else
    g_task_return_error (task, error);
}

void
maju_recent_file_sync_async (GFile              *file,
                             GPtrArray          *changed,
                             GPtrArray          *forgotten,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (file, NULL, callback, user_data);
  Sync *sync = g_new0 (Sync, 1);

  sync->path = g_file_get_path (file);
  sync->changed = g_ptr_array_ref (changed);
  sync->forgotten = g_ptr_array_ref (forgotten);
  g_task_set_source_tag (task, maju_recent_file_sync_async);
  g_task_set_task_data (task, sync, sync_free);
  g_task_run_in_thread (task, sync_in_thread);
}

MajuRecentFile *
maju_recent_file_sync_finish (GFile        *file,
                              GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, file), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
