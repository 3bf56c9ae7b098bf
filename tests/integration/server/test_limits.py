# SPDX-License-Identifier: GPL-3.0-or-later
"""What one client can cost the server and the others."""

import time

import pytest

from client import new_room
from rfc6455 import (BINARY, CONTINUATION, PING, TEXT, Connection, WebSocket,
                     frame, upgrade)
from server_process import wait_until


def joined(server, room=None):
    client = server.client()
    client.hello(room or new_room())
    return client


def still_serves(server):
    joined(server).say(type='end')
    assert server.get('/healthz')[1] == 'ok\n'


def test_largest_message_passes(server):
    room = new_room()
    first = joined(server, room)
    second = joined(server, room)
    first.expect('joined')
    message = '{"type":"restart","id":1,"to":"%s","generation":0,"p":"' % first.id
    second.send(message + 'x' * (65280 - len(message) - 2) + '"}')
    assert len(first.expect('restart')['p']) > 65000


@pytest.mark.parametrize('size', [65537, 200000, 5 << 20])
def test_larger_is_cut(server, size):
    client = joined(server)
    before = server.rss_mb()
    client.write(frame(TEXT, b'a' * size))
    assert client.read_message() is None
    # Far more is a flood, which gets no answer.
    assert size > 1 << 20 or client.close_code == 1009
    assert server.rss_mb() - before < 2


def test_larger_in_fragments_is_cut(server):
    client = joined(server)
    client.write(frame(TEXT, b'a' * 40000, final=False) +
                 frame(CONTINUATION, b'b' * 30000))
    assert client.read_message() is None
    assert client.close_code == 1009


def test_announced_length_costs_nothing(server):
    before = server.rss_mb()
    clients = [joined(server) for _ in range(20)]
    for client in clients:
        client.write(frame(TEXT, b'', length=(1 << 63) - 1, form=64))
        client.write(b'abc')
    for client in clients:
        assert client.read_message() is None
        assert client.close_code == 1009
    assert server.rss_mb() - before < 4


def test_endless_fragments(server):
    client = joined(server)
    before = server.rss_mb()
    client.write(frame(TEXT, b'a' * 1000, final=False))
    more = frame(CONTINUATION, b'a' * 1000, final=False) * 50
    sent = 0
    while sent < 64 << 20 and client.write(more):
        sent += len(more)
    assert sent < 64 << 20
    client.read_to_end()
    assert server.rss_mb() - before < 2
    still_serves(server)


# Far more than anybody can send until the server looks at its sockets, which it
# does by time: a fast machine sends a hundred megabytes in the meantime.
FLOOD = 1 << 30


def flood(server, client, data):
    """Sends until it is stopped."""
    started = server.cpu_seconds()
    sent = 0
    while sent < FLOOD and client.write(data):
        sent += len(data)
    assert sent < FLOOD, 'nobody stopped it'
    client.close()
    still_serves(server)
    print(f'{sent} bytes cost {server.cpu_seconds() - started:.2f} s')


@pytest.mark.parametrize('data', [
    frame(PING, b'x' * 100) * 100,
    frame(PING) * 1000,
    frame(10, b'x' * 100) * 100,
    frame(TEXT, b'{"type":"ack"}') * 500,
], ids=['pings', 'empty-pings', 'pongs', 'acks'])
def test_flood_is_stopped(server, data):
    before = server.metric('flooded_total'), server.rss_mb()
    flood(server, joined(server), data)
    assert server.metric('flooded_total') == before[0] + 1
    assert server.rss_mb() - before[1] < 4


def test_flood_of_empty_fragments_is_stopped(server):
    client = joined(server)
    before = server.rss_mb()
    client.write(frame(TEXT, b'{', final=False))
    flood(server, client, frame(CONTINUATION, final=False) * 5000)
    assert server.rss_mb() - before < 4


def test_flood_before_hello_is_stopped(server):
    flood(server, WebSocket(server.port), frame(PING, b'x' * 100) * 100)


def test_too_many_messages_are_slowed_down_and_none_is_lost(start):
    server = start({'limits': {'rate': 100, 'rate-burst': 20}})
    room = new_room()
    first = joined(server, room)
    second = joined(server, room)
    first.expect('joined')
    count = 200
    started = time.monotonic()
    for generation in range(count):
        second.relay(first.id, generation=generation)
    for generation in range(count):
        assert first.expect('restart')['generation'] == generation
        first.say(type='ack', ack=first.last_seq)
    assert time.monotonic() - started > (count - 20) / 100 * 0.8
    assert server.metric('throttled_total') >= 1
    # It goes on as before.
    second.relay(first.id, generation=count)
    assert first.expect('restart')['generation'] == count


def test_slow_reader_costs_little(start):
    server = start({'limits': {'rate': 0, 'byte-rate': 0}})
    room = new_room()
    witness = joined(server, room)
    fast = joined(server, room)
    slow = joined(server, room)
    for _ in range(2):
        witness.expect('joined')
    before = server.rss_mb()
    # It acknowledges what it does not read, and never what the server has not
    # had: who hears what was said after it knows that.
    number, refused = 0, None
    while refused is None and number < 4000:
        fast.relay(slow.id, padding='x' * 60000)
        fast.relay(witness.id)
        number += 1
        message = witness.receive()
        while message['type'] in ('away', 'ack'):
            message = witness.receive()
        if message['type'] == 'restart':
            slow.say(type='ack', ack=number)
            witness.say(type='ack', ack=witness.last_seq)
        else:
            refused = message
    assert refused, 'nobody stopped it'
    assert refused['type'] == 'left' and refused['member']['id'] == slow.id
    print(f'after {number} messages')
    assert server.rss_mb() - before < 8
    slow.read_to_end()
    assert server.metric('sessions') == 2


def test_descriptors_used_up_and_free_again(start):
    server = start(files=150)
    before = server.descriptors()
    open_ones, refused = [], 0
    for _ in range(300):
        open_ones.append(Connection(server.port))
    late = Connection(server.port)
    assert late.read_to_end() == b''
    assert server.descriptors() < 150
    # Those above the reserve were closed at once, the others wait.
    for connection in open_ones:
        if connection.readable(0):
            refused += connection.read_to_end() == b''
    wait_until(server.is_idle)
    for connection in open_ones:
        connection.close()
    for _ in range(6):
        still_serves(server)
    wait_until(lambda: server.descriptors() <= before + 4)
    assert refused > 100


def test_descriptors_gone_below_the_reserve(start):
    """Other descriptors than connections take the rest: accept fails."""
    import os
    import resource
    server = start()
    pid = server.process.pid
    used = max(int(n) for n in os.listdir(f'/proc/{pid}/fd')) + 1
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (used, 20000))
    waiting = Connection(server.port)
    waiting.write(b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    wait_until(server.is_idle)
    assert not waiting.readable(0)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (20000, 20000))
    assert b' 200 ' in waiting.read_until(b'\r\n\r\n')
    still_serves(server)
    assert server.read_log().count('accept') < 10


def test_resets_leave_nothing(server):
    room = new_room()
    before = server.descriptors()
    for _ in range(200):
        connection = Connection(server.port)
        connection.write(b'GET /ws HT')
        connection.reset()
    for _ in range(50):
        joined(server).reset()
    joined(server, room)
    wait_until(lambda: server.descriptors() < before + 20)


def test_connections_of_one_address(start):
    server = start({'limits': {'address-open': 3, 'address-rate': 1000}})
    clients = [server.client() for _ in range(3)]
    fourth = server.client()
    error = fourth.expect_error('rate-limited')
    assert 0 < error['retry_after_ms'] < 10000
    # Twice as many are refused before; a page can still be had beside them.
    clients += [WebSocket(server.port) for _ in range(3)]
    assert b' 429 ' in WebSocket(server.port).response
    assert server.get('/r/abcdefgh')[0] == 'HTTP/1.1 200 OK'
    # Four times as many connections of any kind get no answer at all.
    more = [Connection(server.port) for _ in range(9)]
    assert any(c.read_to_end() == b'' for c in more[6:])
    for connection in clients + more:
        connection.close()
    while not WebSocket(server.port).accepted:
        pass


def test_page_for_many_of_one_address(start):
    """A class that opens a link at once, each with all that a browser takes."""
    server = start({'limits': {'address-open': 50, 'address-rate': 10}})
    request = b'GET /r/abcdefgh HTTP/1.1\r\nHost: x\r\n\r\n'
    everyone = [Connection(server.port) for _ in range(30 * 6)]
    for _ in range(8):
        for connection in everyone:
            connection.write(request)
        for connection in everyone:
            assert b' 200 OK' in connection.read_until(b'</html>\n')
    for connection in everyone:
        connection.close()


def test_requests_of_one_address(start):
    server = start({'limits': {'address-rate': 1, 'address-burst': 2}})
    connection = Connection(server.port)
    answers = []
    request = b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
    while not answers or b' 429 ' not in answers[-1]:
        assert connection.write(request)
        answers.append(connection.read_until(b'\r\n\r\n'))
        connection.read_until(b'\n')
    assert len(answers) > 2 * 40
    assert all(b' 200 ' in answer for answer in answers[:-1])
    # It is over when there was time.
    wait_until(lambda: connection.write(request) and
               b' 200 ' in connection.read_until(b'\r\n\r\n') +
               connection.read_until(b'\n'))
    connection.close()


def test_requests_behind_a_proxy_count_each(start):
    server = start({'listen': {'trusted-proxies': '127.0.0.1'},
                    'limits': {'address-rate': 1, 'address-burst': 2}})
    connection = Connection(server.port)

    def ask(address):
        connection.write(b'GET /healthz HTTP/1.1\r\nHost: x\r\n'
                         b'X-Forwarded-For: %s\r\n\r\n' % address)
        head = connection.read_until(b'\r\n\r\n')
        connection.read_until(b'\n')
        return int(head.split()[1])

    while ask(b'198.51.100.7') == 200:
        pass
    assert ask(b'198.51.100.8') == 200


def test_rate_of_one_address(start):
    server = start({'limits': {'address-rate': 1, 'address-burst': 4}})
    # All at once, so that a slow machine does not earn what is not there.
    everyone = [Connection(server.port) for _ in range(30)]
    for connection in everyone:
        connection.write(upgrade())
    answers = []
    for connection in everyone:
        answer = connection.read_until(b'"welcome"')
        connection.write(frame(TEXT, b'{"type":"hello","room":"%s"}' %
                               new_room().encode()))
        # Of the room, or up to the end.
        answers.append(answer + connection.read_until(b'"self_id"'))
    assert sum(b'"self_id"' in answer for answer in answers) >= 4
    assert any(b'"rate-limited"' in answer for answer in answers)


def test_binary_is_refused(server):
    client = joined(server)
    client.send(b'{}', opcode=BINARY)
    assert client.read_message() is None
    assert client.close_code == 1003


def test_deep_json_is_refused(server):
    client = joined(server)
    client.send('{"type":"restart","id":1,"to":"a","x":' + '[' * 30000 +
                ']' * 30000 + '}')
    client.expect_error('too-large')


def test_reset_storm(server):
    """Five hundred at once, half of them in the middle of a handshake."""
    everyone = [Connection(server.port) for _ in range(500)]
    for number, connection in enumerate(everyone):
        if number % 2:
            connection.write(b'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: webs')
    for connection in everyone:
        connection.reset()
    still_serves(server)


def test_noise_in_frames(server):
    import random
    source = random.Random(7)
    for _ in range(60):
        client = joined(server)
        client.write(source.randbytes(source.randrange(1, 400)))
        client.reset()
    still_serves(server)


