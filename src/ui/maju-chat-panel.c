/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-chat-panel.h"

#include "maju-attach.h"
#include "maju-chat-row.h"
#include "maju-chat-days.h"
#include "maju-file-row.h"
#include "maju-kept-file-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Rows of one person stay one group for so long. */
#define GROUP_SPAN (5 * G_TIME_SPAN_MINUTE)

/* How far from the end, in pixels, is still the end. */
#define END_SLACK 24

enum
{
  PROP_0,
  PROP_CHAT,
  PROP_KEPT,
  N_PROPS
};

enum
{
  MORE_WANTED,
  N_SIGNALS
};

struct _MajuChatPanel
{
  GtkWidget parent_instance;

  MajuChat *chat;
  GListModel *earlier;          /* (nullable) */
  GListStore *divider;          /* has one item while there are earlier ones */
  GListStore *models;           /* the three, one after another */
  gboolean kept;
  gboolean follow;
  double anchor;                /* from the end, to stay where it is; -1: no */
  guint settle_id;

  GtkWidget *child;
  GtkStack *stack;
  AdwStatusPage *empty_page;
  GtkScrolledWindow *scrolled_window;
  GtkListBox *list_box;
  GtkRevealer *error_revealer;
  GtkLabel *error_label;
  GtkEntry *entry;
  GtkWidget *send_button;
};

G_DEFINE_FINAL_TYPE (MajuChatPanel, maju_chat_panel, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static GtkAdjustment *
get_adjustment (MajuChatPanel *self)
{
  return gtk_scrolled_window_get_vadjustment (self->scrolled_window);
}

/* The person's own scrolling decides whether new messages are followed; a list
 * that grows does not move the value. */
static void
scrolled_cb (MajuChatPanel *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);
  double end = gtk_adjustment_get_upper (adjustment)
    - gtk_adjustment_get_page_size (adjustment);

  self->follow = gtk_adjustment_get_value (adjustment) >= end - END_SLACK;
  if (self->earlier != NULL && end > 0
      && gtk_adjustment_get_value (adjustment)
      < gtk_adjustment_get_page_size (adjustment))
    g_signal_emit (self, signals[MORE_WANTED], 0);
}

/* GTK (4.24) forgets a new value that comes while it allocates. */
static void
settle_cb (gpointer user_data)
{
  MajuChatPanel *self = user_data;

  self->settle_id = 0;
  gtk_widget_queue_allocate (gtk_scrolled_window_get_child (self->scrolled_window));
}

static void
size_changed_cb (MajuChatPanel *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);
  double before = gtk_adjustment_get_value (adjustment);

  if (self->follow)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  else if (self->anchor >= 0)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment)
                              - self->anchor);
  self->anchor = -1;
  if (self->settle_id == 0 && gtk_adjustment_get_value (adjustment) != before)
    self->settle_id = g_idle_add_once (settle_cb, self);
}

static void
group_cb (GtkListBoxRow *row,
          GtkListBoxRow *before,
          gpointer       user_data)
{
  MajuChatMessage *message, *previous;
  gboolean new_day = maju_chat_days_update (row, before);
  gboolean continues;

  if (!MAJU_IS_CHAT_ROW (row))
    return;
  if (before == NULL || !MAJU_IS_CHAT_ROW (before) || new_day)
    {
      maju_chat_row_set_continues (MAJU_CHAT_ROW (row), FALSE);
      return;
    }

  message = maju_chat_row_get_message (MAJU_CHAT_ROW (row));
  previous = maju_chat_row_get_message (MAJU_CHAT_ROW (before));
  continues = maju_chat_days_is_same_sender (message, previous)
    && g_date_time_difference (maju_chat_message_get_time (message),
                               maju_chat_message_get_time (previous))
    < GROUP_SPAN;
  maju_chat_row_set_continues (MAJU_CHAT_ROW (row), continues);
}

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  if (MAJU_IS_FILE_TRANSFER (item))
    return maju_file_row_new (item);
  if (MAJU_IS_KEPT_FILE (item))
    return maju_kept_file_row_new (item);
  if (MAJU_IS_CHAT_MESSAGE (item))
    return maju_chat_row_new (item);

  return maju_chat_days_create_divider ();
}

static guint
count (gpointer model)
{
  return model != NULL ? g_list_model_get_n_items (model) : 0;
}

static void
items_changed_cb (MajuChatPanel *self)
{
  guint n = count (self->chat) + count (self->earlier);

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "messages" : "empty");
}

static void
earlier_changed_cb (MajuChatPanel *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);
  gboolean some = count (self->earlier) > 0;

  self->anchor = gtk_adjustment_get_upper (adjustment)
    - gtk_adjustment_get_value (adjustment);
  if (some && count (self->divider) == 0)
    {
      g_autoptr(GtkStringObject) mark = gtk_string_object_new ("earlier");

      g_list_store_append (self->divider, mark);
    }
  else if (!some)
    g_list_store_remove_all (self->divider);
  items_changed_cb (self);
}

/* What was said earlier, the divider, and what is said now. */
static void
update_models (MajuChatPanel *self)
{
  gpointer models[3];
  guint n = 0;

  if (self->earlier != NULL)
    models[n++] = self->earlier;
  models[n++] = self->divider;
  if (self->chat != NULL)
    models[n++] = self->chat;
  g_list_store_splice (self->models, 0, count (self->models), models, n);
  items_changed_cb (self);
}

static void
entry_changed_cb (MajuChatPanel *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  gtk_widget_set_sensitive (self->send_button, *stripped != '\0');
  gtk_revealer_set_reveal_child (self->error_revealer, FALSE);
  gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
}

static void
send_cb (MajuChatPanel *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr(GError) error = NULL;

  if (self->chat == NULL)
    return;

  if (!maju_chat_send (self->chat, text, &error))
    {
      gtk_label_set_text (self->error_label, error->message);
      gtk_revealer_set_reveal_child (self->error_revealer, TRUE);
      gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
      return;
    }

  self->follow = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
attach_cb (MajuChatPanel *self)
{
  if (self->chat == NULL)
    return;

  self->follow = TRUE;
  maju_attach_choose (GTK_WIDGET (self), maju_chat_get_files (self->chat));
}

/* Pictures and files are not for the entry. */
static void
paste_cb (MajuChatPanel *self,
          GtkText       *text)
{
  if (self->chat != NULL
      && maju_attach_paste (GTK_WIDGET (self), maju_chat_get_files (self->chat)))
    {
      self->follow = TRUE;
      g_signal_stop_emission_by_name (text, "paste-clipboard");
    }
}

static gboolean
maju_chat_panel_grab_focus (GtkWidget *widget)
{
  MajuChatPanel *self = MAJU_CHAT_PANEL (widget);

  return gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
maju_chat_panel_dispose (GObject *object)
{
  MajuChatPanel *self = MAJU_CHAT_PANEL (object);

  maju_chat_panel_set_chat (self, NULL);
  maju_chat_panel_set_earlier (self, NULL);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_CHAT_PANEL);
  g_clear_object (&self->divider);
  g_clear_object (&self->models);

  G_OBJECT_CLASS (maju_chat_panel_parent_class)->dispose (object);
}

static void
maju_chat_panel_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MajuChatPanel *self = MAJU_CHAT_PANEL (object);

  switch (prop_id)
    {
    case PROP_CHAT:
      g_value_set_object (value, self->chat);
      break;

    case PROP_KEPT:
      g_value_set_boolean (value, self->kept);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_chat_panel_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  MajuChatPanel *self = MAJU_CHAT_PANEL (object);

  switch (prop_id)
    {
    case PROP_CHAT:
      maju_chat_panel_set_chat (self, g_value_get_object (value));
      break;

    case PROP_KEPT:
      maju_chat_panel_set_kept (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_chat_panel_class_init (MajuChatPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = maju_chat_panel_dispose;
  object_class->get_property = maju_chat_panel_get_property;
  object_class->set_property = maju_chat_panel_set_property;
  widget_class->grab_focus = maju_chat_panel_grab_focus;

  properties[PROP_CHAT] =
    g_param_spec_object ("chat", NULL, NULL, MAJU_TYPE_CHAT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                         | G_PARAM_STATIC_STRINGS);
  properties[PROP_KEPT] =
    g_param_spec_boolean ("kept", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                          | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[MORE_WANTED] =
    g_signal_new ("more-wanted", MAJU_TYPE_CHAT_PANEL, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-chat-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuChatPanel, child);
  gtk_widget_class_bind_template_child (widget_class, MajuChatPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, MajuChatPanel, empty_page);
  gtk_widget_class_bind_template_child (widget_class, MajuChatPanel,
                                        scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, MajuChatPanel, list_box);
  gtk_widget_class_bind_template_child (widget_class, MajuChatPanel,
                                        error_revealer);
  gtk_widget_class_bind_template_child (widget_class, MajuChatPanel,
                                        error_label);
  gtk_widget_class_bind_template_child (widget_class, MajuChatPanel, entry);
  gtk_widget_class_bind_template_child (widget_class, MajuChatPanel,
                                        send_button);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, attach_cb);
}

/* GTK (4.24) draws it as a picture that says nothing. */
static void
name_emoji_icon (GtkEntry *entry)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (entry));
       child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_IMAGE (child))
      gtk_accessible_update_property (GTK_ACCESSIBLE (child),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _("Insert Emoji"),
                                      -1);
}

static void
update_empty_page (MajuChatPanel *self)
{
  adw_status_page_set_description (
    self->empty_page,
    self->kept
    ? _("Everyone in the call can read what you write. It is kept on this "
        "computer.")
    : _("Everyone in the call can read what you write. This computer keeps "
        "nothing of it after the call."));
}

static void
maju_chat_panel_init (MajuChatPanel *self)
{
  GtkFlattenListModel *items;
  GtkAdjustment *adjustment;

  self->follow = TRUE;
  self->anchor = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->divider = g_list_store_new (GTK_TYPE_STRING_OBJECT);
  self->models = g_list_store_new (G_TYPE_LIST_MODEL);
  items = gtk_flatten_list_model_new (g_object_ref (G_LIST_MODEL (self->models)));
  gtk_list_box_bind_model (self->list_box, G_LIST_MODEL (items), create_row_cb,
                           NULL, NULL);
  g_object_unref (items);
  update_models (self);
  update_empty_page (self);
  name_emoji_icon (self->entry);
  gtk_list_box_set_header_func (self->list_box, group_cb, NULL, NULL);

  g_signal_connect_object (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)),
                           "paste-clipboard", G_CALLBACK (paste_cb), self,
                           G_CONNECT_SWAPPED);

  adjustment = get_adjustment (self);
  g_signal_connect_object (adjustment, "value-changed",
                           G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed",
                           G_CALLBACK (size_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
maju_chat_panel_set_chat (MajuChatPanel *self,
                          MajuChat      *chat)
{
  g_return_if_fail (MAJU_IS_CHAT_PANEL (self));
  g_return_if_fail (chat == NULL || MAJU_IS_CHAT (chat));

  if (self->chat == chat)
    return;

  if (self->chat != NULL)
    g_signal_handlers_disconnect_by_data (self->chat, self);
  g_set_object (&self->chat, chat);
  if (chat != NULL)
    g_signal_connect_object (chat, "items-changed",
                             G_CALLBACK (items_changed_cb), self,
                             G_CONNECT_SWAPPED);
  update_models (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHAT]);
}

void
maju_chat_panel_set_earlier (MajuChatPanel *self,
                             GListModel    *earlier)
{
  g_return_if_fail (MAJU_IS_CHAT_PANEL (self));
  g_return_if_fail (earlier == NULL || G_IS_LIST_MODEL (earlier));

  if (self->earlier == earlier)
    return;

  if (self->earlier != NULL)
    g_signal_handlers_disconnect_by_data (self->earlier, self);
  g_set_object (&self->earlier, earlier);
  if (earlier != NULL)
    g_signal_connect_object (earlier, "items-changed",
                             G_CALLBACK (earlier_changed_cb), self,
                             G_CONNECT_SWAPPED);
  update_models (self);
  earlier_changed_cb (self);
}

void
maju_chat_panel_set_kept (MajuChatPanel *self,
                          gboolean       kept)
{
  g_return_if_fail (MAJU_IS_CHAT_PANEL (self));

  kept = !!kept;
  if (self->kept == kept)
    return;

  self->kept = kept;
  update_empty_page (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEPT]);
}
