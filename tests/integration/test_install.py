# SPDX-License-Identifier: GPL-3.0-or-later
"""What meson installs, and what the options change of it."""

import configparser
import json
import os
import pathlib
import signal
import subprocess

import pytest

from majutest.process import builddir

TOP = pathlib.Path(__file__).resolve().parents[2]


def run(*command, **options):
    result = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            timeout=120, **options)
    assert result.returncode == 0, result.stdout
    return result.stdout


def introspect(build, what):
    return json.loads(run('meson', 'introspect', build, f'--{what}'))


def installed_paths(build):
    return {pathlib.Path(path) for path in introspect(build, 'installed').values()}


@pytest.fixture(scope='module')
def root(tmp_path_factory):
    """The prefix of an installation below a folder."""
    folder = tmp_path_factory.mktemp('destdir')
    run('meson', 'install', '-C', builddir(), '--no-rebuild', '--quiet', '--destdir', folder)
    prefix = next(option['value'] for option in introspect(builddir(), 'buildoptions')
                  if option['name'] == 'prefix')
    return folder / prefix.lstrip('/')


@pytest.mark.parametrize('name', ['maju', 'maju-peer', 'maju-server'])
def test_installed_programs_answer(root, name):
    # Without the build's environment, as they would start on a user's machine.
    env = {'PATH': '/usr/bin:/bin', 'LANG': 'C.UTF-8', 'HOME': os.environ['HOME']}
    for key in ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS'):
        env[key] = os.environ.get(key, '')
    version = introspect(builddir(), 'projectinfo')['version']
    assert version in run(root / 'bin' / name, '--version', env=env)
    assert '--help' in run(root / 'bin' / name, '--help', env=env)


def test_installed_descriptions_are_valid(root):
    [desktop] = (root / 'share' / 'applications').glob('*.desktop')
    run('desktop-file-validate', '--no-hints', desktop)
    text = desktop.read_text()
    assert f'Icon={desktop.stem}' in text
    assert 'Name[ko]=마주' in text
    # What opens a maju: link, and is given it.
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(desktop)
    assert 'x-scheme-handler/maju' in entry['Desktop Entry']['MimeType'].split(';')
    assert entry['Desktop Entry']['Exec'].split()[-1] in ('%U', '%u')
    [metainfo] = (root / 'share' / 'metainfo').glob('*.xml')
    run('appstreamcli', 'validate', '--no-net', '--override=url-homepage-missing=info', metainfo)
    for name in (f'scalable/apps/{desktop.stem}.svg', f'symbolic/apps/{desktop.stem}-symbolic.svg'):
        assert (root / 'share' / 'icons' / 'hicolor' / name).is_file()
    service = root / 'share' / 'dbus-1' / 'services' / f'{desktop.stem}.service'
    assert f'Name={desktop.stem}\n' in service.read_text()
    run('glib-compile-schemas', '--strict', '--dry-run', root / 'share' / 'glib-2.0' / 'schemas')


def test_installed_unit_starts_the_server(root):
    """With the settings that are installed beside it."""
    prefix = next(option['value'] for option in introspect(builddir(), 'buildoptions')
                  if option['name'] == 'prefix')
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str
    unit.read(root / 'lib' / 'systemd' / 'system' / 'maju-server.service')
    service = unit['Service']
    here = [word.replace(prefix, str(root)) for word in service['ExecStart'].split()]
    assert here[0] == str(root / 'bin' / 'maju-server')
    # Its own time to let people go, which a setting may make longer, is enough.
    assert int(service['TimeoutStopSec']) > 300
    process = subprocess.Popen([*here, '--listen', '127.0.0.1', '--port', '0'],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().startswith('listening on http://127.0.0.1:')
    # What a reload sends must not end it, as it would a program that does not know it.
    assert service['ExecReload'] == '/bin/kill -HUP $MAINPID'
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    assert process.wait(120) == 0
    process.stdout.close()


def test_installed_translations_are_read(root):
    assert (root / 'share' / 'locale' / 'ko' / 'LC_MESSAGES' / 'maju.mo').is_file()


@pytest.mark.parametrize('name', ['maju', 'maju-peer', 'maju-server'])
def test_man_pages_have_every_option(root, name):
    page = root / 'share' / 'man' / 'man1' / f'{name}.1'
    text = page.read_text().replace('\\-', '-')
    options = {word.split('=')[0] for line in run(root / 'bin' / name, '--help').splitlines()
               for word in line.replace(',', ' ').split()[:2] if word.startswith('--')}
    missing = {option for option in options if option not in text}
    assert not {option for option in missing if not option.startswith('--help')}


def test_options(tmp_path):
    build = tmp_path / 'build'
    run('meson', 'setup', '-Ddevelopment=true', '-Dserver=false', '-Dtests=false', build, TOP)
    here, other = installed_paths(builddir()), installed_paths(build)

    def names(paths):
        return {path.name for path in paths}

    assert 'maju-server' in names(here)
    assert not any(name.startswith('maju-server') for name in names(other))
    assert {'maju', 'maju-peer'} <= names(other)
    assert 'org.maju.Maju.desktop' in names(here)
    assert 'org.maju.Maju.Devel.desktop' in names(other)
    # What the desktop knows the application by.
    assert not {name for name in names(here) & names(other) if name.startswith('org.')}
    assert introspect(builddir(), 'tests') != []
    assert introspect(build, 'tests') == []
