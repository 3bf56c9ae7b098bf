/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "maju-file-message.h"
#include "maju-limits.h"

#include <string.h>

guint64 fuzz_n_accepted;

/* Any bytes are a name: of one file in its folder, and the same once more. */
static void
check_name (const guint8 *data,
            gsize         length)
{
  g_autofree char *text = g_strndup ((const char *) data, length);
  g_autofree char *name = maju_clean_file_name (text);
  g_autofree char *same = maju_clean_file_name (name);

  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_cmpuint (strlen (name), >, 0);
  g_assert_cmpuint (strlen (name), <=, MAJU_LIMIT_FILE_NAME);
  g_assert_null (strpbrk (name, "/\\"));
  g_assert_cmpint (name[0], !=, '.');
  g_assert_cmpstr (name, ==, same);
}

static void
check_chunk (const guint8 *data,
             gsize         length)
{
  g_autofree guint8 *copy = g_memdup2 (data, length);
  g_autoptr(GBytes) message = g_bytes_new_static (copy, length);
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GBytes) again = NULL;
  guint32 id;
  guint64 offset;

  /* Of an offset that can be, in every other input. */
  if (length > 8 && data[length - 1] & 1)
    memset (copy + 4, 0, 3);
  body = maju_file_chunk_parse (message, &id, &offset, NULL);
  if (body == NULL)
    return;

  fuzz_n_accepted++;
  again = maju_file_chunk_print (id, offset, g_bytes_get_data (body, NULL),
                                 g_bytes_get_size (body));
  g_assert_true (g_bytes_equal (message, again));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autoptr(MajuFileMessage) message = NULL;
  g_autoptr(MajuFileMessage) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *same = NULL;

  if (length == 0)
    return 0;

  check_name (data, length);
  check_chunk (data, length);
  message = maju_file_message_parse ((const char *) data, length, &error);
  g_assert_true ((message == NULL) == (error != NULL));
  if (message == NULL)
    return 0;

  fuzz_n_accepted++;
  text = maju_file_message_print (message);
  again = maju_file_message_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  same = maju_file_message_print (again);
  g_assert_cmpstr (text, ==, same);

  return 0;
}
