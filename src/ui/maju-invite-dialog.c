/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-invite-dialog.h"

#include "maju-invite-card.h"
#include "maju-qr-paintable.h"

struct _MajuInviteDialog
{
  AdwDialog parent_instance;

  MajuInviteCard *card;
  GtkPicture *qr_picture;
  GtkWidget *save_button;
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
  gtk_widget_class_bind_template_child (widget_class, MajuInviteDialog,
                                        qr_picture);
  gtk_widget_class_bind_template_child (widget_class, MajuInviteDialog,
                                        save_button);
}

static void
maju_invite_dialog_init (MajuInviteDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_qr_code (MajuInviteDialog *self,
              MajuRoomLink     *link)
{
  g_autofree char *text = NULL;
  g_autoptr(GdkPaintable) code = NULL;

  text = maju_room_link_to_string (link, MAJU_LINK_SCHEME_WEB);
  code = maju_qr_paintable_new (text);
  gtk_picture_set_paintable (self->qr_picture, code);
  gtk_widget_set_visible (GTK_WIDGET (self->qr_picture), code != NULL);
}

AdwDialog *
maju_invite_dialog_new (MajuRoomLink *link)
{
  MajuInviteDialog *self = g_object_new (MAJU_TYPE_INVITE_DIALOG, NULL);

  maju_invite_card_set_link (self->card, link);
  /* Neither is of use where only this computer can open the link. */
  if (!maju_room_link_get_is_loopback (link))
    show_qr_code (self, link);
  gtk_widget_set_visible (self->save_button,
                          !maju_room_link_get_is_loopback (link));

  return ADW_DIALOG (self);
}
