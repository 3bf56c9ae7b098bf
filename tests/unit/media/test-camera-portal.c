/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cameras by the real Camera portal, and a person and a desktop behind it that do
 * what they are told: run it by tests/lib/with-pipewire --portal. Maju itself
 * cannot reach PipeWire's socket here, as in a sandbox, nor PulseAudio's. */
#include "media-test-capture.h"

#include <signal.h>
#include <stdlib.h>

#define APP_ID "org.maju.Test"
#define STORE  "org.freedesktop.impl.portal.PermissionStore"
#define PERSON "org.freedesktop.impl.portal.desktop.majutest"

static GVariant *
call (const char *name,
      const char *path,
      const char *interface,
      const char *method,
      GVariant   *arguments)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL,
                                                   NULL);
  g_autoptr(GError) error = NULL;
  GVariant *reply;

  reply = g_dbus_connection_call_sync (bus, name, path, interface, method,
                                       arguments, NULL, G_DBUS_CALL_FLAGS_NONE,
                                       WAIT_SECONDS * 1000, NULL, &error);
  g_assert_no_error (error);

  return reply;
}

/* A desktop knows its applications; this one has to say who it is, on the
 * connection that all share, which must not end in between.
 *
 * Returns: (transfer full). */
static GDBusConnection *
register_application (void)
{
  GDBusConnection *bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  g_variant_unref (call ("org.freedesktop.portal.Desktop",
                         "/org/freedesktop/portal/desktop",
                         "org.freedesktop.host.portal.Registry", "Register",
                         g_variant_new ("(sa{sv})", APP_ID, NULL)));

  return bus;
}

static void
tell (const char *method,
      const char *answer)
{
  g_variant_unref (call (PERSON, "/org/maju/TestPortal", "org.maju.TestPortal",
                         method, g_variant_new ("(s)", answer)));
}

static guint
count_asked (guint *dialogs)
{
  g_autoptr(GVariant) reply = call (PERSON, "/org/maju/TestPortal",
                                    "org.maju.TestPortal", "GetState", NULL);
  guint asked, restored, sessions;

  g_variant_get (reply, "(uuuu)", &asked, &restored, &sessions, dialogs);

  return asked;
}

static guint
count_dialogs (void)
{
  guint dialogs;

  count_asked (&dialogs);

  return dialogs;
}

/* What the person has chosen in the system's settings: yes or no. */
static void
permit (const char *answer)
{
  const char *answers[] = { answer, NULL };

  g_variant_unref (call (STORE, "/org/freedesktop/impl/portal/PermissionStore",
                         STORE, "SetPermission",
                         g_variant_new ("(sbss^as)", "devices", TRUE, "camera",
                                        APP_ID, answers)));
}

/* The person has not been asked. */
static void
forget_permission (void)
{
  permit ("no");
  g_variant_unref (call (STORE, "/org/freedesktop/impl/portal/PermissionStore",
                         STORE, "DeletePermission",
                         g_variant_new ("(sss)", "devices", "camera", APP_ID)));
}

static void
stop_session_manager (gboolean stop)
{
  const char *pid = g_getenv ("MAJU_TEST_WIREPLUMBER");

  g_assert_nonnull (pid);
  g_assert_cmpint (kill (atoi (pid), stop ? SIGSTOP : SIGCONT), ==, 0);
}

static void
set_up (Capture      *capture,
        gconstpointer data)
{
  forget_permission ();
  tell ("SetAnswer", "grant");
  capture_set_up (capture, data);
  wait_for (maju_device_monitor_get_ready (capture->devices));
}

static void
enable (Capture *capture)
{
  maju_video_sender_set_enabled (capture->video, TRUE);
}

static void
disable (Capture *capture)
{
  maju_video_sender_set_enabled (capture->video, FALSE);
}

static MajuCaptureState
get_state (Capture *capture)
{
  return maju_device_stream_get_state (MAJU_DEVICE_STREAM (capture->video));
}

static gboolean
is_listed (Capture    *capture,
           const char *id)
{
  return capture_find (capture, MAJU_DEVICE_KIND_CAMERA, id) != NULL;
}

/* The portal knows of a camera; nobody else here can see it. */
static TestDevice *
plug (const char *id)
{
  return test_camera_new (id, id, "sky");
}

/* Nobody is asked before the camera is on, and once only. Off is off, and on
 * again needs another connection. */
static void
test_granted (Capture      *capture,
              gconstpointer data)
{
  g_autoptr(TestDevice) camera = plug ("camera-sky");
  guint dialogs;
  guint before = count_asked (&dialogs);

  g_assert_false (maju_device_monitor_get_available (capture->devices));
  g_assert_null (maju_device_monitor_get_camera_error (capture->devices));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GPtrArray) pictures = NULL;

      enable (capture);
      wait_for (capture_is_running (capture->video));
      pictures = capture_take_pictures (capture, 3);
      g_assert_cmpuint (capture_get_number (g_ptr_array_index (pictures, 2)), >,
                        0);
      disable (capture);
      wait_for (get_state (capture) == MAJU_CAPTURE_STATE_OFF);
    }
  g_assert_true (is_listed (capture, "camera-sky"));
  g_assert_true (maju_device_monitor_get_available (capture->devices));
  g_assert_cmpuint (count_asked (&dialogs), ==, before + 1);
}

/* Only cameras, whatever else there is. */
static void
test_only_cameras (Capture      *capture,
                   gconstpointer data)
{
  g_autoptr(TestDevice) camera = plug ("camera-sky");
  g_autoptr(TestDevice) other = plug ("camera-two");
  g_autoptr(TestDevice) screen = test_node_new ("screen1", "Screen",
                                                "Video/Source");
  GListModel *cameras;

  cameras = maju_device_monitor_get_devices (capture->devices,
                                             MAJU_DEVICE_KIND_CAMERA);
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (capture->video),
                                    "camera-two");
  enable (capture);
  wait_for (capture_is_running (capture->video));
  wait_for (is_listed (capture, "camera-sky"));
  g_assert_cmpuint (g_list_model_get_n_items (cameras), ==, 2);
}

static void
test_denied (Capture      *capture,
             gconstpointer data)
{
  g_autoptr(TestDevice) camera = plug ("camera-sky");
  guint dialogs;
  guint before = count_asked (&dialogs);

  permit ("no");
  enable (capture);
  wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_DENIED));
  g_assert_false (is_listed (capture, "camera-sky"));

  /* Who allows it afterwards need not say so here, too. */
  permit ("yes");
  wait_for (capture_is_running (capture->video));
  g_assert_cmpuint (count_asked (&dialogs), ==, before);
}

/* The dialog is closed without an answer, which the portal takes for a no that
 * lasts. */
static void
test_cancelled (Capture      *capture,
                gconstpointer data)
{
  g_autoptr(TestDevice) camera = plug ("camera-sky");

  tell ("SetAnswer", "wait");
  enable (capture);
  wait_for (count_dialogs () == 1);
  g_assert_cmpint (get_state (capture), ==, MAJU_CAPTURE_STATE_STARTING);

  /* Off and on again while it asks is no second question. */
  disable (capture);
  g_assert_cmpint (get_state (capture), ==, MAJU_CAPTURE_STATE_OFF);
  enable (capture);
  g_assert_cmpint (get_state (capture), ==, MAJU_CAPTURE_STATE_STARTING);
  g_assert_cmpuint (count_dialogs (), ==, 1);

  tell ("Reply", "cancel");
  wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_DENIED));
  g_assert_cmpuint (count_dialogs (), ==, 0);

  /* Tried again by hand it is asked for again, where the portal would. */
  forget_permission ();
  disable (capture);
  enable (capture);
  wait_for (count_dialogs () == 1);
  tell ("Reply", "grant");
  wait_for (capture_is_running (capture->video));
}

/* What is allowed while the camera is off again opens nothing. */
static void
test_granted_late (Capture      *capture,
                   gconstpointer data)
{
  g_autoptr(TestDevice) camera = plug ("camera-sky");

  tell ("SetAnswer", "wait");
  enable (capture);
  wait_for (count_dialogs () == 1);
  disable (capture);
  tell ("Reply", "grant");
  wait_for (count_dialogs () == 0);
  g_assert_cmpint (get_state (capture), ==, MAJU_CAPTURE_STATE_OFF);
  enable (capture);
  wait_for (capture_is_running (capture->video));
}

static void
test_no_camera (Capture      *capture,
                gconstpointer data)
{
  g_autoptr(TestDevice) camera = NULL;
  guint dialogs;
  guint before = count_asked (&dialogs);

  enable (capture);
  wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_NO_DEVICE));
  /* No question without anything to answer it for. */
  g_assert_cmpuint (count_asked (&dialogs), ==, before);

  camera = plug ("camera-sky");
  wait_for (capture_is_running (capture->video));
  g_assert_cmpuint (count_asked (&dialogs), ==, before + 1);

  g_clear_pointer (&camera, test_device_free);
  wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_UNPLUGGED));
  camera = plug ("camera-sky");
  wait_for (capture_is_running (capture->video));
  g_assert_cmpuint (count_asked (&dialogs), ==, before + 1);
}

/* Taken back during the call, and given again. */
static void
test_revoked (Capture      *capture,
              gconstpointer data)
{
  g_autoptr(TestDevice) camera = plug ("camera-sky");

  permit ("yes");
  enable (capture);
  wait_for (capture_is_running (capture->video));
  permit ("no");
  wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_REVOKED));
  wait_for (!is_listed (capture, "camera-sky"));

  permit ("yes");
  wait_for (capture_is_running (capture->video));
}

static gboolean
portal_has_camera (void)
{
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GVariant) value = NULL;

  reply = call ("org.freedesktop.portal.Desktop",
                "/org/freedesktop/portal/desktop",
                "org.freedesktop.DBus.Properties", "Get",
                g_variant_new ("(ss)", "org.freedesktop.portal.Camera",
                               "IsCameraPresent"));
  g_variant_get (reply, "(v)", &value);

  return g_variant_get_boolean (value);
}

/* The portal knows a camera, but the session manager, which gives it out, does
 * nothing: as if it had begun before the portal and did not know of it. */
static void
test_hidden (Capture      *capture,
             gconstpointer data)
{
  g_autoptr(TestDevice) camera = plug ("camera-sky");

  permit ("yes");
  wait_for (portal_has_camera ());
  stop_session_manager (TRUE);
  enable (capture);
  wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_HIDDEN));

  /* Tried again by hand it is no better. */
  disable (capture);
  enable (capture);
  g_assert_cmpint (get_state (capture), ==, MAJU_CAPTURE_STATE_STARTING);
  wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_HIDDEN));

  stop_session_manager (FALSE);
  wait_for (capture_is_running (capture->video));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GDBusConnection) bus = NULL;
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  /* As in test-device-states. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  g_setenv ("PIPEWIRE_REMOTE", "maju-not-there", TRUE);
  g_setenv ("PULSE_SERVER", "unix:/maju-not-there", TRUE);
  maju_media_init (&error);
  g_assert_no_error (error);
  bus = register_application ();

#define add(name, func) \
g_test_add ("/media/camera-portal/" name, Capture, NULL, set_up, func, \
            capture_tear_down)

  add ("granted", test_granted);
  add ("only-cameras", test_only_cameras);
  add ("denied", test_denied);
  add ("cancelled", test_cancelled);
  add ("granted-late", test_granted_late);
  add ("no-camera", test_no_camera);
  add ("revoked", test_revoked);
  add ("hidden", test_hidden);

#undef add

  return g_test_run ();
}
