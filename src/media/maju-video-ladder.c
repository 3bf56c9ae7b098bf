/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-video-ladder-private.h"

#include "maju-fan-out-private.h"
#include "maju-media-private.h"
#include "maju-video-rung-private.h"
#include "maju-video-watcher-private.h"

/* A larger rung must fit with this to spare, and for this long, or the picture
 * would jump up and down at the edge. */
#define HEADROOM        1.3
#define HEADROOM_US     (5 * G_USEC_PER_SEC)

#define N_RUNGS         MAJU_VIDEO_LADDER_STEPS

typedef struct
{
  MajuVideoWatcher *watcher;
  guint height;
  guint limit;                  /* bits per second; 0: none is known */
  int rung;                     /* -1: none */
  gint64 headroom_us;           /* since when there is some; 0: there is none */
} Entry;

struct _MajuVideoLadder
{
  GObject parent_instance;

  const MajuVideoStep *steps;
  MajuVideoRung *rungs[N_RUNGS];
  GHashTable *entries;          /* id -> Entry */
  guint most_height;            /* 0: no limit */
};

G_DEFINE_FINAL_TYPE (MajuVideoLadder, maju_video_ladder, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  maju_video_watcher_free (entry->watcher);
  g_free (entry);
}

static void
maju_video_ladder_finalize (GObject *object)
{
  MajuVideoLadder *self = MAJU_VIDEO_LADDER (object);

  g_hash_table_unref (self->entries);
  for (guint i = 0; i < N_RUNGS; i++)
    g_object_unref (self->rungs[i]);

  G_OBJECT_CLASS (maju_video_ladder_parent_class)->finalize (object);
}

static void
maju_video_ladder_class_init (MajuVideoLadderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_video_ladder_finalize;
}

static void
maju_video_ladder_init (MajuVideoLadder *self)
{
  self->entries = g_hash_table_new_full (NULL, NULL, NULL, entry_free);
}

MajuVideoLadder *
maju_video_ladder_new (const MajuVideoStep *steps,
                       gboolean             any_rate)
{
  MajuVideoLadder *self = g_object_new (MAJU_TYPE_VIDEO_LADDER, NULL);

  self->steps = steps;
  for (guint i = 0; i < N_RUNGS; i++)
    self->rungs[i] = maju_video_rung_new (&steps[i], any_rate);

  return self;
}

/* The smallest rung that covers @height, as far as that may be sent. */
static int
find_cover (MajuVideoLadder *self,
            guint            height)
{
  if (self->most_height != 0)
    height = MIN (height, self->most_height);
  for (int i = 0; i < N_RUNGS; i++)
    {
      if (height <= self->steps[i].height)
        return i;
    }

  return N_RUNGS - 1;
}

/* The largest up to @most that @limit carries. The smallest is sent in any
 * case: whether anything is, is not for the ladder to say. */
static int
find_fitting (MajuVideoLadder *self,
              int              most,
              double           limit)
{
  while (most > 0 && self->steps[most].least > limit)
    most--;

  return most;
}

static int
choose_rung (MajuVideoLadder *self,
             Entry           *entry,
             gint64           now_us)
{
  int cover = find_cover (self, entry->height);
  int fits, fits_well;

  if (entry->height == 0)
    return -1;
  if (entry->limit == 0)
    return cover;

  fits = find_fitting (self, cover, entry->limit);
  fits_well = find_fitting (self, cover, entry->limit / HEADROOM);
  if (fits_well <= entry->rung || entry->rung < 0)
    {
      entry->headroom_us = 0;
      return entry->rung < 0 ? fits : MIN (fits, MAX (entry->rung, fits_well));
    }

  if (entry->headroom_us == 0)
    entry->headroom_us = now_us;

  return now_us - entry->headroom_us >= HEADROOM_US ? fits_well : entry->rung;
}

static void
update_bitrate (MajuVideoLadder *self,
                int              rung)
{
  guint bitrate = self->steps[rung].most;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Entry *entry = value;

      if (entry->rung == rung && entry->limit != 0)
        bitrate = MIN (bitrate, entry->limit);
    }

  maju_video_rung_set_bitrate (self->rungs[rung],
                               MAX (bitrate, self->steps[0].least));
}

/* @at_once: whatever was watched so far. */
static void
update (MajuVideoLadder *self,
        Entry           *entry,
        gboolean         at_once)
{
  int before = entry->rung;

  if (at_once)
    entry->rung = -1;
  entry->rung = choose_rung (self, entry, g_get_monotonic_time ());
  maju_video_watcher_set_rung (entry->watcher,
                               entry->rung < 0 ? NULL
                                               : self->rungs[entry->rung]);
  if (before >= 0)
    update_bitrate (self, before);
  if (entry->rung >= 0 && entry->rung != before)
    update_bitrate (self, entry->rung);
}

gboolean
maju_video_ladder_build (MajuVideoLadder *self,
                         GstBin          *bin,
                         GstElement      *tee,
                         GError         **error)
{
  for (guint i = 0; i < N_RUNGS; i++)
    {
      g_autoptr(GstPad) pad = NULL;

      pad = maju_video_rung_build (self->rungs[i], bin, error);
      if (pad == NULL || !maju_media_link_branch (tee, pad, error))
        return FALSE;
    }

  return TRUE;
}

void
maju_video_ladder_clear (MajuVideoLadder *self)
{
  for (guint i = 0; i < N_RUNGS; i++)
    maju_video_rung_clear (self->rungs[i]);
}

guint
maju_video_ladder_add (MajuVideoLadder *self,
                       guint            height,
                       MajuSampleFunc   func,
                       gpointer         user_data,
                       GDestroyNotify   destroy)
{
  Entry *entry = g_new0 (Entry, 1);
  guint id = maju_fan_out_next_id ();

  entry->watcher = maju_video_watcher_new (func, user_data, destroy);
  entry->height = height;
  entry->rung = -1;
  g_hash_table_insert (self->entries, GUINT_TO_POINTER (id), entry);
  update (self, entry, TRUE);

  return id;
}

gboolean
maju_video_ladder_remove (MajuVideoLadder *self,
                          guint            id)
{
  Entry *entry = g_hash_table_lookup (self->entries, GUINT_TO_POINTER (id));
  int rung;

  if (entry == NULL)
    return FALSE;

  rung = entry->rung;
  g_hash_table_remove (self->entries, GUINT_TO_POINTER (id));
  if (rung >= 0)
    update_bitrate (self, rung);

  return TRUE;
}

gboolean
maju_video_ladder_set_height (MajuVideoLadder *self,
                              guint            id,
                              guint            height)
{
  Entry *entry = g_hash_table_lookup (self->entries, GUINT_TO_POINTER (id));

  if (entry == NULL)
    return FALSE;
  if (entry->height == height)
    return TRUE;

  entry->height = height;
  /* What is asked for is given at once; only what a path carries is waited
   * for. */
  update (self, entry, TRUE);

  return TRUE;
}

gboolean
maju_video_ladder_set_limit (MajuVideoLadder *self,
                             guint            id,
                             guint            bitrate)
{
  Entry *entry = g_hash_table_lookup (self->entries, GUINT_TO_POINTER (id));

  if (entry == NULL)
    return FALSE;

  entry->limit = bitrate;
  update (self, entry, FALSE);

  return TRUE;
}

void
maju_video_ladder_request_key_frame (MajuVideoLadder *self)
{
  for (guint i = 0; i < N_RUNGS; i++)
    maju_video_rung_request_key_frame (self->rungs[i]);
}

static void
update_all (MajuVideoLadder *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    update (self, value, TRUE);
}

void
maju_video_ladder_set_most_height (MajuVideoLadder *self,
                                   guint            height)
{
  if (self->most_height == height)
    return;

  self->most_height = height;
  update_all (self);
}

void
maju_video_ladder_set_steps (MajuVideoLadder     *self,
                             const MajuVideoStep *steps)
{
  self->steps = steps;
  update_all (self);
  for (int i = 0; i < N_RUNGS; i++)
    {
      maju_video_rung_set_worst (self->rungs[i], steps[i].worst);
      update_bitrate (self, i);
    }
}
