/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-audio-sender.h"
#include "maju-video-sender.h"

#include "media-test-devices.h"
#include "media-test-util.h"

G_BEGIN_DECLS

/* A camera and a microphone sender on the PipeWire of tests/lib/with-pipewire,
 * and who watches the camera. */
typedef struct
{
  MajuDeviceMonitor *devices;
  MajuVideoSender *video;
  MajuAudioSender *audio;
  Recorder *recorder;
  guint watch_id;
} Capture;

void        capture_set_up (Capture      *self,
                            gconstpointer data);
void        capture_tear_down (Capture      *self,
                               gconstpointer data);
MajuDevice *capture_find (Capture       *self,
                          MajuDeviceKind kind,
                          const char    *id);

/* Waits until the camera is listed. @formats: what it offers, or %NULL. */
TestDevice *capture_plug_camera (Capture    *self,
                                 const char *id,
                                 const char *formats);
TestDevice *capture_plug_microphone (Capture    *self,
                                     const char *id);
TestDevice *capture_plug_speaker (Capture    *self,
                                  const char *id);
gboolean    capture_is_running (gpointer stream);
gboolean    capture_has_failed (gpointer       stream,
                                MajuMediaError code);

/* The recorder takes what the camera gives, until it is told to stop. */
void        capture_watch (Capture *self);
void        capture_unwatch (Capture *self);

/* Waits for @n frames of the camera and decodes them.
 *
 * Returns: (transfer full) (element-type GstSample): I420. */
GPtrArray  *capture_take_pictures (Capture *self,
                                   guint    n);

/* Waits for @n packets of the microphone, of 20 ms each, and decodes them.
 *
 * Returns: (transfer full) (element-type GstSample): as measure_tone() and
 * measure_level() take it. */
GPtrArray  *capture_take_sound (Capture *self,
                                guint    n);

/* The number that maju-test-camera has drawn; fails if there is none. */
guint32     capture_get_number (GstSample *picture);

G_END_DECLS
