/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-sound-links-private.h"

#include <pipewire/pipewire.h>

#include <string.h>
#include <unistd.h>

enum
{
  LEFT,
  RIGHT,
  N_SIDES
};

/* Of a player, or one of our two. */
typedef struct
{
  guint32 id;
  guint32 node_id;
  gboolean sides[N_SIDES];
  struct pw_proxy *links[N_SIDES];      /* (nullable) */
} Port;

struct _MajuSoundLinks
{
  struct pw_core *core;         /* (unowned) */
  GHashTable *clients;          /* id -> process id, as PipeWire knows it */
  GHashTable *nodes;            /* id -> client's id */
  GHashTable *players;          /* set of nodes' ids, without what is left out */
  GHashTable *ports;            /* id -> Port, of all that may be players */
  guint32 own_node_id;
  guint32 own_ports[N_SIDES];
};

static void
port_free (gpointer data)
{
  Port *port = data;

  for (guint side = 0; side < N_SIDES; side++)
    g_clear_pointer (&port->links[side], pw_proxy_destroy);
  g_free (port);
}

MajuSoundLinks *
maju_sound_links_new (struct pw_core *core)
{
  MajuSoundLinks *self = g_new0 (MajuSoundLinks, 1);

  self->core = core;
  self->clients = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->nodes = g_hash_table_new (NULL, NULL);
  self->players = g_hash_table_new (NULL, NULL);
  self->ports = g_hash_table_new_full (NULL, NULL, NULL, port_free);
  self->own_node_id = SPA_ID_INVALID;
  self->own_ports[LEFT] = SPA_ID_INVALID;
  self->own_ports[RIGHT] = SPA_ID_INVALID;

  return self;
}

void
maju_sound_links_free (MajuSoundLinks *self)
{
  g_hash_table_unref (self->ports);
  g_hash_table_unref (self->players);
  g_hash_table_unref (self->nodes);
  g_hash_table_unref (self->clients);
  g_free (self);
}

static guint32
get_number (const struct spa_dict *props,
            const char            *key)
{
  guint32 number;

  return spa_atou32 (spa_dict_lookup (props, key), &number, 10)
         ? number : SPA_ID_INVALID;
}

/* Returns: (nullable): the process of the client that a node belongs to. */
static const char *
get_process (MajuSoundLinks *self,
             guint32         node_id)
{
  gpointer client;

  if (!g_hash_table_lookup_extended (self->nodes, GUINT_TO_POINTER (node_id),
                                     NULL, &client))
    return NULL;

  return g_hash_table_lookup (self->clients, client);
}

/* PipeWire may count processes in another way than we do: what it says of our
 * own stream can be compared. Of that all is known before it has ports. */
static gboolean
is_wanted (MajuSoundLinks *self,
           guint32         node_id)
{
  const char *own_process = get_process (self, self->own_node_id);

  return g_hash_table_contains (self->players, GUINT_TO_POINTER (node_id)) &&
         (own_process == NULL ||
          g_strcmp0 (get_process (self, node_id), own_process) != 0);
}

static void
link_side (MajuSoundLinks *self,
           Port           *port,
           guint           side)
{
  struct pw_properties *props;

  props = pw_properties_new (PW_KEY_OBJECT_LINGER, "false", NULL);
  pw_properties_setf (props, PW_KEY_LINK_OUTPUT_NODE, "%u", port->node_id);
  pw_properties_setf (props, PW_KEY_LINK_OUTPUT_PORT, "%u", port->id);
  pw_properties_setf (props, PW_KEY_LINK_INPUT_NODE, "%u", self->own_node_id);
  pw_properties_setf (props, PW_KEY_LINK_INPUT_PORT, "%u",
                      self->own_ports[side]);
  port->links[side] = pw_core_create_object (self->core, "link-factory",
                                             PW_TYPE_INTERFACE_Link,
                                             PW_VERSION_LINK, &props->dict, 0);
  pw_properties_free (props);
}

static void
update_port (MajuSoundLinks *self,
             Port           *port)
{
  if (!is_wanted (self, port->node_id))
    return;

  for (guint side = 0; side < N_SIDES; side++)
    if (port->sides[side] && port->links[side] == NULL &&
        self->own_ports[side] != SPA_ID_INVALID)
      link_side (self, port, side);
}

static void
update (MajuSoundLinks *self)
{
  GHashTableIter iter;
  gpointer port;

  g_hash_table_iter_init (&iter, self->ports);
  while (g_hash_table_iter_next (&iter, NULL, &port))
    update_port (self, port);
}

/* The middle and a single channel are on both sides, what is only rumble on
 * none; see the channels of enum spa_audio_channel. */
static void
find_sides (Port       *port,
            const char *channel)
{
  gboolean left = TRUE, right = TRUE;

  if (channel != NULL && strstr (channel, "LFE") != NULL)
    left = right = FALSE;
  else if (channel != NULL && g_str_has_prefix (channel, "AUX"))
    {
      left = g_ascii_strtoull (channel + strlen ("AUX"), NULL, 10) % 2 == 0;
      right = !left;
    }
  else if (channel != NULL && strchr (channel, 'L') != NULL)
    right = FALSE;
  else if (channel != NULL && strchr (channel, 'R') != NULL &&
           !g_str_equal (channel, "RC") && !g_str_equal (channel, "TRC"))
    left = FALSE;

  port->sides[LEFT] = left;
  port->sides[RIGHT] = right;
}

static void
add_port (MajuSoundLinks        *self,
          guint32                id,
          const struct spa_dict *props)
{
  const char *direction = spa_dict_lookup (props, PW_KEY_PORT_DIRECTION);
  const char *format = spa_dict_lookup (props, PW_KEY_FORMAT_DSP);
  const char *channel = spa_dict_lookup (props, PW_KEY_AUDIO_CHANNEL);
  guint32 node_id = get_number (props, PW_KEY_NODE_ID);
  Port *port;

  /* What is encoded, as for a television, cannot be mixed. */
  if (format != NULL && strstr (format, "audio") == NULL)
    return;

  if (node_id == self->own_node_id && g_strcmp0 (direction, "in") == 0)
    {
      self->own_ports[g_strcmp0 (channel, "FR") == 0 ? RIGHT : LEFT] = id;
      update (self);
    }
  else if (g_strcmp0 (direction, "out") == 0)
    {
      port = g_new0 (Port, 1);
      port->id = id;
      port->node_id = node_id;
      find_sides (port, channel);
      g_hash_table_replace (self->ports, GUINT_TO_POINTER (id), port);
      update_port (self, port);
    }
}

void
maju_sound_links_add_object (MajuSoundLinks        *self,
                             guint32                id,
                             const char            *type,
                             const struct spa_dict *props)
{
  if (g_str_equal (type, PW_TYPE_INTERFACE_Client))
    {
      g_hash_table_replace (self->clients, GUINT_TO_POINTER (id),
                            g_strdup (spa_dict_lookup (props, PW_KEY_SEC_PID)));
    }
  else if (g_str_equal (type, PW_TYPE_INTERFACE_Node))
    {
      g_hash_table_replace (self->nodes, GUINT_TO_POINTER (id),
                            GUINT_TO_POINTER (get_number (props,
                                                          PW_KEY_CLIENT_ID)));
      update (self);
    }
  else if (g_str_equal (type, PW_TYPE_INTERFACE_Port))
    {
      add_port (self, id, props);
    }
}

/* The server has taken the links of a port away with it. */
static void
forget_own_port (MajuSoundLinks *self,
                 guint           side)
{
  GHashTableIter iter;
  gpointer port;

  self->own_ports[side] = SPA_ID_INVALID;
  g_hash_table_iter_init (&iter, self->ports);
  while (g_hash_table_iter_next (&iter, NULL, &port))
    g_clear_pointer (&((Port *) port)->links[side], pw_proxy_destroy);
}

void
maju_sound_links_remove_object (MajuSoundLinks *self,
                                guint32         id)
{
  for (guint side = 0; side < N_SIDES; side++)
    if (self->own_ports[side] == id)
      forget_own_port (self, side);
  g_hash_table_remove (self->ports, GUINT_TO_POINTER (id));
  g_hash_table_remove (self->players, GUINT_TO_POINTER (id));
  g_hash_table_remove (self->nodes, GUINT_TO_POINTER (id));
  g_hash_table_remove (self->clients, GUINT_TO_POINTER (id));
}

/* Our own by PulseAudio's socket belongs to a client of PipeWire's server for
 * that; what says that it is of our process is what we told it. */
void
maju_sound_links_add_player (MajuSoundLinks        *self,
                             guint32                id,
                             const struct spa_dict *props)
{
  guint32 process = get_number (props, PW_KEY_APP_PROCESS_ID);
  gboolean is_left_out =
    spa_atob (spa_dict_lookup (props, MAJU_KEY_CALL_SOUND)) ||
    spa_dict_lookup (props, PW_KEY_NODE_LINK_GROUP) != NULL ||
    process == (guint32) getpid ();
  g_debug ("“%s” plays%s", spa_dict_lookup (props, PW_KEY_NODE_NAME),
           is_left_out ? ", and is left out" : "");
  if (is_left_out)
    return;

  g_hash_table_add (self->players, GUINT_TO_POINTER (id));
  update (self);
}

void
maju_sound_links_set_own_node (MajuSoundLinks *self,
                               guint32         id)
{
  self->own_node_id = id;
}
