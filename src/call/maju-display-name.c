/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-display-name-private.h"

#include "maju-config.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* Names that look the same to most people have the same key. */
static char *
make_key (const char *name)
{
  g_autofree char *normal = g_utf8_normalize (name, -1, G_NORMALIZE_ALL_COMPOSE);

  return g_utf8_casefold (normal != NULL ? normal : name, -1);
}

/* Only its letters and digits. */
static char *
make_bare_key (const char *name)
{
  GString *bare = g_string_new (NULL);
  g_autofree char *key = NULL;

  for (const char *c = name; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_isalnum (g_utf8_get_char (c)))
      g_string_append_unichar (bare, g_utf8_get_char (c));
  key = g_string_free (bare, FALSE);

  return make_key (key);
}

/* Whether @text is the word for oneself, in whatever dress. */
static gboolean
is_own_word (const char *text)
{
  const char *words[] = { "you", "나", _("You") };
  g_autofree char *key = make_bare_key (text);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *word = make_bare_key (words[i]);

      if (strcmp (key, word) == 0)
        return TRUE;
    }

  return FALSE;
}

/* "You", or "Ana (you)", as the own entry of the list says it. */
static gboolean
pretends (const char *name)
{
  g_autofree char *normal = g_utf8_normalize (name, -1, G_NORMALIZE_ALL_COMPOSE);
  const char *bracket = normal != NULL ? strrchr (normal, '(') : NULL;

  return is_own_word (name) || (bracket != NULL && is_own_word (bracket));
}

GHashTable *
maju_display_name_set_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
maju_display_name_set_add (GHashTable *taken,
                           const char *name)
{
  g_hash_table_add (taken, make_key (name));
}

char *
maju_display_name_make (const char *name,
                        GHashTable *taken)
{
  g_autofree char *base = NULL;
  g_autofree char *made = NULL;
  g_autofree char *key = NULL;

  if (name == NULL || *name == '\0')
    base = g_strdup (_("Guest"));
  else if (pretends (name))
    /* Translators: somebody else who calls themselves "You". */
    base = g_strdup_printf (_("Guest “%s”"), name);
  else
    base = g_strdup (name);

  made = g_strdup (base);
  key = make_key (made);
  for (guint n = 2; g_hash_table_contains (taken, key); n++)
    {
      g_free (made);
      g_free (key);
      /* Translators: the second, third... person of that name. */
      made = g_strdup_printf (_("%s (%u)"), base, n);
      key = make_key (made);
    }
  g_hash_table_add (taken, g_steal_pointer (&key));

  return g_steal_pointer (&made);
}
