# SPDX-License-Identifier: GPL-3.0-or-later
"""What the relay with the settings that we ship does for nobody: pass something
on to where it does not belong."""

import ipaddress
import re
import socket

import pytest

from majutest.network import POWERLESS
from majutest.place import RELAY, RELAY_6, SECRET
from majutest.process import GUARD, TOP
from majutest.turn import TurnClient, credentials

# What IANA's registries of special-purpose addresses do not call globally
# reachable, and multicast.
SPECIAL = {
    4: ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16',
        '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16',
        '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
    6: ['::/128', '::1/128', '::ffff:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64',
        '100:0:0:1::/64', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '5f00::/16',
        'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
}
# Where clouds tell their machines what these are, secrets included.
METADATA = {
    4: ['169.254.169.254', '169.254.170.2', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
    6: ['fd00:ec2::254', 'fd20:ce::254'],
}
# Ways to write an IPv4 address as IPv6: as socket libraries do, IPv4-compatible,
# translated, NAT64 with both prefixes, 6to4, and Teredo's server and client.
FORMS = [
    lambda v4: int(v4) | 0xffff << 32,
    lambda v4: int(v4),
    lambda v4: int(v4) | 0xffff << 48,
    lambda v4: int(v4) | 0x64ff9b << 96,
    lambda v4: int(v4) | 0x64ff9b0001 << 80,
    lambda v4: 0x2002 << 112 | int(v4) << 80 | 1,
    lambda v4: 0x20010000 << 96 | int(v4) << 64,
    lambda v4: 0x20010000 << 96 | (int(v4) ^ 0xffffffff),
]
OUTSIDE, OUTSIDE_6 = '22.0.0.2', '2a0a:22::2'


def ends(network):
    """The first and the last address of it."""
    network = ipaddress.ip_network(network)
    return [network[0], network[-1]]


def refused(version):
    addresses = [end for network in SPECIAL[version] for end in ends(network)]
    addresses += map(ipaddress.ip_address, METADATA[version])
    if version == 6:
        addresses += [ipaddress.IPv6Address(form(address))
                      for address in refused(4) for form in FORMS]
    return addresses


def is_given_out(address):
    """Of IPv6, 2000::/3 only."""
    if address.version == 6 and address not in ipaddress.ip_network('2000::/3'):
        return False
    return not any(address in ipaddress.ip_network(network)
                   for network in SPECIAL[address.version])


def neighbours(version):
    """Addresses on both sides of what is refused that are not."""
    kind = ipaddress.ip_address(refused(version)[0]).__class__
    numbers = {int(end) + step for network in SPECIAL[version]
               for end, step in zip(ends(network), (-1, 1))}
    addresses = [kind(n) for n in sorted(numbers) if 0 <= n < 1 << (32 if version == 4 else 128)]
    return [address for address in addresses if is_given_out(address)]


class Relay:
    """The relay, somebody who may use it, and a host that anybody may reach."""

    def __init__(self, place):
        self.place = place
        self.user = place.network.add_host('user')
        self.user.connect('eth0', '21.0.0.2/24', '2a0a:21::2/64')
        self.outside = place.network.add_host('outside')
        self.outside.connect('eth0', f'{OUTSIDE}/24', f'{OUTSIDE_6}/64')
        place.start_turn()
        self._clients = []

    def client(self, family=4, transport='udp', **options):
        """With a relayed address of that family."""
        username, password = credentials(SECRET, 'somebody')
        client = self.user.inside(lambda: TurnClient(
            RELAY, username=username, password=password, transport=transport, **options))
        self._clients.append(client)
        assert client.allocate(family=family).code == 0
        assert client.relayed[0] == (RELAY if family == 4 else RELAY_6)
        return client

    def listen(self, host, address, port=9):
        """A socket of a host that takes what comes."""
        def make():
            family = socket.AF_INET6 if ':' in address else socket.AF_INET
            listener = socket.socket(family, socket.SOCK_DGRAM)
            listener.bind((address, port))
            listener.settimeout(GUARD)
            return listener
        listener = host.inside(make)
        self._clients.append(listener)
        return listener

    def close(self):
        for client in self._clients:
            client.close()


@pytest.fixture
def relay(quiet_place):
    # An ordinary user may listen on any port here.
    quiet_place.server_host.run('sysctl', '-qw', 'net.ipv4.ip_unprivileged_port_start=1')
    relay = Relay(quiet_place)
    yield relay
    relay.close()


@pytest.mark.parametrize('family', [4, 6])
def test_peers(relay, family):
    """By a permission as by a channel."""
    client = relay.client(family)
    wrong = {}
    for address in refused(family):
        codes = (client.create_permission(address).code, client.bind_channel(address, 9).code)
        if codes != (403, 403):
            wrong[str(address)] = codes
    assert not wrong

    allowed = neighbours(family)
    assert len(allowed) >= (20 if family == 4 else 8), allowed
    for number, address in enumerate(allowed):
        codes = (client.create_permission(address).code,
                 client.bind_channel(address, 9, 0x4000 + number).code)
        if codes != (0, 0):
            wrong[str(address)] = codes
    assert not wrong
    # No IPv6 peer at all is reached from an IPv4 address.
    if family == 4:
        for address in ['::ffff:10.0.0.1', 'fd00:ec2::254', OUTSIDE_6]:
            assert client.create_permission(address).code == 443
            assert client.bind_channel(address, 9).code == 443


def test_send_indications(relay):
    """Those that nobody has a permission for go nowhere."""
    inside = relay.listen(relay.place.server_host, '10.9.0.2')
    loopback = relay.listen(relay.place.server_host, '127.0.0.1')
    outside = relay.listen(relay.outside, OUTSIDE)
    client = relay.client()
    for address in ('10.9.0.2', '127.0.0.1', OUTSIDE):
        client.send(address, 9, b'too early')
    assert client.create_permission('10.9.0.2').code == 403
    assert client.create_permission('127.0.0.1').code == 403
    assert client.create_permission(OUTSIDE).code == 0
    # All of it goes through coturn in this order.
    for address in ('10.9.0.2', '127.0.0.1', OUTSIDE):
        client.send(address, 9, b'now')
    data, sender = outside.recvfrom(100)
    assert (data, sender) == (b'now', client.relayed)
    for listener in (inside, loopback):
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.recv(100)

    # Back goes only what comes from whom there is a permission for.
    stranger = relay.listen(relay.place.hosts['Bo'], '10.2.0.2')
    stranger.sendto(b'a stranger', client.relayed)
    outside.sendto(b'thanks', client.relayed)
    assert client.receive_data() == ((OUTSIDE, 9), b'thanks')
    assert client.data == []


def test_no_tcp_to_peers(relay):
    """RFC 6062 is turned off."""
    for transport in ('udp', 'tcp'):
        client = relay.client(transport=transport)
        for address in ('10.9.0.2', OUTSIDE):
            assert client.connect(address, 80).code in (400, 403, 405, 447), transport
    username, password = credentials(SECRET, 'somebody')
    client = relay.user.inside(lambda: TurnClient(
        RELAY, username=username, password=password, transport='tcp'))
    assert client.allocate(protocol=6).code == 442
    client.close()


def start_firewall(host):
    """What we ship, for whoever coturn runs as here."""
    user = host.run(*POWERLESS, 'id', '-u').strip()
    rules = (TOP / 'data' / 'examples' / 'turnserver.nft').read_text()
    rules, n_changes = re.subn('skuid "turnserver"', f'skuid {user}', rules)
    assert n_changes == 1
    host.run('nft', '-f', '-', text=rules)


def test_the_machine_itself(relay):
    """Its public address is where other relays are, so only the firewall that we
    ship keeps its services from what comes over the relay."""
    host = relay.place.server_host
    service = relay.listen(host, RELAY, 53)
    client, other = relay.client(), relay.client()
    for one in (client, other):
        assert one.create_permission(RELAY).code == 0
    client.send(RELAY, 53, b'without')
    assert service.recv(100) == b'without'

    start_firewall(host)
    client.send(RELAY, 53, b'with')
    client.send(RELAY, 3478, b'with')
    client.send(*other.relayed, b'to a relay')
    assert other.receive_data() == (client.relayed, b'to a relay')
    service.setblocking(False)
    with pytest.raises(BlockingIOError):
        service.recv(100)
    assert 'counter packets 2 ' in host.run('nft', 'list', 'ruleset')
    # Others still get an answer from it, and so does who is on this machine, but
    # here from a port that is no relay's: it is the same user.
    service.settimeout(GUARD)
    for asker, address in ((relay.user, '21.0.0.2'), (host, RELAY)):
        question = relay.listen(asker, address, 30000)
        question.sendto(b'who?', (RELAY, 53))
        assert service.recvfrom(100) == (b'who?', (address, 30000))
        service.sendto(b'me', (address, 30000))
        assert question.recv(100) == b'me'
