# SPDX-License-Identifier: GPL-3.0-or-later
"""Maju as it is published: installed in each way, updated and removed."""

import fcntl
import os
import pathlib
import re
import shutil
import types

import pytest

from majutest.process import TOP
from majutest.publishing import APP_ID, RUNTIME, Key, Person, Server, publish, run

DEVEL = f'{APP_ID}.Devel'
VERSION = re.search(r"^  version: '(.*)',$", (TOP / 'meson.build').read_text(), re.M).group(1)
NEXT = re.sub('[0-9]', '9', VERSION)


def make_next(built, folder):
    """The next version: the same application, which says another number."""
    files = folder / 'next'
    run('ostree', 'checkout', f'--repo={built}', '--user-mode', f'app/{APP_ID}/x86_64/stable',
        files)
    program = files / 'files' / 'bin' / 'maju'
    data = program.read_bytes()
    changed = data.replace(f'{VERSION}\0'.encode(), f'{NEXT}\0'.encode())
    assert changed != data
    program.write_bytes(changed)
    run('flatpak', 'build-export', '--disable-sandbox', folder / 'built', files, 'stable')
    return folder / 'built'


@pytest.fixture(scope='module')
def runtime_repo(tmp_path_factory):
    """Names the repository of the stand-ins, as Flathub's does its own."""
    if 'FLATPAK_USER_DIR' not in os.environ:
        pytest.fail('build-aux/test flatpak runs this')
    url = run('ostree', 'remote', 'show-url', 'standin',
              f'--repo={os.environ["FLATPAK_USER_DIR"]}/repo').stdout
    path = tmp_path_factory.mktemp('runtime') / 'runtime.flatpakrepo'
    path.write_text(f'[Flatpak Repo]\nVersion=1\nTitle=Runtime\nUrl={url}')
    return path.as_uri()


def wait_for_the_twin(folder):
    """The development profile, which build-aux/flatpak test builds meanwhile."""
    with open(folder / 'devel.lock') as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
    assert (folder / f'built-{DEVEL}').exists(), (folder / f'build-{DEVEL}.log').read_text()


@pytest.fixture(scope='module')
def offer(runtime_repo, tmp_path_factory):
    """Maju and then its next version, published in a copy."""
    work = pathlib.Path(os.environ['MAJU_FLATPAK_FOLDER'])
    built = work / 'repo'
    folder = tmp_path_factory.mktemp('offer')
    key = Key(folder / 'key')
    first, second = folder / 'first', folder / 'second'
    server = Server(first)
    options = [f'--key={key.fingerprint}', f'--gpg-home={key.home}', f'--url={server.url}',
               f'--runtime-repo={runtime_repo}']
    publish(first, *options, f'--from={built}')
    wait_for_the_twin(work)
    publish(first, *options, f'--from={built}', '--devel')
    shutil.copytree(first, second)
    publish(second, *options, f'--from={make_next(built, folder)}')
    yield types.SimpleNamespace(server=server, first=first, second=second)
    server.close()
    key.close()


@pytest.fixture(scope='module')
def computer(runtime_repo, tmp_path_factory):
    """One that has the runtime and nothing else."""
    folder = tmp_path_factory.mktemp('computer')
    env = dict(os.environ, FLATPAK_USER_DIR=str(folder))
    run('flatpak', 'remote-add', '--user', 'runtime', '--from', runtime_repo, env=env)
    run('flatpak', 'install', '--user', '-y', '--noninteractive', 'runtime', RUNTIME, env=env)
    return folder


@pytest.fixture
def person(offer, computer, quiet_session, tmp_path):
    offer.server.folder = offer.first
    return Person(quiet_session, tmp_path / 'person', computer)


def install_by_ref(person, offer, app_id=APP_ID):
    person.install(f'{offer.server.url}{app_id}.flatpakref')


def install_by_repository(person, offer):
    person.flatpak('remote-add', '--user', 'maju', f'{offer.server.url}maju.flatpakrepo')
    # As software centres find it.
    person.flatpak('update', '--user', '--appstream', 'maju')
    found = person.flatpak('search', '--user', '--columns=application,branch,remotes', 'Maju')
    assert f'{APP_ID}\tstable\tmaju' in found.stdout.splitlines()
    person.install('maju', APP_ID)


def install_by_bundle(person, offer):
    person.install('--bundle', offer.first / f'{APP_ID}.flatpak')


def exported(person, app_id=APP_ID):
    """What the desktop sees of it; what leads nowhere it does not see."""
    folder = person.flatpaks / 'exports'
    name = re.compile(rf'{re.escape(app_id)}(-symbolic)?(\.(desktop|service|svg|metainfo\.xml))?')
    return {str(path.relative_to(folder)) for path in folder.rglob('*')
            if path.is_file() and name.fullmatch(path.name)}


def exports(app_id):
    return {f'bin/{app_id}', f'share/applications/{app_id}.desktop',
            f'share/dbus-1/services/{app_id}.service', f'share/metainfo/{app_id}.metainfo.xml',
            f'share/icons/hicolor/scalable/apps/{app_id}.svg',
            f'share/icons/hicolor/symbolic/apps/{app_id}-symbolic.svg'}


def write_data(person):
    """As the application does, by what it is told of where that is."""
    person.flatpak('run', '--user', '--command=sh', APP_ID, '-euc', """
      mkdir "$XDG_DATA_HOME/maju" "$XDG_CONFIG_HOME/maju"
      echo mine > "$XDG_DATA_HOME/maju/rooms.json"
      echo mine > "$XDG_CONFIG_HOME/maju/settings" """)
    assert (person.data / APP_ID / 'data' / 'maju' / 'rooms.json').read_text() == 'mine\n'


def contents(folder):
    return {path.relative_to(folder): path.read_bytes()
            for path in folder.rglob('*') if path.is_file()}


def check_nothing_is_left(person):
    """But what Flatpak has for itself, whatever is installed."""
    left = {str(path) for path in contents(person.flatpaks)}
    assert left <= {'.changed', '.removed', 'repo/.lock', 'repo/config'} | {
        f'exports/share/{name}' for name in (
            'applications/mimeinfo.cache', 'icons/hicolor/icon-theme.cache',
            'icons/hicolor/index.theme')}
    # The runtime's, as other applications need it.
    assert set(person.remotes()) <= {'runtime'}
    elsewhere = {path for path in contents(person.home) if path.parts[0] != '.local'}
    assert {path.parts[:3] for path in elsewhere} <= {('.var', 'app', APP_ID)}


@pytest.mark.parametrize('install', [install_by_ref, install_by_repository, install_by_bundle])
def test_from_its_beginning_to_its_end(person, offer, install):
    install(person, offer)
    assert person.version() == f'Maju {VERSION}'
    assert exported(person) == exports(APP_ID)
    first = person.commit()
    write_data(person)

    offer.server.folder = offer.second
    person.flatpak('update', '--user', '-y', '--noninteractive')
    assert person.version() == f'Maju {NEXT}'
    assert person.commit() != first
    # One may go back.
    person.flatpak('update', '--user', '-y', '--noninteractive', f'--commit={first}', APP_ID)
    assert person.version() == f'Maju {VERSION}'

    data = contents(person.data)
    assert {pathlib.Path(APP_ID, 'data/maju/rooms.json'),
            pathlib.Path(APP_ID, 'config/maju/settings')} <= set(data)
    person.flatpak('uninstall', '--user', '-y', '--noninteractive', APP_ID)
    # A bundle's goes with it.
    if install is not install_by_bundle:
        person.flatpak('remote-delete', '--user', 'maju')
    # What software centres showed of it has no name any more.
    person.flatpak('repair', '--user')
    assert contents(person.data) == data
    check_nothing_is_left(person)

    # Who has it again has all of that again, or can have it removed, too.
    install_by_ref(person, offer)
    assert person.version() == f'Maju {NEXT}'
    assert contents(person.data).items() >= data.items()
    person.flatpak('uninstall', '--user', '-y', '--noninteractive', '--delete-data', APP_ID)
    assert not (person.data / APP_ID).exists()


def test_one_command_on_a_new_computer(offer, quiet_session, tmp_path):
    """It brings the runtime from where that comes from."""
    offer.server.folder = offer.first
    person = Person(quiet_session, tmp_path / 'person', tmp_path / 'system')
    install_by_ref(person, offer)
    assert person.version() == f'Maju {VERSION}'
    assert person.remotes() == ['maju', 'runtime']
    assert (person.flatpaks / 'runtime' / RUNTIME).is_dir()


def test_both_profiles(person, offer):
    """The development profile stands beside a release."""
    for app_id in APP_ID, DEVEL:
        install_by_ref(person, offer, app_id)
    assert person.remotes() == ['maju', 'runtime']
    for app_id in APP_ID, DEVEL:
        assert person.version(app_id) == f'Maju {VERSION}'
        assert exported(person, app_id) == exports(app_id)
        assert (person.data / app_id).is_dir()
    metadata = [person.flatpak('info', '--user', '--show-metadata', app_id).stdout
                for app_id in (APP_ID, DEVEL)]
    assert metadata[0] != metadata[1]
    assert [line for line in metadata[0].splitlines() if 'Maju' not in line] == \
        [line for line in metadata[1].splitlines() if 'Maju' not in line]

    # A new version of one is none of the other.
    offer.server.folder = offer.second
    before = person.commit(DEVEL)
    person.flatpak('update', '--user', '-y', '--noninteractive')
    assert person.version() == f'Maju {NEXT}'
    assert person.version(DEVEL) == f'Maju {VERSION}'
    assert person.commit(DEVEL) == before
    person.flatpak('uninstall', '--user', '-y', '--noninteractive', APP_ID)
    assert exported(person) == set()
    assert person.version(DEVEL) == f'Maju {VERSION}'
