# SPDX-License-Identifier: GPL-3.0-or-later
"""Maju as it was installed, in its sandbox."""

import configparser
import os
import pathlib
import re

import pytest

from majutest import wait_until
from majutest.process import GUARD
from majutest.window import APP_ID

TOP = pathlib.Path(__file__).resolve().parents[2]
# What findings say a call needs, and not one more.
PERMISSIONS = {
    'shared': {'network', 'ipc'},
    'sockets': {'wayland', 'fallback-x11', 'pulseaudio'},
    'devices': {'dri'},
}
MODULES = {'libev', 'libwebsockets', 'qrencode', 'maju'}


class Sandbox:
    """A desktop where Maju is installed."""

    def __init__(self, session):
        self._session = session

    def env(self, env=None):
        env = dict(env or self._session.env)
        # The sandbox has schemas of its own.
        env.pop('GSETTINGS_SCHEMA_DIR', None)
        for name in ('FLATPAK_USER_DIR', 'DBUS_SYSTEM_BUS_ADDRESS', 'XDG_DATA_DIRS'):
            env[name] = os.environ[name]
        return env

    def flatpak(self, *arguments, env=None):
        return self._session.run(['flatpak', *arguments], env=self.env(env))

    def run(self, *command, env=None):
        """Runs a command in the sandbox; its output."""
        return self.flatpak('run', f'--command={command[0]}', APP_ID, *command[1:], env=env)

    def start(self, env, *arguments, command='maju', **options):
        return self._session.start(['flatpak', 'run', f'--command={command}', APP_ID, *arguments],
                                   env=self.env(env), **options)


@pytest.fixture
def sandbox(quiet_session, needs):
    needs('flatpak')
    if 'FLATPAK_USER_DIR' not in os.environ:
        pytest.fail('build-aux/test flatpak runs this')
    return Sandbox(quiet_session)


def read_metadata(text):
    metadata = configparser.RawConfigParser(delimiters='=', strict=True)
    metadata.optionxform = str
    metadata.read_string(text)
    return {name: dict(metadata[name]) for name in metadata.sections()}


def check_permissions(text):
    metadata = read_metadata(text)
    context = {key: set(filter(None, value.split(';')))
               for key, value in metadata.pop('Context').items()}
    assert context == PERMISSIONS
    application = metadata.pop('Application')
    assert application['name'] == APP_ID
    assert application['runtime'] == 'org.gnome.Platform/x86_64/51'
    # No names on the buses, no environment, no data of others.
    assert set(metadata) <= {f'Extension {APP_ID}.{part}' for part in ('Locale', 'Debug')} | {'Build'}


@pytest.mark.parametrize('where', ['info', 'remote-info'])
def test_permissions(sandbox, where):
    """Of what is installed, and of what is offered for installation."""
    remote = ['local'] if where == 'remote-info' else []
    text = sandbox.flatpak(where, '--user', '--show-metadata', *remote, APP_ID)
    check_permissions(text)
    for name, value, other in (('devices', 'dri;', 'all;'), ('sockets', 'wayland;', 'x11;'),
                               ('shared', 'network;', ''),
                               ('shared', 'network;', 'network;\nfilesystems=xdg-run/pipewire-0;')):
        changed = re.sub(f'^{name}=(.*){value}', rf'{name}=\1{other}', text, flags=re.M)
        assert changed != text
        with pytest.raises(AssertionError):
            check_permissions(changed)


def test_it_starts(sandbox):
    version = re.search(r"^  version: '(.*)',$", (TOP / 'meson.build').read_text(), re.M).group(1)
    assert sandbox.flatpak('run', APP_ID, '--version') == f'Maju {version}\n'


def test_the_libraries_are_there(sandbox):
    libraries = sandbox.run('ldd', '/app/bin/maju')
    assert 'not found' not in libraries
    for name in ('libev', 'libwebsockets', 'libqrencode'):
        assert f'{name}.so.' in libraries
        assert re.search(rf'{name}\.so\.\S+ => /app/lib/', libraries), libraries


def test_a_forgotten_module_is_missed(sandbox):
    """What the modules bring is neither in the runtime nor in the SDK."""
    for options in [], ['--devel']:
        files = sandbox.flatpak('run', *options, '--command=sh', APP_ID, '-c', 'ls -R /usr/lib/*-gnu')
        assert 'libpipewire-0.3.so.0' in files
        assert bool(options) == ('libpipewire-0.3.pc' in files)
        for name in ('libev', 'libwebsockets', 'libqrencode'):
            assert not re.search(rf'^{name}(\.so|\.pc)', files, re.M)


def test_licences(sandbox):
    folder = f'/app/share/licenses/{APP_ID}'
    assert MODULES <= set(sandbox.run('ls', folder).split())
    assert 'GNU GENERAL PUBLIC LICENSE' in sandbox.run('cat', f'{folder}/maju/COPYING')


def test_the_home_is_not_there(sandbox, tmp_path):
    secret = tmp_path / 'secret'
    secret.write_text('mine')
    paths = [secret, TOP / 'meson.build', '/dev/video0', '/dev/snd']
    found = sandbox.run('sh', '-c', 'ls -d "$@" 2>/dev/null || :', 'sh', *map(str, paths))
    assert found == ''


def test_a_file_that_was_handed_over(sandbox, quiet_session, tmp_path):
    """By the document portal: that file is there, and nothing beside it."""
    env = sandbox.env()
    for name, program in (('impl.portal.PermissionStore', 'xdg-permission-store'),
                          ('portal.Documents', 'xdg-document-portal')):
        quiet_session.start([f'/usr/libexec/{program}'], env=env)
        quiet_session.run(['gdbus', 'wait', '--session', '--timeout', str(int(GUARD)),
                           f'org.freedesktop.{name}'], env=env, timeout=2 * GUARD)
    file = tmp_path / 'minutes.txt'
    file.write_text('for Maju')
    beside = tmp_path / 'beside.txt'
    beside.write_text('for nobody')
    path = pathlib.Path(sandbox.flatpak('document-export', f'--app={APP_ID}', '--allow-write',
                                        file).strip())
    # Where sandboxes have the portal's folder.
    path = pathlib.Path('/run/flatpak/doc', *path.parts[-2:])
    assert sandbox.run('cat', str(path)) == 'for Maju'
    assert sandbox.run('ls', str(path.parent)) == 'minutes.txt\n'
    sandbox.run('sh', '-c', 'echo from Maju > "$1"', 'sh', str(path))
    assert file.read_text() == 'from Maju\n'


def test_a_window_comes(sandbox, quiet_session, make_sway):
    sway = make_sway(quiet_session, width=960, height=680)
    process = sandbox.start(sway.app_env('maju'))

    def shown():
        assert process.is_running(), process.describe()
        return [window for window in sway.windows()
                if window.get('app_id') == APP_ID and window['name'] == 'Maju']
    wait_until(shown, 'the window is there')
    sway.picture(TOP / '_build' / 'pictures' / 'flatpak.png')
    sandbox.flatpak('kill', APP_ID)
