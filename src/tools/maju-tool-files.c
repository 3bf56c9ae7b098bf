/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tool-files.h"

#include "maju-tool-guest.h"

struct _MajuToolFiles
{
  GObject parent_instance;

  MajuCall *call;
  MajuFiles *files;
  const MajuToolOptions *options;
  GFile *folder;                /* (nullable) */
  gboolean sent;
};

G_DEFINE_FINAL_TYPE (MajuToolFiles, maju_tool_files, G_TYPE_OBJECT)

static void
maju_tool_files_dispose (GObject *object)
{
  MajuToolFiles *self = MAJU_TOOL_FILES (object);

  g_clear_object (&self->call);
  g_clear_object (&self->files);
  g_clear_object (&self->folder);

  G_OBJECT_CLASS (maju_tool_files_parent_class)->dispose (object);
}

static void
maju_tool_files_class_init (MajuToolFilesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = maju_tool_files_dispose;
}

static void
maju_tool_files_init (MajuToolFiles *self)
{
}

static void
state_cb (MajuFileTransfer *transfer,
          GParamSpec       *pspec,
          MajuToolFiles    *self)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (MAJU_TYPE_TRANSFER_STATE);
  MajuTransferState state = maju_file_transfer_get_state (transfer);
  const GError *error = maju_file_transfer_get_error (transfer);
  g_autofree char *words = NULL;

  words = g_strdup_printf ("%s %s%s%s", maju_file_transfer_get_name (transfer),
                           g_enum_get_value (klass, state)->value_nick,
                           error ? ": " : "", error ? error->message : "");
  maju_tool_event (maju_file_transfer_get_is_own (transfer) ? "sending"
                                                            : "receiving", words);
}

/* Once, so that a test can do something in the middle of it. */
static void
done_cb (MajuFileTransfer *transfer,
         GParamSpec       *pspec,
         MajuToolFiles    *self)
{
  guint64 size = maju_file_transfer_get_size (transfer);

  if (maju_file_transfer_get_done (transfer) < size / 4 ||
      g_object_get_data (G_OBJECT (transfer), "quarter"))
    return;

  g_object_set_data (G_OBJECT (transfer), "quarter", GINT_TO_POINTER (TRUE));
  maju_tool_event ("quarter", maju_file_transfer_get_name (transfer));
}

static void
added_cb (MajuFiles        *files,
          MajuFileTransfer *transfer,
          MajuToolFiles    *self)
{
  g_autofree char *words = NULL;

  g_signal_connect_object (transfer, "notify::state",
                           G_CALLBACK (state_cb), self, 0);
  g_signal_connect_object (transfer, "notify::done",
                           G_CALLBACK (done_cb), self, 0);
  if (maju_file_transfer_get_is_own (transfer))
    return;

  words = g_strdup_printf ("%s: %s", maju_file_transfer_get_sender_name (transfer),
                           maju_file_transfer_get_name (transfer));
  maju_tool_event ("offered", words);
  if (self->folder)
    maju_file_transfer_accept (transfer, self->folder);
}

static void
participant_joined_cb (MajuCall        *call,
                       MajuParticipant *participant,
                       MajuToolFiles   *self)
{
  char **paths = self->options->send_files;

  if (self->sent)
    return;

  self->sent = TRUE;
  for (guint i = 0; paths && paths[i]; i++)
    {
      g_autoptr(GFile) file = g_file_new_for_commandline_arg (paths[i]);

      maju_files_send (self->files, file, NULL);
    }
}

MajuToolFiles *
maju_tool_files_new (MajuCall              *call,
                     const MajuToolOptions *options)
{
  MajuToolFiles *self = g_object_new (MAJU_TYPE_TOOL_FILES, NULL);

  self->call = g_object_ref (call);
  self->files = g_object_ref (maju_chat_get_files (maju_call_get_chat (call)));
  self->options = options;
  if (options->save_files)
    self->folder = g_file_new_for_commandline_arg (options->save_files);
  g_signal_connect_object (self->files, "added",
                           G_CALLBACK (added_cb), self, 0);
  g_signal_connect_object (call, "participant-joined",
                           G_CALLBACK (participant_joined_cb), self, 0);

  return self;
}
