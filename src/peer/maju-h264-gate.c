/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-h264-gate-private.h"

#include "maju-peer-limits-private.h"

#include <gst/codecparsers/gsth264parser.h>

/* A picture has one part, or few: so many are made to cost time. */
#define MAX_UNITS 512

/* With what it begins with. */
#define MIN_UNIT 4

#define PROFILE_BASELINE 66
#define PROFILE_MAIN     77
#define PROFILE_HIGH     100
#define CHROMA_420       1

/* What a decoder of level 5.2 has to have (ITU-T H.264, table A-1): of pictures
 * as large as may be that are 5 to be kept, and it gets the memory for all of
 * them with the first. A side has no more than the root of 8 such pictures. */
#define MAX_REFERENCES   16
#define MAX_KEPT         (5 * (guint64) MAJU_PEER_LIMIT_PICTURE)  /* pixels */
#define MAX_SIDE         (543 * 16)

struct _MajuH264Gate
{
  GstH264NalParser *parser;
  gboolean has_parameters;      /* all that came were right */
};

MajuH264Gate *
maju_h264_gate_new (void)
{
  MajuH264Gate *self = g_new0 (MajuH264Gate, 1);

  self->parser = gst_h264_nal_parser_new ();
  return self;
}

void
maju_h264_gate_free (MajuH264Gate *self)
{
  gst_h264_nal_parser_free (self->parser);
  g_free (self);
}

/* What OpenH264 decodes and browsers send. The size is that of the memory, of
 * which a part may be shown. */
static gboolean
is_right (const GstH264SPS *sps)
{
  guint64 pixels = (guint64) sps->width * (guint64) sps->height;

  return (sps->profile_idc == PROFILE_BASELINE ||
          sps->profile_idc == PROFILE_MAIN ||
          sps->profile_idc == PROFILE_HIGH) &&
         sps->width > 0 && sps->width <= MAX_SIDE &&
         sps->height > 0 && sps->height <= MAX_SIDE &&
         pixels <= MAJU_PEER_LIMIT_PICTURE &&
         sps->frame_mbs_only_flag != 0 &&
         sps->chroma_format_idc == CHROMA_420 &&
         sps->bit_depth_luma_minus8 == 0 && sps->bit_depth_chroma_minus8 == 0 &&
         sps->num_ref_frames <= MAX_REFERENCES &&
         (guint64) sps->num_ref_frames * pixels <= MAX_KEPT;
}

static gboolean
check_parameters (GstH264NalUnit *unit)
{
  GstH264SPS sps = { 0 };
  gboolean right;

  if (gst_h264_parse_sps (unit, &sps) != GST_H264_PARSER_OK)
    return FALSE;
  right = is_right (&sps);
  gst_h264_sps_clear (&sps);
  return right;
}

/* Data partitioning, several layers and several views are of other profiles. */
static gboolean
is_of_other_profiles (guint type)
{
  return (type >= GST_H264_NAL_SLICE_DPA && type <= GST_H264_NAL_SLICE_DPC) ||
         type == GST_H264_NAL_PREFIX_UNIT || type == GST_H264_NAL_SUBSET_SPS ||
         type == GST_H264_NAL_DEPTH_SPS || type == GST_H264_NAL_SLICE_AUX ||
         type == GST_H264_NAL_SLICE_EXT || type == GST_H264_NAL_SLICE_DEPTH;
}

static gboolean
check_unit (MajuH264Gate   *self,
            GstH264NalUnit *unit)
{
  if (is_of_other_profiles (unit->type))
    return FALSE;
  if (unit->type != GST_H264_NAL_SPS)
    return TRUE;

  self->has_parameters = check_parameters (unit);
  return self->has_parameters;
}

/* Returns: FALSE when it is not to be decoded. */
static gboolean
check_units (MajuH264Gate *self,
             const guint8 *data,
             gsize         length,
             gboolean     *out_is_key)
{
  guint offset = 0;

  for (guint i = 0; i < MAX_UNITS; i++)
    {
      GstH264NalUnit unit = { 0 };
      GstH264ParserResult result;

      /* What ends a stream may stand at the very end. */
      if (i > 0 && length - offset < MIN_UNIT)
        return TRUE;
      result = gst_h264_parser_identify_nalu (self->parser, data, offset, length,
                                              &unit);
      if (result == GST_H264_PARSER_NO_NAL && i > 0)
        return TRUE;
      if ((result != GST_H264_PARSER_OK &&
           result != GST_H264_PARSER_NO_NAL_END) ||
          !check_unit (self, &unit))
        return FALSE;

      *out_is_key |= unit.type == GST_H264_NAL_SLICE_IDR;
      if (result == GST_H264_PARSER_NO_NAL_END)
        return TRUE;
      offset = unit.offset + unit.size;
    }
  return FALSE;
}

MajuPictureVerdict
maju_h264_gate_check (MajuH264Gate *self,
                      const guint8 *data,
                      gsize         length)
{
  gboolean is_key = FALSE;

  if (length == 0)
    return MAJU_PICTURE_GATE_AS_BEFORE;
  if (length > 2 * MAJU_PEER_LIMIT_PICTURE_BYTES ||
      !check_units (self, data, length, &is_key))
    {
      self->has_parameters = FALSE;
      return MAJU_PICTURE_GATE_SHUT;
    }
  if (!is_key)
    return MAJU_PICTURE_GATE_AS_BEFORE;
  return self->has_parameters ? MAJU_PICTURE_GATE_OPEN : MAJU_PICTURE_GATE_SHUT;
}
