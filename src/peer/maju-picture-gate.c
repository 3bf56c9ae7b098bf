/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-picture-gate-private.h"

#include "maju-peer-limits-private.h"

/* The upper two bits of each side say how to scale, which nobody does. */
#define SIDE_BITS 0x3fff

static guint
read_side (const guint8 *data)
{
  return (guint) (data[0] | data[1] << 8) & SIDE_BITS;
}

MajuPictureVerdict
maju_picture_gate_check (const guint8 *head,
                         gsize         length)
{
  guint pixels;

  if (length == 0 || (head[0] & 1) != 0)
    return MAJU_PICTURE_GATE_AS_BEFORE;
  if (length < MAJU_PICTURE_HEAD_SIZE || head[3] != 0x9d || head[4] != 0x01
      || head[5] != 0x2a)
    return MAJU_PICTURE_GATE_SHUT;

  pixels = read_side (head + 6) * read_side (head + 8);
  return pixels > 0 && pixels <= MAJU_PEER_LIMIT_PICTURE
         ? MAJU_PICTURE_GATE_OPEN : MAJU_PICTURE_GATE_SHUT;
}
