/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-closing-private.h"

struct _MajuClosing
{
  GObject parent_instance;

  guint n;
  GTask *task;
};

G_DEFINE_FINAL_TYPE (MajuClosing, maju_closing, G_TYPE_OBJECT)

enum
{
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
maju_closing_class_init (MajuClosingClass *klass)
{
  signals[CLOSED] =
    g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
maju_closing_init (MajuClosing *self)
{
}

MajuClosing *
maju_closing_new (void)
{
  return g_object_new (MAJU_TYPE_CLOSING, NULL);
}

static void
maybe_done (MajuClosing *self)
{
  g_autoptr(GTask) task = NULL;

  if (self->n > 0 || !self->task)
    return;

  task = g_steal_pointer (&self->task);
  g_task_return_boolean (task, TRUE);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MajuClosing) self = user_data;

  /* Closing always succeeds; it only takes its time. */
  maju_peer_close_finish (MAJU_PEER (source), result, NULL);
  self->n--;
  g_signal_emit (self, signals[CLOSED], 0);
  maybe_done (self);
}

void
maju_closing_add (MajuClosing *self,
                  MajuPeer    *peer)
{
  self->n++;
  maju_peer_close_async (peer, closed_cb, g_object_ref (self));
}

guint
maju_closing_get_n (MajuClosing *self)
{
  return self->n;
}

void
maju_closing_wait (MajuClosing *self,
                   GTask       *task)
{
  g_return_if_fail (self->task == NULL);

  self->task = task;
  maybe_done (self);
}
