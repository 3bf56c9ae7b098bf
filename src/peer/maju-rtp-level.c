/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-rtp-level-private.h"

#include "maju-sdp-gate-private.h"

#include <gst/rtp/rtp.h>

/* Those of one byte (RFC 8285, section 4.2). */
#define MAX_ID     14

/* The first bit says whether it is a voice. */
#define LEVEL_BITS 0x7f

/* Returns: (nullable): the URI alone, or what stands second of a list. */
static const char *
get_uri (const GValue *value)
{
  if (value != NULL && GST_VALUE_HOLDS_ARRAY (value) &&
      gst_value_array_get_size (value) > 1)
    value = gst_value_array_get_value (value, 1);
  return value != NULL && G_VALUE_HOLDS_STRING (value)
         ? g_value_get_string (value) : NULL;
}

guint
maju_rtp_level_find_id (const GstCaps *caps)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);
  const char *wanted =
    maju_sdp_extension_get_uri (MAJU_SDP_EXTENSION_AUDIO_LEVEL);
  char name[32];

  for (guint id = 1; id <= MAX_ID; id++)
    {
      g_snprintf (name, sizeof name, "extmap-%u", id);
      if (g_strcmp0 (get_uri (gst_structure_get_value (structure, name)),
                     wanted) == 0)
        return id;
    }
  return 0;
}

gboolean
maju_rtp_level_read (GstBuffer *packet,
                     guint      id,
                     guint     *out_level)
{
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
  gpointer data;
  guint size;
  gboolean found;

  if (id == 0 || !gst_rtp_buffer_map (packet, GST_MAP_READ, &rtp))
    return FALSE;

  found = gst_rtp_buffer_get_extension_onebyte_header (&rtp, id, 0, &data,
                                                       &size) && size >= 1;
  if (found)
    *out_level = *(guint8 *) data & LEVEL_BITS;
  gst_rtp_buffer_unmap (&rtp);
  return found;
}
