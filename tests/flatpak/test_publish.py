# SPDX-License-Identifier: GPL-3.0-or-later
"""build-aux/flatpak publish, with small applications that nobody runs."""

import base64
import fcntl
import os
import re
import shutil
import signal
import uuid

import pytest

from majutest.process import TOP
from majutest.publishing import APP_ID, Key, Person, Server, make_small, publish, run

REF = f'app/{APP_ID}/x86_64/stable'
RUNTIME_REPO = 'https://example.org/runtime.flatpakrepo'


@pytest.fixture(autouse=True)
def tools(needs):
    needs('flatpak', 'ostree', 'gpg')


@pytest.fixture(scope='module')
def keys(tmp_path_factory):
    """The publisher's, and a stranger's."""
    folder = tmp_path_factory.mktemp('keys')
    keys = Key(folder / 'own'), Key(folder / 'strange')
    yield keys
    for key in keys:
        key.close()


@pytest.fixture
def key(keys):
    return keys[0]


class Offer:
    """A folder where somebody publishes, and its server."""

    def __init__(self, folder, key):
        self.folder = folder / 'offer'
        self.source = folder / 'built'
        self.key = key
        self.server = Server(self.folder)

    def publish(self, *arguments, check=True, key=None, **options):
        key = key or self.key
        return publish(self.folder, f'--from={self.source}', f'--url={self.server.url}',
                       f'--runtime-repo={RUNTIME_REPO}', f'--key={key.fingerprint}',
                       f'--gpg-home={key.home}', *arguments, check=check, **options)

    def commits(self):
        """The newest first."""
        log = run('ostree', 'log', f'--repo={self.folder / "repo"}', REF).stdout
        return re.findall('^commit (.*)$', log, re.M)


@pytest.fixture
def offer(tmp_path, key):
    offer = Offer(tmp_path, key)
    make_small(offer.source, 'one')
    yield offer
    offer.server.close()


@pytest.fixture
def make_person(quiet_session, tmp_path):
    """With a computer where nothing is installed."""
    def make():
        folder = tmp_path / f'person-{uuid.uuid4().hex}'
        return Person(quiet_session, folder, folder / 'system')
    return make


@pytest.fixture
def person(make_person):
    return make_person()


def add(person, offer, check=True):
    person.flatpak('remote-add', '--user', 'maju', f'{offer.server.url}maju.flatpakrepo',
                   check=check)


def install(person, check=True):
    """Without the runtime, which small ones do not need."""
    return person.install('--no-deps', 'maju', APP_ID, check=check)


def update(person, *arguments, check=True):
    return person.flatpak('update', '--user', '-y', '--noninteractive', '--no-deps', *arguments,
                          APP_ID, check=check)


def contents(folder):
    return {path.relative_to(folder): path.read_bytes()
            for path in folder.rglob('*') if path.is_file()}


@pytest.mark.parametrize('arguments, words', [
    (['--key=0123'], 'name the address where people will find the folder: --url='),
    (['--key=0123', '--url=maju.example'], 'is not an address of a folder'),
    (['--key=0123', '--url=ftp://maju.example'], 'is not an address of a folder'),
    (['--key=0123', '--url=https://maju.example/?x'], 'is not an address of a folder'),
    (['--url=https://maju.example'], 'name the key that signs: --key='),
    (['--url=https://maju.example', '--key=0123'], 'there is no secret key 0123 in'),
    (['--url=https://maju.example', '--key=0123', '--gpg-home=none'], 'with your keys'),
])
def test_what_is_missing_is_named(offer, key, arguments, words):
    result = publish(offer.folder, f'--gpg-home={key.home}', f'--from={offer.source}', *arguments,
                     check=False)
    assert result.returncode == 1
    assert words in result.stderr
    assert not offer.folder.exists() or not list(offer.folder.iterdir())


def test_a_name_of_two_keys_is_none(offer, tmp_path):
    key = Key(tmp_path / 'two')
    key.gpg('--passphrase', '', '--quick-generate-key', 'Maju <maju2@localhost>', 'ed25519', 'sign')
    result = offer.publish(f'--gpg-home={key.home}', '--key=Maju', check=False)
    key.close()
    assert result.returncode == 1
    assert 'there are 2 secret keys Maju' in result.stderr


def test_an_expired_key_is_refused(offer, tmp_path):
    key = Key(tmp_path / 'old')
    key.gpg('--passphrase', '', '--faked-system-time=20200101T000000', '--quick-generate-key',
            'Old <old@localhost>', 'ed25519', 'sign', '1d')
    result = offer.publish(f'--gpg-home={key.home}', '--key=old@localhost', check=False)
    key.close()
    assert result.returncode == 1
    assert 'is expired' in result.stderr


def test_stand_ins_are_not_for_others(offer, key):
    """What was built against them would not run elsewhere."""
    built = TOP / '_build' / 'flatpak' / 'repo'
    result = publish(offer.folder, f'--from={built}', f'--url={offer.server.url}',
                     f'--key={key.fingerprint}', f'--gpg-home={key.home}', check=False)
    assert result.returncode == 1
    assert 'built against the stand-ins' in result.stderr


def test_the_key_stays_the_same(offer, keys):
    offer.publish()
    before = contents(offer.folder)
    result = offer.publish(key=keys[1], check=False)
    assert result.returncode == 1
    assert 'was signed by another key' in result.stderr
    assert contents(offer.folder) == before


def test_nothing_secret_is_given_away(offer, key):
    offer.publish()
    secrets = [path.read_bytes() for path in (key.home / 'private-keys-v1.d').iterdir()]
    assert len(secrets) == 1
    for path, data in contents(offer.folder).items():
        assert b'PRIVATE KEY' not in data, path
        assert secrets[0] not in data, path
    # What is given away of the key is only its public half.
    text = (offer.folder / 'maju.flatpakrepo').read_text()
    public = re.search('^GPGKey=(.*)$', text, re.M).group(1)
    (offer.folder / 'public').write_bytes(base64.b64decode(public))
    packets = key.gpg('--list-packets', offer.folder / 'public').stdout
    assert ':public key packet:' in packets
    assert 'secret' not in packets


def test_the_same_again_is_no_update(offer):
    offer.publish()
    first = offer.commits()
    assert len(first) == 1
    offer.publish()
    assert offer.commits() == first


def test_it_is_updated_by_what_changed(person, offer):
    """From the files that were made for that."""
    offer.publish()
    add(person, offer)
    install(person)
    make_small(offer.source, 'two')
    offer.publish()
    new, old = offer.commits()
    assert person.commit() == old
    offer.server.asked.clear()
    update(person)
    assert person.commit() == new
    assert any('/deltas/' in path for path in offer.server.asked)
    assert not any(path.endswith('.filez') for path in offer.server.asked)
    # The history is there, and one may go back.
    log = person.flatpak('remote-info', '--user', '--log', 'maju', APP_ID).stdout
    assert new in log and old in log
    update(person, f'--commit={old}')
    assert person.commit() == old


@pytest.mark.parametrize('program, command, when', [
    ('flatpak', 'build-commit-from', 'after'),
    ('flatpak', 'build-update-repo', 'after'),
    ('mv', '--exchange', 'before'),
    ('mv', '--exchange', 'after'),
])
def test_one_that_was_interrupted(person, offer, tmp_path, program, command, when):
    """With no chance to clean up."""
    offer.publish()
    make_small(offer.source, 'two')
    before = contents(offer.folder / 'repo')
    tools = tmp_path / 'tools'
    tools.mkdir()
    real = shutil.which(program)
    first = f'{real} "$@"; ' if when == 'after' else ''
    (tools / program).write_text(f'#!/bin/sh\n'
                                 f'[ "$1" != {command} ] || {{ {first}kill -KILL $PPID; exit; }}\n'
                                 f'exec {real} "$@"\n')
    (tools / program).chmod(0o755)
    result = offer.publish(check=False, env=dict(os.environ, PATH=f'{tools}:{os.environ["PATH"]}'))
    assert result.returncode == -signal.SIGKILL
    # All of it is there or nothing, and people can have it.
    done = when == 'after' and program == 'mv'
    assert (contents(offer.folder / 'repo') == before) != done
    assert len(offer.commits()) == (2 if done else 1)
    add(person, offer)
    install(person)
    assert person.commit() == offer.commits()[0]
    # The next one goes through.
    offer.publish()
    assert len(offer.commits()) == 2
    assert {path.name for path in offer.folder.iterdir()} == {
        'repo', 'maju.flatpakrepo', f'{APP_ID}.flatpakref', f'{APP_ID}.flatpak'}
    update(person)
    assert person.commit() == offer.commits()[0]


def test_one_that_failed(offer, tmp_path):
    """It cleans up and says why."""
    key = Key(tmp_path / 'locked', passphrase='not for you')
    result = offer.publish(key=key, check=False)
    key.close()
    assert result.returncode == 1
    assert 'build-commit-from failed: ' in result.stderr
    assert 'not for you' not in result.stdout + result.stderr
    assert not list(offer.folder.iterdir())


def test_one_at_a_time(offer):
    offer.publish()
    folder = os.open(offer.folder, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        result = offer.publish(check=False)
    finally:
        os.close(folder)
    assert result.returncode == 1
    assert 'somebody else is publishing' in result.stderr
    offer.publish()


def replace_repository(offer, own, strange, fault):
    """Publishes a version in which something is not as it has to be."""
    make_small(offer.source, 'evil')
    if fault == 'broken':
        offer.publish()
        signatures = [path for path in (offer.folder / 'repo').rglob('*.sig')]
        assert {path.name for path in signatures} >= {'summary.sig', 'summary.idx.sig'}
        for path in signatures:
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 1
            path.write_bytes(data)
        return
    commit, summary = {
        'all': (strange.sign, strange.sign),
        'commit': (strange.sign, own.sign),
        'summary': (own.sign, strange.sign),
        'unsigned': ((), ()),
    }[fault]
    run('flatpak', 'build-commit-from', *commit, '--no-update-summary',
        f'--src-repo={offer.source}', offer.folder / 'repo', REF)
    run('flatpak', 'build-update-repo', *summary, offer.folder / 'repo')


@pytest.mark.parametrize('fault, words', [
    ('all', 'public key not found'),
    ('commit', 'public key not found'),
    ('summary', 'public key not found'),
    ('unsigned', 'no summary signatures found'),
    ('broken', 'BAD signature'),
])
def test_another_signature_is_refused(person, make_person, offer, keys, fault, words):
    """Who has Maju keeps what they have, and nobody else gets anything."""
    offer.publish()
    add(person, offer)
    install(person)
    before = person.commit()
    replace_repository(offer, *keys, fault)
    assert offer.commits()[0] != before

    update(person, check=False)
    assert person.commit() == before

    newcomer = make_person()
    add(newcomer, offer, check=False)
    result = install(newcomer, check=False)
    assert result.returncode != 0
    assert words in result.stderr
    assert not (newcomer.flatpaks / 'app' / APP_ID).exists()
