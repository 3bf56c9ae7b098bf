/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer-pair.h"

#include "maju-remote-track-private.h"

#include <gst/app/gstappsink.h>
#include <gst/audio/audio.h>
#include <gst/video/video.h>

struct _Feed
{
  GstElement *pipeline;
  GstElement *encoder;
  GMutex lock;
  GPtrArray *senders;
  guint n_key_frames;
};

MajuPeerConfig *
pair_config_new (void)
{
  MajuPeerConfig *config = maju_peer_config_new ();
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1000000);

  /* A machine that is too busy for a path is not what is tested. */
  maju_peer_config_set_clock (config, clock);
  maju_peer_config_set_local_address (config, "127.0.0.1");
  return config;
}

static PeerEnd *
get_other (PeerEnd *end)
{
  return &end->pair->ends[end == &end->pair->ends[OFFERER] ? ANSWERER : OFFERER];
}

static void
note_error (PeerEnd *end,
            GError  *error)
{
  g_test_message ("%s", error->message);
  if (end->error == NULL)
    end->error = error;
  else
    g_error_free (error);
}

static void
answer_set_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  GError *error = NULL;

  if (!maju_peer_set_remote_description_finish (MAJU_PEER (object), result, &error))
    note_error (user_data, error);
}

/* What @end has made reaches the other one, or is altered or lost on the way.
 * Takes @sdp, or else @error. */
static void
deliver (PeerEnd            *end,
         MajuSdpType         type,
         guint               generation,
         char               *sdp,
         GError             *error,
         GAsyncReadyCallback callback)
{
  PeerPair *pair = end->pair;
  g_autofree char *text = sdp;

  if (text == NULL)
    {
      note_error (end, error);
      return;
    }

  if (pair->alter != NULL)
    text = pair->alter (type, g_steal_pointer (&text), pair->alter_data);
  if (text != NULL)
    maju_peer_set_remote_description_async (get_other (end)->peer, type,
                                            generation, text, NULL, callback,
                                            get_other (end));
}

static void
answer_created_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  PeerEnd *end = user_data;
  char *sdp;
  GError *error = NULL;
  guint generation;

  sdp = maju_peer_create_answer_finish (MAJU_PEER (object), result, &generation,
                                        &error);
  deliver (end, MAJU_SDP_TYPE_ANSWER, generation, sdp, error, answer_set_cb);
}

static void
offer_set_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  GError *error = NULL;

  if (maju_peer_set_remote_description_finish (MAJU_PEER (object), result, &error))
    maju_peer_create_answer_async (MAJU_PEER (object), NULL, answer_created_cb,
                                   user_data);
  else
    note_error (user_data, error);
}

static void
offer_created_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  PeerEnd *end = user_data;
  char *sdp;
  GError *error = NULL;
  guint generation;

  sdp = maju_peer_create_offer_finish (MAJU_PEER (object), result, &generation,
                                       &error);
  deliver (end, MAJU_SDP_TYPE_OFFER, generation, sdp, error, offer_set_cb);
}

char *
pair_impersonate_cb (MajuSdpType type,
                     char       *sdp,
                     gpointer    user_data)
{
  g_autofree char *taken = sdp;
  g_autoptr(GRegex) regex = NULL;

  if (type != MAJU_SDP_TYPE_OFFER)
    return g_steal_pointer (&taken);

  regex = g_regex_new ("a=fingerprint:sha-256 ..", 0, 0, NULL);
  return g_regex_replace_literal (regex, sdp, -1, 0, "a=fingerprint:sha-256 00",
                                  0, NULL);
}

void
pair_offer (PeerPair *pair,
            gboolean  ice_restart)
{
  maju_peer_create_offer_async (pair->ends[OFFERER].peer, ice_restart, NULL,
                                offer_created_cb, &pair->ends[OFFERER]);
}

static void
candidate_cb (MajuPeer   *peer,
              guint       generation,
              guint       media_index,
              const char *candidate,
              PeerEnd    *end)
{
  GError *error = NULL;

  if (!end->pair->drop_candidates &&
      !maju_peer_add_ice_candidate (get_other (end)->peer, generation,
                                    media_index, candidate, &error))
    note_error (get_other (end), error);
}

static void
restart_needed_cb (MajuPeer *peer,
                   PeerEnd  *end)
{
  end->n_restarts++;
  if (end->pair->answers_restart && maju_peer_get_offerer (peer))
    pair_offer (end->pair, TRUE);
}

static void
state_cb (MajuPeer   *peer,
          GParamSpec *pspec,
          PeerEnd    *end)
{
  end->n_states[maju_peer_get_state (peer)]++;
  if (maju_peer_get_error (peer) != NULL)
    g_test_message ("%s", maju_peer_get_error (peer)->message);
}

static void
sample_cb (GstSample *sample,
           gpointer   user_data)
{
  g_assert_true (GST_IS_SAMPLE (sample));
  g_atomic_int_inc ((int *) user_data);
}

static void
track_cb (MajuPeer        *peer,
          MajuRemoteTrack *track,
          PeerEnd         *end)
{
  MajuTrackKind kind = maju_remote_track_get_kind (track);

  end->n_tracks++;
  g_assert_null (end->tracks[kind]);
  end->tracks[kind] = g_object_ref (track);
  maju_remote_track_set_sample_func (track, sample_cb, &end->n_samples[kind],
                                     NULL);
}

static void
message_cb (MajuDataChannel *channel,
            GBytes          *data,
            gboolean         is_text,
            PeerEnd         *end)
{
  gsize size;
  const char *text = g_bytes_get_data (data, &size);

  g_ptr_array_add (end->messages, g_strndup (text, size));
}

/* Says hello as soon as it can, as early as anything could be sent. */
static void
open_cb (MajuDataChannel *channel,
         GParamSpec      *pspec,
         PeerEnd         *end)
{
  g_autoptr(GError) error = NULL;

  if (!maju_data_channel_get_open (channel))
    return;

  end->n_opened++;
  maju_data_channel_send_text (channel, "hello", &error);
  g_assert_no_error (error);
}

static void
set_up_end (PeerPair       *pair,
            guint           index,
            MajuPeerConfig *config)
{
  PeerEnd *end = &pair->ends[index];

  end->pair = pair;
  end->messages = g_ptr_array_new_with_free_func (g_free);
  end->peer = maju_peer_new (index == OFFERER ? "offerer" : "answerer",
                             index == OFFERER, config);
  end->audio = maju_peer_add_track (end->peer, MAJU_TRACK_KIND_AUDIO);
  end->camera = maju_peer_add_track (end->peer, MAJU_TRACK_KIND_CAMERA);
  end->channel = maju_peer_create_data_channel (end->peer, "control", 0);
  g_signal_connect (end->peer, "notify::state", G_CALLBACK (state_cb), end);
  g_signal_connect (end->peer, "ice-candidate", G_CALLBACK (candidate_cb), end);
  g_signal_connect (end->peer, "restart-needed", G_CALLBACK (restart_needed_cb),
                    end);
  g_signal_connect (end->peer, "track", G_CALLBACK (track_cb), end);
  g_signal_connect (end->channel, "message", G_CALLBACK (message_cb), end);
  g_signal_connect (end->channel, "notify::open", G_CALLBACK (open_cb), end);
}

PeerPair *
pair_new (MajuPeerConfig *offerer,
          MajuPeerConfig *answerer)
{
  PeerPair *pair = g_new0 (PeerPair, 1);
  g_autoptr(MajuPeerConfig) own_offerer = pair_config_new ();
  g_autoptr(MajuPeerConfig) own_answerer = pair_config_new ();

  pair->answers_restart = TRUE;
  set_up_end (pair, OFFERER, offerer != NULL ? offerer : own_offerer);
  set_up_end (pair, ANSWERER, answerer != NULL ? answerer : own_answerer);
  return pair;
}

static gboolean
timeout_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Wakes the loop so that what other threads count is looked at. */
static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

gboolean
pair_wait (PeerPair *pair,
           PairFunc  func,
           guint     timeout_ms)
{
  gboolean timed_out = FALSE;
  guint timeout = g_timeout_add (timeout_ms, timeout_cb, &timed_out);
  guint tick = g_timeout_add (5, tick_cb, NULL);
  gboolean reached;

  while (!(reached = func (pair)) && !timed_out)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  if (!timed_out)
    g_source_remove (timeout);
  return reached;
}

static gboolean
never (PeerPair *pair)
{
  return FALSE;
}

void
run_for (guint ms)
{
  pair_wait (NULL, never, ms);
}

gboolean
pair_is_connected (PeerPair *pair)
{
  return maju_peer_get_state (pair->ends[OFFERER].peer) ==
         MAJU_PEER_STATE_CONNECTED &&
         maju_peer_get_state (pair->ends[ANSWERER].peer) ==
         MAJU_PEER_STATE_CONNECTED;
}

gboolean
pair_has_failed (PeerPair *pair)
{
  return pair->ends[OFFERER].error != NULL ||
         pair->ends[ANSWERER].error != NULL ||
         maju_peer_get_state (pair->ends[OFFERER].peer) ==
         MAJU_PEER_STATE_FAILED ||
         maju_peer_get_state (pair->ends[ANSWERER].peer) ==
         MAJU_PEER_STATE_FAILED;
}

gboolean
pair_has_media (PeerPair *pair)
{
  for (guint i = 0; i < 2; i++)
    {
      if (g_atomic_int_get (&pair->ends[i].n_samples[MAJU_TRACK_KIND_AUDIO]) < 25 ||
          g_atomic_int_get (&pair->ends[i].n_samples[MAJU_TRACK_KIND_CAMERA]) < 15)
        return FALSE;
    }
  return TRUE;
}

gboolean
pair_is_open (PeerPair *pair)
{
  return pair->ends[OFFERER].messages->len > 0 &&
         pair->ends[ANSWERER].messages->len > 0;
}

void
pair_get_stats (PeerEnd        *end,
                MajuTrackKind   kind,
                MajuTrackStats *stats)
{
  g_assert_nonnull (end->tracks[kind]);
  maju_remote_track_get_stats (end->tracks[kind], stats);
}

void
assert_nothing_came (PeerEnd *end)
{
  g_assert_cmpuint (end->n_tracks, ==, 0);
  g_assert_cmpuint (end->messages->len, ==, 0);
  g_assert_cmpuint (end->n_opened, ==, 0);
  g_assert_false (maju_data_channel_get_open (end->channel));
  g_assert_null (maju_peer_get_fingerprint (end->peer));
  g_assert_cmpuint (end->n_states[MAJU_PEER_STATE_CONNECTED], ==, 0);
  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    g_assert_cmpint (g_atomic_int_get (&end->n_samples[kind]), ==, 0);
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PeerEnd *end = user_data;
  g_autoptr(GError) error = NULL;

  maju_peer_close_finish (MAJU_PEER (object), result, &error);
  g_assert_no_error (error);
  end->closed = TRUE;
}

static gboolean
is_closed (PeerPair *pair)
{
  return pair->ends[OFFERER].closed && pair->ends[ANSWERER].closed;
}

void
pair_close (PeerPair *pair)
{
  for (guint i = 0; i < 2; i++)
    {
      if (!pair->ends[i].closed)
        maju_peer_close_async (pair->ends[i].peer, closed_cb, &pair->ends[i]);
    }
  g_assert_true (pair_wait (pair, is_closed, CONNECT_MS));
}

void
pair_free (PeerPair *pair)
{
  pair_close (pair);
  for (guint i = 0; i < 2; i++)
    {
      PeerEnd *end = &pair->ends[i];

      for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
        g_clear_object (&end->tracks[kind]);
      g_signal_handlers_disconnect_by_data (end->channel, end);
      g_signal_handlers_disconnect_by_data (end->peer, end);
      g_assert_finalize_object (end->peer);
      g_clear_error (&end->error);
      g_ptr_array_unref (end->messages);
    }
  g_free (pair);
}

/* As `media` marks what it has encoded. */
static GstSample *
mark (GstSample *sample)
{
  g_autoptr(GstBuffer) buffer = NULL;

  buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  gst_buffer_add_audio_level_meta (buffer, FEED_LEVEL, TRUE);
  sample = gst_sample_make_writable (sample);
  gst_sample_set_buffer (sample, buffer);
  return sample;
}

static GstFlowReturn
encoded_cb (GstAppSink *sink,
            gpointer    user_data)
{
  Feed *feed = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);
  gboolean is_audio = g_str_equal (GST_OBJECT_NAME (sink), "audio");

  if (sample == NULL)
    return GST_FLOW_EOS;

  if (is_audio)
    sample = mark (g_steal_pointer (&sample));
  g_mutex_lock (&feed->lock);
  for (guint i = 0; i < feed->senders->len; i++)
    {
      MajuTrackSender *sender = feed->senders->pdata[i];

      if ((maju_track_sender_get_kind (sender) == MAJU_TRACK_KIND_AUDIO) ==
          is_audio)
        maju_track_sender_push (sender, sample);
    }
  g_mutex_unlock (&feed->lock);
  return GST_FLOW_OK;
}

static Feed *
feed_new_full (const char *encoder)
{
  static GstAppSinkCallbacks callbacks = { .new_sample = encoded_cb };
  const char *const names[] = { "audio", "video" };
  Feed *feed = g_new0 (Feed, 1);
  g_autoptr(GstClock) clock = gst_system_clock_obtain ();
  g_autofree char *description = NULL;
  g_autoptr(GError) error = NULL;

  g_mutex_init (&feed->lock);
  feed->senders = g_ptr_array_new_with_free_func (g_object_unref);
  description =
    g_strdup_printf ("videotestsrc is-live=true pattern=ball ! "
                     "video/x-raw,width=160,height=90,framerate=30/1 ! %s ! "
                     "appsink name=video sync=false "
                     "audiotestsrc is-live=true samplesperbuffer=960 ! "
                     "audio/x-raw,rate=48000,channels=1 ! "
                     "opusenc audio-type=voice frame-size=20 ! "
                     "appsink name=audio sync=false", encoder);
  feed->pipeline = gst_parse_launch (description, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GstElement) sink = gst_bin_get_by_name (GST_BIN (feed->pipeline),
                                                        names[i]);

      gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, feed, NULL);
    }
  feed->encoder = gst_bin_get_by_name (GST_BIN (feed->pipeline), "encoder");
  gst_pipeline_use_clock (GST_PIPELINE (feed->pipeline), clock);
  gst_element_set_start_time (feed->pipeline, GST_CLOCK_TIME_NONE);
  gst_element_set_base_time (feed->pipeline, 0);
  gst_element_set_state (feed->pipeline, GST_STATE_PLAYING);
  return feed;
}

Feed *
feed_new (void)
{
  return feed_new_full ("vp8enc name=encoder deadline=1 cpu-used=-16 threads=1 "
                        "end-usage=cbr target-bitrate=200000 lag-in-frames=0 "
                        "keyframe-max-dist=3000");
}

Feed *
feed_new_h264 (void)
{
  return feed_new_full ("openh264enc name=encoder bitrate=200000 "
                        "rate-control=bitrate gop-size=3000 multi-thread=1 ! "
                        "video/x-h264,stream-format=byte-stream,alignment=au,"
                        "profile=constrained-baseline");
}

static void
key_frame_needed_cb (MajuTrackSender *sender,
                     Feed            *feed)
{
  feed->n_key_frames++;
  gst_element_send_event (feed->encoder,
                          gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE,
                                                                       TRUE, 0));
}

void
feed_add (Feed            *feed,
          MajuTrackSender *sender)
{
  g_signal_connect (sender, "key-frame-needed",
                    G_CALLBACK (key_frame_needed_cb), feed);
  g_mutex_lock (&feed->lock);
  g_ptr_array_add (feed->senders, g_object_ref (sender));
  g_mutex_unlock (&feed->lock);
}

void
feed_add_pair (Feed     *feed,
               PeerPair *pair)
{
  for (guint i = 0; i < 2; i++)
    {
      feed_add (feed, pair->ends[i].audio);
      feed_add (feed, pair->ends[i].camera);
    }
}

void
feed_remove (Feed            *feed,
             MajuTrackSender *sender)
{
  g_signal_handlers_disconnect_by_data (sender, feed);
  g_mutex_lock (&feed->lock);
  g_ptr_array_remove (feed->senders, sender);
  g_mutex_unlock (&feed->lock);
}

guint
feed_get_key_frames (Feed *feed)
{
  return feed->n_key_frames;
}

void
feed_free (Feed *feed)
{
  gst_element_set_state (feed->pipeline, GST_STATE_NULL);
  for (guint i = 0; i < feed->senders->len; i++)
    g_signal_handlers_disconnect_by_data (feed->senders->pdata[i], feed);
  gst_clear_object (&feed->encoder);
  gst_clear_object (&feed->pipeline);
  g_ptr_array_unref (feed->senders);
  g_mutex_clear (&feed->lock);
  g_free (feed);
}

void
pair_start (PeerPair *pair,
            Feed     *feed)
{
  feed_add_pair (feed, pair);
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_has_media, CONNECT_MS));
}

static gboolean
element_added_cb (GSignalInvocationHint *hint,
                  guint                  n_values,
                  const GValue          *values,
                  gpointer               user_data)
{
  GstElement *element = g_value_get_object (&values[1]);
  GstElementFactory *factory = gst_element_get_factory (element);
  ElementFunc func = user_data;

  func (element, factory != NULL ? GST_OBJECT_NAME (factory) : "");
  return G_SOURCE_CONTINUE;
}

void
pair_watch_elements (ElementFunc func)
{
  g_type_class_unref (g_type_class_ref (GST_TYPE_BIN));
  g_signal_add_emission_hook (g_signal_lookup ("element-added", GST_TYPE_BIN), 0,
                              element_added_cb, func, NULL);
}
