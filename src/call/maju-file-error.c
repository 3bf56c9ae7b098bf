/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-file-error-private.h"

#include "maju-call-types.h"

#include <glib/gi18n-lib.h>

#define G_IO(code) g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ ## code)

static GError *
new_error (const char *format,
           ...) G_GNUC_PRINTF (1, 2);

static GError *
new_error (const char *format,
           ...)
{
  GError *error;
  va_list args;

  va_start (args, format);
  error = g_error_new_valist (MAJU_CALL_ERROR, MAJU_CALL_ERROR_FAILED, format,
                              args);
  va_end (args);

  return error;
}

GError *
maju_file_error_new_read (const char   *name,
                          const GError *error)
{
  if (G_IO (IS_DIRECTORY))
    return new_error (_("“%s” is a folder. Only files can be sent: put it into "
                        "an archive first."), name);
  if (G_IO (NOT_REGULAR_FILE))
    return new_error (_("“%s” is not a file that could be sent."), name);
  if (G_IO (MESSAGE_TOO_LARGE))
    return new_error (_("“%s” is too large: files of up to 64 GiB can be "
                        "sent."), name);
  if (G_IO (INVALID_DATA))
    return new_error (_("“%s” was changed while it was sent. Send it again."),
                      name);
  if (G_IO (NOT_FOUND))
    return new_error (_("“%s” does not exist any more."), name);
  if (G_IO (PERMISSION_DENIED))
    return new_error (_("“%s” cannot be read: you have no permission for it."),
                      name);

  return new_error (_("“%s” cannot be read (%s)."), name, error->message);
}

GError *
maju_file_error_new_save (const char   *name,
                          guint64       size,
                          const GError *error)
{
  g_autofree char *need = g_format_size (size);

  if (G_IO (NO_SPACE))
    return new_error (_("There is not enough space for “%s” (%s). Make room, and "
                        "ask for it again."), name, need);
  if (G_IO (INVALID_DATA))
    return new_error (_("“%s” did not arrive as it was sent, and was thrown "
                        "away. Ask for it again."), name);
  if (G_IO (PERMISSION_DENIED) || G_IO (READ_ONLY))
    return new_error (_("“%s” cannot be saved there: you have no permission for "
                        "that folder. Ask for it again, and choose another."),
                      name);
  if (G_IO (NOT_FOUND) || G_IO (NOT_DIRECTORY))
    return new_error (_("“%s” cannot be saved: the folder does not exist. Ask "
                        "for it again, and choose another."), name);

  return new_error (_("“%s” cannot be saved (%s)."), name, error->message);
}

GError *
maju_file_error_new_refused (const char    *name,
                             const char    *person,
                             MajuFileReason reason)
{
  switch (reason)
    {
    case MAJU_FILE_REASON_CANCELLED:
      return new_error (_("%s has stopped “%s”."), person, name);
    case MAJU_FILE_REASON_DECLINED:
      return new_error (_("%s does not want “%s”."), person, name);
    case MAJU_FILE_REASON_BUSY:
      return new_error (_("Too many files wait for %s. Send “%s” later."), person,
                        name);
    case MAJU_FILE_REASON_FULL:
      return new_error (_("%s has not enough space for “%s”."), person, name);
    case MAJU_FILE_REASON_WRONG:
      return new_error (_("“%s” was changed while it was sent. Send it again."),
                        name);
    case MAJU_FILE_REASON_FAILED:
    default:
      return new_error (_("%s could not save “%s”."), person, name);
    }
}

GError *
maju_file_error_new_withdrawn (const char    *name,
                               const char    *person,
                               MajuFileReason reason)
{
  if (reason == MAJU_FILE_REASON_CANCELLED)
    return new_error (_("%s has taken “%s” back."), person, name);

  return new_error (_("%s cannot read “%s” any more. Ask for it again."), person,
                    name);
}

GError *
maju_file_error_new_left (const char *name,
                          const char *person)
{
  return new_error (_("%s left before “%s” had arrived."), person, name);
}

MajuFileReason
maju_file_error_get_reason (const GError *error)
{
  if (G_IO (NO_SPACE))
    return MAJU_FILE_REASON_FULL;
  if (G_IO (INVALID_DATA))
    return MAJU_FILE_REASON_WRONG;

  return MAJU_FILE_REASON_FAILED;
}
