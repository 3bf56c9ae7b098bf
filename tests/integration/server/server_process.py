# SPDX-License-Identifier: GPL-3.0-or-later
"""The real maju-server, as a process."""

import os
import re
import resource
import shutil
import signal
import ssl
import subprocess
import time

from client import Client
from rfc6455 import DEADLINE, Connection

# However slow a test is, unless it is about time.
PATIENT = {'limits': {'address-rate': 0, 'address-open': 0, 'header-time': 60,
                      'hello-time': 60, 'ping-timeout': 600}}


def wait_until(check):
    """For states of the server that nobody announces."""
    deadline = time.monotonic() + DEADLINE
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.05)


class Server:
    """A maju-server of its own on a free port of the loopback."""

    def __init__(self, directory, settings=None, arguments=(), files=None,
                 tls=None):
        groups = {name: dict(keys) for name, keys in PATIENT.items()}
        for name, keys in (settings or {}).items():
            groups.setdefault(name, {}).update(keys)
        path = directory / 'server.conf'
        path.write_text(''.join(
            f'[{name}]\n' + ''.join(f'{k}={v}\n' for k, v in keys.items())
            for name, keys in groups.items()))

        def limit():
            if files:
                resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

        self.tls = tls
        self.log = open(directory / 'server.log', 'w+')
        self.process = subprocess.Popen(
            [shutil.which('maju-server'), '--config', path,
             '--listen', '127.0.0.1', '--port', '0', *arguments],
            stdout=subprocess.PIPE, stderr=self.log, text=True,
            preexec_fn=limit,
            env=dict(os.environ, G_MESSAGES_DEBUG='maju-server'))
        line = self.process.stdout.readline()
        match = re.fullmatch(r'listening on (https?)://[0-9.]+:(\d+)\n',
                             line)
        assert match, (line, self.read_log())
        self.scheme, self.port = match[1], int(match[2])

    def read_log(self):
        self.log.flush()
        self.log.seek(0)
        return self.log.read()

    def client(self, **options):
        return Client(self.port, tls=self.tls, **options)

    def connect(self):
        return Connection(self.port, tls=self.tls)

    def get(self, path):
        """The status line and the body of a GET."""
        connection = self.connect()
        connection.write(f'GET {path} HTTP/1.1\r\nHost: localhost\r\n'
                         'Connection: close\r\n\r\n'.encode())
        head = connection.read_until(b'\r\n\r\n').decode()
        found = re.search(r'content-length: (\d+)', head, re.I)
        body = b''
        while found and len(body) < int(found[1]):
            body += connection.read_until(b'\n')
        connection.close()
        return head.split('\r\n')[0], body.decode()

    def metric(self, name):
        body = self.get('/metrics')[1]
        return int(re.search(rf'^maju_{name} (\d+)$', body, re.M)[1])

    def status(self, field):
        with open(f'/proc/{self.process.pid}/status') as file:
            return int(re.search(rf'^{field}:\s+(\d+)', file.read(), re.M)[1])

    def rss_mb(self):
        return self.status('VmRSS') / 1024

    def cpu_seconds(self):
        with open(f'/proc/{self.process.pid}/stat') as file:
            fields = file.read().rsplit(')', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def is_idle(self):
        """Whether it leaves the processor alone for most of a second."""
        before = self.cpu_seconds()
        time.sleep(1)
        return self.cpu_seconds() - before < 0.2

    def descriptors(self):
        return len(os.listdir(f'/proc/{self.process.pid}/fd'))

    def finish(self):
        """Stops it, if it runs, and looks at how it ended."""
        if self.process.poll() is None:
            assert self.stop() == 0, self.read_log()
        self.process.stdout.close()
        log = self.read_log()
        self.log.close()
        assert 'CRITICAL' not in log and 'ERROR: ' not in log, log

    def stop(self):
        """SIGTERM, and what it exited with."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


def make_certificate(directory):
    """Makes cert.pem and key.pem there, or makes them anew."""
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                    'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
                    '-subj', '/CN=127.0.0.1', '-addext',
                    'subjectAltName=IP:127.0.0.1', '-keyout',
                    directory / 'key.pem', '-out', directory / 'cert.pem'],
                   check=True, capture_output=True)
    return directory


def tls_server(start, certificate, **options):
    context = ssl.create_default_context(cafile=certificate / 'cert.pem')
    return start(arguments=['--tls-certificate', certificate / 'cert.pem',
                            '--tls-key', certificate / 'key.pem'],
                 tls=context, **options)
