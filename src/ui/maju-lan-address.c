/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-lan-address.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

/* RFC 5737: nobody is there, and a datagram socket that is only connected
 * sends nothing. */
#define SOMEWHERE "192.0.2.1"

static gboolean
is_local (GInetAddress *address)
{
  return g_inet_address_get_is_site_local (address) ||
         g_inet_address_get_is_link_local (address);
}

/* The kernel chooses the address as it would for a datagram to the internet. */
static GInetAddress *
find_by_route (void)
{
  g_autoptr(GSocket) socket = NULL;
  g_autoptr(GInetAddress) there = NULL;
  g_autoptr(GSocketAddress) target = NULL;
  g_autoptr(GSocketAddress) own = NULL;
  GInetAddress *address;

  socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM,
                         G_SOCKET_PROTOCOL_UDP, NULL);
  if (socket == NULL)
    return NULL;
  there = g_inet_address_new_from_string (SOMEWHERE);
  target = g_inet_socket_address_new (there, 9);
  if (!g_socket_connect (socket, target, NULL, NULL))
    return NULL;
  own = g_socket_get_local_address (socket, NULL);
  if (own == NULL)
    return NULL;
  address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (own));
  return is_local (address) ? g_object_ref (address) : NULL;
}

/* A network without a way out, or a computer with a public address. */
static GInetAddress *
find_by_interface (void)
{
  g_autoptr(GInetAddress) found = NULL;
  struct ifaddrs *list = NULL;

  if (getifaddrs (&list) != 0)
    return NULL;
  for (struct ifaddrs *i = list; i != NULL && found == NULL; i = i->ifa_next)
    {
      g_autoptr(GSocketAddress) address = NULL;
      GInetAddress *inet;

      if (i->ifa_addr == NULL || i->ifa_addr->sa_family != AF_INET ||
          (i->ifa_flags & IFF_UP) == 0 || (i->ifa_flags & IFF_LOOPBACK) != 0)
        continue;
      address = g_socket_address_new_from_native (i->ifa_addr,
                                                  sizeof (struct sockaddr_in));
      inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
      if (is_local (inet))
        found = g_object_ref (inet);
    }
  freeifaddrs (list);
  return g_steal_pointer (&found);
}

GInetAddress *
maju_lan_address_find (void)
{
  GInetAddress *address = find_by_route ();

  return address != NULL ? address : find_by_interface ();
}
