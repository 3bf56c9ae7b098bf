/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-bind.h"

#include "maju-server-error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#define BACKLOG 1024

static GSocket *
bind_to (const char *address,
         guint       port,
         GError    **error)
{
  g_autoptr(GSocketAddress) where =
    g_inet_socket_address_new_from_string (address, port);
  g_autoptr(GSocket) socket =
    g_socket_new (g_socket_address_get_family (where), G_SOCKET_TYPE_STREAM,
                  G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL)
    return NULL;
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, where, TRUE, error) ||
      !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

int
maju_bind (const char *address,
           guint       port,
           guint      *out_port,
           GError    **error)
{
  gboolean every = g_str_equal (address, "*");
  g_autoptr(GSocket) socket = NULL;
  g_autoptr(GSocketAddress) local = NULL;
  g_autoptr(GError) local_error = NULL;
  int fd = -1;

  /* Both families on one socket, where the system has IPv6. */
  socket = bind_to (every ? "::" : address, port, every ? NULL : &local_error);
  if (socket == NULL && every)
    socket = bind_to ("0.0.0.0", port, &local_error);
  if (socket != NULL)
    local = g_socket_get_local_address (socket, &local_error);

  /* The socket closes its own descriptor when it goes. */
  if (local != NULL)
    fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 0);
  if (fd < 0)
    {
      g_set_error (error, MAJU_SERVER_ERROR, MAJU_SERVER_ERROR_LISTEN,
                   _("Port %u cannot be used: %s"), port,
                   local_error != NULL ? local_error->message
                                       : g_strerror (errno));
      return -1;
    }
  *out_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  return fd;
}
