/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-share-view.h"

#include "maju-picture-source.h"
#include "maju-zoom-picture.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define ZOOM_STEP 1.25
#define PAN_STEP  60 /* pixels */

enum
{
  PROP_0,
  PROP_PARTICIPANT,
  PROP_SMALL,
  PROP_ALONE,
  PROP_PINNED,
  N_PROPS
};

enum
{
  CHOSEN,
  POP_OUT,
  N_SIGNALS
};

struct _MajuShareView
{
  GtkWidget parent_instance;

  MajuParticipant *participant;
  MajuPictureSource *source;
  gboolean small;
  gboolean alone;
  gboolean pinned;

  GtkWidget *child;
  MajuZoomPicture *picture;
  GtkWidget *spinner;
  GtkWidget *pinned_icon;
  GtkLabel *name_label;
  GtkWidget *tools;
  GtkButton *zoom_button;
  GtkWidget *pop_out_button;
};

G_DEFINE_FINAL_TYPE (MajuShareView, maju_share_view, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
update_name (MajuShareView *self)
{
  g_autofree char *words = maju_share_view_make_title (self);

  gtk_label_set_label (self->name_label, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
}

static void
update_zoom (MajuShareView *self)
{
  int percent = (int) (maju_zoom_picture_get_zoom (self->picture) * 100 + 0.5);
  /* Translators: how much larger than the whole a screen is shown. */
  g_autofree char *words = g_strdup_printf (_("%d %%"), percent);
  g_autofree char *description =
    self->pinned ? g_strdup_printf ("%s, %s", words, C_("tile", "pinned"))
                 : g_strdup (words);

  gtk_button_set_label (self->zoom_button, words);
  gtk_widget_set_visible (self->pinned_icon, self->pinned);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description,
                                  -1);
}

static void
update_picture (MajuShareView *self)
{
  gtk_widget_set_visible (self->spinner,
                          !maju_picture_source_has_picture (self->source));
}

static void
update_tools (MajuShareView *self)
{
  gtk_widget_set_visible (self->tools, !self->small);
  gtk_widget_set_visible (self->pop_out_button, !self->alone);
  gtk_widget_set_can_target (GTK_WIDGET (self->picture), !self->small);
  if (self->small)
    gtk_widget_add_css_class (GTK_WIDGET (self), "small");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "small");
}

static void
take_paintable (MajuShareView *self)
{
  maju_zoom_picture_set_paintable (
    self->picture, maju_picture_source_get_paintable (self->source));
  update_picture (self);
}

static void
pressed_cb (MajuShareView *self)
{
  if (self->small)
    g_signal_emit (self, signals[CHOSEN], 0);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
zoom_action_cb (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  MajuShareView *self = MAJU_SHARE_VIEW (widget);

  if (g_str_has_suffix (name, "-in"))
    maju_zoom_picture_zoom_by (self->picture, ZOOM_STEP);
  else if (g_str_has_suffix (name, "-out"))
    maju_zoom_picture_zoom_by (self->picture, 1 / ZOOM_STEP);
  else
    maju_zoom_picture_reset (self->picture);
}

static void
pop_out_action_cb (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  MajuShareView *self = MAJU_SHARE_VIEW (widget);

  if (!self->alone)
    g_signal_emit (self, signals[POP_OUT], 0);
}

/* While nothing is zoomed the arrows go to the next tile. */
static gboolean
pan_cb (GtkWidget *widget,
        GVariant  *arguments,
        gpointer   user_data)
{
  MajuShareView *self = MAJU_SHARE_VIEW (widget);
  int dx, dy;

  g_variant_get (arguments, "(ii)", &dx, &dy);

  return maju_zoom_picture_pan (self->picture, dx * PAN_STEP, dy * PAN_STEP);
}

static void
maju_share_view_constructed (GObject *object)
{
  MajuShareView *self = MAJU_SHARE_VIEW (object);

  G_OBJECT_CLASS (maju_share_view_parent_class)->constructed (object);

  g_return_if_fail (self->participant != NULL);
  self->source = maju_picture_source_new (self->participant,
                                          MAJU_TRACK_KIND_SCREEN);
  g_signal_connect_object (self->source, "notify::paintable",
                           G_CALLBACK (take_paintable), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->source, "resized",
                           G_CALLBACK (update_picture), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->participant, "notify::display-name",
                           G_CALLBACK (update_name), self, G_CONNECT_SWAPPED);
  take_paintable (self);
  update_name (self);
  update_zoom (self);
  update_tools (self);
}

static void
maju_share_view_dispose (GObject *object)
{
  MajuShareView *self = MAJU_SHARE_VIEW (object);

  if (self->source != NULL)
    g_signal_handlers_disconnect_by_data (self->source, self);
  g_clear_object (&self->source);
  if (self->participant != NULL)
    g_signal_handlers_disconnect_by_data (self->participant, self);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_SHARE_VIEW);
  g_clear_object (&self->participant);

  G_OBJECT_CLASS (maju_share_view_parent_class)->dispose (object);
}

static void
maju_share_view_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MajuShareView *self = MAJU_SHARE_VIEW (object);

  switch (prop_id)
    {
    case PROP_PARTICIPANT:
      g_value_set_object (value, self->participant);
      break;

    case PROP_SMALL:
      g_value_set_boolean (value, self->small);
      break;

    case PROP_ALONE:
      g_value_set_boolean (value, self->alone);
      break;

    case PROP_PINNED:
      g_value_set_boolean (value, self->pinned);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_share_view_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  MajuShareView *self = MAJU_SHARE_VIEW (object);

  switch (prop_id)
    {
    case PROP_PARTICIPANT:
      self->participant = g_value_dup_object (value);
      break;

    case PROP_SMALL:
      maju_share_view_set_small (self, g_value_get_boolean (value));
      break;

    case PROP_ALONE:
      self->alone = g_value_get_boolean (value);
      break;

    case PROP_PINNED:
      if (self->pinned == g_value_get_boolean (value))
        return;
      self->pinned = g_value_get_boolean (value);
      update_zoom (self);
      g_object_notify_by_pspec (object, pspec);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
    | G_PARAM_STATIC_STRINGS;
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
    | G_PARAM_STATIC_STRINGS;

  properties[PROP_PARTICIPANT] =
    g_param_spec_object ("participant", NULL, NULL, MAJU_TYPE_PARTICIPANT, once);
  properties[PROP_SMALL] =
    g_param_spec_boolean ("small", NULL, NULL, FALSE, flags);
  properties[PROP_ALONE] =
    g_param_spec_boolean ("alone", NULL, NULL, FALSE, once);
  properties[PROP_PINNED] =
    g_param_spec_boolean ("pinned", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
install_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    const char *action;
  } zooms[] = {
    { GDK_KEY_plus, "share.zoom-in" },
    { GDK_KEY_equal, "share.zoom-in" },
    { GDK_KEY_KP_Add, "share.zoom-in" },
    { GDK_KEY_minus, "share.zoom-out" },
    { GDK_KEY_KP_Subtract, "share.zoom-out" },
    { GDK_KEY_0, "share.zoom-reset" },
    { GDK_KEY_KP_0, "share.zoom-reset" },
  };
  static const struct
  {
    guint key;
    int dx;
    int dy;
  } pans[] = {
    { GDK_KEY_Left, -1, 0 },
    { GDK_KEY_Right, 1, 0 },
    { GDK_KEY_Up, 0, -1 },
    { GDK_KEY_Down, 0, 1 },
  };

  gtk_widget_class_install_action (widget_class, "share.zoom-in", NULL,
                                   zoom_action_cb);
  gtk_widget_class_install_action (widget_class, "share.zoom-out", NULL,
                                   zoom_action_cb);
  gtk_widget_class_install_action (widget_class, "share.zoom-reset", NULL,
                                   zoom_action_cb);
  gtk_widget_class_install_action (widget_class, "share.pop-out", NULL,
                                   pop_out_action_cb);
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    gtk_widget_class_add_binding_action (widget_class, zooms[i].key, 0,
                                         zooms[i].action, NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus,
                                       GDK_SHIFT_MASK, "share.zoom-in", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pans); i++)
    gtk_widget_class_add_binding (widget_class, pans[i].key, 0, pan_cb, "(ii)",
                                  pans[i].dx, pans[i].dy);
}

#define BIND(name) \
gtk_widget_class_bind_template_child (widget_class, MajuShareView, name)

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (MAJU_TYPE_ZOOM_PICTURE);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-share-view.ui");
  BIND (child);
  BIND (picture);
  BIND (spinner);
  BIND (pinned_icon);
  BIND (name_label);
  BIND (tools);
  BIND (zoom_button);
  BIND (pop_out_button);
}

#undef BIND

static void
maju_share_view_class_init (MajuShareViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = maju_share_view_constructed;
  object_class->dispose = maju_share_view_dispose;
  object_class->get_property = maju_share_view_get_property;
  object_class->set_property = maju_share_view_set_property;
  install_properties (object_class);

  signals[CHOSEN] =
    g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[POP_OUT] =
    g_signal_new ("pop-out", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  install_keys (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "shareview");
  bind_template (widget_class);
}

static void
maju_share_view_init (MajuShareView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (self->picture, "notify::zoom",
                           G_CALLBACK (update_zoom), self, G_CONNECT_SWAPPED);
}

GtkWidget *
maju_share_view_new (MajuParticipant *participant,
                     gboolean         alone)
{
  return g_object_new (MAJU_TYPE_SHARE_VIEW,
                       "participant", participant,
                       "alone", alone,
                       NULL);
}

MajuParticipant *
maju_share_view_get_participant (MajuShareView *self)
{
  g_return_val_if_fail (MAJU_IS_SHARE_VIEW (self), NULL);

  return self->participant;
}

char *
maju_share_view_make_title (MajuShareView *self)
{
  g_return_val_if_fail (MAJU_IS_SHARE_VIEW (self), NULL);

  /* Translators: what that person shares with the others. */
  return g_strdup_printf (_("%s’s screen"),
                          maju_participant_get_display_name (self->participant));
}

void
maju_share_view_set_small (MajuShareView *self,
                           gboolean       small)
{
  g_return_if_fail (MAJU_IS_SHARE_VIEW (self));

  small = !!small;
  if (self->small == small)
    return;

  self->small = small;
  if (small)
    maju_zoom_picture_reset (self->picture);
  update_tools (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SMALL]);
}

guint
maju_share_view_get_shown_height (MajuShareView *self)
{
  g_return_val_if_fail (MAJU_IS_SHARE_VIEW (self), 0);

  return maju_zoom_picture_get_shown_height (self->picture);
}
