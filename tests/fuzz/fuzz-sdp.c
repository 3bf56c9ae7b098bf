/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "maju-sdp-gate-private.h"

#include <gst/sdp/sdp.h>
#include <string.h>

guint64 fuzz_n_accepted;

/* What is let through is what webrtcbin's own parser finds there: as many m-lines
 * of the same kinds, and one fingerprint in each. */
static void
check_with_gstreamer (const MajuSdp *sdp)
{
  static const char *const kinds[] = {
    "audio", "video", "video", "application",
  };
  g_autofree char *expected = g_strdup_printf ("sha-256 %s", sdp->fingerprint);
  GstSDPMessage *message = NULL;

  g_assert_cmpint (gst_sdp_message_new_from_text (sdp->text, &message), ==,
                   GST_SDP_OK);
  g_assert_cmpuint (gst_sdp_message_medias_len (message), ==, MAJU_N_SDP_MEDIA);
  for (guint i = 0; i < MAJU_N_SDP_MEDIA; i++)
    {
      const GstSDPMedia *media = gst_sdp_message_get_media (message, i);

      g_assert_cmpstr (gst_sdp_media_get_media (media), ==, kinds[i]);
      g_assert_cmpstr (gst_sdp_media_get_attribute_val (media, "mid"), ==,
                       sdp->media[i].mid);
      g_assert_cmpstr (gst_sdp_media_get_attribute_val (media, "fingerprint"),
                       ==, expected);
      g_assert_null (gst_sdp_media_get_attribute_val_n (media, "fingerprint", 1));
    }
  gst_sdp_message_free (message);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autofree char *text = g_strndup ((const char *) data, length);
  MajuSdpType type = MAJU_SDP_TYPE_ANSWER;
  g_autoptr(MajuSdp) sdp = NULL;
  g_autoptr(MajuSdp) again = NULL;
  g_autoptr(GError) error = NULL;

  if (text != NULL && strstr (text, "a=setup:actpass") != NULL)
    type = MAJU_SDP_TYPE_OFFER;
  sdp = maju_sdp_gate_check (type, text != NULL ? text : "", NULL, &error);
  g_assert_true ((sdp == NULL) == (error != NULL));
  if (sdp == NULL)
    return 0;

  fuzz_n_accepted++;
  again = maju_sdp_gate_check (type, sdp->text, sdp, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->text, ==, sdp->text);
  check_with_gstreamer (sdp);
  return 0;
}
