/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-controls.h"

#include "maju-device-menu.h"
#include "maju-menu-names.h"
#include "maju-gesture-buttons.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_UNREAD,
  PROP_MICROPHONE_TROUBLE,
  PROP_CAMERA_TROUBLE,
  PROP_NARROW,
  PROP_COMPACT,
  N_PROPS
};

struct _MajuCallControls
{
  GtkWidget parent_instance;

  guint unread;
  char *microphone_trouble;
  char *camera_trouble;
  MajuDeviceMenu *menus[MAJU_DEVICE_KIND_SPEAKER + 1];
  gboolean narrow;
  gboolean compact;

  GtkWidget *child;
  GtkToggleButton *microphone_button;
  GtkWidget *microphone_mark;
  GtkMenuButton *microphone_menu_button;
  GtkToggleButton *camera_button;
  GtkWidget *camera_mark;
  GtkMenuButton *camera_menu_button;
  GtkWidget *share_box;
  GtkToggleButton *share_button;
  GtkMenuButton *share_menu_button;
  GtkWidget *chat_box;
  GtkWidget *chat_button;
  GtkLabel *unread_label;
  GtkWidget *people_button;
  GtkWidget *gesture_buttons;
  GtkMenuButton *more_button;
  GMenu *more_menu;
  GMenuModel *narrow_menu;
};

G_DEFINE_FINAL_TYPE (MajuCallControls, maju_call_controls, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];

static void
describe (GtkWidget  *button,
          const char *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description,
                                  -1);
}

static void
update_microphone (MajuCallControls *self)
{
  gboolean on = gtk_toggle_button_get_active (self->microphone_button);
  GtkWidget *button = GTK_WIDGET (self->microphone_button);
  const char *tooltip = on ? _("Mute (Ctrl+D)") : _("Unmute (Ctrl+D)");

  if (self->microphone_trouble != NULL)
    tooltip = self->microphone_trouble;
  gtk_button_set_icon_name (GTK_BUTTON (button),
                            on ? "audio-input-microphone-symbolic"
                               : "microphone-disabled-symbolic");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_visible (self->microphone_mark,
                          self->microphone_trouble != NULL);
  describe (button, tooltip);
}

static void
update_camera (MajuCallControls *self)
{
  gboolean on = gtk_toggle_button_get_active (self->camera_button);
  GtkWidget *button = GTK_WIDGET (self->camera_button);
  const char *tooltip = on ? _("Turn Camera Off (Ctrl+E)")
                           : _("Turn Camera On (Ctrl+E)");

  if (self->camera_trouble != NULL)
    tooltip = self->camera_trouble;
  gtk_button_set_icon_name (GTK_BUTTON (button),
                            on ? "maju-camera-symbolic"
                               : "maju-camera-off-symbolic");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_visible (self->camera_mark, self->camera_trouble != NULL);
  describe (button, tooltip);
}

static void
update_share (MajuCallControls *self)
{
  gboolean on = gtk_toggle_button_get_active (self->share_button);
  const char *tooltip = on ? _("Stop Sharing (Shift+Ctrl+S)")
                           : _("Share Screen (Shift+Ctrl+S)");

  gtk_widget_set_tooltip_text (GTK_WIDGET (self->share_button), tooltip);
  describe (GTK_WIDGET (self->share_button), tooltip);
}

static void
update_unread (MajuCallControls *self)
{
  g_autofree char *count = NULL;
  g_autofree char *words = NULL;

  if (self->unread > 99)
    count = g_strdup ("99+");
  else
    count = g_strdup_printf ("%u", self->unread);
  if (self->unread > 0)
    words = g_strdup_printf (ngettext ("%u unread message",
                                       "%u unread messages",
                                       self->unread),
                             self->unread);

  gtk_label_set_label (self->unread_label, count);
  gtk_widget_set_visible (GTK_WIDGET (self->unread_label), self->unread > 0);
  describe (self->chat_button, words != NULL ? words : _("Chat (F9)"));
}

static void
update_size (MajuCallControls *self)
{
  gboolean roomy = !self->narrow && !self->compact;

  gtk_widget_set_visible (GTK_WIDGET (self->microphone_menu_button),
                          !self->compact);
  gtk_widget_set_visible (GTK_WIDGET (self->camera_menu_button),
                          !self->compact);
  gtk_widget_set_visible (self->share_box, roomy);
  gtk_widget_set_visible (self->chat_box, !self->compact);
  gtk_widget_set_visible (self->people_button, roomy);
  gtk_widget_set_visible (self->gesture_buttons, roomy);
  gtk_widget_set_visible (GTK_WIDGET (self->more_button), !self->compact);
}

static void
set_narrow (MajuCallControls *self,
            gboolean          narrow)
{
  self->narrow = narrow;
  if (narrow)
    g_menu_prepend_section (self->more_menu, NULL, self->narrow_menu);
  else
    g_menu_remove (self->more_menu, 0);
  update_size (self);
}

static void
maju_call_controls_dispose (GObject *object)
{
  MajuCallControls *self = MAJU_CALL_CONTROLS (object);

  g_clear_pointer (&self->child, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_CALL_CONTROLS);
  for (guint i = 0; i < G_N_ELEMENTS (self->menus); i++)
    g_clear_object (&self->menus[i]);

  G_OBJECT_CLASS (maju_call_controls_parent_class)->dispose (object);
}

static void
maju_call_controls_finalize (GObject *object)
{
  MajuCallControls *self = MAJU_CALL_CONTROLS (object);

  g_free (self->microphone_trouble);
  g_free (self->camera_trouble);

  G_OBJECT_CLASS (maju_call_controls_parent_class)->finalize (object);
}

static void
maju_call_controls_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  MajuCallControls *self = MAJU_CALL_CONTROLS (object);

  switch (prop_id)
    {
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;

    case PROP_MICROPHONE_TROUBLE:
      g_value_set_string (value, self->microphone_trouble);
      break;

    case PROP_CAMERA_TROUBLE:
      g_value_set_string (value, self->camera_trouble);
      break;

    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;

    case PROP_COMPACT:
      g_value_set_boolean (value, self->compact);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_call_controls_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  MajuCallControls *self = MAJU_CALL_CONTROLS (object);

  switch (prop_id)
    {
    case PROP_UNREAD:
      if (self->unread == g_value_get_uint (value))
        return;
      self->unread = g_value_get_uint (value);
      update_unread (self);
      break;

    case PROP_MICROPHONE_TROUBLE:
      if (!g_set_str (&self->microphone_trouble, g_value_get_string (value)))
        return;
      update_microphone (self);
      break;

    case PROP_CAMERA_TROUBLE:
      if (!g_set_str (&self->camera_trouble, g_value_get_string (value)))
        return;
      update_camera (self);
      break;

    case PROP_NARROW:
      if (self->narrow == g_value_get_boolean (value))
        return;
      set_narrow (self, g_value_get_boolean (value));
      break;

    case PROP_COMPACT:
      if (self->compact == g_value_get_boolean (value))
        return;
      self->compact = g_value_get_boolean (value);
      update_size (self);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }

  g_object_notify_by_pspec (object, pspec);
}

#define BIND(name) \
gtk_widget_class_bind_template_child (widget_class, MajuCallControls, name)

static void
bind_template (GtkWidgetClass *widget_class)
{
  BIND (child);
  BIND (microphone_button);
  BIND (microphone_mark);
  BIND (microphone_menu_button);
  BIND (camera_button);
  BIND (camera_mark);
  BIND (camera_menu_button);
  BIND (share_box);
  BIND (share_button);
  BIND (share_menu_button);
  BIND (chat_box);
  BIND (chat_button);
  BIND (unread_label);
  BIND (people_button);
  BIND (gesture_buttons);
  BIND (more_button);
  BIND (more_menu);
  BIND (narrow_menu);
}

#undef BIND

static void
maju_call_controls_class_init (MajuCallControlsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
    | G_PARAM_STATIC_STRINGS;

  object_class->dispose = maju_call_controls_dispose;
  object_class->finalize = maju_call_controls_finalize;
  object_class->get_property = maju_call_controls_get_property;
  object_class->set_property = maju_call_controls_set_property;

  properties[PROP_UNREAD] =
    g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_MICROPHONE_TROUBLE] =
    g_param_spec_string ("microphone-trouble", NULL, NULL, NULL, flags);
  properties[PROP_CAMERA_TROUBLE] =
    g_param_spec_string ("camera-trouble", NULL, NULL, NULL, flags);
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  properties[PROP_COMPACT] =
    g_param_spec_boolean ("compact", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (MAJU_TYPE_GESTURE_BUTTONS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_TOOLBAR);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-call-controls.ui");
  bind_template (widget_class);
}

static void
maju_call_controls_init (MajuCallControls *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->microphone_button, "notify::active",
                           G_CALLBACK (update_microphone), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->camera_button, "notify::active",
                           G_CALLBACK (update_camera), self,
                           G_CONNECT_SWAPPED);
  maju_menu_names_watch (self->microphone_menu_button);
  maju_menu_names_watch (self->camera_menu_button);
  maju_menu_names_watch (self->share_menu_button);
  maju_menu_names_watch (self->more_button);
  g_signal_connect_object (self->share_button, "notify::active",
                           G_CALLBACK (update_share), self, G_CONNECT_SWAPPED);
  update_share (self);
  update_microphone (self);
  update_camera (self);
  update_unread (self);
}

static GMenuModel *
make_processing_menu (void)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _("Cancel Echo"), "device.echo-cancellation");
  g_menu_append (menu, _("Suppress Noise"), "device.noise-suppression");
  g_menu_append (menu, _("Even Out My Volume"), "device.gain-control");

  return G_MENU_MODEL (menu);
}

static GMenuModel *
make_microphone_menu (MajuCallControls *self)
{
  g_autoptr(GMenuModel) processing = make_processing_menu ();
  g_autoptr(GMenu) more = g_menu_new ();
  GMenu *menu = g_menu_new ();

  g_menu_append_section (
    menu, _("Microphone"),
    maju_device_menu_get_model (self->menus[MAJU_DEVICE_KIND_MICROPHONE]));
  g_menu_append_section (
    menu, _("Speaker"),
    maju_device_menu_get_model (self->menus[MAJU_DEVICE_KIND_SPEAKER]));
  g_menu_append_submenu (more, _("Sound Processing"), processing);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (more));

  return G_MENU_MODEL (menu);
}

static GMenuModel *
make_camera_menu (MajuCallControls *self)
{
  GMenu *menu = g_menu_new ();

  g_menu_append_section (
    menu, _("Camera"),
    maju_device_menu_get_model (self->menus[MAJU_DEVICE_KIND_CAMERA]));

  return G_MENU_MODEL (menu);
}

void
maju_call_controls_set_devices (MajuCallControls  *self,
                                MajuDeviceMonitor *devices)
{
  static const char *actions[] = {
    [MAJU_DEVICE_KIND_CAMERA] = "device.camera",
    [MAJU_DEVICE_KIND_MICROPHONE] = "device.microphone",
    [MAJU_DEVICE_KIND_SPEAKER] = "device.speaker",
  };
  g_autoptr(GMenuModel) microphone = NULL;
  g_autoptr(GMenuModel) camera = NULL;

  g_return_if_fail (MAJU_IS_CALL_CONTROLS (self));
  g_return_if_fail (devices == NULL || MAJU_IS_DEVICE_MONITOR (devices));

  for (guint i = 0; i < G_N_ELEMENTS (self->menus); i++)
    {
      g_clear_object (&self->menus[i]);
      if (devices != NULL)
        self->menus[i] = maju_device_menu_new (devices, i, actions[i]);
    }
  if (devices != NULL)
    {
      microphone = make_microphone_menu (self);
      camera = make_camera_menu (self);
    }
  gtk_menu_button_set_menu_model (self->microphone_menu_button, microphone);
  gtk_menu_button_set_menu_model (self->camera_menu_button, camera);
}
