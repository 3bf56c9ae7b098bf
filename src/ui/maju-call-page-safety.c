/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-page-private.h"

#include "maju-safety-dialog.h"

#include <glib/gi18n.h>

/* The action `call.safety-words` (s: with whom, by their id). */

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

static const GActionEntry entries[] = {
  { "safety-words", safety_words_cb, "s" },
};

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
                          "Every connection is encrypted and was checked with "
                          "the key in the link.")
                      : _("The call is encrypted, but somebody was joined "
                          "without the link’s key, so another person could "
                          "stand in between. Join with the whole link to be "
                          "sure."));
  if (verified)
    gtk_widget_remove_css_class (button, "warning");
  else
    gtk_widget_add_css_class (button, "warning");
}

void
maju_call_page_safety_init (MajuCallPage *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries,
                                   G_N_ELEMENTS (entries), self);
}
