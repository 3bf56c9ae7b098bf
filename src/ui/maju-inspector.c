/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"
#include "maju-profile.h"

#include "maju-inspector.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <stdio.h>

/* Quieter than any microphone that is on, in dBFS. */
#define SILENT (-95.0)

#define CAMERAS  "/sys/class/video4linux"
#define PORTAL   "org.freedesktop.portal.Desktop"

struct _MajuInspector
{
  GObject parent_instance;

  MajuLocalMedia *media;
  MajuDeviceMonitor *devices;
  MajuCall *call;
  GSettings *settings;
  gboolean awake;
  gboolean share_portal;        /* there is one, or it is not known yet */
  GCancellable *cancellable;

  gint64 heard;                 /* when anything came from the microphone */
  guint64 busy;                 /* of the processors, in ticks */
  guint64 total;
  double load;
};

G_DEFINE_FINAL_TYPE (MajuInspector, maju_inspector, G_TYPE_OBJECT)

static void
maju_inspector_dispose (GObject *object)
{
  MajuInspector *self = MAJU_INSPECTOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->media);
  g_clear_object (&self->devices);
  g_clear_object (&self->call);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (maju_inspector_parent_class)->dispose (object);
}

static void
maju_inspector_class_init (MajuInspectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_inspector_dispose;
}

static void
maju_inspector_init (MajuInspector *self)
{
  self->settings = g_settings_new (MAJU_APPLICATION_ID);
  self->cancellable = g_cancellable_new ();
  self->share_portal = TRUE;
  self->load = -1;
  self->heard = g_get_monotonic_time ();
}

static void
portal_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MajuInspector) self = user_data;
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GVariant) value = NULL;
  g_autoptr(GError) error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result,
                                         &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (reply)
    g_variant_get (reply, "(v)", &value);
  self->share_portal = value &&
    g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32) &&
    g_variant_get_uint32 (value) != 0;
}

static void
bus_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(MajuInspector) self = user_data;
  g_autoptr(GDBusConnection) bus = NULL;
  g_autoptr(GError) error = NULL;

  bus = g_bus_get_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!bus)
    {
      self->share_portal = FALSE;
      return;
    }

  g_dbus_connection_call (bus, PORTAL, "/org/freedesktop/portal/desktop",
                          "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)",
                                         "org.freedesktop.portal.ScreenCast",
                                         "AvailableSourceTypes"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, -1,
                          self->cancellable, portal_cb, g_object_ref (self));
}

MajuInspector *
maju_inspector_new (MajuLocalMedia *media,
                    MajuCall       *call,
                    gboolean        awake)
{
  MajuInspector *self = g_object_new (MAJU_TYPE_INSPECTOR, NULL);

  self->awake = awake;
  if (call)
    self->call = g_object_ref (call);
  if (media)
    {
      self->media = g_object_ref (media);
      self->devices = g_object_ref (maju_local_media_get_devices (media));
    }
  else
    {
      self->devices = maju_device_monitor_new ();
    }
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, bus_cb, g_object_ref (self));

  return self;
}

guint
maju_inspector_count_cameras (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, "device", "driver",
                                                NULL);
      g_autofree char *index = g_build_filename (folder, name, "index", NULL);
      g_autofree char *driver = g_file_read_link (path, NULL);
      g_autofree char *number = NULL;

      /* A camera has several: the first gives the picture. */
      if (driver && g_str_has_suffix (driver, "/uvcvideo") &&
          g_file_get_contents (index, &number, NULL, NULL) && number[0] == '0')
        n++;
    }

  return n;
}

static gboolean
has_network (void)
{
  struct ifaddrs *addresses = NULL;
  gboolean found = FALSE;

  /* Who cannot tell says nothing. */
  if (getifaddrs (&addresses) != 0)
    return TRUE;

  for (struct ifaddrs *a = addresses; a && !found; a = a->ifa_next)
    found = a->ifa_addr && (a->ifa_flags & IFF_RUNNING) &&
      !(a->ifa_flags & IFF_LOOPBACK) &&
      (a->ifa_addr->sa_family == AF_INET || a->ifa_addr->sa_family == AF_INET6);
  freeifaddrs (addresses);

  return found;
}

/* Of all processors since it was looked at last. */
static void
look_at_load (MajuInspector *self)
{
  g_autofree char *text = NULL;
  guint64 user, nice, system, idle, wait, irq, softirq, steal;
  guint64 busy, total;

  if (!g_file_get_contents ("/proc/stat", &text, NULL, NULL) ||
      sscanf (text, "cpu %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT
              " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT
              " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT,
              &user, &nice, &system, &idle, &wait, &irq, &softirq, &steal) != 8)
    return;

  busy = user + nice + system + irq + softirq + steal;
  total = busy + idle + wait;
  if (self->total > 0 && total > self->total && busy >= self->busy)
    self->load = (busy - self->busy) / (double) (total - self->total);
  self->busy = busy;
  self->total = total;
}

static MajuDeviceSituation
look_at_device (gpointer stream,
                gboolean wanted)
{
  return (MajuDeviceSituation) {
           .wanted = wanted,
           .state = maju_device_stream_get_state (stream),
           .error = maju_device_stream_get_error (stream),
  };
}

static void
look_at_media (MajuInspector *self,
               MajuSituation *situation)
{
  MajuVideoSender *camera = maju_local_media_get_camera (self->media);
  MajuAudioSender *microphone = maju_local_media_get_microphone (self->media);
  gint64 now = g_get_monotonic_time ();

  situation->camera =
    look_at_device (camera, maju_video_sender_get_enabled (camera));
  situation->microphone =
    look_at_device (microphone, maju_audio_sender_get_active (microphone));
  situation->speaker =
    look_at_device (maju_local_media_get_playback (self->media), TRUE);
  situation->muted = !maju_audio_sender_get_enabled (microphone);
  situation->speaking = maju_audio_sender_get_speaking (microphone);
  if (situation->muted || situation->microphone.state != MAJU_CAPTURE_STATE_RUNNING ||
      maju_audio_sender_get_level (microphone) > SILENT)
    self->heard = now;
  situation->silence_us = now - self->heard;
  g_object_get (microphone, "echo-cancellation", &situation->echo_cancellation,
                NULL);
}

static void
look_at_person (MajuSituation   *situation,
                MajuParticipant *participant)
{
  MajuPersonSituation person = {
    .name = maju_participant_get_display_name (participant),
    .state = maju_participant_get_state (participant),
    .error = maju_participant_get_error (participant),
    .trust = maju_participant_get_trust (participant),
    .gain = maju_hearing_get_gain (maju_participant_get_hearing (participant)),
    .quality =
      *maju_quality_get_figures (maju_participant_get_quality (participant)),
  };

  g_array_append_val (situation->people, person);
}

static void
look_at_call (MajuInspector *self,
              MajuSituation *situation)
{
  GListModel *people = maju_call_get_participants (self->call);

  situation->in_call = TRUE;
  situation->call_state = maju_call_get_state (self->call);
  situation->call_error = maju_call_get_error (self->call);
  situation->link_local =
    maju_room_link_get_is_loopback (maju_call_get_link (self->call));
  for (guint i = 0; i < g_list_model_get_n_items (people); i++)
    {
      g_autoptr(MajuParticipant) participant = g_list_model_get_item (people, i);

      look_at_person (situation, participant);
    }
}

void
maju_inspector_look (MajuInspector *self,
                     MajuSituation *situation)
{
  g_return_if_fail (MAJU_IS_INSPECTOR (self));
  g_return_if_fail (situation != NULL);

  look_at_load (self);
  *situation = (MajuSituation) {
    .network = has_network (),
    .relay_only = g_settings_get_boolean (self->settings, "relay-only"),
    .awake = self->awake,
    .share_portal = self->share_portal,
    .load = self->load,
    .devices_ready = maju_device_monitor_get_ready (self->devices),
    .devices_available = maju_device_monitor_get_available (self->devices),
    .n_cameras =
      g_list_model_get_n_items (maju_device_monitor_get_devices (self->devices,
                                                                 MAJU_DEVICE_KIND_CAMERA)),
    .n_kernel_cameras = maju_inspector_count_cameras (CAMERAS),
    .cameras_by_portal = maju_device_monitor_get_by_portal (self->devices),
    .echo_cancellation = TRUE,
    .people = g_array_new (FALSE, FALSE, sizeof (MajuPersonSituation)),
  };
  if (self->media)
    look_at_media (self, situation);
  if (self->call)
    look_at_call (self, situation);
}

void
maju_inspector_situation_clear (MajuSituation *situation)
{
  g_clear_pointer (&situation->people, g_array_unref);
}

MajuLocalMedia *
maju_inspector_get_media (MajuInspector *self)
{
  g_return_val_if_fail (MAJU_IS_INSPECTOR (self), NULL);

  return self->media;
}

MajuParticipant *
maju_inspector_get_person (MajuInspector *self,
                           int            number)
{
  g_return_val_if_fail (MAJU_IS_INSPECTOR (self), NULL);

  if (!self->call || number < 0)
    return NULL;

  return g_list_model_get_item (maju_call_get_participants (self->call), number);
}
