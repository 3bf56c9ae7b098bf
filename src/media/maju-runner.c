/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-runner-private.h"

#include "maju-media.h"

struct _MajuRunner
{
  GObject parent_instance;

  GstPipeline *pipeline;
  GSource *bus_source;
  MajuRunnerFunc func;
  gpointer user_data;
  MajuRunnerReleased released;
  gboolean starting;
  GTask *stop_task;
};

G_DEFINE_FINAL_TYPE (MajuRunner, maju_runner, G_TYPE_OBJECT)

static void
recalculate_latency (GstElement *pipeline,
                     gpointer    user_data)
{
  gst_bin_recalculate_latency (GST_BIN (pipeline));
}

static gboolean
bus_cb (GstBus     *bus,
        GstMessage *message,
        gpointer    user_data)
{
  g_autoptr(MajuRunner) self = g_object_ref (user_data);

  /* Without this the pipeline goes on with the latency it began with. Not in
   * this thread: it waits for elements that are starting, and the sink that
   * shows pictures waits for this thread when it starts. */
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_LATENCY)
    gst_element_call_async (GST_ELEMENT (self->pipeline), recalculate_latency,
                            NULL, NULL);
  else if (self->func != NULL)
    self->func (message, self->user_data);

  return G_SOURCE_CONTINUE;
}

static void
maju_runner_dispose (GObject *object)
{
  MajuRunner *self = MAJU_RUNNER (object);

  /* While it starts or stops the task holds a reference. */
  if (self->bus_source != NULL)
    g_source_destroy (self->bus_source);
  g_clear_pointer (&self->bus_source, g_source_unref);
  if (self->pipeline != NULL)
    g_warn_if_fail (GST_STATE (self->pipeline) == GST_STATE_NULL);
  gst_clear_object (&self->pipeline);

  G_OBJECT_CLASS (maju_runner_parent_class)->dispose (object);
}

static void
maju_runner_class_init (MajuRunnerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_runner_dispose;
}

static void
maju_runner_init (MajuRunner *self)
{
}

MajuRunner *
maju_runner_new (GstPipeline   *pipeline,
                 MajuRunnerFunc func,
                 gpointer       user_data)
{
  MajuRunner *self = g_object_new (MAJU_TYPE_RUNNER, NULL);
  g_autoptr(GstBus) bus = gst_pipeline_get_bus (pipeline);

  self->pipeline = gst_object_ref_sink (pipeline);
  self->func = func;
  self->user_data = user_data;
  maju_media_clock_setup (pipeline);

  self->bus_source = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_source, G_SOURCE_FUNC (bus_cb), self, NULL);
  g_source_attach (self->bus_source, g_main_context_get_thread_default ());

  return self;
}

/* A speaker must be closed first, for all before it wait for it. */
static gboolean
is_source (GstElement *device)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (device, "src");

  return pad != NULL;
}

/* A device that was unplugged may take half a minute to close. What stands
 * behind it must not wait for that. */
static void
release_in_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  MajuRunner *self = source_object;
  g_autoptr(GstElement) device = NULL;

  device = gst_bin_get_by_name (GST_BIN (self->pipeline), MAJU_RUNNER_DEVICE);
  if (device != NULL && is_source (device))
    gst_element_set_locked_state (device, TRUE);
  gst_element_set_state (GST_ELEMENT (self->pipeline), GST_STATE_NULL);
  g_task_return_boolean (task, TRUE);
}

static void
stop_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  MajuRunner *self = source_object;
  g_autoptr(GstElement) device = NULL;

  device = gst_bin_get_by_name (GST_BIN (self->pipeline), MAJU_RUNNER_DEVICE);
  if (device != NULL)
    gst_element_set_state (device, GST_STATE_NULL);
  g_task_return_boolean (task, TRUE);
}

static void
released_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  MajuRunner *self = MAJU_RUNNER (object);
  g_autoptr(GTask) task = g_steal_pointer (&self->stop_task);

  g_task_run_in_thread (task, stop_in_thread);
  if (self->released != NULL)
    self->released (user_data);
}

static void
release (MajuRunner *self)
{
  g_autoptr(GTask) task = NULL;

  task = g_task_new (self, NULL, released_cb, self->user_data);
  g_task_set_source_tag (task, release);
  g_task_run_in_thread (task, release_in_thread);
}

static void
start_in_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  MajuRunner *self = source_object;

  /* A failure is told on the bus, with its cause. */
  gst_element_set_state (GST_ELEMENT (self->pipeline), GST_STATE_PLAYING);
  g_task_return_boolean (task, TRUE);
}

static void
started_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  MajuRunner *self = MAJU_RUNNER (object);

  self->starting = FALSE;
  if (self->stop_task != NULL)
    release (self);
}

void
maju_runner_start (MajuRunner *self)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MAJU_IS_RUNNER (self));
  g_return_if_fail (!self->starting);

  self->starting = TRUE;
  task = g_task_new (self, NULL, started_cb, NULL);
  g_task_set_source_tag (task, maju_runner_start);
  g_task_run_in_thread (task, start_in_thread);
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

void
maju_runner_stop (MajuRunner        *self,
                  MajuRunnerReleased released,
                  GTask             *task)
{
  g_return_if_fail (MAJU_IS_RUNNER (self));
  g_return_if_fail (self->stop_task == NULL);

  self->func = NULL;
  g_source_destroy (self->bus_source);

  self->stop_task = g_task_new (self, NULL, stopped_cb, task);
  g_task_set_source_tag (self->stop_task, maju_runner_stop);
  self->released = released;
  self->user_data = task;

  /* Starting and stopping must not overtake each other. */
  if (!self->starting)
    release (self);
}
