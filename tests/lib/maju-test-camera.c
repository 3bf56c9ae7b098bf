/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * maju-test-camera: a camera that exists only on PipeWire.
 *
 * It draws a person who talks, cheaply enough to leave the processor to what is
 * tested, and writes the number of each frame into the picture, so that a test
 * can tell at the other end of a call which frames arrived.
 *
 * The number is 32 squares at the top left, most significant bit first, white
 * for 1 and black for 0, and below them the same squares inverted, so that a
 * picture that is no such number is told apart. A square is one 80th of the
 * width of the picture (16 pixels at 1280), so it survives scaling.
 *
 * Told FORMATS it offers these and no others (see maju-test-format.h).
 *
 * The first line of output is "ready NODE-ID", when others can find the node.
 * SIGTERM unplugs the camera; SIGUSR1 freezes it and lets it go on; SIGUSR2
 * leaves it only the next of its formats, as a window does that gets another
 * size; SIGHUP says of each frame that only its part at 32, 16 of half the size
 * is meant, and then no more.
 */

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include <glib.h>
#include <gst/app/app.h>
#include <pipewire/pipewire.h>

#include "maju-test-format.h"
#include "maju-test-picture.h"

#define MAX_FORMATS 16
#define DEFAULT_FORMATS \
"I420:1280x720@1-60,I420:640x360@1-60,I420:640x480@1-60," \
"I420:320x180@1-60,I420:1920x1080@1-60"

typedef struct
{
  struct pw_main_loop *main_loop;
  struct pw_loop *loop;
  struct pw_stream *stream;
  struct spa_source *timer;

  GPtrArray *formats;           /* of MajuTestFormat */
  guint current;                /* of the formats, after a SIGUSR2 */
  MajuTestFormat *format;       /* (nullable) the one agreed on */
  GstElement *converter;        /* (nullable) for all but I420 */
  MajuTestPicture *picture;
  const char *look;
  guint32 n_frames;
  guint64 seq;
  gboolean streaming;
  gboolean frozen;
  gboolean cropped;
  gboolean announced;
  int status;
} Camera;

static void
arm_timer (Camera *self)
{
  struct timespec first = { 0, 0 };
  struct timespec interval = { 0, 0 };

  if (self->streaming && !self->frozen && self->format != NULL)
    {
      first.tv_nsec = 1;
      interval.tv_nsec = SPA_NSEC_PER_SEC * self->format->max_rate.denom /
        self->format->max_rate.num;
    }
  pw_loop_update_timer (self->loop, self->timer, &first, &interval, FALSE);
}

static void
timeout_cb (void    *data,
            uint64_t expirations)
{
  Camera *self = data;

  pw_stream_trigger_process (self->stream);
}

/* Returns: the bytes that were written to @data. */
static gsize
convert (Camera *self,
         guint8 *data,
         gsize   size)
{
  gsize picture_size = maju_test_picture_get_size (self->picture);
  g_autoptr(GstElement) in = NULL;
  g_autoptr(GstElement) out = NULL;
  g_autoptr(GstSample) sample = NULL;
  GstBuffer *buffer;
  GstMapInfo map;

  buffer = gst_buffer_new_and_alloc (picture_size);
  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  maju_test_picture_draw (self->picture, map.data, self->n_frames);
  gst_buffer_unmap (buffer, &map);

  in = gst_bin_get_by_name (GST_BIN (self->converter), "in");
  out = gst_bin_get_by_name (GST_BIN (self->converter), "out");
  gst_app_src_push_buffer (GST_APP_SRC (in), buffer);
  sample = gst_app_sink_pull_sample (GST_APP_SINK (out));
  if (sample == NULL)
    return 0;

  return gst_buffer_extract (gst_sample_get_buffer (sample), 0, data, size);
}

static gsize
draw (Camera *self,
      guint8 *data)
{
  gsize size = maju_test_format_get_size (self->format);

  if (self->converter != NULL)
    size = convert (self, data, size);
  else
    maju_test_picture_draw (self->picture, data, self->n_frames);
  self->n_frames++;

  return size;
}

static void
crop (Camera            *self,
      struct spa_buffer *buffer)
{
  struct spa_meta_region *meta;
  guint part = self->cropped ? 2 : 1;

  meta = spa_buffer_find_meta_data (buffer, SPA_META_VideoCrop, sizeof *meta);
  if (meta == NULL || self->format == NULL)
    return;

  meta->region = SPA_REGION (self->cropped ? 32 : 0, self->cropped ? 16 : 0,
                             self->format->width / part,
                             self->format->height / part);
}

static void
stream_process_cb (void *data)
{
  Camera *self = data;
  struct pw_buffer *buffer;
  struct spa_data *plane;
  struct spa_meta_header *header;

  buffer = pw_stream_dequeue_buffer (self->stream);
  if (buffer == NULL)
    return;

  plane = &buffer->buffer->datas[0];
  if (plane->data != NULL && self->picture != NULL &&
      plane->maxsize >= maju_test_format_get_size (self->format))
    {
      plane->chunk->offset = 0;
      plane->chunk->size = draw (self, plane->data);
      plane->chunk->stride = maju_test_format_get_stride (self->format);
    }

  header = spa_buffer_find_meta_data (buffer->buffer,
                                      SPA_META_Header,
                                      sizeof *header);
  if (header != NULL)
    {
      struct timespec now;

      clock_gettime (CLOCK_MONOTONIC, &now);
      header->pts = SPA_TIMESPEC_TO_NSEC (&now);
      header->flags = 0;
      header->seq = self->seq++;
      header->dts_offset = 0;
    }
  crop (self, buffer->buffer);
  pw_stream_queue_buffer (self->stream, buffer);
}

static void
stream_state_changed_cb (void                *data,
                         enum pw_stream_state old,
                         enum pw_stream_state state,
                         const char          *error)
{
  Camera *self = data;

  self->streaming = state == PW_STREAM_STATE_STREAMING;
  arm_timer (self);

  if (state == PW_STREAM_STATE_PAUSED && !self->announced)
    {
      self->announced = TRUE;
      g_print ("ready %u\n", pw_stream_get_node_id (self->stream));
    }
  else if (state == PW_STREAM_STATE_ERROR && self->announced)
    {
      g_printerr ("maju-test-camera: %s\n", error);
    }
  else if (state == PW_STREAM_STATE_ERROR)
    {
      g_printerr ("maju-test-camera: %s\n", error);
      self->status = 1;
      pw_main_loop_quit (self->main_loop);
    }
}

static void
clear_format (Camera *self)
{
  if (self->converter != NULL)
    gst_element_set_state (self->converter, GST_STATE_NULL);
  gst_clear_object (&self->converter);
  g_clear_pointer (&self->picture, maju_test_picture_free);
  g_clear_pointer (&self->format, maju_test_format_free);
}

static void
take_format (Camera         *self,
             MajuTestFormat *format)
{
  g_autofree char *encoder = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  clear_format (self);
  self->format = format;
  self->picture = maju_test_picture_new (self->look, format->width,
                                         format->height,
                                         (double) format->max_rate.num /
                                         format->max_rate.denom);
  g_printerr ("maju-test-camera: %s %ux%u %u/%u\n", format->name,
              format->width, format->height, format->max_rate.num,
              format->max_rate.denom);
  if (g_str_equal (format->name, "I420"))
    return;

  if (g_str_equal (format->name, "MJPG"))
    encoder = g_strdup ("jpegenc idct-method=ifast");
  else
    encoder = g_strdup_printf ("capsfilter caps=video/x-raw,format=%s",
                               format->name);
  text = g_strdup_printf ("appsrc name=in format=time do-timestamp=true "
                          "caps=video/x-raw,format=I420,width=%u,height=%u,"
                          "framerate=%u/%u ! videoconvert ! %s "
                          "! appsink name=out sync=false",
                          format->width, format->height, format->max_rate.num,
                          format->max_rate.denom, encoder);
  self->converter = gst_parse_launch (text, &error);
  if (error != NULL)
    g_error ("%s", error->message);
  gst_element_set_state (self->converter, GST_STATE_PLAYING);
}

static void
stream_param_changed_cb (void                 *data,
                         uint32_t              id,
                         const struct spa_pod *param)
{
  Camera *self = data;
  MajuTestFormat *format;
  struct spa_pod_builder builder;
  const struct spa_pod *params[3];
  guint8 memory[1024];

  if (param == NULL || id != SPA_PARAM_Format)
    return;

  format = maju_test_format_from_param (param);
  if (format == NULL)
    return;

  take_format (self, format);
  spa_pod_builder_init (&builder, memory, sizeof memory);
  params[0] = spa_pod_builder_add_object (
    &builder,
    SPA_TYPE_OBJECT_ParamBuffers, SPA_PARAM_Buffers,
    SPA_PARAM_BUFFERS_buffers, SPA_POD_CHOICE_RANGE_Int (8, 2, 16),
    SPA_PARAM_BUFFERS_blocks, SPA_POD_Int (1),
    SPA_PARAM_BUFFERS_size,
    SPA_POD_Int ((int) maju_test_format_get_size (format)),
    SPA_PARAM_BUFFERS_stride,
    SPA_POD_Int ((int) maju_test_format_get_stride (format)),
    SPA_PARAM_BUFFERS_dataType,
    SPA_POD_CHOICE_FLAGS_Int ((1 << SPA_DATA_MemFd) | (1 << SPA_DATA_MemPtr)));
  params[1] = spa_pod_builder_add_object (
    &builder,
    SPA_TYPE_OBJECT_ParamMeta, SPA_PARAM_Meta,
    SPA_PARAM_META_type, SPA_POD_Id (SPA_META_Header),
    SPA_PARAM_META_size, SPA_POD_Int (sizeof (struct spa_meta_header)));
  params[2] = spa_pod_builder_add_object (
    &builder,
    SPA_TYPE_OBJECT_ParamMeta, SPA_PARAM_Meta,
    SPA_PARAM_META_type, SPA_POD_Id (SPA_META_VideoCrop),
    SPA_PARAM_META_size, SPA_POD_Int (sizeof (struct spa_meta_region)));
  pw_stream_update_params (self->stream, params, G_N_ELEMENTS (params));
}

static const struct pw_stream_events stream_events = {
  PW_VERSION_STREAM_EVENTS,
  .state_changed = stream_state_changed_cb,
  .param_changed = stream_param_changed_cb,
  .process = stream_process_cb,
};

static void
terminate_cb (void *data,
              int   signal_number)
{
  Camera *self = data;

  pw_main_loop_quit (self->main_loop);
}

static void
freeze_cb (void *data,
           int   signal_number)
{
  Camera *self = data;

  self->frozen = !self->frozen;
  arm_timer (self);
  g_print ("%s\n", self->frozen ? "frozen" : "going on");
}

static void
resize_cb (void *data,
           int   signal_number)
{
  Camera *self = data;
  struct spa_pod_builder builder;
  const struct spa_pod *param;
  guint8 memory[256];

  self->current = (self->current + 1) % self->formats->len;
  spa_pod_builder_init (&builder, memory, sizeof memory);
  param = maju_test_format_build (g_ptr_array_index (self->formats,
                                                     self->current),
                                  &builder);
  pw_stream_update_params (self->stream, &param, 1);
}

static void
crop_cb (void *data,
         int   signal_number)
{
  Camera *self = data;

  self->cropped = !self->cropped;
}

static gboolean
parse_arguments (Camera *self,
                 int     argc,
                 char   *argv[])
{
  self->look = argc > 3 ? argv[3] : "sky";
  self->formats = maju_test_format_parse_list (argc > 4 ? argv[4]
                                                        : DEFAULT_FORMATS);

  return argc >= 3 && argc <= 5 && self->formats != NULL &&
         self->formats->len <= MAX_FORMATS;
}

static int
connect_stream (Camera *self)
{
  struct spa_pod_builder builder;
  const struct spa_pod *params[MAX_FORMATS];
  guint8 memory[MAX_FORMATS * 256];

  spa_pod_builder_init (&builder, memory, sizeof memory);
  for (guint i = 0; i < self->formats->len; i++)
    params[i] = maju_test_format_build (g_ptr_array_index (self->formats, i),
                                        &builder);

  return pw_stream_connect (self->stream,
                            PW_DIRECTION_OUTPUT,
                            PW_ID_ANY,
                            PW_STREAM_FLAG_DRIVER | PW_STREAM_FLAG_MAP_BUFFERS,
                            params,
                            self->formats->len);
}

int
main (int   argc,
      char *argv[])
{
  Camera self = { 0 };
  int error;

  if (!parse_arguments (&self, argc, argv))
    {
      g_printerr ("Usage: maju-test-camera NAME DESCRIPTION "
                  "[LOOK [FORMATS]]\n");
      return 2;
    }

  setvbuf (stdout, NULL, _IOLBF, 0);
  gst_init (NULL, NULL);
  pw_init (&argc, &argv);
  self.main_loop = pw_main_loop_new (NULL);
  self.loop = pw_main_loop_get_loop (self.main_loop);
  pw_loop_add_signal (self.loop, SIGTERM, terminate_cb, &self);
  pw_loop_add_signal (self.loop, SIGINT, terminate_cb, &self);
  pw_loop_add_signal (self.loop, SIGUSR1, freeze_cb, &self);
  pw_loop_add_signal (self.loop, SIGUSR2, resize_cb, &self);
  pw_loop_add_signal (self.loop, SIGHUP, crop_cb, &self);
  self.timer = pw_loop_add_timer (self.loop, timeout_cb, &self);
  self.stream = pw_stream_new_simple (
    self.loop,
    argv[1],
    pw_properties_new (PW_KEY_MEDIA_CLASS, "Video/Source",
                       PW_KEY_MEDIA_ROLE, "Camera",
                       PW_KEY_NODE_NAME, argv[1],
                       PW_KEY_NODE_DESCRIPTION, argv[2],
                       PW_KEY_NODE_SUPPORTS_REQUEST, "1",
                       NULL),
    &stream_events,
    &self);

  error = connect_stream (&self);
  if (error < 0)
    {
      g_printerr ("maju-test-camera: %s\n", g_strerror (-error));
      return 1;
    }
  pw_main_loop_run (self.main_loop);

  pw_stream_destroy (self.stream);
  pw_loop_destroy_source (self.loop, self.timer);
  pw_main_loop_destroy (self.main_loop);
  clear_format (&self);
  g_clear_pointer (&self.formats, g_ptr_array_unref);
  pw_deinit ();
  return self.status;
}
