/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-talk-key.h"

#include <adwaita.h>

/* Shorter than this is not held: on the microphone's own button that is what
 * the space bar does with any button. */
#define TAP_US (250 * G_TIME_SPAN_MILLISECOND)

struct _MajuTalkKey
{
  GObject parent_instance;

  MajuAudioSender *microphone;
  GtkWindow *window;            /* weak */
  GtkEventController *keys;     /* of the window; weak */
  GtkEventController *clicks;   /* of the window; weak */
  gboolean by_keys;             /* the focus was moved by the keyboard */

  gboolean is_down;
  gboolean enabled;             /* the microphone, while it is down */
  gboolean in_window;           /* by the space bar, not from elsewhere */
  gboolean on_button;           /* it went down on the microphone's button */
  gint64 down_us;
};

G_DEFINE_FINAL_TYPE (MajuTalkKey, maju_talk_key, G_TYPE_OBJECT)

static gboolean
is_microphone_button (GtkWidget *widget)
{
  return GTK_IS_ACTIONABLE (widget)
         && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)),
                       "call.microphone") == 0;
}

/* Whether the space bar is for what has the focus. A button that was clicked
 * has it, too, but who clicks does not look for it there; nor does GTK's own
 * focus-visible tell them apart, since any shortcut sets it. */
static gboolean
is_taken (MajuTalkKey *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  if (focus == NULL)
    return FALSE;

  if (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus)
      || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL
      || gtk_widget_get_ancestor (focus, ADW_TYPE_DIALOG) != NULL)
    return TRUE;

  if (!self->by_keys || is_microphone_button (focus))
    return FALSE;

  return GTK_IS_ACTIONABLE (focus) || GTK_IS_MENU_BUTTON (focus)
         || GTK_IS_LIST_BOX_ROW (focus) || GTK_IS_EXPANDER (focus);
}

static gboolean
moves_focus (guint keyval)
{
  switch (keyval)
    {
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab:
    case GDK_KEY_KP_Tab:
    case GDK_KEY_Left:
    case GDK_KEY_Right:
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      return TRUE;

    default:
      return FALSE;
    }
}

static void
clicked_cb (MajuTalkKey *self)
{
  self->by_keys = FALSE;
}

static gboolean
key_pressed_cb (MajuTalkKey    *self,
                guint           keyval,
                guint           keycode,
                GdkModifierType state)
{
  const GdkModifierType modifiers = GDK_CONTROL_MASK | GDK_ALT_MASK
    | GDK_SHIFT_MASK | GDK_SUPER_MASK;

  if (moves_focus (keyval))
    self->by_keys = TRUE;
  if (keyval != GDK_KEY_space)
    return GDK_EVENT_PROPAGATE;
  /* A key that is held comes again and again. */
  if (self->is_down)
    return GDK_EVENT_STOP;
  if (self->microphone == NULL || (state & modifiers) != 0 || is_taken (self))
    return GDK_EVENT_PROPAGATE;

  maju_talk_key_down (self);
  self->in_window = TRUE;
  self->on_button =
    self->by_keys
    && is_microphone_button (gtk_window_get_focus (self->window));

  return GDK_EVENT_STOP;
}

static void
key_released_cb (MajuTalkKey    *self,
                 guint           keyval,
                 guint           keycode,
                 GdkModifierType state)
{
  if (keyval != GDK_KEY_space || !self->is_down)
    return;

  if (self->on_button && g_get_monotonic_time () - self->down_us < TAP_US)
    self->is_down = FALSE;
  maju_talk_key_up (self);
}

/* Where the key is lifted then, nobody tells. */
static void
is_active_cb (MajuTalkKey *self)
{
  if (self->in_window && !gtk_window_is_active (self->window))
    maju_talk_key_up (self);
}

static void
add_controllers (MajuTalkKey *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_set_weak_pointer (&self->keys, gtk_event_controller_key_new ());
  gtk_event_controller_set_propagation_phase (self->keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->keys, "key-pressed",
                           G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keys, "key-released",
                           G_CALLBACK (key_released_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->window), self->keys);

  g_set_weak_pointer (&self->clicks, GTK_EVENT_CONTROLLER (click));
  gtk_event_controller_set_propagation_phase (self->clicks, GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->window), self->clicks);
}

static void
maju_talk_key_dispose (GObject *object)
{
  MajuTalkKey *self = MAJU_TALK_KEY (object);

  maju_talk_key_set_window (self, NULL);
  maju_talk_key_set_microphone (self, NULL);

  G_OBJECT_CLASS (maju_talk_key_parent_class)->dispose (object);
}

static void
maju_talk_key_class_init (MajuTalkKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = maju_talk_key_dispose;
}

static void
maju_talk_key_init (MajuTalkKey *self)
{
}

MajuTalkKey *
maju_talk_key_new (void)
{
  return g_object_new (MAJU_TYPE_TALK_KEY, NULL);
}

void
maju_talk_key_set_microphone (MajuTalkKey     *self,
                              MajuAudioSender *microphone)
{
  g_return_if_fail (MAJU_IS_TALK_KEY (self));
  g_return_if_fail (microphone == NULL || MAJU_IS_AUDIO_SENDER (microphone));

  maju_talk_key_up (self);
  g_set_object (&self->microphone, microphone);
}

void
maju_talk_key_set_window (MajuTalkKey *self,
                          GtkWindow   *window)
{
  g_return_if_fail (MAJU_IS_TALK_KEY (self));
  g_return_if_fail (window == NULL || GTK_IS_WINDOW (window));

  maju_talk_key_up (self);
  if (self->window != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->window, self);
      if (self->keys != NULL)
        gtk_widget_remove_controller (GTK_WIDGET (self->window), self->keys);
      if (self->clicks != NULL)
        gtk_widget_remove_controller (GTK_WIDGET (self->window), self->clicks);
    }
  g_clear_weak_pointer (&self->keys);
  g_clear_weak_pointer (&self->clicks);
  g_set_weak_pointer (&self->window, window);
  if (window == NULL)
    return;

  self->by_keys = gtk_window_get_focus_visible (window);
  add_controllers (self);
  g_signal_connect_object (window, "notify::is-active",
                           G_CALLBACK (is_active_cb), self, G_CONNECT_SWAPPED);
}

void
maju_talk_key_down (MajuTalkKey *self)
{
  g_return_if_fail (MAJU_IS_TALK_KEY (self));

  if (self->is_down || self->microphone == NULL)
    return;

  self->is_down = TRUE;
  self->in_window = FALSE;
  self->on_button = FALSE;
  self->down_us = g_get_monotonic_time ();
  self->enabled = !maju_audio_sender_get_enabled (self->microphone);
  maju_audio_sender_set_enabled (self->microphone, self->enabled);
}

void
maju_talk_key_up (MajuTalkKey *self)
{
  g_return_if_fail (MAJU_IS_TALK_KEY (self));

  if (!self->is_down)
    return;

  self->is_down = FALSE;
  if (maju_audio_sender_get_enabled (self->microphone) == self->enabled)
    maju_audio_sender_set_enabled (self->microphone, !self->enabled);
}
