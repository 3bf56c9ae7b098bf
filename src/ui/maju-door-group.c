/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-door-group.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _MajuDoorGroup
{
  GtkWidget parent_instance;

  MajuDoor *door;
  GSignalGroup *door_signals;
  GSignalGroup *waiting_signals;

  GtkWidget *child;
  GtkWidget *waiting_group;
  GtkListBox *waiting_list;
  GtkWidget *lock_list;
  AdwSwitchRow *lock_row;
  GtkWidget *locked_row;
};

G_DEFINE_FINAL_TYPE (MajuDoorGroup, maju_door_group, GTK_TYPE_WIDGET)

/* The switch shows what the server has done. */
static void
lock_cb (MajuDoorGroup *self)
{
  gboolean active = adw_switch_row_get_active (self->lock_row);

  if (self->door != NULL && maju_door_get_locked (self->door) != active)
    maju_door_set_locked (self->door, active);
}

static void
update (MajuDoorGroup *self)
{
  gboolean locked = self->door != NULL && maju_door_get_locked (self->door);
  gboolean owner = self->door != NULL && maju_door_get_is_owner (self->door);
  gboolean answers = self->door != NULL && maju_door_get_answers (self->door);
  gboolean waiting = answers
    && g_list_model_get_n_items (maju_door_get_waiting (self->door)) > 0;

  adw_switch_row_set_active (self->lock_row, locked);
  gtk_widget_set_visible (GTK_WIDGET (self->lock_row), owner);
  gtk_widget_set_visible (self->locked_row, locked && !owner);
  gtk_widget_set_visible (self->lock_list, locked || owner);
  gtk_widget_set_visible (self->waiting_group, waiting);
  gtk_widget_set_visible (GTK_WIDGET (self), locked || owner || waiting);
}

static void
admit_cb (GtkWidget     *button,
          MajuDoorGroup *self)
{
  maju_door_admit (self->door,
                   g_object_get_data (G_OBJECT (button), "knocker"));
}

static void
refuse_cb (GtkWidget     *button,
           MajuDoorGroup *self)
{
  maju_door_refuse (self->door,
                    g_object_get_data (G_OBJECT (button), "knocker"));
}

static GtkWidget *
make_button (MajuDoorGroup *self,
             MajuKnocker   *knocker,
             const char    *icon_name,
             const char    *tooltip,
             const char    *label,
             GCallback      clicked_cb)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "circular");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "knocker", g_object_ref (knocker),
                          g_object_unref);
  g_signal_connect_object (button, "clicked", clicked_cb, self, 0);

  return button;
}

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  MajuDoorGroup *self = user_data;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *avatar;
  const char *name = maju_knocker_get_display_name (item);
  /* Translators: %s is a name. */
  g_autofree char *refuse = g_strdup_printf (_("Refuse %s"), name);
  /* Translators: %s is a name. */
  g_autofree char *admit = g_strdup_printf (_("Let In %s"), name);

  /* What they call themselves is other people's words. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  avatar = adw_avatar_new (36, name, TRUE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             make_button (self, item, "window-close-symbolic",
                                          _("Refuse"), refuse,
                                          G_CALLBACK (refuse_cb)));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             make_button (self, item, "object-select-symbolic",
                                          _("Let In"), admit,
                                          G_CALLBACK (admit_cb)));

  return row;
}

static void
maju_door_group_dispose (GObject *object)
{
  MajuDoorGroup *self = MAJU_DOOR_GROUP (object);

  maju_door_group_set_door (self, NULL);
  g_clear_object (&self->door_signals);
  g_clear_object (&self->waiting_signals);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_DOOR_GROUP);

  G_OBJECT_CLASS (maju_door_group_parent_class)->dispose (object);
}

static void
maju_door_group_class_init (MajuDoorGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = maju_door_group_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-door-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuDoorGroup, child);
  gtk_widget_class_bind_template_child (widget_class, MajuDoorGroup,
                                        waiting_group);
  gtk_widget_class_bind_template_child (widget_class, MajuDoorGroup,
                                        waiting_list);
  gtk_widget_class_bind_template_child (widget_class, MajuDoorGroup, lock_list);
  gtk_widget_class_bind_template_child (widget_class, MajuDoorGroup, lock_row);
  gtk_widget_class_bind_template_child (widget_class, MajuDoorGroup,
                                        locked_row);
  gtk_widget_class_bind_template_callback (widget_class, lock_cb);
}

static void
maju_door_group_init (MajuDoorGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->door_signals = g_signal_group_new (MAJU_TYPE_DOOR);
  g_signal_group_connect_object (self->door_signals, "notify",
                                 G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->waiting_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_object (self->waiting_signals, "items-changed",
                                 G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

void
maju_door_group_set_door (MajuDoorGroup *self,
                          MajuDoor      *door)
{
  GListModel *waiting = door != NULL ? maju_door_get_waiting (door) : NULL;

  g_return_if_fail (MAJU_IS_DOOR_GROUP (self));
  g_return_if_fail (door == NULL || MAJU_IS_DOOR (door));

  if (!g_set_object (&self->door, door))
    return;

  gtk_list_box_bind_model (self->waiting_list, waiting, create_row_cb, self,
                           NULL);
  g_signal_group_set_target (self->door_signals, door);
  g_signal_group_set_target (self->waiting_signals, waiting);
  update (self);
}
