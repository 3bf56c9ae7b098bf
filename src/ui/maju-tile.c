/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-tile.h"

#include "maju-mirror-paintable.h"
#include "maju-picture-source.h"
#include "maju-quality-mark.h"
#include "maju-tile-reactions.h"
#include "maju-tile-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_PARTICIPANT,
  PROP_FILL,
  PROP_INSET,
  PROP_PINNED,
  N_PROPS
};

struct _MajuTile
{
  GtkWidget parent_instance;

  MajuParticipant *participant;
  MajuPictureSource *source;
  gboolean fill;
  gboolean pinned;
  int inset;

  GtkWidget *child;
  GtkPicture *picture;
  GtkWidget *scrim;
  GtkWidget *center;
  AdwAvatar *avatar;
  GtkWidget *status;
  GtkWidget *spinner;
  GtkWidget *failed_icon;
  GtkLabel *status_label;
  GtkWidget *details;
  GtkLabel *error_label;
  GtkWidget *answers;
  GtkWidget *refuse_button;
  GtkWidget *admit_button;
  GtkWidget *way_out;
  GtkWidget *retry_button;
  GtkWidget *unstable;
  GtkWidget *info;
  GtkWidget *pinned_icon;
  GtkWidget *hand_icon;
  GtkWidget *muted_icon;
  GtkLabel *name_label;
  GtkWidget *unverified_icon;
  GtkWidget *ring;
  MajuTileReactions *reactions;
};

G_DEFINE_FINAL_TYPE (MajuTile, maju_tile, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];

static gboolean
is_asking (MajuParticipant *participant)
{
  return maju_participant_get_state (participant)
         == MAJU_PARTICIPANT_STATE_ASKING;
}

static gboolean
has_failed (MajuParticipant *participant)
{
  return maju_participant_get_state (participant)
         == MAJU_PARTICIPANT_STATE_FAILED;
}

static gboolean
is_waiting (MajuParticipant *participant)
{
  MajuParticipantState state = maju_participant_get_state (participant);

  return state == MAJU_PARTICIPANT_STATE_CONNECTING
         || state == MAJU_PARTICIPANT_STATE_WAITING
         || state == MAJU_PARTICIPANT_STATE_RECONNECTING;
}

static gboolean
is_unstable (MajuParticipant *participant)
{
  return maju_participant_get_state (participant)
         == MAJU_PARTICIPANT_STATE_UNSTABLE;
}

static gboolean
has_hand (MajuParticipant *participant)
{
  return maju_gestures_get_hand (maju_participant_get_gestures (participant));
}

static gboolean
has_picture (MajuTile *self)
{
  return maju_participant_get_camera_on (self->participant)
         && maju_picture_source_has_picture (self->source);
}

static void
update_description (MajuTile *self)
{
  g_autofree char *description =
    maju_tile_words_describe (self->participant, self->pinned);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description,
                                  -1);
}

static void
update_name (MajuTile *self)
{
  const char *name = maju_participant_get_display_name (self->participant);

  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_label (self->name_label,
                       maju_participant_get_is_self (self->participant)
                       ? _("You") : name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

static void
update_picture (MajuTile *self)
{
  gboolean shown = has_picture (self);
  g_autofree char *status = maju_tile_words_make_status (self->participant);

  gtk_widget_set_child_visible (GTK_WIDGET (self->picture), shown);
  /* Why, and what to do, needs the place. */
  gtk_widget_set_visible (GTK_WIDGET (self->avatar),
                          !shown && !has_failed (self->participant)
                          && !is_asking (self->participant));
  gtk_widget_set_visible (self->scrim,
                          shown && status != NULL);
}

static void
update_state (MajuTile *self)
{
  MajuParticipant *participant = self->participant;
  const char *message = maju_tile_words_get_details (participant);
  g_autofree char *status = maju_tile_words_make_status (participant);
  gboolean failed = has_failed (participant);

  gtk_widget_set_visible (self->status, status != NULL);
  gtk_label_set_label (self->status_label, status != NULL ? status : "");
  gtk_widget_set_visible (self->spinner, is_waiting (participant));
  gtk_widget_set_visible (self->failed_icon, failed);
  gtk_widget_set_visible (self->retry_button, failed);
  gtk_label_set_label (self->error_label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), message != NULL);
  gtk_widget_set_visible (self->answers, is_asking (participant));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), message);
  gtk_widget_set_visible (self->unstable, is_unstable (participant));
}

/* The name's label comes and goes with the size of the tile, so the box is
 * looked at again when that happens. */
static void
update_info (MajuTile *self)
{
  MajuParticipant *participant = self->participant;
  gboolean muted = !maju_participant_get_microphone_on (participant);
  gboolean unverified = maju_tile_words_is_unverified (participant);
  gboolean hand = has_hand (participant);
  gboolean named = gtk_widget_get_visible (GTK_WIDGET (self->name_label));

  gtk_widget_set_visible (self->muted_icon, muted);
  gtk_widget_set_visible (self->unverified_icon, unverified);
  gtk_widget_set_visible (self->pinned_icon, self->pinned);
  gtk_widget_set_visible (self->hand_icon, hand);
  gtk_widget_set_visible (self->info, hand || muted || unverified || named
                          || self->pinned);
}

static void
update_ring (MajuTile *self)
{
  if (maju_participant_get_speaking (self->participant))
    gtk_widget_add_css_class (self->ring, "speaking");
  else
    gtk_widget_remove_css_class (self->ring, "speaking");
}

static void
take_paintable (MajuTile *self)
{
  GdkPaintable *paintable = maju_picture_source_get_paintable (self->source);

  if (paintable != NULL && maju_participant_get_is_self (self->participant))
    {
      g_autoptr(GdkPaintable) mirror = maju_mirror_paintable_new (paintable);

      gtk_picture_set_paintable (self->picture, mirror);
    }
  else
    gtk_picture_set_paintable (self->picture, paintable);
}

static void
participant_notify_cb (MajuTile *self)
{
  update_name (self);
  update_picture (self);
  update_state (self);
  update_info (self);
  update_ring (self);
  update_description (self);
}

static void
retry_cb (MajuTile *self)
{
  maju_participant_retry (self->participant);
}

static void
connect_participant (MajuTile *self)
{
  /* What changes often and is not shown here (the level) is left out. */
  static const char *names[] = {
    "display-name", "state", "error", "trust", "microphone-on", "camera-on",
    "speaking", "paintable",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", names[i], NULL);

      g_signal_connect_object (self->participant, signal,
                               G_CALLBACK (participant_notify_cb), self,
                               G_CONNECT_SWAPPED);
    }
}

static void
make_source (MajuTile *self)
{
  self->source = maju_picture_source_new (self->participant, MAJU_TRACK_KIND_CAMERA);
  g_signal_connect_object (self->source, "notify::paintable",
                           G_CALLBACK (take_paintable), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->source, "resized",
                           G_CALLBACK (update_picture), self,
                           G_CONNECT_SWAPPED);
  take_paintable (self);
}

static void
connect_gestures (MajuTile *self)
{
  g_signal_connect_object (maju_participant_get_gestures (self->participant),
                           "notify::hand", G_CALLBACK (participant_notify_cb),
                           self, G_CONNECT_SWAPPED);
  maju_tile_reactions_set_participant (self->reactions, self->participant);
}

static void
maju_tile_constructed (GObject *object)
{
  MajuTile *self = MAJU_TILE (object);

  G_OBJECT_CLASS (maju_tile_parent_class)->constructed (object);

  g_return_if_fail (self->participant != NULL);
  g_signal_connect_swapped (self->name_label, "notify::visible",
                            G_CALLBACK (update_info), self);
  g_signal_connect_object (self->refuse_button, "clicked",
                           G_CALLBACK (maju_participant_refuse),
                           self->participant, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->admit_button, "clicked",
                           G_CALLBACK (maju_participant_admit),
                           self->participant, G_CONNECT_SWAPPED);
  /* However small the own tile is, it is told from the others'. */
  if (maju_participant_get_is_self (self->participant))
    gtk_widget_set_visible (GTK_WIDGET (self->name_label), TRUE);
  make_source (self);
  connect_participant (self);
  connect_gestures (self);
  participant_notify_cb (self);
}

static void
maju_tile_dispose (GObject *object)
{
  MajuTile *self = MAJU_TILE (object);

  if (self->name_label != NULL)
    g_signal_handlers_disconnect_by_data (self->name_label, self);
  if (self->source != NULL)
    g_signal_handlers_disconnect_by_data (self->source, self);
  g_clear_object (&self->source);
  if (self->participant != NULL)
    {
      g_signal_handlers_disconnect_by_data (
        maju_participant_get_gestures (self->participant), self);
      g_signal_handlers_disconnect_by_data (self->participant, self);
    }
  g_clear_pointer (&self->child, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_TILE);
  g_clear_object (&self->participant);

  G_OBJECT_CLASS (maju_tile_parent_class)->dispose (object);
}

static void
maju_tile_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  MajuTile *self = MAJU_TILE (object);

  switch (prop_id)
    {
    case PROP_PARTICIPANT:
      g_value_set_object (value, self->participant);
      break;

    case PROP_FILL:
      g_value_set_boolean (value, self->fill);
      break;

    case PROP_INSET:
      g_value_set_int (value, self->inset);
      break;

    case PROP_PINNED:
      g_value_set_boolean (value, self->pinned);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_tile_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  MajuTile *self = MAJU_TILE (object);

  switch (prop_id)
    {
    case PROP_PARTICIPANT:
      self->participant = g_value_dup_object (value);
      break;

    case PROP_FILL:
      maju_tile_set_fill (self, g_value_get_boolean (value));
      break;

    case PROP_INSET:
      maju_tile_set_inset (self, g_value_get_int (value));
      break;

    case PROP_PINNED:
      maju_tile_set_pinned (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  properties[PROP_PARTICIPANT] =
    g_param_spec_object ("participant", NULL, NULL, MAJU_TYPE_PARTICIPANT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                         | G_PARAM_STATIC_STRINGS);
  properties[PROP_FILL] =
    g_param_spec_boolean ("fill", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                          | G_PARAM_STATIC_STRINGS);
  properties[PROP_INSET] =
    g_param_spec_int ("inset", NULL, NULL, 0, G_MAXINT, 0,
                      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                      | G_PARAM_STATIC_STRINGS);
  properties[PROP_PINNED] =
    g_param_spec_boolean ("pinned", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                          | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_tile_class_init (MajuTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = maju_tile_constructed;
  object_class->dispose = maju_tile_dispose;
  object_class->get_property = maju_tile_get_property;
  object_class->set_property = maju_tile_set_property;
  install_properties (object_class);

  g_type_ensure (MAJU_TYPE_TILE_REACTIONS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "tile");
  g_type_ensure (MAJU_TYPE_QUALITY_MARK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maju/Maju/maju-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuTile, child);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, picture);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, scrim);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, center);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, avatar);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, status);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, spinner);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, failed_icon);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, status_label);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, details);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, error_label);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, answers);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, refuse_button);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, admit_button);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, way_out);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, retry_button);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, unstable);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, info);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, pinned_icon);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, hand_icon);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, muted_icon);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, name_label);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, unverified_icon);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, ring);
  gtk_widget_class_bind_template_child (widget_class, MajuTile, reactions);
}

static void
maju_tile_init (MajuTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
maju_tile_new (MajuParticipant *participant)
{
  return g_object_new (MAJU_TYPE_TILE,
                       "participant", participant,
                       NULL);
}

void
maju_tile_set_fill (MajuTile *self,
                    gboolean  fill)
{
  g_return_if_fail (MAJU_IS_TILE (self));

  fill = !!fill;
  if (self->fill == fill)
    return;

  self->fill = fill;
  if (fill)
    gtk_widget_add_css_class (GTK_WIDGET (self), "fill");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "fill");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILL]);
}

void
maju_tile_set_inset (MajuTile *self,
                     int       inset)
{
  g_return_if_fail (MAJU_IS_TILE (self));

  if (self->inset == inset)
    return;

  self->inset = inset;
  gtk_widget_set_margin_bottom (self->info, inset);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INSET]);
}

void
maju_tile_set_pinned (MajuTile *self,
                      gboolean  pinned)
{
  g_return_if_fail (MAJU_IS_TILE (self));

  pinned = !!pinned;
  if (self->pinned == pinned)
    return;

  self->pinned = pinned;
  update_info (self);
  update_description (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PINNED]);
}

MajuParticipant *
maju_tile_get_participant (MajuTile *self)
{
  g_return_val_if_fail (MAJU_IS_TILE (self), NULL);

  return self->participant;
}

guint
maju_tile_get_shown_height (MajuTile *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkPaintable *paintable;
  double width, height, ratio = 0;

  g_return_val_if_fail (MAJU_IS_TILE (self), 0);

  width = gtk_widget_get_width (widget);
  height = gtk_widget_get_height (widget);
  paintable = maju_picture_source_get_paintable (self->source);
  if (paintable != NULL)
    ratio = gdk_paintable_get_intrinsic_aspect_ratio (paintable);
  /* What is cropped at the top and at the bottom counts, too. */
  if (ratio > 0)
    height = MAX (height, width / ratio);

  return (guint) (height * gtk_widget_get_scale_factor (widget));
}
