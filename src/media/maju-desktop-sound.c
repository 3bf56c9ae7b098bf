/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-desktop-sound-private.h"

#include "maju-media-private.h"
#include "maju-pipewire-private.h"
#include "maju-runner-private.h"
#include "maju-sound-links-private.h"
#include "maju-sound-ring-private.h"

#include <pipewire/pipewire.h>
#include <spa/param/audio/format-utils.h>

/* As most of the desktop has it: players are not woken more often for us. */
#define LATENCY "1024/48000"

struct _MajuDesktopSound
{
  GObject parent_instance;

  MajuVoiceEncoder *encoder;
  gboolean active;

  MajuSoundRing *ring;
  MajuPipewire *pipewire;
  struct pw_stream *stream;
  struct spa_hook stream_listener;
  MajuSoundLinks *links;

  MajuRunner *pace;
  guint stopping;               /* paces that are being closed */
  GTask *close_task;
};

G_DEFINE_FINAL_TYPE (MajuDesktopSound, maju_desktop_sound, G_TYPE_OBJECT)

static const char *const media_classes[] = { "Stream/Output/Audio", NULL };

/* In the thread of PipeWire's data. */
static void
process_cb (void *data)
{
  MajuDesktopSound *self = data;
  struct pw_buffer *buffer = pw_stream_dequeue_buffer (self->stream);
  struct spa_data *plane;
  guint32 offset, size;

  if (buffer == NULL)
    return;

  plane = &buffer->buffer->datas[0];
  if (plane->data != NULL)
    {
      offset = MIN (plane->chunk->offset, plane->maxsize);
      size = MIN (plane->chunk->size, plane->maxsize - offset);
      maju_sound_ring_write (self->ring,
                             SPA_PTROFF (plane->data, offset, const float),
                             size / (2 * sizeof (float)));
    }
  pw_stream_queue_buffer (self->stream, buffer);
}

static void
state_changed_cb (void                *data,
                  enum pw_stream_state former,
                  enum pw_stream_state state,
                  const char          *error)
{
  MajuDesktopSound *self = data;

  g_debug ("The desktop's sound is %s%s%s", pw_stream_state_as_string (state),
           error ? ": " : "", error ? error : "");
  /* It pauses while it is being destroyed, too. */
  if (state == PW_STREAM_STATE_PAUSED && self->links != NULL)
    maju_sound_links_set_own_node (self->links,
                                   pw_stream_get_node_id (self->stream));
}

static const struct pw_stream_events stream_events = {
  PW_VERSION_STREAM_EVENTS,
  .state_changed = state_changed_cb,
  .process = process_cb,
};

/* It is linked by hand, and what was turned down for another capture is not its
 * matter. */
static struct pw_properties *
create_properties (void)
{
  return pw_properties_new (PW_KEY_MEDIA_TYPE, "Audio",
                            PW_KEY_MEDIA_CATEGORY, "Capture",
                            PW_KEY_MEDIA_ROLE, "Screen",
                            PW_KEY_NODE_NAME, "maju-desktop-sound",
                            PW_KEY_NODE_DESCRIPTION, "Maju",
                            PW_KEY_NODE_AUTOCONNECT, "false",
                            PW_KEY_NODE_LATENCY, LATENCY,
                            "state.restore-props", "false",
                            NULL);
}

static void
connect_stream (MajuDesktopSound *self)
{
  struct pw_core *core = maju_pipewire_get_core (self->pipewire);
  guint8 space[1024];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT (space, sizeof space);
  struct spa_audio_info_raw info = {
    .format = SPA_AUDIO_FORMAT_F32,
    .rate = 48000,
    .channels = 2,
    .position = { SPA_AUDIO_CHANNEL_FL, SPA_AUDIO_CHANNEL_FR },
  };
  const struct spa_pod *format;

  format = spa_format_audio_raw_build (&builder, SPA_PARAM_EnumFormat, &info);
  self->stream = pw_stream_new (core, "maju-desktop-sound",
                                create_properties ());
  pw_stream_add_listener (self->stream, &self->stream_listener,
                          &stream_events, self);
  if (pw_stream_connect (self->stream, PW_DIRECTION_INPUT, PW_ID_ANY,
                         PW_STREAM_FLAG_MAP_BUFFERS |
                         PW_STREAM_FLAG_RT_PROCESS, &format, 1) < 0)
    g_warning ("The desktop's sound cannot be captured");
}

static MajuSoundLinks *
get_links (MajuDesktopSound *self)
{
  if (self->links == NULL)
    self->links = maju_sound_links_new (maju_pipewire_get_core (self->pipewire));

  return self->links;
}

static void
node_added_cb (guint32                id,
               const struct spa_dict *props,
               gpointer               user_data)
{
  maju_sound_links_add_player (get_links (user_data), id, props);
}

static void
object_added_cb (guint32                id,
                 const char            *type,
                 const struct spa_dict *props,
                 gpointer               user_data)
{
  maju_sound_links_add_object (get_links (user_data), id, type, props);
}

static void
object_removed_cb (guint32  id,
                   gpointer user_data)
{
  maju_sound_links_remove_object (get_links (user_data), id);
}

static void
listed_cb (gpointer user_data)
{
  connect_stream (user_data);
}

static void
core_leaving_cb (gpointer user_data)
{
  MajuDesktopSound *self = user_data;

  g_clear_pointer (&self->links, maju_sound_links_free);
  if (self->stream == NULL)
    return;

  /* Until it has returned process_cb() may run, and needs the pointer. */
  pw_stream_destroy (self->stream);
  self->stream = NULL;
}

static const MajuPipewireFuncs pipewire_funcs = {
  .node_added = node_added_cb,
  .object_added = object_added_cb,
  .object_removed = object_removed_cb,
  .listed = listed_cb,
  .core_leaving = core_leaving_cb,
};

static void
message_cb (GstMessage *message,
            gpointer    user_data)
{
  g_autoptr(GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR)
    return;

  gst_message_parse_error (message, &error, NULL);
  g_warning ("The desktop's sound has no pace: %s", error->message);
}

static GstPipeline *
create_pace (MajuDesktopSound *self,
             GError          **error)
{
  g_autoptr(GstElement) pipeline = g_object_ref_sink (gst_pipeline_new (NULL));
  g_autoptr(GstElement) source = NULL;
  g_autoptr(GstElement) filter = NULL;
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GstPad) pad = NULL;
  g_autoptr(GstPad) encoder_pad = NULL;

  if (!maju_media_add_row (GST_BIN (pipeline), error,
                           "audiotestsrc", MAJU_RUNNER_DEVICE,
                           "capsfilter", "pace-format",
                           NULL))
    return NULL;

  source = maju_media_get_element (GST_BIN (pipeline), MAJU_RUNNER_DEVICE);
  gst_util_set_object_arg (G_OBJECT (source), "wave", "silence");
  g_object_set (source, "is-live", TRUE, "samplesperbuffer", 480, NULL);
  filter = maju_media_get_element (GST_BIN (pipeline), "pace-format");
  caps = gst_caps_from_string ("audio/x-raw, format=S16LE, rate=48000, "
                               "channels=1, layout=interleaved");
  g_object_set (filter, "caps", caps, NULL);

  encoder_pad = maju_voice_encoder_build_pace (self->encoder,
                                               GST_BIN (pipeline), error);
  if (encoder_pad == NULL)
    return NULL;

  pad = gst_element_get_static_pad (filter, "src");
  gst_pad_link (pad, encoder_pad);

  return GST_PIPELINE (g_steal_pointer (&pipeline));
}

static void
start (MajuDesktopSound *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GstPipeline) pipeline = NULL;

  self->ring = maju_sound_ring_new ();
  maju_voice_encoder_set_desktop (self->encoder, self->ring);
  self->pipewire = maju_pipewire_new (media_classes, &pipewire_funcs, self);
  pipeline = create_pace (self, &error);
  if (pipeline == NULL)
    {
      g_warning ("The desktop's sound has no pace: %s", error->message);
      return;
    }

  self->pace = maju_runner_new (pipeline, message_cb, self);
  maju_runner_start (self->pace);
}

static void
maybe_finish_close (MajuDesktopSound *self)
{
  g_autoptr(GTask) task = NULL;

  if (self->close_task == NULL || self->stopping > 0)
    return;

  task = g_steal_pointer (&self->close_task);
  g_task_return_boolean (task, TRUE);
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  MajuDesktopSound *self = MAJU_DESKTOP_SOUND (object);

  self->stopping--;
  maybe_finish_close (self);
}

static void
stop (MajuDesktopSound *self)
{
  g_autoptr(MajuRunner) pace = g_steal_pointer (&self->pace);
  GTask *task;

  maju_voice_encoder_set_desktop (self->encoder, NULL);
  maju_pipewire_close (self->pipewire);
  g_clear_object (&self->pipewire);
  g_clear_pointer (&self->ring, maju_sound_ring_unref);
  if (pace == NULL)
    return;

  self->stopping++;
  task = g_task_new (self, NULL, stopped_cb, NULL);
  g_task_set_source_tag (task, stop);
  maju_runner_stop (pace, NULL, task);
}

static void
maju_desktop_sound_dispose (GObject *object)
{
  maju_desktop_sound_set_active (MAJU_DESKTOP_SOUND (object), FALSE);

  G_OBJECT_CLASS (maju_desktop_sound_parent_class)->dispose (object);
}

static void
maju_desktop_sound_finalize (GObject *object)
{
  MajuDesktopSound *self = MAJU_DESKTOP_SOUND (object);

  g_clear_object (&self->encoder);

  G_OBJECT_CLASS (maju_desktop_sound_parent_class)->finalize (object);
}

static void
maju_desktop_sound_class_init (MajuDesktopSoundClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_desktop_sound_dispose;
  object_class->finalize = maju_desktop_sound_finalize;
}

static void
maju_desktop_sound_init (MajuDesktopSound *self)
{
}

MajuDesktopSound *
maju_desktop_sound_new (MajuVoiceEncoder *encoder)
{
  MajuDesktopSound *self = g_object_new (MAJU_TYPE_DESKTOP_SOUND, NULL);

  self->encoder = g_object_ref (encoder);

  return self;
}

gboolean
maju_desktop_sound_get_active (MajuDesktopSound *self)
{
  return self->active;
}

void
maju_desktop_sound_set_active (MajuDesktopSound *self,
                               gboolean          active)
{
  active = !!active;
  if (self->active == active)
    return;

  self->active = active;
  if (active)
    start (self);
  else
    stop (self);
}

void
maju_desktop_sound_close_async (MajuDesktopSound   *self,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  self->close_task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->close_task, maju_desktop_sound_close_async);
  maju_desktop_sound_set_active (self, FALSE);
  maybe_finish_close (self);
}

void
maju_desktop_sound_close_finish (MajuDesktopSound *self,
                                 GAsyncResult     *result)
{
  g_return_if_fail (g_task_is_valid (result, self));
}
