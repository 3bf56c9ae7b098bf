# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be asked before a connection is a WebSocket."""

import re
import time

import pytest

from client import new_room
from rfc6455 import DEADLINE, WebSocket, upgrade
from server_process import Server, tls_server, wait_until

KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
ORIGIN = 'https://call.example'


def status(server, request):
    """The status of the answer, 0 for a connection that is just closed."""
    connection = server.connect()
    connection.write(request)
    head = connection.read_until(b'\r\n\r\n')
    connection.close()
    found = re.match(rb'HTTP/1\.[01] (\d+) ', head)
    return int(found[1]) if found else 0


@pytest.fixture(scope='module')
def strict(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp('strict'), {
        'listen': {'grace': 0, 'allowed-origins': ORIGIN}})
    yield server
    server.finish()


@pytest.fixture(scope='module')
def hasty(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp('hasty'), {
        'listen': {'grace': 0}, 'limits': {'header-time': 1}})
    yield server
    server.finish()


HANDSHAKES = {
    'as it should be': (upgrade(), 101),
    'with the subprotocol': (
        upgrade(extra=['Sec-WebSocket-Protocol: maju.v1']), 101),
    'among other subprotocols': (
        upgrade(extra=['Sec-WebSocket-Protocol: chat, maju.v1']), 101),
    'another subprotocol': (
        upgrade(extra=['Sec-WebSocket-Protocol: maju.v9']), 0),
    'its origin': (upgrade(extra=[f'Origin: {ORIGIN}']), 101),
    'another origin': (upgrade(extra=['Origin: https://evil.example']), 403),
    'origin null': (upgrade(extra=['Origin: null']), 403),
    'origin with more': (upgrade(extra=[f'Origin: {ORIGIN}.evil']), 403),
    'origin in capitals': (upgrade(extra=[f'Origin: {ORIGIN.upper()}']), 403),
    'own origin': (
        upgrade(host='call.test:8480',
                extra=['Origin: http://call.test:8480']), 101),
    'own origin behind a proxy that does not say so': (
        upgrade(host='call.test', extra=['Origin: https://call.test']), 101),
    'own origin in other letters': (
        upgrade(host='Call.Test', extra=['Origin: https://call.test']), 101),
    'another host': (
        upgrade(host='call.test', extra=['Origin: https://evil.test']), 403),
    'another port': (
        upgrade(host='call.test:8480',
                extra=['Origin: http://call.test:8481']), 403),
    'no port': (
        upgrade(host='call.test:8480', extra=['Origin: http://call.test']),
        403),
    'host with more': (
        upgrade(host='call.test',
                extra=['Origin: https://call.test.evil.test']), 403),
    'host with a path': (
        upgrade(host='call.test', extra=['Origin: https://call.test/']), 403),
    'another scheme': (
        upgrade(host='call.test', extra=['Origin: file://call.test']), 403),
    'scheme alone': (upgrade(host='call.test', extra=['Origin: https://']),
                     403),
    'endless host': (
        upgrade(host='a' * 600, extra=[f'Origin: https://{"a" * 600}']), 403),
    'endless origin': (upgrade(extra=[f'Origin: {"a" * 2000}']), 403),
    'two origins': (upgrade(extra=[f'Origin: {ORIGIN}',
                                   'Origin: https://evil.example']), 400),
    'another path': (upgrade(path='/other'), 404),
    'path above': (upgrade(path='/ws/../other'), 404),
    'no key': (upgrade(key=''), 400),
    'short key': (upgrade(key='xx'), 400),
    'two keys': (upgrade(extra=[f'Sec-WebSocket-Key: {KEY}']), 400),
    'version 8': (upgrade(version='8'), 400),
    'no version': (upgrade(version=None), 400),
    'two versions': (upgrade(extra=['Sec-WebSocket-Version: 13']), 400),
    'HTTP/1.0': (upgrade(http='1.0'), 400),
    'HTTP/3.7': (upgrade(http='3.7'), 400),
    'two hosts': (upgrade(extra=['Host: evil']), 400),
    'POST': (upgrade(method='POST'), 400),
    'with a length': (upgrade(extra=['Content-Length: 5']), 400),
    'with a negative length': (upgrade(extra=['Content-Length: -5']), 400),
    'with a hidden length': (
        upgrade(extra=['X-A: a', 'Content-Length: 5']), 400),
    'another origin that hides': (
        upgrade(extra=['X-A: a', 'Origin: https://evil.example']), 400),
    'with chunks': (upgrade(extra=['Transfer-Encoding: chunked']), 400),
    'to h2c': (upgrade().replace(b'Upgrade: websocket', b'Upgrade: h2c'), 0),
    'to TLS': (upgrade().replace(b'Upgrade: websocket', b'Upgrade: TLS/1.0'),
               403),
}


@pytest.mark.parametrize('name', HANDSHAKES)
def test_handshake(strict, name):
    request, expected = HANDSHAKES[name]
    assert status(strict, request) == expected


def answers(server, **options):
    connection = server.connect()
    connection.write(upgrade(**options))
    head = connection.read_until(b'\r\n\r\n')
    connection.close()
    return int(head.split()[1])


def test_own_page_has_tls_if_the_server_has(start, certificate):
    server = tls_server(start, certificate)
    assert answers(server, host='x.test', extra=['Origin: https://x.test']) == 101
    assert answers(server, host='x.test', extra=['Origin: http://x.test']) == 403


def test_own_page_has_tls_if_the_proxy_says_so(start):
    """And nobody else is believed."""
    proxied = start({'listen': {'trusted-proxies': '127.0.0.1'}})
    direct = start()
    secure = ['Origin: http://x.test', 'X-Forwarded-Proto: https']
    plain = ['Origin: http://x.test', 'X-Forwarded-Proto: http']
    assert answers(proxied, host='x.test', extra=secure) == 403
    assert answers(proxied, host='x.test', extra=plain) == 101
    assert answers(direct, host='x.test', extra=secure) == 101
    secure[0] = 'Origin: https://x.test'
    assert answers(proxied, host='x.test', extra=secure) == 101


REQUESTS = {
    'HTTP/2 by prior knowledge':
        b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0',
    'no host': b'GET /healthz HTTP/1.1\r\n\r\n',
    'two hosts': b'GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n',
    'POST': b'POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc',
    'negative length':
        b'GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
    'length and chunks':
        b'POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n'
        b'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'CONNECT': b'CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n',
    'DELETE': b'DELETE /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
    'noise': b'\x16\x03\x01\x02\0' * 20,
    'two hosts, one behind a name that hides it':
        b'GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\r\nHost: y\r\n\r\n',
    'length behind a name that hides it':
        b'GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: a\r\n'
        b'Content-Length: 3\r\n\r\nabc',
    'space in a name':
        b'GET /healthz HTTP/1.1\r\nHost: x\r\nContent Type: a\r\n\r\n',
    'endless header': b'GET /healthz HTTP/1.1\r\nHost: x\r\nUser-Agent: ' +
                      b'a' * 9000 + b'\r\n\r\n',
}


@pytest.mark.parametrize('name', REQUESTS)
def test_request_is_refused(hasty, name):
    # Some are waited with for more.
    assert status(hasty, REQUESTS[name]) not in (200, 101)


@pytest.mark.parametrize('method', ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
@pytest.mark.parametrize('length', [None, 3, 200000])
def test_other_methods_are_told_which_there_are(server, method, length):
    refused = f'{method} /healthz HTTP/1.1\r\nHost: x\r\n'
    refused += f'Content-Length: {length}\r\n' if length else ''
    # What follows is not taken for a request.
    body = b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'.ljust(length or 0, b'x')
    connection = server.connect()
    connection.write(refused.encode() + b'\r\n' + body)
    head, *rest = connection.read_to_end().decode().split('\r\n\r\n')
    line, *fields = head.split('\r\n')
    assert line.startswith('HTTP/1.1 405 ')
    assert {'allow: GET, HEAD', 'connection: close',
            'content-length: 0'} <= set(fields)
    assert len({field.split(':')[0].lower() for field in fields}) == len(fields)
    assert rest == ['']
    connection.close()
    wait_until(lambda: server.metric('connections') == 0)


def test_health(server):
    assert server.get('/healthz') == ('HTTP/1.1 200 OK', 'ok\n')


@pytest.mark.parametrize('path', ['/', '/ws', '/healthz/', '/metrics2',
                                  '/../etc/passwd', '/%2e%2e/etc/passwd'])
def test_nothing_else_is_there(server, path):
    assert server.get(path)[0].startswith('HTTP/1.1 404 ')


def test_metrics(server):
    client = server.client()
    client.hello(new_room())
    head, body = server.get('/metrics')
    assert head == 'HTTP/1.1 200 OK'
    for line in body.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) maju_\w+ .+|maju_\w+ \d+', line)
    assert server.metric('connections') == 1
    assert server.metric('sessions') == 1
    assert server.metric('rooms') == 1
    assert server.metric('received_total') >= 1
    client.reset()


def test_metrics_can_be_turned_off(start):
    server = start({'listen': {'metrics': 'false'}})
    assert server.get('/metrics')[0].startswith('HTTP/1.1 404 ')


def test_requests_on_one_connection(server):
    connection = server.connect()
    request = b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
    for _ in range(3):
        connection.write(request)
        assert b' 200 ' in connection.read_until(b'\r\n\r\n')
        assert connection.read_until(b'ok\n') == b'ok\n'
    connection.close()


def test_half_requests_are_cut(hasty):
    half = [hasty.connect() for _ in range(300)]
    started = time.monotonic()
    for connection in half:
        connection.write(b'GET /ws HTTP/1.1\r\nHost: x\r\n')
    for connection in half:
        connection.read_to_end()
    print(f'after {time.monotonic() - started:.1f} s')
    wait_until(lambda: hasty.get('/healthz')[1] == 'ok\n')


def test_half_request_has_its_time(server, hasty):
    """What cuts is the setting."""
    patient = server.connect()
    half = hasty.connect()
    for connection in (patient, half):
        connection.write(b'GET /ws HTTP/1.1\r\nHost: x\r\n')
    half.read_to_end()
    assert not patient.readable(0)
    patient.close()


def test_silent_connection_is_cut(hasty):
    connection = hasty.connect()
    assert connection.read_to_end() == b''


def test_answered_connection_is_cut(hasty):
    def is_answered():
        connection = hasty.connect()
        connection.write(b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
        return connection.read_to_end().endswith(b'ok\n')
    wait_until(is_answered)


def test_trickled_request_is_cut(hasty):
    """The time is for the whole request, not for each byte."""
    connection = hasty.connect()
    started = time.monotonic()
    connection.write(b'GET /ws HTTP/1.1\r\nX: ')
    while not connection.readable(0.1):
        if not connection.write(b'a'):
            break
        assert time.monotonic() - started < DEADLINE
    connection.close()


@pytest.mark.parametrize('line', [b'X-A: ' + b'a' * 65530 + b'\r\n',
                                  b'a' * 65536])
def test_endless_headers_cost_nothing(strict, line):
    before = strict.rss_mb()
    connection = strict.connect()
    connection.write(b'GET /ws HTTP/1.1\r\nHost: localhost\r\nX: ')
    sent = 0
    while sent < 64 << 20 and connection.write(line):
        sent += len(line)
    assert sent < 64 << 20
    assert strict.rss_mb() - before < 2


def test_hello_in_time(start):
    server = start({'limits': {'hello-time': 1}})
    client = server.client()
    client.expect_error('time-out')


def test_unanswered_ping_ends_a_connection(start):
    server = start({'limits': {'ping-interval': 1, 'ping-timeout': 10,
                               'resume-time': 1}})
    room = new_room()
    first = server.client()
    first.hello(room)
    second = WebSocket(server.port)
    second.read_message()
    second.send('{"type":"hello","room":"%s"}' % room)
    first.expect('joined')
    # The second answers nothing any more; the first answers while it waits.
    assert first.expect('left')['reason'] == 'lost'
    frames = []
    while (found := second.read_frame()) is not None:
        frames.append(found)
    assert frames[-1].opcode == 9


@pytest.mark.parametrize('listen', ['127.0.0.1', '*'])
def test_proxied_addresses_count(start, listen):
    server = start({'listen': {'trusted-proxies': '127.0.0.0/8'},
                    'limits': {'address-open': 2, 'address-rate': 100}},
                   arguments=['--listen', listen])

    def connect(forwarded):
        return WebSocket(server.port, extra=[f'X-Forwarded-For: {forwarded}'])

    first = [connect('198.51.100.7') for _ in range(2)]
    assert all(b'"welcome"' in c.read_message() for c in first)
    third = connect('198.51.100.7')
    assert b'"welcome"' in third.read_message()
    assert b'"rate-limited"' in third.read_message()
    # What the client itself wrote before is not believed.
    other = connect('198.51.100.7, ::ffff:198.51.100.8, 127.0.0.7')
    assert b'"welcome"' in other.read_message()
    other.send('{"type":"hello","room":"%s"}' % new_room())
    assert b'"room"' in other.read_message()
    # Nor does a long tale hide who tells it.
    liar = connect('192.0.2.1, ' * 100 + '198.51.100.7')
    assert b'"welcome"' in liar.read_message()
    assert b'"rate-limited"' in liar.read_message()
    # A chain of nothing but proxies counts as its first.
    inside = [connect('127.0.0.9, 127.0.0.1') for _ in range(3)]
    assert all(b'"welcome"' in c.read_message() for c in inside)
    assert b'"rate-limited"' in inside[2].read_message()
    # One /64 is one address.
    for _ in range(2):
        first.append(connect(f'2001:db8::{len(first)}'))
        assert b'"welcome"' in first[-1].read_message()
    sixth = connect('2001:db8::ffff')
    sixth.read_message()
    assert b'"rate-limited"' in sixth.read_message()


# What a proxy says that cannot be read, or does not say at all.
UNREADABLE = ['', 'unknown', '198.51.100.7:4711', '198.51.100.7, ',
              '198.51.100.7, 999.1.1.1', '198.51.100.7, -', '_hidden',
              '198.51.100.7, [::1]']


def test_proxy_that_cannot_be_read_counts_itself(start):
    server = start({'listen': {'trusted-proxies': '127.0.0.0/8'},
                    'limits': {'address-open': len(UNREADABLE),
                               'address-rate': 100}})

    def connect(value):
        return WebSocket(server.port, extra=[] if value is None else
                         [f'X-Forwarded-For: {value}'])

    clients = [connect(value) for value in UNREADABLE]
    for client in clients:
        assert b'"welcome"' in client.read_message()
    # All of them were one address: the proxy's, and that is full.
    for value in [None, *UNREADABLE]:
        other = connect(value)
        assert b'"welcome"' in other.read_message()
        assert b'"rate-limited"' in other.read_message()
        other.close()
    # Who can be told apart is not kept out with them.
    readable = connect('198.51.100.7')
    readable.read_message()
    readable.send('{"type":"hello","room":"%s"}' % new_room())
    assert b'"room"' in readable.read_message()
