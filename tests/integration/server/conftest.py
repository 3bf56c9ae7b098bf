# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from server_process import Server, make_certificate


@pytest.fixture
def start(tmp_path):
    """Starts servers; each must end by SIGTERM with 0."""
    servers = []

    def start(settings=None, arguments=(), files=None, tls=None):
        directory = tmp_path / str(len(servers))
        directory.mkdir()
        settings = settings or {}
        settings.setdefault('listen', {}).setdefault('grace', 0)
        servers.append(Server(directory, settings, arguments, files, tls))
        return servers[-1]

    yield start
    for server in servers:
        server.finish()


@pytest.fixture(scope='module')
def server(tmp_path_factory):
    """One server for a module's tests, without limits by address or time."""
    server = Server(tmp_path_factory.mktemp('server'),
                    {'listen': {'grace': 0}})
    yield server
    assert server.process.poll() is None, server.read_log()
    server.finish()


@pytest.fixture(scope='module')
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp('tls'))
