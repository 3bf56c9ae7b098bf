/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "maju-h264-gate-private.h"

guint64 fuzz_n_accepted;

/* The input is taken for a stream of two pictures, so that the second meets what
 * the first has left. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autoptr(MajuH264Gate) gate = maju_h264_gate_new ();
  gsize half = length / 2;
  MajuPictureVerdict whole;

  whole = maju_h264_gate_check (gate, data, length);
  if (whole == MAJU_PICTURE_GATE_OPEN)
    {
      fuzz_n_accepted++;
      /* What is right once is right again. */
      g_assert_cmpint (maju_h264_gate_check (gate, data, length), ==, whole);
    }
  maju_h264_gate_check (gate, data, half);
  maju_h264_gate_check (gate, data + half, length - half);

  /* Nothing that was refused opens without parameters. */
  if (whole == MAJU_PICTURE_GATE_OPEN)
    return 0;
  g_assert_cmpint (maju_h264_gate_check (gate, data, length), !=,
                   MAJU_PICTURE_GATE_OPEN);
  return 0;
}
