# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that lose their connections at every possible point: whatever one
says to another arrives there once and in order.
"""

import json
import random
import select
import time

import pytest

from client import new_room
from rfc6455 import CLOSE, DEADLINE, PING, PONG, TEXT, WebSocket, frame

STEPS = 400
PEOPLE = 3


class Member:
    """A client as PROTOCOL.md wants it: it keeps what is not acknowledged,
    and drops what it has seen."""

    def __init__(self, server, room, source):
        self.server, self.source = server, source
        self.to_say = {'type': 'hello', 'room': room, 'name': ''}
        self.id = self.token = self.socket = None
        self.admitted = False
        self.last_id = self.last_seq = 0
        self.unacknowledged = []
        self.heard = {}
        self.resumes = 0

    def connect(self):
        self.socket = WebSocket(self.server.port)
        assert self.socket.accepted
        self.admitted = False
        if self.token:
            self.to_say = {'type': 'hello', 'token': self.token,
                           'last_seq': self.last_seq}
        self.say(self.to_say)

    def say(self, message):
        self.socket.send(json.dumps(message))

    def send(self, to, value):
        self.last_id += 1
        message = {'type': 'restart', 'id': self.last_id, 'to': to,
                   'generation': 0, 'value': value, 'ack': self.last_seq,
                   'pad': 'x' * self.source.choice((0, 0, 10, 3000))}
        self.unacknowledged.append(message)
        if self.socket and self.admitted:
            self.say(message)

    def break_down(self):
        """Loses the connection, perhaps in the middle of a frame, perhaps
        with things on the way that nobody will read."""
        if self.source.random() < 0.5 and self.unacknowledged:
            text = json.dumps(self.unacknowledged[-1]).encode()
            self.socket.write(
                frame(TEXT, text)[:self.source.randrange(1, len(text))])
        if self.source.random() < 0.3:
            self.socket.close()
        else:
            self.socket.reset()
        self.socket = None
        self.admitted = False

    def acknowledged(self, number):
        self.unacknowledged = [message for message in self.unacknowledged
                               if message['id'] > number]

    def read(self):
        """Takes what has come.  Does not wait."""
        while self.socket and self.socket.readable(0):
            if not self.socket.fill(time.monotonic() + DEADLINE):
                self.socket.close()
                self.socket = None
                self.admitted = False
                return
            while (found := self.socket._parse()) is not None:
                self.take(found)

    def take(self, found):
        if found.opcode == PING:
            self.socket.write(frame(PONG, found.payload))
        assert found.opcode in (TEXT, PING, CLOSE), found
        if found.opcode != TEXT:
            return
        message = json.loads(found.payload)
        self.acknowledged(message.get('ack', 0))
        kind = message['type']
        assert kind not in ('error', 'left'), message
        if kind == 'room':
            self.enter(message)
        elif message.get('seq'):
            if message['seq'] <= self.last_seq:
                return
            assert message['seq'] == self.last_seq + 1
            self.last_seq = message['seq']
            if kind == 'restart':
                self.heard.setdefault(message['from'], []).append(
                    message['value'])

    def enter(self, room):
        if self.token:
            assert room['resumed'] and room['self_id'] == self.id
            self.resumes += 1
        self.id, self.token = room['self_id'], room['token']
        self.admitted = True
        self.acknowledged(room.get('last_id', 0))
        for message in self.unacknowledged:
            self.say(message)

    def acknowledge(self):
        if self.socket and self.admitted:
            self.say({'type': 'ack', 'ack': self.last_seq})


def run(server, seed):
    source = random.Random(seed)
    room = new_room()
    members = []
    for _ in range(PEOPLE):
        member = Member(server, room, source)
        member.connect()
        while not member.admitted:
            select.select([member.socket.socket], [], [], DEADLINE)
            member.read()
        members.append(member)
    said = {}
    for value in range(STEPS):
        member = source.choice(members)
        action = source.random()
        if action < 0.55:
            other = source.choice([m for m in members if m is not member])
            said.setdefault((member.id, other.id), []).append(value)
            member.send(other.id, value)
        elif action < 0.75:
            member.read()
        elif action < 0.85:
            member.acknowledge()
        elif member.socket and action < 0.95:
            member.break_down()
        elif not member.socket:
            member.connect()
        elif action > 0.98:
            # On another connection while the last one is still open: as after
            # a change of networks.
            old, member.socket = member.socket, None
            member.connect()
            old.reset()
    settle(members, said)
    for (sender, receiver), values in said.items():
        heard = next(m for m in members if m.id == receiver).heard
        assert heard.get(sender) == values
    count = sum(member.resumes for member in members)
    for member in members:
        member.say({'type': 'end'})
        member.socket.close()
    return count


def settle(members, said):
    """Lets everybody come back and hear everything."""
    deadline = time.monotonic() + DEADLINE
    total = sum(map(len, said.values()))
    while True:
        for member in members:
            if not member.socket:
                member.connect()
            member.read()
            member.acknowledge()
        heard = sum(len(values) for member in members
                    for values in member.heard.values())
        if heard >= total and not any(m.unacknowledged for m in members):
            return
        assert time.monotonic() < deadline, (heard, total)
        select.select([m.socket.socket for m in members if m.socket],
                      [], [], 0.3)


@pytest.mark.parametrize('seed', range(12))
def test_everything_arrives_once_and_in_order(start, seed):
    server = start({'limits': {'rate': 0, 'byte-rate': 0}})
    resumes = run(server, seed)
    assert resumes >= 3
    assert server.metric('resumed_total') >= resumes
    assert server.metric('overflowed_total') == 0
