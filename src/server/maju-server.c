/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-server.h"

#include "maju-hub.h"
#include "maju-listener.h"
#include "maju-server-config-private.h"
#include "maju-server-error.h"
#include "maju-web.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  STATE_NEW,
  STATE_RUNNING,
  STATE_STOPPING,
  STATE_STOPPED,
} State;

struct _MajuServer
{
  GObject parent_instance;

  MajuServerConfig *config;
  GMainContext *context;
  GThread *thread;
  MajuServer **holder;          /* counted; what is sent may come too late */
  GTask *start_task;
  GTask *stop_task;
  GError *start_error;          /* made before started_cb(), used in it */
  State state;
  guint port;

  /* Where the other thread looks when it is woken. */
  GMutex command_mutex;
  MajuListener *listener;       /* while it can be woken */
  gboolean reload;
  gboolean stop;
  guint grace_ms;

  /* The server's thread and nobody else. */
  struct
  {
    MajuHub *hub;
    MajuWeb *web;               /* (nullable): switched off */
    MajuListener *listener;
    gboolean draining;
    gint64 deadline_us;
    gboolean closed;
  } impl;
};

G_DEFINE_FINAL_TYPE (MajuServer, maju_server, G_TYPE_OBJECT)

/* What is left when it stops gets this long to take its close frame. */
#define CLOSE_TIME (G_USEC_PER_SEC / 2)

/* The owner's thread, for the other. */

static gboolean
started_cb (gpointer user_data)
{
  MajuServer *self = *(MajuServer **) user_data;
  g_autoptr(GTask) task = NULL;

  if (self == NULL)
    return G_SOURCE_REMOVE;
  task = g_steal_pointer (&self->start_task);
  if (self->start_error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->start_error));
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
ended_cb (gpointer user_data)
{
  MajuServer *self = *(MajuServer **) user_data;
  g_autoptr(GTask) task = NULL;

  if (self == NULL)
    return G_SOURCE_REMOVE;
  g_clear_pointer (&self->thread, g_thread_join);
  self->state = STATE_STOPPED;
  task = g_steal_pointer (&self->stop_task);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/* The server's thread. */

static void
opened_cb (MajuConnection *connection,
           gint64          now_us,
           gpointer        user_data)
{
  MajuServer *self = user_data;

  maju_hub_opened (self->impl.hub, connection, now_us);
}

static void
message_cb (MajuConnection *connection,
            const char     *text,
            gsize           length,
            gint64          now_us,
            gpointer        user_data)
{
  MajuServer *self = user_data;

  maju_hub_message (self->impl.hub, connection, text, length, now_us);
}

static void
closed_cb (MajuConnection *connection,
           gint64          now_us,
           gpointer        user_data)
{
  MajuServer *self = user_data;

  maju_hub_closed (self->impl.hub, connection, now_us);

  /* Those who are there at the end go with the listener. */
  if (self->impl.draining && self->impl.listener != NULL &&
      maju_listener_get_open (self->impl.listener) == 0)
    maju_listener_quit (self->impl.listener);
}

static void
answer_text (MajuResponse *response,
             char         *text)
{
  response->status = 200;
  response->content_type = "text/plain; version=0.0.4; charset=utf-8";
  response->body = g_bytes_new_take (text, strlen (text));
}

static void
request_cb (const MajuRequest *request,
            MajuResponse      *response,
            gpointer           user_data)
{
  MajuServer *self = user_data;
  MajuServerMetrics *metrics = maju_hub_get_metrics (self->impl.hub);

  if (g_str_equal (request->path, "/healthz"))
    answer_text (response, g_strdup ("ok\n"));
  else if (g_str_equal (request->path, "/metrics") && self->config->metrics)
    answer_text (response, maju_server_metrics_print (metrics));
  else if (self->impl.web != NULL &&
           maju_web_answer (self->impl.web, request, response) &&
           response->status != 404)
    *(maju_web_is_page (request->path) ? &metrics->pages_total
                                       : &metrics->files_total) += 1;
}

static gboolean
tick_cb (gint64   now_us,
         gpointer user_data)
{
  MajuServer *self = user_data;
  gboolean more = maju_hub_tick (self->impl.hub, now_us);

  if (!self->impl.draining || now_us < self->impl.deadline_us)
    return more;
  if (self->impl.closed)
    maju_listener_quit (self->impl.listener);
  self->impl.closed = TRUE;
  self->impl.deadline_us = now_us + CLOSE_TIME;
  maju_listener_close_all (self->impl.listener, MAJU_CLOSE_GOING_AWAY,
                           "going away");
  return TRUE;
}

static void
reload (MajuServer *self)
{
  g_autoptr(GError) error = NULL;

  if (!maju_server_get_tls (self))
    g_message ("There is nothing to read anew without TLS");
  else if (maju_listener_reload_tls (self->impl.listener, &error))
    g_message ("The TLS certificate was read anew");
  else
    g_message ("The former TLS certificate stays in use: %s", error->message);
}

static void
woken_cb (gpointer user_data)
{
  MajuServer *self = user_data;
  guint grace_ms;
  gboolean must_reload, stop;

  g_mutex_lock (&self->command_mutex);
  must_reload = self->reload;
  self->reload = FALSE;
  stop = self->stop;
  grace_ms = self->grace_ms;
  g_mutex_unlock (&self->command_mutex);

  if (must_reload)
    reload (self);
  if (!stop || self->impl.draining)
    return;
  self->impl.draining = TRUE;
  self->impl.deadline_us = maju_listener_now () + grace_ms * (gint64) 1000;
  maju_listener_stop_accepting (self->impl.listener);
  if (maju_listener_get_open (self->impl.listener) == 0)
    {
      maju_listener_quit (self->impl.listener);
      return;
    }
  maju_hub_drain (self->impl.hub);
}

static void
refused_cb (gboolean flooded,
            gpointer user_data)
{
  MajuServer *self = user_data;
  MajuServerMetrics *metrics = maju_hub_get_metrics (self->impl.hub);

  if (flooded)
    metrics->flooded_total++;
  else
    metrics->refused_total++;
}

static const MajuListenerEvents events = {
  opened_cb,
  message_cb,
  closed_cb,
  request_cb,
  tick_cb,
  woken_cb,
  refused_cb,
};

static char *
load_secret (MajuServerConfig *config,
             GError          **error)
{
  g_autofree char *text = NULL;

  if (config->turn_secret_file == NULL || config->turn_uris[0] == NULL)
    return NULL;
  if (!g_file_get_contents (config->turn_secret_file, &text, NULL, error))
    return NULL;
  g_strstrip (text);
  if (*text == '\0')
    {
      g_set_error (error, MAJU_SERVER_ERROR, MAJU_SERVER_ERROR_CONFIG,
                   _("%s holds no secret"), config->turn_secret_file);
      return NULL;
    }
  return g_steal_pointer (&text);
}

static gboolean
set_up (MajuServer *self,
        GError    **error)
{
  g_autofree char *secret = NULL;
  g_autoptr(GError) local_error = NULL;

  if (!maju_server_config_check (self->config, error))
    return FALSE;
  secret = load_secret (self->config, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  self->impl.hub = maju_hub_new (self->config, secret);
  self->impl.web = self->config->web ? maju_web_new () : NULL;
  self->impl.listener =
    maju_listener_new (self->config, &events, self, error);
  return self->impl.listener != NULL;
}

static void
send (MajuServer *self,
      GSourceFunc func)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, g_atomic_rc_box_acquire (self->holder),
                         g_atomic_rc_box_release);
  g_source_attach (source, self->context);
}

static void
set_listener (MajuServer   *self,
              MajuListener *listener)
{
  g_mutex_lock (&self->command_mutex);
  self->listener = listener;
  if (listener != NULL)
    self->port = maju_listener_get_port (listener);
  g_mutex_unlock (&self->command_mutex);
}

/* Holds no reference, or the last one could go here and wait for itself:
 * whoever frees the server joins this thread first. */
static gpointer
thread_main (gpointer data)
{
  MajuServer *self = data;

  gboolean ok = set_up (self, &self->start_error);

  if (ok)
    set_listener (self, self->impl.listener);
  send (self, started_cb);
  if (ok)
    maju_listener_run (self->impl.listener);
  set_listener (self, NULL);
  g_clear_pointer (&self->impl.listener, maju_listener_free);
  g_clear_pointer (&self->impl.web, maju_web_free);
  g_clear_pointer (&self->impl.hub, maju_hub_free);
  send (self, ended_cb);
  return NULL;
}

/* The owner's thread. */

static void
request_stop (MajuServer *self,
              guint       grace_ms)
{
  g_mutex_lock (&self->command_mutex);
  self->stop = TRUE;
  self->grace_ms = grace_ms;
  if (self->listener != NULL)
    maju_listener_wake (self->listener);
  g_mutex_unlock (&self->command_mutex);
}

static void
maju_server_finalize (GObject *object)
{
  MajuServer *self = (MajuServer *) object;

  if (self->thread != NULL)
    {
      request_stop (self, 0);
      g_thread_join (self->thread);
    }
  *self->holder = NULL;
  g_clear_pointer (&self->holder, g_atomic_rc_box_release);
  g_clear_error (&self->start_error);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->command_mutex);
  maju_server_config_free (self->config);

  G_OBJECT_CLASS (maju_server_parent_class)->finalize (object);
}

static void
maju_server_class_init (MajuServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = maju_server_finalize;
}

static void
maju_server_init (MajuServer *self)
{
  g_mutex_init (&self->command_mutex);
  self->context = g_main_context_ref_thread_default ();
  self->holder = g_atomic_rc_box_new (MajuServer *);
  *self->holder = self;
}

MajuServer *
maju_server_new (const MajuServerConfig *config)
{
  MajuServer *self;

  g_return_val_if_fail (config != NULL, NULL);

  self = g_object_new (MAJU_TYPE_SERVER, NULL);
  self->config = maju_server_config_copy (config);
  return self;
}

void
maju_server_start_async (MajuServer         *self,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_return_if_fail (MAJU_IS_SERVER (self));
  g_return_if_fail (self->state == STATE_NEW);

  self->state = STATE_RUNNING;
  self->start_task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->start_task, maju_server_start_async);
  self->thread = g_thread_new ("maju-server", thread_main, self);
}

gboolean
maju_server_start_finish (MajuServer   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

guint
maju_server_get_port (MajuServer *self)
{
  guint port;

  g_return_val_if_fail (MAJU_IS_SERVER (self), 0);

  g_mutex_lock (&self->command_mutex);
  port = self->port;
  g_mutex_unlock (&self->command_mutex);
  return port;
}

gboolean
maju_server_get_tls (MajuServer *self)
{
  g_return_val_if_fail (MAJU_IS_SERVER (self), FALSE);

  return self->config->tls_certificate != NULL;
}

void
maju_server_reload (MajuServer *self)
{
  g_return_if_fail (MAJU_IS_SERVER (self));

  g_mutex_lock (&self->command_mutex);
  self->reload = TRUE;
  if (self->listener != NULL)
    maju_listener_wake (self->listener);
  g_mutex_unlock (&self->command_mutex);
}

void
maju_server_stop_async (MajuServer         *self,
                        guint               grace_ms,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MAJU_IS_SERVER (self));
  g_return_if_fail (self->stop_task == NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_server_stop_async);
  if (self->thread == NULL)
    {
      self->state = STATE_STOPPED;
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->state = STATE_STOPPING;
  self->stop_task = g_steal_pointer (&task);
  request_stop (self, grace_ms);
}

gboolean
maju_server_stop_finish (MajuServer   *self,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
