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
 * The first line of output is "ready NODE-ID", when others can find the node.
 * SIGTERM unplugs the camera; SIGUSR1 freezes it and lets it go on.
 */

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include <glib.h>
#include <pipewire/pipewire.h>
#include <spa/param/video/format-utils.h>

#include "maju-test-picture.h"

typedef struct
{
  struct pw_main_loop *main_loop;
  struct pw_loop *loop;
  struct pw_stream *stream;
  struct spa_source *timer;

  MajuTestPicture *picture;
  const char *look;
  guint32 n_frames;
  guint64 seq;
  gboolean streaming;
  gboolean frozen;
  gboolean announced;
  int status;
  struct spa_fraction rate;

  /* The only format that it has, if it is told one. */
  struct spa_rectangle only_size;
  struct spa_fraction only_rate;
} Camera;

static void
arm_timer (Camera *self)
{
  struct timespec first = { 0, 0 };
  struct timespec interval = { 0, 0 };

  if (self->streaming && !self->frozen)
    {
      first.tv_nsec = 1;
      interval.tv_nsec = SPA_NSEC_PER_SEC * self->rate.denom / self->rate.num;
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
      plane->maxsize >= maju_test_picture_get_size (self->picture))
    {
      maju_test_picture_draw (self->picture, plane->data, self->n_frames++);
      plane->chunk->offset = 0;
      plane->chunk->size = maju_test_picture_get_size (self->picture);
      plane->chunk->stride = maju_test_picture_get_stride (self->picture);
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
  else if (state == PW_STREAM_STATE_ERROR)
    {
      g_printerr ("maju-test-camera: %s\n", error);
      self->status = 1;
      pw_main_loop_quit (self->main_loop);
    }
}

static void
stream_param_changed_cb (void                 *data,
                         uint32_t              id,
                         const struct spa_pod *param)
{
  Camera *self = data;
  struct spa_video_info_raw info = { 0 };
  struct spa_pod_builder builder;
  const struct spa_pod *params[2];
  guint8 memory[1024];

  if (param == NULL || id != SPA_PARAM_Format ||
      spa_format_video_raw_parse (param, &info) < 0)
    return;

  self->rate = info.framerate;
  if (self->rate.num == 0)
    self->rate = SPA_FRACTION (30, 1);
  g_clear_pointer (&self->picture, maju_test_picture_free);
  self->picture = maju_test_picture_new (self->look,
                                         info.size.width,
                                         info.size.height,
                                         (double) self->rate.num /
                                         self->rate.denom);

  spa_pod_builder_init (&builder, memory, sizeof memory);
  params[0] = spa_pod_builder_add_object (
    &builder,
    SPA_TYPE_OBJECT_ParamBuffers, SPA_PARAM_Buffers,
    SPA_PARAM_BUFFERS_buffers, SPA_POD_CHOICE_RANGE_Int (8, 2, 16),
    SPA_PARAM_BUFFERS_blocks, SPA_POD_Int (1),
    SPA_PARAM_BUFFERS_size,
    SPA_POD_Int ((int) maju_test_picture_get_size (self->picture)),
    SPA_PARAM_BUFFERS_stride,
    SPA_POD_Int ((int) maju_test_picture_get_stride (self->picture)),
    SPA_PARAM_BUFFERS_dataType,
    SPA_POD_CHOICE_FLAGS_Int ((1 << SPA_DATA_MemFd) | (1 << SPA_DATA_MemPtr)));
  params[1] = spa_pod_builder_add_object (
    &builder,
    SPA_TYPE_OBJECT_ParamMeta, SPA_PARAM_Meta,
    SPA_PARAM_META_type, SPA_POD_Id (SPA_META_Header),
    SPA_PARAM_META_size, SPA_POD_Int (sizeof (struct spa_meta_header)));
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
}

static const struct spa_pod *
build_only_format (Camera                 *self,
                   struct spa_pod_builder *builder)
{
  return spa_pod_builder_add_object (
    builder,
    SPA_TYPE_OBJECT_Format, SPA_PARAM_EnumFormat,
    SPA_FORMAT_mediaType, SPA_POD_Id (SPA_MEDIA_TYPE_video),
    SPA_FORMAT_mediaSubtype, SPA_POD_Id (SPA_MEDIA_SUBTYPE_raw),
    SPA_FORMAT_VIDEO_format, SPA_POD_Id (SPA_VIDEO_FORMAT_I420),
    SPA_FORMAT_VIDEO_size, SPA_POD_Rectangle (&self->only_size),
    SPA_FORMAT_VIDEO_framerate, SPA_POD_Fraction (&self->only_rate));
}

static const struct spa_pod *
build_formats (struct spa_pod_builder *builder)
{
  return spa_pod_builder_add_object (
    builder,
    SPA_TYPE_OBJECT_Format, SPA_PARAM_EnumFormat,
    SPA_FORMAT_mediaType, SPA_POD_Id (SPA_MEDIA_TYPE_video),
    SPA_FORMAT_mediaSubtype, SPA_POD_Id (SPA_MEDIA_SUBTYPE_raw),
    SPA_FORMAT_VIDEO_format, SPA_POD_Id (SPA_VIDEO_FORMAT_I420),
    SPA_FORMAT_VIDEO_size,
    SPA_POD_CHOICE_ENUM_Rectangle (6,
                                   &SPA_RECTANGLE (1280, 720),
                                   &SPA_RECTANGLE (1280, 720),
                                   &SPA_RECTANGLE (640, 360),
                                   &SPA_RECTANGLE (640, 480),
                                   &SPA_RECTANGLE (320, 180),
                                   &SPA_RECTANGLE (1920, 1080)),
    SPA_FORMAT_VIDEO_framerate,
    SPA_POD_CHOICE_RANGE_Fraction (&SPA_FRACTION (30, 1),
                                   &SPA_FRACTION (1, 1),
                                   &SPA_FRACTION (60, 1)));
}

static int
connect_stream (Camera *self)
{
  struct spa_pod_builder builder;
  const struct spa_pod *params[1];
  guint8 memory[1024];

  spa_pod_builder_init (&builder, memory, sizeof memory);
  params[0] = self->only_size.width > 0 ? build_only_format (self, &builder)
                                        : build_formats (&builder);

  return pw_stream_connect (self->stream,
                            PW_DIRECTION_OUTPUT,
                            PW_ID_ANY,
                            PW_STREAM_FLAG_DRIVER | PW_STREAM_FLAG_MAP_BUFFERS,
                            params,
                            G_N_ELEMENTS (params));
}

static gboolean
parse_arguments (Camera *self,
                 int     argc,
                 char   *argv[])
{
  self->look = argc > 3 ? argv[3] : "sky";
  self->only_rate.denom = 1;

  return argc >= 3 && argc <= 5 &&
         (argc < 5 ||
          (sscanf (argv[4], "%ux%u@%u", &self->only_size.width,
                   &self->only_size.height, &self->only_rate.num) == 3 &&
           self->only_size.width > 0 && self->only_rate.num > 0));
}

int
main (int   argc,
      char *argv[])
{
  Camera self = { .rate = { 30, 1 } };
  int error;

  if (!parse_arguments (&self, argc, argv))
    {
      g_printerr ("Usage: maju-test-camera NAME DESCRIPTION "
                  "[LOOK [WIDTHxHEIGHT@RATE]]\n");
      return 2;
    }

  setvbuf (stdout, NULL, _IOLBF, 0);
  pw_init (&argc, &argv);
  self.main_loop = pw_main_loop_new (NULL);
  self.loop = pw_main_loop_get_loop (self.main_loop);
  pw_loop_add_signal (self.loop, SIGTERM, terminate_cb, &self);
  pw_loop_add_signal (self.loop, SIGINT, terminate_cb, &self);
  pw_loop_add_signal (self.loop, SIGUSR1, freeze_cb, &self);
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
  g_clear_pointer (&self.picture, maju_test_picture_free);
  pw_deinit ();
  return self.status;
}
