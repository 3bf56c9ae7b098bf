/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-recent-rooms.h"

#include <errno.h>

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

/* More than the file ever holds; a larger one is not ours. */
#define MAX_FILE_SIZE (1024 * 1024)

enum
{
  PROP_0,
  PROP_N_ITEMS,
  N_PROPS
};

struct _MajuRecentRooms
{
  GObject parent_instance;

  GFile *file;
  GPtrArray *rooms;
  gboolean loading;
  gboolean dirty;
  gboolean saving;
};

static GParamSpec *properties[N_PROPS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MajuRecentRooms, maju_recent_rooms, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      list_model_iface_init))

static void save (MajuRecentRooms *self);

static void
items_changed (MajuRecentRooms *self,
               guint            position,
               guint            removed,
               guint            added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (removed != added)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static gboolean
find (MajuRecentRooms *self,
      MajuRoomLink    *link,
      guint           *position)
{
  for (guint i = 0; i < self->rooms->len; i++)
    {
      MajuRecentRoom *room = g_ptr_array_index (self->rooms, i);

      if (maju_room_link_equal (maju_recent_room_get_link (room), link))
        {
          *position = i;
          return TRUE;
        }
    }
  return FALSE;
}

/* Where the list stays sorted, the latest first. */
static void
insert (MajuRecentRooms *self,
        MajuRecentRoom  *room)
{
  gint64 time = maju_recent_room_get_time (room);
  guint position = 0;

  while (position < self->rooms->len &&
         maju_recent_room_get_time (g_ptr_array_index (self->rooms,
                                                       position)) > time)
    position++;
  if (position >= MAJU_RECENT_ROOMS_MAX)
    return;

  g_ptr_array_insert (self->rooms, position, g_object_ref (room));
  items_changed (self, position, 0, 1);
  if (self->rooms->len > MAJU_RECENT_ROOMS_MAX)
    {
      g_ptr_array_remove_index (self->rooms, MAJU_RECENT_ROOMS_MAX);
      items_changed (self, MAJU_RECENT_ROOMS_MAX, 1, 0);
    }
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

static MajuRecentRoom *
room_from_json (JsonNode *node)
{
  JsonObject *object;
  const char *text;
  g_autoptr(MajuRoomLink) link = NULL;
  g_autoptr(GStrvBuilder) people = g_strv_builder_new ();
  g_auto(GStrv) names = NULL;
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
  return maju_recent_room_new (link,
                               get_int (json_object_get_member (object, "time")),
                               (const char * const *) names);
}

static void
read_json (MajuRecentRooms *self,
           const char      *data,
           gsize            size)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;
  JsonNode *root, *list;
  JsonArray *array;

  if (size > MAX_FILE_SIZE ||
      !json_parser_load_from_data (parser, data, size, &error))
    {
      g_message ("The list of recent rooms cannot be read");
      return;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  list = json_object_get_member (json_node_get_object (root), "rooms");
  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list))
    return;

  array = json_node_get_array (list);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autoptr(MajuRecentRoom) room = NULL;
      guint position;

      room = room_from_json (json_array_get_element (array, i));
      if (room != NULL &&
          !find (self, maju_recent_room_get_link (room), &position))
        insert (self, room);
    }
}

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(MajuRecentRooms) self = user_data;
  g_autofree char *data = NULL;
  g_autoptr(GError) error = NULL;
  gsize size;

  self->loading = FALSE;
  if (g_file_load_contents_finish (G_FILE (object), result, &data, &size, NULL,
                                   &error))
    read_json (self, data, size);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_message ("The list of recent rooms cannot be read: %s", error->message);
  if (self->dirty)
    save (self);
}

static char *
to_json (MajuRecentRooms *self)
{
  g_autoptr(JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr(JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, 1);
  json_builder_set_member_name (builder, "rooms");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->rooms->len; i++)
    {
      MajuRecentRoom *room = g_ptr_array_index (self->rooms, i);
      const char * const *people = maju_recent_room_get_people (room);
      g_autofree char *link = NULL;

      link = maju_room_link_to_string (maju_recent_room_get_link (room),
                                       MAJU_LINK_SCHEME_WEB);
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "link");
      json_builder_add_string_value (builder, link);
      json_builder_set_member_name (builder, "time");
      json_builder_add_int_value (builder, maju_recent_room_get_time (room));
      json_builder_set_member_name (builder, "people");
      json_builder_begin_array (builder);
      for (guint j = 0; people != NULL && people[j] != NULL; j++)
        json_builder_add_string_value (builder, people[j]);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

static void
save_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(MajuRecentRooms) self = user_data;
  g_autoptr(GError) error = NULL;

  self->saving = FALSE;
  if (!g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    g_warning ("The list of recent rooms cannot be saved: %s", error->message);
  if (self->dirty)
    save (self);
}

/* The folder is as private as the file. */
static void
make_folder (MajuRecentRooms *self)
{
  g_autoptr(GFile) folder = g_file_get_parent (self->file);
  g_autofree char *path = g_file_get_path (folder);

  if (g_mkdir_with_parents (path, 0700) != 0)
    g_warning ("The folder of the recent rooms cannot be made: %s",
               g_strerror (errno));
}

static void
save (MajuRecentRooms *self)
{
  g_autoptr(GBytes) bytes = NULL;
  char *data;

  self->dirty = TRUE;
  /* What is not read yet must not be lost. */
  if (self->loading || self->saving)
    return;

  self->dirty = FALSE;
  self->saving = TRUE;
  make_folder (self);
  data = to_json (self);
  bytes = g_bytes_new_take (data, strlen (data));
  /* A new file each time, so that it is private whatever the old one was. */
  g_file_replace_contents_bytes_async (self->file, bytes, NULL, FALSE,
                                       G_FILE_CREATE_PRIVATE |
                                       G_FILE_CREATE_REPLACE_DESTINATION,
                                       NULL, save_cb,
                                       g_object_ref (self));
}

static GType
maju_recent_rooms_get_item_type (GListModel *model)
{
  return MAJU_TYPE_RECENT_ROOM;
}

static guint
maju_recent_rooms_get_n_items (GListModel *model)
{
  return MAJU_RECENT_ROOMS (model)->rooms->len;
}

static gpointer
maju_recent_rooms_get_item (GListModel *model,
                            guint       position)
{
  MajuRecentRooms *self = MAJU_RECENT_ROOMS (model);

  if (position >= self->rooms->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->rooms, position));
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = maju_recent_rooms_get_item_type;
  iface->get_n_items = maju_recent_rooms_get_n_items;
  iface->get_item = maju_recent_rooms_get_item;
}

static void
maju_recent_rooms_finalize (GObject *object)
{
  MajuRecentRooms *self = MAJU_RECENT_ROOMS (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->rooms, g_ptr_array_unref);

  G_OBJECT_CLASS (maju_recent_rooms_parent_class)->finalize (object);
}

static void
maju_recent_rooms_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MajuRecentRooms *self = MAJU_RECENT_ROOMS (object);

  switch (prop_id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->rooms->len);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_recent_rooms_class_init (MajuRecentRoomsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_recent_rooms_finalize;
  object_class->get_property = maju_recent_rooms_get_property;

  properties[PROP_N_ITEMS] =
    g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                       G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_recent_rooms_init (MajuRecentRooms *self)
{
  self->rooms = g_ptr_array_new_with_free_func (g_object_unref);
}

MajuRecentRooms *
maju_recent_rooms_new (GFile *file)
{
  MajuRecentRooms *self;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (MAJU_TYPE_RECENT_ROOMS, NULL);
  self->file = g_object_ref (file);
  self->loading = TRUE;
  g_file_load_contents_async (file, NULL, load_cb,
                              g_object_ref (self));
  return self;
}

MajuRecentRoom *
maju_recent_rooms_visit (MajuRecentRooms *self,
                         MajuRoomLink    *link,
                         gint64           time)
{
  g_autoptr(MajuRecentRoom) room = NULL;
  guint position;

  g_return_val_if_fail (MAJU_IS_RECENT_ROOMS (self), NULL);
  g_return_val_if_fail (link != NULL, NULL);

  if (find (self, link, &position))
    {
      room = g_object_ref (g_ptr_array_index (self->rooms, position));
      g_ptr_array_remove_index (self->rooms, position);
      items_changed (self, position, 1, 0);
      maju_recent_room_set_time (room, time);
    }
  else
    {
      room = maju_recent_room_new (link, time, NULL);
    }
  insert (self, room);
  save (self);
  return room;
}

void
maju_recent_rooms_add_person (MajuRecentRooms *self,
                              MajuRoomLink    *link,
                              const char      *name)
{
  guint position;

  g_return_if_fail (MAJU_IS_RECENT_ROOMS (self));
  g_return_if_fail (link != NULL);
  g_return_if_fail (name != NULL);

  if (find (self, link, &position) &&
      maju_recent_room_add_person (g_ptr_array_index (self->rooms, position),
                                   name))
    save (self);
}

void
maju_recent_rooms_forget (MajuRecentRooms *self,
                          MajuRecentRoom  *room)
{
  guint position;

  g_return_if_fail (MAJU_IS_RECENT_ROOMS (self));
  g_return_if_fail (MAJU_IS_RECENT_ROOM (room));

  if (!g_ptr_array_find (self->rooms, room, &position))
    return;
  g_ptr_array_remove_index (self->rooms, position);
  items_changed (self, position, 1, 0);
  save (self);
}

void
maju_recent_rooms_restore (MajuRecentRooms *self,
                           MajuRecentRoom  *room)
{
  guint position;

  g_return_if_fail (MAJU_IS_RECENT_ROOMS (self));
  g_return_if_fail (MAJU_IS_RECENT_ROOM (room));

  if (find (self, maju_recent_room_get_link (room), &position))
    return;
  insert (self, room);
  save (self);
}

void
maju_recent_rooms_flush (MajuRecentRooms *self)
{
  g_return_if_fail (MAJU_IS_RECENT_ROOMS (self));

  /* What is to be saved is on its way already. */
  while (self->saving || (self->loading && self->dirty))
    g_main_context_iteration (NULL, TRUE);
}
