/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-echo-reference-private.h"

#define KEY "maju-echo-reference"

struct _MajuEchoReference
{
  GObject parent_instance;

  GstElement *probe;
  char *name;
  gpointer playback;            /* (unowned) who has the probe */
  gpointer canceller;           /* (unowned) who has its name */
};

G_DEFINE_FINAL_TYPE (MajuEchoReference, maju_echo_reference, G_TYPE_OBJECT)

static void
maju_echo_reference_finalize (GObject *object)
{
  MajuEchoReference *self = MAJU_ECHO_REFERENCE (object);

  gst_clear_object (&self->probe);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (maju_echo_reference_parent_class)->finalize (object);
}

static void
maju_echo_reference_class_init (MajuEchoReferenceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_echo_reference_finalize;
}

static void
maju_echo_reference_init (MajuEchoReference *self)
{
  static gint last;

  self->name = g_strdup_printf ("maju-echo-probe-%d",
                                g_atomic_int_add (&last, 1) + 1);
  self->probe = gst_element_factory_make ("webrtcechoprobe", self->name);
  if (self->probe != NULL)
    gst_object_ref_sink (self->probe);
}

MajuEchoReference *
maju_echo_reference_get (MajuDeviceMonitor *devices)
{
  MajuEchoReference *self = g_object_get_data (G_OBJECT (devices), KEY);

  if (self == NULL)
    {
      self = g_object_new (MAJU_TYPE_ECHO_REFERENCE, NULL);
      g_object_set_data_full (G_OBJECT (devices), KEY, self, g_object_unref);
    }

  return g_object_ref (self);
}

GstElement *
maju_echo_reference_claim_probe (MajuEchoReference *self,
                                 gpointer           owner)
{
  if (self->playback == NULL)
    self->playback = owner;

  return self->playback == owner ? self->probe : NULL;
}

const char *
maju_echo_reference_claim_name (MajuEchoReference *self,
                                gpointer           owner)
{
  if (self->canceller == NULL)
    self->canceller = owner;

  return self->canceller == owner && self->probe != NULL ? self->name : NULL;
}

void
maju_echo_reference_release (MajuEchoReference *self,
                             gpointer           owner)
{
  if (self->playback == owner)
    self->playback = NULL;
  if (self->canceller == owner)
    self->canceller = NULL;
}
