# SPDX-License-Identifier: GPL-3.0-or-later
"""A small TURN client (RFC 8656) with long-term credentials, which asks for
what no library would ask for."""

import base64
import hashlib
import hmac
import ipaddress
import os
import socket
import ssl
import struct
import time

from .process import GUARD

COOKIE = 0x2112a442
BINDING, ALLOCATE, REFRESH, SEND, DATA = 1, 3, 4, 6, 7
CREATE_PERMISSION, CHANNEL_BIND, CONNECT = 8, 9, 10
REQUEST, INDICATION, SUCCESS, ERROR = 0, 0x10, 0x100, 0x110
USERNAME, MESSAGE_INTEGRITY, ERROR_CODE = 0x06, 0x08, 0x09
CHANNEL_NUMBER, LIFETIME, XOR_PEER_ADDRESS, DATA_VALUE = 0x0c, 0x0d, 0x12, 0x13
REALM, NONCE, XOR_RELAYED_ADDRESS = 0x14, 0x15, 0x16
ADDRESS_FAMILY, REQUESTED_TRANSPORT, XOR_MAPPED_ADDRESS = 0x17, 0x19, 0x20
# How long an answer is waited for before the request is sent again.
AGAIN = 1


def credentials(secret, session, seconds=600):
    """As maju-server makes them: a username that says when it expires, and what
    only those who share the secret can make of it."""
    username = f'{int(time.time()) + seconds}:{session}'
    digest = hmac.digest(secret.encode(), username.encode(), 'sha1')
    return username, base64.b64encode(digest).decode()


def attribute(kind, value):
    return struct.pack('!HH', kind, len(value)) + value + bytes(-len(value) % 4)


def xor_address(address, port, transaction):
    address = ipaddress.ip_address(address)
    mask = struct.pack('!I', COOKIE) + transaction
    packed = bytes(a ^ b for a, b in zip(address.packed, mask))
    return struct.pack('!BBH', 0, 1 if address.version == 4 else 2, port ^ COOKIE >> 16) + packed


def read_xor_address(value, transaction):
    mask = struct.pack('!I', COOKIE) + transaction
    packed = bytes(a ^ b for a, b in zip(value[4:], mask))
    return str(ipaddress.ip_address(packed)), struct.unpack('!H', value[2:4])[0] ^ COOKIE >> 16


class Message:
    """One that came."""

    def __init__(self, data):
        self.kind, length, _, self.transaction = struct.unpack('!HHI12s', data[:20])
        self.attributes = {}
        rest = data[20:20 + length]
        while rest:
            kind, length = struct.unpack('!HH', rest[:4])
            self.attributes.setdefault(kind, rest[4:4 + length])
            rest = rest[4 + length + -length % 4:]

    @property
    def code(self):
        """0 for a success, else what the error is."""
        if self.kind & ERROR != ERROR:
            return 0
        value = self.attributes[ERROR_CODE]
        return value[2] * 100 + value[3]

    @property
    def lifetime(self):
        return struct.unpack('!I', self.attributes[LIFETIME])[0]

    def address(self, kind):
        return read_xor_address(self.attributes[kind], self.transaction)


class TurnClient:
    """One 5-tuple. Make it in the host that it is to be in."""

    def __init__(self, address, port=3478, *, username=None, password=None, transport='udp',
                 tls=None):
        kind = socket.SOCK_DGRAM if transport == 'udp' else socket.SOCK_STREAM
        family = socket.AF_INET6 if ':' in address else socket.AF_INET
        self._socket = socket.socket(family, kind)
        self._socket.settimeout(GUARD)
        self._socket.connect((address, port))
        if tls:
            self._socket = tls.wrap_socket(self._socket, server_hostname=address)
        self._is_stream = kind == socket.SOCK_STREAM
        self._buffer = b''
        self.username, self.password = username, password
        self._realm = self._nonce = None
        self.data = []

    def close(self):
        self._socket.close()

    def _encode(self, kind, attributes, transaction):
        body = b''.join(attribute(*each) for each in attributes)
        if self._nonce and kind & INDICATION == 0:
            body += (attribute(USERNAME, self.username.encode()) +
                     attribute(REALM, self._realm) + attribute(NONCE, self._nonce))
            key = b':'.join((self.username.encode(), self._realm, self.password.encode()))
            key = hashlib.md5(key, usedforsecurity=False).digest()
            header = struct.pack('!HHI12s', kind, len(body) + 24, COOKIE, transaction)
            body += attribute(MESSAGE_INTEGRITY, hmac.digest(key, header + body, 'sha1'))
        return struct.pack('!HHI12s', kind, len(body), COOKIE, transaction) + body

    def _receive(self, timeout):
        """The next message; None for something else, or when none comes."""
        self._socket.settimeout(timeout)
        try:
            if not self._is_stream:
                data = self._socket.recv(65536)
            else:
                data = self._receive_exactly(20)
                data += self._receive_exactly(struct.unpack('!H', data[2:4])[0])
        except (TimeoutError, ssl.SSLWantReadError):
            return None
        return Message(data) if data[0] & 0xc0 == 0 else None

    def _receive_exactly(self, length):
        while len(self._buffer) < length:
            data = self._socket.recv(65536)
            assert data, 'the relay has closed the connection'
            self._buffer += data
        data, self._buffer = self._buffer[:length], self._buffer[length:]
        return data

    def _ask(self, method, attributes):
        """One request, sent until it is answered."""
        transaction = os.urandom(12)
        data = self._encode(method, attributes(transaction), transaction)
        deadline = time.monotonic() + GUARD
        while time.monotonic() < deadline:
            self._socket.sendall(data)
            again = time.monotonic() + (GUARD if self._is_stream else AGAIN)
            while time.monotonic() < again:
                answer = self._receive(max(again - time.monotonic(), 0.001))
                if answer is None:
                    continue
                if answer.transaction == transaction:
                    return answer
                self._take(answer)
        raise AssertionError(f'the relay does not answer method {method}')

    def _take(self, message):
        if message.kind == DATA | INDICATION:
            self.data.append((message.address(XOR_PEER_ADDRESS), message.attributes[DATA_VALUE]))

    def request(self, method, attributes=()):
        """Asks, once more with credentials when they are asked for; the answer.
        attributes is a list, or makes one of the id of the transaction."""
        make = attributes if callable(attributes) else lambda transaction: attributes
        had_nonce = self._nonce
        answer = self._ask(method, make)
        if answer.code in (401, 438) and self.username and (not had_nonce or answer.code == 438):
            self._realm = answer.attributes[REALM]
            self._nonce = answer.attributes[NONCE]
            answer = self._ask(method, make)
        return answer

    def allocate(self, *, family=4, lifetime=None, protocol=17):
        attributes = [(REQUESTED_TRANSPORT, bytes([protocol, 0, 0, 0]))]
        if family == 6:
            attributes.append((ADDRESS_FAMILY, bytes([2, 0, 0, 0])))
        if lifetime is not None:
            attributes.append((LIFETIME, struct.pack('!I', lifetime)))
        answer = self.request(ALLOCATE, attributes)
        if answer.code == 0:
            self.relayed = answer.address(XOR_RELAYED_ADDRESS)
        return answer

    def refresh(self, lifetime):
        return self.request(REFRESH, [(LIFETIME, struct.pack('!I', lifetime))])

    def create_permission(self, address):
        return self.request(CREATE_PERMISSION, lambda transaction: [
            (XOR_PEER_ADDRESS, xor_address(address, 0, transaction))])

    def bind_channel(self, address, port, number=0x4000):
        return self.request(CHANNEL_BIND, lambda transaction: [
            (CHANNEL_NUMBER, struct.pack('!HH', number, 0)),
            (XOR_PEER_ADDRESS, xor_address(address, port, transaction))])

    def connect(self, address, port):
        """RFC 6062."""
        return self.request(CONNECT, lambda transaction: [
            (XOR_PEER_ADDRESS, xor_address(address, port, transaction))])

    def send(self, address, port, data):
        """Nobody answers that."""
        transaction = os.urandom(12)
        self._socket.sendall(self._encode(SEND | INDICATION, [
            (XOR_PEER_ADDRESS, xor_address(address, port, transaction)),
            (DATA_VALUE, data)], transaction))

    def receive_data(self):
        """The next that a peer sent: ((address, port), bytes)."""
        deadline = time.monotonic() + GUARD
        while not self.data and time.monotonic() < deadline:
            message = self._receive(max(deadline - time.monotonic(), 0.001))
            if message is not None:
                self._take(message)
        assert self.data, 'nothing came over the relay'
        return self.data.pop(0)
