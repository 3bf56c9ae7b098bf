# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of the signalling protocol; see PROTOCOL.md."""

import itertools
import json
import time

from rfc6455 import DEADLINE, WebSocket

BY_THEMSELVES = ('ack', 'away', 'back', 'ice_servers')

_rooms = itertools.count(1)


def new_room():
    return f'testroom-{next(_rooms):06d}'


class Client(WebSocket):
    """Has read `welcome`.  Numbers what it sends and remembers what came."""

    def __init__(self, port, **options):
        super().__init__(port, **options)
        assert self.accepted, self.response
        self.welcome = self.expect('welcome')
        self.room = None
        self.next_id = 1
        self.last_seq = 0

    def receive(self, timeout=DEADLINE):
        text = self.read_message(timeout)
        if text is None:
            return None
        message = json.loads(text)
        if message.get('seq'):
            assert message['seq'] == self.last_seq + 1, message
            self.last_seq = message['seq']
        return message

    def expect(self, kind, timeout=DEADLINE):
        """The next message that must be of that kind.  News that come by
        themselves are passed over."""
        deadline = time.monotonic() + timeout
        while True:
            message = self.receive(max(0.001, deadline - time.monotonic()))
            assert message is not None, f'closed before {kind}'
            if message['type'] == kind or message['type'] not in BY_THEMSELVES:
                assert message['type'] == kind, message
                return message

    def expect_error(self, code, fatal=True):
        message = self.expect('error')
        assert (message['code'], message.get('fatal', False)) == (code, fatal)
        if fatal:
            assert self.receive() is None
        return message

    def say(self, **message):
        return self.send(json.dumps(message))

    def hello(self, room, name='Test'):
        self.say(type='hello', room=room, name=name)
        self.room = self.expect('room')
        self.id = self.room['self_id']
        return self.room

    def resume(self, token, last_seq):
        self.say(type='hello', token=token, last_seq=last_seq)
        self.last_seq = last_seq
        self.room = self.expect('room')
        assert self.room['resumed']
        self.id = self.room['self_id']
        self.next_id = self.room.get('last_id', 0) + 1
        return self.room

    def relay(self, to, **fields):
        """Sends a numbered message that is relayed; returns its number."""
        number = self.next_id
        self.next_id += 1
        message = {'type': 'restart', 'generation': 0}
        message.update(fields)
        self.say(id=number, to=to, **message)
        return number
