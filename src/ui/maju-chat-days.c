/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-chat-days.h"

#include "maju-chat-row.h"
#include "maju-kept-file-row.h"
#include "maju-time-words.h"

#include <glib/gi18n.h>

/* Returns: (transfer none) (nullable): the time of what is of an earlier call. */
static GDateTime *
get_earlier_time (GtkListBoxRow *row)
{
  if (MAJU_IS_KEPT_FILE_ROW (row))
    return maju_kept_file_get_time (maju_kept_file_row_get_file (MAJU_KEPT_FILE_ROW (row)));
  if (MAJU_IS_CHAT_ROW (row))
    {
      MajuChatMessage *message = maju_chat_row_get_message (MAJU_CHAT_ROW (row));

      if (maju_chat_message_get_sender_id (message) == NULL)
        return maju_chat_message_get_time (message);
    }
  return NULL;
}

static gboolean
is_same_day (GDateTime *a,
             GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b)
         && g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

gboolean
maju_chat_days_update (GtkListBoxRow *row,
                       GtkListBoxRow *before)
{
  GDateTime *time = get_earlier_time (row);
  GDateTime *previous = before != NULL ? get_earlier_time (before) : NULL;
  g_autofree char *words = NULL;
  GtkWidget *label;

  if (time == NULL || (previous != NULL && is_same_day (time, previous)))
    {
      gtk_list_box_row_set_header (row, NULL);
      return FALSE;
    }
  words = maju_time_words_day (g_date_time_to_unix (time),
                               g_get_real_time () / G_USEC_PER_SEC);
  label = gtk_label_new (words);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dimmed");
  gtk_widget_add_css_class (label, "chat-day");
  gtk_list_box_row_set_header (row, label);
  return TRUE;
}

static GtkWidget *
create_line (void)
{
  GtkWidget *line = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);

  gtk_widget_set_hexpand (line, TRUE);
  gtk_widget_set_valign (line, GTK_ALIGN_CENTER);
  return line;
}

GtkWidget *
maju_chat_days_create_divider (void)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  /* Translators: between the messages of earlier calls, above, and of this one. */
  GtkWidget *label = gtk_label_new (_("Earlier"));
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-up-symbolic");

  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Messages of earlier calls are above"),
                                  -1);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (box, "dimmed");
  gtk_widget_add_css_class (row, "chat-divider");
  gtk_box_append (GTK_BOX (box), create_line ());
  gtk_box_append (GTK_BOX (box), arrow);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), create_line ());
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

gboolean
maju_chat_days_is_same_sender (MajuChatMessage *message,
                               MajuChatMessage *other)
{
  const char *sender = maju_chat_message_get_sender_id (message);
  const char *other_sender = maju_chat_message_get_sender_id (other);

  if (sender != NULL || other_sender != NULL)
    return g_strcmp0 (sender, other_sender) == 0;
  /* Of earlier calls only the names are known. */
  return maju_chat_message_get_is_own (message)
         == maju_chat_message_get_is_own (other)
         && g_strcmp0 (maju_chat_message_get_sender_name (message),
                       maju_chat_message_get_sender_name (other)) == 0;
}
