/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* A device that exists only on PipeWire, or what feeds or records one: a
 * process that is stopped with it. */
typedef struct
{
  GSubprocess *process;
} TestDevice;

/* Draws a person and a frame number; see maju-test-camera.c. */
TestDevice *test_camera_new (const char *name,
                             const char *description,
                             const char *look);

/* @formats: what it offers, or %NULL. */
TestDevice *test_camera_new_full (const char *name,
                                  const char *description,
                                  const char *look,
                                  const char *formats);

/* Takes the camera's picture for itself alone. */
TestDevice *test_camera_holder_new (const char *name);

/* Stops the picture while the camera stays, or lets it go on. */
void        test_camera_freeze (TestDevice *self);

/* What starts from now on finds no PipeWire, until one is started there, nor
 * PulseAudio's socket.
 *
 * Returns: (transfer full) (nullable): where it was, for test_pipewire_return() */
char       *test_pipewire_leave (void);

/* @former: (transfer full) (nullable): from test_pipewire_leave() */
void        test_pipewire_return (char *former);

/* Any program without arguments. */
TestDevice *test_program_new (const char *program);

/* A node of that media.class: Audio/Sink, Audio/Source/Virtual, Video/Source. */
TestDevice *test_node_new (const char *name,
                           const char *description,
                           const char *media_class);

/* Feeds two minutes of a tone of -12 dBFS into the microphone @name. With @words
 * it comes and goes as they do, so that the noise suppression does not take it for
 * noise. */
TestDevice *test_feed_new (const char *name,
                           guint       hertz,
                           gboolean    words);

/* Plays a tone, as any application on the desktop does: with one channel by
 * PipeWire's own socket, with more by PulseAudio's. @properties: (nullable): with
 * more channels than one further properties, in GStreamer's words. */
TestDevice *test_player_new (const char *name,
                             guint       hertz,
                             guint       channels,
                             const char *properties);

/* Links two ports, such as speaker1:monitor_FL and microphone1:input_MONO. */
void        test_link (const char *output,
                       const char *input);

/* Records what the speaker @name plays, while the main context runs.
 *
 * Returns: (transfer full) (element-type GstSample): S16 mono 48 kHz. */
GPtrArray  *test_record (const char *name,
                         double      seconds);
void        test_device_free (TestDevice *self);

/* Runs a program to its end, which must be a good one. */
void        test_run (const char *program,
                      ...) G_GNUC_NULL_TERMINATED;

/* Returns: (transfer full): what jq's @filter makes of all that PipeWire has. */
char       *test_query_pipewire (const char *filter);

/* Returns: (transfer none): valid until the next call. */
const char *test_get_node_id (const char *name);

/* As the desktop's settings do. */
void        test_set_default (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestDevice, test_device_free)

G_END_DECLS
