/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-screen-sender.h"

#include "maju-screen-capture-private.h"

/* Between two pictures. */
#define TEXT_MS   200
#define MOTION_MS 33

enum
{
  PROP_STATE = 1,
  PROP_ERROR,
  PROP_MODE,
  PROP_IS_WINDOW,
  PROP_RESTORE_TOKEN,
  N_PROPS
};

struct _MajuScreenSender
{
  GObject parent_instance;

  MajuScreenState state;
  GError *error;
  MajuScreenMode mode;
  char *restore_token;

  char *device_id;
  MajuVideoLadder *ladder;
  MajuScreenSource *source;
  MajuScreenCapture *capture;   /* (nullable): of a source that has opened */
  gboolean opened;              /* the source has, its capture is to begin */
  guint n_closing;              /* captures that are being closed */
  GPtrArray *close_tasks;
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuScreenSender, maju_screen_sender, G_TYPE_OBJECT)

/* Text may come late, but not blurred. */
static const MajuVideoStep steps[][MAJU_VIDEO_LADDER_STEPS] = {
  [MAJU_SCREEN_MODE_TEXT] = {
    { 540, 60000, 600000, 40 },
    { 1080, 250000, 2500000, 40 },
    { 2160, 1000000, 6000000, 40 },
  },
  [MAJU_SCREEN_MODE_MOTION] = {
    { 540, 60000, 1200000, 56 },
    { 1080, 1200000, 4000000, 56 },
    { 2160, 4000000, 8000000, 56 },
  },
};

static void
maju_screen_sender_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  MajuScreenSender *self = MAJU_SCREEN_SENDER (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;

    case PROP_MODE:
      g_value_set_enum (value, self->mode);
      break;

    case PROP_IS_WINDOW:
      g_value_set_boolean (value, maju_screen_sender_get_is_window (self));
      break;

    case PROP_RESTORE_TOKEN:
      g_value_set_string (value, self->restore_token);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_screen_sender_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  MajuScreenSender *self = MAJU_SCREEN_SENDER (object);

  switch (prop_id)
    {
    case PROP_MODE:
      maju_screen_sender_set_mode (self, g_value_get_enum (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_screen_sender_dispose (GObject *object)
{
  MajuScreenSender *self = MAJU_SCREEN_SENDER (object);

  maju_screen_sender_stop (self);

  G_OBJECT_CLASS (maju_screen_sender_parent_class)->dispose (object);
}

static void
maju_screen_sender_finalize (GObject *object)
{
  MajuScreenSender *self = MAJU_SCREEN_SENDER (object);

  g_clear_object (&self->ladder);
  g_clear_error (&self->error);
  g_clear_pointer (&self->restore_token, g_free);
  g_clear_pointer (&self->device_id, g_free);
  g_clear_pointer (&self->close_tasks, g_ptr_array_unref);

  G_OBJECT_CLASS (maju_screen_sender_parent_class)->finalize (object);
}

static void
maju_screen_sender_class_init (MajuScreenSenderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
    G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = maju_screen_sender_get_property;
  object_class->set_property = maju_screen_sender_set_property;
  object_class->dispose = maju_screen_sender_dispose;
  object_class->finalize = maju_screen_sender_finalize;

  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MAJU_TYPE_SCREEN_STATE,
                       MAJU_SCREEN_STATE_OFF, readable);
  properties[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, readable);
  properties[PROP_MODE] =
    g_param_spec_enum ("mode", NULL, NULL, MAJU_TYPE_SCREEN_MODE,
                       MAJU_SCREEN_MODE_TEXT, readable | G_PARAM_WRITABLE);
  properties[PROP_IS_WINDOW] =
    g_param_spec_boolean ("is-window", NULL, NULL, FALSE, readable);
  properties[PROP_RESTORE_TOKEN] =
    g_param_spec_string ("restore-token", NULL, NULL, NULL, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_screen_sender_init (MajuScreenSender *self)
{
  self->ladder = maju_video_ladder_new (steps[self->mode], TRUE);
  self->close_tasks = g_ptr_array_new_with_free_func (g_object_unref);
}

MajuScreenSender *
maju_screen_sender_new (void)
{
  return g_object_new (MAJU_TYPE_SCREEN_SENDER, NULL);
}

/* @error: (transfer full) (nullable): why it has FAILED. */
static void
set_state (MajuScreenSender *self,
           MajuScreenState   state,
           GError           *error)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  if (self->error != NULL || error != NULL)
    g_object_notify_by_pspec (object, properties[PROP_ERROR]);
  g_clear_error (&self->error);
  self->error = error;
  if (state != self->state)
    {
      self->state = state;
      g_object_notify_by_pspec (object, properties[PROP_STATE]);
      g_object_notify_by_pspec (object, properties[PROP_IS_WINDOW]);
    }
  g_object_thaw_notify (object);
}

static void begin (MajuScreenSender *self);

static void
capture_closed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(MajuScreenSender) self = user_data;
  g_autoptr(GPtrArray) tasks = NULL;

  maju_screen_capture_close_finish (MAJU_SCREEN_CAPTURE (object), result);
  if (--self->n_closing > 0)
    return;

  tasks = g_steal_pointer (&self->close_tasks);
  self->close_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    g_task_return_boolean (tasks->pdata[i], TRUE);
  if (self->opened)
    begin (self);
}

static void
clear (MajuScreenSender *self)
{
  g_autoptr(MajuScreenCapture) capture = g_steal_pointer (&self->capture);

  if (capture != NULL)
    {
      g_signal_handlers_disconnect_by_data (capture, self);
      self->n_closing++;
      maju_screen_capture_close_async (capture, capture_closed_cb,
                                       g_object_ref (self));
    }
  if (self->source != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->source, self);
      maju_screen_source_close (self->source);
    }
  g_clear_object (&self->source);
  self->opened = FALSE;
}

/* @error: (transfer full). */
static void
fail (MajuScreenSender *self,
      GError           *error)
{
  clear (self);
  set_state (self, MAJU_SCREEN_STATE_FAILED, error);
}

static void
capture_begun_cb (MajuScreenCapture *capture,
                  MajuScreenSender  *self)
{
  set_state (self, MAJU_SCREEN_STATE_RUNNING, NULL);
}

static void
capture_ended_cb (MajuScreenCapture *capture,
                  const GError      *error,
                  MajuScreenSender  *self)
{
  fail (self, g_error_copy (error));
}

static guint
get_interval (MajuScreenSender *self)
{
  return self->mode == MAJU_SCREEN_MODE_TEXT ? TEXT_MS : MOTION_MS;
}

static void
begin (MajuScreenSender *self)
{
  GError *error = NULL;

  self->opened = FALSE;
  self->capture = maju_screen_capture_new (self->source, self->ladder,
                                           get_interval (self));
  g_signal_connect (self->capture, "begun", G_CALLBACK (capture_begun_cb), self);
  g_signal_connect (self->capture, "ended", G_CALLBACK (capture_ended_cb), self);
  if (!maju_screen_capture_start (self->capture, &error))
    fail (self, error);
}

static void
source_opened_cb (MajuScreenSource *source,
                  MajuScreenSender *self)
{
  if (g_set_str (&self->restore_token,
                 maju_screen_source_get_restore_token (source)))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESTORE_TOKEN]);

  /* The encoders have one pipeline at a time. */
  self->opened = TRUE;
  if (self->n_closing == 0)
    begin (self);
}

static void
source_ended_cb (MajuScreenSource *source,
                 const GError     *error,
                 MajuScreenSender *self)
{
  fail (self, g_error_copy (error));
}

void
maju_screen_sender_set_device_id (MajuScreenSender *self,
                                  const char       *device_id)
{
  g_return_if_fail (MAJU_IS_SCREEN_SENDER (self));

  g_set_str (&self->device_id, device_id);
}

void
maju_screen_sender_start (MajuScreenSender *self,
                          XdpParent        *parent,
                          const char       *restore_token)
{
  g_return_if_fail (MAJU_IS_SCREEN_SENDER (self));
  g_return_if_fail (self->source == NULL);

  self->source = maju_screen_source_new (self->device_id);
  g_signal_connect (self->source, "opened", G_CALLBACK (source_opened_cb),
                    self);
  g_signal_connect (self->source, "ended", G_CALLBACK (source_ended_cb), self);
  set_state (self, MAJU_SCREEN_STATE_ASKING, NULL);
  maju_screen_source_open (self->source, parent, restore_token);
}

void
maju_screen_sender_stop (MajuScreenSender *self)
{
  g_return_if_fail (MAJU_IS_SCREEN_SENDER (self));

  clear (self);
  set_state (self, MAJU_SCREEN_STATE_OFF, NULL);
}

MajuScreenState
maju_screen_sender_get_state (MajuScreenSender *self)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SENDER (self), MAJU_SCREEN_STATE_OFF);

  return self->state;
}

const GError *
maju_screen_sender_get_error (MajuScreenSender *self)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SENDER (self), NULL);

  return self->error;
}

gboolean
maju_screen_sender_get_is_window (MajuScreenSender *self)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SENDER (self), FALSE);

  return self->state == MAJU_SCREEN_STATE_RUNNING &&
         maju_screen_source_is_window (self->source);
}

const char *
maju_screen_sender_get_restore_token (MajuScreenSender *self)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SENDER (self), NULL);

  return self->restore_token;
}

MajuScreenMode
maju_screen_sender_get_mode (MajuScreenSender *self)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SENDER (self), MAJU_SCREEN_MODE_TEXT);

  return self->mode;
}

void
maju_screen_sender_set_mode (MajuScreenSender *self,
                             MajuScreenMode    mode)
{
  g_return_if_fail (MAJU_IS_SCREEN_SENDER (self));
  g_return_if_fail (mode <= MAJU_SCREEN_MODE_MOTION);

  if (mode == self->mode)
    return;

  self->mode = mode;
  maju_video_ladder_set_steps (self->ladder, steps[mode]);
  if (self->capture != NULL)
    maju_screen_capture_set_interval (self->capture, get_interval (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODE]);
}

guint
maju_screen_sender_add_consumer (MajuScreenSender *self,
                                 guint             height,
                                 MajuSampleFunc    func,
                                 gpointer          user_data,
                                 GDestroyNotify    destroy)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SENDER (self), 0);
  g_return_val_if_fail (func != NULL, 0);

  return maju_video_ladder_add (self->ladder, height, func, user_data, destroy);
}

void
maju_screen_sender_remove_consumer (MajuScreenSender *self,
                                    guint             id)
{
  g_return_if_fail (MAJU_IS_SCREEN_SENDER (self));

  if (!maju_video_ladder_remove (self->ladder, id))
    g_critical ("There is no consumer %u", id);
}

void
maju_screen_sender_set_consumer_height (MajuScreenSender *self,
                                        guint             id,
                                        guint             height)
{
  g_return_if_fail (MAJU_IS_SCREEN_SENDER (self));

  if (!maju_video_ladder_set_height (self->ladder, id, height))
    g_critical ("There is no consumer %u", id);
}

void
maju_screen_sender_set_consumer_limit (MajuScreenSender *self,
                                       guint             id,
                                       guint             bitrate)
{
  g_return_if_fail (MAJU_IS_SCREEN_SENDER (self));

  if (!maju_video_ladder_set_limit (self->ladder, id, bitrate))
    g_critical ("There is no consumer %u", id);
}

void
maju_screen_sender_set_consumer_codec (MajuScreenSender *self,
                                       guint             id,
                                       MajuVideoCodec    codec)
{
  g_return_if_fail (MAJU_IS_SCREEN_SENDER (self));

  if (!maju_video_ladder_set_codec (self->ladder, id, codec))
    g_critical ("There is no consumer %u", id);
}

void
maju_screen_sender_request_key_frame (MajuScreenSender *self)
{
  g_return_if_fail (MAJU_IS_SCREEN_SENDER (self));

  maju_video_ladder_request_key_frame (self->ladder);
}

void
maju_screen_sender_close_async (MajuScreenSender   *self,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MAJU_IS_SCREEN_SENDER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_screen_sender_close_async);
  maju_screen_sender_stop (self);
  if (self->n_closing == 0)
    g_task_return_boolean (task, TRUE);
  else
    g_ptr_array_add (self->close_tasks, g_steal_pointer (&task));
}

void
maju_screen_sender_close_finish (MajuScreenSender *self,
                                 GAsyncResult     *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}
