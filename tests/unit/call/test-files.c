/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "file-wire.h"

#include "maju-call-types.h"
#include "maju-file-part-private.h"
#include "maju-file-message.h"
#include "maju-limits.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

typedef struct
{
  MajuClock *clock;
  FileSide ann;
  FileSide bob;
  FileWire wire;
  char *folder;                 /* of what Ann sends */
} Fixture;

static void
fixture_init (Fixture *self)
{
  self->clock = maju_clock_new_manual (1);
  self->folder = g_dir_make_tmp ("maju-sent-XXXXXX", NULL);
  file_side_init (&self->ann, self->clock, "Ann");
  file_side_init (&self->bob, self->clock, "Bob");
  file_wire_init (&self->wire, &self->ann, &self->bob);
  file_wire_open (&self->wire, TRUE);
}

static void
fixture_clear (Fixture *self)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  file_wire_clear (&self->wire);
  file_side_clear (&self->ann);
  file_side_clear (&self->bob);
  g_object_unref (self->clock);

  dir = g_dir_open (self->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
}

/* Bytes that are not the same twice, the same in each run. */
static char *
make_data (gsize size)
{
  char *data = g_malloc (size + 1);
  guint32 x = 2463534242;

  for (gsize i = 0; i < size; i++)
    {
      x ^= x << 13;
      x ^= x >> 17;
      x ^= x << 5;
      data[i] = (char) x;
    }

  return data;
}

static void
send_file (Fixture    *self,
           const char *name,
           gsize       size)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *data = make_data (size);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, data, size, &error);
  g_assert_no_error (error);
  maju_files_send (self->ann.files, file, NULL);
}

static void
assert_file (Fixture    *self,
             const char *name,
             gsize       size)
{
  g_autofree char *path = g_build_filename (self->bob.folder, name, NULL);
  g_autofree char *data = make_data (size);
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  struct stat info;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (contents, length, data, size);
  g_assert_cmpint (lstat (path, &info), ==, 0);
  g_assert_true (S_ISREG (info.st_mode));
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
assert_list (FileSide   *side,
             const char *expected)
{
  g_autofree char *list = file_side_list (side);

  g_assert_cmpstr (list, ==, expected);
}

/* What was thrown away is deleted when the thread that writes has let go. */
static gboolean
is_empty (FileSide *side)
{
  g_autofree char *list = file_side_list (side);

  return *list == '\0';
}

#define STATE(side, n) \
(maju_file_transfer_get_state (file_side_nth (&self.side, n)))
#define WAIT(condition) file_wire_wait (&self.wire, condition)
#define OFFERED(n) WAIT (self.bob.transfers->len >= (n))

static void
test_whole (gconstpointer data)
{
  gsize size = GPOINTER_TO_SIZE (data);
  Fixture self;
  MajuFileTransfer *there, *here;

  fixture_init (&self);
  send_file (&self, "a 밥.bin", size);
  there = file_side_nth (&self.ann, 0);
  g_assert_cmpint (maju_file_transfer_get_state (there), ==,
                   MAJU_TRANSFER_PREPARING);
  OFFERED (1);
  here = file_side_nth (&self.bob, 0);
  g_assert_cmpint (maju_file_transfer_get_state (here), ==,
                   MAJU_TRANSFER_OFFERED);
  g_assert_cmpint (maju_file_transfer_get_state (there), ==,
                   MAJU_TRANSFER_OFFERED);
  g_assert_cmpstr (maju_file_transfer_get_name (here), ==, "a 밥.bin");
  g_assert_cmpstr (maju_file_transfer_get_sender_name (here), ==, "Ann");
  g_assert_cmpuint (maju_file_transfer_get_size (here), ==, size);
  g_assert_cmpuint (maju_file_transfer_get_size (there), ==, size);
  g_assert_true (maju_file_transfer_get_is_own (there));
  g_assert_false (maju_file_transfer_get_is_own (here));

  /* Nothing comes of itself. */
  while (file_wire_carry (&self.wire))
    ;
  g_assert_cmpuint (self.wire.n_bytes[0], ==, 0);
  assert_list (&self.bob, "");

  file_side_accept (&self.bob, 0);
  WAIT (STATE (ann, 0) == MAJU_TRANSFER_DONE);
  g_assert_cmpint (STATE (bob, 0), ==, MAJU_TRANSFER_DONE);
  g_assert_cmpfloat (maju_file_transfer_get_fraction (here), ==, 1);
  g_assert_cmpfloat (maju_file_transfer_get_fraction (there), ==, 1);
  g_assert_cmpuint (maju_file_transfer_get_n_done (there), ==, 1);
  g_assert_cmpuint (self.wire.n_flooded[1], ==, 0);
  assert_list (&self.bob, "a 밥.bin");
  assert_file (&self, "a 밥.bin", size);
  fixture_clear (&self);
}

static void
test_several (void)
{
  Fixture self;

  fixture_init (&self);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      send_file (&self, name, 700000 + i);
    }
  OFFERED (5);
  for (guint i = 0; i < 5; i++)
    file_side_accept (&self.bob, i);
  for (guint i = 0; i < 5; i++)
    WAIT (STATE (ann, i) == MAJU_TRANSFER_DONE);
  assert_list (&self.bob, "0|1|2|3|4");
  fixture_clear (&self);
}

/* From memory, to exactly the file that was chosen. */
static void
test_bytes (void)
{
  Fixture self;
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GFile) file = NULL;

  fixture_init (&self);
  bytes = g_bytes_new_take (make_data (40000), 40000);
  maju_files_send_bytes (self.ann.files, bytes, "Pasted.png", "image/png", NULL);
  OFFERED (1);
  g_assert_cmpstr (maju_file_transfer_get_media_type (file_side_nth (&self.bob, 0)),
                   ==, "image/png");
  path = g_build_filename (self.bob.folder, "mine", NULL);
  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  file = g_file_new_for_path (path);
  maju_file_transfer_accept_as (file_side_nth (&self.bob, 0), file);
  WAIT (STATE (ann, 0) == MAJU_TRANSFER_DONE);
  assert_file (&self, "mine", 40000);
  g_assert_true (g_file_equal (file, maju_file_transfer_get_file (
                                 file_side_nth (&self.bob, 0))));
  fixture_clear (&self);
}

/* A name that is taken, by a file or by a link to somewhere else. */
static void
test_taken (void)
{
  Fixture self;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *target = NULL;

  fixture_init (&self);
  send_file (&self, "a.tar.gz", 20);
  OFFERED (1);
  first = g_build_filename (self.bob.folder, "a.tar.gz", NULL);
  second = g_build_filename (self.bob.folder, "a (2).tar.gz", NULL);
  target = g_build_filename (self.folder, "precious", NULL);
  g_assert_true (g_file_set_contents (first, "mine", -1, NULL));
  g_assert_true (g_file_set_contents (target, "precious", -1, NULL));
  g_assert_cmpint (symlink (target, second), ==, 0);
  file_side_accept (&self.bob, 0);
  WAIT (STATE (ann, 0) == MAJU_TRANSFER_DONE);
  assert_list (&self.bob, "a (2).tar.gz|a (3).tar.gz|a.tar.gz");
  assert_file (&self, "a (3).tar.gz", 20);
  g_clear_pointer (&first, g_free);
  g_assert_true (g_file_get_contents (target, &first, NULL, NULL));
  g_assert_cmpstr (first, ==, "precious");
  fixture_clear (&self);
}

static void
test_refused (void)
{
  Fixture self;

  fixture_init (&self);
  send_file (&self, "a", 100000);
  OFFERED (1);
  maju_file_transfer_refuse (file_side_nth (&self.bob, 0));
  g_assert_cmpint (STATE (bob, 0), ==, MAJU_TRANSFER_REFUSED);
  WAIT (STATE (ann, 0) == MAJU_TRANSFER_REFUSED);

  /* It is over. */
  file_side_accept (&self.bob, 0);
  maju_file_transfer_cancel (file_side_nth (&self.bob, 0));
  g_assert_cmpint (STATE (bob, 0), ==, MAJU_TRANSFER_REFUSED);
  assert_list (&self.bob, "");
  fixture_clear (&self);
}

static void
test_cancelled (gconstpointer data)
{
  gboolean by_sender = GPOINTER_TO_INT (data);
  Fixture self;
  FileSide *side;

  fixture_init (&self);
  send_file (&self, "a", 3000000);
  OFFERED (1);
  file_side_accept (&self.bob, 0);
  WAIT (maju_file_transfer_get_done (file_side_nth (&self.bob, 0)) > 500000);
  side = by_sender ? &self.ann : &self.bob;
  maju_file_transfer_cancel (file_side_nth (side, 0));
  WAIT (STATE (ann, 0) == MAJU_TRANSFER_CANCELLED &&
        STATE (bob, 0) == MAJU_TRANSFER_CANCELLED);
  side = by_sender ? &self.bob : &self.ann;
  g_assert_error (maju_file_transfer_get_error (file_side_nth (side, 0)),
                  MAJU_CALL_ERROR, MAJU_CALL_ERROR_FAILED);
  g_assert_cmpuint (self.wire.n_flooded[1], ==, 0);
  WAIT (is_empty (&self.bob));
  fixture_clear (&self);
}

/* Taken back before anybody decided. */
static void
test_withdrawn (void)
{
  Fixture self;

  fixture_init (&self);
  send_file (&self, "a", 10);
  OFFERED (1);
  maju_file_transfer_cancel (file_side_nth (&self.ann, 0));
  WAIT (STATE (bob, 0) == MAJU_TRANSFER_CANCELLED);
  file_side_accept (&self.bob, 0);
  g_assert_cmpint (STATE (bob, 0), ==, MAJU_TRANSFER_CANCELLED);
  fixture_clear (&self);
}

/* The path is lost again and again, with all that is on it. */
static void
test_resumed (void)
{
  Fixture self;
  guint64 done = 0;
  guint n_lost = 0;

  fixture_init (&self);
  send_file (&self, "a", 4000000);
  OFFERED (1);
  file_side_accept (&self.bob, 0);
  while (STATE (ann, 0) != MAJU_TRANSFER_DONE)
    {
      WAIT (maju_file_transfer_get_done (file_side_nth (&self.bob, 0)) >=
            done + 900000 || STATE (ann, 0) == MAJU_TRANSFER_DONE);
      done = maju_file_transfer_get_done (file_side_nth (&self.bob, 0));
      if (STATE (ann, 0) == MAJU_TRANSFER_DONE)
        break;
      file_wire_open (&self.wire, FALSE);
      if (STATE (bob, 0) == MAJU_TRANSFER_ACTIVE)
        g_assert_true (maju_file_transfer_get_waiting (file_side_nth (&self.bob, 0)));
      g_assert_true (maju_file_transfer_get_waiting (file_side_nth (&self.ann, 0)));
      file_wire_open (&self.wire, TRUE);
      n_lost++;
    }
  g_assert_cmpuint (n_lost, >=, 3);
  assert_file (&self, "a", 4000000);

  /* It went on where it was, and did not begin anew. */
  g_assert_cmpuint (self.wire.n_bytes[0], <,
                    4000000 + (n_lost + 1) * 2 * MAJU_LIMIT_FILE_WINDOW);
  fixture_clear (&self);
}

/* A path that is replaced without a word takes something with it. */
static gboolean
lose_some (FileWire *wire,
           gboolean  forth,
           GBytes  **data,
           gboolean  is_text,
           gpointer  user_data)
{
  guint *n = user_data;

  return ++*n % 23 != 0;
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
test_lossy (void)
{
  Fixture self;
  guint n = 0;
  guint guard, wake;

  fixture_init (&self);
  send_file (&self, "a", 2000000);
  OFFERED (1);
  self.wire.func = lose_some;
  self.wire.user_data = &n;
  file_side_accept (&self.bob, 0);
  guard = file_wire_guard ("the end of it");
  wake = g_timeout_add (20, wake_cb, NULL);
  while (STATE (ann, 0) != MAJU_TRANSFER_DONE)
    {
      while (file_wire_carry (&self.wire))
        ;
      g_main_context_iteration (NULL, TRUE);
      if (g_queue_is_empty (&self.wire.queue))
        maju_clock_advance (self.clock, 1000);
    }
  g_source_remove (wake);
  g_source_remove (guard);
  assert_file (&self, "a", 2000000);
  g_test_message ("%u messages", n);
  fixture_clear (&self);
}

/* What comes is not what was offered. */
static gboolean
spoil_one (FileWire *wire,
           gboolean  forth,
           GBytes  **data,
           gboolean  is_text,
           gpointer  user_data)
{
  gboolean *spoilt = user_data;
  gsize length;
  guint8 *copy;

  if (is_text || *spoilt)
    return TRUE;

  copy = g_memdup2 (g_bytes_get_data (*data, &length), g_bytes_get_size (*data));
  length = g_bytes_get_size (*data);
  copy[length - 1] ^= 1;
  g_bytes_unref (*data);
  *data = g_bytes_new_take (copy, length);
  *spoilt = TRUE;

  return TRUE;
}

static void
test_wrong_hash (void)
{
  Fixture self;
  gboolean spoilt = FALSE;

  fixture_init (&self);
  send_file (&self, "a", 300000);
  OFFERED (1);
  self.wire.func = spoil_one;
  self.wire.user_data = &spoilt;
  file_side_accept (&self.bob, 0);
  WAIT (STATE (ann, 0) == MAJU_TRANSFER_FAILED);
  g_assert_true (spoilt);
  g_assert_cmpint (STATE (bob, 0), ==, MAJU_TRANSFER_FAILED);
  g_test_message ("%s / %s",
                  maju_file_transfer_get_error (file_side_nth (&self.ann, 0))->message,
                  maju_file_transfer_get_error (file_side_nth (&self.bob, 0))->message);
  assert_list (&self.bob, "");
  fixture_clear (&self);
}

/* The file changes after it was offered. */
static void
test_changed (gconstpointer data)
{
  gboolean shorter = GPOINTER_TO_INT (data);
  Fixture self;
  g_autofree char *path = NULL;

  fixture_init (&self);
  send_file (&self, "a", 100000);
  OFFERED (1);
  path = g_build_filename (self.folder, "a", NULL);
  if (shorter)
    g_assert_true (g_file_set_contents (path, "other", -1, NULL));
  else
    g_assert_cmpint (g_remove (path), ==, 0);
  file_side_accept (&self.bob, 0);
  WAIT (STATE (ann, 0) == MAJU_TRANSFER_FAILED &&
        STATE (bob, 0) == MAJU_TRANSFER_FAILED);
  WAIT (is_empty (&self.bob));
  fixture_clear (&self);
}

static void
test_unreadable (void)
{
  static const char *const names[] = { "missing", "folder", "pipe", "secret" };
  Fixture self;

  fixture_init (&self);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self.folder, names[i], NULL);
      g_autoptr(GFile) file = g_file_new_for_path (path);
      const GError *error;

      if (i == 1)
        g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      if (i == 2)
        g_assert_cmpint (mkfifo (path, 0600), ==, 0);
      if (i == 3)
        {
          g_assert_true (g_file_set_contents (path, "x", -1, NULL));
          g_assert_cmpint (g_chmod (path, 0), ==, 0);
          if (g_access (path, R_OK) == 0)
            continue;           /* nothing is unreadable to root */
        }
      maju_files_send (self.ann.files, file, NULL);
      WAIT (STATE (ann, i) == MAJU_TRANSFER_FAILED);
      error = maju_file_transfer_get_error (file_side_nth (&self.ann, i));
      g_assert_error (error, MAJU_CALL_ERROR, MAJU_CALL_ERROR_FAILED);
      g_assert_nonnull (strstr (error->message, names[i]));
      g_test_message ("%s", error->message);
    }
  g_assert_cmpuint (self.bob.transfers->len, ==, 0);
  fixture_clear (&self);
}

/* No space is left while it comes, or before. */
static void
test_full (void)
{
  struct rlimit old, new;
  Fixture self;

  fixture_init (&self);
  send_file (&self, "a", 900000);
  OFFERED (1);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  new = old;
  new.rlim_cur = 400000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &new), ==, 0);
  file_side_accept (&self.bob, 0);
  WAIT (STATE (ann, 0) == MAJU_TRANSFER_FAILED);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_cmpint (STATE (bob, 0), ==, MAJU_TRANSFER_FAILED);
  g_assert_nonnull (strstr (
                      maju_file_transfer_get_error (file_side_nth (&self.bob, 0))->message,
                      "space"));
  assert_list (&self.bob, "");
  fixture_clear (&self);
}

static void
test_bad_folder (void)
{
  static const char *const folders[] = { "/nonexistent", "/dev/null" };
  Fixture self;

  fixture_init (&self);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autoptr(GFile) folder = g_file_new_for_path (folders[i]);

      send_file (&self, "a", 10);
      OFFERED (i + 1);
      maju_file_transfer_accept (file_side_nth (&self.bob, i), folder);
      WAIT (STATE (ann, i) == MAJU_TRANSFER_FAILED);
      g_assert_cmpint (STATE (bob, i), ==, MAJU_TRANSFER_FAILED);
    }
  fixture_clear (&self);
}

static gboolean
has_text (GBytes     *data,
          const char *text)
{
  gsize size;
  const char *start = g_bytes_get_data (data, &size);

  return g_strstr_len (start, size, text) != NULL;
}

/* Who acknowledges nothing is not sent more than a window. */
static gboolean
no_acknowledgements (FileWire *wire,
                     gboolean  forth,
                     GBytes  **data,
                     gboolean  is_text,
                     gpointer  user_data)
{
  return forth || !is_text ||
         !has_text (*data, "\"acknowledge\"");
}

static void
test_window (void)
{
  Fixture self;

  fixture_init (&self);
  send_file (&self, "a", 2000000);
  send_file (&self, "b", 2000000);
  OFFERED (2);
  self.wire.func = no_acknowledgements;
  file_side_accept (&self.bob, 0);
  file_side_accept (&self.bob, 1);
  WAIT (maju_file_transfer_get_done (file_side_nth (&self.bob, 0)) +
        maju_file_transfer_get_done (file_side_nth (&self.bob, 1)) >
        MAJU_LIMIT_FILE_WINDOW - 2 * MAJU_LIMIT_FILE_CHUNK);
  g_assert_cmpuint (self.wire.n_bytes[0], <=, MAJU_LIMIT_FILE_WINDOW +
                    16 * 12);
  fixture_clear (&self);
}

/* To two, of whom one does not want it; who comes later gets nothing. */
static void
test_everybody (void)
{
  Fixture self;
  FileSide cho;
  FileWire second;
  MajuFileTransfer *own;

  fixture_init (&self);
  file_side_init (&cho, self.clock, "Cho");
  file_wire_init (&second, &self.ann, &cho);
  file_wire_open (&second, TRUE);
  send_file (&self, "a", 100000);
  OFFERED (1);
  file_wire_wait (&second, cho.transfers->len == 1);
  own = file_side_nth (&self.ann, 0);
  g_assert_cmpuint (maju_file_transfer_get_n_recipients (own), ==, 2);
  maju_file_transfer_refuse (file_side_nth (&cho, 0));
  while (file_wire_carry (&second))
    ;
  g_assert_cmpint (STATE (ann, 0), ==, MAJU_TRANSFER_OFFERED);
  file_side_accept (&self.bob, 0);
  WAIT (STATE (ann, 0) == MAJU_TRANSFER_DONE);
  g_assert_cmpuint (maju_file_transfer_get_n_done (own), ==, 1);
  assert_list (&cho, "");

  /* To one alone. */
  {
    g_autofree char *path = g_build_filename (self.folder, "a", NULL);
    g_autoptr(GFile) file = g_file_new_for_path (path);

    maju_files_send (self.ann.files, file,
                     maju_file_peer_get_participant (second.peers[0]));
    file_wire_wait (&second, cho.transfers->len == 2);
    while (file_wire_carry (&self.wire))
      ;
    g_assert_cmpuint (self.bob.transfers->len, ==, 1);
  }
  file_wire_clear (&second);
  file_side_clear (&cho);
  fixture_clear (&self);
}

static void
test_nobody (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  g_autoptr(GFile) file = g_file_new_for_path ("/etc/passwd");
  FileSide ann;

  file_side_init (&ann, clock, "Ann");
  maju_files_send (ann.files, file, NULL);
  g_assert_cmpint (maju_file_transfer_get_state (file_side_nth (&ann, 0)), ==,
                   MAJU_TRANSFER_FAILED);
  for (guint i = 0; i < 100; i++)
    g_main_context_iteration (NULL, FALSE);
  while (G_OBJECT (ann.files)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  file_side_clear (&ann);
}

/* Whoever leaves takes it along. */
static void
test_left (void)
{
  Fixture self;

  fixture_init (&self);
  send_file (&self, "a", 3000000);
  OFFERED (1);
  file_side_accept (&self.bob, 0);
  WAIT (maju_file_transfer_get_done (file_side_nth (&self.bob, 0)) > 500000);
  file_wire_clear (&self.wire);
  g_assert_cmpint (STATE (ann, 0), ==, MAJU_TRANSFER_FAILED);
  g_assert_cmpint (STATE (bob, 0), ==, MAJU_TRANSFER_FAILED);
  WAIT (is_empty (&self.bob));
  file_wire_init (&self.wire, &self.ann, &self.bob);
  fixture_clear (&self);
}

static void
offer (Fixture    *self,
       guint       id,
       const char *name,
       guint64     size)
{
  g_autoptr(MajuFileMessage) message = maju_file_message_new (MAJU_FILE_OFFER, id);
  g_autofree char *text = NULL;

  message->name = g_strdup (name);
  message->size = size;
  message->sha256 = g_strdup (HASH);
  text = maju_file_message_print (message);
  file_wire_say (&self->wire, text);
  while (file_wire_carry (&self->wire))
    ;
}

static void
test_hostile_names (void)
{
  static const char *const names[][2] = {
    { "../../../../tmp/x", "x" },
    { "/etc/cron.d/x", "x (2)" },
    { "..", "file" },
    { ".bashrc", "bashrc" },
    { "nul", "_nul" },
    { "invoice\u202efdp.exe", "invoicefdp.exe" },
    { "a\nb", "a b" },
    { "<a href=\"x\">&amp;", "_a href=_x__&amp;" },
  };
  g_autoptr(GString) list = g_string_new (NULL);
  Fixture self;

  fixture_init (&self);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = NULL;

      offer (&self, i + 1, names[i][0], 0);
      OFFERED (i + 1);
      file_side_accept (&self.bob, i);
      WAIT (STATE (bob, i) == MAJU_TRANSFER_DONE);
      path = g_build_filename (self.bob.folder, names[i][1], NULL);
      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
    }
  g_string_append (list, "_a href=_x__&amp;|_nul|a b|bashrc|file|invoicefdp.exe|"
                   "x|x (2)");
  assert_list (&self.bob, list->str);
  fixture_clear (&self);
}

static void
chunk (Fixture *self,
       guint    id,
       guint64  offset,
       gsize    length)
{
  g_autofree guint8 *data = g_malloc0 (length);
  g_autoptr(GBytes) message = maju_file_chunk_print (id, offset, data, length);

  maju_file_peer_receive (self->wire.peers[1], message, FALSE);
}

/* She who says all this is not the one who would answer. */
static gboolean
nothing_back (FileWire *wire,
              gboolean  forth,
              GBytes  **data,
              gboolean  is_text,
              gpointer  user_data)
{
  return forth;
}

/* Parts that nobody asked for are neither written nor free. */
static void
test_unasked (void)
{
  Fixture self;
  guint n;

  fixture_init (&self);
  offer (&self, 1, "a", 200 * MAJU_LIMIT_FILE_CHUNK);
  chunk (&self, 1, 0, MAJU_LIMIT_FILE_CHUNK);
  chunk (&self, 7, 0, MAJU_LIMIT_FILE_CHUNK);
  file_side_accept (&self.bob, 0);
  self.wire.func = nothing_back;
  WAIT (!g_queue_is_empty (&self.wire.queue));
  chunk (&self, 1, 0, 100);                             /* too short */
  chunk (&self, 1, MAJU_LIMIT_FILE_CHUNK, MAJU_LIMIT_FILE_CHUNK);       /* gap */
  chunk (&self, 1, 1, MAJU_LIMIT_FILE_CHUNK);
  chunk (&self, 1, 200 * MAJU_LIMIT_FILE_CHUNK, 1);     /* behind the end */
  g_assert_cmpuint (maju_file_transfer_get_done (file_side_nth (&self.bob, 0)), ==,
                    0);

  /* No more than the window before it is written, however fast they are. */
  for (n = 0; n < 100; n++)
    chunk (&self, 1, n * MAJU_LIMIT_FILE_CHUNK, MAJU_LIMIT_FILE_CHUNK);
  WAIT (maju_file_transfer_get_done (file_side_nth (&self.bob, 0)) >=
        MAJU_LIMIT_FILE_WINDOW - MAJU_LIMIT_FILE_CHUNK);
  g_assert_cmpuint (maju_file_transfer_get_done (file_side_nth (&self.bob, 0)), <=,
                    MAJU_LIMIT_FILE_WINDOW);
  g_assert_cmpuint (self.wire.n_flooded[1], ==, 0);
  for (n = 0; n < 200; n++)
    chunk (&self, 1, 0, MAJU_LIMIT_FILE_CHUNK);
  g_assert_cmpuint (self.wire.n_flooded[1], >, 0);
  fixture_clear (&self);
}

static void
test_many_offers (void)
{
  Fixture self;

  fixture_init (&self);
  for (guint i = 1; i <= 40; i++)
    offer (&self, i, "a", 1);
  g_assert_cmpuint (self.bob.transfers->len, ==, MAJU_LIMIT_FILE_OFFERS_OPEN);
  g_assert_cmpuint (self.wire.n_flooded[1], ==, 0);

  /* One that is over makes room for a new one, not for an old number. */
  maju_file_transfer_refuse (file_side_nth (&self.bob, 0));
  offer (&self, 3, "a", 1);
  g_assert_cmpuint (self.bob.transfers->len, ==, MAJU_LIMIT_FILE_OFFERS_OPEN);
  offer (&self, 41, "a", 1);
  g_assert_cmpuint (self.bob.transfers->len, ==, MAJU_LIMIT_FILE_OFFERS_OPEN + 1);
  for (guint i = 42; i < 200; i++)
    offer (&self, i, "a", 1);
  g_assert_cmpuint (self.wire.n_flooded[1], >, 0);
  fixture_clear (&self);
}

/* The same number for another file. */
static void
test_reused_number (void)
{
  Fixture self;

  fixture_init (&self);
  offer (&self, 1, "a", 100);
  offer (&self, 1, "a", 100);
  g_assert_cmpint (STATE (bob, 0), ==, MAJU_TRANSFER_OFFERED);
  offer (&self, 1, "a", 101);
  g_assert_cmpint (STATE (bob, 0), ==, MAJU_TRANSFER_FAILED);
  g_assert_cmpuint (self.bob.transfers->len, ==, 1);
  fixture_clear (&self);
}

/* Nonsense in either direction is dropped, and too much of it is noticed. */
static void
test_nonsense (void)
{
  static const char *const texts[] = {
    "", "{", "{}", "[]", "{\"type\":\"offer\"}", "{\"type\":\"done\",\"id\":1}",
    "{\"type\":\"accept\",\"id\":1,\"offset\":1000000}",
    "{\"type\":\"acknowledge\",\"id\":1,\"offset\":5}",
    "{\"type\":\"accept\",\"id\":99,\"offset\":0}",
    "{\"type\":\"withdraw\",\"id\":99}", "{\"type\":\"text\",\"id\":1}",
  };
  Fixture self;

  fixture_init (&self);
  for (guint n = 0; self.wire.n_flooded[1] == 0; n++)
    {
      g_assert_cmpuint (n, <, 5000);
      file_wire_say (&self.wire, texts[n % G_N_ELEMENTS (texts)]);
      while (file_wire_carry (&self.wire))
        ;
    }
  g_assert_cmpuint (self.bob.transfers->len, ==, 0);
  g_assert_cmpuint (self.wire.n_flooded[0], ==, 0);
  fixture_clear (&self);
}

/* The conversation has them, in their place. */
static void
test_chat (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  g_autoptr(MajuParticipant) own = maju_participant_new ("ann", "Ann", TRUE);
  g_autoptr(MajuChat) chat = maju_chat_new (own, clock);
  g_autoptr(GFile) file = g_file_new_for_path ("/nonexistent");
  g_autoptr(GObject) second = NULL;

  maju_chat_send (chat, "one", NULL);
  maju_files_send (maju_chat_get_files (chat), file, NULL);
  maju_chat_send (chat, "three", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chat)), ==, 3);
  second = g_list_model_get_item (G_LIST_MODEL (chat), 1);
  g_assert_true (MAJU_IS_FILE_TRANSFER (second));
  g_assert_cmpuint (maju_chat_get_unread (chat), ==, 0);
}

/* What a program that was killed has left goes; what is at work stays, and what
 * only looks alike. */
static void
test_left_behind (void)
{
  static const char *const kept[] = {
    ".maju-notes.part", ".maju-0123456789abcdef.txt", "x.part",
  };
  g_autofree char *folder = g_dir_make_tmp ("maju-parts-XXXXXX", NULL);
  int dir_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autofree char *at_work = NULL;
  g_autofree char *killed = NULL;
  int fd, killed_fd;

  g_assert_cmpint (dir_fd, >=, 0);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      int kept_fd = openat (dir_fd, kept[i], O_WRONLY | O_CREAT, 0600);

      g_assert_cmpint (kept_fd, >=, 0);
      close (kept_fd);
    }
  fd = maju_file_part_create (dir_fd, &at_work);
  killed_fd = maju_file_part_create (dir_fd, &killed);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (killed_fd, >=, 0);
  close (killed_fd);

  maju_file_part_sweep (dir_fd);
  g_assert_cmpint (faccessat (dir_fd, killed, F_OK, 0), <, 0);
  g_assert_cmpint (faccessat (dir_fd, at_work, F_OK, 0), ==, 0);
  g_assert_cmpint (unlinkat (dir_fd, at_work, 0), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    g_assert_cmpint (unlinkat (dir_fd, kept[i], 0), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  close (fd);
  close (dir_fd);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/files/whole/empty", NULL, test_whole);
  g_test_add_data_func ("/files/whole/small", GSIZE_TO_POINTER (1), test_whole);
  g_test_add_data_func ("/files/whole/part",
                        GSIZE_TO_POINTER (MAJU_LIMIT_FILE_CHUNK), test_whole);
  g_test_add_data_func ("/files/whole/parts",
                        GSIZE_TO_POINTER (16 * MAJU_LIMIT_FILE_CHUNK + 1),
                        test_whole);
  g_test_add_data_func ("/files/whole/large", GSIZE_TO_POINTER (5000001),
                        test_whole);
  g_test_add_func ("/files/several", test_several);
  g_test_add_func ("/files/bytes", test_bytes);
  g_test_add_func ("/files/taken", test_taken);
  g_test_add_func ("/files/refused", test_refused);
  g_test_add_data_func ("/files/cancelled/sender", GINT_TO_POINTER (TRUE),
                        test_cancelled);
  g_test_add_data_func ("/files/cancelled/receiver", GINT_TO_POINTER (FALSE),
                        test_cancelled);
  g_test_add_func ("/files/withdrawn", test_withdrawn);
  g_test_add_func ("/files/resumed", test_resumed);
  g_test_add_func ("/files/lossy", test_lossy);
  g_test_add_func ("/files/wrong-hash", test_wrong_hash);
  g_test_add_data_func ("/files/changed/shorter", GINT_TO_POINTER (TRUE),
                        test_changed);
  g_test_add_data_func ("/files/changed/deleted", GINT_TO_POINTER (FALSE),
                        test_changed);
  g_test_add_func ("/files/unreadable", test_unreadable);
  g_test_add_func ("/files/full", test_full);
  g_test_add_func ("/files/bad-folder", test_bad_folder);
  g_test_add_func ("/files/window", test_window);
  g_test_add_func ("/files/everybody", test_everybody);
  g_test_add_func ("/files/nobody", test_nobody);
  g_test_add_func ("/files/left", test_left);
  g_test_add_func ("/files/hostile-names", test_hostile_names);
  g_test_add_func ("/files/unasked", test_unasked);
  g_test_add_func ("/files/many-offers", test_many_offers);
  g_test_add_func ("/files/reused-number", test_reused_number);
  g_test_add_func ("/files/nonsense", test_nonsense);
  g_test_add_func ("/files/chat", test_chat);
  g_test_add_func ("/files/left-behind", test_left_behind);

  return g_test_run ();
}
