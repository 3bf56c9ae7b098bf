/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tool-report.h"

#include <json-glib/json-glib.h>
#include <sys/resource.h>

static void
add_string (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  if (value)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_int (JsonBuilder *builder,
         const char  *name,
         gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_double (JsonBuilder *builder,
            const char  *name,
            double       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_boolean (JsonBuilder *builder,
             const char  *name,
             gboolean     value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_nick (JsonBuilder *builder,
          const char  *name,
          GType        type,
          int          value)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);

  add_string (builder, name, g_enum_get_value (klass, value)->value_nick);
}

static void
begin (JsonBuilder *builder,
       const char  *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
}

/* Since the start; null for what never came. */
static void
add_moment (JsonBuilder *builder,
            const char  *name,
            gint64       start,
            gint64       moment)
{
  json_builder_set_member_name (builder, name);
  if (moment == 0)
    json_builder_add_null_value (builder);
  else
    json_builder_add_int_value (builder, (moment - start) / 1000);
}

static void
add_timeline (JsonBuilder     *builder,
              MajuParticipant *participant)
{
  MajuTimeline t;

  maju_participant_get_timeline (participant, &t);
  begin (builder, "milliseconds");
  add_moment (builder, "joined", t.start, t.joined);
  add_moment (builder, "described", t.start, t.described);
  add_moment (builder, "ice_connected", t.start, t.ice_connected);
  add_moment (builder, "dtls_connected", t.start, t.dtls_connected);
  add_moment (builder, "verified", t.start, t.verified);
  add_moment (builder, "first_audio", t.start, t.first_audio);
  add_moment (builder, "first_video", t.start, t.first_video);
  json_builder_end_object (builder);
}

static void
add_video (JsonBuilder     *builder,
           const char      *name,
           MajuParticipant *participant,
           MajuTrackKind    kind)
{
  MajuTrackStats stats = { 0 };
  double seconds;

  maju_participant_get_track_stats (participant, kind, &stats);
  seconds = (stats.last_time_us - stats.first_time_us) / (double) G_USEC_PER_SEC;
  begin (builder, name);
  add_int (builder, "frames", stats.frames);
  add_int (builder, "packets", stats.packets);
  add_int (builder, "width", stats.width);
  add_int (builder, "height", stats.height);
  add_double (builder, "fps",
              seconds > 0 && stats.frames > 1 ? (stats.frames - 1) / seconds : 0);
  add_int (builder, "freezes", stats.freezes);
  add_int (builder, "longest_gap_ms", stats.longest_gap_ms);
  json_builder_end_object (builder);
}

static void
add_audio (JsonBuilder        *builder,
           MajuParticipant    *participant,
           const MajuToolSeen *seen)
{
  MajuTrackStats stats = { 0 };

  maju_participant_get_track_stats (participant, MAJU_TRACK_KIND_AUDIO, &stats);
  begin (builder, "audio");
  add_int (builder, "packets", stats.packets);
  add_double (builder, "level_dbfs", seen->level_dbfs);
  add_int (builder, "levels_told", stats.levels);
  add_int (builder, "level_told", -(gint64) stats.level);
  add_int (builder, "longest_gap_ms", stats.longest_gap_ms);
  json_builder_end_object (builder);
}

static void
add_repairs (JsonBuilder           *builder,
             const MajuPeerRepairs *repairs)
{
  begin (builder, "repairs");
  add_int (builder, "nacks_sent", repairs->nacks_sent);
  add_int (builder, "nacks_received", repairs->nacks_received);
  add_int (builder, "key_frames_asked", repairs->key_frames_asked);
  add_int (builder, "key_frames_wanted", repairs->key_frames_wanted);
  add_int (builder, "packets_resent", repairs->packets_resent);
  add_int (builder, "packets_repaired", repairs->packets_repaired);
  add_int (builder, "packets_reported", repairs->packets_reported);
  json_builder_end_object (builder);
}

static void
add_path (JsonBuilder        *builder,
          const MajuPeerPath *path)
{
  json_builder_set_member_name (builder, "path");
  if (!path->protocol)
    {
      json_builder_add_null_value (builder);
      return;
    }

  json_builder_begin_object (builder);
  add_string (builder, "protocol", path->protocol);
  add_string (builder, "local_type", path->local_type);
  add_string (builder, "remote_type", path->remote_type);
  add_string (builder, "local_address", path->local_address);
  add_string (builder, "remote_address", path->remote_address);
  add_double (builder, "round_trip_ms", path->round_trip_ms);
  add_double (builder, "packet_loss", path->packet_loss);
  add_int (builder, "bytes_sent", path->bytes_sent);
  add_int (builder, "bytes_received", path->bytes_received);
  add_repairs (builder, &path->repairs);
  json_builder_end_object (builder);
}

static void
add_quality (JsonBuilder              *builder,
             const MajuQualityFigures *quality)
{
  json_builder_set_member_name (builder, "quality");
  if (quality->grade == MAJU_GRADE_UNKNOWN)
    {
      json_builder_add_null_value (builder);
      return;
    }

  json_builder_begin_object (builder);
  add_nick (builder, "grade", MAJU_TYPE_GRADE, quality->grade);
  add_nick (builder, "route", MAJU_TYPE_ROUTE, quality->route);
  add_string (builder, "protocol", quality->protocol);
  add_string (builder, "audio_codec", quality->audio_codec);
  add_string (builder, "video_codec", quality->video_codec);
  add_int (builder, "bitrate_in", quality->bitrate_in);
  add_int (builder, "bitrate_out", quality->bitrate_out);
  add_double (builder, "loss_in", quality->loss_in);
  add_double (builder, "loss_out", quality->loss_out);
  add_double (builder, "round_trip_ms", quality->round_trip_ms);
  add_double (builder, "jitter_ms", quality->jitter_ms);
  add_int (builder, "width", quality->width);
  add_int (builder, "height", quality->height);
  add_double (builder, "frame_rate", quality->frame_rate);
  add_boolean (builder, "sound_missing", quality->sound_missing);
  add_boolean (builder, "picture_missing", quality->picture_missing);
  json_builder_end_object (builder);
}

static void
add_guest (JsonBuilder   *builder,
           MajuToolGuest *guest)
{
  MajuParticipant *participant = maju_tool_guest_get_participant (guest);
  const MajuToolSeen *seen = maju_tool_guest_get_seen (guest);

  json_builder_begin_object (builder);
  add_string (builder, "name", maju_participant_get_name (participant));
  add_boolean (builder, "verified", seen->verified);
  add_nick (builder, "state", MAJU_TYPE_PARTICIPANT_STATE,
            maju_participant_get_state (participant));
  add_nick (builder, "trust", MAJU_TYPE_TRUST,
            maju_participant_get_trust (participant));
  add_string (builder, "error", seen->error);
  add_string (builder, "admitted",
              !seen->asked ? NULL : seen->admitted ? "yes" : "no");
  add_boolean (builder, "lost", seen->lost);
  add_boolean (builder, "microphone_on",
               maju_participant_get_microphone_on (participant));
  add_boolean (builder, "camera_on",
               maju_participant_get_camera_on (participant));
  add_boolean (builder, "screen_on",
               maju_participant_get_screen_on (participant));
  add_boolean (builder, "muted_seen", seen->muted_seen);
  add_boolean (builder, "camera_off_seen", seen->camera_off_seen);
  add_boolean (builder, "screen_off_seen", seen->screen_off_seen);
  add_timeline (builder, participant);
  add_video (builder, "video", participant, MAJU_TRACK_KIND_CAMERA);
  add_video (builder, "screen", participant, MAJU_TRACK_KIND_SCREEN);
  add_audio (builder, participant, seen);
  json_builder_set_member_name (builder, "chat");
  json_builder_begin_array (builder);
  for (guint i = 0; i < seen->chat->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (seen->chat, i));
  json_builder_end_array (builder);
  add_path (builder, &seen->path);
  add_quality (builder, &seen->quality);
  json_builder_end_object (builder);
}

static void
add_sent (JsonBuilder *builder,
          MajuChat    *chat)
{
  json_builder_set_member_name (builder, "chat_sent");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (chat)); i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (chat), i);
      MajuChatMessage *message;

      if (!MAJU_IS_CHAT_MESSAGE (item))
        continue;
      message = MAJU_CHAT_MESSAGE (item);
      if (!maju_chat_message_get_is_own (message))
        continue;

      json_builder_begin_object (builder);
      add_string (builder, "text", maju_chat_message_get_text (message));
      add_nick (builder, "delivery", MAJU_TYPE_DELIVERY,
                maju_chat_message_get_delivery (message));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_usage (JsonBuilder *builder)
{
  struct rusage usage = { 0 };

  getrusage (RUSAGE_SELF, &usage);
  add_double (builder, "cpu_seconds",
              usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
              (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
  add_int (builder, "peak_rss_kib", usage.ru_maxrss);
}

char *
maju_tool_report_print (MajuCall   *call,
                        GPtrArray  *guests,
                        const char *end_reason,
                        const char *error)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonGenerator) generator = json_generator_new ();
  g_autoptr(JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "name",
              maju_participant_get_name (maju_call_get_self (call)));
  add_string (builder, "end_reason", end_reason);
  add_string (builder, "error", error);
  add_usage (builder);
  add_sent (builder, maju_call_get_chat (call));
  json_builder_set_member_name (builder, "participants");
  json_builder_begin_array (builder);
  for (guint i = 0; i < guests->len; i++)
    add_guest (builder, g_ptr_array_index (guests, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);

  return json_generator_to_data (generator, NULL);
}
