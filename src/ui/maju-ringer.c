/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-ringer.h"

#include "maju-ring-tone.h"
#include "maju-window.h"

#include "maju-doorbell.h"

#include <glib/gi18n.h>

/* Nobody lets it ring for longer. */
#define RING_TIME_S 45

struct _MajuRinger
{
  GObject parent_instance;

  GtkApplication *application;  /* not owned: it owns this */
  MajuRecentRooms *rooms;
  GSettings *settings;
  MajuRingTone *tone;
  GHashTable *doorbells;        /* socket address to MajuDoorbell */
  GHashTable *occupied;         /* codes of rooms with somebody in them */
  GHashTable *ringing;          /* code to Ring */
  guint n_rooms;
};

typedef struct
{
  MajuRinger *ringer;
  MajuDoorbell *doorbell;
  char *code;
  char *name;
  guint timeout_id;
} Ring;

enum
{
  PROP_0,
  PROP_N_ROOMS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuRinger, maju_ringer, G_TYPE_OBJECT)

static void
ring_free (gpointer data)
{
  Ring *ring = data;

  g_clear_handle_id (&ring->timeout_id, g_source_remove);
  g_object_unref (ring->doorbell);
  g_free (ring->code);
  g_free (ring->name);
  g_free (ring);
}

static MajuRecentRoom *
find_room (MajuRinger *self,
           const char *code)
{
  GListModel *model = G_LIST_MODEL (self->rooms);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(MajuRecentRoom) room = g_list_model_get_item (model, i);
      MajuRoomLink *link = maju_recent_room_get_link (room);

      if (g_str_equal (maju_room_link_get_room (link), code))
        return room;
    }

  return NULL;
}

static char *
notification_id (const char *code,
                 const char *kind)
{
  return g_strdup_printf ("%s-%s", kind, code);
}

static void
withdraw (MajuRinger *self,
          const char *code)
{
  g_autofree char *id = notification_id (code, "ring");

  g_application_withdraw_notification (G_APPLICATION (self->application), id);
}

static void
end_ring (MajuRinger *self,
          const char *code)
{
  withdraw (self, code);
  g_hash_table_remove (self->ringing, code);
  if (g_hash_table_size (self->ringing) == 0)
    maju_ring_tone_stop (self->tone);
}

static void
miss (MajuRinger *self,
      Ring       *ring)
{
  g_autofree char *id = notification_id (ring->code, "missed");
  g_autoptr(GNotification) notification = NULL;
  MajuRecentRoom *room = find_room (self, ring->code);
  g_autofree char *words = NULL;

  /* Translators: %s is a person. */
  words = g_strdup_printf (_("Missed call from %s"), ring->name);
  notification = g_notification_new (words);
  g_notification_set_category (notification, "call.unanswered");
  g_notification_set_default_action_and_target (notification, "app.answer", "s",
                                                ring->code);
  g_application_send_notification (G_APPLICATION (self->application), id,
                                   notification);
  if (room != NULL)
    maju_recent_rooms_set_missed (self->rooms, room, ring->name);
  end_ring (self, ring->code);
}

static gboolean
ring_over_cb (gpointer user_data)
{
  Ring *ring = user_data;

  ring->timeout_id = 0;
  miss (ring->ringer, ring);

  return G_SOURCE_REMOVE;
}

static void
notify (MajuRinger *self,
        Ring       *ring)
{
  g_autofree char *id = notification_id (ring->code, "ring");
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *words = NULL;

  /* Translators: %s is a person. */
  words = g_strdup_printf (_("%s is calling"), ring->name);
  notification = g_notification_new (words);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_URGENT);
  g_notification_set_category (notification, "call.incoming");
  g_notification_set_default_action_and_target (notification, "app.answer", "s",
                                                ring->code);
  g_notification_add_button_with_target (notification, _("Accept"),
                                         "app.answer", "s", ring->code);
  g_notification_add_button_with_target (notification, _("Decline"),
                                         "app.decline", "s", ring->code);
  g_application_send_notification (G_APPLICATION (self->application), id,
                                   notification);
}

static gboolean
is_there_already (MajuRinger *self,
                  const char *code)
{
  GList *windows = gtk_application_get_windows (self->application);

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (MAJU_IS_WINDOW (l->data) && maju_window_is_in_room (l->data, code))
        return TRUE;
    }

  return FALSE;
}

static void
ring (MajuRinger   *self,
      MajuDoorbell *doorbell,
      const char   *code,
      MajuMember   *member)
{
  Ring *ring = g_new0 (Ring, 1);

  ring->ringer = self;
  ring->doorbell = g_object_ref (doorbell);
  ring->code = g_strdup (code);
  ring->name = g_strdup (*member->name != '\0' ? member->name : _("Somebody"));
  ring->timeout_id = g_timeout_add_seconds (RING_TIME_S, ring_over_cb, ring);
  g_hash_table_replace (self->ringing, ring->code, ring);
  notify (self, ring);
  if (g_settings_get_boolean (self->settings, "ring-tone"))
    maju_ring_tone_start (self->tone);
}

static void
people_cb (MajuRinger   *self,
           const char   *code,
           GPtrArray    *members,
           MajuDoorbell *doorbell)
{
  Ring *current = g_hash_table_lookup (self->ringing, code);

  if (members->len == 0)
    {
      g_hash_table_remove (self->occupied, code);
      if (current != NULL)
        miss (self, current);
      return;
    }

  if (g_hash_table_add (self->occupied, g_strdup (code)) && current == NULL &&
      !is_there_already (self, code))
    ring (self, doorbell, code, g_ptr_array_index (members, 0));
}

static MajuDoorbell *
ensure_doorbell (MajuRinger   *self,
                 MajuRoomLink *link)
{
  g_autofree char *uri = maju_room_link_get_socket_uri (link);
  MajuDoorbell *doorbell = g_hash_table_lookup (self->doorbells, uri);

  if (doorbell != NULL)
    return doorbell;

  doorbell = maju_doorbell_new (link, NULL);
  g_signal_connect_object (doorbell, "people", G_CALLBACK (people_cb), self,
                           G_CONNECT_SWAPPED);
  g_hash_table_insert (self->doorbells, g_steal_pointer (&uri), doorbell);

  return doorbell;
}

/* Returns: the codes to listen to, of each server. */
static GHashTable *
collect (MajuRinger *self)
{
  GListModel *model = G_LIST_MODEL (self->rooms);
  GHashTable *codes =
    g_hash_table_new_full (NULL, NULL, NULL,
                           (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(MajuRecentRoom) room = g_list_model_get_item (model, i);
      MajuRoomLink *link = maju_recent_room_get_link (room);
      MajuDoorbell *doorbell;
      GPtrArray *list;

      if (!maju_recent_room_get_ring (room))
        continue;
      doorbell = ensure_doorbell (self, link);
      list = g_hash_table_lookup (codes, doorbell);
      if (list == NULL)
        {
          list = g_ptr_array_new_null_terminated (8, g_free, TRUE);
          g_hash_table_insert (codes, doorbell, list);
        }
      g_ptr_array_add (list, g_strdup (maju_room_link_get_room (link)));
    }

  return codes;
}

static void
set_n_rooms (MajuRinger *self,
             guint       n_rooms)
{
  if (self->n_rooms == n_rooms)
    return;

  self->n_rooms = n_rooms;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ROOMS]);
}

static void
update (MajuRinger *self)
{
  static const char *const none[] = { NULL };
  g_autoptr(GHashTable) codes = collect (self);
  GHashTableIter iter;
  gpointer doorbell;
  guint n_rooms = 0;

  g_hash_table_iter_init (&iter, self->doorbells);
  while (g_hash_table_iter_next (&iter, NULL, &doorbell))
    {
      GPtrArray *list = g_hash_table_lookup (codes, doorbell);

      n_rooms += list != NULL ? list->len : 0;
      maju_doorbell_set_rooms (doorbell,
                               list != NULL ? (const char *const *) list->pdata
                                            : none);
    }
  set_n_rooms (self, n_rooms);
}

static void
ring_changed_cb (MajuRecentRoom *room,
                 GParamSpec     *pspec,
                 MajuRinger     *self)
{
  const char *code =
    maju_room_link_get_room (maju_recent_room_get_link (room));

  if (!maju_recent_room_get_ring (room))
    {
      g_hash_table_remove (self->occupied, code);
      if (g_hash_table_contains (self->ringing, code))
        end_ring (self, code);
    }
  update (self);
}

static void
rooms_changed_cb (GListModel *rooms,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  MajuRinger *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(MajuRecentRoom) room = g_list_model_get_item (rooms, i);

      g_signal_handlers_disconnect_by_func (room, ring_changed_cb, self);
      g_signal_connect_object (room, "notify::ring",
                               G_CALLBACK (ring_changed_cb), self, 0);
    }
  update (self);
}

static void
maju_ringer_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MajuRinger *self = MAJU_RINGER (object);

  switch (prop_id)
    {
    case PROP_N_ROOMS:
      g_value_set_uint (value, self->n_rooms);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_ringer_dispose (GObject *object)
{
  MajuRinger *self = MAJU_RINGER (object);

  if (self->rooms != NULL)
    maju_ringer_stop (self);
  g_clear_pointer (&self->doorbells, g_hash_table_unref);
  g_clear_pointer (&self->occupied, g_hash_table_unref);
  g_clear_pointer (&self->ringing, g_hash_table_unref);
  g_clear_object (&self->rooms);
  g_clear_object (&self->settings);
  g_clear_object (&self->tone);

  G_OBJECT_CLASS (maju_ringer_parent_class)->dispose (object);
}

static void
maju_ringer_class_init (MajuRingerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = maju_ringer_get_property;
  object_class->dispose = maju_ringer_dispose;

  properties[PROP_N_ROOMS] =
    g_param_spec_uint ("n-rooms", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                       G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_ringer_init (MajuRinger *self)
{
  self->doorbells = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           g_object_unref);
  self->occupied = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          NULL);
  self->ringing = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         ring_free);
}

MajuRinger *
maju_ringer_new (GtkApplication  *application,
                 MajuRecentRooms *rooms,
                 GSettings       *settings)
{
  MajuRinger *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (MAJU_IS_RECENT_ROOMS (rooms), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (MAJU_TYPE_RINGER, NULL);
  self->application = application;
  self->rooms = g_object_ref (rooms);
  self->settings = g_object_ref (settings);
  self->tone = maju_ring_tone_new (settings);
  g_signal_connect_object (rooms, "items-changed",
                           G_CALLBACK (rooms_changed_cb), self, 0);
  rooms_changed_cb (G_LIST_MODEL (rooms), 0, 0,
                    g_list_model_get_n_items (G_LIST_MODEL (rooms)), self);

  return self;
}

guint
maju_ringer_get_n_rooms (MajuRinger *self)
{
  g_return_val_if_fail (MAJU_IS_RINGER (self), 0);

  return self->n_rooms;
}

MajuRecentRoom *
maju_ringer_answer (MajuRinger *self,
                    const char *code)
{
  MajuRecentRoom *room;

  g_return_val_if_fail (MAJU_IS_RINGER (self), NULL);
  g_return_val_if_fail (code != NULL, NULL);

  if (g_hash_table_contains (self->ringing, code))
    end_ring (self, code);
  room = find_room (self, code);
  if (room != NULL)
    maju_recent_rooms_set_missed (self->rooms, room, NULL);

  return room;
}

void
maju_ringer_decline (MajuRinger *self,
                     const char *code)
{
  g_autofree char *name = NULL;
  Ring *current;

  g_return_if_fail (MAJU_IS_RINGER (self));
  g_return_if_fail (code != NULL);

  current = g_hash_table_lookup (self->ringing, code);
  if (current == NULL)
    return;

  name = g_settings_get_string (self->settings, "name");
  maju_doorbell_decline (current->doorbell, code,
                         *name != '\0' ? name : g_get_real_name ());
  end_ring (self, code);
}

void
maju_ringer_stop (MajuRinger *self)
{
  static const char *const none[] = { NULL };
  g_autoptr(GPtrArray) codes = NULL;
  GHashTableIter iter;
  gpointer doorbell;

  g_return_if_fail (MAJU_IS_RINGER (self));

  g_signal_handlers_disconnect_by_data (self->rooms, self);
  g_hash_table_iter_init (&iter, self->doorbells);
  while (g_hash_table_iter_next (&iter, NULL, &doorbell))
    maju_doorbell_set_rooms (doorbell, none);
  codes = g_hash_table_get_keys_as_ptr_array (self->ringing);
  for (guint i = 0; i < codes->len; i++)
    {
      g_autofree char *code = g_strdup (g_ptr_array_index (codes, i));

      end_ring (self, code);
    }
  set_n_rooms (self, 0);
}
