/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-knock-bar.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _MajuKnockBar
{
  GtkWidget parent_instance;

  MajuDoor *door;
  MajuKnocker *knocker;         /* whom it asks about */
  GSignalGroup *door_signals;
  GSignalGroup *waiting_signals;

  GtkWidget *child;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (MajuKnockBar, maju_knock_bar, GTK_TYPE_WIDGET)

static void
refuse_cb (MajuKnockBar *self)
{
  if (self->knocker != NULL)
    maju_door_refuse (self->door, self->knocker);
}

static void
admit_cb (MajuKnockBar *self)
{
  if (self->knocker != NULL)
    maju_door_admit (self->door, self->knocker);
}

static void
show_knocker (MajuKnockBar *self,
              guint         n_others)
{
  const char *name = maju_knocker_get_display_name (self->knocker);
  g_autofree char *words = NULL;

  if (n_others == 0)
    /* Translators: somebody waits at the locked room; %s is their name. */
    words = g_strdup_printf (_("%s would like to come in"), name);
  else
    words = g_strdup_printf (ngettext ("%s and %u other would like to come in",
                                       "%s and %u others would like to come in",
                                       n_others), name, n_others);
  gtk_label_set_text (self->label, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
}

static void
update (MajuKnockBar *self)
{
  GListModel *waiting =
    self->door != NULL ? maju_door_get_waiting (self->door) : NULL;
  guint n = waiting != NULL ? g_list_model_get_n_items (waiting) : 0;
  gboolean asks = n > 0 && maju_door_get_answers (self->door);

  g_clear_object (&self->knocker);
  if (asks)
    {
      self->knocker = g_list_model_get_item (waiting, 0);
      show_knocker (self, n - 1);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), asks);
}

static void
maju_knock_bar_dispose (GObject *object)
{
  MajuKnockBar *self = MAJU_KNOCK_BAR (object);

  g_clear_object (&self->door_signals);
  g_clear_object (&self->waiting_signals);
  g_clear_object (&self->knocker);
  g_clear_object (&self->door);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_KNOCK_BAR);

  G_OBJECT_CLASS (maju_knock_bar_parent_class)->dispose (object);
}

static void
maju_knock_bar_class_init (MajuKnockBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = maju_knock_bar_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-knock-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuKnockBar, child);
  gtk_widget_class_bind_template_child (widget_class, MajuKnockBar, label);
  gtk_widget_class_bind_template_callback (widget_class, refuse_cb);
  gtk_widget_class_bind_template_callback (widget_class, admit_cb);
}

static void
maju_knock_bar_init (MajuKnockBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->door_signals = g_signal_group_new (MAJU_TYPE_DOOR);
  g_signal_group_connect_object (self->door_signals, "notify::answers",
                                 G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->waiting_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_object (self->waiting_signals, "items-changed",
                                 G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

void
maju_knock_bar_set_door (MajuKnockBar *self,
                         MajuDoor     *door)
{
  g_return_if_fail (MAJU_IS_KNOCK_BAR (self));
  g_return_if_fail (door == NULL || MAJU_IS_DOOR (door));

  if (!g_set_object (&self->door, door))
    return;

  g_signal_group_set_target (self->door_signals, door);
  g_signal_group_set_target (self->waiting_signals,
                             door != NULL ? maju_door_get_waiting (door) : NULL);
  update (self);
}
