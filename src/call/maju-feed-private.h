/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-clock.h"
#include "maju-local-media.h"
#include "maju-peer.h"

G_BEGIN_DECLS

#define MAJU_TYPE_FEED (maju_feed_get_type ())

/**
 * MajuFeed:
 *
 * What one peer gets of one's own microphone, camera and screen: as high as they
 * show it, and no more than the path to them carries. Of that sound comes
 * first, then a screen with up to three fifths, then the camera.
 */
G_DECLARE_FINAL_TYPE (MajuFeed, maju_feed, MAJU, FEED, GObject)

/* Until maju_feed_set_watched(). */
#define MAJU_FEED_CAMERA_HEIGHT 720
#define MAJU_FEED_SCREEN_HEIGHT 1080

MajuFeed *maju_feed_new (MajuPeer       *peer,
                         MajuLocalMedia *media,
                         MajuClock      *clock)
G_GNUC_WARN_UNUSED_RESULT;

/* Whether the peer is there to be sent to; nothing is encoded for nobody. */
void      maju_feed_set_sending (MajuFeed *self,
                                 gboolean  sending);

/* How high they show our pictures, in pixels; 0: not at all. */
void      maju_feed_set_watched (MajuFeed *self,
                                 guint     camera_height,
                                 guint     screen_height);

/* Of the own camera to this peer: what was sent, what the path lets it take (bits
 * per second), and how high it is wanted; 0 while it is off. */
guint64   maju_feed_get_camera_bytes (MajuFeed *self);
guint     maju_feed_get_camera_limit (MajuFeed *self);
guint     maju_feed_get_camera_height (MajuFeed *self);

/* Parts the @bitrate that a path carries, bits per second. What the screen does
 * not take of its share is the camera's, but for a little.
 *
 * @camera, @screen: whether it is sent.
 * @screen_bitrate: what the screen took last.
 * @camera_limit, @screen_limit: never 0. */
void      maju_feed_share (guint    bitrate,
                           gboolean camera,
                           gboolean screen,
                           guint    screen_bitrate,
                           guint   *camera_limit,
                           guint   *screen_limit);

G_END_DECLS
