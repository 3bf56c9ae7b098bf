# SPDX-License-Identifier: GPL-3.0-or-later
"""RFC 6455, by the chapters of the Autobahn test suite.

The server does not echo, it relays: a text that is a message to somebody in
the room must come out there, byte for byte; anything else is answered with an
error, or by failing the connection.
"""

import struct

import pytest

from client import new_room
from rfc6455 import (BINARY, CLOSE, CONTINUATION, DEADLINE, PING, PONG, TEXT,
                     WebSocket, frame)

# What libwebsockets 4.3.5 does by itself and lets nobody change.
KNOWN = {
    '2.10 ten pings': 'drops a ping while it has not answered the last',
    '5.19 pings inside': 'drops a ping while it has not answered the last',
    '9.1 length in 16 bits': 'takes lengths that are not minimal',
    '9.2 length in 64 bits': 'takes lengths that are not minimal',
    '9.4 unmasked': 'takes frames without a mask; nobody can see it',
}

RELAYED, FAILED, ERROR = 'relayed', 'failed', 'error'
GREEK = 'κόσμε'.encode()
CASES = {}


def case(name, frames, expected, chop=0):
    """frames: a function of the relayed text's maker, or a list of bytes."""
    assert name not in CASES
    CASES[name] = (frames, expected, chop)


def split(data, *places):
    """The fragments of one message."""
    edges = [0, *places, len(data)]
    parts = [data[a:b] for a, b in zip(edges, edges[1:])]
    return [frame(TEXT if n == 0 else CONTINUATION, part,
                  final=n == len(parts) - 1) for n, part in enumerate(parts)]


# 1: sizes. The relayed copy may be 256 bytes longer than the message.
case('1.1 text of 0', [frame(TEXT)], ERROR)
for size in (125, 126, 127, 128, 65279, 65280):
    case(f'1.1 text of {size}', lambda make, size=size:
         [frame(TEXT, make(size=size))], RELAYED)
case('1.1 text of 65536', lambda make: [frame(TEXT, make(size=65536))], ERROR)
case('1.1 text chopped', lambda make: [frame(TEXT, make(size=3000))], RELAYED,
     chop=97)
for size in (0, 125, 126, 127, 128, 65535, 65536):
    case(f'1.2 binary of {size}', [frame(BINARY, b'*' * size)], [1003])
case('1.2 binary chopped', [frame(BINARY, b'*' * 3000)], [1003], chop=97)

# 2: pings.
for payload in (b'', b'hello', bytes([0, 255, 254, 253]), b'\xfe' * 125):
    case(f'2.1 ping of {len(payload)}', [frame(PING, payload)], [payload])
case('2.5 ping of 126', [frame(PING, b'x' * 126)], FAILED)
case('2.7 pong not asked for', [frame(PONG, b'u'), frame(PING, b'p')], [b'p'])
case('2.10 ten pings', [frame(PING, b'%d' % n) for n in range(10)],
     [b'%d' % n for n in range(10)])

# 3: reserved bits.
for rsv in range(1, 8):
    case(f'3.{rsv} text', lambda make, rsv=rsv:
         [frame(TEXT, make(size=200), rsv=rsv)], FAILED)
    case(f'3.{rsv} ping', [frame(PING, b'hi', rsv=rsv)], FAILED)

# 4: reserved opcodes.
for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
    case(f'4.{opcode} empty', [frame(opcode)], FAILED)
    case(f'4.{opcode} with payload', [frame(opcode, b'abc')], FAILED)

# 5: fragments.
case('5.1 ping in fragments',
     [frame(PING, b'a', final=False), frame(CONTINUATION, b'b')], FAILED)
case('5.2 pong in fragments',
     [frame(PONG, b'a', final=False), frame(CONTINUATION, b'b')], FAILED)
case('5.3 text in two', lambda make: split(make(size=200), 90), RELAYED)
case('5.6 ping inside', lambda make:
     [split(make(size=200), 90)[0], frame(PING, b'p'),
      split(make(size=200), 90)[1]], [b'p', RELAYED])
case('5.9 continuation of nothing',
     [frame(CONTINUATION, b'x'), frame(TEXT, b'y')], FAILED)
case('5.10 continuation of nothing, more to come',
     [frame(CONTINUATION, b'x', final=False), frame(TEXT, b'y')], FAILED)
case('5.18 text in text',
     [frame(TEXT, b'a', final=False), frame(TEXT, b'b')], FAILED)
case('5.19 pings inside', lambda make:
     split(make(size=200), 20, 40, 60, 80)[:2] + [frame(PING, b'p1')] +
     split(make(size=200), 20, 40, 60, 80)[2:4] + [frame(PING, b'p2')] +
     split(make(size=200), 20, 40, 60, 80)[4:], [b'p1', b'p2', RELAYED])

# 6: UTF-8.
for n, content in enumerate(('', GREEK, 'Hello-µ@ßöäüàá-UTF-8!!'.encode(),
                             b'\xf4\x8f\xbf\xbf', b'\xef\xbf\xbe')):
    case(f'6.1 good {n}', lambda make, content=content:
         [frame(TEXT, make(content=content or b''))], RELAYED)
case('6.2 letter in two', lambda make:
     split(make(content=GREEK), make(content=GREEK).index(GREEK) + 3), RELAYED)
case('6.3 a byte a fragment', lambda make:
     split(make(content=GREEK), *range(1, len(make(content=GREEK)))), RELAYED)
for n, content in enumerate((b'\xce\xba\xed\xa0\x80edited', b'\xc0\xaf',
                             b'\xf8\x88\x80\x80\x80', b'\xf4\x90\x80\x80',
                             b'\xed\xbf\xbf', b'\xc3', b'\xff')):
    case(f'6.4 bad {n}', lambda make, content=content:
         [frame(TEXT, make(content=content))], FAILED)
case('6.5 bad in the first of two', lambda make:
     split(make(content=b'\xce\xba\xff'), 100), FAILED)
case('6.6 null', lambda make: [frame(TEXT, make(content=b'a\0b'))], ERROR)

# 7: closing.
case('7.1.1 text, then close', lambda make:
     [frame(TEXT, make(size=200)), frame(CLOSE)], [RELAYED, (None, 1000)])
case('7.1.3 text after close', lambda make:
     [frame(CLOSE, b'\x03\xe8'), frame(TEXT, make(size=200))], [1000])
case('7.1.4 ping after close',
     [frame(CLOSE, b'\x03\xe8'), frame(PING, b'x')], [1000])
case('7.3.2 close of one byte', [frame(CLOSE, b'a')], FAILED)
case('7.3.5 reason of 123 bytes', [frame(CLOSE, b'\x03\xe8' + b'*' * 123)],
     [1000])
case('7.3.6 reason of 124 bytes', [frame(CLOSE, b'\x03\xe8' + b'*' * 124)],
     FAILED)
case('7.5.1 reason is not UTF-8', [frame(CLOSE, b'\x03\xe8\xff\xff')], FAILED)
for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999,
             4000, 4999):
    case(f'7.7 close code {code}', [frame(CLOSE, struct.pack('!H', code))],
         [(code, 1000)])
for code in (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535):
    case(f'7.9 close code {code}', [frame(CLOSE, struct.pack('!H', code))],
         FAILED)

# 9: lengths and masks.
case('9.1 length in 16 bits', lambda make:
     [frame(TEXT, make(size=125), form=16)], FAILED)
case('9.2 length in 64 bits', lambda make:
     [frame(TEXT, make(size=125), form=64)], FAILED)
case('9.3 length with the highest bit',
     [frame(TEXT, b'hi', length=1 << 63, form=64)], FAILED)
case('9.4 unmasked', lambda make: [frame(TEXT, make(size=200), masked=False)],
     FAILED)


class Pair:
    """Who is tested, and the other who gets what is relayed."""

    def __init__(self, server):
        room = new_room()
        self.other = server.client()
        self.other.hello(room)
        self.client = server.client()
        self.client.hello(room)
        self.other.expect('joined')

    def make(self, size=None, content=b''):
        head = (b'{"type":"restart","id":1,"to":"%s","generation":0,"pad":"'
                % self.other.id.encode())
        if size is not None:
            content = b'*' * (size - len(head) - 2)
        return head + content + b'"}'

    def next_event(self, timeout):
        """A pong's payload, a close's code, ERROR, or FAILED at the end."""
        found = self.client.read_frame(timeout)
        if found is None:
            return FAILED
        if found.opcode == PONG:
            return found.payload
        if found.opcode == CLOSE:
            return (int.from_bytes(found.payload[:2], 'big')
                    if found.payload else None)
        assert found.opcode == TEXT, found
        if b'"bad-message"' in found.payload or b'"too-large"' in found.payload:
            return ERROR
        assert b'"type":"ack"' in found.payload, found
        return self.next_event(timeout)


def check_step(pair, expected, timeout):
    event = pair.next_event(timeout)
    if expected == FAILED:
        assert event in (FAILED, 1002, 1007, 1009), event
    elif isinstance(expected, tuple):
        assert event in expected, event
    else:
        assert event == expected, event


def is_own_case(name):
    reason = KNOWN.get(name)
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(name, marks=marks, id=name.replace(' ', '-'))


@pytest.mark.parametrize('name', [is_own_case(name) for name in CASES])
def test_case(server, name):
    frames, expected, chop = CASES[name]
    timeout = 1 if name in KNOWN else DEADLINE
    pair = Pair(server)
    if callable(frames):
        frames = frames(pair.make)
    data = b''.join(frames)
    step = chop or len(data)
    for at in range(0, len(data), step):
        pair.client.write(data[at:at + step])
    if expected == RELAYED:
        expected = [RELAYED]
    elif not isinstance(expected, list):
        expected = [expected]
    for item in expected:
        if item == RELAYED:
            whole = CASES[name][0](pair.make)
            payload = pair.other.read_message(timeout)
            assert payload is not None
            content = b''.join(strip(part) for part in whole)
            assert payload.endswith(content[content.index(b'"pad"'):])
        else:
            check_step(pair, item, timeout)


def strip(data):
    """The payload of a text frame as made above, nothing for others."""
    if data[0] & 15 not in (TEXT, CONTINUATION):
        return b''
    length, at = data[1] & 127, 2
    at += {126: 2, 127: 8}.get(length, 0)
    key, data = data[at:at + 4], data[at + 4:]
    return bytes(byte ^ key[n % 4] for n, byte in enumerate(data))


def test_there_are_as_many_cases():
    assert len(CASES) >= 116


def test_no_extension_is_offered_back(server):
    socket = WebSocket(server.port, extra=[
        'Sec-WebSocket-Extensions: permessage-deflate'])
    assert socket.accepted
    assert b'sec-websocket-extensions' not in socket.response.lower()
    socket.close()


def test_accept_is_computed(server):
    socket = WebSocket(server.port, key='dGhlIHNhbXBsZSBub25jZQ==')
    assert b's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' in socket.response
    socket.close()
