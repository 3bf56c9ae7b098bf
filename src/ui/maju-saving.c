/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-saving.h"

#include <glib/gi18n.h>

/* A quarter of the work and two fifths of the data of the largest size. */
#define SAVING_HEIGHT 360

struct _MajuSaving
{
  GObject parent_instance;

  GSettings *settings;
  MajuLocalMedia *media;
  GPowerProfileMonitor *power;
  GNetworkMonitor *network;
  const char *words;
};

enum
{
  PROP_0,
  PROP_WORDS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuSaving, maju_saving, G_TYPE_OBJECT)

static const char *
find_words (MajuSaving *self)
{
  if (!g_settings_get_boolean (self->settings, "save"))
    return NULL;
  if (g_power_profile_monitor_get_power_saver_enabled (self->power))
    return _("This computer saves power, so others get a smaller picture of "
             "you");
  if (g_network_monitor_get_network_metered (self->network))
    return _("This network is paid by use, so others get a smaller picture of "
             "you");

  return NULL;
}

static void
update (MajuSaving *self)
{
  const char *words = find_words (self);

  if (words == self->words)
    return;

  self->words = words;
  maju_video_sender_set_most_height (maju_local_media_get_camera (self->media),
                                     words != NULL ? SAVING_HEIGHT : 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORDS]);
}

static void
maju_saving_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MajuSaving *self = MAJU_SAVING (object);

  switch (prop_id)
    {
    case PROP_WORDS:
      g_value_set_string (value, self->words);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_saving_dispose (GObject *object)
{
  MajuSaving *self = MAJU_SAVING (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->media);
  g_clear_object (&self->power);
  g_clear_object (&self->network);

  G_OBJECT_CLASS (maju_saving_parent_class)->dispose (object);
}

static void
maju_saving_class_init (MajuSavingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = maju_saving_get_property;
  object_class->dispose = maju_saving_dispose;

  properties[PROP_WORDS] =
    g_param_spec_string ("words", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_saving_init (MajuSaving *self)
{
}

MajuSaving *
maju_saving_new (GSettings      *settings,
                 MajuLocalMedia *media)
{
  MajuSaving *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (MAJU_IS_LOCAL_MEDIA (media), NULL);

  self = g_object_new (MAJU_TYPE_SAVING, NULL);
  self->settings = g_object_ref (settings);
  self->media = g_object_ref (media);
  self->power = g_power_profile_monitor_dup_default ();
  self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (settings, "changed::save", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->power, "notify::power-saver-enabled",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->network, "notify::network-metered",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return self;
}

const char *
maju_saving_get_words (MajuSaving *self)
{
  g_return_val_if_fail (MAJU_IS_SAVING (self), NULL);

  return self->words;
}
