/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-page-private.h"

#include "maju-safety-dialog.h"

#include <glib/gi18n.h>

/* Whether somebody could stand in between: what the header says of it, and the
 * action `call.safety-words` (s: with whom, by their id). */

MajuParticipant *
maju_call_page_find_participant (MajuCallPage *self,
                                 const char   *id)
{
  GListModel *others = maju_call_get_participants (self->call);

  for (guint i = 0; i < g_list_model_get_n_items (others); i++)
    {
      g_autoptr(MajuParticipant) participant = g_list_model_get_item (others, i);

      if (g_strcmp0 (maju_participant_get_id (participant), id) == 0)
        return g_steal_pointer (&participant);
    }

  return NULL;
}

static void
safety_words_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  MajuCallPage *self = user_data;
  const char *id = g_variant_get_string (parameter, NULL);
  g_autoptr(MajuParticipant) participant = NULL;
  AdwDialog *dialog;

  if (self->call != NULL)
    participant = maju_call_page_find_participant (self, id);
  if (participant == NULL)
    return;

  dialog = maju_safety_dialog_new (participant);
  gtk_widget_insert_action_group (GTK_WIDGET (dialog), "call",
                                  G_ACTION_GROUP (self->actions));
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

/* The words of each who is not verified are one press away. */
static GtkWidget *
create_button (MajuCallPage    *self,
               MajuParticipant *participant)
{
  g_autofree char *words = NULL;
  GtkWidget *label;
  GtkWidget *button = gtk_button_new ();

  /* Translators: %s is a person. It opens the words that they and this person
   * read to each other. */
  words = g_strdup_printf (_("Compare Words with %s…"),
                           maju_participant_get_display_name (participant));
  label = gtk_label_new (words);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "call.safety-words");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s",
                                    maju_participant_get_id (participant));
  g_signal_connect_object (button, "clicked",
                           G_CALLBACK (gtk_menu_button_popdown),
                           self->safety_button, G_CONNECT_SWAPPED);

  return button;
}

static void
update_people (MajuCallPage *self)
{
  GListModel *others = maju_call_get_participants (self->call);
  GtkWidget *child;
  gboolean any = FALSE;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->safety_people))))
    gtk_box_remove (self->safety_people, child);
  for (guint i = 0; i < g_list_model_get_n_items (others); i++)
    {
      g_autoptr(MajuParticipant) participant = g_list_model_get_item (others, i);

      if (maju_participant_get_trust (participant) != MAJU_TRUST_UNVERIFIED)
        continue;
      gtk_box_append (self->safety_people, create_button (self, participant));
      any = TRUE;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->safety_people), any);
}

static void
popup_cb (GtkMenuButton *button,
          gpointer       user_data)
{
  MajuCallPage *self = user_data;

  if (self->call != NULL)
    update_people (self);
}

void
maju_call_page_safety_update (MajuCallPage *self)
{
  MajuTrust trust = maju_call_get_trust (self->call);
  GtkWidget *button = GTK_WIDGET (self->safety_button);
  gboolean verified = trust == MAJU_TRUST_VERIFIED;
  const char *label = verified ? _("Verified") : _("Not Verified");

  gtk_widget_set_visible (button, trust != MAJU_TRUST_UNKNOWN);
  gtk_menu_button_set_icon_name (self->safety_button,
                                 verified ? "channel-secure-symbolic"
                                          : "dialog-warning-symbolic");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_label_set_text (self->safety_label,
                      verified
                      ? _("Only the people in this call can see and hear it. "
                          "Every connection is encrypted and was checked, with "
                          "the key in the link or by comparing words.")
                      : _("The call is encrypted, but somebody joined without "
                          "the link’s key, so another person could stand in "
                          "between. Compare words with them to be sure."));
  if (verified)
    gtk_widget_remove_css_class (button, "warning");
  else
    gtk_widget_add_css_class (button, "warning");
  if (gtk_menu_button_get_active (self->safety_button))
    update_people (self);
}

static const GActionEntry entries[] = {
  { "safety-words", safety_words_cb, "s" },
};

void
maju_call_page_safety_init (MajuCallPage *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries,
                                   G_N_ELEMENTS (entries), self);
  /* Before it is shown: its size is that of what is in it then. */
  gtk_menu_button_set_create_popup_func (self->safety_button, popup_cb, self,
                                         NULL);
}
