# SPDX-License-Identifier: GPL-3.0-or-later
"""What meson installs, and what the options change of it."""

import configparser
import json
import os
import pathlib
import re
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


def read_container_file():
    """Its instructions: [(name, the rest)]."""
    lines = [line for line in (TOP / 'data' / 'maju-server.Containerfile').read_text().split('\n')
             if not line.startswith('#')]
    text = '\n'.join(lines).replace('\\\n', ' ')
    return [(line.split()[0], ' '.join(line.split()[1:])) for line in text.split('\n') if line]


def packages_of(run):
    words = run.partition('--no-install-recommends')[2].partition('&&')[0].split()
    assert words
    return set(words)


def test_container_builds_with_what_everybody_builds_with():
    """No image can be made where the tests run; this is what would make it fail."""
    first = [rest for name, rest in read_container_file() if name == 'RUN']
    listed = (TOP / 'build-aux' / 'sdk-packages.txt').read_text()
    listed = listed[listed.index('# Build'):].partition('# Test')[0]
    build, others = (set(re.sub('#.*|!', '', part).split()) for part in listed.split('# Run'))
    assert packages_of(first[0]) <= build
    # Whatever the build asks for is there.
    assert {word for word in build if word.endswith('-dev')} - packages_of(first[0]) == \
        {'libclang-rt-dev'}
    assert 'libwebsockets-evlib-ev' in packages_of(first[2]) & others
    options = {option['name'] for option in introspect(builddir(), 'buildoptions')}
    setup = [word.lstrip('-').removeprefix('D').partition('=')[0]
             for word in first[1].partition('&&')[0].split() if word.startswith('-')]
    assert len(setup) == 4 and set(setup) <= options
    [target] = [target for target in introspect(builddir(), 'targets')
                if target['name'] == 'maju-server' and target['type'] == 'executable']
    path = pathlib.Path(target['filename'][0]).relative_to(builddir().resolve())
    assert first[1].split()[-1] == str(path)
    assert ('COPY', f'--from=build /build/{path} /usr/bin/maju-server') in read_container_file()


def test_container_serves_as_the_service_does(root, tmp_path):
    """What the image starts, started here: as it says, and until it is stopped."""
    said = dict(read_container_file())
    unit = (TOP / 'data' / 'maju-server.service.in').read_text()
    start = json.loads(said['ENTRYPOINT'])
    assert ' '.join(start) in unit.replace('@bindir@', '/usr/bin').replace('@sysconfdir@', '/etc')
    assert '--from=build /source/data/maju-server.conf ' + start[2] in \
        [rest for name, rest in read_container_file() if name == 'COPY']
    assert (TOP / 'data' / 'maju-server.conf').is_file()
    # Nobody of the image, and no privileges.
    user, group = said['USER'].split(':')
    assert int(user) > 1000 and user == group
    port = said['EXPOSE'].partition('/')[0]
    assert f'\n#port={port}\n' in (TOP / 'data' / 'maju-server.conf').read_text()
    options = json.loads(said['CMD'])
    assert options == ['--listen', '*', '--port', port]
    stop = next(word.split('=')[1] for word in unit.split('\n') if word.startswith('TimeoutStop'))
    assert f'--stop-timeout {stop}' in (TOP / 'data' / 'maju-server.Containerfile').read_text()

    # Port 0, as that one may be in use here.
    options[3] = '0'
    options[1] = '127.0.0.1'
    process = subprocess.Popen(
        [root / 'bin' / 'maju-server', '--config', TOP / 'data' / 'maju-server.conf', *options],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, cwd=tmp_path)
    here = re.fullmatch('listening on http://(127.0.0.1:[0-9]+)\n', process.stdout.readline())
    health = said['HEALTHCHECK'].partition(' CMD ')[2]
    assert health.count(f'127.0.0.1:{port}/healthz') == 2
    run('sh', '-c', health.replace(f'127.0.0.1:{port}', here.group(1)))
    process.send_signal(getattr(signal, said['STOPSIGNAL']))
    assert process.wait(120) == 0
    process.stdout.close()
    result = subprocess.run(['sh', '-c', health.replace(f'127.0.0.1:{port}', here.group(1))],
                            stdin=subprocess.DEVNULL, timeout=120)
    assert result.returncode != 0


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
