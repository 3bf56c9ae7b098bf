/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-call-sounds.h"

#define AT_MS(ms) ((ms) * G_GINT64_CONSTANT (1000))

static const struct
{
  MajuClipSound sound;
  guint n_people;
  int last_ms;                  /* 0: none yet */
  int now_ms;
  gboolean due;
} cases[] = {
  { MAJU_CLIP_SOUND_JOIN, 2, 0, 100, TRUE },
  { MAJU_CLIP_SOUND_LEAVE, 1, 0, 100, TRUE },

  /* One at a time, whichever it is. */
  { MAJU_CLIP_SOUND_JOIN, 2, 1000, 1499, FALSE },
  { MAJU_CLIP_SOUND_MESSAGE, 2, 1000, 1001, FALSE },
  { MAJU_CLIP_SOUND_HAND, 2, 1000, 1400, FALSE },
  { MAJU_CLIP_SOUND_MESSAGE, 2, 1000, 1500, TRUE },
  { MAJU_CLIP_SOUND_JOIN, 2, 1000, 9000, TRUE },

  /* Many come and go. */
  { MAJU_CLIP_SOUND_JOIN, 5, 0, 100, TRUE },
  { MAJU_CLIP_SOUND_JOIN, 6, 0, 100, FALSE },
  { MAJU_CLIP_SOUND_LEAVE, 5, 0, 100, TRUE },
  { MAJU_CLIP_SOUND_LEAVE, 6, 0, 100, FALSE },
  { MAJU_CLIP_SOUND_MESSAGE, 8, 0, 100, TRUE },
  { MAJU_CLIP_SOUND_HAND, 8, 0, 100, TRUE },
};

static void
test_due (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (maju_call_sounds_is_due (cases[i].sound, cases[i].n_people,
                                                AT_MS (cases[i].last_ms),
                                                AT_MS (cases[i].now_ms)),
                       ==, cases[i].due);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call-sounds/due", test_due);

  return g_test_run ();
}
