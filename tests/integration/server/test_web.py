# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the browser guests, as a browser asks for it."""

import gzip
import re
import time

import pytest

from client import new_room
from rfc6455 import DEADLINE, Connection
from server_process import tls_server, wait_until

ROOM = 'kxbt-rfmq-saha-jwmn'
PAGE = f'/r/{ROOM}'

# What each answer has, and what those of the page have besides.
ALWAYS = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'x-robots-tag': 'noindex',
}
ISOLATED = {
    'cross-origin-embedder-policy': 'require-corp',
    'cache-control': 'no-cache',
    'vary': 'accept-encoding',
}


class Answer:
    def __init__(self, connection, body=True):
        head = connection.read_until(b'\r\n\r\n').decode()
        self.line, *lines = head.rstrip().split('\r\n')
        self.status = int(self.line.split()[1]) if self.line else 0
        fields = [line.split(': ', 1) for line in lines]
        self.headers = {name.lower(): value for name, value in fields}
        assert len(fields) == len(self.headers), head
        self.length = int(self.headers.get('content-length', 0))
        self.body = read(connection, self.length if body else 0)


def read(connection, length):
    deadline = time.monotonic() + DEADLINE
    while len(connection.buffer) < length and connection.fill(deadline):
        pass
    data, connection.buffer = (connection.buffer[:length],
                               connection.buffer[length:])
    return data


def request(path, method='GET', extra=()):
    lines = [f'{method} {path} HTTP/1.1', 'Host: localhost', *extra]
    return ('\r\n'.join(lines) + '\r\n\r\n').encode()


def get(server, path, method='GET', extra=()):
    connection = server.connect()
    connection.write(request(path, method, extra))
    answer = Answer(connection, method != 'HEAD')
    connection.close()
    return answer


def list_files(server):
    """What the page names, and what that names."""
    found, todo = {}, [PAGE]
    while todo:
        path = todo.pop()
        found[path] = get(server, path)
        text = found[path].body.decode()
        names = re.findall(r'/web/([\w.-]+)', text)
        names += re.findall(r'''["']\./([\w.-]+\.(?:js|css|svg))["']''', text)
        todo += {f'/web/{name}' for name in names} - set(found) - set(todo)
    return found


def has(answer, headers):
    return headers.items() <= answer.headers.items()


def test_page(server):
    pages = server.metric('pages_total')
    answer = get(server, PAGE)
    assert answer.line == 'HTTP/1.1 200 OK'
    assert answer.headers['content-type'] == 'text/html; charset=utf-8'
    assert answer.body.startswith(b'<!doctype html>')
    assert len(answer.body) == answer.length
    assert has(answer, ALWAYS | ISOLATED)
    assert answer.headers['cross-origin-opener-policy'] == 'same-origin'
    policy = answer.headers['content-security-policy'].split('; ')
    assert policy[0] == "default-src 'none'"
    assert {"script-src 'self'", "style-src 'self'", "connect-src 'self'",
            "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'",
            "require-trusted-types-for 'script'"} <= set(policy)
    assert 'camera=(self)' in answer.headers['permissions-policy']
    assert 'geolocation=()' in answer.headers['permissions-policy']
    assert 'set-cookie' not in answer.headers
    # Of no use without TLS, and a lie behind a proxy that has none.
    assert 'strict-transport-security' not in answer.headers
    assert server.metric('pages_total') == pages + 1
    assert ROOM not in server.read_log()


def test_every_file_of_the_page(server):
    answers = list_files(server)
    types = {'js': 'text/javascript; charset=utf-8',
             'css': 'text/css; charset=utf-8', 'svg': 'image/svg+xml'}
    for path, answer in answers.items():
        assert answer.status == 200, path
        assert len(answer.body) == answer.length, path
        assert has(answer, ALWAYS | ISOLATED), path
        if path != PAGE:
            assert answer.headers['content-type'] == types[
                path.rsplit('.', 1)[1]], path
    print(f'{sum(a.length for a in answers.values())} bytes in '
          f'{len(answers)} files')


def test_all_files_over_one_connection(server):
    paths = list(list_files(server))
    started = time.monotonic()
    connection = server.connect()
    for path in paths:
        connection.write(request(path))
        assert Answer(connection).status == 200, path
    print(f'{len(paths)} in {(time.monotonic() - started) * 1000:.0f} ms')
    connection.close()


@pytest.mark.parametrize('path', ['/healthz', '/metrics', '/nothing'])
def test_every_answer_is_for_nobody_else(server, path):
    assert has(get(server, path), ALWAYS)


def test_known_page_is_not_sent_again(server):
    first = get(server, PAGE)
    tag = first.headers['etag']
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
    connection = server.connect()
    for known in (tag, f'W/{tag}', f'"other", {tag}', '*'):
        connection.write(request(PAGE, extra=[f'If-None-Match: {known}']))
        answer = Answer(connection)
        assert answer.line == 'HTTP/1.1 304 Not Modified'
        assert answer.headers['etag'] == tag
        assert 'content-length' not in answer.headers
        assert has(answer, ALWAYS | ISOLATED)
    for other in ('"other"', 'x' * 2000, tag[1:-1]):
        connection.write(request(PAGE, extra=[f'If-None-Match: {other}']))
        answer = Answer(connection)
        assert (answer.status, answer.body) == (200, first.body)
    connection.close()


def test_page_is_packed_for_who_takes_it(server):
    takes = ['Accept-Encoding: gzip, deflate, br, zstd']
    size = 0
    for path, plain in list_files(server).items():
        answer = get(server, path, extra=takes)
        assert answer.headers['content-encoding'] == 'gzip'
        assert gzip.decompress(answer.body) == plain.body
        assert answer.headers['etag'] != plain.headers['etag']
        assert has(answer, ALWAYS | ISOLATED)
        size += answer.length
    print(f'{size} bytes')


def test_head(server):
    whole = get(server, PAGE)
    connection = server.connect()
    for path, status in ((PAGE, 200), ('/healthz', 200), ('/nothing', 404)):
        connection.write(request(path, 'HEAD'))
        answer = Answer(connection, body=False)
        assert answer.status == status
        if path == PAGE:
            assert answer.headers == whole.headers
    # Nothing of a body came between.
    connection.write(request(PAGE))
    assert Answer(connection).body == whole.body
    connection.close()


@pytest.mark.parametrize('path', [
    '/r/', '/r/short', f'{PAGE}/', f'{PAGE}/x', '/r/' + 'a' * 65, '/r/' + 'a' * 1000,
    f'/r/{ROOM}%2f'])
def test_room_that_cannot_be_is_told_by_the_page(server, path):
    answer, page = get(server, path), get(server, PAGE)
    assert answer.status == 404
    assert answer.body == page.body
    assert answer.headers == page.headers
    # Also to who has it already.
    etag = f'If-None-Match: {page.headers["etag"]}'
    assert get(server, path, extra=[etag]).status == 404


@pytest.mark.parametrize('path', [
    '/r', f'/R/{ROOM}', '/web', '/web/', '/web/index.html', '/web/nothing.js',
    '/web/maju-web.gresource.xml', '/web/%2e%2e/index.html',
    '/web/..%2findex.html', '/index.html',
    '/favicon.ico', '/robots.txt'])
def test_nothing_else_is_there(server, path):
    answer = get(server, path)
    assert answer.status == 404, path
    assert b'<' not in answer.body
    assert answer.headers['content-type'].startswith('text/plain')


@pytest.mark.parametrize('path', [
    f'/r/{ROOM}%00', '/web/index.html%00.js', '/r/' + 'a' * 100000,
    f'http://localhost{PAGE}', f'{PAGE} HTTP/1.1\r\nHost: y\r\nX: '])
def test_path_that_is_none_is_refused(server, path):
    connection = server.connect()
    connection.write(request(path))
    assert b' 200 ' not in connection.read_to_end()


def test_query_does_not_matter(server):
    """Messengers append what they like; what it means is the page's."""
    assert get(server, f'{PAGE}?utm_source=x&a=%00').status == 200


def test_requests_that_do_not_wait(server):
    """No browser does this. The library below answers some and then closes; what
    comes is whole and in order."""
    page = get(server, PAGE)
    for count in (2, 3, 50):
        connection = server.connect()
        connection.write(request(PAGE) * count +
                         request('/healthz', extra=['Connection: close']))
        answers = connection.read_to_end().split(b'HTTP/1.1 200 OK\r\n')[1:]
        assert answers
        for number, answer in enumerate(answers[:-1]):
            assert answer.endswith(b'\r\n\r\n' + page.body), number
    assert get(server, '/healthz').body == b'ok\n'


def test_reader_that_does_not_read(start):
    """Costs a piece, and not for long: it asks until nothing more goes out."""
    server = start({'limits': {'header-time': 3}})
    idle = server.descriptors()
    largest = max(list_files(server).items(), key=lambda found: found[1].length)
    print(largest[0], largest[1].length)
    wait_until(lambda: server.descriptors() == idle)
    before = server.rss_mb()
    slow = Connection(server.port, receive_buffer=2048)
    wait_until(lambda: server.descriptors() > idle)
    asked = server.metric('files_total')
    sent = 0
    while server.descriptors() > idle and sent < 64 << 20:
        if not slow.write(request(largest[0])):
            break
        asked += 1
        sent += largest[1].length
        wait_until(lambda: server.metric('files_total') >= asked or
                   server.descriptors() <= idle)
    print(f'{sent} bytes')
    assert 0 < sent < 64 << 20
    wait_until(lambda: server.descriptors() <= idle)
    assert server.rss_mb() - before < 2
    slow.close()


def test_page_can_be_switched_off(start):
    server = start({'listen': {'web': 'false'}})
    assert get(server, PAGE).status == 404
    assert get(server, '/healthz').status == 200
    client = server.client()
    client.hello(new_room())


def test_page_over_tls(start, certificate):
    """Then nobody should come without it again."""
    server = tls_server(start, certificate)
    answer = get(server, PAGE)
    assert answer.status == 200
    assert answer.headers['strict-transport-security'] == 'max-age=31536000'


def test_page_sees_that_the_server_is_there(server):
    """By messages: its script is not told of pings."""
    client = server.client()
    client.say(type='ping')
    client.expect('pong')
    client.hello(new_room())
    client.say(type='ping')
    client.expect('pong')
    client.say(type='end')
