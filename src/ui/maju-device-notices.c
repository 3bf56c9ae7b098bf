/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-device-notices.h"

#include "maju-media-words.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_PROBLEM,
  N_PROPS
};

enum
{
  SAID,
  N_SIGNALS
};

struct _MajuDeviceNotices
{
  GObject parent_instance;

  MajuDeviceKind kind;
  MajuDeviceMonitor *devices;
  MajuDeviceStream *stream;
  char *problem;
  gboolean failed;
  gboolean muted;      /* in the system's settings */
  MajuDevice *device;  /* what runs */
  char *name;          /* of the device that ran last */
  char *wanted;        /* the id that was asked for then */
  char *lost;          /* the name of the one that was unplugged */
  guint update_id;
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuDeviceNotices, maju_device_notices, G_TYPE_OBJECT)

static void
say (MajuDeviceNotices *self,
     const char        *words,
     gboolean           is_trouble)
{
  g_signal_emit (self, signals[SAID], 0, words, is_trouble);
}

static void
set_problem (MajuDeviceNotices *self,
             const char        *problem)
{
  if (g_set_str (&self->problem, problem))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/* Returns: (transfer full) (nullable). */
static MajuDevice *
find_device (MajuDeviceNotices *self,
             const char        *name)
{
  GListModel *found = maju_device_monitor_get_devices (self->devices,
                                                       self->kind);

  for (guint i = 0; i < g_list_model_get_n_items (found); i++)
    {
      g_autoptr(MajuDevice) device = g_list_model_get_item (found, i);

      if (g_str_equal (maju_device_get_name (device), name))
        return g_steal_pointer (&device);
    }

  return NULL;
}

static gboolean
is_listed (MajuDeviceNotices *self,
           const char        *name)
{
  g_autoptr(MajuDevice) device = find_device (self, name);

  return device != NULL;
}

/* Says that @name runs now, unless nothing but that was to be expected. */
static void
say_running (MajuDeviceNotices *self,
             const char        *name)
{
  const char *wanted = maju_device_stream_get_device_id (self->stream);
  g_autofree char *words = NULL;
  gboolean is_trouble = FALSE;

  if (g_strcmp0 (self->name, name) == 0)
    {
      if (self->failed)
        words = g_strdup_printf (_("“%s” works again"), name);
    }
  else if (self->name != NULL && !is_listed (self, self->name))
    {
      words = g_strdup_printf (_("“%s” was unplugged. “%s” is used now."),
                               self->name, name);
      g_set_str (&self->lost, self->name);
      is_trouble = TRUE;
    }
  else if (g_strcmp0 (self->lost, name) == 0)
    {
      words = g_strdup_printf (_("“%s” is back and is used again"), name);
      g_clear_pointer (&self->lost, g_free);
    }
  else if (self->failed ||
           (self->name != NULL && g_strcmp0 (self->wanted, wanted) == 0))
    {
      words = g_strdup_printf (_("“%s” is used now"), name);
    }

  if (words != NULL)
    say (self, words, is_trouble);
}

static void changed_cb (MajuDeviceNotices *self);

static void
set_device (MajuDeviceNotices *self,
            MajuDevice        *device)
{
  if (self->device == device)
    return;

  if (self->device != NULL)
    g_signal_handlers_disconnect_by_data (self->device, self);
  g_set_object (&self->device, device);
  self->muted = FALSE;
  if (device != NULL)
    g_signal_connect_object (device, "notify::muted", G_CALLBACK (changed_cb),
                             self, G_CONNECT_SWAPPED);
}

/* It works, and nothing comes of it: only the system's settings show why. */
static void
take_muted (MajuDeviceNotices *self,
            const char        *name)
{
  g_autoptr(MajuDevice) device = find_device (self, name);
  g_autofree char *words = NULL;
  gboolean muted = device != NULL && maju_device_get_muted (device);

  set_device (self, device);
  if (muted && self->kind == MAJU_DEVICE_KIND_MICROPHONE)
    words = g_strdup_printf (_("Others cannot hear you: “%s” is muted in the "
                               "system’s settings."), name);
  else if (muted)
    words = g_strdup_printf (_("You cannot hear others: “%s” is muted in the "
                               "system’s settings."), name);
  if (muted && !self->muted)
    say (self, words, TRUE);
  else if (!muted && self->muted)
    {
      words = g_strdup_printf (_("“%s” is not muted any more"), name);
      say (self, words, FALSE);
    }
  self->muted = muted;
  set_problem (self, muted ? words : NULL);
}

static void
take_running (MajuDeviceNotices *self)
{
  g_autofree char *name = NULL;

  g_object_get (self->stream, "device-name", &name, NULL);
  if (name == NULL)
    return;

  say_running (self, name);
  self->failed = FALSE;
  take_muted (self, name);
  g_set_str (&self->name, name);
  g_set_str (&self->wanted, maju_device_stream_get_device_id (self->stream));
}

static void
take_failed (MajuDeviceNotices *self)
{
  const GError *error = maju_device_stream_get_error (self->stream);
  g_autofree char *words = NULL;

  if (error == NULL)
    return;

  words = maju_media_words_problem (self->kind, error);
  if (!self->failed)
    say (self, words, TRUE);
  self->failed = TRUE;
  set_problem (self, words);
}

static gboolean
update_cb (gpointer user_data)
{
  MajuDeviceNotices *self = user_data;

  self->update_id = 0;
  switch (maju_device_stream_get_state (self->stream))
    {
    case MAJU_CAPTURE_STATE_RUNNING:
      take_running (self);
      break;

    case MAJU_CAPTURE_STATE_FAILED:
      take_failed (self);
      break;

    case MAJU_CAPTURE_STATE_OFF:
      self->failed = FALSE;
      g_clear_pointer (&self->name, g_free);
      set_device (self, NULL);
      set_problem (self, NULL);
      break;

    case MAJU_CAPTURE_STATE_STARTING:
    default:
      break;
    }

  return G_SOURCE_REMOVE;
}

/* One that is unplugged fails before another is chosen, both in one turn of the
 * main loop: only what comes of it is told. */
static void
changed_cb (MajuDeviceNotices *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add_full (G_PRIORITY_DEFAULT, update_cb, self,
                                       NULL);
}

static void
maju_device_notices_dispose (GObject *object)
{
  maju_device_notices_set_stream (MAJU_DEVICE_NOTICES (object), NULL, NULL);

  G_OBJECT_CLASS (maju_device_notices_parent_class)->dispose (object);
}

static void
maju_device_notices_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  MajuDeviceNotices *self = MAJU_DEVICE_NOTICES (object);

  switch (prop_id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_device_notices_class_init (MajuDeviceNoticesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_device_notices_dispose;
  object_class->get_property = maju_device_notices_get_property;

  properties[PROP_PROBLEM] =
    g_param_spec_string ("problem", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                         | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SAID] =
    g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
maju_device_notices_init (MajuDeviceNotices *self)
{
}

MajuDeviceNotices *
maju_device_notices_new (MajuDeviceKind kind)
{
  MajuDeviceNotices *self = g_object_new (MAJU_TYPE_DEVICE_NOTICES, NULL);

  self->kind = kind;

  return self;
}

/* What fails from the start was said before the call. */
static void
begin (MajuDeviceNotices *self)
{
  self->failed =
    maju_device_stream_get_state (self->stream) == MAJU_CAPTURE_STATE_FAILED;
  g_object_get (self->stream, "device-name", &self->name, NULL);
  g_set_str (&self->wanted, maju_device_stream_get_device_id (self->stream));
  g_signal_connect_object (self->stream, "notify::state",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->stream, "notify::error",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

void
maju_device_notices_set_stream (MajuDeviceNotices *self,
                                MajuDeviceMonitor *devices,
                                MajuDeviceStream  *stream)
{
  g_return_if_fail (MAJU_IS_DEVICE_NOTICES (self));
  g_return_if_fail ((devices == NULL) == (stream == NULL));

  if (self->stream != NULL)
    g_signal_handlers_disconnect_by_data (self->stream, self);
  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_pointer (&self->lost, g_free);
  self->failed = FALSE;
  set_device (self, NULL);
  set_problem (self, NULL);
  g_set_object (&self->devices, devices);
  g_set_object (&self->stream, stream);
  if (stream != NULL)
    begin (self);
}
