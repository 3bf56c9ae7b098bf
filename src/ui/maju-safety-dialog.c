/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-safety-dialog.h"

#include "maju-safety-words.h"

#include <glib/gi18n.h>

struct _MajuSafetyDialog
{
  AdwDialog parent_instance;

  MajuParticipant *participant;
  GCancellable *deriving;

  GtkStack *pages;
  GtkLabel *introduction;
  GtkFlowBox *words;
  GtkWidget *match_button;
  GtkWidget *differ_button;
  GtkWidget *compared_box;
  AdwStatusPage *differ_page;
};

G_DEFINE_FINAL_TYPE (MajuSafetyDialog, maju_safety_dialog, ADW_TYPE_DIALOG)

static MajuSafety *
get_safety (MajuSafetyDialog *self)
{
  return maju_participant_get_safety (self->participant);
}

static GtkWidget *
create_word (guint word)
{
  const char *name = maju_safety_word_get_name (word);
  GtkWidget *picture = gtk_label_new (maju_safety_word_get_picture (word));
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_add_css_class (picture, "title-1");
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), label);

  return box;
}

static void
words_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MajuSafetyDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) words = NULL;
  const guint8 *numbers;
  gsize n_numbers;

  words = maju_safety_get_words_finish (MAJU_SAFETY (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (words == NULL)
    {
      gtk_stack_set_visible_child_name (self->pages, "none");
      return;
    }

  gtk_flow_box_remove_all (self->words);
  numbers = g_bytes_get_data (words, &n_numbers);
  for (gsize i = 0; i < n_numbers; i++)
    gtk_flow_box_append (self->words, create_word (numbers[i]));
  gtk_stack_set_visible_child_name (self->pages, "words");
}

static void
compared_cb (MajuSafetyDialog *self)
{
  gboolean compared = maju_safety_get_compared (get_safety (self));

  gtk_widget_set_visible (self->compared_box, compared);
  gtk_widget_set_visible (self->match_button, !compared);
  gtk_widget_set_visible (self->differ_button, !compared);
}

/* Other certificates make other words. */
static void
ready_cb (MajuSafetyDialog *self)
{
  MajuSafety *safety = get_safety (self);

  g_cancellable_cancel (self->deriving);
  g_clear_object (&self->deriving);
  if (!maju_safety_get_ready (safety))
    {
      gtk_stack_set_visible_child_name (self->pages, "none");
      return;
    }

  gtk_stack_set_visible_child_name (self->pages, "wait");
  self->deriving = g_cancellable_new ();
  maju_safety_get_words_async (safety, self->deriving, words_cb,
                               g_object_ref (self));
}

static void
update_name (MajuSafetyDialog *self)
{
  const char *name = maju_participant_get_display_name (self->participant);
  g_autofree char *words = NULL;
  g_autofree char *warning = NULL;

  /* Translators: %s is a person. */
  words = g_strdup_printf (_("Read these words to %s, and have them read theirs. "
                             "If they are the same, nobody stands between you."),
                           name);
  gtk_label_set_label (self->introduction, words);
  /* Translators: %s is a person. */
  warning = g_strdup_printf (_("Somebody may stand between you and %s, and hear "
                               "what you say. Leave the call, and send each other "
                               "a new link in another way."), name);
  adw_status_page_set_description (self->differ_page, warning);
}

static void
match_cb (MajuSafetyDialog *self)
{
  maju_safety_set_compared (get_safety (self), TRUE);
}

static void
again_cb (MajuSafetyDialog *self)
{
  maju_safety_set_compared (get_safety (self), FALSE);
}

static void
differ_cb (MajuSafetyDialog *self)
{
  gtk_stack_set_visible_child_name (self->pages, "differ");
}

static void
leave_cb (MajuSafetyDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "call.leave", NULL);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
maju_safety_dialog_dispose (GObject *object)
{
  MajuSafetyDialog *self = MAJU_SAFETY_DIALOG (object);

  g_cancellable_cancel (self->deriving);
  g_clear_object (&self->deriving);
  if (self->participant != NULL)
    {
      g_signal_handlers_disconnect_by_data (get_safety (self), self);
      g_signal_handlers_disconnect_by_data (self->participant, self);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_SAFETY_DIALOG);
  g_clear_object (&self->participant);

  G_OBJECT_CLASS (maju_safety_dialog_parent_class)->dispose (object);
}

static void
maju_safety_dialog_class_init (MajuSafetyDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = maju_safety_dialog_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-safety-dialog.ui");
#define BIND(name) \
gtk_widget_class_bind_template_child (widget_class, MajuSafetyDialog, name)
  BIND (pages);
  BIND (introduction);
  BIND (words);
  BIND (match_button);
  BIND (differ_button);
  BIND (compared_box);
  BIND (differ_page);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, match_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, differ_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
}

static void
maju_safety_dialog_init (MajuSafetyDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
maju_safety_dialog_new (MajuParticipant *participant)
{
  MajuSafetyDialog *self;
  MajuSafety *safety;

  g_return_val_if_fail (MAJU_IS_PARTICIPANT (participant), NULL);

  self = g_object_new (MAJU_TYPE_SAFETY_DIALOG, NULL);
  self->participant = g_object_ref (participant);
  safety = get_safety (self);
  g_signal_connect_object (participant, "notify::display-name",
                           G_CALLBACK (update_name), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (safety, "notify::ready", G_CALLBACK (ready_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (safety, "notify::compared", G_CALLBACK (compared_cb),
                           self, G_CONNECT_SWAPPED);
  update_name (self);
  ready_cb (self);
  compared_cb (self);

  return ADW_DIALOG (self);
}
