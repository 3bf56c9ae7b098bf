/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * maju-test-shots FOLDER
 *
 * Writes the screenshots for software centres into FOLDER: the call page in its
 * window, with the corners and the shadow that a desktop gives it, with a double
 * of the call. It needs a Wayland compositor that leaves windows their own size.
 */
#include "maju-config.h"

#include "maju-call-double.h"
#include "maju-call-page-private.h"
#include "maju-test-picture.h"
#include "maju-test-window.h"

#include <adwaita.h>

/* In pixels: the picture of a camera, the window, and what is around it. */
#define CAMERA_WIDTH 640
#define CAMERA_HEIGHT 360
#define WINDOW_WIDTH 820
#define WINDOW_HEIGHT 536
#define AROUND 40
#define ABOVE 30
#define SHOT_WIDTH (WINDOW_WIDTH + 2 * AROUND)
#define SHOT_HEIGHT (WINDOW_HEIGHT + ABOVE + 54)
/* The number of a frame is in as many rows at the top, which are cut off. */
#define NUMBER_ROWS (2 * CAMERA_WIDTH / 80)
#define CUT (NUMBER_ROWS * CAMERA_WIDTH / CAMERA_HEIGHT / 2)
#define PICTURE_WIDTH (CAMERA_WIDTH - 2 * CUT)
#define PICTURE_HEIGHT (CAMERA_HEIGHT - NUMBER_ROWS)
#define N_FRAMES 8
#define LINK "https://meet.example.org/r/xkqzv-m4fhw-p3a9t#t4nQ0rO3R1yWQb1dGz5J2g"

static const struct
{
  const char *name;
  const char *look;
  guint frame;
} people[] = {
  { "Mina", "dawn", 24 },
  { "Jun", "sky", 40 },
  { "Amélie", "plum", 33 },
};

static guint8
byte (double value)
{
  return (guint8) CLAMP (value + 0.5, 0, 255);
}

/* BT.709, limited range. */
static void
set_pixel (guint8 *rgb,
           double  y,
           double  u,
           double  v)
{
  y = (y - 16) * 1.1644;
  u -= 128;
  v -= 128;
  rgb[0] = byte (y + 1.7927 * v);
  rgb[1] = byte (y - 0.2132 * u - 0.5329 * v);
  rgb[2] = byte (y + 2.1124 * u);
}

static GObject *
picture_of (const char *look,
            guint       frame)
{
  g_autoptr(MajuTestPicture) picture = maju_test_picture_new (
    look, CAMERA_WIDTH, CAMERA_HEIGHT, 15);
  g_autofree guint8 *y = g_malloc (maju_test_picture_get_size (picture));
  const guint8 *u = y + CAMERA_WIDTH * CAMERA_HEIGHT;
  const guint8 *v = u + CAMERA_WIDTH * CAMERA_HEIGHT / 4;
  guint8 *rgb = g_malloc (PICTURE_WIDTH * PICTURE_HEIGHT * 3);
  g_autoptr(GBytes) bytes = g_bytes_new_take (
    rgb, PICTURE_WIDTH * PICTURE_HEIGHT * 3);

  maju_test_picture_draw (picture, y, frame);
  for (guint row = NUMBER_ROWS; row < CAMERA_HEIGHT; row++)
    for (guint column = CUT; column < CAMERA_WIDTH - CUT; column++)
      {
        guint half = row / 2 * (CAMERA_WIDTH / 2) + column / 2;

        set_pixel (rgb, y[row * CAMERA_WIDTH + column], u[half], v[half]);
        rgb += 3;
      }

  return G_OBJECT (gdk_memory_texture_new (PICTURE_WIDTH, PICTURE_HEIGHT,
                                           GDK_MEMORY_R8G8B8, bytes,
                                           PICTURE_WIDTH * 3));
}

/* What somebody shows to the others: a page of a report. */
static GObject *
shared_screen (void)
{
  static const guint bars[] = { 30, 44, 41, 58, 72, 69, 88 };
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  const GdkRGBA paper = { 0.98f, 0.98f, 0.98f, 1 };
  const GdkRGBA ink = { 0.37f, 0.36f, 0.39f, 1 };
  const GdkRGBA grey = { 0.87f, 0.87f, 0.86f, 1 };
  const GdkRGBA blue = { 0.21f, 0.52f, 0.89f, 1 };
  const GdkRGBA green = { 0.2f, 0.82f, 0.48f, 1 };
  graphene_size_t size = GRAPHENE_SIZE_INIT (960, 540);

  gtk_snapshot_append_color (snapshot, &paper,
                             &GRAPHENE_RECT_INIT (0, 0, 960, 540));
  gtk_snapshot_append_color (snapshot, &ink,
                             &GRAPHENE_RECT_INIT (70, 60, 380, 26));
  for (guint i = 0; i < 3; i++)
    gtk_snapshot_append_color (
      snapshot, &grey,
      &GRAPHENE_RECT_INIT (70, 112 + 24 * i, i == 2 ? 300 : 460, 10));
  for (guint i = 0; i < G_N_ELEMENTS (bars); i++)
    gtk_snapshot_append_color (
      snapshot, i == G_N_ELEMENTS (bars) - 1 ? &green : &blue,
      &GRAPHENE_RECT_INIT (90 + 115 * i, 470 - 2.6f * bars[i], 72,
                           2.6f * bars[i]));
  gtk_snapshot_append_color (snapshot, &ink,
                             &GRAPHENE_RECT_INIT (70, 470, 820, 3));

  return G_OBJECT (gtk_snapshot_free_to_paintable (snapshot, &size));
}

static MajuParticipant *
add_person (MajuCall *call,
            guint     number)
{
  g_autoptr(GObject) picture = picture_of (people[number].look,
                                           people[number].frame);
  MajuParticipant *participant = maju_call_double_add (call,
                                                       people[number].name);

  maju_participant_double_set (participant, MAJU_PARTICIPANT_STATE_CONNECTED,
                               MAJU_TRUST_VERIFIED, TRUE, TRUE);
  maju_participant_double_show (participant, picture);

  return participant;
}

static void
add_everybody (MajuCall *call)
{
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      MajuParticipant *participant = add_person (call, i);

      maju_participant_double_speak (participant, i == 1);
    }
}

static void
scene_group (MajuCall *call)
{
  add_everybody (call);
}

static void
scene_chat (MajuCall *call)
{
  g_autoptr(GDateTime) time = g_date_time_new_local (2026, 11, 22, 10, 24, 0);
  MajuParticipant *mina = add_person (call, 0);

  maju_call_double_say (call, mina, "Good morning! Can you see my new lamp?",
                        time, MAJU_DELIVERY_NONE);
  maju_call_double_say (call, maju_call_get_self (call),
                        "Yes, it glows! 참 예쁘다 😊", time,
                        MAJU_DELIVERY_DELIVERED);
  maju_call_double_say (call, mina, "I will send you the plan of the kitchen.",
                        time, MAJU_DELIVERY_NONE);
  maju_chat_mark_read (maju_call_get_chat (call));
}

static void
scene_screen (MajuCall *call)
{
  g_autoptr(GObject) screen = shared_screen ();
  g_autoptr(MajuParticipant) mina = NULL;

  add_everybody (call);
  mina = g_list_model_get_item (maju_call_get_participants (call), 0);
  maju_participant_double_share (mina, screen);
}

static const struct
{
  const char *name;
  void (*func) (MajuCall *call);
  gboolean chat;
} scenes[] = {
  { "group", scene_group, FALSE },
  { "chat", scene_chat, TRUE },
  { "screen", scene_screen, FALSE },
};

static void
shoot (guint       scene,
       const char *folder)
{
  g_autoptr(MajuCall) call = maju_call_double_new (LINK, "Dana");
  MajuParticipant *own = maju_call_get_self (call);
  g_autoptr(GObject) picture = picture_of ("leaf", 5);
  MajuCallPage *page = MAJU_CALL_PAGE (maju_call_page_new ());
  GtkWindow *window;
  g_autofree char *file = g_strdup_printf ("%s.png", scenes[scene].name);
  g_autofree char *path = g_build_filename (folder, file, NULL);

  maju_participant_double_set (own, MAJU_PARTICIPANT_STATE_CONNECTED,
                               MAJU_TRUST_UNKNOWN, TRUE, TRUE);
  maju_participant_double_show (own, picture);
  maju_call_double_set_trust (call, MAJU_TRUST_VERIFIED);
  g_object_set (maju_local_media_get_camera (maju_call_get_media (call)),
                "enabled", TRUE,
                NULL);
  /* Before the page is there to tell of it. */
  scenes[scene].func (call);
  maju_call_page_set_call (page, call);
  window = maju_test_window_new (page, WINDOW_WIDTH, WINDOW_HEIGHT);
  if (scenes[scene].chat)
    gtk_widget_activate_action (GTK_WIDGET (page), "call.chat", NULL);
  maju_test_window_wait_frames (window, N_FRAMES);
  maju_test_window_save (window,
                         &GRAPHENE_RECT_INIT (-AROUND, -ABOVE, SHOT_WIDTH,
                                              SHOT_HEIGHT),
                         path);
  g_print ("%s\n", file);
  gtk_window_destroy (window);
}

int
main (int   argc,
      char *argv[])
{
  g_assert_cmpint (argc, ==, 2);
  maju_test_window_init (&argc, &argv);

  for (guint scene = 0; scene < G_N_ELEMENTS (scenes); scene++)
    shoot (scene, argv[1]);

  return 0;
}
