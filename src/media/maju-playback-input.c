/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-playback-input-private.h"

#include "maju-level-private.h"
#include "maju-media-private.h"
#include "maju-playout-private.h"
#include "maju-speaking-private.h"

#include <gst/app/app.h>

/* Further from now a timestamp is not late, but wrong. */
#define STRAY_US (1 * G_USEC_PER_SEC)

enum
{
  PROP_VOLUME = 1,
  PROP_LEVEL,
  PROP_SPEAKING,
  N_PROPS
};

struct _MajuPlaybackInput
{
  GObject parent_instance;

  char *level_name;
  double volume;
  double level;
  MajuSpeaking speaking;

  GstElement *bin;              /* (nullable) in the open pipeline */
  GstElement *mixer;
  GstPad *mixer_pad;

  /* What any thread may push to. */
  GMutex source_mutex;
  GstAppSrc *source;
  MajuPlayout playout;
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuPlaybackInput, maju_playback_input, G_TYPE_OBJECT)

static void
maju_playback_input_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  MajuPlaybackInput *self = MAJU_PLAYBACK_INPUT (object);

  switch (prop_id)
    {
    case PROP_VOLUME:
      g_value_set_double (value, self->volume);
      break;

    case PROP_LEVEL:
      g_value_set_double (value, self->level);
      break;

    case PROP_SPEAKING:
      g_value_set_boolean (value, self->speaking.speaking);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_playback_input_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  MajuPlaybackInput *self = MAJU_PLAYBACK_INPUT (object);

  switch (prop_id)
    {
    case PROP_VOLUME:
      maju_playback_input_set_volume (self, g_value_get_double (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_playback_input_dispose (GObject *object)
{
  MajuPlaybackInput *self = MAJU_PLAYBACK_INPUT (object);

  maju_playback_input_forget (self);

  G_OBJECT_CLASS (maju_playback_input_parent_class)->dispose (object);
}

static void
maju_playback_input_finalize (GObject *object)
{
  MajuPlaybackInput *self = MAJU_PLAYBACK_INPUT (object);

  g_clear_pointer (&self->level_name, g_free);
  g_mutex_clear (&self->source_mutex);

  G_OBJECT_CLASS (maju_playback_input_parent_class)->finalize (object);
}

static void
maju_playback_input_class_init (MajuPlaybackInputClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
    G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = maju_playback_input_get_property;
  object_class->set_property = maju_playback_input_set_property;
  object_class->dispose = maju_playback_input_dispose;
  object_class->finalize = maju_playback_input_finalize;

  properties[PROP_VOLUME] =
    g_param_spec_double ("volume", NULL, NULL, 0, 2, 1,
                         flags | G_PARAM_WRITABLE);
  properties[PROP_LEVEL] =
    g_param_spec_double ("level", NULL, NULL, MAJU_LEVEL_SILENCE, 0,
                         MAJU_LEVEL_SILENCE, flags);
  properties[PROP_SPEAKING] =
    g_param_spec_boolean ("speaking", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_playback_input_init (MajuPlaybackInput *self)
{
  static gint last;

  g_mutex_init (&self->source_mutex);
  self->level_name = g_strdup_printf ("voice-level-%d",
                                      g_atomic_int_add (&last, 1));
  self->volume = 1;
  self->level = MAJU_LEVEL_SILENCE;
}

MajuPlaybackInput *
maju_playback_input_new (void)
{
  return g_object_new (MAJU_TYPE_PLAYBACK_INPUT, NULL);
}

static GstElement *
create_bin (MajuPlaybackInput *self,
            GError           **error)
{
  g_autoptr(GstElement) bin = g_object_ref_sink (gst_bin_new (NULL));
  g_autoptr(GstElement) source = NULL;
  g_autoptr(GstElement) volume = NULL;
  g_autoptr(GstElement) filter = NULL;
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GstPad) pad = NULL;

  if (!maju_media_add_row (GST_BIN (bin), error,
                           "appsrc", "voice-in",
                           "audioconvert", "voice-convert",
                           "audioresample", "voice-resample",
                           "capsfilter", "voice-format",
                           "level", self->level_name,
                           "volume", "voice-volume",
                           NULL))
    return NULL;

  source = maju_media_get_element (GST_BIN (bin), "voice-in");
  g_object_set (source,
                "is-live", TRUE,
                "format", GST_FORMAT_TIME,
                "min-latency", MAJU_PLAYOUT_START_MS * (gint64) GST_MSECOND,
                "max-time", (guint64) MAJU_PLAYOUT_MAX_MS * GST_MSECOND,
                "max-bytes", G_GUINT64_CONSTANT (0),
                NULL);
  gst_util_set_object_arg (G_OBJECT (source), "leaky-type", "downstream");

  filter = maju_media_get_element (GST_BIN (bin), "voice-format");
  caps = gst_caps_from_string ("audio/x-raw, format=S16LE, rate=48000, "
                               "channels=1, layout=interleaved");
  g_object_set (filter, "caps", caps, NULL);
  volume = maju_media_get_element (GST_BIN (bin), "voice-volume");
  g_object_set (volume, "volume", self->volume, NULL);
  maju_level_configure (GST_BIN (bin), self->level_name);

  pad = gst_element_get_static_pad (volume, "src");
  gst_element_add_pad (bin, gst_ghost_pad_new ("src", pad));

  g_mutex_lock (&self->source_mutex);
  gst_object_replace ((GstObject **) &self->source, GST_OBJECT (source));
  self->playout = (MajuPlayout) { 0 };
  g_mutex_unlock (&self->source_mutex);

  return g_steal_pointer (&bin);
}

gboolean
maju_playback_input_attach (MajuPlaybackInput *self,
                            GstBin            *bin,
                            GstElement        *mixer,
                            GError           **error)
{
  g_autoptr(GstPad) pad = NULL;

  maju_playback_input_forget (self);
  self->bin = create_bin (self, error);
  if (self->bin == NULL)
    return FALSE;

  gst_bin_add (bin, self->bin);
  self->mixer = gst_object_ref (mixer);
  self->mixer_pad = gst_element_request_pad_simple (mixer, "sink_%u");
  pad = gst_element_get_static_pad (self->bin, "src");
  gst_pad_link (pad, self->mixer_pad);
  gst_element_sync_state_with_parent (self->bin);

  return TRUE;
}

static void
set_level (MajuPlaybackInput *self,
           double             level)
{
  gboolean former = self->speaking.speaking;

  if (self->level != level)
    {
      self->level = level;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LEVEL]);
    }

  if (maju_speaking_update (&self->speaking, level,
                            g_get_monotonic_time ()) != former)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEAKING]);
}

void
maju_playback_input_forget (MajuPlaybackInput *self)
{
  g_mutex_lock (&self->source_mutex);
  gst_clear_object (&self->source);
  g_mutex_unlock (&self->source_mutex);

  gst_clear_object (&self->mixer_pad);
  gst_clear_object (&self->mixer);
  gst_clear_object (&self->bin);
}

typedef struct
{
  GstElement *bin;
  GstElement *mixer;
  GstPad *mixer_pad;
} Branch;

static void
branch_free (gpointer data)
{
  Branch *branch = data;

  gst_clear_object (&branch->mixer_pad);
  gst_clear_object (&branch->mixer);
  gst_clear_object (&branch->bin);
  g_free (branch);
}

/* The pad first: it frees the thread that waits there to be mixed. */
static void
detach_in_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  Branch *branch = task_data;
  g_autoptr(GstObject) parent = NULL;

  gst_element_release_request_pad (branch->mixer, branch->mixer_pad);
  gst_element_set_locked_state (branch->bin, TRUE);
  gst_element_set_state (branch->bin, GST_STATE_NULL);
  parent = gst_object_get_parent (GST_OBJECT (branch->bin));
  if (parent != NULL)
    gst_bin_remove (GST_BIN (parent), branch->bin);
  g_task_return_boolean (task, TRUE);
}

void
maju_playback_input_detach_async (MajuPlaybackInput  *self,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  Branch *branch;

  g_task_set_source_tag (task, maju_playback_input_detach_async);
  if (self->bin == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  branch = g_new0 (Branch, 1);
  branch->bin = g_steal_pointer (&self->bin);
  branch->mixer = g_steal_pointer (&self->mixer);
  branch->mixer_pad = g_steal_pointer (&self->mixer_pad);
  maju_playback_input_forget (self);
  g_task_set_task_data (task, branch, branch_free);
  g_task_run_in_thread (task, detach_in_thread);
}

void
maju_playback_input_detach_finish (MajuPlaybackInput *self,
                                   GAsyncResult      *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}

gboolean
maju_playback_input_handle_message (MajuPlaybackInput *self,
                                    GstMessage        *message)
{
  double level;

  if (self->bin == NULL ||
      g_strcmp0 (GST_MESSAGE_SRC_NAME (message), self->level_name) != 0 ||
      !maju_level_from_message (message, &level))
    return FALSE;

  set_level (self, level);

  return TRUE;
}

/* How late it comes tells how long to hold this voice back from now on.
 *
 * Returns: whether the sample is of this time at all. */
static gboolean
update_latency (MajuPlaybackInput *self,
                GstAppSrc         *source,
                GstBuffer         *buffer)
{
  gint64 now = g_get_monotonic_time ();
  gint64 late = now - (gint64) (GST_BUFFER_PTS (buffer) / 1000);
  gboolean changed;
  guint latency_ms;

  if (ABS (late) > STRAY_US)
    return FALSE;

  if (GST_BUFFER_DURATION_IS_VALID (buffer))
    late -= GST_BUFFER_DURATION (buffer) / 1000;

  g_mutex_lock (&self->source_mutex);
  changed = maju_playout_update (&self->playout, late, now);
  latency_ms = self->playout.latency_ms;
  g_mutex_unlock (&self->source_mutex);

  if (changed)
    {
      g_debug ("%s is held back by %u ms", self->level_name, latency_ms);
      g_object_set (source, "min-latency", latency_ms * (gint64) GST_MSECOND,
                    NULL);
    }

  return TRUE;
}

void
maju_playback_input_push (MajuPlaybackInput *self,
                          GstSample         *sample)
{
  g_autoptr(GstAppSrc) source = NULL;
  GstBuffer *buffer;

  g_return_if_fail (MAJU_IS_PLAYBACK_INPUT (self));
  g_return_if_fail (GST_IS_SAMPLE (sample));

  g_mutex_lock (&self->source_mutex);
  if (self->source != NULL)
    source = gst_object_ref (self->source);
  g_mutex_unlock (&self->source_mutex);

  buffer = gst_sample_get_buffer (sample);
  if (source == NULL || buffer == NULL || !GST_BUFFER_PTS_IS_VALID (buffer))
    return;

  if (update_latency (self, source, buffer))
    gst_app_src_push_sample (source, sample);
}

double
maju_playback_input_get_level (MajuPlaybackInput *self)
{
  g_return_val_if_fail (MAJU_IS_PLAYBACK_INPUT (self), MAJU_LEVEL_SILENCE);

  return self->level;
}

gboolean
maju_playback_input_get_speaking (MajuPlaybackInput *self)
{
  g_return_val_if_fail (MAJU_IS_PLAYBACK_INPUT (self), FALSE);

  return self->speaking.speaking;
}

void
maju_playback_input_set_volume (MajuPlaybackInput *self,
                                double             volume)
{
  g_return_if_fail (MAJU_IS_PLAYBACK_INPUT (self));

  volume = CLAMP (volume, 0, 2);
  if (self->volume == volume)
    return;

  self->volume = volume;
  if (self->bin != NULL)
    {
      g_autoptr(GstElement) element =
        maju_media_get_element (GST_BIN (self->bin), "voice-volume");

      g_object_set (element, "volume", volume, NULL);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VOLUME]);
}
