/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "maju-ice-candidate-private.h"
#include "maju-peer-limits-private.h"

#include <string.h>

guint64 fuzz_n_accepted;

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autofree char *text = g_strndup ((const char *) data, length);
  MajuIceCandidateType type = MAJU_N_ICE_CANDIDATE_TYPES;
  g_autoptr(GError) error = NULL;
  gboolean usable = 2;
  gboolean valid;

  valid = maju_ice_candidate_check (text != NULL ? text : "", &type, &usable,
                                    &error);
  g_assert_true (valid == (error == NULL));
  if (!valid)
    return 0;

  fuzz_n_accepted++;
  g_assert_cmpuint (strlen (text), <=, MAJU_PEER_LIMIT_CANDIDATE);
  g_assert_null (strpbrk (text, "\r\n\t"));
  g_assert_nonnull (maju_ice_candidate_type_to_string (type));
  g_assert_true (usable == TRUE || usable == FALSE);
  return 0;
}
