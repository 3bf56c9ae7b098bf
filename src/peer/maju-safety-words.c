/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-safety-words.h"

#include "maju-config.h"

#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#define SALT "maju.v1 safety words"
#define ITERATIONS 200000
#define FINGERPRINT_SIZE 32
#define WORD_BITS 6
#define DIGEST_SIZE (MAJU_SAFETY_WORDS * WORD_BITS / 8)

/* Sixty-four things that nobody takes for each other, by picture or by name;
 * those of the Matrix specification. Their order is part of the protocol. */
static const struct
{
  const char *picture;
  const char *name;
} words[] = {
  { "🐶", NC_("safety word", "Dog") },
  { "🐱", NC_("safety word", "Cat") },
  { "🦁", NC_("safety word", "Lion") },
  { "🐎", NC_("safety word", "Horse") },
  { "🦄", NC_("safety word", "Unicorn") },
  { "🐷", NC_("safety word", "Pig") },
  { "🐘", NC_("safety word", "Elephant") },
  { "🐰", NC_("safety word", "Rabbit") },
  { "🐼", NC_("safety word", "Panda") },
  { "🐓", NC_("safety word", "Rooster") },
  { "🐧", NC_("safety word", "Penguin") },
  { "🐢", NC_("safety word", "Turtle") },
  { "🐟", NC_("safety word", "Fish") },
  { "🐙", NC_("safety word", "Octopus") },
  { "🦋", NC_("safety word", "Butterfly") },
  { "🌷", NC_("safety word", "Flower") },
  { "🌳", NC_("safety word", "Tree") },
  { "🌵", NC_("safety word", "Cactus") },
  { "🍄", NC_("safety word", "Mushroom") },
  { "🌏", NC_("safety word", "Globe") },
  { "🌙", NC_("safety word", "Moon") },
  { "☁️", NC_("safety word", "Cloud") },
  { "🔥", NC_("safety word", "Fire") },
  { "🍌", NC_("safety word", "Banana") },
  { "🍎", NC_("safety word", "Apple") },
  { "🍓", NC_("safety word", "Strawberry") },
  { "🌽", NC_("safety word", "Corn") },
  { "🍕", NC_("safety word", "Pizza") },
  { "🎂", NC_("safety word", "Cake") },
  { "❤️", NC_("safety word", "Heart") },
  { "😀", NC_("safety word", "Smiley") },
  { "🤖", NC_("safety word", "Robot") },
  { "🎩", NC_("safety word", "Hat") },
  { "👓", NC_("safety word", "Glasses") },
  { "🔧", NC_("safety word", "Spanner") },
  { "🎅", NC_("safety word", "Santa") },
  { "👍", NC_("safety word", "Thumbs Up") },
  { "☂️", NC_("safety word", "Umbrella") },
  { "⌛", NC_("safety word", "Hourglass") },
  { "⏰", NC_("safety word", "Clock") },
  { "🎁", NC_("safety word", "Gift") },
  { "💡", NC_("safety word", "Light Bulb") },
  { "📕", NC_("safety word", "Book") },
  { "✏️", NC_("safety word", "Pencil") },
  { "📎", NC_("safety word", "Paperclip") },
  { "✂️", NC_("safety word", "Scissors") },
  { "🔒", NC_("safety word", "Lock") },
  { "🔑", NC_("safety word", "Key") },
  { "🔨", NC_("safety word", "Hammer") },
  { "☎️", NC_("safety word", "Telephone") },
  { "🏁", NC_("safety word", "Flag") },
  { "🚂", NC_("safety word", "Train") },
  { "🚲", NC_("safety word", "Bicycle") },
  { "✈️", NC_("safety word", "Aeroplane") },
  { "🚀", NC_("safety word", "Rocket") },
  { "🏆", NC_("safety word", "Trophy") },
  { "⚽", NC_("safety word", "Ball") },
  { "🎸", NC_("safety word", "Guitar") },
  { "🎺", NC_("safety word", "Trumpet") },
  { "🔔", NC_("safety word", "Bell") },
  { "⚓", NC_("safety word", "Anchor") },
  { "🎧", NC_("safety word", "Headphones") },
  { "📁", NC_("safety word", "Folder") },
  { "📌", NC_("safety word", "Pin") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (words) == 1 << WORD_BITS);

/* As in SDP: upper-case pairs with colons between. */
static gboolean
parse_fingerprint (const char *text,
                   guint8     *bytes)
{
  if (text == NULL || strlen (text) != 3 * FINGERPRINT_SIZE - 1)
    return FALSE;

  for (guint i = 0; i < FINGERPRINT_SIZE; i++)
    {
      int high = g_ascii_xdigit_value (text[3 * i]);
      int low = g_ascii_xdigit_value (text[3 * i + 1]);

      if (high < 0 || low < 0 ||
          (i + 1 < FINGERPRINT_SIZE && text[3 * i + 2] != ':'))
        return FALSE;
      bytes[i] = (guint8) (high << 4 | low);
    }

  return TRUE;
}

gboolean
maju_safety_words_derive (const char *one,
                          const char *other,
                          guint8     *out_words)
{
  guint8 both[2 * FINGERPRINT_SIZE], first[FINGERPRINT_SIZE];
  guint8 second[FINGERPRINT_SIZE], digest[DIGEST_SIZE + 1] = { 0 };
  gboolean swap;
  const gnutls_datum_t key = { both, sizeof both };
  const gnutls_datum_t salt = { (guint8 *) SALT, strlen (SALT) };

  g_return_val_if_fail (out_words != NULL, FALSE);

  if (!parse_fingerprint (one, first) || !parse_fingerprint (other, second))
    return FALSE;

  swap = memcmp (first, second, FINGERPRINT_SIZE) > 0;
  memcpy (both, swap ? second : first, FINGERPRINT_SIZE);
  memcpy (both + FINGERPRINT_SIZE, swap ? first : second, FINGERPRINT_SIZE);
  if (gnutls_pbkdf2 (GNUTLS_MAC_SHA256, &key, &salt, ITERATIONS, digest,
                     DIGEST_SIZE) != 0)
    return FALSE;

  for (guint i = 0; i < MAJU_SAFETY_WORDS; i++)
    {
      guint from = i * WORD_BITS;
      guint pair = (guint) digest[from / 8] << 8 | digest[from / 8 + 1];

      out_words[i] = pair >> (16 - WORD_BITS - from % 8) & (G_N_ELEMENTS (words) - 1);
    }

  return TRUE;
}

const char *
maju_safety_word_get_picture (guint word)
{
  g_return_val_if_fail (word < G_N_ELEMENTS (words), NULL);

  return words[word].picture;
}

const char *
maju_safety_word_get_name (guint word)
{
  g_return_val_if_fail (word < G_N_ELEMENTS (words), NULL);

  return g_dpgettext2 (GETTEXT_PACKAGE, "safety word", words[word].name);
}
