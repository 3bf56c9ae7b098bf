/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-word-breaks.h"

/* Longer ones may be broken: somebody may have forgotten the spaces, and a
 * label cannot become narrower than a word that is kept whole. */
#define MAX_LENGTH 12

/* Set on labels that are watched, to the attributes that they were given. */
static GQuark watched_quark;

static void
keep_whole (PangoAttrList **attributes,
            const char     *text,
            const char     *start,
            const char     *end)
{
  PangoAttribute *attribute = pango_attr_allow_breaks_new (FALSE);

  attribute->start_index = start - text;
  attribute->end_index = end - text;
  if (*attributes == NULL)
    *attributes = pango_attr_list_new ();
  pango_attr_list_insert (*attributes, attribute);
}

PangoAttrList *
maju_word_breaks_find (const char *text)
{
  PangoAttrList *attributes = NULL;
  const char *start = text;
  const char *position = text;
  gboolean korean = FALSE;
  guint length = 0;

  g_return_val_if_fail (text != NULL, NULL);

  while (TRUE)
    {
      gunichar c = g_utf8_get_char (position);

      if (c == '\0' || g_unichar_isspace (c))
        {
          if (korean && length <= MAX_LENGTH)
            keep_whole (&attributes, text, start, position);
          if (c == '\0')
            return attributes;
          start = g_utf8_next_char (position);
          korean = FALSE;
          length = 0;
        }
      else
        {
          korean |= g_unichar_get_script (c) == G_UNICODE_SCRIPT_HANGUL;
          length++;
        }
      position = g_utf8_next_char (position);
    }
}

static void
update (GtkLabel *label)
{
  g_autoptr(PangoAttrList) attributes = NULL;

  /* Whoever gave it attributes of their own meant them. */
  if (gtk_label_get_attributes (label)
      != g_object_get_qdata (G_OBJECT (label), watched_quark))
    return;

  if (gtk_label_get_wrap (label))
    attributes = maju_word_breaks_find (gtk_label_get_text (label));
  g_object_set_qdata (G_OBJECT (label), watched_quark, attributes);
  gtk_label_set_attributes (label, attributes);
}

static gboolean
map_hook (GSignalInvocationHint *hint,
          guint                  n_values,
          const GValue          *values,
          gpointer               user_data)
{
  GtkWidget *widget = g_value_get_object (&values[0]);

  if (GTK_IS_LABEL (widget)
      && g_signal_handler_find (widget, G_SIGNAL_MATCH_FUNC, 0, 0, NULL,
                                update, NULL) == 0)
    {
      g_signal_connect (widget, "notify::label", G_CALLBACK (update), NULL);
      g_signal_connect (widget, "notify::wrap", G_CALLBACK (update), NULL);
      update (GTK_LABEL (widget));
    }

  return TRUE;
}

void
maju_word_breaks_init (void)
{
  g_return_if_fail (watched_quark == 0);

  /* Most labels are inside of widgets that are not ours. */
  watched_quark = g_quark_from_static_string ("maju-word-breaks");
  g_type_class_unref (g_type_class_ref (GTK_TYPE_LABEL));
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0,
                              map_hook, NULL, NULL);
}
