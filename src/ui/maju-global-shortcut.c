/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-global-shortcut.h"

#include "maju-shortcut-session.h"

#include <glib/gi18n.h>

#define SHORTCUT_ID "push-to-talk"

struct _MajuGlobalShortcut
{
  GObject parent_instance;

  GDBusConnection *connection;  /* (nullable) */
  GSettings *settings;
  GCancellable *cancellable;
  gboolean known;               /* whether it is available */
  gboolean available;
  gboolean enabled;
  gboolean fresh;               /* just turned on: the desktop shall ask */
  gboolean in_call;

  MajuShortcutSession *session; /* (nullable): while a key is wanted */
  char *trigger;                /* (nullable): the key, as the desktop says */
  const char *problem;          /* (nullable) */
};

enum
{
  PROP_0,
  PROP_AVAILABLE,
  PROP_WORDS,
  N_PROPS
};

enum
{
  PRESSED,
  RELEASED,
  LOST,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuGlobalShortcut, maju_global_shortcut, G_TYPE_OBJECT)

static char *
make_words (MajuGlobalShortcut *self)
{
  if (!self->known)
    return NULL;
  if (!self->available)
    return g_strdup (_("This desktop gives no such keys to applications. Its "
                       "own shortcuts can run “gapplication action "
                       "org.maju.Maju talk-down”, and “talk-up”."));
  if (self->problem != NULL)
    return g_strdup (self->problem);
  if (!self->enabled)
    return g_strdup (_("Hold a key to talk, whatever window is in use. The "
                       "desktop asks you which."));
  if (self->session != NULL && !maju_shortcut_session_is_bound (self->session))
    return g_strdup (_("The desktop asks you which key"));
  if (self->trigger == NULL)
    return g_strdup (_("The key works during a call"));
  if (*self->trigger == '\0')
    return g_strdup (_("No key is chosen. Choose one in the system’s "
                       "settings, under Keyboard or Apps."));

  /* Translators: %s is what the desktop calls a key. */
  return g_strdup_printf (_("During a call: %s"), self->trigger);
}

static void
changed (MajuGlobalShortcut *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORDS]);
}

static void
close_session (MajuGlobalShortcut *self)
{
  g_autoptr(MajuShortcutSession) session = g_steal_pointer (&self->session);

  if (session != NULL)
    maju_shortcut_session_close (session);
}

/* It is off from now on: to be asked in each call is no good. */
static void
lose (MajuGlobalShortcut *self,
      const char         *words)
{
  close_session (self);
  self->fresh = FALSE;
  self->enabled = FALSE;
  self->problem = words;
  g_settings_set_boolean (self->settings, "talk-anywhere", FALSE);
  changed (self);
  g_signal_emit (self, signals[LOST], 0, words);
}

static void
ended_cb (MajuShortcutSession *session,
          guint                why,
          MajuGlobalShortcut  *self)
{
  switch ((MajuShortcutEnd) why)
    {
    case MAJU_SHORTCUT_END_REFUSED:
      lose (self, _("Push to talk from anywhere is off: no key was given to "
                    "Maju. Turn it on in Preferences to be asked again."));
      break;

    case MAJU_SHORTCUT_END_TAKEN:
      lose (self, _("Push to talk from anywhere is off: the desktop took the key "
                    "back. Turn it on in Preferences to use it again."));
      break;

    case MAJU_SHORTCUT_END_GONE:
      lose (self, _("Push to talk from anywhere is off: the desktop’s service for "
                    "it has ended. Turn it on in Preferences to use it again."));
      break;

    case MAJU_SHORTCUT_END_FAILED:
    default:
      lose (self, _("Push to talk from anywhere is off: the desktop could not give "
                    "a key. Turn it on in Preferences to try again."));
    }
}

static void
trigger_changed_cb (MajuShortcutSession *session,
                    const char          *trigger,
                    MajuGlobalShortcut  *self)
{
  g_set_str (&self->trigger, trigger);
  changed (self);
}

static void
bound_cb (MajuShortcutSession *session,
          const char          *trigger,
          MajuGlobalShortcut  *self)
{
  self->fresh = FALSE;
  g_set_str (&self->trigger, trigger);
  if (!self->in_call)
    close_session (self);
  changed (self);
}

static void
pressed_cb (MajuShortcutSession *session,
            MajuGlobalShortcut  *self)
{
  g_signal_emit (self, signals[PRESSED], 0);
}

static void
released_cb (MajuShortcutSession *session,
             MajuGlobalShortcut  *self)
{
  g_signal_emit (self, signals[RELEASED], 0);
}

static void
open_session (MajuGlobalShortcut *self)
{
  self->session = maju_shortcut_session_new (self->connection, SHORTCUT_ID,
                                             _("Hold to talk in a call"));
  g_signal_connect_object (self->session, "bound",
                           G_CALLBACK (bound_cb), self, 0);
  g_signal_connect_object (self->session, "trigger-changed",
                           G_CALLBACK (trigger_changed_cb), self, 0);
  g_signal_connect_object (self->session, "pressed",
                           G_CALLBACK (pressed_cb), self, 0);
  g_signal_connect_object (self->session, "released",
                           G_CALLBACK (released_cb), self, 0);
  g_signal_connect_object (self->session, "ended",
                           G_CALLBACK (ended_cb), self, 0);
}

static void
update (MajuGlobalShortcut *self)
{
  gboolean wanted = self->available && self->enabled &&
    (self->in_call || self->fresh);

  if (wanted && self->session == NULL)
    open_session (self);
  else if (!wanted)
    close_session (self);
  changed (self);
}

static void
setting_changed_cb (MajuGlobalShortcut *self)
{
  gboolean enabled = g_settings_get_boolean (self->settings, "talk-anywhere");

  if (enabled == self->enabled)
    return;

  self->enabled = enabled;
  self->fresh = enabled;
  self->problem = NULL;
  update (self);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  MajuGlobalShortcut *self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean available;

  available = maju_shortcut_session_find_finish (G_DBUS_CONNECTION (object),
                                                 result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (!available)
    g_debug ("The desktop gives no keys: %s", error->message);
  self->known = TRUE;
  self->available = available;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
  update (self);
}

static void
maju_global_shortcut_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  MajuGlobalShortcut *self = MAJU_GLOBAL_SHORTCUT (object);

  switch (prop_id)
    {
    case PROP_AVAILABLE:
      g_value_set_boolean (value, self->available);
      break;

    case PROP_WORDS:
      g_value_take_string (value, make_words (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_global_shortcut_dispose (GObject *object)
{
  MajuGlobalShortcut *self = MAJU_GLOBAL_SHORTCUT (object);

  g_cancellable_cancel (self->cancellable);
  close_session (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->connection);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->trigger, g_free);

  G_OBJECT_CLASS (maju_global_shortcut_parent_class)->dispose (object);
}

static void
maju_global_shortcut_class_init (MajuGlobalShortcutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = maju_global_shortcut_get_property;
  object_class->dispose = maju_global_shortcut_dispose;

  properties[PROP_AVAILABLE] =
    g_param_spec_boolean ("available", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                          G_PARAM_STATIC_STRINGS);
  properties[PROP_WORDS] =
    g_param_spec_string ("words", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[PRESSED] = g_signal_new ("pressed", MAJU_TYPE_GLOBAL_SHORTCUT,
                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[RELEASED] = g_signal_new ("released", MAJU_TYPE_GLOBAL_SHORTCUT,
                                    G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
  signals[LOST] = g_signal_new ("lost", MAJU_TYPE_GLOBAL_SHORTCUT,
                                G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
maju_global_shortcut_init (MajuGlobalShortcut *self)
{
  self->cancellable = g_cancellable_new ();
}

MajuGlobalShortcut *
maju_global_shortcut_new (GDBusConnection *connection,
                          GSettings       *settings)
{
  MajuGlobalShortcut *self;

  g_return_val_if_fail (connection == NULL || G_IS_DBUS_CONNECTION (connection),
                        NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (MAJU_TYPE_GLOBAL_SHORTCUT, NULL);
  self->settings = g_object_ref (settings);
  self->enabled = g_settings_get_boolean (settings, "talk-anywhere");
  g_signal_connect_object (settings, "changed::talk-anywhere",
                           G_CALLBACK (setting_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->known = connection == NULL;
  if (connection == NULL)
    return self;

  self->connection = g_object_ref (connection);
  maju_shortcut_session_find_async (connection, self->cancellable, found_cb,
                                    self);

  return self;
}

void
maju_global_shortcut_set_in_call (MajuGlobalShortcut *self,
                                  gboolean            in_call)
{
  g_return_if_fail (MAJU_IS_GLOBAL_SHORTCUT (self));

  if (self->in_call == in_call)
    return;

  self->in_call = in_call;
  update (self);
}
