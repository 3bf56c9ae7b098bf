# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use the relay with the settings that we ship, how much, how long."""

import socket
import ssl
import time

import pytest
from conftest import join_as_listener

from majutest import wait_until
from majutest.place import RELAY, SECRET
from majutest.process import GUARD
from majutest.turn import BINDING, TurnClient, credentials

PEER = '22.0.0.2'


class Users:
    """Somebody at a computer of their own, and a peer elsewhere."""

    def __init__(self, place):
        self.place = place
        self.host = place.network.add_host('user')
        self.host.connect('eth0', '21.0.0.2/24')
        self.peer_host = place.network.add_host('peer')
        self.peer_host.connect('eth0', f'{PEER}/24')
        self._sockets = []

    def client(self, given=(None, None), **options):
        username, password = given
        client = self.host.inside(lambda: TurnClient(
            RELAY, username=username, password=password, **options))
        self._sockets.append(client)
        return client

    def peer(self):
        def make():
            peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
            peer.bind((PEER, 9999))
            peer.settimeout(GUARD)
            return peer
        peer = self.peer_host.inside(make)
        self._sockets.append(peer)
        return peer

    def close(self):
        for each in self._sockets:
            each.close()


@pytest.fixture
def users(quiet_place):
    users = Users(quiet_place)
    yield users
    users.close()


def given_by_the_server(place):
    """What comes with a room: username and password."""
    client = join_as_listener(place, place.new_link())
    relay = client.room['ice_servers'][-1]
    client.close()
    return relay['username'], relay['credential']


def test_credentials(users):
    """Only those that the server gives, and only until they expire."""
    users.place.start_relay(**{'turn-ttl': 5})
    first = given_by_the_server(users.place)
    username, password = first
    assert users.client(first).allocate().code == 0

    assert users.client().allocate().code == 401
    later = f'{int(username.partition(":")[0]) + 600}:{username.partition(":")[2]}'
    for wrong in [(username, password[::-1]), (later, password), (username, ''),
                  ('somebody', password), credentials('another secret', 'somebody'),
                  credentials(SECRET, 'somebody', seconds=-1)]:
        assert users.client(wrong).allocate().code == 401, wrong

    # Whoever was given a relay keeps it; nobody is given another one.
    in_use = users.client(first)
    assert in_use.allocate().code == 0
    wait_until(lambda: users.client(first).allocate().code == 401, 'they expire', interval=0.5)
    assert time.time() >= int(username.partition(':')[0])
    assert in_use.create_permission(PEER).code == 0
    assert users.client(given_by_the_server(users.place)).allocate().code == 0


def test_how_many(users):
    """12 for one person, 1200 for all: the 13th and the 1201st are refused."""
    users.place.start_turn(all_ports=True)
    # As much as a hundred people may have.
    people = [credentials(SECRET, f'person{n}') for n in range(100)]
    clients = {}
    for person in people:
        clients[person] = [users.client(person) for _ in range(12)]
        assert [client.allocate().code for client in clients[person]] == [0] * 12
        if person is people[0]:
            assert users.client(person).allocate().code == 486
    another = users.client(credentials(SECRET, 'another'))
    assert another.allocate().code == 486
    # Whoever gives one back makes room for another.
    assert clients[people[0]][0].refresh(0).code == 0
    wait_until(lambda: another.allocate().code == 0, 'there is room for another')


def test_how_much(users):
    """6 Mbit/s in each direction, of far more that is sent."""
    users.place.start_turn()
    peer = users.peer()
    client = users.client(credentials(SECRET, 'somebody'))
    assert client.allocate().code == 0
    assert client.create_permission(PEER).code == 0
    n_sent, n_received, started = 0, 0, time.monotonic()
    payload = bytes(1000)
    peer.setblocking(False)
    while time.monotonic() < started + 4 or n_sent < 8e6:
        for _ in range(20):
            client.send(PEER, 9999, payload)
            n_sent += len(payload)
        try:
            while True:
                n_received += len(peer.recv(2000))
        except BlockingIOError:
            pass
    seconds = time.monotonic() - started
    print(f'{n_received / seconds:.0f} of 750000 bytes a second')
    # It is counted by the second, each of which has its whole share.
    assert 750e3 <= n_received <= 750e3 * (seconds + 2)


def test_how_long(users):
    """An hour, then it has to be asked for again."""
    users.place.start_turn()
    client = users.client(credentials(SECRET, 'somebody'))
    assert client.allocate(lifetime=86400).lifetime == 3600
    assert client.refresh(86400).lifetime == 3600
    assert client.refresh(600).lifetime == 600
    assert users.client(credentials(SECRET, 'somebody')).allocate().lifetime == 600
    assert client.refresh(0).code == 0
    wait_until(lambda: client.create_permission(PEER).code != 0, 'it is given back')
    # Its address is nobody's.
    peer = users.peer()
    peer.connect(client.relayed)
    peer.send(b'too late')
    with pytest.raises(ConnectionRefusedError):
        peer.recv(100)


def test_nothing_outlives_its_time(users):
    """As above, with seconds instead of the hour that we ship."""
    users.place.start_turn(changes={'max-allocate-lifetime': 3})
    peer = users.peer()
    client = users.client(credentials(SECRET, 'somebody'))
    answer = client.allocate(lifetime=3600)
    assert answer.lifetime == 3
    assert client.create_permission(PEER).code == 0
    peer.sendto(b'in time', client.relayed)
    assert client.receive_data() == ((PEER, 9999), b'in time')
    wait_until(lambda: client.create_permission(PEER).code != 0, 'it ends', interval=0.2)
    peer.connect(client.relayed)
    peer.send(b'too late')
    with pytest.raises(ConnectionRefusedError):
        peer.recv(100)
    assert client.data == []


@pytest.mark.parametrize('transport', ['udp', 'tcp', 'tls'])
def test_transports(users, transport):
    """Over each of them, something comes to a peer, and back."""
    users.place.start_turn()
    turn = users.place.turn
    options = {'transport': 'udp'}
    if transport != 'udp':
        options['transport'] = 'tcp'
    if transport == 'tls':
        context = ssl.create_default_context(cafile=turn.folder / 'cert.pem')
        options.update(tls=context, port=turn.tls_port)
    peer = users.peer()
    client = users.client(credentials(SECRET, 'somebody'), **options)
    assert client.request(BINDING).code == 0
    assert client.allocate().code == 0
    assert client.create_permission(PEER).code == 0
    client.send(PEER, 9999, b'hello')
    assert peer.recvfrom(100) == (b'hello', client.relayed)
    peer.sendto(b'hello too', client.relayed)
    assert client.receive_data() == ((PEER, 9999), b'hello too')


def test_settings_are_known(users):
    """coturn says nothing about the file that we ship but what it does with it:
    no unknown name, nothing that is out of date."""
    users.place.start_turn(all_ports=True)
    log = users.place.turn.process.output
    for line in log.splitlines():
        assert 'ERROR' not in line and 'WARNING' not in line, line
    assert 'DTLS listeners are not started' in log
    assert '--no-tcp-relay' in log
