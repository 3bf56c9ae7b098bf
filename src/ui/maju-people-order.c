/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-people-order.h"

#include "maju-gesture-watch.h"

#include <gtk/gtk.h>

static int
compare_cb (gconstpointer a,
            gconstpointer b,
            gpointer      user_data)
{
  gint64 first, second;

  first = maju_gestures_get_hand_time (
    maju_participant_get_gestures ((MajuParticipant *) a));
  second = maju_gestures_get_hand_time (
    maju_participant_get_gestures ((MajuParticipant *) b));

  if (first == second)
    return GTK_ORDERING_EQUAL;
  if (first == 0 || second == 0)
    return first == 0 ? GTK_ORDERING_LARGER : GTK_ORDERING_SMALLER;

  return first < second ? GTK_ORDERING_SMALLER : GTK_ORDERING_LARGER;
}

static void
hand_cb (GtkSorter *sorter)
{
  gtk_sorter_changed (sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

static GListModel *
list_everybody (MajuCall *call)
{
  GListStore *own = g_list_store_new (MAJU_TYPE_PARTICIPANT);
  GListStore *models = g_list_store_new (G_TYPE_LIST_MODEL);

  g_list_store_append (own, maju_call_get_self (call));
  g_list_store_append (models, own);
  g_list_store_append (models, maju_call_get_participants (call));
  g_object_unref (own);

  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (models)));
}

GListModel *
maju_people_order_new (MajuCall *call)
{
  GListModel *everybody, *order;
  GtkSorter *sorter;
  MajuGestureWatch *watch;

  g_return_val_if_fail (MAJU_IS_CALL (call), NULL);

  everybody = list_everybody (call);
  sorter = GTK_SORTER (gtk_custom_sorter_new (compare_cb, NULL, NULL));
  watch = maju_gesture_watch_new (everybody);
  g_signal_connect_object (watch, "hand", G_CALLBACK (hand_cb), sorter,
                           G_CONNECT_SWAPPED);
  order = G_LIST_MODEL (gtk_sort_list_model_new (everybody, sorter));
  g_object_set_data_full (G_OBJECT (order), "gesture-watch", watch,
                          g_object_unref);

  return order;
}
