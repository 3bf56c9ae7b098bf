/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-word-breaks.h"

#include <pango/pangocairo.h>

#define TEXT "카메라가 없습니다. 카메라를 연결하거나 “Front Camera” 없이 계속하세요."

typedef struct
{
  const char *text;
  const char *kept; /* what is kept whole, with a bar between two */
} Case;

static const Case cases[] = {
  { "", "" },
  { " \n ", "" },
  { "No Korean here", "" },
  { "日本語は違います", "" },
  { "받으세요.", "받으세요." },
  { "새 통화(N)", "새|통화(N)" },
  { "Evan 님이  들어왔습니다\n끝", "님이|들어왔습니다|끝" },
  { "“노트.pdf”를 https://example.org/한국어/가-나-다", "“노트.pdf”를" },
  { "열두글자인낱말은지킨다요", "열두글자인낱말은지킨다요" },
  { "열세글자인낱말은안지킨다요", "" },
};

static char *
list_kept (const char *text)
{
  g_autoptr(PangoAttrList) list = maju_word_breaks_find (text);
  GString *kept = g_string_new (NULL);
  GSList *attributes;

  if (list == NULL)
    return g_string_free_and_steal (kept);

  attributes = pango_attr_list_get_attributes (list);
  for (GSList *item = attributes; item != NULL; item = item->next)
    {
      PangoAttribute *attribute = item->data;

      g_assert_cmpint (attribute->klass->type, ==, PANGO_ATTR_ALLOW_BREAKS);
      if (kept->len > 0)
        g_string_append_c (kept, '|');
      g_string_append_len (kept, text + attribute->start_index,
                           attribute->end_index - attribute->start_index);
    }
  g_slist_free_full (attributes, (GDestroyNotify) pango_attribute_destroy);

  return g_string_free_and_steal (kept);
}

static void
test_find (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *kept = list_kept (c->text);

  g_assert_cmpstr (kept, ==, c->kept);
}

static PangoLayout *
make_layout (void)
{
  PangoFontMap *map = pango_cairo_font_map_get_default ();
  g_autoptr(PangoContext) context = pango_font_map_create_context (map);
  PangoLayout *layout = pango_layout_new (context);

  pango_layout_set_text (layout, TEXT, -1);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);

  return layout;
}

/* How many lines begin inside of a word. */
static guint
count_broken (PangoLayout *layout,
              int          width)
{
  guint n = 0;

  pango_layout_set_width (layout, width * PANGO_SCALE);
  for (int i = 1; i < pango_layout_get_line_count (layout); i++)
    {
      PangoLayoutLine *line = pango_layout_get_line_readonly (layout, i);

      if (TEXT[pango_layout_line_get_start_index (line) - 1] != ' ')
        n++;
    }

  return n;
}

static void
test_lines (void)
{
  g_autoptr(PangoLayout) layout = make_layout ();
  g_autoptr(PangoAttrList) attributes = maju_word_breaks_find (TEXT);
  guint n_broken = 0;

  for (int width = 150; width < 500; width += 7)
    n_broken += count_broken (layout, width);
  g_assert_cmpuint (n_broken, >, 0);

  pango_layout_set_attributes (layout, attributes);
  for (int width = 150; width < 500; width += 7)
    g_assert_cmpuint (count_broken (layout, width), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ui/word-breaks/find/%u", i);

      g_test_add_data_func (path, &cases[i], test_find);
    }
  g_test_add_func ("/ui/word-breaks/lines", test_lines);

  return g_test_run ();
}
