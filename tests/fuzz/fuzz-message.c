/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "maju-message.h"

#include <string.h>

guint64 fuzz_n_accepted;

/* What was taken is printed and taken again, and then is the same. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autoptr(MajuMessage) message = NULL;
  g_autoptr(MajuMessage) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *same = NULL;

  message = maju_message_parse (length > 0 ? (const char *) data : "", length,
                                &error);
  g_assert_true ((message == NULL) == (error != NULL));
  if (message == NULL)
    return 0;

  fuzz_n_accepted++;
  text = maju_message_print (message);
  again = maju_message_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  same = maju_message_print (again);
  g_assert_cmpstr (text, ==, same);

  return 0;
}
