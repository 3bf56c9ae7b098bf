/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * driver RUNS CORPUS [DICTIONARY]
 *
 * Stands in for libFuzzer where the compiler has none: feeds a fuzz target with
 * the files of a folder, then with mutations of them, the same ones each time.
 * An input that makes the target crash is left in the file `crash`.
 */

#include "fuzz.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INPUT_MAX (68 * 1024)

static guint64 random_state = G_GUINT64_CONSTANT (88172645463325252);
static const guint8 *current_data;
static gsize current_length;

/* Marsaglia's xorshift. */
static guint
random_below (guint limit)
{
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;

  return limit > 0 ? (guint) (random_state % limit) : 0;
}

static void
crash_cb (int number)
{
  int fd = open ("crash", O_WRONLY | O_CREAT | O_TRUNC, 0666);

  if (fd < 0 || write (fd, current_data, current_length) < 0)
    _exit (2);
  signal (number, SIG_DFL);
  raise (number);
}

static void
run (GByteArray *input)
{
  /* A copy of its own size, so that one byte too far is seen. */
  g_autofree guint8 *data = g_memdup2 (input->data, input->len);

  current_data = data;
  current_length = input->len;
  LLVMFuzzerTestOneInput (data, input->len);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
load_corpus (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (path, 0, &error);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *corpus;
  const char *name;

  if (dir == NULL)
    g_error ("%s", error->message);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);

  corpus = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint i = 0; i < names->len; i++)
    {
      char *data;
      gsize length;

      if (!g_file_get_contents (g_ptr_array_index (names, i), &data, &length,
                                &error))
        g_error ("%s", error->message);
      g_ptr_array_add (corpus, g_bytes_new_take (data, length));
    }
  if (corpus->len == 0)
    g_error ("%s is empty", path);

  return corpus;
}

/* Lines in double quotes, as libFuzzer has them. */
static GPtrArray *
load_dictionary (const char *path)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  g_auto(GStrv) lines = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  if (path == NULL)
    return words;
  if (!g_file_get_contents (path, &text, NULL, &error))
    g_error ("%s", error->message);

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gsize length = strlen (lines[i]);

      if (length > 2 && lines[i][0] == '"' && lines[i][length - 1] == '"')
        {
          lines[i][length - 1] = '\0';
          g_ptr_array_add (words, g_strcompress (lines[i] + 1));
        }
    }

  return words;
}

static void
insert (GByteArray   *input,
        guint         position,
        const guint8 *data,
        guint         length)
{
  g_autofree guint8 *tail = NULL;
  guint tail_length = input->len - position;

  if (input->len + length > INPUT_MAX)
    return;
  tail = g_memdup2 (input->data + position, tail_length);
  g_byte_array_set_size (input, position);
  g_byte_array_append (input, data, length);
  if (tail_length > 0)
    g_byte_array_append (input, tail, tail_length);
}

/* From another file of the corpus, or from the input itself. */
static void
insert_piece (GByteArray *input,
              GBytes     *other)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (other, &length);
  guint start = random_below (length);

  insert (input, random_below (input->len + 1), data + start,
          random_below (length - start + 1));
}

/* Half of the time a word goes where JSON may expect one. */
static void
insert_word (GByteArray *input,
             guint       position,
             GPtrArray  *words)
{
  const char *word;

  if (words->len == 0)
    return;

  word = g_ptr_array_index (words, random_below (words->len));
  if (random_below (2) == 0)
    {
      while (position < input->len &&
             memchr ("{[,:", input->data[position], 4) == NULL)
        position++;
      position = MIN (position + 1, input->len);
    }
  insert (input, position, (const guint8 *) word, strlen (word));
}

/* One letter or digit for another leaves most inputs well-formed. */
static void
change_letter (GByteArray *input,
               guint       position)
{
  while (position < input->len && !g_ascii_isalnum (input->data[position]))
    position++;
  if (position == input->len)
    return;

  if (g_ascii_isdigit (input->data[position]))
    input->data[position] = '0' + random_below (10);
  else
    input->data[position] = 'a' + random_below (26);
}

static void
mutate (GByteArray *input,
        GPtrArray  *corpus,
        GPtrArray  *words)
{
  guint position = random_below (input->len);
  guint8 byte = random_below (256);

  switch (random_below (input->len > 0 ? 12 : 2))
    {
    case 0:
      insert (input, position, &byte, 1);
      break;

    case 1:
      insert_piece (input, g_ptr_array_index (corpus,
                                              random_below (corpus->len)));
      break;

    case 2:
      input->data[position] ^= 1 << random_below (8);
      break;

    case 3:
      input->data[position] = byte;
      break;

    case 4:
      g_byte_array_remove_range (input, position,
                                 random_below (input->len - position) + 1);
      break;

    case 5:
      g_byte_array_remove_index (input, position);
      break;

    case 6:
      g_byte_array_set_size (input, position);
      break;

    case 7:
    case 8:
    case 9:
      insert_word (input, position, words);
      break;

    default:
      change_letter (input, position);
      break;
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GPtrArray) corpus = NULL;
  g_autoptr(GPtrArray) words = NULL;
  guint64 n_runs;

  if (argc < 3)
    g_error ("usage: %s RUNS CORPUS [DICTIONARY]", argv[0]);
  n_runs = g_ascii_strtoull (argv[1], NULL, 10);
  corpus = load_corpus (argv[2]);
  words = load_dictionary (argv[3]);
  signal (SIGABRT, crash_cb);
  signal (SIGSEGV, crash_cb);

  for (guint64 i = 0; i < corpus->len + n_runs; i++)
    {
      g_autoptr(GByteArray) input = g_byte_array_new ();
      guint seed = i < corpus->len ? i : random_below (corpus->len);
      gsize length;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (corpus, seed),
                                             &length);

      if (length > 0)
        g_byte_array_append (input, data, length);
      if (i >= corpus->len)
        {
          do
            mutate (input, corpus, words);
          while (random_below (2) == 0);
        }
      run (input);
    }

  g_print ("%" G_GUINT64_FORMAT " runs, %" G_GUINT64_FORMAT " accepted\n",
           corpus->len + n_runs, fuzz_n_accepted);

  /* A target that refuses all it gets tests only the way to a refusal. */
  return fuzz_n_accepted > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
