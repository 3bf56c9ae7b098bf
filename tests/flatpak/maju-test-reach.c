/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * maju-test-reach ID
 *
 * What a program in the sandbox reaches of PipeWire. It says whether there is a
 * socket, and what the Camera portal answers; and then, for each line that it
 * reads, whether the node ID can be bound on the connection that the portal gave.
 */
#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <pipewire/pipewire.h>
#include <stdio.h>

#define NAME      "org.freedesktop.portal.Desktop"
#define PATH      "/org/freedesktop/portal/desktop"
#define INTERFACE "org.freedesktop.portal.Camera"

typedef struct
{
  struct pw_main_loop *loop;
  int seq;
  gboolean refused;
  gboolean bound;
} Reach;

static void
done_cb (void    *data,
         uint32_t id,
         int      seq)
{
  Reach *reach = data;

  if (seq == reach->seq)
    pw_main_loop_quit (reach->loop);
}

static void
error_cb (void       *data,
          uint32_t    id,
          int         seq,
          int         res,
          const char *message)
{
  ((Reach *) data)->refused = TRUE;
}

static void
info_cb (void                      *data,
         const struct pw_node_info *info)
{
  ((Reach *) data)->bound = TRUE;
}

static const struct pw_core_events core_events = {
  .version = PW_VERSION_CORE_EVENTS,
  .done = done_cb,
  .error = error_cb,
};

static const struct pw_node_events node_events = {
  .version = PW_VERSION_NODE_EVENTS,
  .info = info_cb,
};

static void
wait_for_all (Reach          *reach,
              struct pw_core *core)
{
  reach->seq = pw_core_sync (core, PW_ID_CORE, 0);
  pw_main_loop_run (reach->loop);
}

static void
try_to_bind (Reach          *reach,
             struct pw_core *core,
             uint32_t        id)
{
  struct pw_registry *registry = pw_core_get_registry (core, PW_VERSION_REGISTRY, 0);
  struct spa_hook hook = { 0 };
  struct pw_proxy *node;

  reach->refused = reach->bound = FALSE;
  node = pw_registry_bind (registry, id, PW_TYPE_INTERFACE_Node, PW_VERSION_NODE, 0);
  pw_proxy_add_object_listener (node, &hook, &node_events, reach);
  wait_for_all (reach, core);
  g_print ("node %s\n", reach->bound ? "given" : reach->refused ? "refused" : "silent");
  spa_hook_remove (&hook);
  pw_proxy_destroy (node);
  pw_proxy_destroy ((struct pw_proxy *) registry);
}

/* By the socket where there is no descriptor. */
static void
look (int      fd,
      uint32_t id)
{
  Reach reach = { .loop = pw_main_loop_new (NULL) };
  struct pw_context *context = pw_context_new (pw_main_loop_get_loop (reach.loop),
                                               NULL, 0);
  struct spa_hook hook = { 0 };
  struct pw_core *core;
  char line[16];

  core = fd < 0 ? pw_context_connect (context, NULL, 0)
                : pw_context_connect_fd (context, fd, NULL, 0);
  g_print ("%s %s\n", fd < 0 ? "socket" : "remote", core != NULL ? "open" : "closed");
  if (core != NULL)
    {
      pw_core_add_listener (core, &hook, &core_events, &reach);
      while (fgets (line, sizeof line, stdin) != NULL)
        try_to_bind (&reach, core, id);
      spa_hook_remove (&hook);
      pw_core_disconnect (core);
    }
  pw_context_destroy (context);
  pw_main_loop_destroy (reach.loop);
}

static void
response_cb (GDBusConnection *bus,
             const char      *sender,
             const char      *path,
             const char      *interface,
             const char      *signal,
             GVariant        *parameters,
             gpointer         user_data)
{
  guint32 response;

  g_variant_get (parameters, "(u@a{sv})", &response, NULL);
  g_print ("answer %u\n", response);
  g_main_loop_quit (user_data);
}

static gboolean
ask (GDBusConnection *bus,
     GError         **error)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GVariant) reply = NULL;

  g_dbus_connection_signal_subscribe (bus, NAME, "org.freedesktop.portal.Request",
                                      "Response", NULL, NULL,
                                      G_DBUS_SIGNAL_FLAGS_NONE, response_cb, loop,
                                      NULL);
  reply = g_dbus_connection_call_sync (bus, NAME, PATH, INTERFACE, "AccessCamera",
                                       g_variant_new ("(a{sv})", NULL), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
  if (reply == NULL)
    return FALSE;

  g_main_loop_run (loop);

  return TRUE;
}

static int
open_remote (GDBusConnection *bus,
             GError         **error)
{
  g_autoptr(GUnixFDList) fds = NULL;
  g_autoptr(GVariant) reply = NULL;
  int handle;

  reply = g_dbus_connection_call_with_unix_fd_list_sync (bus, NAME, PATH, INTERFACE,
                                                         "OpenPipeWireRemote",
                                                         g_variant_new ("(a{sv})", NULL),
                                                         NULL, G_DBUS_CALL_FLAGS_NONE,
                                                         -1, NULL, &fds, NULL, error);
  if (reply == NULL)
    return -1;

  g_variant_get (reply, "(h)", &handle);

  return g_unix_fd_list_get (fds, handle, error);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GDBusConnection) bus = NULL;
  g_autoptr(GError) error = NULL;
  uint32_t id;
  int fd;

  g_return_val_if_fail (argc == 2, 2);

  id = (uint32_t) g_ascii_strtoull (argv[1], NULL, 10);
  pw_init (NULL, NULL);
  look (-1, id);

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (bus == NULL || !ask (bus, &error))
    g_error ("%s", error->message);
  fd = open_remote (bus, &error);
  if (fd < 0)
    g_print ("remote refused\n");
  else
    look (fd, id);
  pw_deinit ();

  return 0;
}
