/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "maju-channel-message.h"

#include <string.h>

guint64 fuzz_n_accepted;

/* Any bytes are a name, and what is clean stays as it is. */
static void
check_clean (const guint8 *data,
             gsize         length)
{
  g_autofree char *text = g_strndup ((const char *) data, length);
  g_autofree char *name = maju_clean_name (text);
  g_autofree char *same_name = maju_clean_name (name);
  g_autofree char *chat = maju_clean_text (text);
  g_autofree char *same_chat = maju_clean_text (chat);

  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_cmpstr (name, ==, same_name);
  g_assert_true (g_utf8_validate (chat, -1, NULL));
  g_assert_cmpstr (chat, ==, same_chat);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autoptr(MajuChannelMessage) message = NULL;
  g_autoptr(MajuChannelMessage) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *same = NULL;

  if (length == 0)
    return 0;

  check_clean (data, length);
  message = maju_channel_message_parse ((const char *) data, length, &error);
  g_assert_true ((message == NULL) == (error != NULL));
  if (message == NULL)
    return 0;

  fuzz_n_accepted++;
  text = maju_channel_message_print (message);
  again = maju_channel_message_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  same = maju_channel_message_print (again);
  g_assert_cmpstr (text, ==, same);

  return 0;
}
