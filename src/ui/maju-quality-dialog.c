/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-quality-dialog.h"

#include "maju-quality-words.h"

#include <glib/gi18n.h>

struct _MajuQualityDialog
{
  AdwDialog parent_instance;

  MajuParticipant *participant;

  AdwActionRow *grade_row;
  GtkImage *grade_icon;
  AdwActionRow *route_row;
  AdwActionRow *round_trip_row;
  AdwActionRow *jitter_row;
  AdwActionRow *picture_row;
  AdwActionRow *codec_row;
  AdwActionRow *bitrate_in_row;
  AdwActionRow *loss_in_row;
  AdwActionRow *bitrate_out_row;
  AdwActionRow *loss_out_row;
};

G_DEFINE_FINAL_TYPE (MajuQualityDialog, maju_quality_dialog, ADW_TYPE_DIALOG)

/* @words: (transfer full). */
static void
say (AdwActionRow *row,
     char         *words)
{
  g_autofree char *owned = words;

  adw_action_row_set_subtitle (row, words);
}

static char *
make_codecs (const MajuQualityFigures *figures)
{
  if (figures->audio_codec && figures->video_codec)
    /* Translators: names of codecs: that of sound, and that of the picture. */
    return g_strdup_printf (_("%s, %s"), figures->audio_codec,
                            figures->video_codec);
  if (figures->audio_codec || figures->video_codec)
    return g_strdup (figures->audio_codec ? figures->audio_codec
                                          : figures->video_codec);

  return g_strdup (_("None"));
}

static void
update (MajuQualityDialog *self)
{
  MajuQuality *quality = maju_participant_get_quality (self->participant);
  const MajuQualityFigures *figures = maju_quality_get_figures (quality);
  const char *grade = maju_quality_words_grade (figures->grade);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->grade_row),
                                 grade ? grade : _("No connection"));
  adw_action_row_set_subtitle (self->grade_row,
                               maju_quality_words_advice (figures));
  gtk_image_set_from_icon_name (self->grade_icon,
                                maju_quality_words_icon (figures->grade));
  say (self->route_row, maju_quality_words_route (figures));
  say (self->round_trip_row, maju_quality_words_time (figures->round_trip_ms));
  say (self->jitter_row, maju_quality_words_time (figures->jitter_ms));
  say (self->picture_row, maju_quality_words_picture (figures));
  say (self->codec_row, make_codecs (figures));
  say (self->bitrate_in_row, maju_quality_words_bitrate (figures->bitrate_in));
  say (self->loss_in_row, maju_quality_words_loss (figures->loss_in));
  say (self->bitrate_out_row, maju_quality_words_bitrate (figures->bitrate_out));
  say (self->loss_out_row, maju_quality_words_loss (figures->loss_out));
}

static void
update_name (MajuQualityDialog *self)
{
  g_autofree char *title = NULL;

  /* Translators: the title of a dialog; %s is a person. */
  title = g_strdup_printf (_("Connection to %s"),
                           maju_participant_get_display_name (self->participant));
  adw_dialog_set_title (ADW_DIALOG (self), title);
}

static void
maju_quality_dialog_dispose (GObject *object)
{
  MajuQualityDialog *self = MAJU_QUALITY_DIALOG (object);

  if (self->participant != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->participant, self);
      g_signal_handlers_disconnect_by_data (maju_participant_get_quality (self->participant),
                                            self);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_QUALITY_DIALOG);
  g_clear_object (&self->participant);

  G_OBJECT_CLASS (maju_quality_dialog_parent_class)->dispose (object);
}

static void
maju_quality_dialog_class_init (MajuQualityDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = maju_quality_dialog_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-quality-dialog.ui");
#define BIND(name) \
gtk_widget_class_bind_template_child (widget_class, MajuQualityDialog, name)
  BIND (grade_row);
  BIND (grade_icon);
  BIND (route_row);
  BIND (round_trip_row);
  BIND (jitter_row);
  BIND (picture_row);
  BIND (codec_row);
  BIND (bitrate_in_row);
  BIND (loss_in_row);
  BIND (bitrate_out_row);
  BIND (loss_out_row);
#undef BIND
}

static void
maju_quality_dialog_init (MajuQualityDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
maju_quality_dialog_new (MajuParticipant *participant)
{
  MajuQualityDialog *self = g_object_new (MAJU_TYPE_QUALITY_DIALOG, NULL);

  self->participant = g_object_ref (participant);
  g_signal_connect_object (participant, "notify::display-name",
                           G_CALLBACK (update_name), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (maju_participant_get_quality (participant), "notify",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update_name (self);
  update (self);

  return ADW_DIALOG (self);
}
