/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-network-watch.h"

#include <errno.h>
#include <glib-unix.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

/* A cable that is plugged in is a dozen messages. */
#define GATHER_MS 200

struct _MajuNetworkWatch
{
  GObject parent_instance;

  GMainContext *context;
  GSource *socket_source;
  GSource *gather_source;
  int fd;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuNetworkWatch, maju_network_watch, G_TYPE_OBJECT)

static void
destroy_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
maju_network_watch_finalize (GObject *object)
{
  MajuNetworkWatch *self = MAJU_NETWORK_WATCH (object);

  destroy_source (&self->socket_source);
  destroy_source (&self->gather_source);
  if (self->fd >= 0)
    close (self->fd);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (maju_network_watch_parent_class)->finalize (object);
}

static void
maju_network_watch_class_init (MajuNetworkWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_network_watch_finalize;

  signals[CHANGED] =
    g_signal_new ("changed", MAJU_TYPE_NETWORK_WATCH, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
maju_network_watch_init (MajuNetworkWatch *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->fd = -1;
}

static gboolean
has_address (void)
{
  struct ifaddrs *all = NULL;
  gboolean found = FALSE;

  if (getifaddrs (&all) != 0)
    return TRUE;

  for (struct ifaddrs *one = all; one != NULL && !found; one = one->ifa_next)
    found = one->ifa_addr != NULL &&
      (one->ifa_addr->sa_family == AF_INET ||
       one->ifa_addr->sa_family == AF_INET6) &&
      (one->ifa_flags & IFF_UP) != 0 &&
      (one->ifa_flags & IFF_LOOPBACK) == 0;
  freeifaddrs (all);
  return found;
}

static gboolean
gathered_cb (gpointer user_data)
{
  g_autoptr(MajuNetworkWatch) self = g_object_ref (user_data);

  destroy_source (&self->gather_source);
  g_signal_emit (self, signals[CHANGED], 0, has_address ());
  return G_SOURCE_REMOVE;
}

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  MajuNetworkWatch *self = user_data;
  guint8 message[8192];
  gssize length;

  /* That there is one is all that matters, also that some were lost. */
  do
    length = recv (fd, message, sizeof message, MSG_DONTWAIT);
  while (length > 0 || (length < 0 && (errno == EINTR || errno == ENOBUFS)));
  if (length == 0 || errno != EAGAIN)
    return G_SOURCE_REMOVE;

  if (self->gather_source == NULL)
    {
      self->gather_source = g_timeout_source_new (GATHER_MS);
      g_source_set_callback (self->gather_source, gathered_cb, self, NULL);
      g_source_attach (self->gather_source, self->context);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
open_socket (MajuNetworkWatch *self)
{
  struct sockaddr_nl address = {
    .nl_family = AF_NETLINK,
    .nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE,
  };

  self->fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
                     NETLINK_ROUTE);
  return self->fd >= 0 &&
         bind (self->fd, (struct sockaddr *) &address, sizeof address) == 0;
}

MajuNetworkWatch *
maju_network_watch_new (void)
{
  MajuNetworkWatch *self = g_object_new (MAJU_TYPE_NETWORK_WATCH, NULL);

  if (!open_socket (self))
    {
      g_debug ("Changes of the network are not told: %s", g_strerror (errno));
      return self;
    }

  self->socket_source = g_unix_fd_source_new (self->fd, G_IO_IN);
  g_source_set_callback (self->socket_source, G_SOURCE_FUNC (readable_cb), self,
                         NULL);
  g_source_attach (self->socket_source, self->context);
  return self;
}
