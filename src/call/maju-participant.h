/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-call-types.h"
#include "maju-gestures.h"
#include "maju-hearing.h"
#include "maju-safety.h"
#include "maju-peer.h"
#include "maju-quality.h"

G_BEGIN_DECLS

#define MAJU_TYPE_PARTICIPANT (maju_participant_get_type ())

/* Monotonic times in microseconds, 0 when not reached. `start` is when the call
 * was asked to join. */
typedef struct
{
  gint64 start;
  gint64 joined;
  gint64 described;
  gint64 ice_connected;
  gint64 dtls_connected;
  gint64 verified;
  gint64 first_audio;
  gint64 first_video;
} MajuTimeline;

/**
 * MajuParticipant:
 *
 * A person in the call, oneself included. Properties, all read-only for the UI:
 *  - `id` (string), `is-self`, `name` (cleaned for display; may be empty),
 *    `display-name` (never empty, and no two in a call are the same)
 *  - `state` (MajuParticipantState), `error` (boxed), `trust` (MajuTrust)
 *  - `microphone-on`, `camera-on`, `screen-on`: as that person says
 *  - `speaking`, `level` (dBFS, -100 when nothing is heard)
 *  - `paintable` (GObject, GdkPaintable; %NULL: show an avatar), and
 *    `screen-paintable` (%NULL unless `screen-on`, and for oneself; its size is
 *    the screen's, and may change)
 *  - `quality` (MajuQuality, always the same; of oneself nothing is known)
 */
G_DECLARE_FINAL_TYPE (MajuParticipant, maju_participant, MAJU, PARTICIPANT,
                      GObject)

/* Tries anew to reach a participant who FAILED, from the first description on:
 * the state goes back to CONNECTING, and `error` to %NULL. In any other state
 * nothing happens. */
void                  maju_participant_retry (MajuParticipant *self);

/* The answer to ASKING: to let them hear and see us, and the other way round, or
 * not. Who is refused FAILED, until maju_participant_retry(). In any other state
 * nothing happens. */
void                  maju_participant_admit (MajuParticipant *self);
void                  maju_participant_refuse (MajuParticipant *self);

/* How high that person's camera and screen are shown here, in pixels of the
 * display; 0: not at all, and none is sent. May be called as often as a widget's
 * size changes; they are told a few times a second at most. Until the first
 * call they send as for 720 and 1080. Oneself: nothing happens. */
void                  maju_participant_set_watched (MajuParticipant *self,
                                                    guint            camera_height,
                                                    guint            screen_height);

const char           *maju_participant_get_id (MajuParticipant *self);
gboolean              maju_participant_get_is_self (MajuParticipant *self);
const char           *maju_participant_get_name (MajuParticipant *self);
const char           *maju_participant_get_display_name (MajuParticipant *self);
MajuParticipantState  maju_participant_get_state (MajuParticipant *self);
const GError         *maju_participant_get_error (MajuParticipant *self);
MajuTrust             maju_participant_get_trust (MajuParticipant *self);
gboolean              maju_participant_get_microphone_on (MajuParticipant *self);
gboolean              maju_participant_get_camera_on (MajuParticipant *self);
gboolean              maju_participant_get_screen_on (MajuParticipant *self);
gboolean              maju_participant_get_speaking (MajuParticipant *self);
double                maju_participant_get_level (MajuParticipant *self);
GObject              *maju_participant_get_paintable (MajuParticipant *self);
GObject              *maju_participant_get_screen_paintable (MajuParticipant *self);

/* Returns: (transfer none): they stay the same as long as the participant. The
 * hearing of oneself has no effect. */
MajuGestures         *maju_participant_get_gestures (MajuParticipant *self);
MajuHearing          *maju_participant_get_hearing (MajuParticipant *self);

/* Returns: (transfer none): how to know that they are who we hear. Whose words
 * were compared is VERIFIED. */
MajuSafety           *maju_participant_get_safety (MajuParticipant *self);
MajuQuality          *maju_participant_get_quality (MajuParticipant *self);

/* For reports and the details pane; all %FALSE or zero for oneself. */
void                  maju_participant_get_timeline (MajuParticipant *self,
                                                     MajuTimeline    *timeline);
gboolean              maju_participant_get_track_stats (MajuParticipant *self,
                                                        MajuTrackKind    kind,
                                                        MajuTrackStats  *stats);

/* Raw samples of one of the participant's tracks beside what the call does with
 * them (it plays audio, and shows video): audio/x-raw S16LE 48 kHz, or
 * video/x-raw I420; in a streaming thread. One function a kind, kept over
 * restarts; %NULL: no more. For recording in tools. */
void                  maju_participant_set_sample_func (MajuParticipant     *self,
                                                        MajuTrackKind        kind,
                                                        MajuRemoteSampleFunc func,
                                                        gpointer             user_data,
                                                        GDestroyNotify       destroy);

void                  maju_participant_get_path_async (MajuParticipant    *self,
                                                       GAsyncReadyCallback callback,
                                                       gpointer            user_data);
gboolean              maju_participant_get_path_finish (MajuParticipant *self,
                                                        GAsyncResult    *result,
                                                        MajuPeerPath    *out_path,
                                                        GError         **error);

G_END_DECLS
