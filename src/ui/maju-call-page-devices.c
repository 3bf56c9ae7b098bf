/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-page-private.h"

#include <glib/gi18n.h>

static void
said_cb (MajuCallPage *self,
         const char   *words,
         gboolean      is_trouble)
{
  if (is_trouble)
    maju_call_page_say_trouble (self, words);
  else
    maju_call_page_say (self, words);
}

static void
muted_cb (MajuCallPage *self)
{
  if (self->muted_toast != NULL)
    adw_toast_dismiss (self->muted_toast);
  if (!maju_muted_hint_get_talking (self->muted_hint))
    return;

  g_set_weak_pointer (&self->muted_toast, maju_call_page_say_trouble (
                        self, _("You are muted, and others do not hear you. "
                                "Press Ctrl+D, or hold Space to talk.")));
}

void
maju_call_page_devices_init (MajuCallPage *self)
{
  self->talk_key = maju_talk_key_new ();
  self->muted_hint = maju_muted_hint_new ();
  g_signal_connect_object (self->muted_hint, "notify::talking",
                           G_CALLBACK (muted_cb), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (self->device_notices); i++)
    {
      self->device_notices[i] = maju_device_notices_new (i);
      g_signal_connect_object (self->device_notices[i], "said",
                               G_CALLBACK (said_cb), self, G_CONNECT_SWAPPED);
    }
  g_object_bind_property (self->device_notices[MAJU_DEVICE_KIND_CAMERA],
                          "problem", self->controls, "camera-trouble",
                          G_BINDING_DEFAULT);
  g_object_bind_property (self->device_notices[MAJU_DEVICE_KIND_MICROPHONE],
                          "problem", self->controls, "microphone-trouble",
                          G_BINDING_DEFAULT);
}

void
maju_call_page_devices_set_media (MajuCallPage   *self,
                                  MajuLocalMedia *media)
{
  MajuDeviceMonitor *devices = NULL;
  gpointer streams[G_N_ELEMENTS (self->device_notices)] = { NULL };

  if (media != NULL)
    {
      devices = maju_local_media_get_devices (media);
      streams[MAJU_DEVICE_KIND_CAMERA] = maju_local_media_get_camera (media);
      streams[MAJU_DEVICE_KIND_MICROPHONE] =
        maju_local_media_get_microphone (media);
      streams[MAJU_DEVICE_KIND_SPEAKER] = maju_local_media_get_playback (media);
    }

  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    maju_device_notices_set_stream (self->device_notices[i], devices,
                                    streams[i]);
  maju_call_controls_set_devices (self->controls, devices);
  maju_talk_key_set_microphone (self->talk_key,
                                streams[MAJU_DEVICE_KIND_MICROPHONE]);
  maju_muted_hint_set_microphone (self->muted_hint,
                                  streams[MAJU_DEVICE_KIND_MICROPHONE]);
}
