/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-playback.h"

#include "maju-config.h"
#include "maju-device-stream-private.h"
#include "maju-echo-reference-private.h"
#include "maju-media-private.h"
#include "maju-playback-input-private.h"

#include <glib/gi18n-lib.h>

struct _MajuPlayback
{
  MajuDeviceStream parent_instance;

  MajuEchoReference *echo_reference;
  GPtrArray *inputs;
  GstBin *pipeline;             /* (nullable) the open one */
  GstElement *mixer;

  guint detaching;
  GTask *close_task;
};

G_DEFINE_FINAL_TYPE (MajuPlayback, maju_playback, MAJU_TYPE_DEVICE_STREAM)

/* It runs also while nobody says anything: then the canceller hears silence. */
static GstElement *
create_mixer (GError **error)
{
  GstElement *mixer;

  mixer = gst_element_factory_make_full ("audiomixer",
                                         "name", "mixer",
                                         "force-live", TRUE,
                                         "ignore-inactive-pads", TRUE,
                                         NULL);
  if (mixer == NULL)
    {
      g_set_error_literal (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_PLUGIN,
                           _("The speaker does not work"));
      return NULL;
    }

  /* The clock shows the time since the computer was started: the mixer must
   * not fill all that with silence. */
  gst_util_set_object_arg (G_OBJECT (mixer), "start-time-selection", "now");

  return mixer;
}

static gboolean
add_output (MajuPlayback *self,
            GstBin       *bin,
            GstElement   *mixer,
            GError      **error)
{
  g_autoptr(GstElement) convert = NULL;
  GstElement *reference;

  reference = maju_echo_reference_add (self->echo_reference, self, bin, mixer,
                                       error);
  if (reference == NULL ||
      !maju_media_add_row (bin, error,
                           "audioconvert", "mix-convert",
                           "audioresample", "mix-resample",
                           NULL))
    return FALSE;

  convert = maju_media_get_element (bin, "mix-convert");

  return maju_media_link (reference, convert, error);
}

static GstPad *
build_cb (GstPipeline *pipeline,
          gboolean     is_real,
          gpointer     user_data,
          GError     **error)
{
  MajuPlayback *self = user_data;
  GstBin *bin = GST_BIN (pipeline);
  GstElement *mixer = create_mixer (error);
  g_autoptr(GstElement) last = NULL;

  if (mixer == NULL)
    return NULL;

  gst_bin_add (bin, mixer);
  if (!add_output (self, bin, mixer, error))
    return NULL;

  for (guint i = 0; i < self->inputs->len; i++)
    if (!maju_playback_input_attach (g_ptr_array_index (self->inputs, i), bin,
                                     mixer, error))
      return NULL;

  self->pipeline = gst_object_ref (bin);
  self->mixer = gst_object_ref (mixer);
  last = maju_media_get_element (bin, "mix-resample");

  return gst_element_get_static_pad (last, "src");
}

static void
message_cb (GstMessage *message,
            gpointer    user_data)
{
  MajuPlayback *self = user_data;

  for (guint i = 0; i < self->inputs->len; i++)
    if (maju_playback_input_handle_message (g_ptr_array_index (self->inputs, i),
                                            message))
      return;
}

static void
closing_cb (gpointer user_data)
{
  MajuPlayback *self = user_data;

  for (guint i = 0; i < self->inputs->len; i++)
    maju_playback_input_forget (g_ptr_array_index (self->inputs, i));
  gst_clear_object (&self->mixer);
  gst_clear_object (&self->pipeline);
}

static const MajuDeviceFuncs device_funcs = {
  .build = build_cb,
  .message = message_cb,
  .closing = closing_cb,
};

static void
maju_playback_constructed (GObject *object)
{
  MajuPlayback *self = MAJU_PLAYBACK (object);

  G_OBJECT_CLASS (maju_playback_parent_class)->constructed (object);

  self->echo_reference = maju_echo_reference_get (
    maju_device_stream_get_devices (MAJU_DEVICE_STREAM (self)));
}

static void
maju_playback_finalize (GObject *object)
{
  MajuPlayback *self = MAJU_PLAYBACK (object);

  maju_echo_reference_release (self->echo_reference, self);
  g_clear_object (&self->echo_reference);
  g_clear_pointer (&self->inputs, g_ptr_array_unref);
  gst_clear_object (&self->mixer);
  gst_clear_object (&self->pipeline);

  G_OBJECT_CLASS (maju_playback_parent_class)->finalize (object);
}

static void
maybe_finish_close (MajuPlayback *self)
{
  g_autoptr(GTask) task = NULL;

  if (self->close_task == NULL || self->detaching > 0)
    return;

  task = g_steal_pointer (&self->close_task);
  g_task_return_boolean (task, TRUE);
}

static void
maju_playback_finish_close (MajuDeviceStream *stream,
                            GTask            *task)
{
  MajuPlayback *self = MAJU_PLAYBACK (stream);

  maju_echo_reference_release (self->echo_reference, self);
  self->close_task = task;
  maybe_finish_close (self);
}

static void
maju_playback_class_init (MajuPlaybackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MajuDeviceStreamClass *stream_class = MAJU_DEVICE_STREAM_CLASS (klass);

  object_class->constructed = maju_playback_constructed;
  object_class->finalize = maju_playback_finalize;
  stream_class->kind = MAJU_DEVICE_KIND_SPEAKER;
  stream_class->funcs = &device_funcs;
  stream_class->finish_close = maju_playback_finish_close;
}

static void
maju_playback_init (MajuPlayback *self)
{
  self->inputs = g_ptr_array_new_with_free_func (g_object_unref);
}

MajuPlayback *
maju_playback_new (MajuDeviceMonitor *devices)
{
  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (devices), NULL);

  return g_object_new (MAJU_TYPE_PLAYBACK, "devices", devices, NULL);
}

MajuPlaybackInput *
maju_playback_add_input (MajuPlayback *self)
{
  MajuPlaybackInput *input;
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (MAJU_IS_PLAYBACK (self), NULL);

  input = maju_playback_input_new ();
  g_ptr_array_add (self->inputs, g_object_ref (input));
  if (self->pipeline == NULL)
    maju_device_stream_set_active (MAJU_DEVICE_STREAM (self), TRUE);
  else if (!maju_playback_input_attach (input, self->pipeline, self->mixer,
                                        &error))
    g_warning ("A voice cannot be played: %s", error->message);

  return input;
}

static void
detached_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MajuPlayback) self = user_data;

  maju_playback_input_detach_finish (MAJU_PLAYBACK_INPUT (object), result);
  self->detaching--;
  maybe_finish_close (self);
}

void
maju_playback_remove_input (MajuPlayback      *self,
                            MajuPlaybackInput *input)
{
  g_autoptr(MajuPlaybackInput) removed = NULL;
  guint index;

  g_return_if_fail (MAJU_IS_PLAYBACK (self));
  g_return_if_fail (MAJU_IS_PLAYBACK_INPUT (input));

  if (!g_ptr_array_find (self->inputs, input, &index))
    return;

  removed = g_ptr_array_steal_index (self->inputs, index);
  if (self->inputs->len == 0)
    {
      /* The whole pipeline closes. */
      maju_playback_input_forget (removed);
      maju_device_stream_set_active (MAJU_DEVICE_STREAM (self), FALSE);
      return;
    }

  self->detaching++;
  maju_playback_input_detach_async (removed, detached_cb, g_object_ref (self));
}
