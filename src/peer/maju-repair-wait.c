/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-repair-wait-private.h"

/* There are two elements in between, or a few more in another version. */
#define MOST_ELEMENTS 8

static gboolean
is_jitter_buffer (GstElement *element)
{
  GstElementFactory *factory = gst_element_get_factory (element);

  return factory != NULL &&
         g_str_equal (GST_OBJECT_NAME (factory), "rtpjitterbuffer");
}

/* Returns: (transfer full) (nullable): what gives @pad its buffers, within all
 *   bins. */
static GstElement *
find_element (GstPad *pad)
{
  g_autoptr(GstPad) inner = gst_object_ref (pad);

  while (GST_IS_GHOST_PAD (inner))
    {
      GstPad *target = gst_ghost_pad_get_target (GST_GHOST_PAD (inner));

      if (target == NULL)
        return NULL;
      gst_object_unref (inner);
      inner = target;
    }
  return gst_pad_get_parent_element (inner);
}

/* Returns: (transfer full) (nullable) */
static GstElement *
find_jitter_buffer (GstPad *pad)
{
  g_autoptr(GstElement) element = find_element (pad);

  for (guint i = 0; i < MOST_ELEMENTS && element != NULL; i++)
    {
      g_autoptr(GstPad) sink = NULL;
      g_autoptr(GstPad) peer = NULL;

      if (is_jitter_buffer (element))
        return g_steal_pointer (&element);
      sink = gst_element_get_static_pad (element, "sink");
      if (sink != NULL)
        peer = gst_pad_get_peer (sink);
      gst_clear_object (&element);
      if (peer != NULL)
        element = find_element (peer);
    }
  return NULL;
}

/* The wait is told to whoever shows it, who would add it to each picture. */
static GstPadProbeReturn
query_cb (GstPad          *pad,
          GstPadProbeInfo *info,
          gpointer         user_data)
{
  GstClockTime extra = GPOINTER_TO_UINT (user_data) * GST_MSECOND;
  GstQuery *query = gst_pad_probe_info_get_query (info);
  gboolean is_live;
  GstClockTime min, max;

  /* On its way back it has been answered. */
  if ((info->type & GST_PAD_PROBE_TYPE_PULL) == 0 ||
      GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return GST_PAD_PROBE_OK;

  gst_query_parse_latency (query, &is_live, &min, &max);
  gst_query_set_latency (query, is_live, min - MIN (min, extra), max);
  return GST_PAD_PROBE_OK;
}

void
maju_repair_wait_set (GstPad *pad,
                      guint   latency_ms)
{
  g_autoptr(GstElement) buffer = find_jitter_buffer (pad);

  g_return_if_fail (buffer != NULL);
  g_return_if_fail (latency_ms <= MAJU_REPAIR_WAIT_MS);

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_QUERY_UPSTREAM, query_cb,
                     GUINT_TO_POINTER (MAJU_REPAIR_WAIT_MS - latency_ms), NULL);
  g_object_set (buffer, "latency", MAJU_REPAIR_WAIT_MS, NULL);
}
