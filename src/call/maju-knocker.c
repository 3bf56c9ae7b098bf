/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-knocker.h"

#include "maju-config.h"

#include <glib/gi18n-lib.h>

struct _MajuKnocker
{
  GObject parent_instance;

  char *id;
  char *display_name;
};

G_DEFINE_FINAL_TYPE (MajuKnocker, maju_knocker, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_DISPLAY_NAME,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
maju_knocker_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  MajuKnocker *self = MAJU_KNOCKER (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_DISPLAY_NAME:
      g_value_set_string (value, self->display_name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_knocker_finalize (GObject *object)
{
  MajuKnocker *self = MAJU_KNOCKER (object);

  g_free (self->id);
  g_free (self->display_name);

  G_OBJECT_CLASS (maju_knocker_parent_class)->finalize (object);
}

static void
maju_knocker_class_init (MajuKnockerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
    G_PARAM_STATIC_STRINGS;

  object_class->get_property = maju_knocker_get_property;
  object_class->finalize = maju_knocker_finalize;

  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  props[PROP_DISPLAY_NAME] =
    g_param_spec_string ("display-name", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
maju_knocker_init (MajuKnocker *self)
{
}

MajuKnocker *
maju_knocker_new (const char *id,
                  const char *name)
{
  MajuKnocker *self = g_object_new (MAJU_TYPE_KNOCKER, NULL);

  self->id = g_strdup (id);
  self->display_name = g_strdup (name[0] != '\0' ? name : _("Guest"));

  return self;
}

const char *
maju_knocker_get_id (MajuKnocker *self)
{
  g_return_val_if_fail (MAJU_IS_KNOCKER (self), NULL);

  return self->id;
}

const char *
maju_knocker_get_display_name (MajuKnocker *self)
{
  g_return_val_if_fail (MAJU_IS_KNOCKER (self), NULL);

  return self->display_name;
}
