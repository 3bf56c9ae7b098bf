/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-background.h"

#include <glib/gi18n.h>
#include <libportal/portal.h>

#define NOTIFICATION "background"

struct _MajuBackground
{
  GObject parent_instance;

  GtkApplication *application;  /* not owned: it owns this */
  MajuRinger *ringer;
  GSettings *settings;
  XdpPortal *portal;            /* (nullable) */
  gboolean in_call;
  gboolean holding;
  char *status;                 /* as the desktop knows it */

  gboolean asking;
  gboolean ask_again;           /* something changed meanwhile */
  gboolean granted;
  gboolean refused;
  gboolean autostart;           /* as was asked for, or is about to be */
  const char *autostart_words;
};

enum
{
  PROP_0,
  PROP_AUTOSTART_WORDS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuBackground, maju_background, G_TYPE_OBJECT)

static void ask (MajuBackground *self);

static gboolean
has_window (MajuBackground *self)
{
  return gtk_application_get_windows (self->application) != NULL;
}

static void
update_hold (MajuBackground *self)
{
  gboolean wanted = maju_ringer_get_n_rooms (self->ringer) > 0 && !self->refused;

  if (self->holding == wanted)
    return;

  self->holding = wanted;
  if (wanted)
    g_application_hold (G_APPLICATION (self->application));
  else
    g_application_release (G_APPLICATION (self->application));
}

/* Anybody who looks at the screen can read it: no names. */
static char *
make_status (MajuBackground *self)
{
  guint n_rooms = maju_ringer_get_n_rooms (self->ringer);

  if (self->in_call)
    return g_strdup (_("In a call"));
  if (n_rooms == 0)
    return NULL;

  return g_strdup_printf (ngettext ("Waiting for calls to %u room",
                                    "Waiting for calls to %u rooms", n_rooms),
                          n_rooms);
}

static void
status_set_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* The portal refuses it outside of a sandbox, where no desktop shows it. */
  if (!xdp_portal_set_background_status_finish (XDP_PORTAL (object), result,
                                                &error))
    g_debug ("The desktop takes no status: %s", error->message);
}

static void
update_status (MajuBackground *self)
{
  g_autofree char *status = make_status (self);

  if (g_strcmp0 (status, self->status) == 0)
    return;

  g_set_str (&self->status, status);
  if (self->portal != NULL)
    xdp_portal_set_background_status (self->portal, status, NULL,
                                      status_set_cb, NULL);
}

static void
set_autostart_words (MajuBackground *self,
                     const char     *words)
{
  if (self->autostart_words == words)
    return;

  self->autostart_words = words;
  g_object_notify_by_pspec (G_OBJECT (self),
                            properties[PROP_AUTOSTART_WORDS]);
}

static void
take_autostart_back (MajuBackground *self,
                     const char     *words)
{
  self->autostart = FALSE;
  g_settings_set_boolean (self->settings, "autostart", FALSE);
  set_autostart_words (self, words);
}

static void
tell_refusal (MajuBackground *self)
{
  g_autoptr(GNotification) notification = NULL;

  notification = g_notification_new (_("Rooms Ring Only While Maju Is Open"));
  g_notification_set_body (notification,
                           _("The system does not let Maju wait for calls "
                             "without a window. You can allow it in the "
                             "system’s settings, under Apps."));
  g_application_send_notification (G_APPLICATION (self->application),
                                   NOTIFICATION, notification);
}

static void
take_refusal (MajuBackground *self)
{
  gboolean told = self->refused;

  self->granted = FALSE;
  self->refused = TRUE;
  if (self->autostart)
    take_autostart_back (self, _("The system does not allow it. You can allow "
                                 "it in the system’s settings, under Apps."));
  if (!told && !has_window (self) &&
      maju_ringer_get_n_rooms (self->ringer) > 0)
    tell_refusal (self);
}

/* Nobody said no: without a portal, or for a program that the portal does not
 * know, nothing stands against a program without a window. */
static void
take_failure (MajuBackground *self,
              const char     *why)
{
  g_debug ("There is no answer about the background: %s", why);
  if (self->autostart)
    take_autostart_back (self, _("This desktop does not start Maju. Look for "
                                 "startup applications in the system’s "
                                 "settings."));
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MajuBackground) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean allowed;

  allowed = xdp_portal_request_background_finish (XDP_PORTAL (object), result,
                                                  &error);
  self->asking = FALSE;
  if (self->application == NULL)
    return;

  if (self->ask_again)
    {
      self->ask_again = FALSE;
      ask (self);
      return;
    }
  if (allowed)
    {
      self->granted = TRUE;
      self->refused = FALSE;
    }
  else if (error == NULL ||
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    take_refusal (self);
  else
    take_failure (self, error->message);
  update_hold (self);
}

/* Each request says whether to start with the desktop, too: one that did not
 * would end that. */
static void
ask (MajuBackground *self)
{
  g_autoptr(GPtrArray) command = NULL;

  if (self->portal == NULL)
    {
      take_failure (self, "no portal");
      return;
    }
  if (self->asking)
    {
      self->ask_again = TRUE;
      return;
    }

  self->asking = TRUE;
  command = g_ptr_array_new ();
  g_ptr_array_add (command, (char *) "maju");
  g_ptr_array_add (command, (char *) "--gapplication-service");
  xdp_portal_request_background (self->portal, NULL,
                                 _("Maju rings when somebody calls you in a "
                                   "room that you keep open."),
                                 g_steal_pointer (&command),
                                 self->autostart ? XDP_BACKGROUND_FLAG_AUTOSTART
                                                 : XDP_BACKGROUND_FLAG_NONE,
                                 NULL, answered_cb, g_object_ref (self));
}

static void
rooms_changed_cb (MajuBackground *self)
{
  update_hold (self);
  update_status (self);
}

static void
window_removed_cb (MajuBackground *self)
{
  if (has_window (self) || self->granted ||
      maju_ringer_get_n_rooms (self->ringer) == 0)
    return;

  ask (self);
}

static void
autostart_changed_cb (MajuBackground *self)
{
  gboolean autostart = g_settings_get_boolean (self->settings, "autostart");

  if (autostart == self->autostart)
    return;

  self->autostart = autostart;
  set_autostart_words (self, NULL);
  ask (self);
}

static void
maju_background_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MajuBackground *self = MAJU_BACKGROUND (object);

  switch (prop_id)
    {
    case PROP_AUTOSTART_WORDS:
      g_value_set_string (value, self->autostart_words != NULL
                          ? self->autostart_words
                          : _("Without a window, to ring for the rooms that "
                              "you keep open"));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_background_dispose (GObject *object)
{
  MajuBackground *self = MAJU_BACKGROUND (object);

  self->application = NULL;
  g_clear_object (&self->ringer);
  g_clear_object (&self->settings);
  g_clear_object (&self->portal);
  g_clear_pointer (&self->status, g_free);

  G_OBJECT_CLASS (maju_background_parent_class)->dispose (object);
}

static void
maju_background_class_init (MajuBackgroundClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = maju_background_get_property;
  object_class->dispose = maju_background_dispose;

  properties[PROP_AUTOSTART_WORDS] =
    g_param_spec_string ("autostart-words", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_background_init (MajuBackground *self)
{
  g_autoptr(GError) error = NULL;

  self->portal = xdp_portal_initable_new (&error);
  if (self->portal == NULL)
    g_debug ("There is no portal: %s", error->message);
}

MajuBackground *
maju_background_new (GtkApplication *application,
                     MajuRinger     *ringer,
                     GSettings      *settings)
{
  MajuBackground *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (MAJU_IS_RINGER (ringer), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (MAJU_TYPE_BACKGROUND, NULL);
  self->application = application;
  self->ringer = g_object_ref (ringer);
  self->settings = g_object_ref (settings);
  self->autostart = g_settings_get_boolean (settings, "autostart");
  g_signal_connect_object (ringer, "notify::n-rooms",
                           G_CALLBACK (rooms_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "window-removed",
                           G_CALLBACK (window_removed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::autostart",
                           G_CALLBACK (autostart_changed_cb), self,
                           G_CONNECT_SWAPPED);
  rooms_changed_cb (self);

  return self;
}

void
maju_background_set_in_call (MajuBackground *self,
                             gboolean        in_call)
{
  g_return_if_fail (MAJU_IS_BACKGROUND (self));

  self->in_call = in_call;
  update_status (self);
}
