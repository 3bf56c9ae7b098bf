/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-gesture-buttons.h"

#include "maju-reactions.h"

#include <glib/gi18n.h>

struct _MajuGestureButtons
{
  GtkWidget parent_instance;

  GtkToggleButton *hand_button;
  GtkWidget *popover;
  GtkBox *reactions;
};

G_DEFINE_FINAL_TYPE (MajuGestureButtons, maju_gesture_buttons, GTK_TYPE_WIDGET)

static void
update_hand (MajuGestureButtons *self)
{
  gboolean raised = gtk_toggle_button_get_active (self->hand_button);
  const char *tooltip = raised ? _("Lower Hand (Shift+Ctrl+H)")
                               : _("Raise Hand (Shift+Ctrl+H)");

  gtk_widget_set_tooltip_text (GTK_WIDGET (self->hand_button), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->hand_button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tooltip,
                                  -1);
}

static void
add_reaction (MajuGestureButtons *self,
              MajuReaction        kind)
{
  const char *label = maju_reactions_get_label (kind);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *image = gtk_image_new_from_icon_name (
    maju_reactions_get_icon_name (kind));

  gtk_image_set_pixel_size (GTK_IMAGE (image), 28);
  gtk_button_set_child (GTK_BUTTON (button), image);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "reaction");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "call.react");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s",
                                    maju_reaction_to_name (kind));
  g_signal_connect_object (button, "clicked", G_CALLBACK (gtk_popover_popdown),
                           self->popover, G_CONNECT_SWAPPED);
  gtk_box_append (self->reactions, button);
}

static void
maju_gesture_buttons_dispose (GObject *object)
{
  GtkWidget *widget = GTK_WIDGET (object);
  GtkWidget *child;

  gtk_widget_dispose_template (widget, MAJU_TYPE_GESTURE_BUTTONS);
  while ((child = gtk_widget_get_first_child (widget)) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (maju_gesture_buttons_parent_class)->dispose (object);
}

static void
maju_gesture_buttons_class_init (MajuGestureButtonsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = maju_gesture_buttons_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GENERIC);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-gesture-buttons.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuGestureButtons,
                                        hand_button);
  gtk_widget_class_bind_template_child (widget_class, MajuGestureButtons,
                                        popover);
  gtk_widget_class_bind_template_child (widget_class, MajuGestureButtons,
                                        reactions);
}

static void
maju_gesture_buttons_init (MajuGestureButtons *self)
{
  GtkLayoutManager *layout;

  gtk_widget_init_template (GTK_WIDGET (self));
  layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  for (MajuReaction kind = MAJU_REACTION_THUMBS_UP; kind < MAJU_N_REACTIONS;
       kind++)
    add_reaction (self, kind);
  g_signal_connect_object (self->hand_button, "notify::active",
                           G_CALLBACK (update_hand), self, G_CONNECT_SWAPPED);
  update_hand (self);
}
