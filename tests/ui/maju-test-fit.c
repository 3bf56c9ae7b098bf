/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-test-fit.h"

#include "maju-tile-grid.h"
#include "maju-word-breaks.h"

#include <adwaita.h>

/* Of rounding, in pixels. */
#define TOLERANCE 1

static gboolean
is_larger (const graphene_rect_t *inner,
           float                  width,
           float                  height)
{
  return inner->origin.x < -TOLERANCE || inner->origin.y < -TOLERANCE
         || inner->origin.x + inner->size.width > width + TOLERANCE
         || inner->origin.y + inner->size.height > height + TOLERANCE;
}

static gboolean
scrolls (GtkWidget *widget)
{
  return GTK_IS_SCROLLABLE (widget) || MAJU_IS_TILE_GRID (widget);
}

/* What there is around it that it sticks out of. */
static GtkWidget *
find_too_small (GtkWidget       *widget,
                graphene_rect_t *bounds)
{
  for (GtkWidget *around = gtk_widget_get_parent (widget);
       around != NULL && !scrolls (around);
       around = gtk_widget_get_parent (around))
    {
      if (gtk_widget_compute_bounds (widget, around, bounds)
          && is_larger (bounds, gtk_widget_get_width (around),
                        gtk_widget_get_height (around)))
        return around;
    }

  return NULL;
}

static gboolean
has_too_many_words (GtkWidget *widget)
{
  PangoRectangle ink, logical;
  PangoLayout *layout;

  if (!GTK_IS_LABEL (widget))
    return FALSE;

  layout = gtk_label_get_layout (GTK_LABEL (widget));
  pango_layout_get_pixel_extents (layout, &ink, &logical);

  return logical.width > gtk_widget_get_width (widget) + TOLERANCE
         || logical.height > gtk_widget_get_height (widget) + TOLERANCE;
}

/* Whether a line begins inside of a word that is to be kept whole. */
static gboolean
has_broken_words (GtkWidget *widget)
{
  g_autoptr(PangoAttrList) kept = NULL;
  PangoLayout *layout;

  if (!GTK_IS_LABEL (widget))
    return FALSE;

  layout = gtk_label_get_layout (GTK_LABEL (widget));
  kept = maju_word_breaks_find (pango_layout_get_text (layout));
  for (int i = 1; kept != NULL && i < pango_layout_get_line_count (layout); i++)
    {
      PangoLayoutLine *line = pango_layout_get_line_readonly (layout, i);
      int start = pango_layout_line_get_start_index (line);
      g_autoptr(PangoAttrIterator) iter = pango_attr_list_get_iterator (kept);
      int first, end;

      do
        {
          pango_attr_iterator_range (iter, &first, &end);
          if (pango_attr_iterator_get (iter, PANGO_ATTR_ALLOW_BREAKS) != NULL
              && start > first && start < end)
            return TRUE;
        }
      while (pango_attr_iterator_next (iter));
    }

  return FALSE;
}

static const char *
get_words (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));

  return gtk_button_get_icon_name (GTK_BUTTON (widget));
}

static guint
check (GtkWidget  *widget,
       const char *name)
{
  graphene_rect_t bounds;
  GtkWidget *around = find_too_small (widget, &bounds);

  if (has_too_many_words (widget))
    g_printerr ("%s: “%s” is larger than its label\n", name, get_words (widget));
  else if (has_broken_words (widget))
    g_printerr ("%s: “%s” breaks inside of a word\n", name, get_words (widget));
  else if (around != NULL)
    g_printerr ("%s: %s “%s” (%g, %g, %g × %g) sticks out of %s (%d × %d)\n",
                name, G_OBJECT_TYPE_NAME (widget), get_words (widget),
                bounds.origin.x, bounds.origin.y, bounds.size.width,
                bounds.size.height, G_OBJECT_TYPE_NAME (around),
                gtk_widget_get_width (around), gtk_widget_get_height (around));
  else
    return 0;

  return 1;
}

static gboolean
is_seen (GtkWidget *widget)
{
  /* The title of a header bar keeps its height whatever the text is like. */
  return gtk_widget_get_mapped (widget)
         && !ADW_IS_WINDOW_TITLE (widget)
         && gtk_widget_get_opacity (widget) > 0
         && gtk_widget_get_width (widget) > 0;
}

guint
maju_test_fit (GtkWidget  *window,
               const char *name)
{
  guint n = 0;

  if (!is_seen (window))
    return 0;

  if (GTK_IS_LABEL (window) || GTK_IS_BUTTON (window))
    n += check (window, name);
  for (GtkWidget *child = gtk_widget_get_first_child (window);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += maju_test_fit (child, name);

  return n;
}
