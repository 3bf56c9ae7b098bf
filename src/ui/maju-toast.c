/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-toast.h"

#define MAX_CHARS 60
#define MIN_CHARS 8

/* Beside the words, in pixels: margins, paddings and the button that closes
 * it; and what another button has around its label. */
#define FRAME 114
#define BUTTON_FRAME 46

/* What may become of a window that is not there yet. */
#define NARROW 360

static int
measure (GtkWidget  *widget,
         const char *text)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);

  return width;
}

/* Of a heading, which a label is only where it is shown. */
static int
get_char_width (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  g_autoptr(PangoFontDescription) bold = NULL;
  PangoFontMetrics *metrics;
  int width;

  bold = pango_font_description_copy (
    pango_context_get_font_description (context));
  pango_font_description_set_weight (bold, PANGO_WEIGHT_BOLD);
  metrics = pango_context_get_metrics (context, bold, NULL);
  width = MAX (pango_font_metrics_get_approximate_char_width (metrics),
               pango_font_metrics_get_approximate_digit_width (metrics));
  pango_font_metrics_unref (metrics);

  return MAX (PANGO_PIXELS_CEIL (width), 1);
}

AdwToast *
maju_toast_new (const char *words,
                GtkWidget  *overlay,
                const char *button_label)
{
  AdwToast *toast;
  GtkWidget *label;
  int room;

  g_return_val_if_fail (words != NULL, NULL);
  g_return_val_if_fail (GTK_IS_WIDGET (overlay), NULL);

  /* A toast is as high as its words are in their natural width, so that has to
   * be one that there is room for. */
  room = gtk_widget_get_width (overlay);
  if (room == 0)
    room = NARROW;
  room -= FRAME;
  if (button_label != NULL)
    room -= measure (overlay, button_label) + BUTTON_FRAME;

  label = gtk_label_new (words);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label),
                                 CLAMP (room / get_char_width (overlay),
                                        MIN_CHARS, MAX_CHARS));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");

  toast = adw_toast_new ("");
  adw_toast_set_custom_title (toast, label);
  if (button_label != NULL)
    adw_toast_set_button_label (toast, button_label);

  return toast;
}
