/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-fader.h"

#include <adwaita.h>

#include <math.h>

#define DELAY 3 /* s */

enum
{
  PROP_0,
  PROP_ENABLED,
  PROP_FADED,
  N_PROPS
};

struct _MajuFader
{
  GObject parent_instance;

  GtkWidget *area;     /* weak */
  GtkWidget *controls; /* weak */
  GtkEventController *pointer;  /* over the controls; weak */
  GtkEventController *focus;    /* in the controls; weak */
  gboolean enabled;
  gboolean faded;
  guint timeout_id;
  double x;
  double y;
};

G_DEFINE_FINAL_TYPE (MajuFader, maju_fader, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static gboolean
is_needed (MajuFader *self)
{
  GtkRoot *root = gtk_widget_get_root (self->controls);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (!self->enabled || !adw_get_enable_animations (self->area))
    return TRUE;
  /* One of their menus is open. */
  if (focus != NULL && gtk_widget_is_ancestor (focus, self->controls)
      && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL)
    return TRUE;
  if (gtk_event_controller_motion_contains_pointer (
        GTK_EVENT_CONTROLLER_MOTION (self->pointer)))
    return TRUE;

  /* A button that was clicked keeps the focus, but shows it only to those who
   * use the keyboard. */
  return gtk_event_controller_focus_contains_focus (
    GTK_EVENT_CONTROLLER_FOCUS (self->focus))
         && GTK_IS_WINDOW (root)
         && gtk_window_get_focus_visible (GTK_WINDOW (root));
}

static void
set_faded (MajuFader *self,
           gboolean   faded)
{
  if (self->faded == faded)
    return;

  self->faded = faded;
  gtk_widget_set_can_target (self->controls, !faded);
  gtk_widget_set_cursor_from_name (self->area, faded ? "none" : NULL);
  if (faded)
    gtk_widget_add_css_class (self->area, "faded");
  else
    gtk_widget_remove_css_class (self->area, "faded");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FADED]);
}

static gboolean
timeout_cb (gpointer user_data)
{
  MajuFader *self = user_data;

  if (self->controls == NULL || self->area == NULL)
    {
      self->timeout_id = 0;
      return G_SOURCE_REMOVE;
    }
  if (is_needed (self))
    return G_SOURCE_CONTINUE;

  self->timeout_id = 0;
  set_faded (self, TRUE);

  return G_SOURCE_REMOVE;
}

/* A widget that moves below a pointer at rest is no motion of the pointer. */
static void
motion_cb (MajuFader *self,
           double     x,
           double     y)
{
  if (fabs (self->x - x) < 1 && fabs (self->y - y) < 1)
    return;

  self->x = x;
  self->y = y;
  maju_fader_wake (self);
}

static void
add_controllers (MajuFader *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->area, motion);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click),
                                              GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (maju_fader_wake), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->area, GTK_EVENT_CONTROLLER (click));

  g_set_weak_pointer (&self->pointer, gtk_event_controller_motion_new ());
  gtk_widget_add_controller (self->controls, self->pointer);

  g_set_weak_pointer (&self->focus, gtk_event_controller_focus_new ());
  g_signal_connect_object (self->focus, "enter", G_CALLBACK (maju_fader_wake),
                           self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->controls, self->focus);
}

static void
maju_fader_dispose (GObject *object)
{
  MajuFader *self = MAJU_FADER (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_weak_pointer (&self->area);
  g_clear_weak_pointer (&self->controls);
  g_clear_weak_pointer (&self->pointer);
  g_clear_weak_pointer (&self->focus);

  G_OBJECT_CLASS (maju_fader_parent_class)->dispose (object);
}

static void
maju_fader_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  MajuFader *self = MAJU_FADER (object);

  switch (prop_id)
    {
    case PROP_ENABLED:
      g_value_set_boolean (value, self->enabled);
      break;

    case PROP_FADED:
      g_value_set_boolean (value, self->faded);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_fader_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  MajuFader *self = MAJU_FADER (object);

  switch (prop_id)
    {
    case PROP_ENABLED:
      maju_fader_set_enabled (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_fader_class_init (MajuFaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_fader_dispose;
  object_class->get_property = maju_fader_get_property;
  object_class->set_property = maju_fader_set_property;

  properties[PROP_ENABLED] =
    g_param_spec_boolean ("enabled", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                          | G_PARAM_STATIC_STRINGS);
  properties[PROP_FADED] =
    g_param_spec_boolean ("faded", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_fader_init (MajuFader *self)
{
}

MajuFader *
maju_fader_new (GtkWidget *area,
                GtkWidget *controls)
{
  MajuFader *self = g_object_new (MAJU_TYPE_FADER, NULL);

  g_set_weak_pointer (&self->area, area);
  g_set_weak_pointer (&self->controls, controls);
  add_controllers (self);

  return self;
}

void
maju_fader_set_enabled (MajuFader *self,
                        gboolean   enabled)
{
  g_return_if_fail (MAJU_IS_FADER (self));

  enabled = !!enabled;
  if (self->enabled == enabled)
    return;

  self->enabled = enabled;
  maju_fader_wake (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
}

void
maju_fader_wake (MajuFader *self)
{
  g_return_if_fail (MAJU_IS_FADER (self));

  if (self->controls == NULL || self->area == NULL)
    return;

  set_faded (self, FALSE);
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (self->enabled)
    self->timeout_id = g_timeout_add_seconds (DELAY, timeout_cb, self);
}
