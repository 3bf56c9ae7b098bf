/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-screen-share-private.h"

#include "maju-config.h"

#include <glib/gi18n-lib.h>

struct _MajuScreenShare
{
  GObject parent_instance;

  MajuScreenSender *sender;
  MajuAudioSender *microphone;
  MajuDeviceMonitor *devices;
  gboolean sound;
  char *restore_token;
  GTask *start_task;            /* while it asks */
  GCancellable *cancellable;
  gulong cancelled_id;
  gboolean ended;
};

G_DEFINE_FINAL_TYPE (MajuScreenShare, maju_screen_share, G_TYPE_OBJECT)

enum
{
  PROP_STATE = 1,
  PROP_ERROR,
  PROP_MODE,
  PROP_SOUND,
  PROP_SOUND_AVAILABLE,
  PROP_SOUND_ON,
  PROP_IS_WINDOW,
  PROP_RESTORE_TOKEN,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
maju_screen_share_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MajuScreenShare *self = MAJU_SCREEN_SHARE (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, maju_screen_share_get_state (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, maju_screen_share_get_error (self));
      break;
    case PROP_MODE:
      g_value_set_enum (value, maju_screen_share_get_mode (self));
      break;
    case PROP_SOUND:
      g_value_set_boolean (value, self->sound);
      break;
    case PROP_SOUND_AVAILABLE:
      g_value_set_boolean (value, maju_screen_share_get_sound_available (self));
      break;
    case PROP_SOUND_ON:
      g_value_set_boolean (value, maju_screen_share_get_sound_on (self));
      break;
    case PROP_IS_WINDOW:
      g_value_set_boolean (value, maju_screen_share_get_is_window (self));
      break;
    case PROP_RESTORE_TOKEN:
      g_value_set_string (value, self->restore_token);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_screen_share_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  MajuScreenShare *self = MAJU_SCREEN_SHARE (object);

  switch (prop_id)
    {
    case PROP_MODE:
      maju_screen_share_set_mode (self, g_value_get_enum (value));
      break;
    case PROP_SOUND:
      maju_screen_share_set_sound (self, g_value_get_boolean (value));
      break;
    case PROP_RESTORE_TOKEN:
      maju_screen_share_set_restore_token (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_screen_share_dispose (GObject *object)
{
  MajuScreenShare *self = MAJU_SCREEN_SHARE (object);

  if (self->sender)
    maju_screen_share_end (self);
  g_clear_object (&self->sender);
  g_clear_object (&self->microphone);
  g_clear_object (&self->devices);

  G_OBJECT_CLASS (maju_screen_share_parent_class)->dispose (object);
}

static void
maju_screen_share_finalize (GObject *object)
{
  MajuScreenShare *self = MAJU_SCREEN_SHARE (object);

  g_free (self->restore_token);

  G_OBJECT_CLASS (maju_screen_share_parent_class)->finalize (object);
}

static void
maju_screen_share_class_init (MajuScreenShareClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
    G_PARAM_STATIC_STRINGS;
  GParamFlags writable = readable | G_PARAM_WRITABLE;

  object_class->get_property = maju_screen_share_get_property;
  object_class->set_property = maju_screen_share_set_property;
  object_class->dispose = maju_screen_share_dispose;
  object_class->finalize = maju_screen_share_finalize;

  props[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MAJU_TYPE_SCREEN_STATE,
                       MAJU_SCREEN_STATE_OFF, readable);
  props[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, readable);
  props[PROP_MODE] =
    g_param_spec_enum ("mode", NULL, NULL, MAJU_TYPE_SCREEN_MODE,
                       MAJU_SCREEN_MODE_TEXT, writable);
  props[PROP_SOUND] =
    g_param_spec_boolean ("sound", NULL, NULL, FALSE, writable);
  props[PROP_SOUND_AVAILABLE] =
    g_param_spec_boolean ("sound-available", NULL, NULL, FALSE, readable);
  props[PROP_SOUND_ON] =
    g_param_spec_boolean ("sound-on", NULL, NULL, FALSE, readable);
  props[PROP_IS_WINDOW] =
    g_param_spec_boolean ("is-window", NULL, NULL, FALSE, readable);
  props[PROP_RESTORE_TOKEN] =
    g_param_spec_string ("restore-token", NULL, NULL, NULL, writable);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
maju_screen_share_init (MajuScreenShare *self)
{
}

static void
update_sound (MajuScreenShare *self)
{
  gboolean on = self->sound && !self->ended &&
    maju_screen_share_get_sound_available (self) &&
    maju_screen_share_get_state (self) == MAJU_SCREEN_STATE_RUNNING;

  if (on == maju_screen_share_get_sound_on (self))
    return;

  maju_audio_sender_set_desktop_sound (self->microphone, on);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SOUND_ON]);
}

/* %NULL when nobody waits for the start. */
static GTask *
steal_start_task (MajuScreenShare *self)
{
  if (self->cancelled_id != 0)
    g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  self->cancelled_id = 0;
  g_clear_object (&self->cancellable);

  return g_steal_pointer (&self->start_task);
}

static void
finish_start (MajuScreenShare *self,
              MajuScreenState  state)
{
  g_autoptr(GTask) task = NULL;

  if (!self->start_task || state == MAJU_SCREEN_STATE_ASKING)
    return;

  task = steal_start_task (self);
  if (state == MAJU_SCREEN_STATE_RUNNING)
    g_task_return_boolean (task, TRUE);
  else if (state == MAJU_SCREEN_STATE_FAILED)
    g_task_return_error (task,
                         g_error_copy (maju_screen_share_get_error (self)));
  else
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                     _("The sharing was stopped."));
}

static void
error_cb (MajuScreenSender *sender,
          GParamSpec       *pspec,
          MajuScreenShare  *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

static void
mode_cb (MajuScreenSender *sender,
         GParamSpec       *pspec,
         MajuScreenShare  *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODE]);
}

/* Each is good for one time. */
static void
take_restore_token (MajuScreenShare *self)
{
  maju_screen_share_set_restore_token (
    self, maju_screen_sender_get_restore_token (self->sender));
}

static void
restore_token_cb (MajuScreenSender *sender,
                  GParamSpec       *pspec,
                  MajuScreenShare  *self)
{
  take_restore_token (self);
}

static void
state_cb (MajuScreenSender *sender,
          GParamSpec       *pspec,
          MajuScreenShare  *self)
{
  MajuScreenState state = maju_screen_sender_get_state (sender);

  if (state == MAJU_SCREEN_STATE_RUNNING)
    take_restore_token (self);
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IS_WINDOW]);
  g_object_thaw_notify (G_OBJECT (self));
  update_sound (self);
  finish_start (self, state);
}

static void
connected_cb (MajuDeviceMonitor *devices,
              GParamSpec        *pspec,
              MajuScreenShare   *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SOUND_AVAILABLE]);
  update_sound (self);
}

static void
watch (MajuScreenShare *self,
       const char      *signal,
       GCallback        callback)
{
  g_signal_connect_object (self->sender, signal, callback, self, 0);
}

MajuScreenShare *
maju_screen_share_new (MajuLocalMedia *media)
{
  MajuScreenShare *self = g_object_new (MAJU_TYPE_SCREEN_SHARE, NULL);

  self->sender = g_object_ref (maju_local_media_get_screen (media));
  self->microphone = g_object_ref (maju_local_media_get_microphone (media));
  self->devices = g_object_ref (maju_local_media_get_devices (media));
  g_signal_connect_object (self->devices, "notify::connected",
                           G_CALLBACK (connected_cb), self, 0);
  watch (self, "notify::error", G_CALLBACK (error_cb));
  watch (self, "notify::state", G_CALLBACK (state_cb));
  watch (self, "notify::mode", G_CALLBACK (mode_cb));
  watch (self, "notify::restore-token", G_CALLBACK (restore_token_cb));

  return self;
}

/* From any thread, under a lock of the cancellable, so that nothing is done
 * here. */
static gboolean
stop_idle_cb (gpointer user_data)
{
  GTask *task = user_data;
  MajuScreenShare *self = g_task_get_source_object (task);

  if (task == self->start_task)
    maju_screen_share_stop (self);

  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable,
              GTask        *task)
{
  g_autoptr(GSource) idle = g_idle_source_new ();

  g_source_set_callback (idle, stop_idle_cb, g_object_ref (task),
                         g_object_unref);
  g_source_attach (idle, g_task_get_context (task));
}

void
maju_screen_share_start_async (MajuScreenShare    *self,
                               XdpParent          *parent,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MAJU_IS_SCREEN_SHARE (self));
  g_return_if_fail (self->start_task == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, maju_screen_share_start_async);
  g_task_set_check_cancellable (task, FALSE);
  if (self->ended)
    {
      g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                       _("The call has ended."));
      return;
    }

  self->start_task = g_steal_pointer (&task);
  maju_screen_sender_start (self->sender, parent, self->restore_token);
  if (cancellable)
    {
      self->cancellable = g_object_ref (cancellable);
      self->cancelled_id = g_cancellable_connect (cancellable,
                                                  G_CALLBACK (cancelled_cb),
                                                  g_object_ref (self->start_task),
                                                  g_object_unref);
    }
}

gboolean
maju_screen_share_start_finish (MajuScreenShare *self,
                                GAsyncResult    *result,
                                GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
maju_screen_share_stop (MajuScreenShare *self)
{
  g_return_if_fail (MAJU_IS_SCREEN_SHARE (self));

  maju_screen_sender_stop (self->sender);
}

void
maju_screen_share_end (MajuScreenShare *self)
{
  if (self->ended)
    return;

  self->ended = TRUE;
  update_sound (self);
  maju_screen_sender_stop (self->sender);
}

MajuScreenState
maju_screen_share_get_state (MajuScreenShare *self)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SHARE (self), MAJU_SCREEN_STATE_OFF);

  return maju_screen_sender_get_state (self->sender);
}

const GError *
maju_screen_share_get_error (MajuScreenShare *self)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SHARE (self), NULL);

  return maju_screen_sender_get_error (self->sender);
}

gboolean
maju_screen_share_get_is_window (MajuScreenShare *self)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SHARE (self), FALSE);

  return maju_screen_sender_get_is_window (self->sender);
}

MajuScreenMode
maju_screen_share_get_mode (MajuScreenShare *self)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SHARE (self), MAJU_SCREEN_MODE_TEXT);

  return maju_screen_sender_get_mode (self->sender);
}

void
maju_screen_share_set_mode (MajuScreenShare *self,
                            MajuScreenMode   mode)
{
  g_return_if_fail (MAJU_IS_SCREEN_SHARE (self));

  maju_screen_sender_set_mode (self->sender, mode);
}

gboolean
maju_screen_share_get_sound (MajuScreenShare *self)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SHARE (self), FALSE);

  return self->sound;
}

void
maju_screen_share_set_sound (MajuScreenShare *self,
                             gboolean         sound)
{
  g_return_if_fail (MAJU_IS_SCREEN_SHARE (self));

  sound = !!sound;
  if (self->sound == sound)
    return;

  self->sound = sound;
  update_sound (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SOUND]);
}

gboolean
maju_screen_share_get_sound_available (MajuScreenShare *self)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SHARE (self), FALSE);

  return maju_device_monitor_get_connected (self->devices);
}

gboolean
maju_screen_share_get_sound_on (MajuScreenShare *self)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SHARE (self), FALSE);

  return maju_audio_sender_get_desktop_sound (self->microphone);
}

const char *
maju_screen_share_get_restore_token (MajuScreenShare *self)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SHARE (self), NULL);

  return self->restore_token;
}

void
maju_screen_share_set_restore_token (MajuScreenShare *self,
                                     const char      *token)
{
  g_return_if_fail (MAJU_IS_SCREEN_SHARE (self));

  if (g_set_str (&self->restore_token, token))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RESTORE_TOKEN]);
}
