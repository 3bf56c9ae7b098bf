/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "file-wire.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  gboolean forth;               /* from side 0 to side 1 */
  gboolean is_text;
  GBytes *data;
} Message;

static void
added_cb (MajuFiles        *files,
          MajuFileTransfer *transfer,
          FileSide         *side)
{
  g_ptr_array_add (side->transfers, g_object_ref (transfer));
}

void
file_side_init (FileSide   *side,
                MajuClock  *clock,
                const char *name)
{
  side->own = maju_participant_new (name, name, TRUE);
  side->files = maju_files_new (side->own, clock);
  side->transfers = g_ptr_array_new_with_free_func (g_object_unref);
  side->folder = g_dir_make_tmp ("maju-files-XXXXXX", NULL);
  g_assert_nonnull (side->folder);
  g_signal_connect (side->files, "added", G_CALLBACK (added_cb), side);
}

static void
empty (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

void
file_side_clear (FileSide *side)
{
  g_assert_finalize_object (side->files);
  g_ptr_array_unref (side->transfers);
  g_assert_finalize_object (side->own);
  empty (side->folder);
  g_free (side->folder);
}

MajuFileTransfer *
file_side_nth (FileSide *side,
               guint     n)
{
  g_assert_cmpuint (n, <, side->transfers->len);

  return g_ptr_array_index (side->transfers, n);
}

void
file_side_accept (FileSide *side,
                  guint     n)
{
  g_autoptr(GFile) folder = g_file_new_for_path (side->folder);

  maju_file_transfer_accept (file_side_nth (side, n), folder);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
file_side_list (FileSide *side)
{
  g_autoptr(GDir) dir = g_dir_open (side->folder, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare);
  g_ptr_array_add (names, NULL);

  return g_strjoinv ("|", (char **) names->pdata);
}

static void
message_free (gpointer data)
{
  Message *message = data;

  g_bytes_unref (message->data);
  g_free (message);
}

static gboolean
put (FileWire *wire,
     gboolean  forth,
     GBytes   *data,
     gboolean  is_text)
{
  Message *message = g_new0 (Message, 1);

  message->forth = forth;
  message->is_text = is_text;
  message->data = g_bytes_ref (data);
  g_queue_push_tail (&wire->queue, message);
  if (!is_text)
    wire->n_bytes[forth ? 0 : 1] += g_bytes_get_size (data);

  return TRUE;
}

static gboolean
put_text (FileWire   *wire,
          gboolean    forth,
          const char *text)
{
  g_autoptr(GBytes) data = g_bytes_new (text, strlen (text));

  return put (wire, forth, data, TRUE);
}

static gboolean
text_forth (const char *text,
            gpointer    user_data)
{
  return put_text (user_data, TRUE, text);
}

static gboolean
text_back (const char *text,
           gpointer    user_data)
{
  return put_text (user_data, FALSE, text);
}

static gboolean
bytes_forth (GBytes  *bytes,
             gpointer user_data)
{
  return put (user_data, TRUE, bytes, FALSE);
}

static gboolean
bytes_back (GBytes  *bytes,
            gpointer user_data)
{
  return put (user_data, FALSE, bytes, FALSE);
}

static guint64
nothing_buffered (gpointer user_data)
{
  return 0;
}

static const MajuFileWay ways[2] = {
  { text_forth, bytes_forth, nothing_buffered },
  { text_back, bytes_back, nothing_buffered },
};

static void
flooded_cb (MajuFilePeer *peer,
            FileWire     *wire)
{
  wire->n_flooded[peer == wire->peers[0] ? 0 : 1]++;
}

void
file_wire_init (FileWire *wire,
                FileSide *a,
                FileSide *b)
{
  *wire = (FileWire) { .sides = { a, b } };
  g_queue_init (&wire->queue);
  for (guint i = 0; i < 2; i++)
    {
      MajuParticipant *other = wire->sides[1 - i]->own;
      g_autoptr(MajuParticipant) participant = NULL;

      participant = maju_participant_new (maju_participant_get_id (other),
                                          maju_participant_get_name (other),
                                          FALSE);
      maju_participant_set_display_name (participant,
                                         maju_participant_get_name (other));
      wire->peers[i] = g_object_ref (maju_files_get_peer (wire->sides[i]->files,
                                                          participant));
      maju_file_peer_set_way (wire->peers[i], &ways[i], wire);
      g_signal_connect (wire->peers[i], "flooded", G_CALLBACK (flooded_cb), wire);
    }
}

void
file_wire_open (FileWire *wire,
                gboolean  open)
{
  /* What was on its way goes with the way. */
  if (!open)
    g_queue_clear_full (&wire->queue, message_free);
  maju_file_peer_set_open (wire->peers[0], open);
  maju_file_peer_set_open (wire->peers[1], open);
}

void
file_wire_clear (FileWire *wire)
{
  for (guint i = 0; i < 2; i++)
    maju_files_forget (wire->sides[i]->files,
                       maju_file_peer_get_participant (wire->peers[i]));
  g_queue_clear_full (&wire->queue, message_free);
  for (guint i = 0; i < 2; i++)
    {
      g_signal_handlers_disconnect_by_data (wire->peers[i], wire);
      g_object_unref (wire->peers[i]);
    }

  /* What still runs in threads holds what it works on. */
  for (guint i = 0; i < 100; i++)
    while (g_main_context_iteration (NULL, FALSE))
      ;
}

gboolean
file_wire_carry (FileWire *wire)
{
  Message *message = g_queue_pop_head (&wire->queue);

  if (!message)
    return FALSE;

  if (!wire->func || wire->func (wire, message->forth, &message->data,
                                 message->is_text, wire->user_data))
    maju_file_peer_receive (wire->peers[message->forth ? 1 : 0], message->data,
                            message->is_text);
  message_free (message);

  return TRUE;
}

void
file_wire_say (FileWire   *wire,
               const char *text)
{
  put_text (wire, TRUE, text);
}

static gboolean
guard_cb (gpointer user_data)
{
  g_error ("waited in vain for %s", (const char *) user_data);

  return G_SOURCE_REMOVE;
}

guint
file_wire_guard (const char *condition)
{
  return g_timeout_add_seconds (120, guard_cb, (gpointer) condition);
}
