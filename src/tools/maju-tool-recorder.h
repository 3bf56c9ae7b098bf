/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * MajuToolRecorder:
 *
 * Measures how loud somebody is, and writes what they send to files when there
 * is a folder for them. Counted; the push functions run in streaming threads.
 */
typedef struct _MajuToolRecorder MajuToolRecorder;

/* @folder: (nullable). Files are named after @name and never replaced. */
MajuToolRecorder *maju_tool_recorder_new (const char *folder,
                                          const char *name)
G_GNUC_WARN_UNUSED_RESULT;
MajuToolRecorder *maju_tool_recorder_ref (MajuToolRecorder *self);
void              maju_tool_recorder_unref (MajuToolRecorder *self);

/* MajuRemoteSampleFunc for audio/x-raw S16LE and video/x-raw I420. */
void              maju_tool_recorder_push_audio (GstSample *sample,
                                                 gpointer   recorder);
void              maju_tool_recorder_push_video (GstSample *sample,
                                                 gpointer   recorder);

/* The mean of all that came, in dBFS; -100 when nothing did. */
double            maju_tool_recorder_get_level (MajuToolRecorder *self);

/* Completes the files. Nothing is pushed afterwards. */
void              maju_tool_recorder_close (MajuToolRecorder *self);

G_END_DECLS
