/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-recent-room.h"

#include "maju-room-owner.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_LINK,
  PROP_TIME,
  PROP_PEOPLE,
  PROP_TITLE,
  PROP_RING,
  PROP_MISSED,
  N_PROPS
};

struct _MajuRecentRoom
{
  GObject parent_instance;

  MajuRoomLink *link;
  gint64 time;
  GStrv people;
  char *title;
  char *owner;
  gboolean ring;
  char *missed;
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuRecentRoom, maju_recent_room, G_TYPE_OBJECT)

static void
update_title (MajuRecentRoom *self)
{
  g_free (self->title);
  if (self->people != NULL && self->people[0] != NULL)
    /* Translators: what stands between the names of people. */
    self->title = g_strjoinv (_(", "), self->people);
  else
    /* Translators: %s is the code of a room. */
    self->title = g_strdup_printf (_("Room %s"),
                                   maju_room_link_get_room (self->link));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
maju_recent_room_finalize (GObject *object)
{
  MajuRecentRoom *self = MAJU_RECENT_ROOM (object);

  g_clear_pointer (&self->link, maju_room_link_unref);
  g_clear_pointer (&self->people, g_strfreev);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->missed, g_free);

  G_OBJECT_CLASS (maju_recent_room_parent_class)->finalize (object);
}

static void
maju_recent_room_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  MajuRecentRoom *self = MAJU_RECENT_ROOM (object);

  switch (prop_id)
    {
    case PROP_LINK:
      g_value_set_boxed (value, self->link);
      break;

    case PROP_TIME:
      g_value_set_int64 (value, self->time);
      break;

    case PROP_PEOPLE:
      g_value_set_boxed (value, self->people);
      break;

    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;

    case PROP_RING:
      g_value_set_boolean (value, self->ring);
      break;

    case PROP_MISSED:
      g_value_set_string (value, self->missed);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_recent_room_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  MajuRecentRoom *self = MAJU_RECENT_ROOM (object);

  switch (prop_id)
    {
    case PROP_RING:
      maju_recent_room_set_ring (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_recent_room_class_init (MajuRecentRoomClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_recent_room_finalize;
  object_class->get_property = maju_recent_room_get_property;
  object_class->set_property = maju_recent_room_set_property;

  properties[PROP_LINK] =
    g_param_spec_boxed ("link", NULL, NULL, MAJU_TYPE_ROOM_LINK,
                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TIME] =
    g_param_spec_int64 ("time", NULL, NULL, 0, G_MAXINT64, 0,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                        G_PARAM_STATIC_STRINGS);
  properties[PROP_PEOPLE] =
    g_param_spec_boxed ("people", NULL, NULL, G_TYPE_STRV,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                        G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);

  properties[PROP_RING] =
    g_param_spec_boolean ("ring", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                          G_PARAM_STATIC_STRINGS);
  properties[PROP_MISSED] =
    g_param_spec_string ("missed", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_recent_room_init (MajuRecentRoom *self)
{
}

MajuRecentRoom *
maju_recent_room_new (MajuRoomLink       *link,
                      gint64              time,
                      const char * const *people)
{
  MajuRecentRoom *self;

  g_return_val_if_fail (link != NULL, NULL);

  self = g_object_new (MAJU_TYPE_RECENT_ROOM, NULL);
  self->link = maju_room_link_ref (link);
  self->time = MAX (time, 0);
  self->people = g_strdupv ((GStrv) people);
  update_title (self);
  return self;
}

MajuRoomLink *
maju_recent_room_get_link (MajuRecentRoom *self)
{
  g_return_val_if_fail (MAJU_IS_RECENT_ROOM (self), NULL);

  return self->link;
}

gint64
maju_recent_room_get_time (MajuRecentRoom *self)
{
  g_return_val_if_fail (MAJU_IS_RECENT_ROOM (self), 0);

  return self->time;
}

void
maju_recent_room_set_time (MajuRecentRoom *self,
                           gint64          time)
{
  g_return_if_fail (MAJU_IS_RECENT_ROOM (self));
  g_return_if_fail (time >= 0);

  if (self->time == time)
    return;
  self->time = time;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIME]);
}

const char * const *
maju_recent_room_get_people (MajuRecentRoom *self)
{
  g_return_val_if_fail (MAJU_IS_RECENT_ROOM (self), NULL);

  return (const char * const *) self->people;
}

const char *
maju_recent_room_get_title (MajuRecentRoom *self)
{
  g_return_val_if_fail (MAJU_IS_RECENT_ROOM (self), NULL);

  return self->title;
}

const char *
maju_recent_room_get_owner (MajuRecentRoom *self)
{
  g_return_val_if_fail (MAJU_IS_RECENT_ROOM (self), NULL);

  return self->owner;
}

void
maju_recent_room_set_owner (MajuRecentRoom *self,
                            const char     *owner)
{
  g_return_if_fail (MAJU_IS_RECENT_ROOM (self));

  if (owner != NULL
      && maju_room_owner_holds (owner, maju_room_link_get_room (self->link)))
    g_set_str (&self->owner, owner);
}

gboolean
maju_recent_room_add_person (MajuRecentRoom *self,
                             const char     *name)
{
  g_autoptr(GStrvBuilder) builder = NULL;

  g_return_val_if_fail (MAJU_IS_RECENT_ROOM (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (*name == '\0' ||
      (self->people != NULL &&
       (g_strv_contains ((const char * const *) self->people, name) ||
        g_strv_length (self->people) >= MAJU_RECENT_ROOM_PEOPLE)))
    return FALSE;

  builder = g_strv_builder_new ();
  if (self->people != NULL)
    g_strv_builder_addv (builder, (const char **) self->people);
  g_strv_builder_add (builder, name);
  g_strfreev (self->people);
  self->people = g_strv_builder_end (builder);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PEOPLE]);
  update_title (self);
  return TRUE;
}

gboolean
maju_recent_room_get_ring (MajuRecentRoom *self)
{
  g_return_val_if_fail (MAJU_IS_RECENT_ROOM (self), FALSE);

  return self->ring;
}

void
maju_recent_room_set_ring (MajuRecentRoom *self,
                           gboolean        ring)
{
  g_return_if_fail (MAJU_IS_RECENT_ROOM (self));

  if (self->ring == !!ring)
    return;
  self->ring = !!ring;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RING]);
}

const char *
maju_recent_room_get_missed (MajuRecentRoom *self)
{
  g_return_val_if_fail (MAJU_IS_RECENT_ROOM (self), NULL);

  return self->missed;
}

void
maju_recent_room_set_missed (MajuRecentRoom *self,
                             const char     *name)
{
  g_return_if_fail (MAJU_IS_RECENT_ROOM (self));

  if (g_set_str (&self->missed, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MISSED]);
}

MajuRecentRoom *
maju_recent_room_copy (MajuRecentRoom *self)
{
  MajuRecentRoom *copy;

  g_return_val_if_fail (MAJU_IS_RECENT_ROOM (self), NULL);

  copy = maju_recent_room_new (self->link, self->time,
                               (const char * const *) self->people);
  maju_recent_room_set_owner (copy, self->owner);
  maju_recent_room_set_ring (copy, self->ring);
  maju_recent_room_set_missed (copy, self->missed);

  return copy;
}
