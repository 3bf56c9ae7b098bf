/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-level-private.h"

#include "maju-media-private.h"

void
maju_level_configure (GstBin     *bin,
                      const char *name)
{
  g_autoptr(GstElement) element = maju_media_get_element (bin, name);

  g_object_set (element, "interval", 50 * GST_MSECOND, "post-messages", TRUE,
                NULL);
}

G_GNUC_BEGIN_IGNORE_DEPRECATIONS

/* The element's messages carry the deprecated GValueArray. */
gboolean
maju_level_from_message (GstMessage *message,
                         double     *level)
{
  const GstStructure *structure = gst_message_get_structure (message);
  const GValue *value;
  GValueArray *channels;

  if (structure == NULL || !gst_structure_has_name (structure, "level"))
    return FALSE;

  value = gst_structure_get_value (structure, "rms");
  if (value == NULL || !G_VALUE_HOLDS (value, g_value_array_get_type ()))
    return FALSE;

  channels = g_value_get_boxed (value);
  *level = MAJU_LEVEL_SILENCE;
  for (guint i = 0; i < channels->n_values; i++)
    {
      double rms = g_value_get_double (&channels->values[i]);

      *level = MAX (*level, rms);
    }
  *level = MIN (*level, 0);

  return TRUE;
}

G_GNUC_END_IGNORE_DEPRECATIONS
