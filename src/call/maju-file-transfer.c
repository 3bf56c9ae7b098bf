/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-file-transfer-private.h"

struct _MajuFileTransfer
{
  GObject parent_instance;

  char *sender_id;
  char *sender_name;
  gboolean is_own;
  GDateTime *time;
  char *name;
  char *media_type;
  guint64 size;
  MajuTransferState state;
  GError *error;
  double fraction;
  guint64 done;
  gboolean waiting;
  guint n_recipients;
  guint n_done;
  GFile *file;
};

G_DEFINE_FINAL_TYPE (MajuFileTransfer, maju_file_transfer, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (MajuTransferState, maju_transfer_state,
                    G_DEFINE_ENUM_VALUE (MAJU_TRANSFER_PREPARING, "preparing"),
                    G_DEFINE_ENUM_VALUE (MAJU_TRANSFER_OFFERED, "offered"),
                    G_DEFINE_ENUM_VALUE (MAJU_TRANSFER_ACTIVE, "active"),
                    G_DEFINE_ENUM_VALUE (MAJU_TRANSFER_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (MAJU_TRANSFER_REFUSED, "refused"),
                    G_DEFINE_ENUM_VALUE (MAJU_TRANSFER_CANCELLED, "cancelled"),
                    G_DEFINE_ENUM_VALUE (MAJU_TRANSFER_FAILED, "failed"))

enum
{
  PROP_SENDER_ID = 1,
  PROP_SENDER_NAME,
  PROP_IS_OWN,
  PROP_TIME,
  PROP_NAME,
  PROP_MEDIA_TYPE,
  PROP_SIZE,
  PROP_STATE,
  PROP_ERROR,
  PROP_FRACTION,
  PROP_DONE,
  PROP_WAITING,
  PROP_N_RECIPIENTS,
  PROP_N_DONE,
  PROP_FILE,
  N_PROPS
};

enum
{
  ACCEPTED,
  REFUSED,
  CANCELLED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
maju_file_transfer_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  MajuFileTransfer *self = MAJU_FILE_TRANSFER (object);

  switch (prop_id)
    {
    case PROP_SENDER_ID:
      g_value_set_string (value, self->sender_id);
      break;
    case PROP_SENDER_NAME:
      g_value_set_string (value, self->sender_name);
      break;
    case PROP_IS_OWN:
      g_value_set_boolean (value, self->is_own);
      break;
    case PROP_TIME:
      g_value_set_boxed (value, self->time);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_MEDIA_TYPE:
      g_value_set_string (value, self->media_type);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    case PROP_DONE:
      g_value_set_uint64 (value, self->done);
      break;
    case PROP_WAITING:
      g_value_set_boolean (value, self->waiting);
      break;
    case PROP_N_RECIPIENTS:
      g_value_set_uint (value, self->n_recipients);
      break;
    case PROP_N_DONE:
      g_value_set_uint (value, self->n_done);
      break;
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_file_transfer_finalize (GObject *object)
{
  MajuFileTransfer *self = MAJU_FILE_TRANSFER (object);

  g_free (self->sender_id);
  g_free (self->sender_name);
  g_date_time_unref (self->time);
  g_free (self->name);
  g_free (self->media_type);
  g_clear_error (&self->error);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (maju_file_transfer_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
    G_PARAM_STATIC_STRINGS;

  props[PROP_SENDER_ID] =
    g_param_spec_string ("sender-id", NULL, NULL, NULL, flags);
  props[PROP_SENDER_NAME] =
    g_param_spec_string ("sender-name", NULL, NULL, NULL, flags);
  props[PROP_IS_OWN] =
    g_param_spec_boolean ("is-own", NULL, NULL, FALSE, flags);
  props[PROP_TIME] =
    g_param_spec_boxed ("time", NULL, NULL, G_TYPE_DATE_TIME, flags);
  props[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_MEDIA_TYPE] =
    g_param_spec_string ("media-type", NULL, NULL, NULL, flags);
  props[PROP_SIZE] =
    g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  props[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MAJU_TYPE_TRANSFER_STATE,
                       MAJU_TRANSFER_PREPARING, flags);
  props[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_FRACTION] =
    g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  props[PROP_DONE] =
    g_param_spec_uint64 ("done", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  props[PROP_WAITING] =
    g_param_spec_boolean ("waiting", NULL, NULL, FALSE, flags);
  props[PROP_N_RECIPIENTS] =
    g_param_spec_uint ("n-recipients", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_N_DONE] =
    g_param_spec_uint ("n-done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_FILE] =
    g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
maju_file_transfer_class_init (MajuFileTransferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = maju_file_transfer_get_property;
  object_class->finalize = maju_file_transfer_finalize;
  install_properties (object_class);

  signals[ACCEPTED] =
    g_signal_new ("accepted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_FILE, G_TYPE_STRING);
  signals[REFUSED] =
    g_signal_new ("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[CANCELLED] =
    g_signal_new ("cancelled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
maju_file_transfer_init (MajuFileTransfer *self)
{
  self->time = g_date_time_new_now_local ();
}

MajuFileTransfer *
maju_file_transfer_new (const char *sender_id,
                        const char *sender_name,
                        gboolean    is_own,
                        const char *name,
                        const char *media_type,
                        guint64     size)
{
  MajuFileTransfer *self = g_object_new (MAJU_TYPE_FILE_TRANSFER, NULL);

  self->sender_id = g_strdup (sender_id);
  self->sender_name = g_strdup (sender_name);
  self->is_own = is_own;
  self->name = g_strdup (name);
  self->media_type = g_strdup (media_type);
  self->size = size;
  self->state = self->is_own ? MAJU_TRANSFER_PREPARING : MAJU_TRANSFER_OFFERED;

  return self;
}

void
maju_file_transfer_describe (MajuFileTransfer *self,
                             const char       *name,
                             const char       *media_type,
                             guint64           size)
{
  if (g_set_str (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
  if (g_set_str (&self->media_type, media_type))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MEDIA_TYPE]);
  if (self->size != size)
    {
      self->size = size;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIZE]);
    }
}

void
maju_file_transfer_set_state (MajuFileTransfer *self,
                              MajuTransferState state)
{
  if (self->state == state)
    return;

  self->state = state;
  if (!maju_file_transfer_is_open (self))
    maju_file_transfer_set_waiting (self, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
maju_file_transfer_fail (MajuFileTransfer *self,
                         gboolean          cancelled,
                         const GError     *error)
{
  if (!maju_file_transfer_is_open (self))
    return;

  self->error = error ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
  maju_file_transfer_set_state (self, cancelled ? MAJU_TRANSFER_CANCELLED
                                                : MAJU_TRANSFER_FAILED);
}

void
maju_file_transfer_set_progress (MajuFileTransfer *self,
                                 double            fraction,
                                 guint64           done)
{
  if (self->fraction != fraction)
    {
      self->fraction = CLAMP (fraction, 0, 1);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
    }
  if (self->done != done)
    {
      self->done = done;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DONE]);
    }
}

void
maju_file_transfer_set_waiting (MajuFileTransfer *self,
                                gboolean          waiting)
{
  waiting = waiting && maju_file_transfer_is_open (self);
  if (self->waiting == waiting)
    return;

  self->waiting = waiting;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAITING]);
}

void
maju_file_transfer_set_recipients (MajuFileTransfer *self,
                                   guint             n_recipients,
                                   guint             n_done)
{
  if (self->n_recipients != n_recipients)
    {
      self->n_recipients = n_recipients;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_RECIPIENTS]);
    }
  if (self->n_done != n_done)
    {
      self->n_done = n_done;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_DONE]);
    }
}

void
maju_file_transfer_set_file (MajuFileTransfer *self,
                             GFile            *file)
{
  if (g_set_object (&self->file, file))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILE]);
}

void
maju_file_transfer_accept (MajuFileTransfer *self,
                           GFile            *folder)
{
  g_return_if_fail (MAJU_IS_FILE_TRANSFER (self));
  g_return_if_fail (G_IS_FILE (folder));

  if (!self->is_own && self->state == MAJU_TRANSFER_OFFERED)
    g_signal_emit (self, signals[ACCEPTED], 0, folder, NULL);
}

void
maju_file_transfer_accept_as (MajuFileTransfer *self,
                              GFile            *file)
{
  g_autoptr(GFile) folder = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (MAJU_IS_FILE_TRANSFER (self));
  g_return_if_fail (G_IS_FILE (file));

  folder = g_file_get_parent (file);
  name = g_file_get_basename (file);
  if (folder && !self->is_own && self->state == MAJU_TRANSFER_OFFERED)
    g_signal_emit (self, signals[ACCEPTED], 0, folder, name);
}

void
maju_file_transfer_refuse (MajuFileTransfer *self)
{
  g_return_if_fail (MAJU_IS_FILE_TRANSFER (self));

  if (!self->is_own && self->state == MAJU_TRANSFER_OFFERED)
    g_signal_emit (self, signals[REFUSED], 0);
}

void
maju_file_transfer_cancel (MajuFileTransfer *self)
{
  g_return_if_fail (MAJU_IS_FILE_TRANSFER (self));

  if (maju_file_transfer_is_open (self))
    g_signal_emit (self, signals[CANCELLED], 0);
}

gboolean
maju_file_transfer_is_open (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), FALSE);

  return self->state <= MAJU_TRANSFER_ACTIVE;
}

const char *
maju_file_transfer_get_sender_id (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), NULL);

  return self->sender_id;
}

const char *
maju_file_transfer_get_sender_name (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), NULL);

  return self->sender_name;
}

gboolean
maju_file_transfer_get_is_own (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), FALSE);

  return self->is_own;
}

GDateTime *
maju_file_transfer_get_time (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), NULL);

  return self->time;
}

const char *
maju_file_transfer_get_name (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), NULL);

  return self->name;
}

const char *
maju_file_transfer_get_media_type (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), NULL);

  return self->media_type;
}

guint64
maju_file_transfer_get_size (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), 0);

  return self->size;
}

MajuTransferState
maju_file_transfer_get_state (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), MAJU_TRANSFER_FAILED);

  return self->state;
}

const GError *
maju_file_transfer_get_error (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), NULL);

  return self->error;
}

double
maju_file_transfer_get_fraction (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), 0);

  return self->fraction;
}

guint64
maju_file_transfer_get_done (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), 0);

  return self->done;
}

gboolean
maju_file_transfer_get_waiting (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), FALSE);

  return self->waiting;
}

guint
maju_file_transfer_get_n_recipients (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), 0);

  return self->n_recipients;
}

guint
maju_file_transfer_get_n_done (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), 0);

  return self->n_done;
}

GFile *
maju_file_transfer_get_file (MajuFileTransfer *self)
{
  g_return_val_if_fail (MAJU_IS_FILE_TRANSFER (self), NULL);

  return self->file;
}
