/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-invite-dialog.h"

#include "maju-invite-card.h"

struct _MajuInviteDialog
{
  AdwDialog parent_instance;

  MajuInviteCard *card;
};

G_DEFINE_FINAL_TYPE (MajuInviteDialog, maju_invite_dialog, ADW_TYPE_DIALOG)

static void
maju_invite_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MAJU_TYPE_INVITE_DIALOG);

  G_OBJECT_CLASS (maju_invite_dialog_parent_class)->dispose (object);
}

static void
maju_invite_dialog_class_init (MajuInviteDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = maju_invite_dialog_dispose;

  g_type_ensure (MAJU_TYPE_INVITE_CARD);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-invite-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuInviteDialog, card);
}

static void
maju_invite_dialog_init (MajuInviteDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
maju_invite_dialog_new (MajuRoomLink *link)
{
  MajuInviteDialog *self = g_object_new (MAJU_TYPE_INVITE_DIALOG, NULL);

  maju_invite_card_set_link (self->card, link);

  return ADW_DIALOG (self);
}
