/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-playback.h"

#include "maju-config.h"
#include "maju-device-keeper-private.h"
#include "maju-echo-reference-private.h"
#include "maju-media-private.h"
#include "maju-playback-input-private.h"

#include <glib/gi18n-lib.h>

enum
{
  PROP_DEVICE_ID = 1,
  PROP_STATE,
  PROP_ERROR,
  PROP_DEVICE_NAME,
  N_PROPS
};

struct _MajuPlayback
{
  GObject parent_instance;

  MajuDeviceKeeper *keeper;
  MajuEchoReference *echo_reference;
  GPtrArray *inputs;
  GstBin *pipeline;             /* (nullable) the open one */
  GstElement *mixer;

  guint detaching;
  GTask *close_task;
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuPlayback, maju_playback, G_TYPE_OBJECT)

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

/* The probe is the same in each pipeline; the former one is closed by now. */
static GstElement *
take_probe (MajuPlayback *self)
{
  GstElement *probe;
  g_autoptr(GstObject) parent = NULL;

  probe = maju_echo_reference_claim_probe (self->echo_reference, self);
  if (probe == NULL)
    return NULL;

  parent = gst_object_get_parent (GST_OBJECT (probe));
  if (parent != NULL)
    gst_bin_remove (GST_BIN (parent), probe);

  return probe;
}

static gboolean
add_output (MajuPlayback *self,
            GstBin       *bin,
            GstElement   *mixer,
            GError      **error)
{
  g_autoptr(GstElement) filter = NULL;
  g_autoptr(GstElement) convert = NULL;
  g_autoptr(GstCaps) caps = NULL;
  GstElement *probe = take_probe (self);

  if (!maju_media_add_row (bin, error, "capsfilter", "mix-format", NULL) ||
      !maju_media_add_row (bin, error,
                           "audioconvert", "mix-convert",
                           "audioresample", "mix-resample",
                           NULL))
    return FALSE;

  filter = maju_media_get_element (bin, "mix-format");
  convert = maju_media_get_element (bin, "mix-convert");
  caps = gst_caps_from_string ("audio/x-raw, format=S16LE, rate=48000, "
                               "channels=1, layout=interleaved");
  g_object_set (filter, "caps", caps, NULL);

  if (probe == NULL)
    return gst_element_link_many (mixer, filter, convert, NULL);

  gst_bin_add (bin, probe);

  return gst_element_link_many (mixer, filter, probe, convert, NULL);
}

static GstPad *
build_cb (MajuEndpoint *endpoint,
          GstPipeline  *pipeline,
          gpointer      user_data,
          GError      **error)
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

static const MajuDeviceKeeperFuncs keeper_funcs = {
  .build = build_cb,
  .message = message_cb,
  .closing = closing_cb,
};

static void
keeper_notify_cb (MajuPlayback *self,
                  GParamSpec   *pspec)
{
  if (!g_str_equal (pspec->name, "active"))
    g_object_notify (G_OBJECT (self), pspec->name);
}

static void
maju_playback_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  MajuPlayback *self = MAJU_PLAYBACK (object);

  switch (prop_id)
    {
    case PROP_DEVICE_ID:
      g_value_set_string (value,
                          maju_device_keeper_get_device_id (self->keeper));
      break;

    case PROP_STATE:
      g_value_set_enum (value, maju_device_keeper_get_state (self->keeper));
      break;

    case PROP_ERROR:
      g_value_set_boxed (value, maju_device_keeper_get_error (self->keeper));
      break;

    case PROP_DEVICE_NAME:
      g_value_set_string (value,
                          maju_device_keeper_get_device_name (self->keeper));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_playback_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  MajuPlayback *self = MAJU_PLAYBACK (object);

  switch (prop_id)
    {
    case PROP_DEVICE_ID:
      maju_playback_set_device_id (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_playback_dispose (GObject *object)
{
  MajuPlayback *self = MAJU_PLAYBACK (object);

  if (self->keeper != NULL)
    g_object_run_dispose (G_OBJECT (self->keeper));
  g_clear_object (&self->keeper);
  if (self->echo_reference != NULL)
    maju_echo_reference_release (self->echo_reference, self);
  g_clear_object (&self->echo_reference);
  g_clear_pointer (&self->inputs, g_ptr_array_unref);
  gst_clear_object (&self->mixer);
  gst_clear_object (&self->pipeline);

  G_OBJECT_CLASS (maju_playback_parent_class)->dispose (object);
}

static void
maju_playback_class_init (MajuPlaybackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
    G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = maju_playback_get_property;
  object_class->set_property = maju_playback_set_property;
  object_class->dispose = maju_playback_dispose;

  properties[PROP_DEVICE_ID] =
    g_param_spec_string ("device-id", NULL, NULL, NULL,
                         flags | G_PARAM_WRITABLE);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MAJU_TYPE_CAPTURE_STATE,
                       MAJU_CAPTURE_STATE_OFF, flags);
  properties[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_DEVICE_NAME] =
    g_param_spec_string ("device-name", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_playback_init (MajuPlayback *self)
{
  self->inputs = g_ptr_array_new_with_free_func (g_object_unref);
}

MajuPlayback *
maju_playback_new (MajuDeviceMonitor *devices)
{
  MajuPlayback *self;

  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (devices), NULL);

  self = g_object_new (MAJU_TYPE_PLAYBACK, NULL);
  self->echo_reference = maju_echo_reference_get (devices);
  self->keeper = maju_device_keeper_new (devices, MAJU_DEVICE_KIND_SPEAKER,
                                         &keeper_funcs, self);
  g_signal_connect_object (self->keeper, "notify",
                           G_CALLBACK (keeper_notify_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

const char *
maju_playback_get_device_id (MajuPlayback *self)
{
  g_return_val_if_fail (MAJU_IS_PLAYBACK (self), NULL);

  return maju_device_keeper_get_device_id (self->keeper);
}

void
maju_playback_set_device_id (MajuPlayback *self,
                             const char   *device_id)
{
  g_return_if_fail (MAJU_IS_PLAYBACK (self));

  maju_device_keeper_set_device_id (self->keeper, device_id);
}

MajuCaptureState
maju_playback_get_state (MajuPlayback *self)
{
  g_return_val_if_fail (MAJU_IS_PLAYBACK (self), MAJU_CAPTURE_STATE_OFF);

  return maju_device_keeper_get_state (self->keeper);
}

const GError *
maju_playback_get_error (MajuPlayback *self)
{
  g_return_val_if_fail (MAJU_IS_PLAYBACK (self), NULL);

  return maju_device_keeper_get_error (self->keeper);
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
    maju_device_keeper_set_active (self->keeper, TRUE);
  else if (!maju_playback_input_attach (input, self->pipeline, self->mixer,
                                        &error))
    g_warning ("A voice cannot be played: %s", error->message);

  return input;
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
      maju_device_keeper_set_active (self->keeper, FALSE);
      return;
    }

  self->detaching++;
  maju_playback_input_detach_async (removed, detached_cb, g_object_ref (self));
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MajuPlayback *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  maju_echo_reference_release (self->echo_reference, self);
  if (!maju_device_keeper_close_finish (MAJU_DEVICE_KEEPER (object), result,
                                        &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  self->close_task = g_steal_pointer (&task);
  maybe_finish_close (self);
}

void
maju_playback_close_async (MajuPlayback       *self,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MAJU_IS_PLAYBACK (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_playback_close_async);
  maju_device_keeper_close_async (self->keeper, closed_cb, task);
}

gboolean
maju_playback_close_finish (MajuPlayback *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
