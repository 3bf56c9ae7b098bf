/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device.h"
#include "maju-media.h"

G_BEGIN_DECLS

/* Makes an element, named so that its thread can be told in a debugger; fails
 * with MAJU_MEDIA_ERROR_PLUGIN. Returns: (transfer floating). */
GstElement *maju_media_make_element (const char *factory,
                                     const char *name,
                                     GError    **error);

/* Makes @... (factory, name pairs, %NULL at the end), adds them to @bin and
 * links them in a row. */
gboolean    maju_media_add_row (GstBin     *bin,
                                GError    **error,
                                const char *factory,
                                const char *name,
                                ...) G_GNUC_NULL_TERMINATED;

/* Fails with MAJU_MEDIA_ERROR_FAILED. */
gboolean    maju_media_link (GstElement *before,
                             GstElement *after,
                             GError    **error);

/* As above, to the element that @sink_pad belongs to. */
gboolean    maju_media_link_branch (GstElement *tee,
                                    GstPad     *sink_pad,
                                    GError    **error);

/* Returns: (transfer full): the element of @bin that has this name. */
GstElement *maju_media_get_element (GstBin     *bin,
                                    const char *name);

/* From now on queries about caps that come from what is before @pad are answered
 * with @caps, whatever follows. Returns: the probe. */
gulong      maju_media_answer_caps (GstPad     *pad,
                                    const char *caps);

/* What follows @pad cannot ask to agree on the format anew. */
void        maju_media_drop_reconfigure (GstPad *pad);

/* Says in MajuMediaError's words what a pipeline has posted. */
GError     *maju_media_error_from_message (GstMessage    *message,
                                           MajuDeviceKind kind);
GError     *maju_media_error_new (MajuMediaError code,
                                  MajuDeviceKind kind);
GError     *maju_media_error_unplugged (MajuDeviceKind kind,
                                        const char    *name);

/* As g_timeout_add(), but in the thread-default main context. */
GSource    *maju_media_add_timeout (guint       interval_ms,
                                    GSourceFunc func,
                                    gpointer    user_data)
G_GNUC_WARN_UNUSED_RESULT;
void        maju_media_clear_source (GSource **source);

G_END_DECLS
