/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * maju-test-stage FOLDER [SCENE]
 * maju-test-stage --hold SCENE
 *
 * Draws the call page in every state and at several sizes, with a double of the
 * call, and writes the pictures into FOLDER. Without a SCENE all are drawn. It
 * fails when words or buttons do not fit. It needs a display, but no compositor.
 * With --hold it shows one scene until it is stopped.
 */
#include "maju-config.h"

#include "maju-call-double.h"
#include "maju-call-page-private.h"
#include "maju-kept-file.h"
#include "maju-file-transfer-private.h"
#include "maju-invite-dialog.h"
#include "maju-quality-dialog.h"
#include "maju-test-fit.h"
#include "maju-test-window.h"

#include <adwaita.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <gst/gst.h>

#define LINK "https://meet.example.org/r/xkqzv-m4fhw-p3a9t#t4nQ0rO3R1yWQb1dGz5J2g"
#define LOCAL_LINK \
"http://192.168.1.23:38417/r/xkqzv-m4fhw-p3a9t#t4nQ0rO3R1yWQb1dGz5J2g"
#define N_FRAMES 2

typedef struct
{
  MajuCall *call;
  MajuCallPage *page;
  GtkWindow *window;
  GPtrArray *pipelines;
  GPtrArray *paintables;
  guint scene;
  gboolean begun;               /* what happens in it has happened */
} Stage;

typedef void (*SceneFunc) (Stage *stage);

static const char *names[] = {
  "Mina Park", "Jun", "Amélie Dubois-Lefèvre", "서연", "Tobias", "Ngozi Okafor",
  "Priya", "Λουκάς",
};

static const char *patterns[] = {
  "gradient", "circular", "spokes", "smpte75", "zone-plate kx2=20 ky2=20",
  "pinwheel", "colors", "smpte100",
};

static GObject *
make_picture (Stage *stage,
              guint  number)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) sink = NULL;
  GstElement *pipeline;
  GObject *paintable;

  text = g_strdup_printf (
    "videotestsrc is-live=true pattern=%s foreground-color=0xff6a8caf "
    "background-color=0xff2f4858 ! "
    "video/x-raw,width=640,height=360,framerate=15/1 ! videoconvert ! "
    "video/x-raw,format=BGRA ! gtk4paintablesink name=sink",
    patterns[number % G_N_ELEMENTS (patterns)]);
  pipeline = gst_parse_launch (text, &error);
  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_object_get (sink, "paintable", &paintable, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_ptr_array_add (stage->pipelines, pipeline);
  g_ptr_array_add (stage->paintables, paintable);

  return paintable;
}

static MajuParticipant *
add_person (Stage   *stage,
            guint    number,
            gboolean camera)
{
  MajuParticipant *participant = maju_call_double_add (
    stage->call, names[number % G_N_ELEMENTS (names)]);

  maju_participant_double_set (participant, MAJU_PARTICIPANT_STATE_CONNECTED,
                               MAJU_TRUST_VERIFIED, TRUE, camera);
  if (camera)
    maju_participant_double_show (participant, make_picture (stage, number));
  maju_call_double_set_trust (stage->call, MAJU_TRUST_VERIFIED);

  return participant;
}

static void
show_own (Stage *stage)
{
  MajuParticipant *own = maju_call_get_self (stage->call);

  maju_participant_double_set (own, MAJU_PARTICIPANT_STATE_CONNECTED,
                               MAJU_TRUST_UNKNOWN, TRUE, TRUE);
  maju_participant_double_show (own, make_picture (stage, 7));
}

static void
people (Stage *stage,
        guint  n)
{
  show_own (stage);
  for (guint i = 1; i < n; i++)
    {
      MajuParticipant *participant = add_person (stage, i - 1, i % 4 != 3);

      if (i == 2)
        maju_participant_double_speak (participant, TRUE);
      if (i == 4)
        maju_participant_double_set (participant,
                                     MAJU_PARTICIPANT_STATE_CONNECTED,
                                     MAJU_TRUST_VERIFIED, FALSE, TRUE);
    }
}

static void
scene_speaker (Stage *stage)
{
  people (stage, 5);
  gtk_widget_activate_action (GTK_WIDGET (stage->page), "call.layout", "s",
                              "speaker");
}

static void
scene_speaker_8 (Stage *stage)
{
  people (stage, 8);
  gtk_widget_activate_action (GTK_WIDGET (stage->page), "call.layout", "s",
                              "speaker");
}

static void
share (Stage *stage,
       guint  position,
       guint  picture)
{
  g_autoptr(MajuParticipant) participant = g_list_model_get_item (
    maju_call_get_participants (stage->call), position);

  maju_participant_double_share (participant, make_picture (stage, picture));
}

static void
scene_share (Stage *stage)
{
  people (stage, 4);
  share (stage, 0, 3);
}

static void
scene_share_one (Stage *stage)
{
  people (stage, 2);
  share (stage, 0, 3);
}

static void
scene_share_two (Stage *stage)
{
  people (stage, 4);
  share (stage, 0, 3);
  share (stage, 1, 6);
}

static void
scene_sharing (Stage *stage)
{
  people (stage, 3);
  gtk_widget_activate_action (GTK_WIDGET (stage->page), "call.share", NULL);
}

static void
scene_hidden (Stage *stage)
{
  people (stage, 4);
  gtk_widget_activate_action (GTK_WIDGET (stage->page), "call.hide-self", NULL);
}

static void
scene_compact (Stage *stage)
{
  people (stage, 4);
  gtk_widget_activate_action (GTK_WIDGET (stage->page), "call.compact", NULL);
}

static void
scene_states (Stage *stage)
{
  MajuParticipant *participant;

  show_own (stage);
  participant = add_person (stage, 0, FALSE);
  maju_participant_double_set (participant, MAJU_PARTICIPANT_STATE_CONNECTING,
                               MAJU_TRUST_UNKNOWN, TRUE, FALSE);
  participant = add_person (stage, 1, TRUE);
  maju_participant_double_set (participant, MAJU_PARTICIPANT_STATE_UNSTABLE,
                               MAJU_TRUST_VERIFIED, TRUE, TRUE);
  participant = add_person (stage, 2, TRUE);
  maju_participant_double_set (participant, MAJU_PARTICIPANT_STATE_RECONNECTING,
                               MAJU_TRUST_VERIFIED, FALSE, TRUE);
  participant = add_person (stage, 3, FALSE);
  maju_participant_double_fail (participant,
                                "No way through the network was found to 서연, "
                                "neither directly nor by a relay. Ask whether "
                                "another network can be used.");
  participant = add_person (stage, 4, TRUE);
  maju_participant_double_set (participant, MAJU_PARTICIPANT_STATE_CONNECTED,
                               MAJU_TRUST_UNVERIFIED, FALSE, TRUE);
  maju_call_double_set_trust (stage->call, MAJU_TRUST_UNVERIFIED);
  maju_call_double_set_state (stage->call, MAJU_CALL_STATE_RECONNECTING);
}

/* A figure of each kind, so that a picture shows all. */
static void
grade (MajuParticipant *participant,
       MajuGrade        grade)
{
  MajuQualityFigures figures = {
    .grade = grade,
    .route = MAJU_ROUTE_DIRECT,
    .protocol = "udp",
    .audio_codec = "Opus",
    .video_codec = "VP8",
    .bitrate_in = 1234000,
    .bitrate_out = 321000,
    .loss_in = grade > MAJU_GRADE_GOOD ? 0.09 : 0.001,
    .loss_out = 0,
    .round_trip_ms = 23.4,
    .jitter_ms = 1.6,
    .width = 1280,
    .height = 720,
    .frame_rate = 29.7,
  };

  maju_participant_double_grade (participant, &figures);
}

static void
scene_quality (Stage *stage)
{
  show_own (stage);
  for (guint i = 0; i < 4; i++)
    {
      MajuParticipant *participant = add_person (stage, i, TRUE);

      maju_participant_double_set (participant,
                                   MAJU_PARTICIPANT_STATE_CONNECTED,
                                   MAJU_TRUST_VERIFIED, TRUE, TRUE);
      grade (participant, MAJU_GRADE_GOOD + i);
    }
}

static void
scene_quality_list (Stage *stage)
{
  scene_quality (stage);
  gtk_widget_activate_action (GTK_WIDGET (stage->page), "call.people", NULL);
}

static void
scene_quality_details (Stage *stage)
{
  MajuParticipant *participant;

  show_own (stage);
  participant = add_person (stage, 0, TRUE);
  maju_participant_double_set (participant, MAJU_PARTICIPANT_STATE_CONNECTED,
                               MAJU_TRUST_VERIFIED, TRUE, TRUE);
  grade (participant, MAJU_GRADE_POOR);
  adw_dialog_present (maju_quality_dialog_new (participant),
                      GTK_WIDGET (stage->page));
}

static MajuParticipant *
ask (Stage *stage,
     guint  number)
{
  MajuParticipant *participant = add_person (stage, number, FALSE);

  maju_participant_double_set (participant, MAJU_PARTICIPANT_STATE_ASKING,
                               MAJU_TRUST_UNKNOWN, FALSE, FALSE);
  maju_call_double_set_trust (stage->call, MAJU_TRUST_UNKNOWN);

  return participant;
}

static void
scene_own (Stage *stage)
{
  show_own (stage);
}

static void
then_asking (Stage *stage)
{
  ask (stage, 0);
}

static void
scene_asking_list (Stage *stage)
{
  people (stage, 3);
  ask (stage, 2);
  gtk_widget_activate_action (GTK_WIDGET (stage->page), "call.people", NULL);
}

static void
scene_waiting (Stage *stage)
{
  show_own (stage);
  maju_participant_double_set (add_person (stage, 1, FALSE),
                               MAJU_PARTICIPANT_STATE_WAITING,
                               MAJU_TRUST_UNVERIFIED, FALSE, FALSE);
  maju_call_double_set_trust (stage->call, MAJU_TRUST_UNVERIFIED);
}

static void
scene_failed (Stage *stage)
{
  MajuParticipant *participant = add_person (stage, 0, FALSE);

  maju_participant_double_fail (participant,
                                "No way through the network was found to Mina "
                                "Park, neither directly nor by a relay.");
}

static void
scene_toast (Stage *stage)
{
  show_own (stage);
  add_person (stage, 0, TRUE);
}

static void
then_toast (Stage *stage)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(MajuParticipant) participant = NULL;

  participant =
    g_list_model_get_item (maju_call_get_participants (stage->call), 0);
  maju_call_double_say (stage->call, participant,
                        "Can you <b>hear</b> me? I think that my microphone is "
                        "not the one I wanted to use today.", now,
                        MAJU_DELIVERY_NONE);
}

static void
active_cb (Stage *stage)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(MajuParticipant) participant = NULL;

  if (gtk_window_is_active (stage->window))
    return;
  participant = g_list_model_get_item (
    maju_call_get_participants (stage->call), 0);
  maju_call_double_say (stage->call, participant, "Are you there?", now,
                        MAJU_DELIVERY_NONE);
}

/* Somebody writes when nobody looks. */
static void
scene_chat_away (Stage *stage)
{
  show_own (stage);
  add_person (stage, 0, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (stage->page), "call.chat", NULL);
  g_signal_connect_swapped (stage->window, "notify::is-active",
                            G_CALLBACK (active_cb), stage);
}

static void
scene_chat (Stage *stage)
{
  g_autoptr(GDateTime) start = g_date_time_new_local (2026, 11, 22, 10, 4, 0);
  g_autoptr(GDateTime) later = g_date_time_add_minutes (start, 8);
  MajuParticipant *own = maju_call_get_self (stage->call);
  MajuParticipant *participant;

  people (stage, 3);
  participant = g_list_model_get_item (
    maju_call_get_participants (stage->call), 0);
  maju_call_double_say (stage->call, participant, "Good morning!", start,
                        MAJU_DELIVERY_NONE);
  maju_call_double_say (stage->call, participant,
                        "Here are the notes of yesterday: "
                        "https://example.org/notes/2026/11/21/a-very-long-name-"
                        "of-a-page-that-does-not-break-by-itself.html", start,
                        MAJU_DELIVERY_NONE);
  maju_call_double_say (stage->call, own, "Thanks", start,
                        MAJU_DELIVERY_DELIVERED);
  maju_call_double_say (stage->call, own,
                        "I read the first half. The rest I will read before "
                        "noon & <i>then</i> answer.", start,
                        MAJU_DELIVERY_PARTIAL);
  maju_call_double_say (stage->call, participant, "👍", later,
                        MAJU_DELIVERY_NONE);
  maju_call_double_say (stage->call, own, "회의록은 제가 정리할게요.", later,
                        MAJU_DELIVERY_PENDING);
  gtk_widget_activate_action (GTK_WIDGET (stage->page), "call.chat", NULL);
  g_object_unref (participant);
}

static MajuFileTransfer *
offer_file (Stage      *stage,
            const char *sender,
            const char *name,
            const char *media_type,
            guint64     size)
{
  g_autoptr(MajuFileTransfer) transfer = NULL;
  gboolean own = sender == NULL;

  transfer = maju_file_transfer_new (own ? "self" : sender, own ? "Dana" : sender,
                                     own, name, media_type, size);
  maju_call_double_offer (stage->call, transfer);

  return transfer;
}

/* A picture that was saved. */
static GFile *
make_sunset (void)
{
  static guint8 pixels[64 * 48 * 4];
  g_autofree char *path = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  int fd = g_file_open_tmp ("stage-XXXXXX.png", &path, NULL);

  g_close (fd, NULL);
  for (guint i = 0; i < sizeof pixels; i++)
    pixels[i] = i % 4 == 3 ? 255 : (guint8) (i / 48);
  bytes = g_bytes_new_static (pixels, sizeof pixels);
  texture = gdk_memory_texture_new (64, 48, GDK_MEMORY_R8G8B8A8, bytes, 64 * 4);
  gdk_texture_save_to_png (texture, path);

  return g_file_new_for_path (path);
}

/* Files in every state. */
static void
scene_files (Stage *stage)
{
  g_autoptr(GFile) picture = make_sunset ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  MajuParticipant *participant;
  MajuFileTransfer *transfer;

  show_own (stage);
  participant = add_person (stage, 0, TRUE);
  maju_call_double_say (stage->call, participant, "https://p\u0430ypal.com/ or "
                        "https://gnome.org@evil.example/?", now,
                        MAJU_DELIVERY_NONE);
  transfer = offer_file (stage, "Mina Park", "sunset.png", "image/png", 48213);
  maju_file_transfer_set_file (transfer, picture);
  maju_file_transfer_set_state (transfer, MAJU_TRANSFER_DONE);

  transfer = offer_file (stage, NULL, "Minutes.pdf", "application/pdf", 5200000);
  maju_file_transfer_set_recipients (transfer, 3, 1);
  maju_file_transfer_set_progress (transfer, 0.4, 2080000);
  maju_file_transfer_set_state (transfer, MAJU_TRANSFER_ACTIVE);

  transfer = offer_file (stage, "Mina Park", "video.mp4", "video/mp4", 912345678);
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                               "There is not enough space for “video.mp4” "
                               "(912.3 MB). Make room, and ask for it again.");
  maju_file_transfer_fail (transfer, FALSE, error);

  offer_file (stage, "Mina Park", "<b>a very long name of a file that "
              "nobody would ever give to one</b>.tar.gz", "application/gzip",
              73400320);
  gtk_widget_activate_action (GTK_WIDGET (stage->page), "call.chat", NULL);
}

static GObject *
make_earlier (gboolean    own,
              const char *text,
              int         hours_ago)
{
  g_autoptr(GDateTime) noon = g_date_time_new_local (2026, 11, 22, 12, 0, 0);
  g_autoptr(GDateTime) time = g_date_time_add_hours (noon, -hours_ago);

  return G_OBJECT (maju_chat_message_new_earlier ("", own ? "Dana" : "Mina Park",
                                                  own, text, time,
                                                  own ? MAJU_DELIVERY_DELIVERED
                                                      : MAJU_DELIVERY_NONE));
}

/* Above what is said now. */
static void
scene_chat_earlier (Stage *stage)
{
  g_autoptr(GListStore) earlier = g_list_store_new (G_TYPE_OBJECT);
  g_autoptr(GDateTime) now = g_date_time_new_local (2026, 11, 22, 12, 0, 0);
  g_autoptr(GFile) folder = g_file_new_for_path (g_get_tmp_dir ());
  MajuChatPanel *panel;
  gpointer items[] = {
    make_earlier (FALSE, "Shall we look at the plans on Monday?", 49),
    make_earlier (TRUE, "네, 좋아요.", 49),
    maju_kept_file_new ("Mina Park", FALSE, "Plans for the garden.pdf", 5200000,
                        now, folder),
    make_earlier (FALSE, "They are a little late.", 1),
    make_earlier (FALSE, "Sorry!", 1),
  };

  people (stage, 3);
  panel = maju_call_page_get_chat_panel (MAJU_CALL_PAGE (stage->page));
  g_list_store_splice (earlier, 0, 0, items, G_N_ELEMENTS (items));
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    g_object_unref (items[i]);
  maju_chat_panel_set_earlier (panel, G_LIST_MODEL (earlier));
  maju_call_double_say (stage->call, maju_call_get_self (stage->call),
                        "Good morning!", now, MAJU_DELIVERY_PARTIAL);
  gtk_widget_activate_action (GTK_WIDGET (stage->page), "call.chat", NULL);
}

static void
scene_chat_empty (Stage *stage)
{
  people (stage, 3);
  gtk_widget_activate_action (GTK_WIDGET (stage->page), "call.chat", NULL);
}

static void
scene_list (Stage *stage)
{
  scene_states (stage);
  gtk_widget_activate_action (GTK_WIDGET (stage->page), "call.people", NULL);
}

/* Two hands are up, the later one of who came first; and people react. */
static void
scene_hands (Stage *stage)
{
  static const MajuReaction kinds[] = {
    MAJU_REACTION_THUMBS_UP, MAJU_REACTION_CLAP, MAJU_REACTION_HEART,
    MAJU_REACTION_LAUGH, MAJU_REACTION_SURPRISE, MAJU_REACTION_CELEBRATE,
  };
  GListModel *others;

  people (stage, 5);
  others = maju_call_get_participants (stage->call);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(MajuParticipant) participant =
        g_list_model_get_item (others, i / 3);

      maju_gestures_react (maju_participant_get_gestures (participant), kinds[i]);
    }
  for (guint i = 3; i > 0; i--)
    {
      g_autoptr(MajuParticipant) participant = g_list_model_get_item (others, i);

      if (i != 2)
        maju_gestures_set_hand (maju_participant_get_gestures (participant), TRUE);
    }
}

static void
scene_hands_list (Stage *stage)
{
  g_autoptr(MajuParticipant) participant = NULL;

  scene_hands (stage);
  participant =
    g_list_model_get_item (maju_call_get_participants (stage->call), 0);
  maju_hearing_set_muted (maju_participant_get_hearing (participant), TRUE);
  gtk_widget_activate_action (GTK_WIDGET (stage->page), "call.people", NULL);
}

static void
scene_asked (Stage *stage)
{
  MajuLocalMedia *media = maju_call_get_media (stage->call);

  maju_audio_sender_set_enabled (maju_local_media_get_microphone (media), TRUE);
  show_own (stage);
  maju_participant_double_ask_mute (add_person (stage, 0, TRUE));
}

/* More than fits into a line of a narrow window. */
static void
scene_trouble (Stage *stage)
{
  people (stage, 2);
  maju_call_page_say_trouble (stage->page,
                              "The speaker takes no sound, so you do not hear "
                              "the others. Connect it again, or choose another.");
}

static void
scene_invite (Stage *stage)
{
  people (stage, 2);
  gtk_widget_activate_action (GTK_WIDGET (stage->page), "call.invite", NULL);
}

static const struct
{
  const char *name;
  SceneFunc func; /* nullable */
  const char *link;
  guint n_people;
  SceneFunc then;               /* (nullable): what happens in it, and is told for
                                 * a few seconds only */
} scenes[] = {
  { "people-1", NULL, LOCAL_LINK, 1 },
  { "people-2", NULL, LINK, 2 },
  { "people-3", NULL, LINK, 3 },
  { "people-4", NULL, LINK, 4 },
  { "people-5", NULL, LINK, 5 },
  { "people-6", NULL, LINK, 6 },
  { "people-7", NULL, LINK, 7 },
  { "people-8", NULL, LINK, 8 },
  { "speaker", scene_speaker, LINK },
  { "speaker-8", scene_speaker_8, LINK },
  { "hidden", scene_hidden, LINK },
  { "compact", scene_compact, LINK },
  { "share", scene_share, LINK },
  { "share-one", scene_share_one, LINK },
  { "share-two", scene_share_two, LINK },
  { "sharing", scene_sharing, LINK },
  { "states", scene_states, LINK },
  { "quality", scene_quality, LINK },
  { "quality-list", scene_quality_list, LINK },
  { "quality-details", scene_quality_details, LINK },
  { "asking", scene_own, LINK, 0, then_asking },
  { "asking-list", scene_asking_list, LINK },
  { "waiting", scene_waiting, LINK },
  { "failed", scene_failed, LINK },
  { "toast", scene_toast, LINK, 0, then_toast },
  { "chat", scene_chat, LINK },
  { "chat-earlier", scene_chat_earlier, LINK },
  { "chat-empty", scene_chat_empty, LINK },
  { "files", scene_files, LINK },
  { "chat-away", scene_chat_away, LINK },
  { "list", scene_list, LINK },
  { "hands", scene_hands, LINK },
  { "hands-list", scene_hands_list, LINK },
  { "asked", scene_asked, LINK },
  { "trouble", scene_trouble, LINK },
  { "invite", scene_invite, LINK },
};

static const struct
{
  int width;
  int height;
} sizes[] = {
  { 360, 640 },
  { 800, 600 },
  { 1280, 800 },
  { 1920, 1080 },
};

static void
wait_pictures (Stage *stage)
{
  for (guint i = 0; i < stage->paintables->len; i++)
    maju_test_window_wait_signals (g_ptr_array_index (stage->paintables, i),
                                   "invalidate-contents", N_FRAMES);
}

static void
stop (gpointer pipeline)
{
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
}

/* Once. */
static gboolean
go_on (Stage *stage)
{
  if (stage->begun || scenes[stage->scene].then == NULL)
    return FALSE;

  stage->begun = TRUE;
  scenes[stage->scene].then (stage);

  return TRUE;
}

static void
open_stage (Stage *stage,
            guint  scene,
            int    width,
            int    height)
{
  stage->scene = scene;
  stage->pipelines = g_ptr_array_new_with_free_func (stop);
  stage->paintables = g_ptr_array_new_with_free_func (g_object_unref);
  stage->call = maju_call_double_new (scenes[scene].link, "Dana");
  stage->page = MAJU_CALL_PAGE (maju_call_page_new ());
  maju_call_page_set_call (stage->page, stage->call);
  stage->window = maju_test_window_new (stage->page, width, height);
  maju_test_window_wait_frames (stage->window, 2);
  if (scenes[scene].func != NULL)
    scenes[scene].func (stage);
  else
    people (stage, scenes[scene].n_people);
}

/* How much does not fit. */
static guint
draw (guint       scene,
      int         width,
      int         height,
      gboolean    dark,
      const char *folder)
{
  Stage stage = { 0 };
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;
  guint n_faults;

  file = g_strdup_printf ("%s-%d%s.png", scenes[scene].name, width,
                          dark ? "-dark" : "");
  path = g_build_filename (folder, file, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                           : ADW_COLOR_SCHEME_FORCE_LIGHT);

  open_stage (&stage, scene, width, height);
  go_on (&stage);
  wait_pictures (&stage);
  maju_test_window_wait_frames (stage.window, 6);
  maju_test_window_save (stage.window, NULL, path);
  n_faults = maju_test_fit (GTK_WIDGET (stage.window), file);
  g_print ("%s\n", file);

  g_ptr_array_unref (stage.pipelines);
  gtk_window_destroy (stage.window);
  g_ptr_array_unref (stage.paintables);
  g_object_unref (stage.call);

  return n_faults;
}

static gboolean
end_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

static void
left_cb (MajuCallPage *page,
         gboolean      lost,
         const char   *why,
         GMainLoop    *loop)
{
  g_print ("left%s\n", lost ? ", lost" : "");
  g_main_loop_quit (loop);
}

/* The first one who shares a screen stops it. */
static gboolean
stop_sharing (GListModel *others)
{
  for (guint i = 0; i < g_list_model_get_n_items (others); i++)
    {
      g_autoptr(MajuParticipant) participant =
        g_list_model_get_item (others, i);

      if (maju_participant_get_screen_on (participant))
        {
          maju_participant_double_share (participant, NULL);
          return TRUE;
        }
    }

  return FALSE;
}

/* The scene goes on: what happens in it does, or a sharing ends, or who speaks
 * falls silent, and the next one speaks. */
static gboolean
next_cb (gpointer user_data)
{
  Stage *stage = user_data;
  GListModel *others = maju_call_get_participants (stage->call);
  guint n = g_list_model_get_n_items (others);

  if (go_on (stage) || stop_sharing (others))
    return G_SOURCE_CONTINUE;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(MajuParticipant) participant =
        g_list_model_get_item (others, i);
      g_autoptr(MajuParticipant) next =
        g_list_model_get_item (others, (i + 1) % n);

      if (!maju_participant_get_speaking (participant))
        continue;
      maju_participant_double_speak (participant, FALSE);
      maju_participant_double_speak (next, TRUE);
      break;
    }

  return G_SOURCE_CONTINUE;
}

static int
hold (const char *name)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Stage stage = { 0 };

  for (guint scene = 0; scene < G_N_ELEMENTS (scenes); scene++)
    {
      if (g_strcmp0 (scenes[scene].name, name) != 0)
        continue;

      open_stage (&stage, scene, 800, 600);
      g_signal_connect (stage.page, "left", G_CALLBACK (left_cb), loop);
      g_unix_signal_add (SIGTERM, end_cb, loop);
      g_unix_signal_add (SIGUSR1, next_cb, &stage);
      g_main_loop_run (loop);
      g_ptr_array_unref (stage.pipelines);
      gtk_window_destroy (stage.window);

      return 0;
    }

  return 2;
}

/* As the desktop's setting for large text does. */
static void
scale_text (double factor)
{
  g_object_set (gtk_settings_get_default (),
                "gtk-xft-dpi", (int) (96 * 1024 * factor),
                NULL);
}

int
main (int   argc,
      char *argv[])
{
  guint n_faults = 0;

  g_assert_cmpint (argc, >=, 2);
  maju_test_window_init (&argc, &argv);
  if (argc > 2 && g_strcmp0 (argv[1], "--hold") == 0)
    return hold (argv[2]);

  g_object_set (gtk_settings_get_default (),
                "gtk-enable-animations", FALSE,
                "gtk-font-name", "Adwaita Sans 11",
                NULL);
  if (g_getenv ("MAJU_TEST_TEXT_SCALE") != NULL)
    scale_text (g_ascii_strtod (g_getenv ("MAJU_TEST_TEXT_SCALE"), NULL));

  for (guint scene = 0; scene < G_N_ELEMENTS (scenes); scene++)
    {
      if (argc > 2 && g_strcmp0 (scenes[scene].name, argv[2]) != 0)
        continue;

      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          n_faults += draw (scene, sizes[i].width, sizes[i].height, FALSE,
                            argv[1]);
          if (scenes[scene].n_people == 1
              || scenes[scene].func == scene_chat
              || scenes[scene].func == scene_chat_earlier
              || scenes[scene].func == scene_list
              || scenes[scene].func == scene_invite)
            n_faults += draw (scene, sizes[i].width, sizes[i].height, TRUE,
                              argv[1]);
        }
    }

  return n_faults == 0 ? 0 : 1;
}
