/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-media-words.h"

#include <string.h>

#define CAUSE "The device does not work (-71)"

static const struct
{
  MajuDeviceKind kind;
  MajuMediaError code;
  const char *cause;
  const char *step;
  MajuWayOut way_out;
} cases[] = {
  { MAJU_DEVICE_KIND_CAMERA, MAJU_MEDIA_ERROR_NO_DEVICE,
    "There is no camera.", "Connect one, or go on without it.",
    MAJU_WAY_OUT_NONE },
  { MAJU_DEVICE_KIND_CAMERA, MAJU_MEDIA_ERROR_UNPLUGGED,
    CAUSE ". ", "choose another", MAJU_WAY_OUT_NONE },
  { MAJU_DEVICE_KIND_CAMERA, MAJU_MEDIA_ERROR_BUSY,
    "Another application is using the camera.", "Close it there",
    MAJU_WAY_OUT_RETRY },
  { MAJU_DEVICE_KIND_CAMERA, MAJU_MEDIA_ERROR_DENIED,
    "not allowed to use the camera.", "system’s settings",
    MAJU_WAY_OUT_SETTINGS },
  { MAJU_DEVICE_KIND_CAMERA, MAJU_MEDIA_ERROR_REVOKED,
    "not allowed to use the camera any more.", "system’s settings",
    MAJU_WAY_OUT_SETTINGS },
  { MAJU_DEVICE_KIND_CAMERA, MAJU_MEDIA_ERROR_UNAVAILABLE,
    "its camera portal is missing.", "Install xdg-desktop-portal",
    MAJU_WAY_OUT_RETRY },
  { MAJU_DEVICE_KIND_CAMERA, MAJU_MEDIA_ERROR_HIDDEN,
    "There is a camera, but the desktop does not show it",
    "log out and in again", MAJU_WAY_OUT_RETRY },
  { MAJU_DEVICE_KIND_CAMERA, MAJU_MEDIA_ERROR_STALLED,
    "No picture comes from the camera.", "Connect it again",
    MAJU_WAY_OUT_RETRY },
  { MAJU_DEVICE_KIND_CAMERA, MAJU_MEDIA_ERROR_PLUGIN,
    CAUSE ". ", "Install what is missing", MAJU_WAY_OUT_NONE },
  { MAJU_DEVICE_KIND_CAMERA, MAJU_MEDIA_ERROR_NO_SERVICE,
    "PipeWire, the sound and video service, does not answer.",
    "as soon as it does", MAJU_WAY_OUT_NONE },
  { MAJU_DEVICE_KIND_CAMERA, MAJU_MEDIA_ERROR_FAILED,
    CAUSE ". ", "choose another", MAJU_WAY_OUT_RETRY },

  { MAJU_DEVICE_KIND_MICROPHONE, MAJU_MEDIA_ERROR_NO_DEVICE,
    "There is no microphone.", "Connect one, or go on without it.",
    MAJU_WAY_OUT_NONE },
  { MAJU_DEVICE_KIND_MICROPHONE, MAJU_MEDIA_ERROR_UNPLUGGED,
    CAUSE ". ", "choose another", MAJU_WAY_OUT_NONE },
  { MAJU_DEVICE_KIND_MICROPHONE, MAJU_MEDIA_ERROR_BUSY,
    "Another application is using the microphone.", "Close it there",
    MAJU_WAY_OUT_RETRY },
  { MAJU_DEVICE_KIND_MICROPHONE, MAJU_MEDIA_ERROR_DENIED,
    "not allowed to use the microphone.", "system’s settings",
    MAJU_WAY_OUT_SETTINGS },
  { MAJU_DEVICE_KIND_MICROPHONE, MAJU_MEDIA_ERROR_STALLED,
    "No sound comes from the microphone.", "Connect it again",
    MAJU_WAY_OUT_RETRY },
  { MAJU_DEVICE_KIND_MICROPHONE, MAJU_MEDIA_ERROR_PLUGIN,
    CAUSE ". ", "Install what is missing", MAJU_WAY_OUT_NONE },
  { MAJU_DEVICE_KIND_MICROPHONE, MAJU_MEDIA_ERROR_NO_SERVICE,
    "PipeWire, the sound and video service, does not answer.",
    "as soon as it does", MAJU_WAY_OUT_NONE },
  { MAJU_DEVICE_KIND_MICROPHONE, MAJU_MEDIA_ERROR_FAILED,
    CAUSE ". ", "choose another", MAJU_WAY_OUT_RETRY },

  { MAJU_DEVICE_KIND_SPEAKER, MAJU_MEDIA_ERROR_NO_DEVICE,
    "There is no speaker:", "Connect one", MAJU_WAY_OUT_NONE },
  { MAJU_DEVICE_KIND_SPEAKER, MAJU_MEDIA_ERROR_UNPLUGGED,
    CAUSE ". ", "choose another", MAJU_WAY_OUT_NONE },
  { MAJU_DEVICE_KIND_SPEAKER, MAJU_MEDIA_ERROR_BUSY,
    "Another application keeps the speaker to itself.", "choose another",
    MAJU_WAY_OUT_RETRY },
  { MAJU_DEVICE_KIND_SPEAKER, MAJU_MEDIA_ERROR_DENIED,
    "not allowed to use the speaker.", "system’s settings",
    MAJU_WAY_OUT_SETTINGS },
  { MAJU_DEVICE_KIND_SPEAKER, MAJU_MEDIA_ERROR_STALLED,
    "The speaker takes no sound,", "Connect it again", MAJU_WAY_OUT_RETRY },
  { MAJU_DEVICE_KIND_SPEAKER, MAJU_MEDIA_ERROR_PLUGIN,
    CAUSE ". ", "Install what is missing", MAJU_WAY_OUT_NONE },
  { MAJU_DEVICE_KIND_SPEAKER, MAJU_MEDIA_ERROR_NO_SERVICE,
    "PipeWire, the sound and video service, does not answer.",
    "as soon as it does", MAJU_WAY_OUT_NONE },
  { MAJU_DEVICE_KIND_SPEAKER, MAJU_MEDIA_ERROR_FAILED,
    CAUSE ". ", "choose another", MAJU_WAY_OUT_RETRY },
};

/* Each trouble has its cause and the next step. */
static void
test_problem (void)
{
  static const char *messages[] = { CAUSE, CAUSE "." };

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *words = NULL;
      gsize j = i / 2;

      error = g_error_new_literal (MAJU_MEDIA_ERROR, cases[j].code,
                                   messages[i % 2]);
      words = maju_media_words_problem (cases[j].kind, error);
      g_test_message ("%s", words);
      g_assert_nonnull (strstr (words, cases[j].cause));
      g_assert_nonnull (strstr (words, cases[j].step));
      g_assert_null (strstr (words, ".."));
      g_assert_true (g_str_has_suffix (words, "."));
      g_assert_cmpint (maju_media_words_way_out (error), ==, cases[j].way_out);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media-words/problem", test_problem);

  return g_test_run ();
}
