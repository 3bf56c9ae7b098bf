/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-monitor.h"
#include "maju-media.h"

G_BEGIN_DECLS

/* A guard against a hang, however slow the machine is. */
#ifdef __SANITIZE_ADDRESS__
#define WAIT_SECONDS 270
#else
#define WAIT_SECONDS 120
#endif

/* How often a second of sound is listened to in which a busy machine may have
 * left gaps. */
#define MAX_TRIES 100

/* Iterates the main context until @condition, or fails. What was so once counts:
 * it may be another thing the next moment. */
#define wait_for(condition) \
G_STMT_START { \
  gint64 wait_end = g_get_monotonic_time () + \
    WAIT_SECONDS * G_USEC_PER_SEC; \
  gboolean wait_met; \
  GSource *wait_source = g_timeout_source_new (20); \
  g_source_set_callback (wait_source, G_SOURCE_FUNC (continue_cb), NULL, \
                         NULL); \
  g_source_attach (wait_source, NULL); \
  while (!(wait_met = !!(condition)) && g_get_monotonic_time () < wait_end) \
  g_main_context_iteration (NULL, TRUE); \
  g_source_destroy (wait_source); \
  g_source_unref (wait_source); \
  if (!wait_met && !(condition)) \
  g_error ("%s:%d: not so after %d s: %s", __FILE__, __LINE__, \
           WAIT_SECONDS, #condition); \
} G_STMT_END

gboolean continue_cb                    (gpointer user_data);

/* What one consumer of encoded samples got. From any thread. */
typedef struct
{
  GMutex mutex;
  GPtrArray *samples;
} Recorder;

Recorder  *recorder_new                 (void);
void recorder_free                (Recorder         *self);
void recorder_cb                  (GstSample        *sample,
                                   gpointer user_data);
guint recorder_count               (Recorder         *self);
guint recorder_count_keys          (Recorder         *self);
GstSample *recorder_get                 (Recorder         *self,
                                         guint i);
void recorder_clear               (Recorder         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Recorder, recorder_free)

/* Decodes the samples with @description, such as "vp8dec" or "opusdec".
 *
 * Returns: (transfer full) (element-type GstSample): raw samples. */
GPtrArray *decode                       (Recorder         *recorder,
                                         const char       *description);

/* Of S16 samples after @skip_ms: RMS in dBFS, and the power of one frequency
 * relative to all, 0 to 1. A tone must keep its phase for a piece: short
 * pieces still hear a tone in which a busy machine left gaps. */
double measure_level                (GPtrArray        *samples,
                                     guint skip_ms);
double measure_part (GPtrArray *samples,
                     guint skip_ms,
                     guint length_ms);
double measure_tone                 (GPtrArray        *samples,
                                     guint skip_ms,
                                     double hertz,
                                     guint piece_ms);

/* For the async close functions: stores the result at a GAsyncResult **. */
void store_result_cb              (GObject          *object,
                                   GAsyncResult     *result,
                                   gpointer user_data);
guint count_threads                (void);
guint count_descriptors            (void);

G_END_DECLS
