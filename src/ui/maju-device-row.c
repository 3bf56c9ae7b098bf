/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-device-row.h"

#include "maju-media-words.h"

enum
{
  PROP_0,
  PROP_DEVICES,
  PROP_KIND,
  PROP_DEVICE_ID,
  N_PROPS
};

struct _MajuDeviceRow
{
  AdwComboRow parent_instance;

  MajuDeviceMonitor *devices;
  GtkStringList *first;         /* what stands for the default */
  MajuDeviceKind kind;
  char *device_id;
  gboolean following;           /* the selection follows, nobody chooses */
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuDeviceRow, maju_device_row, ADW_TYPE_COMBO_ROW)

static char *
item_name_cb (gpointer item)
{
  if (MAJU_IS_DEVICE (item))
    return g_strdup (maju_device_get_name (item));
  if (GTK_IS_STRING_OBJECT (item))
    return g_strdup (gtk_string_object_get_string (item));
  return NULL;
}

static void
follow_device_id (MajuDeviceRow *self)
{
  GListModel *model = adw_combo_row_get_model (ADW_COMBO_ROW (self));
  guint n = model != NULL ? g_list_model_get_n_items (model) : 0;
  guint selected = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (model, i);

      if (MAJU_IS_DEVICE (item) &&
          g_str_equal (maju_device_get_id (MAJU_DEVICE (item)),
                       self->device_id))
        selected = i;
    }
  self->following = TRUE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), selected);
  self->following = FALSE;
}

static void
selected_cb (MajuDeviceRow *self)
{
  GObject *item = adw_combo_row_get_selected_item (ADW_COMBO_ROW (self));
  const char *id;

  if (self->following || item == NULL)
    return;
  id = MAJU_IS_DEVICE (item) ? maju_device_get_id (MAJU_DEVICE (item)) : "";
  if (g_set_str (&self->device_id, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEVICE_ID]);
}

static void
update_first (MajuDeviceRow *self)
{
  g_autofree char *name = maju_media_words_default (
    maju_device_monitor_get_default (self->devices, self->kind));
  const char *names[] = { name, NULL };

  if (g_strcmp0 (gtk_string_list_get_string (self->first, 0), name) == 0)
    return;
  self->following = TRUE;
  gtk_string_list_splice (self->first, 0,
                          g_list_model_get_n_items (G_LIST_MODEL (self->first)),
                          names);
}

/* The selection moves when devices come and go; only what happens between
 * these two is not somebody's choice. */
static void
before_change_cb (MajuDeviceRow *self)
{
  self->following = TRUE;
}

static void
after_change_cb (MajuDeviceRow *self)
{
  follow_device_id (self);
}

static void
devices_changed_cb (MajuDeviceRow *self)
{
  update_first (self);
}

static void
update_model (MajuDeviceRow *self)
{
  g_autoptr(GListStore) lists = NULL;
  g_autoptr(GtkFlattenListModel) model = NULL;
  GListModel *found;

  self->following = TRUE;
  adw_combo_row_set_model (ADW_COMBO_ROW (self), NULL);
  g_clear_object (&self->first);
  if (self->devices != NULL)
    {
      lists = g_list_store_new (G_TYPE_LIST_MODEL);
      self->first = gtk_string_list_new (NULL);
      update_first (self);
      found = maju_device_monitor_get_devices (self->devices, self->kind);
      g_signal_connect_object (found, "items-changed",
                               G_CALLBACK (before_change_cb), self,
                               G_CONNECT_SWAPPED);
      g_list_store_append (lists, self->first);
      g_list_store_append (lists, found);
      model = gtk_flatten_list_model_new (G_LIST_MODEL (g_steal_pointer (&lists)));
      adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (model));
      g_signal_connect_object (model, "items-changed",
                               G_CALLBACK (after_change_cb), self,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
      g_signal_connect_object (found, "items-changed",
                               G_CALLBACK (devices_changed_cb), self,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
    }
  follow_device_id (self);
}

static void
maju_device_row_dispose (GObject *object)
{
  MajuDeviceRow *self = MAJU_DEVICE_ROW (object);

  if (self->devices != NULL)
    g_signal_handlers_disconnect_by_data (maju_device_monitor_get_devices (self->devices,
                                                                           self->kind),
                                          self);
  g_clear_object (&self->devices);
  g_clear_object (&self->first);

  G_OBJECT_CLASS (maju_device_row_parent_class)->dispose (object);
}

static void
maju_device_row_finalize (GObject *object)
{
  MajuDeviceRow *self = MAJU_DEVICE_ROW (object);

  g_clear_pointer (&self->device_id, g_free);

  G_OBJECT_CLASS (maju_device_row_parent_class)->finalize (object);
}

static void
maju_device_row_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MajuDeviceRow *self = MAJU_DEVICE_ROW (object);

  switch (prop_id)
    {
    case PROP_DEVICES:
      g_value_set_object (value, self->devices);
      break;

    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;

    case PROP_DEVICE_ID:
      g_value_set_string (value, self->device_id);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_device_row_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  MajuDeviceRow *self = MAJU_DEVICE_ROW (object);

  switch (prop_id)
    {
    case PROP_DEVICES:
      maju_device_row_set_devices (self, g_value_get_object (value));
      break;

    case PROP_KIND:
      self->kind = g_value_get_enum (value);
      break;

    case PROP_DEVICE_ID:
      maju_device_row_set_device_id (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_device_row_class_init (MajuDeviceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_device_row_dispose;
  object_class->finalize = maju_device_row_finalize;
  object_class->get_property = maju_device_row_get_property;
  object_class->set_property = maju_device_row_set_property;

  properties[PROP_DEVICES] =
    g_param_spec_object ("devices", NULL, NULL, MAJU_TYPE_DEVICE_MONITOR,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);
  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, MAJU_TYPE_DEVICE_KIND,
                       MAJU_DEVICE_KIND_CAMERA,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                       G_PARAM_STATIC_STRINGS);
  properties[PROP_DEVICE_ID] =
    g_param_spec_string ("device-id", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_device_row_init (MajuDeviceRow *self)
{
  g_autoptr(GtkExpression) expression = NULL;

  self->device_id = g_strdup ("");
  expression = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL,
                                            G_CALLBACK (item_name_cb), NULL,
                                            NULL);
  adw_combo_row_set_expression (ADW_COMBO_ROW (self), expression);
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (self), TRUE);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  g_signal_connect (self, "notify::selected-item", G_CALLBACK (selected_cb),
                    NULL);
}

void
maju_device_row_set_devices (MajuDeviceRow     *self,
                             MajuDeviceMonitor *devices)
{
  g_return_if_fail (MAJU_IS_DEVICE_ROW (self));
  g_return_if_fail (devices == NULL || MAJU_IS_DEVICE_MONITOR (devices));

  if (self->devices == devices)
    return;
  if (self->devices != NULL)
    g_signal_handlers_disconnect_by_data (maju_device_monitor_get_devices (self->devices,
                                                                           self->kind),
                                          self);
  g_set_object (&self->devices, devices);
  update_model (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEVICES]);
}

void
maju_device_row_set_device_id (MajuDeviceRow *self,
                               const char    *device_id)
{
  g_return_if_fail (MAJU_IS_DEVICE_ROW (self));

  if (!g_set_str (&self->device_id, device_id != NULL ? device_id : ""))
    return;
  follow_device_id (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEVICE_ID]);
}
