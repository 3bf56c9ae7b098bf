/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-sample-tap-private.h"

struct _MajuSampleTap
{
  gatomicrefcount ref_count;
  MajuRemoteSampleFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
};

MajuSampleTap *
maju_sample_tap_new (MajuRemoteSampleFunc func,
                     gpointer             user_data,
                     GDestroyNotify       destroy)
{
  MajuSampleTap *self = g_new0 (MajuSampleTap, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;

  return self;
}

MajuSampleTap *
maju_sample_tap_ref (MajuSampleTap *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
maju_sample_tap_unref (MajuSampleTap *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->destroy)
    self->destroy (self->user_data);
  g_free (self);
}

void
maju_sample_tap_push (MajuSampleTap *self,
                      GstSample     *sample)
{
  self->func (sample, self->user_data);
}
