/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-invite-card.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_LINK,
  N_PROPS
};

struct _MajuInviteCard
{
  GtkWidget parent_instance;

  MajuRoomLink *link;

  GtkWidget *child;
  GtkLabel *link_label;
  GtkWidget *copy_button;
  GtkLabel *scope_label;
};

G_DEFINE_FINAL_TYPE (MajuInviteCard, maju_invite_card, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];

static const char *
get_scope_words (MajuRoomLink *link)
{
  if (maju_room_link_get_is_loopback (link))
    return _("It works on this computer only: there is no network that others "
             "could come by.");
  if (maju_room_link_get_is_local (link))
    return _("People on your local network can join with it, as long as this "
             "call is open on the computer that started it.");
  if (maju_room_link_get_key (link) == NULL)
    return _("Anybody who has it can join. It has no key, so nobody can be "
             "verified.");

  return _("Anybody who has it can join: send it only to the people you want "
           "to talk to.");
}

/* Not the link: a label that can be selected is selected by the focus. */
static gboolean
maju_invite_card_grab_focus (GtkWidget *widget)
{
  MajuInviteCard *self = MAJU_INVITE_CARD (widget);

  return gtk_widget_grab_focus (self->copy_button);
}

static void
maju_invite_card_dispose (GObject *object)
{
  MajuInviteCard *self = MAJU_INVITE_CARD (object);

  g_clear_pointer (&self->child, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_INVITE_CARD);
  g_clear_pointer (&self->link, maju_room_link_unref);

  G_OBJECT_CLASS (maju_invite_card_parent_class)->dispose (object);
}

static void
maju_invite_card_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  MajuInviteCard *self = MAJU_INVITE_CARD (object);

  switch (prop_id)
    {
    case PROP_LINK:
      g_value_set_boxed (value, self->link);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_invite_card_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  MajuInviteCard *self = MAJU_INVITE_CARD (object);

  switch (prop_id)
    {
    case PROP_LINK:
      maju_invite_card_set_link (self, g_value_get_boxed (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_invite_card_class_init (MajuInviteCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = maju_invite_card_dispose;
  object_class->get_property = maju_invite_card_get_property;
  object_class->set_property = maju_invite_card_set_property;
  widget_class->grab_focus = maju_invite_card_grab_focus;

  properties[PROP_LINK] =
    g_param_spec_boxed ("link", NULL, NULL, MAJU_TYPE_ROOM_LINK,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                        | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-invite-card.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuInviteCard, child);
  gtk_widget_class_bind_template_child (widget_class, MajuInviteCard,
                                        link_label);
  gtk_widget_class_bind_template_child (widget_class, MajuInviteCard,
                                        copy_button);
  gtk_widget_class_bind_template_child (widget_class, MajuInviteCard,
                                        scope_label);
}

static void
maju_invite_card_init (MajuInviteCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
maju_invite_card_set_link (MajuInviteCard *self,
                           MajuRoomLink   *link)
{
  g_autofree char *text = NULL;

  g_return_if_fail (MAJU_IS_INVITE_CARD (self));

  if (self->link == link)
    return;

  g_clear_pointer (&self->link, maju_room_link_unref);
  if (link != NULL)
    {
      self->link = maju_room_link_ref (link);
      text = maju_room_link_to_string (link, MAJU_LINK_SCHEME_WEB);
    }
  gtk_label_set_text (self->link_label, text != NULL ? text : "");
  /* A label calls itself by its text when that is set. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->link_label),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Link"),
                                  -1);
  gtk_label_set_text (self->scope_label,
                      link != NULL ? get_scope_words (link) : "");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LINK]);
}
