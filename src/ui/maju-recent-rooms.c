/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-recent-rooms.h"

#include "maju-recent-file-private.h"

enum
{
  PROP_0,
  PROP_N_ITEMS,
  PROP_KEPT_FILE,
  N_PROPS
};

struct _MajuRecentRooms
{
  GObject parent_instance;

  GFile *file;
  GPtrArray *rooms;
  GHashTable *owners;           /* room to the secret of one made here */
  char *kept_file;

  /* The links of what is changed here and not in the file yet. */
  GPtrArray *changed;
  GPtrArray *forgotten;
  gboolean pending;             /* the two grew after the file was last taken */
  gboolean running;
};

static GParamSpec *properties[N_PROPS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MajuRecentRooms, maju_recent_rooms, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      list_model_iface_init))

static void sync_file (MajuRecentRooms *self);

static GPtrArray *
new_links (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) maju_room_link_unref);
}

static gboolean
has_link (GPtrArray    *links,
          MajuRoomLink *link)
{
  return g_ptr_array_find_with_equal_func (links, link,
                                           (GEqualFunc) maju_room_link_equal,
                                           NULL);
}

static void
move_link (GPtrArray    *from,
           GPtrArray    *to,
           MajuRoomLink *link)
{
  guint position;

  if (g_ptr_array_find_with_equal_func (from, link,
                                        (GEqualFunc) maju_room_link_equal,
                                        &position))
    g_ptr_array_remove_index (from, position);
  if (!has_link (to, link))
    g_ptr_array_add (to, maju_room_link_ref (link));
}

/* Takes @rooms for the list, with as little stir as can be. */
static void
set_rooms (MajuRecentRooms *self,
           GPtrArray       *rooms)
{
  guint start = 0, old_end = self->rooms->len, new_end = rooms->len;
  g_autoptr(GPtrArray) old = self->rooms;

  while (start < MIN (old_end, new_end) &&
         old->pdata[start] == rooms->pdata[start])
    start++;
  while (MIN (old_end, new_end) > start &&
         old->pdata[old_end - 1] == rooms->pdata[new_end - 1])
    {
      old_end--;
      new_end--;
    }
  self->rooms = g_ptr_array_ref (rooms);
  if (old_end == start && new_end == start)
    return;

  g_list_model_items_changed (G_LIST_MODEL (self), start, old_end - start,
                              new_end - start);
  if (old->len != rooms->len)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static gpointer
ref_cb (gconstpointer object,
        gpointer      user_data)
{
  return g_object_ref ((gpointer) object);
}

static GPtrArray *
copy_rooms (MajuRecentRooms *self)
{
  return g_ptr_array_copy (self->rooms, ref_cb, NULL);
}

static MajuRecentRoom *
lookup (MajuRecentRooms *self,
        MajuRoomLink    *link)
{
  guint position;

  return maju_recent_file_find (self->rooms, link, &position)
         ? g_ptr_array_index (self->rooms, position) : NULL;
}

/* The room of the list takes what the file says of it. */
static MajuRecentRoom *
adopt (MajuRecentRooms *self,
       MajuRecentRoom  *room)
{
  MajuRecentRoom *own = lookup (self, maju_recent_room_get_link (room));
  const char * const *people = maju_recent_room_get_people (room);

  if (own == NULL)
    return room;
  for (guint i = 0; people != NULL && people[i] != NULL; i++)
    maju_recent_room_add_person (own, people[i]);
  maju_recent_room_set_time (own, maju_recent_room_get_time (room));
  maju_recent_room_set_owner (own, maju_recent_room_get_owner (room));
  maju_recent_room_set_ring (own, maju_recent_room_get_ring (room));
  maju_recent_room_set_missed (own, maju_recent_room_get_missed (room));
  return own;
}

/* What was changed here meanwhile stays as it is. */
static void
take_file (MajuRecentRooms *self,
           MajuRecentFile  *file)
{
  g_autoptr(GPtrArray) rooms = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < file->rooms->len; i++)
    {
      MajuRecentRoom *room = g_ptr_array_index (file->rooms, i);
      MajuRoomLink *link = maju_recent_room_get_link (room);

      if (!has_link (self->forgotten, link) && !has_link (self->changed, link))
        g_ptr_array_add (rooms, g_object_ref (adopt (self, room)));
    }
  for (guint i = 0; i < self->changed->len; i++)
    {
      MajuRecentRoom *room = lookup (self, g_ptr_array_index (self->changed, i));

      if (room != NULL)
        maju_recent_file_insert (rooms, room);
    }
  set_rooms (self, rooms);
  if (file->kept != NULL && g_set_str (&self->kept_file, file->kept))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEPT_FILE]);
}

typedef struct
{
  MajuRecentRooms *rooms;
  GPtrArray *changed;
  GPtrArray *forgotten;
} Flight;

static void
flight_free (Flight *flight)
{
  g_object_unref (flight->rooms);
  g_ptr_array_unref (flight->changed);
  g_ptr_array_unref (flight->forgotten);
  g_free (flight);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Flight, flight_free)

/* What did not come into the file goes with the next change. */
static void
take_back (MajuRecentRooms *self,
           Flight          *flight)
{
  for (guint i = 0; i < flight->changed->len; i++)
    {
      MajuRoomLink *link = g_ptr_array_index (flight->changed, i);

      if (!has_link (self->forgotten, link))
        move_link (self->forgotten, self->changed, link);
    }
  for (guint i = 0; i < flight->forgotten->len; i++)
    {
      MajuRoomLink *link = g_ptr_array_index (flight->forgotten, i);

      if (!has_link (self->changed, link))
        move_link (self->changed, self->forgotten, link);
    }
}

static void
synced_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Flight) flight = user_data;
  MajuRecentRooms *self = flight->rooms;
  g_autoptr(MajuRecentFile) file = NULL;
  g_autoptr(GError) error = NULL;

  self->running = FALSE;
  file = maju_recent_file_sync_finish (G_FILE (object), result, &error);
  if (file != NULL)
    {
      take_file (self, file);
    }
  else
    {
      g_message ("The list of recent rooms is not in its file: %s",
                 error->message);
      take_back (self, flight);
    }
  if (self->pending)
    sync_file (self);
}

/* The thread gets copies. */
static GPtrArray *
copy_changed (MajuRecentRooms *self)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->changed->len; i++)
    {
      MajuRoomLink *link = g_ptr_array_index (self->changed, i);
      MajuRecentRoom *room = lookup (self, link);

      if (room != NULL)
        g_ptr_array_add (copies, maju_recent_room_copy (room));
    }
  return copies;
}

static void
sync_file (MajuRecentRooms *self)
{
  g_autoptr(GPtrArray) copies = NULL;
  Flight *flight;

  if (self->running)
    return;

  self->running = TRUE;
  self->pending = FALSE;
  copies = copy_changed (self);
  flight = g_new0 (Flight, 1);
  flight->rooms = g_object_ref (self);
  flight->changed = g_steal_pointer (&self->changed);
  flight->forgotten = g_steal_pointer (&self->forgotten);
  self->changed = new_links ();
  self->forgotten = new_links ();
  maju_recent_file_sync_async (self->file, copies, flight->forgotten, synced_cb,
                               flight);
}

static void
change (MajuRecentRooms *self,
        MajuRoomLink    *link)
{
  move_link (self->forgotten, self->changed, link);
  self->pending = TRUE;
  sync_file (self);
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
  g_clear_pointer (&self->changed, g_ptr_array_unref);
  g_clear_pointer (&self->forgotten, g_ptr_array_unref);
  g_clear_pointer (&self->kept_file, g_free);
  g_clear_pointer (&self->owners, g_hash_table_unref);

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

    case PROP_KEPT_FILE:
      g_value_set_string (value, self->kept_file);
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
  properties[PROP_KEPT_FILE] =
    g_param_spec_string ("kept-file", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_recent_rooms_init (MajuRecentRooms *self)
{
  self->rooms = g_ptr_array_new_with_free_func (g_object_unref);
  self->changed = new_links ();
  self->forgotten = new_links ();
  self->owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        g_free);
}

MajuRecentRooms *
maju_recent_rooms_new (GFile *file)
{
  MajuRecentRooms *self;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (MAJU_TYPE_RECENT_ROOMS, NULL);
  self->file = g_object_ref (file);
  sync_file (self);
  return self;
}

MajuRecentRoom *
maju_recent_rooms_visit (MajuRecentRooms *self,
                         MajuRoomLink    *link,
                         gint64           time)
{
  g_autoptr(GPtrArray) rooms = NULL;
  g_autoptr(MajuRecentRoom) room = NULL;
  guint position;

  g_return_val_if_fail (MAJU_IS_RECENT_ROOMS (self), NULL);
  g_return_val_if_fail (link != NULL, NULL);

  rooms = copy_rooms (self);
  if (maju_recent_file_find (rooms, link, &position))
    {
      room = g_object_ref (g_ptr_array_index (rooms, position));
      g_ptr_array_remove_index (rooms, position);
      maju_recent_room_set_time (room, time);
      maju_recent_room_set_missed (room, NULL);
    }
  else
    {
      room = maju_recent_room_new (link, time, NULL);
    }
  maju_recent_room_set_owner (room,
                              g_hash_table_lookup (self->owners,
                                                   maju_room_link_get_room (link)));
  maju_recent_file_insert (rooms, room);
  set_rooms (self, rooms);
  change (self, link);
  return room;
}

void
maju_recent_rooms_own (MajuRecentRooms *self,
                       MajuRoomLink    *link,
                       const char      *owner)
{
  g_return_if_fail (MAJU_IS_RECENT_ROOMS (self));
  g_return_if_fail (link != NULL);
  g_return_if_fail (owner != NULL);

  g_hash_table_replace (self->owners,
                        g_strdup (maju_room_link_get_room (link)),
                        g_strdup (owner));
}

const char *
maju_recent_rooms_get_owner (MajuRecentRooms *self,
                             MajuRoomLink    *link)
{
  MajuRecentRoom *room;
  const char *owner;

  g_return_val_if_fail (MAJU_IS_RECENT_ROOMS (self), NULL);
  g_return_val_if_fail (link != NULL, NULL);

  owner = g_hash_table_lookup (self->owners, maju_room_link_get_room (link));
  room = lookup (self, link);
  if (owner == NULL && room != NULL)
    owner = maju_recent_room_get_owner (room);
  return owner;
}

void
maju_recent_rooms_add_person (MajuRecentRooms *self,
                              MajuRoomLink    *link,
                              const char      *name)
{
  MajuRecentRoom *room;

  g_return_if_fail (MAJU_IS_RECENT_ROOMS (self));
  g_return_if_fail (link != NULL);
  g_return_if_fail (name != NULL);

  room = lookup (self, link);
  if (room != NULL && maju_recent_room_add_person (room, name))
    change (self, link);
}

void
maju_recent_rooms_set_ring (MajuRecentRooms *self,
                            MajuRecentRoom  *room,
                            gboolean         ring)
{
  g_return_if_fail (MAJU_IS_RECENT_ROOMS (self));
  g_return_if_fail (MAJU_IS_RECENT_ROOM (room));

  if (maju_recent_room_get_ring (room) == !!ring)
    return;

  maju_recent_room_set_ring (room, ring);
  change (self, maju_recent_room_get_link (room));
}

void
maju_recent_rooms_set_missed (MajuRecentRooms *self,
                              MajuRecentRoom  *room,
                              const char      *name)
{
  g_return_if_fail (MAJU_IS_RECENT_ROOMS (self));
  g_return_if_fail (MAJU_IS_RECENT_ROOM (room));

  if (g_strcmp0 (maju_recent_room_get_missed (room), name) == 0)
    return;

  maju_recent_room_set_missed (room, name);
  change (self, maju_recent_room_get_link (room));
}

void
maju_recent_rooms_forget (MajuRecentRooms *self,
                          MajuRecentRoom  *room)
{
  g_autoptr(GPtrArray) rooms = NULL;

  g_return_if_fail (MAJU_IS_RECENT_ROOMS (self));
  g_return_if_fail (MAJU_IS_RECENT_ROOM (room));

  rooms = copy_rooms (self);
  if (!g_ptr_array_remove (rooms, room))
    return;
  set_rooms (self, rooms);
  move_link (self->changed, self->forgotten, maju_recent_room_get_link (room));
  self->pending = TRUE;
  sync_file (self);
}

void
maju_recent_rooms_restore (MajuRecentRooms *self,
                           MajuRecentRoom  *room)
{
  g_autoptr(GPtrArray) rooms = NULL;

  g_return_if_fail (MAJU_IS_RECENT_ROOMS (self));
  g_return_if_fail (MAJU_IS_RECENT_ROOM (room));

  if (lookup (self, maju_recent_room_get_link (room)) != NULL)
    return;
  rooms = copy_rooms (self);
  maju_recent_file_insert (rooms, room);
  set_rooms (self, rooms);
  change (self, maju_recent_room_get_link (room));
}

char *
maju_recent_rooms_take_kept_file (MajuRecentRooms *self)
{
  g_return_val_if_fail (MAJU_IS_RECENT_ROOMS (self), NULL);

  return g_steal_pointer (&self->kept_file);
}

static gboolean
timeout_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_CONTINUE;
}

gboolean
maju_recent_rooms_flush (MajuRecentRooms *self,
                         guint            timeout_ms)
{
  gboolean timed_out = FALSE;
  guint id;

  g_return_val_if_fail (MAJU_IS_RECENT_ROOMS (self), FALSE);

  /* What is to be saved is on its way already. */
  id = g_timeout_add (timeout_ms, timeout_cb, &timed_out);
  while (self->running && !timed_out)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);

  return !self->running;
}
