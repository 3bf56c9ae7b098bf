# SPDX-License-Identifier: GPL-3.0-or-later
"""The program: options, settings, TLS, the way it stops."""

import shutil
import signal
import socket
import ssl
import subprocess
import time

import pytest

from client import new_room
from rfc6455 import DEADLINE, Connection, WebSocket
from server_process import make_certificate, tls_server, wait_until

PROGRAM = shutil.which('maju-server')


def run(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], text=True,
                          capture_output=True, timeout=DEADLINE)


def test_version():
    result = run('--version')
    assert result.returncode == 0
    assert result.stdout.startswith('maju-server ')


@pytest.mark.parametrize('arguments', [
    ['--no-such-option'], ['surplus'], ['--port', '70000'], ['--port', 'x'],
    ['--port', '-1'], ['--turn-ttl', '1'], ['--config', '/nonexistent']])
def test_wrong_options(arguments):
    result = run(*arguments)
    assert result.returncode == 2
    assert result.stdout == '' and 'maju-server: ' in result.stderr


@pytest.mark.parametrize('text, word', [
    ('[listen]\nprot=1\n', 'listen.prot'),
    ('[lisen]\nport=1\n', 'lisen.port'),
    ('[listen]\nport=many\n', 'listen.port'),
    ('[listen]\nmetrics=perhaps\n', 'listen.metrics'),
    ('[limits]\npeople=9\n', 'limits.people'),
    ('no key file', 'server.conf'),
])
def test_wrong_file_names_the_key(tmp_path, text, word):
    path = tmp_path / 'server.conf'
    path.write_text(text)
    result = run('--config', path)
    assert result.returncode == 2 and word in result.stderr


@pytest.mark.parametrize('arguments, word', [
    (['--listen', 'example.org'], 'address'),
    (['--listen', '192.0.2.1'], 'Port'),
    (['--turn-uri', 'turn:example.org'], 'turn-secret-file'),
    (['--stun-uri', 'http://example.org'], 'stun-uris'),
    (['--tls-certificate', '/nonexistent'], 'tls-key'),
    (['--tls-certificate', '/nonexistent', '--tls-key', '/nonexistent'],
     'certificate'),
    (['--turn-uri', 'turn:a', '--turn-secret-file', '/dev/null'], 'secret'),
])
def test_can_not_start(arguments, word):
    result = run('--port', 0, *arguments)
    assert result.returncode == 1
    assert result.stdout == '' and word in result.stderr


def test_port_in_use(server):
    result = run('--listen', '127.0.0.1', '--port', server.port)
    assert result.returncode == 1 and str(server.port) in result.stderr


@pytest.mark.parametrize('address, family', [
    ('127.0.0.1', socket.AF_INET), ('::1', socket.AF_INET6),
    ('*', socket.AF_INET)])
def test_addresses(start, address, family):
    if family == socket.AF_INET6:
        try:
            socket.create_server(('::1', 0), family=family).close()
        except OSError:
            pytest.skip('there is no IPv6')
    process = subprocess.Popen([PROGRAM, '--listen', address, '--port', '0'],
                               stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline().strip()
    host = {'::1': '[::1]', '*': '0.0.0.0'}.get(address, address)
    assert line.startswith(f'listening on http://{host}:'), line
    port = int(line.rsplit(':', 1)[1])
    target = '127.0.0.1' if address == '*' else address
    connection = Connection(port, host=target)
    connection.write(b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    assert b' 200 ' in connection.read_until(b'\r\n\r\n')
    process.send_signal(signal.SIGINT)
    assert process.wait(DEADLINE) == 0
    process.stdout.close()


def test_tls(start, certificate):
    server = tls_server(start, certificate)
    assert server.scheme == 'https'
    room = new_room()
    first = server.client()
    first.hello(room)
    second = server.client()
    second.hello(room)
    first.expect('joined')
    assert first.socket.version() in ('TLSv1.2', 'TLSv1.3')
    for generation in range(20):
        second.relay(first.id, generation=generation, padding='x' * 60000)
        assert first.expect('restart')['generation'] == generation
        first.say(type='ack', ack=first.last_seq)
    assert server.get('/healthz')[1] == 'ok\n'


def test_tls_is_slowed_down_and_loses_nothing(start, certificate):
    server = tls_server(start, certificate, settings={
        'limits': {'rate': 200, 'rate-burst': 20}})
    room = new_room()
    first = server.client()
    first.hello(room)
    second = server.client()
    second.hello(room)
    first.expect('joined')
    for generation in range(200):
        second.relay(first.id, generation=generation, padding='x' * 300)
    for generation in range(200):
        assert first.expect('restart')['generation'] == generation
        first.say(type='ack', ack=first.last_seq)
    assert server.metric('throttled_total') >= 1


@pytest.mark.parametrize('encrypted', [False, True])
def test_last_words_arrive(start, certificate, encrypted):
    """An error is read, however much is on the way in both directions."""
    options = {'settings': {'limits': {'rate': 0}}}
    server = (tls_server(start, certificate, **options) if encrypted
              else start(**options))
    room = new_room()
    first = server.client(receive_buffer=4096)
    first.hello(room)
    second = server.client()
    second.hello(room)
    first.expect('joined')
    for generation in range(30):
        second.relay(first.id, generation=generation, padding='x' * 20000)
    assert second.expect('left')['reason'] == 'removed'
    while (message := first.receive()) and message['type'] == 'restart':
        first.say(type='ack', ack=first.last_seq)
    assert message and message['code'] == 'resume-failed'
    assert first.receive() is None and first.close_code == 1008


def test_tls_does_not_offer_http2(start, certificate):
    server = tls_server(start, certificate)
    server.tls.set_alpn_protocols(['h2', 'http/1.1'])
    connection = server.connect()
    assert connection.socket.selected_alpn_protocol() == 'http/1.1'
    connection.close()


def test_tls_wants_tls(start, certificate):
    server = tls_server(start, certificate, settings={
        'limits': {'header-time': 1}})
    plain = Connection(server.port)
    plain.write(b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    assert b'200' not in plain.read_to_end()
    silent = Connection(server.port)
    assert silent.read_to_end() == b''

    def is_healthy():
        # The time for a request is short for this test, too.
        try:
            return server.get('/healthz')[1] == 'ok\n'
        except OSError:
            return False
    wait_until(is_healthy)


@pytest.mark.filterwarnings('ignore::DeprecationWarning')
def test_tls_old_versions_are_refused(start, certificate):
    server = tls_server(start, certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers('ALL:@SECLEVEL=0')
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        Connection(server.port, tls=context)


def test_wrong_key_for_certificate(certificate, tmp_path):
    key = tmp_path / 'other.pem'
    subprocess.run(['openssl', 'genpkey', '-algorithm', 'ec', '-pkeyopt',
                    'ec_paramgen_curve:P-256', '-out', key], check=True,
                   capture_output=True)
    result = run('--port', 0, '--listen', '127.0.0.1', '--tls-key', key,
                 '--tls-certificate', certificate / 'cert.pem')
    assert result.returncode == 1 and 'certificate' in result.stderr


def shown(server):
    """The certificate that who connects now is shown, as PEM."""
    return ssl.get_server_certificate(('127.0.0.1', server.port),
                                      timeout=DEADLINE)


def wait_for_log(server, words, ask):
    """Asks the server something until it has said so."""
    deadline = time.monotonic() + DEADLINE
    while words not in server.read_log():
        assert time.monotonic() < deadline, server.read_log()
        ask()


def test_certificate_is_renewed(start, tmp_path):
    directory = make_certificate(tmp_path)
    first = (directory / 'cert.pem').read_text()
    server = tls_server(start, directory)
    room = new_room()
    old = server.client()
    old.hello(room)
    assert shown(server).strip() == first.strip()

    # A certificate and a key that are not each other's: nothing changes.
    former_key = (directory / 'key.pem').read_text()
    make_certificate(directory)
    new_key = (directory / 'key.pem').read_text()
    second = (directory / 'cert.pem').read_text()
    (directory / 'key.pem').write_text(former_key)
    server.process.send_signal(signal.SIGHUP)
    wait_for_log(server, 'The former TLS certificate stays in use',
                 lambda: shown(server))
    assert shown(server).strip() == first.strip()

    (directory / 'key.pem').write_text(new_key)
    server.process.send_signal(signal.SIGHUP)
    wait_for_log(server, 'The TLS certificate was read anew',
                 lambda: shown(server))
    assert shown(server).strip() == second.strip() != first.strip()
    server.tls = ssl.create_default_context(cafile=directory / 'cert.pem')
    new = server.client()
    new.hello(room)
    # Who was there before has not noticed.
    old.expect('joined')
    new.relay(old.id, generation=1)
    assert old.expect('restart')['generation'] == 1


def test_reload_without_tls(start):
    server = start()
    client = server.client()
    client.hello(new_room())
    server.process.send_signal(signal.SIGHUP)
    wait_for_log(server, 'without TLS',
                 lambda: server.get('/healthz'))
    assert server.get('/healthz')[1] == 'ok\n'
    client.reset()


def test_drain(start):
    # That it ends before DEADLINE shows that it does not wait for its time.
    server = start({'listen': {'grace': 300}})
    clients = [server.client() for _ in range(6)]
    for client in clients:
        client.hello(new_room())
    waiting = server.client()
    server.process.send_signal(signal.SIGTERM)
    delays = set()
    for client in clients:
        error = client.expect('error')
        assert error['code'] == 'draining'
        assert not error.get('fatal', False)
        assert 250 <= error['retry_after_ms'] <= 8000
        delays.add(error['retry_after_ms'])
    assert len(delays) > 1
    waiting.expect_error('draining')
    # The port is free while those who are there go on.
    with pytest.raises(ConnectionRefusedError):
        Connection(server.port)
    clients[0].relay('nobody')
    clients[0].expect_error('no-such-peer', fatal=False)
    for client in clients:
        client.say(type='end')
        while client.receive() is not None:
            pass
        assert client.close_code == 1000
    assert server.process.wait(DEADLINE) == 0


def test_grace_ends(start):
    server = start({'listen': {'grace': 1}})
    client = server.client()
    client.hello(new_room())
    started = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    assert client.expect('error')['code'] == 'draining'
    assert client.receive() is None
    assert client.close_code == 1001
    assert server.process.wait(DEADLINE) == 0
    assert time.monotonic() - started > 0.9


def test_second_signal_does_not_wait(start):
    server = start({'listen': {'grace': 300}})
    client = server.client()
    client.hello(new_room())
    server.process.send_signal(signal.SIGTERM)
    client.expect('error')
    assert server.stop() == 0


def test_stop_with_everything_open(start):
    server = start()
    room = new_room()
    clients = [server.client() for _ in range(5)]
    for client in clients:
        client.hello(room)
    WebSocket(server.port)
    half = server.connect()
    half.write(b'GET /ws HT')
    clients[0].write(b'\x81\xfe\x10\x00')
    assert server.stop() == 0


def test_restart_knows_no_sessions(start):
    room = new_room()
    first = start()
    client = first.client()
    token = client.hello(room)['token']
    first.process.kill()
    first.process.wait()
    second = start()
    late = second.client()
    late.say(type='hello', token=token, last_seq=0)
    late.expect_error('resume-failed')
    again = second.client()
    assert again.hello(room)['members'] == []


