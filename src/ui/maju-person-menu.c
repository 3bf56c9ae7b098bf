/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-person-menu.h"

#include "maju-call-page.h"

#include "maju-menu-names.h"

#include <glib/gi18n.h>

#define PERCENT 100.0
#define STEP    10.0

static gboolean
to_percent (GBinding     *binding,
            const GValue *from,
            GValue       *to,
            gpointer      user_data)
{
  g_value_set_double (to, g_value_get_double (from) * PERCENT);

  return TRUE;
}

static gboolean
from_percent (GBinding     *binding,
              const GValue *from,
              GValue       *to,
              gpointer      user_data)
{
  g_value_set_double (to, g_value_get_double (from) / PERCENT);

  return TRUE;
}

static char *
format_value_cb (GtkScale *scale,
                 double    value,
                 gpointer  user_data)
{
  /* Translators: how loud somebody is, in percent. */
  return g_strdup_printf (_("%d %%"), (int) (value + 0.5));
}

static GtkWidget *
create_volume (MajuHearing *hearing)
{
  GtkAdjustment *adjustment = gtk_adjustment_new (PERCENT, 0, 2 * PERCENT, STEP,
                                                  STEP, 0);
  GtkWidget *scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, adjustment);
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE,
                                   "icon-name", "audio-volume-high-symbolic",
                                   "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                   NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_accessible_update_property (GTK_ACCESSIBLE (scale),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Volume"),
                                  -1);
  gtk_scale_add_mark (GTK_SCALE (scale), PERCENT, GTK_POS_BOTTOM, NULL);
  gtk_scale_set_draw_value (GTK_SCALE (scale), TRUE);
  gtk_scale_set_value_pos (GTK_SCALE (scale), GTK_POS_RIGHT);
  gtk_scale_set_format_value_func (GTK_SCALE (scale), format_value_cb, NULL, NULL);
  gtk_widget_set_size_request (scale, 200, -1);
  gtk_widget_set_hexpand (scale, TRUE);
  g_object_bind_property_full (hearing, "volume", adjustment, "value",
                               G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE,
                               to_percent, from_percent, NULL, NULL);
  g_object_bind_property (hearing, "muted", scale, "sensitive",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);

  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 6);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), scale);

  return box;
}

static void
ask_mute_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  GtkWidget *popover = user_data;
  MajuParticipant *participant = g_object_get_data (G_OBJECT (action),
                                                    "participant");

  gtk_widget_activate_action (popover, "call.ask-mute", "s",
                              maju_participant_get_id (participant));
}

/* Only of whom can be heard. */
static void
microphone_cb (MajuParticipant *participant,
               GParamSpec      *pspec,
               GSimpleAction   *action)
{
  g_simple_action_set_enabled (action,
                               maju_participant_get_microphone_on (participant));
}

static void
add_ask_mute (GActionMap      *actions,
              GtkWidget       *popover,
              MajuParticipant *participant)
{
  g_autoptr(GSimpleAction) action = g_simple_action_new ("ask-mute", NULL);

  g_object_set_data_full (G_OBJECT (action), "participant",
                          g_object_ref (participant), g_object_unref);
  g_signal_connect (action, "activate", G_CALLBACK (ask_mute_cb), popover);
  g_signal_connect_object (participant, "notify::microphone-on",
                           G_CALLBACK (microphone_cb), action, 0);
  microphone_cb (participant, NULL, action);
  g_action_map_add_action (actions, G_ACTION (action));
}

static void
forward_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  GtkWidget *popover = user_data;
  MajuParticipant *participant = g_object_get_data (G_OBJECT (action),
                                                    "participant");
  g_autofree char *name =
    g_strconcat ("call.", g_action_get_name (G_ACTION (action)), NULL);

  gtk_widget_activate_action (popover, name, "s",
                              maju_participant_get_id (participant));
}

/* What the call page does not offer now is not offered here. */
static void
mapped_cb (GtkWidget     *popover,
           GSimpleAction *action)
{
  GtkWidget *page = gtk_widget_get_ancestor (popover, MAJU_TYPE_CALL_PAGE);
  const char *name = g_action_get_name (G_ACTION (action));
  GActionMap *actions =
    page != NULL ? maju_call_page_get_actions (MAJU_CALL_PAGE (page)) : NULL;
  GAction *offered =
    actions != NULL ? g_action_map_lookup_action (actions, name) : NULL;

  g_simple_action_set_enabled (action,
                               offered != NULL
                               && g_action_get_enabled (offered));
}

/* An action of the call page that takes the person's id. */
static void
add_forward (GActionMap      *actions,
             GtkWidget       *popover,
             MajuParticipant *participant,
             const char      *name)
{
  g_autoptr(GSimpleAction) action = g_simple_action_new (name, NULL);

  g_object_set_data_full (G_OBJECT (action), "participant",
                          g_object_ref (participant), g_object_unref);
  g_signal_connect (action, "activate", G_CALLBACK (forward_cb), popover);
  g_signal_connect_object (popover, "map", G_CALLBACK (mapped_cb), action, 0);
  g_simple_action_set_enabled (action, FALSE);
  g_action_map_add_action (actions, G_ACTION (action));
}

GMenuModel *
maju_person_menu_create_model (void)
{
  g_autoptr(GtkBuilder) builder =
    gtk_builder_new_from_resource ("/org/maju/Maju/maju-person-menu.ui");

  return g_object_ref (G_MENU_MODEL (gtk_builder_get_object (builder, "menu")));
}

void
maju_person_menu_attach (GtkPopoverMenu  *popover,
                         MajuParticipant *participant)
{
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr(GPropertyAction) mute = NULL;
  MajuHearing *hearing;

  g_return_if_fail (GTK_IS_POPOVER_MENU (popover));
  g_return_if_fail (MAJU_IS_PARTICIPANT (participant));

  hearing = maju_participant_get_hearing (participant);
  mute = g_property_action_new ("mute-for-me", hearing, "muted");
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (mute));
  add_ask_mute (G_ACTION_MAP (actions), GTK_WIDGET (popover), participant);
  add_forward (G_ACTION_MAP (actions), GTK_WIDGET (popover), participant,
               "safety-words");
  add_forward (G_ACTION_MAP (actions), GTK_WIDGET (popover), participant,
               "remove");
  gtk_widget_insert_action_group (GTK_WIDGET (popover), "person",
                                  G_ACTION_GROUP (actions));
  maju_menu_names_watch_popover (GTK_POPOVER (popover));
  gtk_popover_menu_add_child (popover, create_volume (hearing), "volume");
}

GtkWidget *
maju_person_menu_new (MajuParticipant *participant)
{
  g_autoptr(GMenuModel) model = maju_person_menu_create_model ();
  GtkWidget *popover = gtk_popover_menu_new_from_model (model);

  maju_person_menu_attach (GTK_POPOVER_MENU (popover), participant);

  return popover;
}
