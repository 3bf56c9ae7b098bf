/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The device monitor on a real PipeWire: run it by tests/lib/with-pipewire. */
#include "maju-device-monitor.h"

#include "media-test-devices.h"
#include "media-test-util.h"

static MajuDeviceMonitor *
monitor_new (void)
{
  MajuDeviceMonitor *monitor = maju_device_monitor_new ();

  g_assert_false (maju_device_monitor_get_ready (monitor));
  wait_for (maju_device_monitor_get_ready (monitor));
  g_assert_true (maju_device_monitor_get_available (monitor));

  return monitor;
}

static guint
count (MajuDeviceMonitor *monitor,
       MajuDeviceKind     kind)
{
  return g_list_model_get_n_items (maju_device_monitor_get_devices (monitor,
                                                                    kind));
}

static MajuDevice *
find (MajuDeviceMonitor *monitor,
      MajuDeviceKind     kind,
      const char        *id)
{
  return maju_device_monitor_lookup (monitor, kind, id);
}

static const char *
get_default_id (MajuDeviceMonitor *monitor,
                MajuDeviceKind     kind)
{
  MajuDevice *device = maju_device_monitor_get_default (monitor, kind);

  return device ? maju_device_get_id (device) : NULL;
}

static void
test_none (void)
{
  g_autoptr(MajuDeviceMonitor) monitor = monitor_new ();

  g_assert_cmpuint (count (monitor, MAJU_DEVICE_KIND_CAMERA), ==, 0);
  g_assert_cmpuint (count (monitor, MAJU_DEVICE_KIND_MICROPHONE), ==, 0);
  g_assert_cmpuint (count (monitor, MAJU_DEVICE_KIND_SPEAKER), ==, 0);
  g_assert_null (maju_device_monitor_get_default (monitor,
                                                  MAJU_DEVICE_KIND_CAMERA));
}

static void
test_camera (void)
{
  g_autoptr(MajuDeviceMonitor) monitor = monitor_new ();
  g_autoptr(TestDevice) front = NULL;
  g_autoptr(TestDevice) back = NULL;
  g_autoptr(MajuDeviceMonitor) late = NULL;
  MajuDevice *device;

  front = test_camera_new ("camera-front", "Front Camera", "sky");
  wait_for (find (monitor, MAJU_DEVICE_KIND_CAMERA, "camera-front"));
  device = find (monitor, MAJU_DEVICE_KIND_CAMERA, "camera-front");
  g_assert_cmpstr (maju_device_get_name (device), ==, "Front Camera");
  g_assert_cmpstr (maju_device_get_icon_name (device), ==,
                   "camera-web-symbolic");
  g_assert_cmpint (maju_device_get_kind (device), ==, MAJU_DEVICE_KIND_CAMERA);
  g_assert_cmpuint (count (monitor, MAJU_DEVICE_KIND_MICROPHONE), ==, 0);

  back = test_camera_new ("camera-back", "Back Camera", "dawn");
  wait_for (find (monitor, MAJU_DEVICE_KIND_CAMERA, "camera-back"));

  /* What is there already is in the first listing. */
  late = monitor_new ();
  g_assert_cmpuint (count (late, MAJU_DEVICE_KIND_CAMERA), ==, 2);

  g_clear_pointer (&front, test_device_free);
  wait_for (!find (monitor, MAJU_DEVICE_KIND_CAMERA, "camera-front"));
  g_assert_cmpuint (count (monitor, MAJU_DEVICE_KIND_CAMERA), ==, 1);
  g_clear_pointer (&back, test_device_free);
  wait_for (count (monitor, MAJU_DEVICE_KIND_CAMERA) == 0);
}

/* A shared screen is the same class of node, but no camera. */
static void
test_screen_is_no_camera (void)
{
  g_autoptr(MajuDeviceMonitor) monitor = monitor_new ();
  g_autoptr(TestDevice) screen = NULL;
  g_autoptr(TestDevice) camera = NULL;

  screen = test_node_new ("screen1", "A Screen", "Video/Source");
  camera = test_camera_new ("camera1", "Camera", "sky");
  wait_for (find (monitor, MAJU_DEVICE_KIND_CAMERA, "camera1"));
  wait_for (*test_get_node_id ("screen1") != '\0');
  g_assert_cmpuint (count (monitor, MAJU_DEVICE_KIND_CAMERA), ==, 1);
}

/* With a speaker and no microphone the desktop's default source is the
 * speaker's monitor. */
static void
test_monitor_is_no_microphone (void)
{
  g_autoptr(MajuDeviceMonitor) monitor = monitor_new ();
  g_autoptr(TestDevice) speaker = NULL;
  g_autoptr(TestDevice) microphone = NULL;
  MajuDevice *device;

  speaker = test_node_new ("speaker1", "Desk Speakers", "Audio/Sink");
  wait_for (find (monitor, MAJU_DEVICE_KIND_SPEAKER, "speaker1"));
  device = find (monitor, MAJU_DEVICE_KIND_SPEAKER, "speaker1");
  g_assert_cmpstr (maju_device_get_icon_name (device), ==,
                   "audio-speakers-symbolic");
  wait_for (maju_device_get_is_default (device));
  g_assert_cmpuint (count (monitor, MAJU_DEVICE_KIND_MICROPHONE), ==, 0);
  g_assert_null (get_default_id (monitor, MAJU_DEVICE_KIND_MICROPHONE));

  microphone = test_node_new ("microphone1", "Desk Microphone",
                              "Audio/Source/Virtual");
  wait_for (find (monitor, MAJU_DEVICE_KIND_MICROPHONE, "microphone1"));
  device = find (monitor, MAJU_DEVICE_KIND_MICROPHONE, "microphone1");
  wait_for (maju_device_get_is_default (device));
  g_assert_cmpstr (maju_device_get_name (device), ==, "Desk Microphone");
}

static void
test_default_first (void)
{
  g_autoptr(MajuDeviceMonitor) monitor = monitor_new ();
  g_autoptr(TestDevice) one = test_node_new ("speaker-b", "Bravo", "Audio/Sink");
  g_autoptr(TestDevice) two = NULL;
  GListModel *speakers;
  MajuDeviceKind kind = MAJU_DEVICE_KIND_SPEAKER;

  speakers = maju_device_monitor_get_devices (monitor, kind);
  two = test_node_new ("speaker-a", "Alpha", "Audio/Sink");
  wait_for (count (monitor, kind) == 2);

  test_set_default ("speaker-b");
  wait_for (g_strcmp0 (get_default_id (monitor, kind), "speaker-b") == 0);
  test_set_default ("speaker-a");
  wait_for (g_strcmp0 (get_default_id (monitor, kind), "speaker-a") == 0);

  for (guint i = 0; i < g_list_model_get_n_items (speakers); i++)
    {
      g_autoptr(MajuDevice) device = g_list_model_get_item (speakers, i);

      g_assert_cmpint (maju_device_get_is_default (device), ==, i == 0);
    }
}

/* A PipeWire of its own that comes, goes and comes back. */
static void
test_pipewire_gone (void)
{
  char *former = test_pipewire_leave ();
  g_autoptr(MajuDeviceMonitor) monitor = NULL;
  g_autoptr(TestDevice) camera = NULL;
  TestDevice *pipewire;

  monitor = maju_device_monitor_new ();
  wait_for (maju_device_monitor_get_ready (monitor));
  g_assert_false (maju_device_monitor_get_available (monitor));

  for (guint i = 0; i < 2; i++)
    {
      pipewire = test_program_new ("pipewire");
      wait_for (maju_device_monitor_get_available (monitor));
      camera = test_camera_new ("camera1", "Camera", "sky");
      wait_for (find (monitor, MAJU_DEVICE_KIND_CAMERA, "camera1"));

      test_device_free (pipewire);
      wait_for (!maju_device_monitor_get_available (monitor));
      g_assert_cmpuint (count (monitor, MAJU_DEVICE_KIND_CAMERA), ==, 0);
      g_clear_pointer (&camera, test_device_free);
    }

  g_clear_object (&monitor);
  test_pipewire_return (former);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/devices/none", test_none);
  g_test_add_func ("/media/devices/camera", test_camera);
  g_test_add_func ("/media/devices/screen-is-no-camera",
                   test_screen_is_no_camera);
  g_test_add_func ("/media/devices/monitor-is-no-microphone",
                   test_monitor_is_no_microphone);
  g_test_add_func ("/media/devices/default-first", test_default_first);

  g_test_add_func ("/media/devices/pipewire-gone", test_pipewire_gone);

  return g_test_run ();
}
