# SPDX-License-Identifier: GPL-3.0-or-later
"""The credentials in `room`, given to the TURN server that they are for."""

import base64
import hashlib
import hmac
import shutil
import socket
import subprocess
import time

import pytest

from client import new_room
from rfc6455 import DEADLINE

from majutest.turn import BINDING, TurnClient

SECRET = 'not-a-real-secret'


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def answers(port):
    """Whether somebody answers on that port; else it takes some time."""
    client = TurnClient('127.0.0.1', port)
    try:
        return client.request(BINDING).code == 0
    except ConnectionRefusedError:
        time.sleep(0.1)
        return False
    finally:
        client.close()


@pytest.fixture(scope='module')
def turn_port(tmp_path_factory, request):
    """coturn with the settings that we ship, on the loopback."""
    program = shutil.which('turnserver')
    if not program:
        pytest.skip('coturn is not installed')
    directory = tmp_path_factory.mktemp('turn')
    shipped = request.config.rootpath / 'data' / 'examples' / 'turnserver.conf'
    lines = [line for line in shipped.read_text().splitlines()
             if not line.startswith(('static-auth-secret', 'listening-port',
                                     'cert', 'pkey', 'tls-listening-port'))]
    port = free_port()
    lines += [f'static-auth-secret={SECRET}',
              f'listening-port={port}', 'listening-ip=127.0.0.1',
              'relay-ip=127.0.0.1', f'pidfile={directory}/pid',
              f'userdb={directory}/turndb', 'no-tls',
              # It shuffles all ports before it starts.
              'min-port=49160', 'max-port=49200']
    path = directory / 'turnserver.conf'
    path.write_text('\n'.join(lines) + '\n')
    log = open(directory / 'log', 'w+')
    process = subprocess.Popen([program, '-c', path, '--log-file=stdout'],
                               stdout=log, stderr=subprocess.STDOUT,
                               cwd=directory)
    deadline = time.monotonic() + DEADLINE
    while not answers(port):
        log.flush()
        log.seek(0)
        assert process.poll() is None, log.read()
        assert time.monotonic() < deadline, log.read()
    yield port
    # It takes seconds to end politely.
    process.kill()
    process.wait(DEADLINE)
    log.close()


@pytest.fixture
def ask_relay(turn_port):
    """ask_relay(given): a client that has asked for a relay, and the answer's
    error; 0 for none."""
    clients = []

    def ask(given):
        client = TurnClient('127.0.0.1', turn_port, username=given['username'],
                            password=given['credential'])
        clients.append(client)
        return client, client.allocate().code
    yield ask
    for client in clients:
        client.close()


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


def test_coturn_takes_them(start, tmp_path, turn_port, ask_relay):
    _, _, room = ask_server(start, tmp_path, turn_port)
    given = room['ice_servers'][1]
    assert ask_relay(given)[1] == 0
    # Nobody can make them last longer.
    expiry, session = given['username'].split(':')
    changed = {**given, 'username': f'{int(expiry) + 1000}:{session}'}
    assert ask_relay(changed)[1] == 401


def test_fresh_ones_come_in_time(start, tmp_path, turn_port, ask_relay):
    """And a relay that is in use outlives those that it was begun with."""
    _, client, room = ask_server(start, tmp_path, turn_port, **{'turn-ttl': 6})
    first = fresh = room['ice_servers'][1]
    relay, code = ask_relay(first)
    assert code == 0
    for _ in range(20):
        last, fresh = fresh, client.expect('ice_servers')['ice_servers'][1]
        assert fresh['uri'] == first['uri']
        assert int(fresh['username'].split(':')[0]) > int(last['username'].split(':')[0])
        assert fresh['username'].endswith(':' + client.id)
        _, code = ask_relay(first)
        if code == 401:
            break
        assert code == 0
    assert code == 401
    assert ask_relay(fresh)[1] == 0
    assert relay.refresh(600).code == 0
