/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-device-menu.h"

#include "maju-media-words.h"

#include <glib/gi18n.h>

struct _MajuDeviceMenu
{
  GObject parent_instance;

  MajuDeviceMonitor *devices;
  MajuDeviceKind kind;
  char *action;
  GMenu *menu;
};

G_DEFINE_FINAL_TYPE (MajuDeviceMenu, maju_device_menu, G_TYPE_OBJECT)

/* Of a name that is not ours: what it has of underscores is no access key. */
static char *
escape_name (const char *name)
{
  g_auto(GStrv) parts = g_strsplit (name, "_", -1);

  return g_strjoinv ("__", parts);
}

static void
add_item (MajuDeviceMenu *self,
          const char     *name,
          const char     *id)
{
  g_autofree char *label = escape_name (name);
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, self->action, "s", id);
  g_menu_append_item (self->menu, item);
}

/* Why the desktop gives out no camera, in as few words as an item has.
 *
 * Returns: (nullable). */
static const char *
get_camera_words (MajuDeviceMenu *self)
{
  const GError *error = maju_device_monitor_get_camera_error (self->devices);

  if (!maju_device_monitor_get_by_portal (self->devices))
    return NULL;
  if (maju_device_monitor_get_camera_pending (self->devices))
    return _("Waiting for Permission…");
  if (error == NULL)
    return _("Switch the Camera On First");
  if (error->code == MAJU_MEDIA_ERROR_DENIED ||
      error->code == MAJU_MEDIA_ERROR_REVOKED)
    return _("Camera Not Allowed");
  if (error->code == MAJU_MEDIA_ERROR_HIDDEN)
    return _("Camera Hidden by the Desktop");
  if (error->code == MAJU_MEDIA_ERROR_UNAVAILABLE)
    return _("No Camera Portal");

  return NULL;
}

/* Without any there is one item that says so and cannot be chosen. */
static void
add_none (MajuDeviceMenu *self)
{
  static const char *words[] = {
    [MAJU_DEVICE_KIND_CAMERA] = N_("No Camera Found"),
    [MAJU_DEVICE_KIND_MICROPHONE] = N_("No Microphone Found"),
    [MAJU_DEVICE_KIND_SPEAKER] = N_("No Speaker Found"),
  };
  const char *text = NULL;

  if (self->kind == MAJU_DEVICE_KIND_CAMERA)
    text = get_camera_words (self);
  else if (maju_device_monitor_get_ready (self->devices) &&
           !maju_device_monitor_get_served (self->devices))
    text = _("PipeWire Does Not Answer");
  g_menu_append (self->menu, text ? text : _(words[self->kind]), "device.none");
}

static void
update (MajuDeviceMenu *self)
{
  GListModel *found = maju_device_monitor_get_devices (self->devices,
                                                       self->kind);
  MajuDevice *device = maju_device_monitor_get_default (self->devices,
                                                        self->kind);
  g_autofree char *first = maju_media_words_default (device);

  g_menu_remove_all (self->menu);
  if (device == NULL)
    {
      add_none (self);
      return;
    }

  add_item (self, first, "");
  for (guint i = 0; i < g_list_model_get_n_items (found); i++)
    {
      g_autoptr(MajuDevice) item = g_list_model_get_item (found, i);

      add_item (self, maju_device_get_name (item), maju_device_get_id (item));
    }
}

static void
maju_device_menu_finalize (GObject *object)
{
  MajuDeviceMenu *self = MAJU_DEVICE_MENU (object);

  g_clear_object (&self->devices);
  g_clear_object (&self->menu);
  g_clear_pointer (&self->action, g_free);

  G_OBJECT_CLASS (maju_device_menu_parent_class)->finalize (object);
}

static void
maju_device_menu_class_init (MajuDeviceMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = maju_device_menu_finalize;
}

static void
maju_device_menu_init (MajuDeviceMenu *self)
{
  self->menu = g_menu_new ();
}

MajuDeviceMenu *
maju_device_menu_new (MajuDeviceMonitor *devices,
                      MajuDeviceKind     kind,
                      const char        *action)
{
  MajuDeviceMenu *self;

  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (devices), NULL);
  g_return_val_if_fail (action != NULL, NULL);

  self = g_object_new (MAJU_TYPE_DEVICE_MENU, NULL);
  self->devices = g_object_ref (devices);
  self->kind = kind;
  self->action = g_strdup (action);
  g_signal_connect_object (maju_device_monitor_get_devices (devices, kind),
                           "items-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (devices, "notify::ready", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (devices, "notify::served", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  if (kind == MAJU_DEVICE_KIND_CAMERA)
    g_signal_connect_object (devices, "access-changed", G_CALLBACK (update),
                             self, G_CONNECT_SWAPPED);
  update (self);

  return self;
}

GMenuModel *
maju_device_menu_get_model (MajuDeviceMenu *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE_MENU (self), NULL);

  return G_MENU_MODEL (self->menu);
}
