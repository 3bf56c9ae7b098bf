/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-test-devices.h"

#include "media-test-util.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define FEED_FRAMES (120 * 48000)
#define FEED_PEAK 8231 /* -12 dBFS */

static GSubprocess *
spawn (GSubprocessFlags   flags,
       const char *const *argv)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  /* What a tool leaves behind at its end is not what is tested. */
  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", "detect_leaks=0",
                                TRUE);
  /* Nor is what makes it warn: that it ends by it would look like a device
   * that never comes. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  /* Devices reach PipeWire also where the test itself must not. */
  g_subprocess_launcher_unsetenv (launcher, "PIPEWIRE_REMOTE");
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);

  return process;
}

static TestDevice *
start (GSubprocessFlags   flags,
       const char *const *argv)
{
  TestDevice *self = g_new0 (TestDevice, 1);

  self->process = spawn (flags, argv);

  return self;
}

TestDevice *
test_camera_new (const char *name,
                 const char *description,
                 const char *look)
{
  return start (G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                (const char *const[]) { "maju-test-camera", name, description,
                                        look, NULL });
}

TestDevice *
test_camera_new_full (const char *name,
                      const char *description,
                      const char *look,
                      const char *formats)
{
  return start (G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                (const char *const[]) { "maju-test-camera", name, description,
                                        look, formats, NULL });
}

TestDevice *
test_camera_holder_new (const char *name)
{
  g_autofree char *target = g_strconcat ("target-object=", name, NULL);

  return start (G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                (const char *const[]) {
    "gst-launch-1.0", "--quiet", "pipewiresrc", target,
    "stream-properties=p,node.exclusive=(string)true,media.role=Camera", "!",
    "capsfilter", "caps=video/x-raw", "!", "fakesink", NULL
  });
}

char *
test_pipewire_leave (void)
{
  g_autofree char *folder = g_dir_make_tmp ("maju-test-XXXXXX", NULL);
  g_autofree char *pulse = g_strdup_printf ("unix:%s/pulse", folder);
  char *former = g_strdup (g_getenv ("PIPEWIRE_RUNTIME_DIR"));

  g_setenv ("PIPEWIRE_RUNTIME_DIR", folder, TRUE);
  g_setenv ("PULSE_SERVER", pulse, TRUE);

  return former;
}

void
test_pipewire_return (char *former)
{
  if (former != NULL)
    g_setenv ("PIPEWIRE_RUNTIME_DIR", former, TRUE);
  else
    g_unsetenv ("PIPEWIRE_RUNTIME_DIR");
  g_unsetenv ("PULSE_SERVER");
  g_free (former);
}

TestDevice *
test_program_new (const char *program)
{
  return start (G_SUBPROCESS_FLAGS_NONE,
                (const char *const[]) { program, NULL });
}

void
test_camera_freeze (TestDevice *self)
{
  g_subprocess_send_signal (self->process, SIGUSR1);
}

TestDevice *
test_node_new (const char *name,
               const char *description,
               const char *media_class)
{
  g_autofree char *properties = NULL;

  properties = g_strdup_printf ("{ factory.name=support.null-audio-sink "
                                "node.name=%s node.description=\"%s\" "
                                "media.class=%s audio.position=[ %s ] "
                                "object.linger=false "
                                "monitor.channel-volumes=true }",
                                name, description, media_class,
                                g_str_equal (media_class, "Audio/Sink")
                                ? "FL FR" : "MONO");

  /* The node lives as long as pw-cli, which reads on until it is stopped. */
  return start (G_SUBPROCESS_FLAGS_STDIN_PIPE |
                G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                (const char *const[]) { "pw-cli", "-m", "create-node",
                                        "adapter", properties, NULL });
}

static gboolean
link_ports (const char *output,
            const char *input)
{
  g_autoptr(GSubprocess) process = NULL;

  process = spawn (G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                   (const char *const[]) { "pw-link", output, input, NULL });

  return g_subprocess_wait_check (process, NULL, NULL);
}

/* Two minutes. Returns: (transfer full): the file. */
static char *
make_tone (guint    hertz,
           gboolean words)
{
  g_autoptr(GError) error = NULL;
  g_autofree gint16 *frames = g_new0 (gint16, FEED_FRAMES);
  char *path = NULL;

  for (guint i = 0; i < FEED_FRAMES; i++)
    if (!words || i / 4800 % 8 < 5)
      frames[i] = FEED_PEAK * sin (2 * G_PI * hertz * i / 48000);
  close (g_file_open_tmp ("maju-test-XXXXXX.raw", &path, &error));
  g_assert_no_error (error);
  g_file_set_contents (path, (char *) frames, FEED_FRAMES * sizeof *frames,
                       &error);
  g_assert_no_error (error);

  return path;
}

TestDevice *
test_feed_new (const char *name,
               guint       hertz,
               gboolean    words)
{
  g_autofree char *path = make_tone (hertz, words);
  g_autofree char *node = g_strdup_printf ("feed-%s", name);
  g_autofree char *properties = NULL;
  g_autofree char *output = g_strconcat (node, ":output_MONO", NULL);
  g_autofree char *input = g_strconcat (name, ":input_MONO", NULL);
  TestDevice *self;

  properties = g_strdup_printf ("{ node.name=%s node.autoconnect=false }",
                                node);
  self = start (0, (const char *const[]) {
    "pw-cat", "--playback", "--raw", "--rate", "48000", "--channels", "1",
    "--format", "s16", "--latency", "20ms", "-P", properties, path, NULL
  });

  /* A session manager links no stream to a virtual source. */
  test_link (output, input);
  /* It is open. */
  g_unlink (path);

  return self;
}

/* sox ends when nobody reads any more. */
static TestDevice *
native_player_new (const char *name,
                   guint       hertz)
{
  g_autofree char *script = NULL;

  script = g_strdup_printf ("exec pw-cat --playback --raw --rate 48000 "
                            "--channels 1 --format s16 "
                            "-P '{ node.name=%s }' - < <(exec sox -q -n -t raw "
                            "-r 48000 -c 1 -b 16 -e signed-integer - "
                            "synth sine %u gain -20)", name, hertz);

  return start (0, (const char *const[]) { "bash", "-c", script, NULL });
}

TestDevice *
test_player_new (const char *name,
                 guint       hertz,
                 guint       channels,
                 const char *properties)
{
  g_autofree char *frequency = g_strdup_printf ("freq=%u", hertz);
  g_autofree char *caps = NULL;
  g_autofree char *stream = NULL;

  if (channels == 1)
    return native_player_new (name, hertz);

  caps = g_strdup_printf ("caps=audio/x-raw,rate=48000,channels=%u", channels);
  stream = g_strdup_printf ("stream-properties=p,node.name=(string)%s%s%s", name,
                            properties ? "," : "", properties ? properties : "");

  return start (0, (const char *const[]) {
    "gst-launch-1.0", "--quiet", "audiotestsrc", frequency, "volume=0.1",
    "is-live=true", "!", "audioconvert", "!", "capsfilter", caps, "!",
    "pulsesink", stream, NULL
  });
}

/* Each try waits for PipeWire's answer: the ports may not be there yet. */
void
test_link (const char *output,
           const char *input)
{
  for (guint i = 0; i < 500; i++)
    if (link_ports (output, input))
      return;

  g_error ("%s cannot be linked to %s", output, input);
}

static void
exited_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  gboolean *exited = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (object), result, NULL);
  *exited = TRUE;
}

/* pw-record ends by itself when it has all its samples. */
GPtrArray *
test_record (const char *name,
             double      seconds)
{
  g_autofree char *count = g_strdup_printf ("%d", (int) (seconds * 48000));
  g_autofree char *path = NULL;
  g_autofree char *contents = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GstBuffer) buffer = NULL;
  GPtrArray *samples;
  gboolean exited = FALSE;
  gsize size = 0;

  close (g_file_open_tmp ("maju-test-XXXXXX.raw", &path, &error));
  g_assert_no_error (error);
  process = spawn (0, (const char *const[]) {
    "pw-record", "--raw", "--target", name, "-P",
    "{ stream.capture.sink=true }", "--rate", "48000", "--channels", "1",
    "--format", "s16", "--sample-count", count, path, NULL
  });
  g_subprocess_wait_async (process, NULL, exited_cb, &exited);
  wait_for (exited);

  g_file_get_contents (path, &contents, &size, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_assert_cmpuint (size, >=, (gsize) (seconds * 48000) * 2);

  caps = gst_caps_from_string ("audio/x-raw,format=S16LE,rate=48000,"
                               "channels=1,layout=interleaved");
  buffer = gst_buffer_new_wrapped (g_steal_pointer (&contents), size);
  samples = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);
  g_ptr_array_add (samples, gst_sample_new (buffer, caps, NULL, NULL));

  return samples;
}

void
test_device_free (TestDevice *self)
{
  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->process);
  g_free (self);
}

void
test_run (const char *program,
          ...)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  const char *arg = program;
  va_list args;

  va_start (args, program);
  for (; arg != NULL; arg = va_arg (args, const char *))
    g_ptr_array_add (argv, (gpointer) arg);
  va_end (args);
  g_ptr_array_add (argv, NULL);

  process = spawn (G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                   (const char *const *) argv->pdata);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

char *
test_query_pipewire (const char *filter)
{
  char *output = NULL;
  g_autofree char *command = g_strdup_printf ("pw-dump | jq -r '%s'", filter);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  process = spawn (G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                   (const char *const[]) { "sh", "-c", command, NULL });
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);

  return g_strstrip (output);
}

const char *
test_get_node_id (const char *name)
{
  static char id[16];
  g_autofree char *filter = NULL;
  g_autofree char *output = NULL;

  filter = g_strdup_printf (".[] | select(.info.props.\"node.name\"==\"%s\") "
                            "| .id", name);
  output = test_query_pipewire (filter);
  g_strlcpy (id, output, sizeof id);

  return id;
}

void
test_set_default (const char *name)
{
  test_run ("wpctl", "set-default", test_get_node_id (name), NULL);
}
