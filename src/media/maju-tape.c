/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tape-private.h"

struct _MajuTape
{
  GObject parent_instance;

  gsize max_bytes;
  GMutex mutex;
  GByteArray *bytes;            /* (nullable): under the mutex */
};

G_DEFINE_FINAL_TYPE (MajuTape, maju_tape, G_TYPE_OBJECT)

static void
append (MajuTape         *self,
        const GstMapInfo *map)
{
  g_mutex_lock (&self->mutex);
  if (self->bytes != NULL && self->bytes->len < self->max_bytes)
    g_byte_array_append (self->bytes, map->data,
                         MIN (map->size, self->max_bytes - self->bytes->len));
  g_mutex_unlock (&self->mutex);
}

/* In the streaming thread. */
static GstPadProbeReturn
probe_cb (GstPad          *pad,
          GstPadProbeInfo *info,
          gpointer         user_data)
{
  GstMapInfo map;

  if (gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ))
    {
      append (user_data, &map);
      gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);
    }

  return GST_PAD_PROBE_OK;
}

static void
maju_tape_finalize (GObject *object)
{
  MajuTape *self = MAJU_TAPE (object);

  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (maju_tape_parent_class)->finalize (object);
}

static void
maju_tape_class_init (MajuTapeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = maju_tape_finalize;
}

static void
maju_tape_init (MajuTape *self)
{
  g_mutex_init (&self->mutex);
}

MajuTape *
maju_tape_new (gsize max_bytes)
{
  MajuTape *self = g_object_new (MAJU_TYPE_TAPE, NULL);

  self->max_bytes = max_bytes;

  return self;
}

void
maju_tape_watch (MajuTape *self,
                 GstPad   *pad)
{
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, probe_cb,
                     g_object_ref (self), g_object_unref);
}

void
maju_tape_start (MajuTape *self)
{
  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  self->bytes = g_byte_array_new ();
  g_mutex_unlock (&self->mutex);
}

GBytes *
maju_tape_stop (MajuTape *self)
{
  GByteArray *bytes;

  g_mutex_lock (&self->mutex);
  bytes = g_steal_pointer (&self->bytes);
  g_mutex_unlock (&self->mutex);

  return bytes != NULL ? g_byte_array_free_to_bytes (bytes)
                       : g_bytes_new (NULL, 0);
}
