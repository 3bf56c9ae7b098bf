# SPDX-License-Identifier: GPL-3.0-or-later
"""A WebSocket client (RFC 6455) that can also say what no client should."""

import base64
import collections
import os
import select
import socket
import ssl
import struct
import time

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
# A guard against a hang, however slow the machine is.
DEADLINE = 120

Frame = collections.namedtuple('Frame', 'opcode final payload')


def frame(opcode, payload=b'', final=True, masked=True, rsv=0, length=None,
          form=None, key=b'\x21\x43\x65\x87'):
    """One frame; form is 7, 16 or 64 for how the length is written."""
    length = len(payload) if length is None else length
    form = form or (7 if length < 126 else 16 if length < 65536 else 64)
    head = bytes([(0x80 if final else 0) | (rsv << 4) | opcode])
    mask = 0x80 if masked else 0
    if form == 7:
        head += bytes([mask | length])
    elif form == 16:
        head += bytes([mask | 126]) + struct.pack('!H', length)
    else:
        head += bytes([mask | 127]) + struct.pack('!Q', length)
    if not masked:
        return head + payload
    size = len(payload)
    stream = (key * (size // 4 + 1))[:size]
    mixed = int.from_bytes(payload, 'big') ^ int.from_bytes(stream, 'big')
    return head + key + mixed.to_bytes(size, 'big')


def upgrade(path='/ws', host='localhost', key=None, extra=(), version='13',
            http='1.1', method='GET'):
    """A handshake's request; None for a value leaves that line out."""
    if key is None:
        key = base64.b64encode(os.urandom(16)).decode()
    lines = [f'{method} {path} HTTP/{http}', f'Host: {host}',
             'Upgrade: websocket', 'Connection: Upgrade']
    if key:
        lines.append(f'Sec-WebSocket-Key: {key}')
    if version:
        lines.append(f'Sec-WebSocket-Version: {version}')
    lines += extra
    return ('\r\n'.join(lines) + '\r\n\r\n').encode()


class Connection:
    """A TCP connection, with TLS if a context is given, that is read with
    deadlines."""

    def __init__(self, port, host='127.0.0.1', tls=None, receive_buffer=None):
        family = socket.AF_INET6 if ':' in host else socket.AF_INET
        self.socket = socket.socket(family)
        self.socket.settimeout(DEADLINE)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF,
                                   receive_buffer)
        self.socket.connect((host, port))
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname=host)
        self.buffer = b''
        self.ended = False

    def close(self):
        self.socket.close()

    def reset(self):
        """Closes with RST, as a crash or a lost route looks."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                               struct.pack('ii', 1, 0))
        self.socket.close()

    def write(self, data):
        """Writes all that the other side takes.  False when it is gone."""
        try:
            self.socket.settimeout(DEADLINE)
            self.socket.sendall(data)
            return True
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError,
                TimeoutError):
            return False

    def fill(self, deadline):
        """Reads something.  False at the end; TimeoutError at the deadline."""
        if self.ended:
            return False
        self.socket.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            data = self.socket.recv(1 << 16)
        except (ConnectionResetError, BrokenPipeError, ssl.SSLError):
            data = b''
        self.ended = not data
        self.buffer += data
        return not self.ended

    def read_until(self, mark, timeout=DEADLINE):
        """What comes up to mark, or all there was when it ends before."""
        deadline = time.monotonic() + timeout
        while mark not in self.buffer and self.fill(deadline):
            pass
        end = self.buffer.find(mark)
        end = len(self.buffer) if end < 0 else end + len(mark)
        data, self.buffer = self.buffer[:end], self.buffer[end:]
        return data

    def read_to_end(self, timeout=DEADLINE):
        """All until the other side closes; TimeoutError if it does not."""
        deadline = time.monotonic() + timeout
        while self.fill(deadline):
            pass
        data, self.buffer = self.buffer, b''
        return data

    def readable(self, timeout):
        return bool(self.buffer or
                    select.select([self.socket], [], [], timeout)[0])


class WebSocket(Connection):
    """A Connection after the handshake."""

    def __init__(self, port, tls=None, host='127.0.0.1', receive_buffer=None,
                 **request):
        super().__init__(port, host, tls, receive_buffer)
        self.write(upgrade(**request))
        self.response = self.read_until(b'\r\n\r\n')
        self.accepted = self.response.startswith(b'HTTP/1.1 101 ')
        self.partial = b''

    def send(self, payload, opcode=TEXT, **options):
        if isinstance(payload, str):
            payload = payload.encode()
        return self.write(frame(opcode, payload, **options))

    def _parse(self):
        data = self.buffer
        if len(data) < 2:
            return None
        length, at = data[1] & 127, 2
        if length == 126:
            length, at = int.from_bytes(data[2:4], 'big'), 4
        elif length == 127:
            length, at = int.from_bytes(data[2:10], 'big'), 10
        if len(data) < at or len(data) < at + length:
            return None
        assert not data[1] & 0x80, 'a server must not mask'
        self.buffer = data[at + length:]
        return Frame(data[0] & 15, bool(data[0] & 128), data[at:at + length])

    def read_frame(self, timeout=DEADLINE):
        """The next frame; None at the end; TimeoutError at the deadline."""
        deadline = time.monotonic() + timeout
        while True:
            found = self._parse()
            if found:
                return found
            if not self.fill(deadline):
                return None

    def read_message(self, timeout=DEADLINE):
        """The next text, with pings answered; None when it is closed."""
        deadline = time.monotonic() + timeout
        while True:
            found = self.read_frame(max(0.001, deadline - time.monotonic()))
            if found is None:
                return None
            if found.opcode == PING:
                self.write(frame(PONG, found.payload))
            elif found.opcode == CLOSE:
                self.close_code = (int.from_bytes(found.payload[:2], 'big')
                                   if found.payload else None)
                self.write(frame(CLOSE, found.payload[:2]))
                self.ended = True
                return None
            elif found.opcode in (TEXT, CONTINUATION):
                self.partial += found.payload
                if found.final:
                    text, self.partial = self.partial, b''
                    return text
