/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-data-channel-private.h"
#include "maju-peer-limits-private.h"

#include <glib/gi18n-lib.h>

struct _MajuDataChannel
{
  GObject parent_instance;

  char *label;
  MajuTransport *transport;
  guint id;
  gboolean open;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_LABEL,
  PROP_OPEN,
  N_PROPS
};

enum
{
  SIGNAL_MESSAGE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuDataChannel, maju_data_channel, G_TYPE_OBJECT)

static void
maju_data_channel_finalize (GObject *object)
{
  MajuDataChannel *self = MAJU_DATA_CHANNEL (object);

  g_clear_object (&self->transport);
  g_clear_pointer (&self->label, g_free);

  G_OBJECT_CLASS (maju_data_channel_parent_class)->finalize (object);
}

static void
maju_data_channel_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MajuDataChannel *self = MAJU_DATA_CHANNEL (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_uint (value, self->id);
      break;

    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;

    case PROP_OPEN:
      g_value_set_boolean (value, self->open);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_data_channel_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  MajuDataChannel *self = MAJU_DATA_CHANNEL (object);

  switch (prop_id)
    {
    case PROP_ID:
      self->id = g_value_get_uint (value);
      break;

    case PROP_LABEL:
      self->label = g_value_dup_string (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_data_channel_class_init (MajuDataChannelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_data_channel_finalize;
  object_class->get_property = maju_data_channel_get_property;
  object_class->set_property = maju_data_channel_set_property;

  properties[PROP_ID] =
    g_param_spec_uint ("id", NULL, NULL,
                       0, MAJU_PEER_LIMIT_CHANNEL_ID - 1, 0,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                       G_PARAM_STATIC_STRINGS);
  properties[PROP_LABEL] =
    g_param_spec_string ("label", NULL, NULL,
                         NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                         G_PARAM_STATIC_STRINGS);
  properties[PROP_OPEN] =
    g_param_spec_boolean ("open", NULL, NULL,
                          FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                          G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_MESSAGE] =
    g_signal_new ("message", MAJU_TYPE_DATA_CHANNEL, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_BYTES, G_TYPE_BOOLEAN);
}

static void
maju_data_channel_init (MajuDataChannel *self)
{
}

MajuDataChannel *
maju_data_channel_new (const char *label,
                       guint       id)
{
  return g_object_new (MAJU_TYPE_DATA_CHANNEL,
                       "label", label,
                       "id", id,
                       NULL);
}

guint
maju_data_channel_get_id (MajuDataChannel *self)
{
  g_return_val_if_fail (MAJU_IS_DATA_CHANNEL (self), 0);

  return self->id;
}

const char *
maju_data_channel_get_label (MajuDataChannel *self)
{
  g_return_val_if_fail (MAJU_IS_DATA_CHANNEL (self), NULL);

  return self->label;
}

gboolean
maju_data_channel_get_open (MajuDataChannel *self)
{
  g_return_val_if_fail (MAJU_IS_DATA_CHANNEL (self), FALSE);

  return self->open;
}

guint64
maju_data_channel_get_buffered_amount (MajuDataChannel *self)
{
  g_return_val_if_fail (MAJU_IS_DATA_CHANNEL (self), 0);

  if (self->transport == NULL)
    return 0;
  return maju_transport_channel_get_buffered (self->transport, self->id);
}

static gboolean
send_message (MajuDataChannel *self,
              GBytes          *data,
              gboolean         is_text,
              GError         **error)
{
  gsize size = g_bytes_get_size (data);

  if (!self->open)
    {
      g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE,
                   _("There is no connection to send this over right now"));
      return FALSE;
    }
  /* SCTP has none; webrtcbin tries, and loses the whole connection by it. */
  if (size == 0)
    {
      g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE,
                   _("An empty message cannot be sent"));
      return FALSE;
    }
  if (size > MAJU_PEER_LIMIT_CHANNEL_MESSAGE)
    {
      g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE,
                   _("The message is too long to be sent"));
      return FALSE;
    }
  if (maju_data_channel_get_buffered_amount (self) + size >
      MAJU_PEER_LIMIT_CHANNEL_OUTPUT)
    {
      g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE,
                   _("Too much is waiting to be sent"));
      return FALSE;
    }
  return maju_transport_channel_send (self->transport, self->id, data, is_text,
                                      error);
}

gboolean
maju_data_channel_send_text (MajuDataChannel *self,
                             const char      *text,
                             GError         **error)
{
  g_autoptr(GBytes) data = NULL;

  g_return_val_if_fail (MAJU_IS_DATA_CHANNEL (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (g_utf8_validate (text, -1, NULL), FALSE);

  data = g_bytes_new (text, strlen (text));
  return send_message (self, data, TRUE, error);
}

gboolean
maju_data_channel_send_bytes (MajuDataChannel *self,
                              GBytes          *data,
                              GError         **error)
{
  g_return_val_if_fail (MAJU_IS_DATA_CHANNEL (self), FALSE);
  g_return_val_if_fail (data != NULL, FALSE);

  return send_message (self, data, FALSE, error);
}

void
maju_data_channel_set_transport (MajuDataChannel *self,
                                 MajuTransport   *transport,
                                 gboolean         open)
{
  g_return_if_fail (MAJU_IS_DATA_CHANNEL (self));

  g_set_object (&self->transport, transport);
  open = open && transport != NULL;
  if (self->open == open)
    return;

  self->open = open;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
}

void
maju_data_channel_receive (MajuDataChannel *self,
                           GBytes          *data,
                           gboolean         is_text)
{
  g_return_if_fail (MAJU_IS_DATA_CHANNEL (self));

  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, data, is_text);
}
