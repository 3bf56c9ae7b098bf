/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-file-words.h"

#include <glib/gi18n.h>

static char *
describe_offered (MajuFileTransfer *transfer,
                  const char       *size)
{
  guint n = maju_file_transfer_get_n_recipients (transfer);
  guint n_done = maju_file_transfer_get_n_done (transfer);

  if (!maju_file_transfer_get_is_own (transfer))
    return g_strdup (size);
  if (n_done > 0)
    /* Translators: a file's size, then how many of how many people have it. */
    return g_strdup_printf (_("%s · %u of %u have it"), size, n_done, n);

  return g_strdup_printf (_("%s · waiting for an answer"), size);
}

static char *
describe_active (MajuFileTransfer *transfer,
                 const char       *size)
{
  g_autofree char *done = NULL;

  if (maju_file_transfer_get_waiting (transfer))
    return g_strdup_printf (_("%s · goes on when the connection is back"), size);

  done = g_format_size (maju_file_transfer_get_done (transfer));

  /* Translators: so much of a file is done, of so much: “1 MB of 5 MB”. */
  return g_strdup_printf (_("%s of %s"), done, size);
}

static char *
describe_done (MajuFileTransfer *transfer,
               const char       *size)
{
  guint n = maju_file_transfer_get_n_recipients (transfer);
  guint n_done = maju_file_transfer_get_n_done (transfer);

  if (!maju_file_transfer_get_is_own (transfer))
    return g_strdup_printf (_("%s · saved"), size);
  if (n > 1)
    return g_strdup_printf (_("%s · %u of %u have it"), size, n_done, n);

  return g_strdup_printf (_("%s · delivered"), size);
}

char *
maju_file_words_describe (MajuFileTransfer *transfer)
{
  gboolean is_own = maju_file_transfer_get_is_own (transfer);
  g_autofree char *size = NULL;

  size = g_format_size (maju_file_transfer_get_size (transfer));
  switch (maju_file_transfer_get_state (transfer))
    {
    case MAJU_TRANSFER_PREPARING:
      return g_strdup (_("Is being read…"));
    case MAJU_TRANSFER_OFFERED:
      return describe_offered (transfer, size);
    case MAJU_TRANSFER_ACTIVE:
      return describe_active (transfer, size);
    case MAJU_TRANSFER_DONE:
      return describe_done (transfer, size);
    case MAJU_TRANSFER_REFUSED:
      return g_strdup_printf (is_own ? _("%s · not wanted") : _("%s · refused"),
                              size);
    case MAJU_TRANSFER_CANCELLED:
      return g_strdup_printf (_("%s · cancelled"), size);
    case MAJU_TRANSFER_FAILED:
    default:
      return g_strdup_printf (is_own ? _("%s · not sent") : _("%s · not saved"),
                              size);
    }
}
