/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-chat-row.h"

#include "maju-link-markup.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_MESSAGE,
  PROP_CONTINUES,
  N_PROPS
};

struct _MajuChatRow
{
  GtkListBoxRow parent_instance;

  MajuChatMessage *message;
  gboolean continues;

  GtkWidget *box;
  GtkWidget *header;
  GtkLabel *name_label;
  GtkLabel *time_label;
  GtkWidget *line;
  GtkImage *delivery_icon;
  GtkLabel *text_label;
};

G_DEFINE_FINAL_TYPE (MajuChatRow, maju_chat_row, GTK_TYPE_LIST_BOX_ROW)

static GParamSpec *properties[N_PROPS];

static const char *
get_delivery_words (MajuDelivery delivery)
{
  switch (delivery)
    {
    case MAJU_DELIVERY_PENDING:
      return _("Nobody has it yet");

    case MAJU_DELIVERY_PARTIAL:
      return _("Some have it");

    case MAJU_DELIVERY_DELIVERED:
      return _("Delivered");

    case MAJU_DELIVERY_NONE:
    default:
      return NULL;
    }
}

static const char *
get_delivery_icon (MajuDelivery delivery)
{
  switch (delivery)
    {
    case MAJU_DELIVERY_PARTIAL:
      return "content-loading-symbolic";

    case MAJU_DELIVERY_DELIVERED:
      return "object-select-symbolic";

    case MAJU_DELIVERY_PENDING:
    case MAJU_DELIVERY_NONE:
    default:
      return "document-open-recent-symbolic";
    }
}

static void
update_delivery (MajuChatRow *self)
{
  MajuDelivery delivery = maju_chat_message_get_delivery (self->message);
  const char *words = get_delivery_words (delivery);

  gtk_widget_set_visible (GTK_WIDGET (self->delivery_icon), words != NULL);
  gtk_image_set_from_icon_name (self->delivery_icon,
                                get_delivery_icon (delivery));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->delivery_icon), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words != NULL ? words : "",
                                  -1);
}

static void
update_side (MajuChatRow *self)
{
  gboolean own = maju_chat_message_get_is_own (self->message);
  GtkAlign side = own ? GTK_ALIGN_END : GTK_ALIGN_START;

  gtk_widget_set_halign (self->box, side);
  gtk_widget_set_halign (self->header, side);
  gtk_widget_set_halign (self->line, side);
  if (own)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self), "own");
      gtk_widget_set_margin_start (self->box, 36);
    }
  else
    gtk_widget_set_margin_end (self->box, 36);
}

static void
update_text (MajuChatRow *self)
{
  const char *text = maju_chat_message_get_text (self->message);
  const char *name = maju_chat_message_get_is_own (self->message)
                     ? _("You")
                     : maju_chat_message_get_sender_name (self->message);
  g_autofree char *time = NULL;
  g_autofree char *label = NULL;
  g_autofree char *markup = NULL;

  time = g_date_time_format (maju_chat_message_get_time (self->message), "%R");
  markup = maju_link_markup (text);
  gtk_label_set_markup (self->text_label, markup);
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->time_label, time);

  /* Translators: a message in the chat as a screen reader says it: who wrote
   * it, when, and the text. */
  label = g_strdup_printf (_("%s, %s: %s"), name, time, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
maju_chat_row_constructed (GObject *object)
{
  MajuChatRow *self = MAJU_CHAT_ROW (object);

  G_OBJECT_CLASS (maju_chat_row_parent_class)->constructed (object);

  g_return_if_fail (self->message != NULL);
  g_signal_connect_object (self->message, "notify::delivery",
                           G_CALLBACK (update_delivery), self,
                           G_CONNECT_SWAPPED);
  update_side (self);
  update_text (self);
  update_delivery (self);
}

static void
maju_chat_row_dispose (GObject *object)
{
  MajuChatRow *self = MAJU_CHAT_ROW (object);

  /* Before the template's children are let go of: the row holds this one. */
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_CHAT_ROW);
  g_clear_object (&self->message);

  G_OBJECT_CLASS (maju_chat_row_parent_class)->dispose (object);
}

static void
maju_chat_row_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  MajuChatRow *self = MAJU_CHAT_ROW (object);

  switch (prop_id)
    {
    case PROP_MESSAGE:
      g_value_set_object (value, self->message);
      break;

    case PROP_CONTINUES:
      g_value_set_boolean (value, self->continues);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_chat_row_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  MajuChatRow *self = MAJU_CHAT_ROW (object);

  switch (prop_id)
    {
    case PROP_MESSAGE:
      self->message = g_value_dup_object (value);
      break;

    case PROP_CONTINUES:
      maju_chat_row_set_continues (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_chat_row_class_init (MajuChatRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = maju_chat_row_constructed;
  object_class->dispose = maju_chat_row_dispose;
  object_class->get_property = maju_chat_row_get_property;
  object_class->set_property = maju_chat_row_set_property;

  properties[PROP_MESSAGE] =
    g_param_spec_object ("message", NULL, NULL, MAJU_TYPE_CHAT_MESSAGE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                         | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONTINUES] =
    g_param_spec_boolean ("continues", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                          | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-chat-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuChatRow, box);
  gtk_widget_class_bind_template_child (widget_class, MajuChatRow, header);
  gtk_widget_class_bind_template_child (widget_class, MajuChatRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, MajuChatRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, MajuChatRow, line);
  gtk_widget_class_bind_template_child (widget_class, MajuChatRow,
                                        delivery_icon);
  gtk_widget_class_bind_template_child (widget_class, MajuChatRow, text_label);
}

static void
maju_chat_row_init (MajuChatRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
maju_chat_row_new (MajuChatMessage *message)
{
  return g_object_new (MAJU_TYPE_CHAT_ROW,
                       "message", message,
                       NULL);
}

MajuChatMessage *
maju_chat_row_get_message (MajuChatRow *self)
{
  g_return_val_if_fail (MAJU_IS_CHAT_ROW (self), NULL);

  return self->message;
}

void
maju_chat_row_set_continues (MajuChatRow *self,
                             gboolean     continues)
{
  g_return_if_fail (MAJU_IS_CHAT_ROW (self));

  continues = !!continues;
  if (self->continues == continues)
    return;

  self->continues = continues;
  gtk_widget_set_visible (self->header, !continues);
  if (continues)
    gtk_widget_add_css_class (GTK_WIDGET (self), "continues");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "continues");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTINUES]);
}
