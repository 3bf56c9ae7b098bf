/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"
#include "maju-profile.h"

#include "maju-ready-page-private.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_LINK,
  PROP_MEDIA,
  PROP_NAME,
  PROP_HOSTED,
  PROP_CAMERA_ON,
  PROP_MICROPHONE_ON,
  PROP_SILENT,
  PROP_RINGS,
  PROP_JOINING,
  PROP_PREVIEW,
  N_PROPS
};

enum
{
  JOIN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuReadyPage, maju_ready_page, ADW_TYPE_NAVIGATION_PAGE)

static char *
describe_room_cb (MajuReadyPage *self,
                  MajuRoomLink  *link,
                  gboolean hosted)
{
  if (link == NULL)
    return NULL;
  if (!hosted)
    /* Translators: the code of a room, and its server. */
    return g_strdup_printf (_("Room %s on %s"), maju_room_link_get_room (link),
                            maju_room_link_get_host (link));
  if (maju_room_link_get_is_loopback (link))
    return g_strdup (_("This computer hosts the call. It is on no network, so "
                       "nobody else can join from outside."));
  return g_strdup (_("This computer hosts the call, for as long as Maju "
                     "runs. Others on your network can join."));
}

static char *
camera_icon_cb (MajuReadyPage *self,
                gboolean       on)
{
  return g_strdup (on ? "maju-camera-symbolic" : "maju-camera-off-symbolic");
}

static char *
microphone_icon_cb (MajuReadyPage *self,
                    gboolean       on)
{
  return g_strdup (on ? "audio-input-microphone-symbolic"
                      : "microphone-disabled-symbolic");
}

static gboolean
not_cb (MajuReadyPage *self,
        gboolean       value)
{
  return !value;
}

static void
set_preview (MajuReadyPage *self,
             gboolean       preview)
{
  if (self->preview == preview)
    return;
  self->preview = preview;
  maju_ready_page_camera_apply (self);
  maju_ready_page_microphone_apply (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PREVIEW]);
}

static void
preview_clicked_cb (MajuReadyPage *self)
{
  set_preview (self, TRUE);
}

static void
join (MajuReadyPage *self)
{
  if (self->joining)
    return;
  set_preview (self, TRUE);
  g_signal_emit (self, signals[JOIN], 0);
}

static void
join_clicked_cb (MajuReadyPage *self)
{
  join (self);
}

/* Return joins, unless something else was chosen, or the page came while
 * somebody was typing elsewhere. */
static void
shown_cb (MajuReadyPage *self)
{
  if (self->preview)
    gtk_widget_grab_focus (GTK_WIDGET (self->join_button));
}

static void
camera_button_cb (MajuReadyPage *self)
{
  maju_ready_page_way_out (self, MAJU_DEVICE_KIND_CAMERA);
}

static void
microphone_button_cb (MajuReadyPage *self)
{
  maju_ready_page_way_out (self, MAJU_DEVICE_KIND_MICROPHONE);
}

static void
set_camera_on (MajuReadyPage *self,
               gboolean       on)
{
  if (self->camera_on == on)
    return;
  self->camera_on = on;
  if (on && self->media != NULL)
    set_preview (self, TRUE);
  maju_ready_page_camera_apply (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAMERA_ON]);
}

static void
set_microphone_on (MajuReadyPage *self,
                   gboolean       on)
{
  if (self->microphone_on == on)
    return;
  self->microphone_on = on;
  if (on && self->media != NULL)
    set_preview (self, TRUE);
  maju_ready_page_microphone_apply (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MICROPHONE_ON]);
}

static void
set_silent (MajuReadyPage *self,
            gboolean       silent)
{
  if (self->silent == silent)
    return;
  self->silent = silent;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SILENT]);
}

static void
set_rings (MajuReadyPage *self,
           gboolean       rings)
{
  if (self->rings == rings)
    return;
  self->rings = rings;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RINGS]);
}

static void
set_name (MajuReadyPage *self,
          const char    *name)
{
  if (g_set_str (&self->name, name != NULL ? name : ""))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

/* A name that was never set is the account's; what is typed is kept. */
static void
bind_name (MajuReadyPage *self)
{
  g_autofree char *name = g_settings_get_string (self->settings, "name");

  if (*name == '\0' && !g_str_equal (g_get_real_name (), "Unknown"))
    set_name (self, g_get_real_name ());
  else
    set_name (self, name);
  g_settings_bind (self->settings, "name", self, "name",
                   G_SETTINGS_BIND_SET | G_SETTINGS_BIND_NO_SENSITIVITY);
}

static void
maju_ready_page_constructed (GObject *object)
{
  MajuReadyPage *self = MAJU_READY_PAGE (object);

  G_OBJECT_CLASS (maju_ready_page_parent_class)->constructed (object);

  bind_name (self);
  g_settings_bind (self->settings, "camera-on", self, "camera-on",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "microphone-on", self, "microphone-on",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "camera", self->camera_row, "device-id",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "microphone", self->microphone_row,
                   "device-id", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "speaker", self->speaker_row, "device-id",
                   G_SETTINGS_BIND_DEFAULT);
}

static void
maju_ready_page_dispose (GObject *object)
{
  MajuReadyPage *self = MAJU_READY_PAGE (object);

  if (self->media != NULL)
    maju_ready_page_set_media (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_READY_PAGE);
  g_clear_object (&self->camera_signals);
  g_clear_object (&self->microphone_signals);
  g_clear_object (&self->device_signals);
  g_clear_object (&self->mirror);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->link, maju_room_link_unref);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (maju_ready_page_parent_class)->dispose (object);
}

static void
maju_ready_page_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MajuReadyPage *self = MAJU_READY_PAGE (object);

  switch (prop_id)
    {
    case PROP_LINK:
      g_value_set_boxed (value, self->link);
      break;

    case PROP_MEDIA:
      g_value_set_object (value, self->media);
      break;

    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_HOSTED:
      g_value_set_boolean (value, self->hosted);
      break;

    case PROP_CAMERA_ON:
      g_value_set_boolean (value, self->camera_on);
      break;

    case PROP_MICROPHONE_ON:
      g_value_set_boolean (value, self->microphone_on);
      break;

    case PROP_SILENT:
      g_value_set_boolean (value, self->silent);
      break;

    case PROP_RINGS:
      g_value_set_boolean (value, self->rings);
      break;

    case PROP_JOINING:
      g_value_set_boolean (value, self->joining);
      break;

    case PROP_PREVIEW:
      g_value_set_boolean (value, self->preview);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_ready_page_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  MajuReadyPage *self = MAJU_READY_PAGE (object);

  switch (prop_id)
    {
    case PROP_LINK:
      self->link = g_value_dup_boxed (value);
      break;

    case PROP_MEDIA:
      maju_ready_page_set_media (self, g_value_get_object (value));
      break;

    case PROP_NAME:
      set_name (self, g_value_get_string (value));
      break;

    case PROP_HOSTED:
      self->hosted = g_value_get_boolean (value);
      break;

    case PROP_PREVIEW:
      self->preview = g_value_get_boolean (value);
      break;

    case PROP_CAMERA_ON:
      set_camera_on (self, g_value_get_boolean (value));
      break;

    case PROP_MICROPHONE_ON:
      set_microphone_on (self, g_value_get_boolean (value));
      break;

    case PROP_SILENT:
      set_silent (self, g_value_get_boolean (value));
      break;

    case PROP_RINGS:
      set_rings (self, g_value_get_boolean (value));
      break;

    case PROP_JOINING:
      maju_ready_page_set_joining (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
    G_PARAM_STATIC_STRINGS;
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
    G_PARAM_STATIC_STRINGS;

  properties[PROP_LINK] =
    g_param_spec_boxed ("link", NULL, NULL, MAJU_TYPE_ROOM_LINK, once);
  properties[PROP_MEDIA] =
    g_param_spec_object ("media", NULL, NULL, MAJU_TYPE_LOCAL_MEDIA, flags);
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_HOSTED] =
    g_param_spec_boolean ("hosted", NULL, NULL, FALSE, once);
  properties[PROP_CAMERA_ON] =
    g_param_spec_boolean ("camera-on", NULL, NULL, FALSE, flags);
  properties[PROP_MICROPHONE_ON] =
    g_param_spec_boolean ("microphone-on", NULL, NULL, FALSE, flags);
  properties[PROP_SILENT] =
    g_param_spec_boolean ("silent", NULL, NULL, FALSE, flags);
  properties[PROP_RINGS] =
    g_param_spec_boolean ("rings", NULL, NULL, TRUE, flags);
  properties[PROP_JOINING] =
    g_param_spec_boolean ("joining", NULL, NULL, FALSE, flags);
  properties[PROP_PREVIEW] =
    g_param_spec_boolean ("preview", NULL, NULL, TRUE, once);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maju/Maju/maju-ready-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, banner);
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, preview_stack);
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, picture);
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, camera_problem);
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, camera_button);
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, camera_row);
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, microphone_row);
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, speaker_row);
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, level);
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, level_row);
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, microphone_problem);
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, microphone_button);
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, speaker_problem);
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, sound_test_row);
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, sound_test);
  gtk_widget_class_bind_template_child (widget_class, MajuReadyPage, join_button);
  gtk_widget_class_bind_template_callback (widget_class, describe_room_cb);
  gtk_widget_class_bind_template_callback (widget_class, camera_icon_cb);
  gtk_widget_class_bind_template_callback (widget_class, microphone_icon_cb);
  gtk_widget_class_bind_template_callback (widget_class, not_cb);
  gtk_widget_class_bind_template_callback (widget_class, join_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, preview_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, camera_button_cb);
  gtk_widget_class_bind_template_callback (widget_class, microphone_button_cb);
}

static void
maju_ready_page_class_init (MajuReadyPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = maju_ready_page_constructed;
  object_class->dispose = maju_ready_page_dispose;
  object_class->get_property = maju_ready_page_get_property;
  object_class->set_property = maju_ready_page_set_property;

  install_properties (object_class);

  signals[JOIN] = g_signal_new ("join", MAJU_TYPE_READY_PAGE, G_SIGNAL_RUN_LAST,
                                0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_property_action (widget_class, "ready.camera",
                                            "camera-on");
  gtk_widget_class_install_property_action (widget_class, "ready.microphone",
                                            "microphone-on");

  g_type_ensure (MAJU_TYPE_DEVICE_ROW);
  g_type_ensure (MAJU_TYPE_DEVICE_KIND);
  g_type_ensure (MAJU_TYPE_SOUND_TEST);
  bind_template (widget_class);
}

static void
maju_ready_page_init (MajuReadyPage *self)
{
  self->name = g_strdup ("");
  self->rings = TRUE;
  self->settings = g_settings_new (MAJU_APPLICATION_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  maju_ready_page_devices_init (self);
}

MajuReadyPage *
maju_ready_page_new (MajuRoomLink *link,
                     gboolean      hosted,
                     gboolean      preview)
{
  g_return_val_if_fail (link != NULL, NULL);

  return g_object_new (MAJU_TYPE_READY_PAGE,
                       "link", link,
                       "hosted", hosted,
                       "preview", preview,
                       NULL);
}

MajuRoomLink *
maju_ready_page_get_link (MajuReadyPage *self)
{
  g_return_val_if_fail (MAJU_IS_READY_PAGE (self), NULL);

  return self->link;
}

void
maju_ready_page_set_media (MajuReadyPage  *self,
                           MajuLocalMedia *media)
{
  g_return_if_fail (MAJU_IS_READY_PAGE (self));
  g_return_if_fail (media == NULL || MAJU_IS_LOCAL_MEDIA (media));

  if (!g_set_object (&self->media, media))
    return;
  maju_ready_page_devices_set (self, media);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MEDIA]);
}

const char *
maju_ready_page_get_name (MajuReadyPage *self)
{
  g_return_val_if_fail (MAJU_IS_READY_PAGE (self), NULL);

  return self->name;
}

gboolean
maju_ready_page_get_silent (MajuReadyPage *self)
{
  g_return_val_if_fail (MAJU_IS_READY_PAGE (self), FALSE);

  return self->silent;
}

void
maju_ready_page_set_joining (MajuReadyPage *self,
                             gboolean       joining)
{
  g_return_if_fail (MAJU_IS_READY_PAGE (self));

  joining = !!joining;
  if (self->joining == joining)
    return;
  self->joining = joining;
  if (joining)
    maju_ready_page_set_error (self, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOINING]);
}

void
maju_ready_page_set_error (MajuReadyPage *self,
                           const GError  *error)
{
  g_return_if_fail (MAJU_IS_READY_PAGE (self));

  if (error != NULL)
    adw_banner_set_title (self->banner, error->message);
  adw_banner_set_revealed (self->banner, error != NULL);
}
