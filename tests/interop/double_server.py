# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole guest page, from a server that fails in a way of the test's choice."""

import base64
import hashlib
import json
import struct

from double_page import WEB, DoublePage

ACCEPT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'  # RFC 6455 section 1.3
WELCOME = {'type': 'welcome', 'protocol_min': 1, 'protocol_max': 1, 'limit_message': 65536,
           'limit_people': 8}


class DoubleServer(DoublePage):
    """`missing` says how often a path is not answered yet; `replaced` has what is
    served instead of a file. `answers` makes the messages for one of a WebSocket,
    None when it opens; an exception closes it, and None in place of the function
    refuses it."""

    def __init__(self, headers):
        super().__init__(headers)
        self.missing, self.replaced, self.asked = {}, {}, []
        self.answers = None

    def meet(self, handler):
        path = handler.path
        self.asked.append(path)
        if self.missing.get(path, 0) > 0:
            self.missing[path] -= 1
            handler.close_connection = True
            return True
        if path != '/ws' or self.answers is None:
            return False
        try:
            self._talk(handler)
        except (ConnectionError, EOFError):
            pass
        handler.close_connection = True
        return True

    def read(self, path):
        name = path.removeprefix('/web/')
        if name in self.replaced:
            return self.replaced[name].encode(), '.js'
        if name in ('call.js', 'media.js'):
            return (WEB / name).read_bytes(), '.js'
        return super().read(path)

    def _talk(self, handler):
        key = handler.headers['Sec-WebSocket-Key'] + ACCEPT
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        handler.wfile.write('\r\n'.join([
            'HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade',
            'Sec-WebSocket-Protocol: maju.v1', f'Sec-WebSocket-Accept: {accept}', '', '',
        ]).encode())
        message = None
        while True:
            for answer in self.answers(message):
                text = answer if isinstance(answer, str) else json.dumps(answer)
                head = (bytes([0x81, len(text)]) if len(text) < 126
                        else struct.pack('!BBH', 0x81, 126, len(text)))
                handler.wfile.write(head + text.encode())
            message = json.loads(read_text(handler.rfile))


def read_text(file):
    """The next text message of a client, which masks it."""
    def read(n):
        data = file.read(n)
        if len(data) < n:
            raise EOFError
        return data
    while True:
        first, length = read(2)
        length &= 0x7f
        if length == 126:
            length, = struct.unpack('!H', read(2))
        mask = read(4)
        data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(read(length)))
        if first == 0x88:
            raise EOFError
        if first == 0x81:
            return data
