/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-peer-private.h"

#include "maju-peer-limits-private.h"

#include <glib/gi18n-lib.h>

/* A step that a transport is taking; the data of the task that waits for it. */
static GTask *
make_task (MajuPeer           *self,
           gpointer            source_tag,
           GCancellable       *cancellable,
           GAsyncReadyCallback callback,
           gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  return task;
}

static void
set_generation (GTask          *task,
                MajuGeneration *generation)
{
  g_task_set_task_data (task, maju_generation_ref (generation),
                        (GDestroyNotify) maju_generation_unref);
}

static void
refuse_state (GTask      *task,
              const char *message)
{
  g_task_return_new_error_literal (task, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE,
                                   message);
}

/* Whether it was not replaced while we waited. */
static gboolean
is_alive (MajuPeer       *self,
          MajuGeneration *generation)
{
  return maju_peer_find_generation (self, generation->number) == generation;
}

/* Notes what we have said of ourselves; it may be that it can be used no more.
 *
 * Returns: FALSE with an error when it cannot. */
static gboolean
note_description (MajuPeer       *self,
                  MajuGeneration *generation,
                  const char     *text,
                  GError        **error)
{
  MajuSdpType type = self->offerer ? MAJU_SDP_TYPE_OFFER : MAJU_SDP_TYPE_ANSWER;

  if (!is_alive (self, generation))
    {
      g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE,
                   _("The connection was replaced"));
      return FALSE;
    }

  generation->local = maju_sdp_gate_check (type, text, NULL, error);
  if (generation->local == NULL)
    return FALSE;

  if (self->state == MAJU_PEER_STATE_NEW)
    maju_peer_set_state (self, MAJU_PEER_STATE_CONNECTING);
  maju_peer_described (self, generation);
  return TRUE;
}

/* The offer or the answer: each side only ever makes one of them. */
static void
description_created_cb (GObject      *object,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MajuPeer *self = g_task_get_source_object (task);
  MajuTransport *transport = MAJU_TRANSPORT (object);
  g_autofree char *text = NULL;
  GError *error = NULL;

  if (self->offerer)
    text = maju_transport_create_offer_finish (transport, result, &error);
  else
    text = maju_transport_create_answer_finish (transport, result, &error);
  if (text != NULL &&
      note_description (self, g_task_get_task_data (task), text, &error))
    g_task_return_pointer (task, g_steal_pointer (&text), g_free);
  else
    g_task_return_error (task, error);
}

void
maju_peer_create_offer_async (MajuPeer           *self,
                              gboolean            ice_restart,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  MajuGeneration *generation;
  GError *error = NULL;

  g_return_if_fail (MAJU_IS_PEER (self));

  task = make_task (self, maju_peer_create_offer_async, cancellable, callback,
                    user_data);
  if (!maju_peer_check_usable (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (!self->offerer || ice_restart != (self->current != NULL))
    {
      refuse_state (task, _("An offer cannot be made now"));
      return;
    }

  generation = maju_peer_begin_generation (self, self->newest < 0
                                                 ? self->first
                                                 : (guint) self->newest + 1);
  generation->local_asked = TRUE;
  set_generation (task, generation);
  maju_transport_create_offer_async (generation->transport, description_created_cb,
                                     g_steal_pointer (&task));
}

static char *
finish_description (MajuPeer     *self,
                    GAsyncResult *result,
                    guint        *out_generation,
                    GError      **error)
{
  MajuGeneration *generation = g_task_get_task_data (G_TASK (result));

  if (out_generation != NULL)
    *out_generation = generation != NULL ? generation->number : 0;
  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
maju_peer_create_offer_finish (MajuPeer     *self,
                               GAsyncResult *result,
                               guint        *out_generation,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return finish_description (self, result, out_generation, error);
}

void
maju_peer_create_answer_async (MajuPeer           *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  MajuGeneration *generation;
  GError *error = NULL;

  g_return_if_fail (MAJU_IS_PEER (self));

  task = make_task (self, maju_peer_create_answer_async, cancellable, callback,
                    user_data);
  if (!maju_peer_check_usable (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  generation = self->next != NULL ? self->next : self->current;
  if (self->offerer || generation == NULL || !generation->remote_set ||
      generation->local_asked)
    {
      refuse_state (task, _("There is no offer to answer"));
      return;
    }

  generation->local_asked = TRUE;
  set_generation (task, generation);
  maju_transport_create_answer_async (generation->transport, description_created_cb,
                                      g_steal_pointer (&task));
}

char *
maju_peer_create_answer_finish (MajuPeer     *self,
                                GAsyncResult *result,
                                guint        *out_generation,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return finish_description (self, result, out_generation, error);
}

/* The other side's m-lines and certificate hold for the life of the call. */
static MajuSdp *
pass_gate (MajuPeer      *self,
           MajuSdpType    type,
           const char    *text,
           const MajuSdp *earlier,
           GError       **error)
{
  g_autoptr(MajuSdp) sdp = maju_sdp_gate_check (type, text, earlier, error);

  if (sdp == NULL)
    return NULL;
  if (self->first_remote == NULL ||
      g_str_equal (self->first_remote->fingerprint, sdp->fingerprint))
    return g_steal_pointer (&sdp);

  g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_FINGERPRINT,
               _("The other side could not prove who it is: "
                 "somebody may be in between"));
  return NULL;
}

static void
remote_set_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MajuPeer *self = g_task_get_source_object (task);
  MajuGeneration *generation = g_task_get_task_data (task);
  GError *error = NULL;

  if (!maju_transport_set_remote_finish (MAJU_TRANSPORT (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (!is_alive (self, generation))
    {
      refuse_state (task, _("The connection was replaced"));
      return;
    }

  maju_generation_remote_is_set (generation);
  if (self->state == MAJU_PEER_STATE_NEW)
    maju_peer_set_state (self, MAJU_PEER_STATE_CONNECTING);
  maju_peer_described (self, generation);
  g_task_return_boolean (task, TRUE);
}

/* @sdp: (transfer full). */
static void
set_remote (MajuPeer       *self,
            MajuGeneration *generation,
            MajuSdpType     type,
            MajuSdp        *sdp,
            GTask          *task)
{
  generation->remote = sdp;
  if (self->first_remote == NULL)
    {
      /* The copy needs only what later ones are compared with. */
      self->first_remote = g_memdup2 (sdp, sizeof *sdp);
      self->first_remote->text = NULL;
      self->first_remote->fingerprint = g_strdup (sdp->fingerprint);
    }
  set_generation (task, generation);
  maju_transport_set_remote_async (generation->transport, type, sdp,
                                   remote_set_cb, g_object_ref (task));
}

static void
set_remote_offer (MajuPeer   *self,
                  guint       number,
                  const char *text,
                  GTask      *task)
{
  GError *error = NULL;
  MajuSdp *sdp;

  if (self->offerer)
    {
      refuse_state (task, _("The other side does not make the offers"));
      return;
    }
  /* Offers can come faster than what they replace can be taken apart. */
  if (self->n_closing >= MAJU_PEER_LIMIT_CLOSING)
    {
      refuse_state (task, _("The connection was replaced"));
      return;
    }
  if ((int) number <= self->newest)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  sdp = pass_gate (self, MAJU_SDP_TYPE_OFFER, text, self->first_remote, &error);
  if (sdp == NULL)
    g_task_return_error (task, error);
  else
    set_remote (self, maju_peer_begin_generation (self, number),
                MAJU_SDP_TYPE_OFFER, sdp, task);
}

static void
set_remote_answer (MajuPeer   *self,
                   guint       number,
                   const char *text,
                   GTask      *task)
{
  MajuGeneration *generation = maju_peer_find_generation (self, number);
  GError *error = NULL;
  MajuSdp *sdp;

  if (generation == NULL && (int) number <= self->newest)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (!self->offerer || generation == NULL || generation->local == NULL ||
      generation->remote != NULL)
    {
      refuse_state (task, _("There is no offer that this answers"));
      return;
    }

  sdp = pass_gate (self, MAJU_SDP_TYPE_ANSWER, text, generation->local, &error);
  if (sdp == NULL)
    g_task_return_error (task, error);
  else
    set_remote (self, generation, MAJU_SDP_TYPE_ANSWER, sdp, task);
}

void
maju_peer_set_remote_description_async (MajuPeer           *self,
                                        MajuSdpType         type,
                                        guint               generation,
                                        const char         *sdp,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (MAJU_IS_PEER (self));
  g_return_if_fail (sdp != NULL);

  task = make_task (self, maju_peer_set_remote_description_async, cancellable,
                    callback, user_data);
  if (!maju_peer_check_usable (self, &error))
    g_task_return_error (task, error);
  else if (generation > G_MAXINT)
    refuse_state (task, _("There is no offer that this answers"));
  else if (type == MAJU_SDP_TYPE_OFFER)
    set_remote_offer (self, generation, sdp, task);
  else
    set_remote_answer (self, generation, sdp, task);
}

gboolean
maju_peer_set_remote_description_finish (MajuPeer     *self,
                                         GAsyncResult *result,
                                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
refuse_candidate (GError **error)
{
  g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_DESCRIPTION,
               _("The other side sent too many network addresses"));
  return FALSE;
}

gboolean
maju_peer_add_ice_candidate (MajuPeer   *self,
                             guint       generation,
                             guint       media_index,
                             const char *candidate,
                             GError    **error)
{
  MajuGeneration *found;
  gboolean usable = TRUE;

  g_return_val_if_fail (MAJU_IS_PEER (self), FALSE);
  g_return_val_if_fail (candidate != NULL, FALSE);

  if (media_index >= MAJU_N_SDP_MEDIA)
    {
      g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_DESCRIPTION,
                   _("The other side sent a network address that cannot be "
                     "used (%s)"), "m-line");
      return FALSE;
    }
  if (candidate[0] != '\0' &&
      !maju_ice_candidate_check (candidate, NULL, &usable, error))
    return FALSE;
  if (!usable || !maju_peer_check_usable (self, NULL))
    return TRUE;

  /* Everything is bundled on the first m-line. */
  found = maju_peer_find_generation (self, generation);
  if (found != NULL)
    return maju_generation_add_candidate (found, 0, candidate) ||
           refuse_candidate (error);
  if (generation > G_MAXINT || (int) generation <= self->newest)
    return TRUE;
  if (self->early->len == MAJU_PEER_LIMIT_CANDIDATES)
    return refuse_candidate (error);

  g_ptr_array_add (self->early,
                   maju_queued_candidate_new (generation, 0, candidate));
  return TRUE;
}
