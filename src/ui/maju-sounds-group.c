/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"
#include "maju-profile.h"

#include "maju-sounds-group.h"

struct _MajuSoundsGroup
{
  AdwPreferencesGroup parent_instance;

  GSettings *settings;

  AdwSwitchRow *join_row;
  AdwSwitchRow *leave_row;
  AdwSwitchRow *message_row;
  AdwSwitchRow *hand_row;
};

G_DEFINE_FINAL_TYPE (MajuSoundsGroup, maju_sounds_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static void
maju_sounds_group_dispose (GObject *object)
{
  MajuSoundsGroup *self = MAJU_SOUNDS_GROUP (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_SOUNDS_GROUP);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (maju_sounds_group_parent_class)->dispose (object);
}

static void
maju_sounds_group_class_init (MajuSoundsGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = maju_sounds_group_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-sounds-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuSoundsGroup, join_row);
  gtk_widget_class_bind_template_child (widget_class, MajuSoundsGroup, leave_row);
  gtk_widget_class_bind_template_child (widget_class, MajuSoundsGroup, message_row);
  gtk_widget_class_bind_template_child (widget_class, MajuSoundsGroup, hand_row);
}

static void
maju_sounds_group_init (MajuSoundsGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->settings = g_settings_new (MAJU_APPLICATION_ID);
  g_settings_bind (self->settings, "sound-join", self->join_row, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "sound-leave", self->leave_row, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "sound-message", self->message_row,
                   "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "sound-hand", self->hand_row, "active",
                   G_SETTINGS_BIND_DEFAULT);
}
