# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of proxies in front of the server: what they let through. Those
whose program is here are run."""

import gzip
import pathlib
import re
import shutil
import socket
import ssl
import subprocess

import pytest

from client import new_room
from rfc6455 import DEADLINE, TEXT, Connection, frame, upgrade
from server_process import wait_until

EXAMPLES = pathlib.Path(__file__).parents[3] / 'data' / 'examples'
NAMES = {'haproxy': 'haproxy.cfg', 'nginx': 'nginx.conf', 'caddy': 'Caddyfile'}
PAGE = '/r/kxbt-rfmq-saha-jwmn'


def free_port():
    with socket.socket() as found:
        found.bind(('127.0.0.1', 0))
        return found.getsockname()[1]


def replace(text, pairs):
    """Each of them stands there, or the example is not what it was."""
    for old, new in pairs.items():
        assert old in text, old
        text = text.replace(old, str(new))
    return text


def nginx(text, directory, certificate, port):
    (directory / 'site.conf').write_text(replace(text, {
        'listen 443 ssl': f'listen 127.0.0.1:{port} ssl',
        'listen [::]:443 ssl;': '',
        '/etc/nginx/fullchain.pem': certificate / 'cert.pem',
        '/etc/nginx/privkey.pem': certificate / 'key.pem'}))
    paths = ''.join(f'{name}_temp_path {directory}/{name};' for name in (
        'client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
    config = directory / 'nginx.conf'
    config.write_text(f'daemon off; pid {directory}/pid; events {{}} '
                      f'http {{ access_log off; {paths} include site.conf; }}')
    return ['nginx', '-e', 'stderr', '-p', directory, '-c', config]


def haproxy(text, directory, certificate, port):
    both = directory / 'both.pem'
    both.write_text((certificate / 'cert.pem').read_text() +
                    (certificate / 'key.pem').read_text())
    config = directory / 'haproxy.cfg'
    config.write_text(replace(text, {
        'bind :443': f'bind 127.0.0.1:{port}',
        '/etc/haproxy/call.example.org.pem': both}))
    return ['haproxy', '-db', '-f', config]


def caddy(text, directory, certificate, port):
    config = directory / 'Caddyfile'
    config.write_text('{\n\tadmin off\n\tauto_https disable_redirects\n}\n' +
                      replace(text, {
                          'call.example.org {':
                          f'https://127.0.0.1:{port} {{\n\tbind 127.0.0.1\n'
                          f'\ttls {certificate}/cert.pem {certificate}/key.pem'}))
    return ['env', f'HOME={directory}', 'caddy', 'run', '--adapter',
            'caddyfile', '--config', config]


MAKERS = {'nginx': nginx, 'haproxy': haproxy, 'caddy': caddy}


class Proxied:
    """Asks through a proxy."""

    def __init__(self, port, context):
        self.port = port
        self.context = context
        self.host = f'127.0.0.1:{port}'

    def get(self, path):
        connection = Connection(self.port, tls=self.context)
        connection.write(f'GET {path} HTTP/1.1\r\nHost: {self.host}\r\n'
                         'Accept-Encoding: gzip\r\n'
                         'Connection: close\r\n\r\n'.encode())
        head, _, body = connection.read_to_end().partition(b'\r\n\r\n')
        connection.close()
        found = re.match(r'HTTP/1.1 (\d+)', head.decode())
        head = head.decode().lower()
        if 'content-encoding: gzip' in head:
            body = gzip.decompress(body)
        return int(found[1]) if found else 0, head, body

    def is_up(self):
        try:
            return self.get('/healthz')[0] == 200
        except OSError:
            return False

    def open(self, extra=()):
        """The connection and the status of its handshake."""
        connection = Connection(self.port, tls=self.context)
        connection.write(upgrade(host=self.host, extra=list(extra)))
        head = connection.read_until(b'\r\n\r\n')
        return connection, int(head.split()[1])


def check_pages(proxied):
    status, head, body = proxied.get(PAGE)
    assert status == 200 and body.startswith(b'<!doctype html>')
    assert "default-src 'none'" in head and head.count('etag: ') == 1
    assert head.count('strict-transport-security: max-age=31536000') == 1
    assert re.search(r'^etag: "\w+"\r?$', head, re.M), head
    files = set(re.findall(r'/web/[\w.-]+', body.decode()))
    for path in files:
        assert proxied.get(path)[0] == 200, path
    for path in ('/web/nothing.js', '/r/', '/r/x', '/metrics', '/', '/other',
                 '/r/../metrics', '/web/%2e%2e/metrics', '/web/..%2fmetrics',
                 '/r/x/..//../metrics', '//metrics', '/ws/../metrics'):
        status, _, body = proxied.get(path)
        assert status in (400, 404) and b'maju_' not in body, path


def check_sockets(proxied):
    """Only its own page, and nobody by another's address: two may be open."""
    origins = {f'https://{proxied.host}': 101, f'http://{proxied.host}': 403,
               'https://127.0.0.1': 403, 'https://evil.test': 403}
    for origin, expected in origins.items():
        connection, status = proxied.open([f'Origin: {origin}'])
        assert status == expected, origin
        connection.close()

    def is_limited(number):
        connection, status = proxied.open(
            [f'X-Forwarded-For: 198.51.100.{number}',
             'X-Forwarded-Proto: http'])
        everyone.append(connection)
        assert status == 101
        assert b'"welcome"' in connection.read_until(b'"welcome"')
        connection.write(frame(TEXT, b'{"type":"hello","room":"%s"}' %
                               new_room().encode()))
        found = connection.read_until(b'"self_id"')
        return b'"rate-limited"' in found

    everyone = []
    wait_until(lambda: not is_limited(0) or everyone.pop().close())
    assert not is_limited(1)
    assert is_limited(2)
    for connection in everyone:
        connection.close()


@pytest.mark.parametrize('name', NAMES)
def test_example(start, certificate, tmp_path, name):
    text = (EXAMPLES / NAMES[name]).read_text()
    for needed in ('/ws', '/healthz', 'X-Forwarded-For', 'X-Forwarded-Proto',
                   'Strict-Transport-Security', '127.0.0.1:8480'):
        assert needed in text
    if not shutil.which(name):
        return

    server = start({'listen': {'trusted-proxies': '127.0.0.1'},
                    'limits': {'address-open': 2, 'address-rate': 1000}})
    port = free_port()
    text = replace(text, {'127.0.0.1:8480': f'127.0.0.1:{server.port}'})
    log = open(tmp_path / 'log', 'w+')
    process = subprocess.Popen(
        MAKERS[name](text, tmp_path, certificate, port), cwd=tmp_path,
        stdout=log, stderr=log)
    try:
        proxied = Proxied(port, ssl.create_default_context(
            cafile=certificate / 'cert.pem'))
        wait_until(lambda: proxied.is_up() or process.poll() is not None)
        assert process.poll() is None, (tmp_path / 'log').read_text()
        check_pages(proxied)
        check_sockets(proxied)
    finally:
        process.terminate()
        process.wait(DEADLINE)
        log.close()
