/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-shortcut-session.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define SHORTCUTS "org.freedesktop.portal.GlobalShortcuts"
#define REQUEST "org.freedesktop.portal.Request"
#define SESSION "org.freedesktop.portal.Session"

enum
{
  RESPONSE_SUCCESS,
  RESPONSE_CANCELLED,
};

struct _MajuShortcutSession
{
  GObject parent_instance;

  GDBusConnection *connection;
  GCancellable *cancellable;    /* of all calls */
  char *id;
  char *description;

  char *request;                /* (nullable): path of what is waited for */
  char *path;                   /* the session's */
  guint response_id;
  guint signal_ids[4];
  guint watch_id;
  gboolean is_bound;
  gboolean is_down;
};

enum
{
  BOUND,
  TRIGGER_CHANGED,
  PRESSED,
  RELEASED,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuShortcutSession, maju_shortcut_session, G_TYPE_OBJECT)

static void
set_down (MajuShortcutSession *self,
          gboolean             is_down)
{
  if (self->is_down == is_down)
    return;

  self->is_down = is_down;
  g_signal_emit (self, signals[is_down ? PRESSED : RELEASED], 0);
}

static void
end (MajuShortcutSession *self,
     MajuShortcutEnd      why)
{
  g_signal_emit (self, signals[ENDED], 0, why);
}

static void
forget_request (MajuShortcutSession *self)
{
  if (self->response_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->response_id);
  self->response_id = 0;
  g_clear_pointer (&self->request, g_free);
}

static void
call_close (MajuShortcutSession *self,
            const char          *path,
            const char          *interface)
{
  g_dbus_connection_call (self->connection, PORTAL_NAME, path, interface,
                          "Close", NULL, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          -1, NULL, NULL, NULL);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  MajuShortcutSession *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = NULL;

  /* Cancelled, the session may be no more. */
  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result,
                                         &error);
  if (reply != NULL ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_warning ("The portal gives no key: %s", error->message);
  if (!self->is_bound)
    end (self, MAJU_SHORTCUT_END_FAILED);
}

static void
send_request (MajuShortcutSession *self,
              const char          *method,
              GVariant            *parameters)
{
  g_dbus_connection_call (self->connection, PORTAL_NAME, PORTAL_PATH, SHORTCUTS,
                          method, parameters, G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable,
                          sent_cb, self);
}

/* Returns: the token to send with the call that @response_cb answers. */
static char *
begin_request (MajuShortcutSession *self,
               GDBusSignalCallback  response_cb)
{
  g_autofree char *sender =
    g_strdup (g_dbus_connection_get_unique_name (self->connection) + 1);
  g_autofree char *token = g_strdup_printf ("maju%u", g_random_int ());

  g_strdelimit (sender, ".", '_');
  forget_request (self);
  self->request = g_strdup_printf (PORTAL_PATH "/request/%s/%s", sender, token);
  if (self->path == NULL)
    self->path = g_strdup_printf (PORTAL_PATH "/session/%s/%s", sender, token);
  self->response_id =
    g_dbus_connection_signal_subscribe (self->connection, PORTAL_NAME, REQUEST,
                                        "Response", self->request, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, response_cb,
                                        self, NULL);

  return g_steal_pointer (&token);
}

/* Returns: (nullable): what the desktop calls the key. */
static char *
find_trigger (MajuShortcutSession *self,
              GVariant            *shortcuts)
{
  GVariantIter iter;
  const char *id;
  GVariant *values;

  g_variant_iter_init (&iter, shortcuts);
  while (g_variant_iter_next (&iter, "(&s@a{sv})", &id, &values))
    {
      g_autoptr(GVariant) owned = values;
      const char *trigger = "";

      if (!g_str_equal (id, self->id))
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
  g_autoptr(MajuShortcutSession) self = g_object_ref (user_data);
  g_autoptr(GVariant) results = NULL;
  g_autoptr(GVariant) shortcuts = NULL;
  g_autofree char *trigger = NULL;
  guint response;

  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  forget_request (self);
  shortcuts = g_variant_lookup_value (results, "shortcuts",
                                      G_VARIANT_TYPE ("a(sa{sv})"));
  if (shortcuts != NULL)
    trigger = find_trigger (self, shortcuts);
  if (response != RESPONSE_SUCCESS && response != RESPONSE_CANCELLED)
    {
      end (self, MAJU_SHORTCUT_END_FAILED);
      return;
    }
  if (response == RESPONSE_CANCELLED || trigger == NULL)
    {
      end (self, MAJU_SHORTCUT_END_REFUSED);
      return;
    }

  self->is_bound = TRUE;
  g_signal_emit (self, signals[BOUND], 0, trigger);
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
  g_autoptr(MajuShortcutSession) self = g_object_ref (user_data);
  g_autofree char *token = NULL;
  GVariantBuilder shortcuts;
  GVariantDict shortcut;
  GVariantDict options;
  guint response;

  g_variant_get (parameters, "(ua{sv})", &response, NULL);
  if (response != RESPONSE_SUCCESS)
    {
      end (self, MAJU_SHORTCUT_END_FAILED);
      return;
    }

  token = begin_request (self, bound_cb);
  g_variant_dict_init (&shortcut, NULL);
  g_variant_dict_insert (&shortcut, "description", "s", self->description);
  g_variant_builder_init (&shortcuts, G_VARIANT_TYPE ("a(sa{sv})"));
  g_variant_builder_add (&shortcuts, "(s@a{sv})", self->id,
                         g_variant_dict_end (&shortcut));
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "handle_token", "s", token);
  send_request (self, "BindShortcuts",
                g_variant_new ("(oa(sa{sv})s@a{sv})", self->path, &shortcuts,
                               "", g_variant_dict_end (&options)));
}

static void
take_change (MajuShortcutSession *self,
             GVariant            *parameters)
{
  g_autoptr(GVariant) shortcuts = g_variant_get_child_value (parameters, 1);
  g_autofree char *trigger = find_trigger (self, shortcuts);

  if (trigger != NULL)
    g_signal_emit (self, signals[TRIGGER_CHANGED], 0, trigger);
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
  MajuShortcutSession *self = user_data;
  gboolean is_change = g_str_equal (signal, "ShortcutsChanged");
  const char *session;
  const char *id;

  if (!g_variant_is_of_type (parameters, is_change
                             ? G_VARIANT_TYPE ("(oa(sa{sv}))")
                             : G_VARIANT_TYPE ("(osta{sv})")))
    return;

  g_variant_get_child (parameters, 0, "&o", &session);
  if (g_strcmp0 (session, self->path) != 0)
    return;
  if (is_change)
    {
      take_change (self, parameters);
      return;
    }

  g_variant_get_child (parameters, 1, "&s", &id);
  if (g_str_equal (id, self->id))
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
  g_autoptr(MajuShortcutSession) self = g_object_ref (user_data);

  end (self, MAJU_SHORTCUT_END_TAKEN);
}

static void
portal_gone_cb (GDBusConnection *connection,
                const char      *name,
                gpointer         user_data)
{
  g_autoptr(MajuShortcutSession) self = g_object_ref (user_data);

  end (self, MAJU_SHORTCUT_END_GONE);
}

static void
open_session (MajuShortcutSession *self)
{
  static const char *const names[] = {
    "Activated", "Deactivated", "ShortcutsChanged",
  };
  g_autofree char *token = begin_request (self, created_cb);
  GVariantDict options;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    self->signal_ids[i] =
      g_dbus_connection_signal_subscribe (self->connection, PORTAL_NAME,
                                          SHORTCUTS, names[i], PORTAL_PATH, NULL,
                                          G_DBUS_SIGNAL_FLAGS_NONE, signal_cb,
                                          self, NULL);
  self->signal_ids[G_N_ELEMENTS (names)] =
    g_dbus_connection_signal_subscribe (self->connection, PORTAL_NAME, SESSION,
                                        "Closed", self->path, NULL,
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
maju_shortcut_session_finalize (GObject *object)
{
  MajuShortcutSession *self = MAJU_SHORTCUT_SESSION (object);

  g_object_unref (self->connection);
  g_object_unref (self->cancellable);
  g_free (self->path);
  g_free (self->id);
  g_free (self->description);

  G_OBJECT_CLASS (maju_shortcut_session_parent_class)->finalize (object);
}

static guint
add_signal (const char *name,
            GType       parameter)
{
  return g_signal_new (name, MAJU_TYPE_SHORTCUT_SESSION, G_SIGNAL_RUN_LAST,
                       0, NULL, NULL, NULL, G_TYPE_NONE,
                       parameter != G_TYPE_NONE ? 1 : 0, parameter);
}

static void
maju_shortcut_session_class_init (MajuShortcutSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_shortcut_session_finalize;

  signals[BOUND] = add_signal ("bound", G_TYPE_STRING);
  signals[TRIGGER_CHANGED] = add_signal ("trigger-changed", G_TYPE_STRING);
  signals[PRESSED] = add_signal ("pressed", G_TYPE_NONE);
  signals[RELEASED] = add_signal ("released", G_TYPE_NONE);
  signals[ENDED] = add_signal ("ended", G_TYPE_UINT);
}

static void
maju_shortcut_session_init (MajuShortcutSession *self)
{
  self->cancellable = g_cancellable_new ();
}

MajuShortcutSession *
maju_shortcut_session_new (GDBusConnection *connection,
                           const char      *id,
                           const char      *description)
{
  MajuShortcutSession *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);

  self = g_object_new (MAJU_TYPE_SHORTCUT_SESSION, NULL);
  self->connection = g_object_ref (connection);
  self->id = g_strdup (id);
  self->description = g_strdup (description);
  open_session (self);

  return self;
}

gboolean
maju_shortcut_session_is_bound (MajuShortcutSession *self)
{
  g_return_val_if_fail (MAJU_IS_SHORTCUT_SESSION (self), FALSE);

  return self->is_bound;
}

void
maju_shortcut_session_close (MajuShortcutSession *self)
{
  g_return_if_fail (MAJU_IS_SHORTCUT_SESSION (self));
  g_return_if_fail (self->watch_id != 0);

  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (self->signal_ids); i++)
    g_dbus_connection_signal_unsubscribe (self->connection,
                                          self->signal_ids[i]);
  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  if (self->request != NULL)
    call_close (self, self->request, REQUEST);
  forget_request (self);
  call_close (self, self->path, SESSION);
  set_down (self, FALSE);
}

void
maju_shortcut_session_find_async (GDBusConnection    *connection,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_dbus_connection_call (connection, PORTAL_NAME, PORTAL_PATH,
                          "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", SHORTCUTS, "version"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, -1,
                          cancellable, callback, user_data);
}

gboolean
maju_shortcut_session_find_finish (GDBusConnection *connection,
                                   GAsyncResult    *result,
                                   GError         **error)
{
  g_autoptr(GVariant) reply = NULL;

  reply = g_dbus_connection_call_finish (connection, result, error);

  return reply != NULL;
}
