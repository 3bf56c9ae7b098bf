# SPDX-License-Identifier: GPL-3.0-or-later
"""The credentials in `room`, given to the TURN server that they are for."""

import base64
import hashlib
import hmac
import os
import shutil
import socket
import struct
import subprocess
import time

import pytest

from client import new_room
from rfc6455 import DEADLINE

SECRET = 'not-a-real-secret'
COOKIE = 0x2112A442
ALLOCATE, REFRESH, CREATE_PERMISSION = 3, 4, 8
USERNAME, ERROR_CODE, PEER, REALM, NONCE = 0x6, 0x9, 0x12, 0x14, 0x15
INTEGRITY, FAMILY, TRANSPORT = 0x8, 0x17, 0x19
UDP = struct.pack('!Bxxx', 17)


def attribute(kind, value):
    return (struct.pack('!HH', kind, len(value)) + value +
            bytes(-len(value) % 4))


class Turn:
    """A TURN client (RFC 8656), as much as asking for an allocation needs."""

    def __init__(self, port, username, credential):
        self.username = username.encode()
        self.credential = credential.encode()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(('127.0.0.1', port))
        self.socket.settimeout(DEADLINE)
        self.key = self.signed = None

    def ask(self, kind, attributes, transaction=None):
        transaction = transaction or os.urandom(12)
        body = b''.join(attributes)
        if self.key:
            body += self.signed
            head = struct.pack('!HHI', kind, len(body) + 24, COOKIE)
            digest = hmac.new(self.key, head + transaction + body,
                              hashlib.sha1).digest()
            body += attribute(INTEGRITY, digest)
        self.socket.send(struct.pack('!HHI', kind, len(body), COOKIE) +
                         transaction + body)
        answer = self.socket.recv(2048)
        assert answer[8:20] == transaction
        found, at = {}, 20
        while at + 4 <= len(answer):
            name, length = struct.unpack('!HH', answer[at:at + 4])
            found[name] = answer[at + 4:at + 4 + length]
            at += 4 + length + -length % 4
        error = found.get(ERROR_CODE)
        return error[2] * 100 + error[3] if error else 0, found

    def allocate(self, ipv6=False):
        wanted = [attribute(TRANSPORT, UDP)]
        if ipv6:
            wanted.append(attribute(FAMILY, b'\x02\0\0\0'))
        code, found = self.ask(ALLOCATE, wanted)
        assert code == 401
        realm = found[REALM]
        self.signed = b''.join([attribute(USERNAME, self.username),
                                attribute(REALM, realm),
                                attribute(NONCE, found[NONCE])])
        self.key = hashlib.md5(b':'.join([self.username, realm,
                                          self.credential])).digest()
        return self.ask(ALLOCATE, wanted)[0]

    def refresh(self):
        return self.ask(REFRESH, [])[0]

    def permit(self, address):
        transaction = os.urandom(12)
        family = 2 if ':' in address else 1
        raw = socket.inet_pton(socket.AF_INET6 if family == 2
                               else socket.AF_INET, address)
        pad = struct.pack('!I', COOKIE) + transaction
        mixed = bytes(a ^ b for a, b in zip(raw, pad))
        value = struct.pack('!BBH', 0, family, 9 ^ (COOKIE >> 16)) + mixed
        return self.ask(CREATE_PERMISSION, [attribute(PEER, value)],
                        transaction)[0]


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


@pytest.fixture(scope='module')
def turn_port(tmp_path_factory, request):
    """coturn with the settings that we ship, on the loopback."""
    program = shutil.which('turnserver')
    if not program:
        pytest.skip('coturn is not installed')
    directory = tmp_path_factory.mktemp('turn')
    shipped = request.config.rootpath / 'data' / 'examples' / 'turnserver.conf'
    lines = [line for line in shipped.read_text().splitlines()
             if not line.startswith(('static-auth-secret', 'realm',
                                     'listening-port', 'pidfile', 'syslog',
                                     'cert', 'pkey', 'tls-listening-port'))]
    port = free_port()
    lines += [f'static-auth-secret={SECRET}', 'realm=maju.test',
              f'listening-port={port}', 'listening-ip=127.0.0.1',
              'relay-ip=127.0.0.1', 'relay-ip=::1', f'pidfile={directory}/pid',
              f'userdb={directory}/turndb', 'no-tls', 'no-cli',
              # It shuffles all ports before it starts.
              'min-port=49160', 'max-port=49200']
    path = directory / 'turnserver.conf'
    path.write_text('\n'.join(lines) + '\n')
    log = open(directory / 'log', 'w+')
    process = subprocess.Popen([program, '-c', path, '--log-file=stdout'],
                               stdout=log, stderr=subprocess.STDOUT,
                               cwd=directory)
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    probe.connect(('127.0.0.1', port))
    probe.settimeout(0.1)
    deadline = time.monotonic() + DEADLINE
    binding = struct.pack('!HHI', 1, 0, COOKIE) + os.urandom(12)
    while True:
        try:
            probe.send(binding)
            probe.recv(2048)
            break
        except (TimeoutError, ConnectionRefusedError):
            log.flush()
            log.seek(0)
            assert process.poll() is None, log.read()
            assert time.monotonic() < deadline, log.read()
    yield port
    probe.close()
    # It takes seconds to end politely.
    process.kill()
    process.wait(DEADLINE)
    log.close()


def ask_server(start, tmp_path, turn_port, **ice):
    secret = tmp_path / 'secret'
    secret.write_text(SECRET + '\n')
    uri = f'turn:127.0.0.1:{turn_port}?transport=udp'
    server = start({'ice': {'turn-uris': uri, 'turn-secret-file': secret,
                            'stun-uris': 'stun:stun.example.org', **ice}})
    client = server.client()
    return server, client, client.hello(new_room())


def test_servers_are_told(start, tmp_path):
    started = int(time.time())
    server, client, room = ask_server(start, tmp_path, 3478)
    stun, turn = room['ice_servers']
    assert stun == {'uri': 'stun:stun.example.org'}
    assert turn['uri'] == 'turn:127.0.0.1:3478?transport=udp'
    expiry, session = turn['username'].split(':')
    assert session == client.id
    assert started <= int(expiry) - 10 * 60 <= time.time()
    digest = hmac.new(SECRET.encode(), turn['username'].encode(), hashlib.sha1)
    assert turn['credential'] == base64.b64encode(digest.digest()).decode()
    assert SECRET not in server.read_log()
    assert turn['credential'] not in server.read_log()


def test_nobody_gets_them_before_hello(start, tmp_path):
    server, _, _ = ask_server(start, tmp_path, 3478)
    stranger = server.client()
    assert 'ice_servers' not in stranger.welcome


def test_a_resume_brings_fresh_ones(start, tmp_path):
    server, client, room = ask_server(start, tmp_path, 3478)
    client.reset()
    again = server.client()
    turn = again.resume(room['token'], 0)['ice_servers'][1]
    assert turn['username'].endswith(':' + client.id)


def test_several_and_none(start):
    assert start().client().hello(new_room())['ice_servers'] == []
    uris = ['stun:a.example', 'stun:b.example:3479']
    server = start(arguments=[f'--stun-uri={uri}' for uri in uris])
    room = server.client().hello(new_room())
    assert [item['uri'] for item in room['ice_servers']] == uris


def test_their_lifetime_is_an_option(start, tmp_path):
    secret = tmp_path / 'secret'
    secret.write_text(SECRET + '\n')
    started = int(time.time())
    server = start(arguments=['--turn-uri=turn:127.0.0.1', f'--turn-secret-file={secret}',
                              '--turn-ttl=3600'])
    turn, = server.client().hello(new_room())['ice_servers']
    assert started <= int(turn['username'].split(':')[0]) - 3600 <= time.time()


def test_coturn_takes_them(start, tmp_path, turn_port):
    _, _, room = ask_server(start, tmp_path, turn_port)
    given = room['ice_servers'][1]
    turn = Turn(turn_port, given['username'], given['credential'])
    assert turn.allocate() == 0


def test_coturn_refuses_others(start, tmp_path, turn_port):
    _, _, room = ask_server(start, tmp_path, turn_port)
    given = room['ice_servers'][1]
    later = str(int(given['username'].split(':')[0]) + 1000)
    changed = later + ':' + given['username'].split(':')[1]
    assert Turn(turn_port, changed, given['credential']).allocate() == 401
    old = f'{int(time.time()) - 10}:someone'
    digest = hmac.new(SECRET.encode(), old.encode(), hashlib.sha1).digest()
    credential = base64.b64encode(digest).decode()
    assert Turn(turn_port, old, credential).allocate() == 401


def test_fresh_ones_come_in_time(start, tmp_path, turn_port):
    """And a relay that is in use outlives those that it was begun with."""
    _, client, room = ask_server(start, tmp_path, turn_port, **{'turn-ttl': 6})
    first = fresh = room['ice_servers'][1]
    relay = Turn(turn_port, first['username'], first['credential'])
    assert relay.allocate() == 0
    for _ in range(20):
        last, fresh = fresh, client.expect('ice_servers')['ice_servers'][1]
        assert fresh['uri'] == first['uri']
        assert int(fresh['username'].split(':')[0]) > int(last['username'].split(':')[0])
        assert fresh['username'].endswith(':' + client.id)
        code = Turn(turn_port, first['username'], first['credential']).allocate()
        if code == 401:
            break
        assert code == 0
    assert code == 401
    assert Turn(turn_port, fresh['username'], fresh['credential']).allocate() == 0
    assert relay.refresh() == 0


INSIDE = {
    False: ['127.0.0.1', '0.0.0.0', '10.0.0.5', '100.64.0.1', '172.16.0.1',
            '192.168.1.1', '169.254.169.254', '224.0.0.1', '255.255.255.255'],
    True: ['::1', '::', '::ffff:127.0.0.1', '::ffff:10.0.0.5',
           '::ffff:169.254.169.254', 'fe80::1', 'fd00::1', 'ff02::1',
           '64:ff9b::a00:5', '2002:a00:5::1'],
}


@pytest.mark.parametrize('ipv6', [False, True], ids=['IPv4', 'IPv6'])
def test_shipped_settings_keep_the_inside_closed(start, tmp_path, turn_port,
                                                 ipv6):
    _, _, room = ask_server(start, tmp_path, turn_port)
    given = room['ice_servers'][1]
    turn = Turn(turn_port, given['username'], given['credential'])
    assert turn.allocate(ipv6) == 0
    assert turn.permit('2606:4700::1' if ipv6 else '8.8.8.8') == 0
    for address in INSIDE[ipv6]:
        assert turn.permit(address) == 403, address
