/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-video-watcher-private.h"

/* One size of a watcher, for the streaming threads. */
typedef struct
{
  MajuVideoWatcher *watcher;
  MajuVideoRung *rung;          /* borrowed */
  guint serial;
} Feed;

/* One that was left, or will be as soon as the next has begun. */
typedef struct
{
  MajuVideoRung *rung;
  guint id;
  guint serial;
} Place;

struct _MajuVideoWatcher
{
  MajuSampleFunc func;
  gpointer user_data;
  GDestroyNotify destroy;

  Place newest;                 /* rung is NULL: watches nothing */
  GArray *older;                /* (element-type Place) */
  guint last_serial;
  GSource *tidy_source;         /* ready when a switch is done */

  GMutex mutex;
  guint current;                /* of which samples are handed on */
  GstClockTime last_pts;
};

static void
leave (Place *place)
{
  maju_video_rung_remove_consumer (place->rung, place->id);
  g_clear_object (&place->rung);
}

/* Takes leave of those that nothing is handed on from any more. */
static void
leave_older (MajuVideoWatcher *self,
             guint             current)
{
  for (guint i = self->older->len; i > 0; i--)
    {
      Place *place = &g_array_index (self->older, Place, i - 1);

      if (place->serial >= current)
        continue;
      leave (place);
      g_array_remove_index (self->older, i - 1);
    }
}

static guint
get_current (MajuVideoWatcher *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->current;
}

static gboolean
tidy_cb (gpointer user_data)
{
  MajuVideoWatcher *self = user_data;

  leave_older (self, get_current (self));
  g_source_set_ready_time (self->tidy_source, -1);

  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource    *source,
          GSourceFunc callback,
          gpointer    user_data)
{
  return callback (user_data);
}

static GSourceFuncs source_funcs = {
  .dispatch = dispatch,
};

static void
add_tidy_source (MajuVideoWatcher *self)
{
  self->tidy_source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_static_name (self->tidy_source, "maju-video-watcher");
  g_source_set_callback (self->tidy_source, tidy_cb, self, NULL);
  g_source_attach (self->tidy_source, g_main_context_get_thread_default ());
}

MajuVideoWatcher *
maju_video_watcher_new (MajuSampleFunc func,
                        gpointer       user_data,
                        GDestroyNotify destroy)
{
  MajuVideoWatcher *self = g_new0 (MajuVideoWatcher, 1);

  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;
  self->last_pts = GST_CLOCK_TIME_NONE;
  self->older = g_array_new (FALSE, FALSE, sizeof (Place));
  g_mutex_init (&self->mutex);
  add_tidy_source (self);

  return self;
}

static void
leave_all (MajuVideoWatcher *self)
{
  leave_older (self, G_MAXUINT);
  if (self->newest.rung != NULL)
    leave (&self->newest);
}

void
maju_video_watcher_free (MajuVideoWatcher *self)
{
  leave_all (self);
  g_source_destroy (self->tidy_source);
  g_source_unref (self->tidy_source);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_array_unref (self->older);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/* The same picture comes in the new size after it came in the old one, which was
 * encoded sooner; two frames of one time would be taken for one. */
static GstSample *
move_on (GstSample   *sample,
         GstClockTime pts)
{
  GstSample *moved = gst_sample_copy (sample);
  g_autoptr(GstBuffer) buffer = gst_buffer_copy (gst_sample_get_buffer (sample));

  GST_BUFFER_PTS (buffer) = pts;
  gst_sample_set_buffer (moved, buffer);

  return moved;
}

/* An encoder that lags behind would show again what was seen already: one waits
 * for a key frame that is news. */
static gboolean
can_begin (MajuVideoWatcher *self,
           Feed             *feed,
           GstBuffer        *buffer)
{
  if (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT))
    return FALSE;
  if (!GST_CLOCK_TIME_IS_VALID (self->last_pts) ||
      GST_BUFFER_PTS (buffer) >= self->last_pts)
    return TRUE;

  maju_video_rung_request_key_frame (feed->rung);

  return FALSE;
}

/* The lock is held while the function runs, so that frames of two sizes cannot
 * get mixed. */
static void
sample_cb (GstSample *sample,
           gpointer   user_data)
{
  Feed *feed = user_data;
  MajuVideoWatcher *self = feed->watcher;
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autoptr(GstSample) moved = NULL;
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstClockTime pts = GST_BUFFER_PTS (buffer);

  if (feed->serial < self->current ||
      (feed->serial > self->current && !can_begin (self, feed, buffer)))
    return;

  if (feed->serial > self->current)
    {
      self->current = feed->serial;
      g_source_set_ready_time (self->tidy_source, 0);
    }
  if (GST_CLOCK_TIME_IS_VALID (self->last_pts) && pts <= self->last_pts)
    {
      pts = self->last_pts + GST_MSECOND;
      sample = moved = move_on (sample, pts);
    }
  self->last_pts = pts;
  self->func (sample, self->user_data);
}

/* One that has not begun need not go on, so that there are never more than the
 * one that is seen and a few that were just left. */
static void
set_aside_newest (MajuVideoWatcher *self)
{
  if (self->newest.rung == NULL)
    return;

  if (self->newest.serial == get_current (self))
    g_array_append_val (self->older, self->newest);
  else
    leave (&self->newest);
}

void
maju_video_watcher_set_rung (MajuVideoWatcher *self,
                             MajuVideoRung    *rung)
{
  Feed *feed;

  if (rung == self->newest.rung)
    return;

  if (rung == NULL)
    {
      leave_all (self);
      return;
    }

  set_aside_newest (self);
  feed = g_new (Feed, 1);
  feed->watcher = self;
  feed->rung = rung;
  feed->serial = ++self->last_serial;
  self->newest.rung = g_object_ref (rung);
  self->newest.serial = feed->serial;
  self->newest.id = maju_video_rung_add_consumer (rung, sample_cb, feed, g_free);
}
