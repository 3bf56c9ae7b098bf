/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-knock-notifier.h"

#include "maju-chat-notifier.h"
#include "maju-window-use.h"

#include <glib/gi18n.h>

struct _MajuKnockNotifier
{
  GObject parent_instance;

  MajuDoor *door;
  GApplication *application;
  GtkWindow *window;            /* weak */
  guint window_id;
  GPtrArray *told;              /* (element-type MajuKnocker) */
};

G_DEFINE_FINAL_TYPE (MajuKnockNotifier, maju_knock_notifier, G_TYPE_OBJECT)

static char *
make_id (MajuKnockNotifier *self,
         MajuKnocker       *knocker)
{
  return g_strdup_printf ("knock-%u-%s", self->window_id,
                          maju_knocker_get_id (knocker));
}

static void
withdraw (MajuKnockNotifier *self,
          MajuKnocker       *knocker)
{
  g_autofree char *id = make_id (self, knocker);

  g_application_withdraw_notification (self->application, id);
}

/* It may light up a screen: somebody stands there and waits. */
static void
tell (MajuKnockNotifier *self,
      MajuKnocker       *knocker)
{
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *id = make_id (self, knocker);
  g_autofree char *words = NULL;
  g_autofree char *body = NULL;
  const char *who = maju_knocker_get_id (knocker);

  words = g_strdup_printf (_("%s would like to come in"),
                           maju_knocker_get_display_name (knocker));
  notification = g_notification_new (_("Somebody Knocks"));
  body = maju_chat_notifier_make_body (words);
  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.show-window",
                                                "u", self->window_id);
  g_notification_add_button_with_target (notification, _("Let In"), "app.admit",
                                         "(us)", self->window_id, who);
  g_notification_add_button_with_target (notification, _("Refuse"), "app.refuse",
                                         "(us)", self->window_id, who);
  g_ptr_array_add (self->told, g_object_ref (knocker));
  g_application_send_notification (self->application, id, notification);
}

static gboolean
is_waiting (GListModel  *waiting,
            MajuKnocker *knocker)
{
  for (guint i = 0; i < g_list_model_get_n_items (waiting); i++)
    {
      g_autoptr(MajuKnocker) other = g_list_model_get_item (waiting, i);

      if (other == knocker)
        return TRUE;
    }

  return FALSE;
}

static void
waiting_changed_cb (MajuKnockNotifier *self,
                    guint              position,
                    guint              removed,
                    guint              added,
                    GListModel        *waiting)
{
  for (guint i = self->told->len; i-- > 0;)
    {
      MajuKnocker *knocker = g_ptr_array_index (self->told, i);

      if (is_waiting (waiting, knocker))
        continue;
      withdraw (self, knocker);
      g_ptr_array_remove_index (self->told, i);
    }
  if (!maju_door_get_answers (self->door) || self->window == NULL
      || maju_window_use_is_used (self->window))
    return;

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(MajuKnocker) knocker = g_list_model_get_item (waiting, i);

      tell (self, knocker);
    }
}

static void
maju_knock_notifier_dispose (GObject *object)
{
  MajuKnockNotifier *self = MAJU_KNOCK_NOTIFIER (object);

  for (guint i = 0; self->told != NULL && i < self->told->len; i++)
    withdraw (self, g_ptr_array_index (self->told, i));
  g_clear_pointer (&self->told, g_ptr_array_unref);
  g_clear_object (&self->door);
  g_clear_object (&self->application);
  g_clear_weak_pointer (&self->window);

  G_OBJECT_CLASS (maju_knock_notifier_parent_class)->dispose (object);
}

static void
maju_knock_notifier_class_init (MajuKnockNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = maju_knock_notifier_dispose;
}

static void
maju_knock_notifier_init (MajuKnockNotifier *self)
{
  self->told = g_ptr_array_new_with_free_func (g_object_unref);
}

MajuKnockNotifier *
maju_knock_notifier_new (MajuDoor             *door,
                         GtkApplicationWindow *window)
{
  MajuKnockNotifier *self;
  GtkApplication *application;

  g_return_val_if_fail (MAJU_IS_DOOR (door), NULL);
  g_return_val_if_fail (GTK_IS_APPLICATION_WINDOW (window), NULL);

  application = gtk_window_get_application (GTK_WINDOW (window));
  g_return_val_if_fail (application != NULL, NULL);

  self = g_object_new (MAJU_TYPE_KNOCK_NOTIFIER, NULL);
  self->door = g_object_ref (door);
  self->application = g_object_ref (G_APPLICATION (application));
  self->window_id = gtk_application_window_get_id (window);
  g_set_weak_pointer (&self->window, GTK_WINDOW (window));
  g_signal_connect_object (maju_door_get_waiting (door), "items-changed",
                           G_CALLBACK (waiting_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

void
maju_knock_notifier_answer (MajuKnockNotifier *self,
                            const char        *id,
                            gboolean           admit)
{
  GListModel *waiting;

  g_return_if_fail (MAJU_IS_KNOCK_NOTIFIER (self));
  g_return_if_fail (id != NULL);

  waiting = maju_door_get_waiting (self->door);
  for (guint i = 0; i < g_list_model_get_n_items (waiting); i++)
    {
      g_autoptr(MajuKnocker) knocker = g_list_model_get_item (waiting, i);

      if (!g_str_equal (maju_knocker_get_id (knocker), id))
        continue;
      if (admit)
        maju_door_admit (self->door, knocker);
      else
        maju_door_refuse (self->door, knocker);
      return;
    }
}
