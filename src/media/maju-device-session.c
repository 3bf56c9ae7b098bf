/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-device-session-private.h"

#include "maju-config.h"
#include "maju-media-private.h"

#include <glib/gi18n-lib.h>

/* Nothing for so long is a device that has stalled. */
#define STALL_MS 1500
#define WATCH_MS 250
#define FIRST_FRAME_MS 5000

enum
{
  SIGNAL_FLOW_CHANGED,
  SIGNAL_BROKEN,
  N_SIGNALS
};

/* What the streaming thread writes and the watchdog reads; it outlives both. */
typedef struct
{
  gint64 last_us;
  gint started;
} Flow;

typedef enum
{
  FLOW_AWAITED,
  FLOW_RUNNING,
  FLOW_STALLED,
} FlowState;

struct _MajuDeviceSession
{
  GObject parent_instance;

  MajuEndpoint *endpoint;
  const MajuDeviceFuncs *funcs;
  gpointer user_data;

  MajuRunner *runner;
  Flow *flow;
  FlowState flow_state;
  gint64 opened_us;
  GSource *watch_source;
  MajuRunnerReleased released;
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuDeviceSession, maju_device_session, G_TYPE_OBJECT)

static void
maju_device_session_finalize (GObject *object)
{
  MajuDeviceSession *self = MAJU_DEVICE_SESSION (object);

  maju_media_clear_source (&self->watch_source);
  g_clear_object (&self->runner);
  g_clear_object (&self->endpoint);
  g_clear_pointer (&self->flow, g_atomic_rc_box_release);

  G_OBJECT_CLASS (maju_device_session_parent_class)->finalize (object);
}

static void
maju_device_session_class_init (MajuDeviceSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_device_session_finalize;

  signals[SIGNAL_FLOW_CHANGED] =
    g_signal_new ("flow-changed", G_TYPE_FROM_CLASS (klass),
                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                  G_TYPE_BOOLEAN);
  signals[SIGNAL_BROKEN] =
    g_signal_new ("broken", G_TYPE_FROM_CLASS (klass),
                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                  G_TYPE_ERROR);
}

static void
maju_device_session_init (MajuDeviceSession *self)
{
  self->flow = g_atomic_rc_box_new0 (Flow);
}

static void
set_flow_state (MajuDeviceSession *self,
                FlowState          state)
{
  if (self->flow_state == state)
    return;

  if (self->flow_state == FLOW_AWAITED && state == FLOW_RUNNING)
    g_debug ("“%s” runs after %d ms", maju_endpoint_get_name (self->endpoint),
             (int) ((g_get_monotonic_time () - self->opened_us) / 1000));
  self->flow_state = state;
  g_signal_emit (self, signals[SIGNAL_FLOW_CHANGED], 0, state == FLOW_RUNNING);
}

static void
emit_broken (MajuDeviceSession *self,
             GError            *error)
{
  g_autoptr(GError) broken = error;

  g_signal_emit (self, signals[SIGNAL_BROKEN], 0, broken);
}

static void
message_cb (GstMessage *message,
            gpointer    user_data)
{
  g_autoptr(MajuDeviceSession) self = g_object_ref (user_data);
  MajuDeviceKind kind = maju_endpoint_get_kind (self->endpoint);
  GstMessageType type = GST_MESSAGE_TYPE (message);

  if (type == GST_MESSAGE_ERROR)
    emit_broken (self, maju_media_error_from_message (message, kind));
  else if (type == GST_MESSAGE_EOS)
    emit_broken (self, maju_media_error_new (MAJU_MEDIA_ERROR_STALLED, kind));
  else if (type == GST_MESSAGE_APPLICATION)
    set_flow_state (self, FLOW_RUNNING);
  else if (type == GST_MESSAGE_ELEMENT && self->funcs->message != NULL)
    self->funcs->message (message, self->user_data);
}

/* A stalled device is left open: it may come to life again. */
static gboolean
watch_cb (gpointer user_data)
{
  g_autoptr(MajuDeviceSession) self = g_object_ref (user_data);
  gint64 now = g_get_monotonic_time ();
  gint64 last;

  if (g_atomic_int_get (&self->flow->started))
    {
      last = __atomic_load_n (&self->flow->last_us, __ATOMIC_RELAXED);
      set_flow_state (self, now - last > STALL_MS * 1000 ? FLOW_STALLED
                                                         : FLOW_RUNNING);
    }
  else if (now - self->opened_us > FIRST_FRAME_MS * 1000)
    {
      set_flow_state (self, FLOW_STALLED);
    }

  return G_SOURCE_CONTINUE;
}

/* In the streaming thread. */
static GstPadProbeReturn
flow_probe_cb (GstPad          *pad,
               GstPadProbeInfo *info,
               gpointer         user_data)
{
  Flow *flow = user_data;

  __atomic_store_n (&flow->last_us, g_get_monotonic_time (), __ATOMIC_RELAXED);
  if (g_atomic_int_compare_and_exchange (&flow->started, FALSE, TRUE))
    {
      g_autoptr(GstElement) element = gst_pad_get_parent_element (pad);
      GstStructure *structure = gst_structure_new_empty ("maju-flowing");

      gst_element_post_message (element,
                                gst_message_new_application (GST_OBJECT (element),
                                                             structure));
    }

  return GST_PAD_PROBE_OK;
}

static GstPipeline *
create_pipeline (MajuDeviceSession *self,
                 GError           **error)
{
  g_autoptr(GstElement) pipeline = g_object_ref_sink (gst_pipeline_new (NULL));
  gboolean is_output =
    maju_endpoint_get_kind (self->endpoint) == MAJU_DEVICE_KIND_SPEAKER;
  g_autoptr(GstPad) device_pad = NULL;
  g_autoptr(GstPad) pad = NULL;
  GstPadLinkReturn linked;
  GstElement *element;

  element = maju_endpoint_create_element (self->endpoint, error);
  if (element == NULL)
    return NULL;

  gst_object_set_name (GST_OBJECT (element), MAJU_RUNNER_DEVICE);
  gst_bin_add (GST_BIN (pipeline), element);
  pad = self->funcs->build (GST_PIPELINE (pipeline),
                            maju_endpoint_get_is_real (self->endpoint),
                            self->user_data, error);
  if (pad == NULL)
    return NULL;

  device_pad = gst_element_get_static_pad (element, is_output ? "sink" : "src");
  linked = is_output ? gst_pad_link (pad, device_pad)
                     : gst_pad_link (device_pad, pad);
  if (linked != GST_PAD_LINK_OK)
    {
      g_set_error_literal (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_FAILED,
                           _("The device's format is not known"));
      return NULL;
    }

  gst_pad_add_probe (device_pad, GST_PAD_PROBE_TYPE_BUFFER, flow_probe_cb,
                     g_atomic_rc_box_acquire (self->flow),
                     g_atomic_rc_box_release);

  return GST_PIPELINE (g_steal_pointer (&pipeline));
}

MajuDeviceSession *
maju_device_session_new (MajuEndpoint          *endpoint,
                         const MajuDeviceFuncs *funcs,
                         gpointer               user_data,
                         GError               **error)
{
  g_autoptr(MajuDeviceSession) self =
    g_object_new (MAJU_TYPE_DEVICE_SESSION, NULL);
  g_autoptr(GstPipeline) pipeline = NULL;

  self->endpoint = g_object_ref (endpoint);
  self->funcs = funcs;
  self->user_data = user_data;
  pipeline = create_pipeline (self, error);
  if (pipeline == NULL)
    return NULL;

  self->runner = maju_runner_new (pipeline, message_cb, self);

  return g_steal_pointer (&self);
}

void
maju_device_session_start (MajuDeviceSession *self)
{
  g_debug ("Opening “%s”", maju_endpoint_get_name (self->endpoint));
  self->opened_us = g_get_monotonic_time ();
  self->watch_source = maju_media_add_timeout (WATCH_MS, watch_cb, self);
  maju_runner_start (self->runner);
}

MajuEndpoint *
maju_device_session_get_endpoint (MajuDeviceSession *self)
{
  return self->endpoint;
}

static void
released_cb (gpointer user_data)
{
  GTask *task = user_data;
  MajuDeviceSession *self = g_task_get_source_object (task);

  self->released (g_task_get_task_data (task));
}

void
maju_device_session_stop_async (MajuDeviceSession  *self,
                                MajuRunnerReleased  released,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, maju_device_session_stop_async);
  g_task_set_task_data (task, user_data, NULL);
  maju_media_clear_source (&self->watch_source);
  if (self->funcs->closing != NULL)
    self->funcs->closing (self->user_data);

  self->released = released;
  maju_runner_stop (self->runner, released_cb, task);
}

gboolean
maju_device_session_stop_finish (MajuDeviceSession *self,
                                 GAsyncResult      *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}
