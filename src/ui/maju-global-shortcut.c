/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-global-shortcut.h"

#include <glib/gi18n.h>

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define SHORTCUTS "org.freedesktop.portal.GlobalShortcuts"
#define REQUEST "org.freedesktop.portal.Request"
#define SESSION "org.freedesktop.portal.Session"
#define SHORTCUT_ID "push-to-talk"

enum
{
  RESPONSE_SUCCESS,
  RESPONSE_CANCELLED,
};

typedef enum
{
  STATE_OFF,
  STATE_ASKING,
  STATE_BOUND,
} State;

struct _MajuGlobalShortcut
{
  GObject parent_instance;

  GDBusConnection *connection;  /* (nullable) */
  GSettings *settings;
  GCancellable *cancellable;    /* of all calls */
  gboolean known;               /* whether it is available */
  gboolean available;
  gboolean enabled;
  gboolean fresh;               /* just turned on: the desktop shall ask */
  gboolean in_call;

  State state;
  char *request;                /* (nullable): path of what is waited for */
  char *session;                /* (nullable): path */
  guint response_id;
  guint signal_ids[4];
  guint watch_id;
  gboolean is_down;
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
  if (self->state == STATE_ASKING)
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
set_down (MajuGlobalShortcut *self,
          gboolean            is_down)
{
  if (self->is_down == is_down)
    return;

  self->is_down = is_down;
  g_signal_emit (self, signals[is_down ? PRESSED : RELEASED], 0);
}

static void
forget_request (MajuGlobalShortcut *self)
{
  if (self->response_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->response_id);
  self->response_id = 0;
  g_clear_pointer (&self->request, g_free);
}

static void
call_close (MajuGlobalShortcut *self,
            const char         *path,
            const char         *interface)
{
  g_dbus_connection_call (self->connection, PORTAL_NAME, path, interface,
                          "Close", NULL, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          -1, NULL, NULL, NULL);
}

static void
close_session (MajuGlobalShortcut *self)
{
  g_autofree char *request = g_strdup (self->request);
  g_autofree char *session = g_steal_pointer (&self->session);

  if (self->state == STATE_OFF)
    return;

  self->state = STATE_OFF;
  forget_request (self);
  for (guint i = 0; i < G_N_ELEMENTS (self->signal_ids); i++)
    g_dbus_connection_signal_unsubscribe (self->connection,
                                          self->signal_ids[i]);
  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  if (request != NULL)
    call_close (self, request, REQUEST);
  call_close (self, session, SESSION);
  set_down (self, FALSE);
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
fail (MajuGlobalShortcut *self)
{
  lose (self, _("Push to talk from anywhere is off: the desktop could not give "
                "a key. Turn it on in Preferences to try again."));
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  MajuGlobalShortcut *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result,
                                         &error);
  if (reply != NULL ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_warning ("The portal gives no key: %s", error->message);
  if (self->state == STATE_ASKING)
    fail (self);
}

/* Returns: the token to send with the call that @response_cb answers. */
static char *
begin_request (MajuGlobalShortcut *self,
               GDBusSignalCallback response_cb)
{
  g_autofree char *sender =
    g_strdup (g_dbus_connection_get_unique_name (self->connection) + 1);
  g_autofree char *token = g_strdup_printf ("maju%u", g_random_int ());

  g_strdelimit (sender, ".", '_');
  forget_request (self);
  self->request = g_strdup_printf (PORTAL_PATH "/request/%s/%s", sender, token);
  if (self->session == NULL)
    self->session = g_strdup_printf (PORTAL_PATH "/session/%s/%s", sender, token);
  self->response_id =
    g_dbus_connection_signal_subscribe (self->connection, PORTAL_NAME, REQUEST,
                                        "Response", self->request, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, response_cb,
                                        self, NULL);

  return g_steal_pointer (&token);
}

static void
send_request (MajuGlobalShortcut *self,
              const char         *method,
              GVariant           *parameters)
{
  g_dbus_connection_call (self->connection, PORTAL_NAME, PORTAL_PATH, SHORTCUTS,
                          method, parameters, G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable,
                          sent_cb, self);
}

/* Returns: (nullable): what the desktop calls the key. */
static char *
find_trigger (GVariant *shortcuts)
{
  GVariantIter iter;
  const char *id;
  GVariant *values;

  g_variant_iter_init (&iter, shortcuts);
  while (g_variant_iter_next (&iter, "(&s@a{sv})", &id, &values))
    {
      g_autoptr(GVariant) owned = values;
      const char *trigger = "";

      if (!g_str_equal (id, SHORTCUT_ID))
        continue;
      g_variant_lookup (owned, "trigger_description", "&s", &trigger);
      return g_strdup (trigger);
    }

  return NULL;
}

static void
bound_cb (GDBusConnection *connection,
          const char      *sender,
          const char      *path,
          const char      *interface,
          const char      *signal,
          GVariant        *parameters,
          gpointer         user_data)
{
  g_autoptr(MajuGlobalShortcut) self = g_object_ref (user_data);
  g_autoptr(GVariant) results = NULL;
  g_autoptr(GVariant) shortcuts = NULL;
  g_autofree char *trigger = NULL;
  guint response;

  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  forget_request (self);
  shortcuts = g_variant_lookup_value (results, "shortcuts",
                                      G_VARIANT_TYPE ("a(sa{sv})"));
  if (shortcuts != NULL)
    trigger = find_trigger (shortcuts);
  if (response != RESPONSE_SUCCESS && response != RESPONSE_CANCELLED)
    {
      fail (self);
      return;
    }
  if (response == RESPONSE_CANCELLED || trigger == NULL)
    {
      lose (self, _("Push to talk from anywhere is off: no key was given to "
                    "Maju. Turn it on in Preferences to be asked again."));
      return;
    }

  self->state = STATE_BOUND;
  self->fresh = FALSE;
  g_set_str (&self->trigger, trigger);
  if (!self->in_call)
    close_session (self);
  changed (self);
}

static void
created_cb (GDBusConnection *connection,
            const char      *sender,
            const char      *path,
            const char      *interface,
            const char      *signal,
            GVariant        *parameters,
            gpointer         user_data)
{
  g_autoptr(MajuGlobalShortcut) self = g_object_ref (user_data);
  g_autofree char *token = NULL;
  GVariantBuilder shortcuts;
  GVariantDict shortcut;
  GVariantDict options;
  guint response;

  g_variant_get (parameters, "(ua{sv})", &response, NULL);
  if (response != RESPONSE_SUCCESS)
    {
      fail (self);
      return;
    }

  token = begin_request (self, bound_cb);
  g_variant_dict_init (&shortcut, NULL);
  g_variant_dict_insert (&shortcut, "description", "s",
                         _("Hold to talk in a call"));
  g_variant_builder_init (&shortcuts, G_VARIANT_TYPE ("a(sa{sv})"));
  g_variant_builder_add (&shortcuts, "(s@a{sv})", SHORTCUT_ID,
                         g_variant_dict_end (&shortcut));
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "handle_token", "s", token);
  send_request (self, "BindShortcuts",
                g_variant_new ("(oa(sa{sv})s@a{sv})", self->session, &shortcuts,
                               "", g_variant_dict_end (&options)));
}

static void
take_change (MajuGlobalShortcut *self,
             GVariant           *parameters)
{
  g_autoptr(GVariant) shortcuts = g_variant_get_child_value (parameters, 1);
  g_autofree char *trigger = find_trigger (shortcuts);

  if (trigger == NULL)
    return;

  g_set_str (&self->trigger, trigger);
  changed (self);
}

static void
signal_cb (GDBusConnection *connection,
           const char      *sender,
           const char      *path,
           const char      *interface,
           const char      *signal,
           GVariant        *parameters,
           gpointer         user_data)
{
  MajuGlobalShortcut *self = user_data;
  gboolean is_change = g_str_equal (signal, "ShortcutsChanged");
  const char *session;
  const char *id;

  if (!g_variant_is_of_type (parameters, is_change
                             ? G_VARIANT_TYPE ("(oa(sa{sv}))")
                             : G_VARIANT_TYPE ("(osta{sv})")))
    return;

  g_variant_get_child (parameters, 0, "&o", &session);
  if (g_strcmp0 (session, self->session) != 0)
    return;
  if (is_change)
    {
      take_change (self, parameters);
      return;
    }

  g_variant_get_child (parameters, 1, "&s", &id);
  if (g_str_equal (id, SHORTCUT_ID))
    set_down (self, g_str_equal (signal, "Activated"));
}

static void
closed_cb (GDBusConnection *connection,
           const char      *sender,
           const char      *path,
           const char      *interface,
           const char      *signal,
           GVariant        *parameters,
           gpointer         user_data)
{
  g_autoptr(MajuGlobalShortcut) self = g_object_ref (user_data);

  lose (self, _("Push to talk from anywhere is off: the desktop took the key "
                "back. Turn it on in Preferences to use it again."));
}

static void
portal_gone_cb (GDBusConnection *connection,
                const char      *name,
                gpointer         user_data)
{
  g_autoptr(MajuGlobalShortcut) self = g_object_ref (user_data);

  lose (self, _("Push to talk from anywhere is off: the desktop’s service for "
                "it has ended. Turn it on in Preferences to use it again."));
}

static void
open_session (MajuGlobalShortcut *self)
{
  static const char *const names[] = {
    "Activated", "Deactivated", "ShortcutsChanged",
  };
  g_autofree char *token = NULL;
  GVariantDict options;

  self->state = STATE_ASKING;
  token = begin_request (self, created_cb);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    self->signal_ids[i] =
      g_dbus_connection_signal_subscribe (self->connection, PORTAL_NAME,
                                          SHORTCUTS, names[i], PORTAL_PATH, NULL,
                                          G_DBUS_SIGNAL_FLAGS_NONE, signal_cb,
                                          self, NULL);
  self->signal_ids[G_N_ELEMENTS (names)] =
    g_dbus_connection_signal_subscribe (self->connection, PORTAL_NAME, SESSION,
                                        "Closed", self->session, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, closed_cb,
                                        self, NULL);
  self->watch_id =
    g_bus_watch_name_on_connection (self->connection, PORTAL_NAME,
                                    G_BUS_NAME_WATCHER_FLAGS_AUTO_START, NULL,
                                    portal_gone_cb, self, NULL);
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "handle_token", "s", token);
  g_variant_dict_insert (&options, "session_handle_token", "s", token);
  send_request (self, "CreateSession",
                g_variant_new ("(@a{sv})", g_variant_dict_end (&options)));
}

static void
update (MajuGlobalShortcut *self)
{
  gboolean wanted = self->available && self->enabled &&
    (self->in_call || self->fresh);

  if (wanted && self->state == STATE_OFF)
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
version_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  MajuGlobalShortcut *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result,
                                         &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (reply == NULL)
    g_debug ("The desktop gives no keys: %s", error->message);
  self->known = TRUE;
  self->available = reply != NULL;
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
  if (self->connection != NULL)
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
  g_dbus_connection_call (connection, PORTAL_NAME, PORTAL_PATH,
                          "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", SHORTCUTS, "version"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, -1,
                          self->cancellable, version_cb, self);

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
