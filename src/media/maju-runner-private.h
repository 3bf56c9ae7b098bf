/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

#define MAJU_TYPE_RUNNER (maju_runner_get_type ())

/**
 * MajuRunner:
 *
 * Starts and stops one pipeline, once, away from the main thread: opening a
 * device may take long, and closing one that was just unplugged as long as
 * 30 s. What the pipeline posts comes in the maker's main context.
 */
G_DECLARE_FINAL_TYPE (MajuRunner, maju_runner, MAJU, RUNNER, GObject)

/* The name of the element in the pipeline that, if it is a source, is closed
 * last. */
#define MAJU_RUNNER_DEVICE "device"

typedef void (*MajuRunnerFunc) (GstMessage *message,
                                gpointer    user_data);
typedef void (*MajuRunnerReleased) (gpointer user_data);

/* Takes the pipeline, and sets its clock. */
MajuRunner  *maju_runner_new (GstPipeline   *pipeline,
                              MajuRunnerFunc func,
                              gpointer       user_data)
G_GNUC_WARN_UNUSED_RESULT;
void         maju_runner_start (MajuRunner *self);

/* From here on no message comes. @released is called with @task when all but
 * the device is closed and may be used again; when the device is closed, too,
 * @task (transfer full) (nullable) returns %TRUE. The caller may drop the runner
 * at once. */
void         maju_runner_stop (MajuRunner        *self,
                               MajuRunnerReleased released,
                               GTask             *task);

G_END_DECLS
