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
  MajuVideoCodec codec;
  guint height;
  guint limit;                  /* bits per second; 0: none is known */
  int rung;                     /* -1: none */
  gint64 headroom_us;           /* since when there is some; 0: there is none */
} Entry;

struct _MajuVideoLadder
{
  GObject parent_instance;

  const MajuVideoStep *steps;
  MajuVideoRung *rungs[MAJU_N_VIDEO_CODECS][N_RUNGS];
  GstBin *bin;                  /* (nullable): what they are built into */
  GstElement *tee;
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
  gst_clear_object (&self->bin);
  gst_clear_object (&self->tee);
  for (guint codec = 0; codec < MAJU_N_VIDEO_CODECS; codec++)
    {
      for (guint i = 0; i < N_RUNGS; i++)
        g_object_unref (self->rungs[codec][i]);
    }

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
  for (guint codec = 0; codec < MAJU_N_VIDEO_CODECS; codec++)
    {
      for (guint i = 0; i < N_RUNGS; i++)
        self->rungs[codec][i] = maju_video_rung_new (&steps[i], codec, any_rate);
    }

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
                MajuVideoCodec   codec,
                int              rung)
{
  guint bitrate = self->steps[rung].most;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Entry *entry = value;

      if (entry->codec == codec && entry->rung == rung && entry->limit != 0)
        bitrate = MIN (bitrate, entry->limit);
    }

  maju_video_rung_set_bitrate (self->rungs[codec][rung],
                               MAX (bitrate, self->steps[0].least));
}

static gboolean
build_rung (MajuVideoLadder *self,
            MajuVideoRung   *rung,
            GError         **error)
{
  g_autoptr(GstPad) pad = maju_video_rung_build (rung, self->bin, error);

  return pad != NULL && maju_media_link_branch (self->tee, pad, error);
}

/* One that was not there from the beginning joins in. */
static void
need_rung (MajuVideoLadder *self,
           MajuVideoRung   *rung)
{
  g_autoptr(GstPad) pad = NULL;
  g_autoptr(GError) error = NULL;

  if (self->bin == NULL || maju_video_rung_is_built (rung))
    return;

  pad = maju_video_rung_build (rung, self->bin, &error);
  if (pad != NULL)
    {
      maju_video_rung_sync (rung, self->bin);
      maju_media_link_branch (self->tee, pad, &error);
    }
  if (error != NULL)
    g_warning ("A picture cannot be encoded: %s", error->message);
}

/* @at_once: whatever was watched so far. */
static void
update (MajuVideoLadder *self,
        Entry           *entry,
        gboolean         at_once)
{
  int before = entry->rung;
  MajuVideoRung *rung = NULL;

  if (at_once)
    entry->rung = -1;
  entry->rung = choose_rung (self, entry, g_get_monotonic_time ());
  if (entry->rung >= 0)
    {
      rung = self->rungs[entry->codec][entry->rung];
      need_rung (self, rung);
    }
  maju_video_watcher_set_rung (entry->watcher, rung);
  if (before >= 0)
    update_bitrate (self, entry->codec, before);
  if (entry->rung >= 0 && entry->rung != before)
    update_bitrate (self, entry->codec, entry->rung);
}

static gboolean
is_watched (MajuVideoLadder *self,
            MajuVideoCodec   codec,
            int              rung)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Entry *entry = value;

      if (entry->codec == codec && entry->rung == rung)
        return TRUE;
    }

  return FALSE;
}

gboolean
maju_video_ladder_build (MajuVideoLadder *self,
                         GstBin          *bin,
                         GstElement      *tee,
                         GError         **error)
{
  gst_object_replace ((GstObject **) &self->bin, GST_OBJECT (bin));
  gst_object_replace ((GstObject **) &self->tee, GST_OBJECT (tee));
  for (guint codec = 0; codec < MAJU_N_VIDEO_CODECS; codec++)
    {
      for (int i = 0; i < N_RUNGS; i++)
        {
          if ((codec == MAJU_VIDEO_CODEC_VP8 || is_watched (self, codec, i)) &&
              !build_rung (self, self->rungs[codec][i], error))
            return FALSE;
        }
    }

  return TRUE;
}

void
maju_video_ladder_clear (MajuVideoLadder *self)
{
  gst_clear_object (&self->bin);
  gst_clear_object (&self->tee);
  for (guint codec = 0; codec < MAJU_N_VIDEO_CODECS; codec++)
    {
      for (guint i = 0; i < N_RUNGS; i++)
        maju_video_rung_clear (self->rungs[codec][i]);
    }
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
  MajuVideoCodec codec;
  int rung;

  if (entry == NULL)
    return FALSE;

  codec = entry->codec;
  rung = entry->rung;
  g_hash_table_remove (self->entries, GUINT_TO_POINTER (id));
  if (rung >= 0)
    update_bitrate (self, codec, rung);

  return TRUE;
}

gboolean
maju_video_ladder_set_codec (MajuVideoLadder *self,
                             guint            id,
                             MajuVideoCodec   codec)
{
  Entry *entry = g_hash_table_lookup (self->entries, GUINT_TO_POINTER (id));
  MajuVideoCodec before;
  int rung;

  if (entry == NULL)
    return FALSE;
  if (entry->codec == codec)
    return TRUE;

  before = entry->codec;
  rung = entry->rung;
  entry->codec = codec;
  entry->rung = -1;
  update (self, entry, TRUE);
  if (rung >= 0)
    update_bitrate (self, before, rung);

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
  for (guint codec = 0; codec < MAJU_N_VIDEO_CODECS; codec++)
    {
      for (guint i = 0; i < N_RUNGS; i++)
        maju_video_rung_request_key_frame (self->rungs[codec][i]);
    }
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
  for (guint codec = 0; codec < MAJU_N_VIDEO_CODECS; codec++)
    {
      for (int i = 0; i < N_RUNGS; i++)
        {
          maju_video_rung_set_worst (self->rungs[codec][i], steps[i].worst);
          update_bitrate (self, codec, i);
        }
    }
}
