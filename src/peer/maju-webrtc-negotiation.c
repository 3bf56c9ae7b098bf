/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-webrtc-transport-private.h"

#include <glib/gi18n-lib.h>
#include <gst/sdp/sdp.h>

typedef void (*ActionFunc) (MajuWebrtcTransport *self,
                            GTask               *task,
                            const GstStructure  *reply);

/* webrtcbin answers through a promise, in a thread of its own. */
typedef struct
{
  MajuWebrtcTransport *self;
  GTask *task;
  GstPromise *promise;
  ActionFunc func;
} Action;

static void
action_free (gpointer data)
{
  Action *action = data;

  g_clear_pointer (&action->promise, gst_promise_unref);
  g_object_unref (action->task);
  g_object_unref (action->self);
  g_free (action);
}

/* Takes the task out of those that a close has to answer; whoever does that
 * answers it.
 *
 * Returns: FALSE when somebody else has done so. */
static gboolean
claim (MajuWebrtcTransport *self,
       GTask               *task)
{
  return g_ptr_array_remove_fast (self->tasks, task);
}

static void
fail (MajuWebrtcTransport *self,
      GTask               *task,
      GError              *error)
{
  if (claim (self, task))
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

static void
handle_reply (MajuWebrtcTransport *self,
              guint                number,
              gpointer             data)
{
  Action *action = data;
  const GstStructure *reply = NULL;
  g_autoptr(GError) error = NULL;

  self->n_actions--;
  maju_webrtc_transport_go_on_closing (self);
  if (!g_ptr_array_find (self->tasks, action->task, NULL))
    return;

  if (gst_promise_wait (action->promise) == GST_PROMISE_RESULT_REPLIED)
    reply = gst_promise_get_reply (action->promise);
  else
    error = g_error_new (MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED,
                         _("The connection broke (%s)"), "promise");
  if (reply != NULL && gst_structure_has_field (reply, "error"))
    gst_structure_get (reply, "error", G_TYPE_ERROR, &error, NULL);

  if (error != NULL)
    fail (self, action->task,
          g_error_new (MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED,
                       _("The connection could not be negotiated (%s)"),
                       error->message));
  else
    action->func (self, action->task, reply);
}

static void
promise_cb (GstPromise *promise,
            gpointer    user_data)
{
  Action *action = user_data;

  action->promise = promise;
  maju_webrtc_transport_post (action->self, handle_reply, 0, action,
                              action_free);
}

static GstPromise *
make_promise (MajuWebrtcTransport *self,
              GTask               *task,
              ActionFunc           func)
{
  Action *action = g_new0 (Action, 1);

  action->self = g_object_ref (self);
  action->task = g_object_ref (task);
  action->func = func;
  self->n_actions++;
  return gst_promise_new_with_change_func (promise_cb, action, NULL);
}

static void
local_description_set (MajuWebrtcTransport *self,
                       GTask               *task,
                       const GstStructure  *reply)
{
  if (claim (self, task))
    g_task_return_pointer (task, g_strdup (g_task_get_task_data (task)), g_free);
}

/* Fails unless DTLS really uses the certificate of this call. */
static gboolean
check_certificate (MajuWebrtcTransport *self,
                   GError             **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *pem = NULL;

  if (self->dtls->len == 1)
    g_object_get (self->dtls->pdata[0], "pem", &pem, NULL);
  if (pem != NULL && g_str_equal (pem, self->config->certificate))
    return TRUE;

  g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED,
               _("The call's certificate is not in use"));
  return FALSE;
}

static gboolean
has_attribute_before (const GstSDPMedia *media,
                      guint              index)
{
  const GstSDPAttribute *attribute = gst_sdp_media_get_attribute (media, index);

  for (guint i = 0; i < index; i++)
    {
      const GstSDPAttribute *other = gst_sdp_media_get_attribute (media, i);

      if (g_strcmp0 (other->key, attribute->key) == 0 &&
          g_strcmp0 (other->value, attribute->value) == 0)
        return TRUE;
    }
  return FALSE;
}

/* With two codecs webrtcbin says twice what holds for the whole m-line, which
 * browsers refuse. */
static void
remove_repeated (GstSDPMedia *media)
{
  for (guint i = gst_sdp_media_attributes_len (media); i > 0; i--)
    {
      if (has_attribute_before (media, i - 1))
        gst_sdp_media_remove_attribute (media, i - 1);
    }
}

static gboolean
has_parameters (const GstSDPMedia *media,
                const char        *format)
{
  g_autofree char *start = g_strconcat (format, " ", NULL);

  for (guint i = 0; i < gst_sdp_media_attributes_len (media); i++)
    {
      const GstSDPAttribute *attribute = gst_sdp_media_get_attribute (media, i);

      if (g_strcmp0 (attribute->key, "fmtp") == 0 &&
          g_str_has_prefix (attribute->value, start))
        return TRUE;
    }
  return FALSE;
}

/* Returns: (transfer full) (nullable): the format of H.264 */
static char *
find_h264 (const GstSDPMedia *media)
{
  for (guint i = 0; i < gst_sdp_media_attributes_len (media); i++)
    {
      const GstSDPAttribute *attribute = gst_sdp_media_get_attribute (media, i);

      if (g_strcmp0 (attribute->key, "rtpmap") == 0 &&
          g_str_has_suffix (attribute->value, " H264/90000"))
        return g_strndup (attribute->value, strcspn (attribute->value, " "));
    }
  return NULL;
}

static void
put_first (GstSDPMedia *media,
           const char  *format)
{
  for (guint i = 0; i < gst_sdp_media_formats_len (media); i++)
    {
      if (g_strcmp0 (gst_sdp_media_get_format (media, i), format) != 0)
        continue;
      gst_sdp_media_remove_format (media, i);
      gst_sdp_media_insert_format (media, 0, format);
      return;
    }
}

/* What webrtcbin is not told of the codecs, as its elements have it otherwise,
 * and their order, which an answer of its has from the offer. */
static void
set_formats (MajuWebrtcTransport *self,
             GstSDPMessage       *message)
{
  for (guint i = 0; i < gst_sdp_message_medias_len (message); i++)
    {
      GstSDPMedia *media = (GstSDPMedia *) gst_sdp_message_get_media (message, i);
      g_autofree char *format = find_h264 (media);

      remove_repeated (media);
      if (format == NULL)
        continue;
      if (!has_parameters (media, format))
        {
          g_autofree char *value = g_strconcat (format, " " MAJU_SDP_H264_FORMAT,
                                                NULL);

          gst_sdp_media_add_attribute (media, "fmtp", value);
        }
      if (self->config->h264 == MAJU_H264_USE_FIRST)
        put_first (media, format);
    }
}

/* webrtcbin computes the fingerprint of a certificate that it did not make over
 * the private key too, which nobody can verify. */
static void
set_fingerprint (MajuWebrtcTransport *self,
                 GstSDPMessage       *message)
{
  g_autofree char *value = g_strdup_printf ("sha-256 %s", self->fingerprint);

  for (guint i = 0; i < gst_sdp_message_medias_len (message); i++)
    {
      GstSDPMedia *media = (GstSDPMedia *) gst_sdp_message_get_media (message, i);

      for (guint j = 0; j < gst_sdp_media_attributes_len (media); j++)
        {
          const GstSDPAttribute *attribute;
          GstSDPAttribute replacement;

          attribute = gst_sdp_media_get_attribute (media, j);
          if (g_strcmp0 (attribute->key, "fingerprint") != 0)
            continue;
          gst_sdp_attribute_set (&replacement, "fingerprint", value);
          gst_sdp_media_replace_attribute (media, j, &replacement);
        }
    }
}

/* What we say of ourselves has to be as right as what others say, and every
 * fingerprint in it ours: otherwise nobody could verify us. */
static gboolean
check_local (MajuWebrtcTransport *self,
             MajuSdpType          type,
             const char          *text,
             GError             **error)
{
  g_autoptr(MajuSdp) sdp = maju_sdp_gate_check (type, text, NULL, error);

  if (sdp == NULL)
    return FALSE;
  if (!g_str_equal (sdp->fingerprint, self->fingerprint))
    {
      g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED,
                   _("The call's certificate is not in use"));
      return FALSE;
    }
  return check_certificate (self, error);
}

static void
description_created (MajuWebrtcTransport *self,
                     GTask               *task,
                     const GstStructure  *reply,
                     MajuSdpType          type)
{
  g_autoptr(GstWebRTCSessionDescription) description = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;

  if (reply != NULL)
    gst_structure_get (reply,
                       type == MAJU_SDP_TYPE_OFFER ? "offer" : "answer",
                       GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description,
                       NULL);
  if (description == NULL)
    {
      fail (self, task,
            g_error_new (MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED,
                         _("The connection could not be negotiated (%s)"),
                         "SDP"));
      return;
    }

  set_fingerprint (self, description->sdp);
  set_formats (self, description->sdp);
  text = gst_sdp_message_as_text (description->sdp);
  if (!check_local (self, type, text, &error))
    {
      fail (self, task, error);
      return;
    }

  g_task_set_task_data (task, g_steal_pointer (&text), g_free);
  g_signal_emit_by_name (self->webrtcbin, "set-local-description", description,
                         make_promise (self, task, local_description_set));
}

static void
offer_created (MajuWebrtcTransport *self,
               GTask               *task,
               const GstStructure  *reply)
{
  description_created (self, task, reply, MAJU_SDP_TYPE_OFFER);
}

static void
answer_created (MajuWebrtcTransport *self,
                GTask               *task,
                const GstStructure  *reply)
{
  description_created (self, task, reply, MAJU_SDP_TYPE_ANSWER);
}

static void
remote_answer_set (MajuWebrtcTransport *self,
                   GTask               *task,
                   const GstStructure  *reply)
{
  if (claim (self, task))
    g_task_return_boolean (task, TRUE);
}

/* The m-lines are there: what we send goes on those. */
static void
remote_offer_set (MajuWebrtcTransport *self,
                  GTask               *task,
                  const GstStructure  *reply)
{
  GError *error = NULL;

  if (!maju_webrtc_transport_add_senders (self, FALSE, &error))
    fail (self, task, error);
  else if (claim (self, task))
    g_task_return_boolean (task, TRUE);
}

static gboolean
check_open (MajuWebrtcTransport *self,
            GTask               *task)
{
  g_ptr_array_add (self->tasks, task);
  if (!self->closing)
    return TRUE;

  fail (self, task,
        g_error_new (MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE,
                     _("The connection was closed")));
  return FALSE;
}

void
maju_webrtc_create_offer (MajuTransport *transport,
                          GTask         *task)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (transport);
  GError *error = NULL;

  if (!check_open (self, task))
    return;
  if (!maju_webrtc_transport_start (self, &error) ||
      !maju_webrtc_transport_add_senders (self, TRUE, &error))
    {
      fail (self, task, error);
      return;
    }

  g_signal_emit_by_name (self->webrtcbin, "create-offer", NULL,
                         make_promise (self, task, offer_created));
}

void
maju_webrtc_set_remote (MajuTransport *transport,
                        MajuSdpType    type,
                        const MajuSdp *sdp,
                        GTask         *task)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (transport);
  g_autoptr(GstWebRTCSessionDescription) description = NULL;
  GstSDPMessage *message = NULL;
  GError *error = NULL;

  if (!check_open (self, task))
    return;

  memcpy (self->remote_media, sdp->media, sizeof self->remote_media);
  if (type == MAJU_SDP_TYPE_OFFER && !maju_webrtc_transport_start (self, &error))
    {
      fail (self, task, error);
      return;
    }
  if (gst_sdp_message_new_from_text (sdp->text, &message) != GST_SDP_OK)
    {
      fail (self, task,
            g_error_new (MAJU_PEER_ERROR, MAJU_PEER_ERROR_DESCRIPTION,
                         _("The connection could not be negotiated (%s)"),
                         "SDP"));
      return;
    }

  description =
    gst_webrtc_session_description_new (type == MAJU_SDP_TYPE_OFFER
                                        ? GST_WEBRTC_SDP_TYPE_OFFER
                                        : GST_WEBRTC_SDP_TYPE_ANSWER,
                                        message);
  g_signal_emit_by_name (self->webrtcbin, "set-remote-description", description,
                         make_promise (self, task,
                                       type == MAJU_SDP_TYPE_OFFER
                                       ? remote_offer_set : remote_answer_set));
}

void
maju_webrtc_create_answer (MajuTransport *transport,
                           GTask         *task)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (transport);

  if (check_open (self, task))
    g_signal_emit_by_name (self->webrtcbin, "create-answer", NULL,
                           make_promise (self, task, answer_created));
}
