/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-page-private.h"

#include "maju-safety-dialog.h"

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
maju_call_page_safety_init (MajuCallPage *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries,
                                   G_N_ELEMENTS (entries), self);
}
