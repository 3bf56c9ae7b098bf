/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-quality-mark.h"

#include "maju-quality-dialog.h"
#include "maju-quality-words.h"

#include <glib/gi18n.h>

struct _MajuQualityMark
{
  GtkWidget parent_instance;

  MajuParticipant *participant;
  gboolean hovered;
  gboolean always;
  gboolean wordy;

  GtkWidget *button;
  GtkImage *image;
  GtkLabel *label;
};

enum
{
  PROP_PARTICIPANT = 1,
  PROP_HOVERED,
  PROP_ALWAYS,
  PROP_WORDY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuQualityMark, maju_quality_mark, GTK_TYPE_WIDGET)

static MajuGrade
get_grade (MajuQualityMark *self)
{
  return maju_quality_get_grade (maju_participant_get_quality (self->participant));
}

/* Whatever else is wrong is told by words of its own. */
static gboolean
is_connected (MajuQualityMark *self)
{
  return self->participant != NULL &&
         maju_participant_get_state (self->participant) ==
         MAJU_PARTICIPANT_STATE_CONNECTED;
}

static void
update (MajuQualityMark *self)
{
  MajuGrade grade = is_connected (self) ? get_grade (self) : MAJU_GRADE_UNKNOWN;
  const char *words = maju_quality_words_grade (grade);
  g_autofree char *tooltip = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self),
                          grade > MAJU_GRADE_GOOD ||
                          (grade == MAJU_GRADE_GOOD &&
                           (self->always || self->hovered)));
  if (words == NULL)
    return;

  gtk_image_set_from_icon_name (self->image, maju_quality_words_icon (grade));
  gtk_label_set_label (self->label, words);
  gtk_widget_set_visible (GTK_WIDGET (self->label),
                          self->wordy && grade > MAJU_GRADE_FAIR);
  /* Translators: %s is "Poor connection" or the like. */
  tooltip = g_strdup_printf (_("%s: show details"), words);
  gtk_widget_set_tooltip_text (self->button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
}

static void
clicked_cb (MajuQualityMark *self)
{
  AdwDialog *dialog = maju_quality_dialog_new (self->participant);

  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
set_participant (MajuQualityMark *self,
                 MajuParticipant *participant)
{
  if (self->participant != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->participant, self);
      g_signal_handlers_disconnect_by_data (maju_participant_get_quality (self->participant),
                                            self);
    }
  if (!g_set_object (&self->participant, participant))
    return;
  if (participant != NULL)
    {
      g_signal_connect_object (participant, "notify::state",
                               G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (maju_participant_get_quality (participant),
                               "notify::grade", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
    }
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PARTICIPANT]);
}

static void
set_boolean (MajuQualityMark *self,
             gboolean        *member,
             const GValue    *value,
             guint            prop_id)
{
  if (*member == g_value_get_boolean (value))
    return;

  *member = g_value_get_boolean (value);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
maju_quality_mark_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  MajuQualityMark *self = MAJU_QUALITY_MARK (object);

  switch (prop_id)
    {
    case PROP_PARTICIPANT:
      set_participant (self, g_value_get_object (value));
      break;

    case PROP_HOVERED:
      set_boolean (self, &self->hovered, value, prop_id);
      break;

    case PROP_ALWAYS:
      set_boolean (self, &self->always, value, prop_id);
      break;

    case PROP_WORDY:
      set_boolean (self, &self->wordy, value, prop_id);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_quality_mark_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MajuQualityMark *self = MAJU_QUALITY_MARK (object);

  switch (prop_id)
    {
    case PROP_PARTICIPANT:
      g_value_set_object (value, self->participant);
      break;

    case PROP_HOVERED:
      g_value_set_boolean (value, self->hovered);
      break;

    case PROP_ALWAYS:
      g_value_set_boolean (value, self->always);
      break;

    case PROP_WORDY:
      g_value_set_boolean (value, self->wordy);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_quality_mark_dispose (GObject *object)
{
  MajuQualityMark *self = MAJU_QUALITY_MARK (object);

  if (self->participant != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->participant, self);
      g_signal_handlers_disconnect_by_data (maju_participant_get_quality (self->participant),
                                            self);
    }
  g_clear_object (&self->participant);
  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (maju_quality_mark_parent_class)->dispose (object);
}

static void
maju_quality_mark_class_init (MajuQualityMarkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
    G_PARAM_STATIC_STRINGS;

  object_class->set_property = maju_quality_mark_set_property;
  object_class->get_property = maju_quality_mark_get_property;
  object_class->dispose = maju_quality_mark_dispose;

  properties[PROP_PARTICIPANT] =
    g_param_spec_object ("participant", NULL, NULL, MAJU_TYPE_PARTICIPANT,
                         flags);
  properties[PROP_HOVERED] =
    g_param_spec_boolean ("hovered", NULL, NULL, FALSE, flags);
  properties[PROP_ALWAYS] =
    g_param_spec_boolean ("always", NULL, NULL, FALSE, flags);
  properties[PROP_WORDY] =
    g_param_spec_boolean ("wordy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "quality-mark");
}

static void
maju_quality_mark_init (MajuQualityMark *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->image = g_object_new (GTK_TYPE_IMAGE,
                              "accessible-role",
                              GTK_ACCESSIBLE_ROLE_PRESENTATION,
                              NULL);
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->image));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));

  self->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->button), box);
  gtk_widget_add_css_class (self->button, "flat");
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
