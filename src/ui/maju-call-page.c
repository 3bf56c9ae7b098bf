/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-page-private.h"

#include "maju-call-words.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_CALL,
  PROP_COMPACT,
  N_PROPS
};

enum
{
  LEFT,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (MajuCallPage, maju_call_page, ADW_TYPE_NAVIGATION_PAGE)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
update_title (MajuCallPage *self)
{
  g_autofree char *title = NULL;

  if (self->call == NULL)
    return;

  title = maju_call_words_title (maju_call_get_participants (self->call));
  adw_window_title_set_title (self->window_title, title);
  maju_call_page_compact_update_title (self);
}

static gboolean
clock_cb (gpointer user_data)
{
  MajuCallPage *self = user_data;
  g_autofree char *words = NULL;

  if (maju_call_get_state (self->call) == MAJU_CALL_STATE_LEAVING)
    words = g_strdup (_("Leaving…"));
  else
    words = maju_call_words_duration (maju_call_get_started (self->call));
  adw_window_title_set_subtitle (self->window_title, words);

  return G_SOURCE_CONTINUE;
}

static void
update_people (MajuCallPage *self)
{
  GListModel *others = maju_call_get_participants (self->call);
  gboolean alone = g_list_model_get_n_items (others) == 0;

  gtk_widget_set_visible (GTK_WIDGET (self->waiting), alone);
  maju_fader_set_enabled (self->fader, !alone);
  update_title (self);
}

static void
items_changed_cb (MajuCallPage *self,
                  guint         position,
                  guint         removed,
                  guint         added,
                  GListModel   *others)
{
  /* A person's name can come after the person. */
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(MajuParticipant) participant =
        g_list_model_get_item (others, position + i);

      /* Whoever was away comes back as the same participant. */
      g_signal_handlers_disconnect_by_func (participant, update_title, self);
      g_signal_connect_object (participant, "notify::display-name",
                               G_CALLBACK (update_title), self,
                               G_CONNECT_SWAPPED);
    }
  update_people (self);
}

static void
finish (MajuCallPage *self)
{
  const GError *error = maju_call_get_error (self->call);
  g_autofree char *why = error != NULL ? g_strdup (error->message) : NULL;

  if (self->over)
    return;

  self->over = TRUE;
  g_clear_handle_id (&self->clock_id, g_source_remove);
  g_signal_emit (self, signals[LEFT], 0, error != NULL, why);
}

/* With an error the server is gone for good. */
static void
update_banner (MajuCallPage *self)
{
  const GError *error = maju_call_get_error (self->call);
  g_autofree char *title = NULL;

  if (error == NULL)
    title = g_strdup (_("The server cannot be reached. You can go on talking, "
                        "but nobody can join until it is back."));
  else
    title = g_strdup_printf ("%s %s", error->message,
                             _("You can go on talking, but nobody can join any "
                               "more."));
  adw_banner_set_title (self->banner, title);
}

static void
state_changed_cb (MajuCallPage *self)
{
  MajuCallState state = maju_call_get_state (self->call);

  if (state == MAJU_CALL_STATE_RECONNECTING)
    update_banner (self);
  /* A banner that is only folded still says its title to a screen reader. */
  gtk_widget_set_visible (GTK_WIDGET (self->banner),
                          state == MAJU_CALL_STATE_RECONNECTING);
  adw_banner_set_revealed (self->banner,
                           state == MAJU_CALL_STATE_RECONNECTING);
  gtk_widget_set_sensitive (GTK_WIDGET (self->controls),
                            state != MAJU_CALL_STATE_LEAVING
                            && state != MAJU_CALL_STATE_ENDED);
  clock_cb (self);
  if (state == MAJU_CALL_STATE_ENDED)
    finish (self);
}

/* The tiles keep out from under what lies over the stage. */
static void
update_insets (MajuCallPage *self)
{
  GtkWidget *controls = GTK_WIDGET (self->controls);
  int top = adw_toolbar_view_get_top_bar_height (self->stage);
  int margin = gtk_widget_get_margin_bottom (controls);
  int width, height;

  gtk_widget_measure (controls, GTK_ORIENTATION_HORIZONTAL, -1,
                      NULL, &width, NULL, NULL);
  gtk_widget_measure (controls, GTK_ORIENTATION_VERTICAL, -1,
                      NULL, &height, NULL, NULL);
  maju_tile_grid_set_insets (self->grid, top, height + margin, width);
  gtk_widget_set_margin_top (GTK_WIDGET (self->waiting), top);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->waiting), height + margin);
}

static void
maju_call_page_root (GtkWidget *widget)
{
  MajuCallPage *self = MAJU_CALL_PAGE (widget);
  GtkRoot *root;
  GdkSurface *surface;

  GTK_WIDGET_CLASS (maju_call_page_parent_class)->root (widget);

  root = gtk_widget_get_root (widget);
  if (!GTK_IS_WINDOW (root))
    return;

  g_set_weak_pointer (&self->window, GTK_WINDOW (root));
  maju_talk_key_set_window (self->talk_key, self->window);
  maju_call_page_compact_watch_keys (self);
  g_signal_connect_object (root, "notify::fullscreened",
                           G_CALLBACK (maju_call_page_actions_sync), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (root, "notify::is-active",
                           G_CALLBACK (maju_call_page_panel_mark_read), self,
                           G_CONNECT_SWAPPED);
  surface = gtk_native_get_surface (GTK_NATIVE (root));
  if (surface != NULL)
    g_signal_connect_object (surface, "notify::state",
                             G_CALLBACK (maju_call_page_panel_mark_read), self,
                             G_CONNECT_SWAPPED);
  maju_call_page_actions_sync (self);
}

static void
maju_call_page_unroot (GtkWidget *widget)
{
  MajuCallPage *self = MAJU_CALL_PAGE (widget);

  if (self->window != NULL)
    {
      GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self->window));

      if (surface != NULL)
        g_signal_handlers_disconnect_by_data (surface, self);
      g_signal_handlers_disconnect_by_data (self->window, self);
      maju_call_page_compact_set (self, FALSE);
      maju_call_page_compact_unwatch_keys (self);
      gtk_window_unfullscreen (self->window);
    }
  maju_talk_key_set_window (self->talk_key, NULL);
  g_clear_weak_pointer (&self->window);

  GTK_WIDGET_CLASS (maju_call_page_parent_class)->unroot (widget);
}

/* The first thing to be wanted, and nothing that is selected by the focus. */
static gboolean
maju_call_page_grab_focus (GtkWidget *widget)
{
  MajuCallPage *self = MAJU_CALL_PAGE (widget);

  return gtk_widget_child_focus (GTK_WIDGET (self->controls),
                                 GTK_DIR_TAB_FORWARD);
}

/* Tab goes round through all of the page, not only through the controls. */
static gboolean
maju_call_page_focus (GtkWidget       *widget,
                      GtkDirectionType direction)
{
  return gtk_widget_child_focus (gtk_widget_get_first_child (widget),
                                 direction);
}

static void
maju_call_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (maju_call_page_parent_class)->map (widget);

  update_insets (MAJU_CALL_PAGE (widget));
}

static void
maju_call_page_dispose (GObject *object)
{
  MajuCallPage *self = MAJU_CALL_PAGE (object);

  if (self->invite_dialog != NULL)
    adw_dialog_force_close (self->invite_dialog);
  g_clear_weak_pointer (&self->invite_dialog);
  g_clear_weak_pointer (&self->toast);
  g_clear_weak_pointer (&self->muted_toast);
  if (self->call != NULL)
    maju_call_page_set_call (self, NULL);
  g_clear_object (&self->call_signals);
  g_clear_object (&self->participants_signals);
  g_clear_object (&self->chat_signals);
  g_clear_object (&self->bell_signals);
  g_clear_object (&self->share_signals);
  g_clear_object (&self->lock_watch);
  g_clear_object (&self->settings);
  for (guint i = 0; i < G_N_ELEMENTS (self->device_notices); i++)
    g_clear_object (&self->device_notices[i]);
  g_clear_object (&self->talk_key);
  g_clear_object (&self->muted_hint);
  g_clear_object (&self->fader);
  g_clear_object (&self->gesture_watch);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_CALL_PAGE);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->shape.title, g_free);

  G_OBJECT_CLASS (maju_call_page_parent_class)->dispose (object);
}

static void
maju_call_page_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  MajuCallPage *self = MAJU_CALL_PAGE (object);

  switch (prop_id)
    {
    case PROP_CALL:
      g_value_set_object (value, self->call);
      break;

    case PROP_COMPACT:
      g_value_set_boolean (value, self->compact);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_call_page_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  MajuCallPage *self = MAJU_CALL_PAGE (object);

  switch (prop_id)
    {
    case PROP_CALL:
      maju_call_page_set_call (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define BIND(name) \
gtk_widget_class_bind_template_child (widget_class, MajuCallPage, name)

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (MAJU_TYPE_CALL_CONTROLS);
  g_type_ensure (MAJU_TYPE_CHAT_PANEL);
  g_type_ensure (MAJU_TYPE_INVITE_CARD);
  g_type_ensure (MAJU_TYPE_KNOCK_BAR);
  g_type_ensure (MAJU_TYPE_PEOPLE_PANEL);
  g_type_ensure (MAJU_TYPE_TILE_GRID);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-call-page.ui");
  BIND (split_view);
  BIND (bottom_sheet);
  BIND (stage);
  BIND (window_title);
  BIND (header_tools);
  BIND (restore_button);
  BIND (safety_button);
  BIND (safety_label);
  BIND (safety_people);
  BIND (banner);
  BIND (share_banner);
  BIND (knock_bar);
  BIND (toasts);
  BIND (grid);
  BIND (waiting);
  BIND (invite_card);
  BIND (controls);
  BIND (panel_stack);
  BIND (chat_panel);
  BIND (people_panel);
}

#undef BIND

static void
maju_call_page_class_init (MajuCallPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = maju_call_page_dispose;
  object_class->get_property = maju_call_page_get_property;
  object_class->set_property = maju_call_page_set_property;
  widget_class->focus = maju_call_page_focus;
  widget_class->grab_focus = maju_call_page_grab_focus;
  widget_class->map = maju_call_page_map;
  widget_class->root = maju_call_page_root;
  widget_class->unroot = maju_call_page_unroot;

  properties[PROP_CALL] =
    g_param_spec_object ("call", NULL, NULL, MAJU_TYPE_CALL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                         | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMPACT] =
    g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                          | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[LEFT] =
    g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_BOOLEAN, G_TYPE_STRING);

  bind_template (widget_class);
}

static void
init_signals (MajuCallPage *self)
{
  self->call_signals = g_signal_group_new (MAJU_TYPE_CALL);
  g_signal_group_connect_object (self->call_signals, "notify::state",
                                 G_CALLBACK (state_changed_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->call_signals, "notify::error",
                                 G_CALLBACK (state_changed_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->call_signals, "notify::trust",
                                 G_CALLBACK (maju_call_page_safety_update), self,
                                 G_CONNECT_SWAPPED);
  self->participants_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_object (self->participants_signals, "items-changed",
                                 G_CALLBACK (items_changed_cb), self,
                                 G_CONNECT_SWAPPED);
  self->chat_signals = g_signal_group_new (MAJU_TYPE_CHAT);
}

static void
maju_call_page_init (MajuCallPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->fader = maju_fader_new (GTK_WIDGET (self->stage),
                                GTK_WIDGET (self->controls));
  init_signals (self);
  maju_call_page_actions_init (self);
  maju_call_page_panel_init (self);
  maju_call_page_files_init (self);
  maju_call_page_notices_init (self);
  maju_call_page_bell_init (self);
  maju_call_page_devices_init (self);
  maju_call_page_gestures_init (self);
  maju_call_page_share_init (self);
  maju_call_page_door_init (self);
  maju_call_page_safety_init (self);
  g_signal_connect_object (self->stage, "notify::top-bar-height",
                           G_CALLBACK (update_insets), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
maju_call_page_new (void)
{
  return g_object_new (MAJU_TYPE_CALL_PAGE, NULL);
}

static void
take_call (MajuCallPage *self,
           MajuCall     *call)
{
  GListModel *others = maju_call_get_participants (call);
  MajuChat *chat = maju_call_get_chat (call);

  self->over = FALSE;
  maju_invite_card_set_link (self->invite_card, maju_call_get_link (call));
  maju_chat_panel_set_chat (self->chat_panel, chat);
  g_object_bind_property (chat, "unread", self->controls, "unread",
                          G_BINDING_SYNC_CREATE);
  g_signal_group_set_target (self->chat_signals, chat);
  g_signal_group_set_target (self->participants_signals, others);
  self->clock_id = g_timeout_add_seconds (1, clock_cb, self);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (others), others);
  maju_call_page_safety_update (self);
  state_changed_cb (self);
}

void
maju_call_page_set_call (MajuCallPage *self,
                         MajuCall     *call)
{
  g_autoptr(MajuDoor) door = NULL;
  MajuLocalMedia *media;

  g_return_if_fail (MAJU_IS_CALL_PAGE (self));
  g_return_if_fail (call == NULL || MAJU_IS_CALL (call));

  if (self->call == call)
    return;

  g_clear_handle_id (&self->clock_id, g_source_remove);
  if (self->call != NULL)
    door = g_object_ref (maju_call_get_door (self->call));
  g_set_object (&self->call, call);
  maju_call_page_door_set (self, door);
  maju_call_page_bell_set (self, call != NULL ? maju_call_get_bell (call) : NULL);
  g_signal_group_set_target (self->call_signals, call);
  maju_tile_grid_set_call (self->grid, call);
  maju_people_panel_set_call (self->people_panel, call);
  media = call != NULL ? maju_call_get_media (call) : NULL;
  maju_call_page_actions_set_media (self, media);
  maju_call_page_devices_set_media (self, media);
  maju_call_page_gestures_set_call (self, call);
  maju_call_page_share_set_call (self, call);
  if (call != NULL)
    take_call (self, call);
  else
    {
      g_signal_group_set_target (self->chat_signals, NULL);
      g_signal_group_set_target (self->participants_signals, NULL);
      maju_chat_panel_set_chat (self->chat_panel, NULL);
      maju_invite_card_set_link (self->invite_card, NULL);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CALL]);
}

void
maju_call_page_bind_settings (MajuCallPage *self,
                              GSettings    *settings)
{
  g_return_if_fail (MAJU_IS_CALL_PAGE (self));
  g_return_if_fail (G_IS_SETTINGS (settings));

  g_settings_bind (settings, "call-layout", self->grid, "layout",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "hide-self", self->grid, "hide-self",
                   G_SETTINGS_BIND_DEFAULT);
  g_set_object (&self->settings, settings);
}

void
maju_call_page_leave (MajuCallPage *self)
{
  g_return_if_fail (MAJU_IS_CALL_PAGE (self));

  if (self->call == NULL || self->over
      || maju_call_get_state (self->call) == MAJU_CALL_STATE_LEAVING)
    return;

  maju_call_leave_async (self->call, NULL, NULL);
}

GActionMap *
maju_call_page_get_actions (MajuCallPage *self)
{
  g_return_val_if_fail (MAJU_IS_CALL_PAGE (self), NULL);

  return G_ACTION_MAP (self->actions);
}

MajuChatPanel *
maju_call_page_get_chat_panel (MajuCallPage *self)
{
  g_return_val_if_fail (MAJU_IS_CALL_PAGE (self), NULL);

  return self->chat_panel;
}
