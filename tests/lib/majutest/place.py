# SPDX-License-Identifier: GPL-3.0-or-later
"""Two people in networks of their own, a server and a relay."""

import random
import re

from .call import Peer, Server
from .network import Home, TurnServer

# Who is at which network. No address that is kept for documentation: the
# relay's settings that we ship let nobody reach those.
ADDRESSES = {'Ana': ['10.1.0.2/24'], 'Bo': ['10.2.0.2/24']}
ADDRESSES_6 = {'Ana': ['2a0a:1::2/64'], 'Bo': ['2a0a:2::2/64']}
SIGNALING, SIGNALING_6 = '10.9.0.2', 'fd00:9::2'
RELAY, RELAY_6 = '20.0.0.2', '2a0a:20::2'
STUN = f'stun:{RELAY}:3478'
UDP = f'turn:{RELAY}:3478?transport=udp'
TCP = f'turn:{RELAY}:3478?transport=tcp'
TLS = f'turns:{RELAY}:5349?transport=tcp'
SECRET = 'not-a-real-secret'
# Where their homes are, when they are behind NAT. Inside, both networks are the
# one that most homes have, and they have the same address there.
HOMES = {'Ana': '21.0.0.2/24', 'Bo': '23.0.0.2/24'}
INSIDE = '192.168.1.2/24'
# What their microphones hear, and what their cameras see.
TONES = {'Ana': 440, 'Bo': 1000}
LOOKS = {'Ana': 'sky', 'Bo': 'dawn'}


class Place:
    """Two people in a network each, and a server of which both know."""

    def __init__(self, session, network, *, addresses=ADDRESSES, nats=None):
        self.session = session
        self.network = network
        self.hosts = {name: network.add_host(name.lower()) for name in ADDRESSES}
        self.homes = {}
        self.connect_people(addresses, nats)
        self.server_host = network.add_host('server')
        self.server_host.connect('eth0', f'{SIGNALING}/24', f'{SIGNALING_6}/64')
        self.server_host.connect('eth1', f'{RELAY}/24', f'{RELAY_6}/64')
        self.peers = {}
        self.turn = self.server = None

    def connect_people(self, addresses, nats):
        for name, host in self.hosts.items():
            if nats:
                home = Home(self.network, name.lower(), HOMES[name], nat=nats[name])
                host.connect('eth0', INSIDE, router=home.router)
                self.homes[name] = home
            else:
                host.connect('eth0', *addresses[name])

    def separate(self, protocols='udp, tcp'):
        """Nothing of these gets from one person's network to the other's."""
        self.network.drop('iifname { "ana-eth0", "bo-eth0" } oifname { "ana-eth0", "bo-eth0" } '
                          f'meta l4proto {{ {protocols} }}')

    def drop_from_homes(self, rule):
        """Nothing of this protocol, with what follows, leaves the homes."""
        homes = ', '.join(home.address for home in self.homes.values())
        self.network.drop(f'ip saddr {{ {homes} }} meta l4proto {rule}')

    def clients_by_tcp(self, port=3478):
        """The addresses from which the relay has connections now."""
        lines = self.server_host.run('ss', '-Hnt', 'state', 'established')
        return set(re.findall(rf'{re.escape(RELAY)}:{port} +([0-9.]+):', lines))

    def start_server(self, *, address=SIGNALING, **ice):
        """* is an address of both families, of which people know the name."""
        # Whoever only listens answers no pings while a test does something else.
        settings = {'ice': ice, 'limits': {'ping-timeout': 600}}
        self.server = Server(self.session, address=address, via=self.server_host.via,
                             settings=settings)
        if address == '*':
            for host in self.hosts.values():
                host.know({'server': [SIGNALING_6, SIGNALING]}, self.session.folder)
            self.server.url = f'http://server:{self.server.port}'

    def start_turn(self, addresses=(RELAY, RELAY_6), **options):
        self.turn = TurnServer(self.session, self.server_host, addresses, SECRET, **options)

    def start_relay(self, *, address=SIGNALING, **ice):
        """A TURN server, and a server that gives credentials for it."""
        if not self.turn:
            self.start_turn()
        secret = self.session.folder / 'turn-secret'
        secret.write_text(SECRET + '\n')
        ice.setdefault('turn-uris', f'turn:{RELAY}:{self.turn.port}?transport=udp')
        self.start_server(address=address, **{'turn-secret-file': secret, **ice})

    def new_link(self):
        """A link to a room that nobody is in."""
        room = ''.join(random.choices('abcdefghjkmnpqrstuvwxyz', k=16))
        return f'{self.server.url}/r/{room}#{"A" * 22}'

    def join(self, name, *, camera='none', microphone='test', **options):
        if 'link' in options:
            pass
        elif self.peers:
            options['link'] = next(iter(self.peers.values())).link
        else:
            options['server'] = self.server
        peer = Peer(self.session, name, camera=camera, microphone=microphone,
                    via=self.hosts[name].via, **options)
        self.peers[name] = peer
        return peer

    def plug_in(self, name):
        """A camera that counts and a microphone that hears a tone."""
        devices = self.session.devices
        devices.add_camera(f'camera-{name}', f'{name}’s Camera', LOOKS[name])
        microphone = devices.add_microphone(f'microphone-{name}', f'{name}’s Microphone')
        microphone.play_tone(TONES[name], dbfs=-15)
        return {'camera': f'camera-{name}', 'microphone': f'microphone-{name}'}

    def call(self, *, text='', **options):
        """Ana and Bo see, hear and read each other."""
        devices = {name: self.plug_in(name) for name in ('Ana', 'Bo')}
        pair = [self.join(name, **devices[name], chat=[f'{text}This is {name}.'], **options)
                for name in ('Ana', 'Bo')]
        for peer, other in zip(pair, ('Bo', 'Ana')):
            peer.wait_connected(other)
        for peer, other in zip(pair, ('Bo', 'Ana')):
            peer.wait_recorded(other, seconds=1, frames=20)
            peer.wait_seen(other, 15)
            peer.wait_heard(other, TONES[other])
            peer.wait_event(f'chat {other}: {text}This is {other}.')
        return pair

    def hang_up(self, ana, bo):
        """Each one's report of the path between them."""
        bo.leave()
        ana.leave()
        paths = []
        for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
            assert peer.status == 0, peer.process.describe()
            about = peer.about(other)
            print(f'{peer.name}: {about["path"]}')
            assert about['verified'] is True
            numbers = [n for n in peer.seen_numbers(other) if n is not None]
            assert len(numbers) >= 15 and numbers == sorted(numbers)
            paths.append(about['path'])
        return paths

    def close(self):
        if self.turn:
            self.turn.stop()
