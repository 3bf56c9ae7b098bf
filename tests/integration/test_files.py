# SPDX-License-Identifier: GPL-3.0-or-later
"""Files between processes: the real server, real paths, maju-peer."""

import hashlib
import os
import signal

import pytest

from majutest import wait_until
from majutest.call import Peer, Server

SIZE = 5_000_000
LARGE = 40_000_000
ENDLESS = 500_000_000


def make_file(folder, name, size):
    path = folder / name
    path.write_bytes(os.urandom(size))
    return path


def same(a, b):
    digests = [hashlib.sha256(path.read_bytes()).digest() for path in (a, b)]
    return digests[0] == digests[1]


@pytest.fixture
def room(session):
    return session, Server(session)


def join(room, name, *more, link=None):
    session, server = room
    where = {'link': link} if link else {'server': server}
    return Peer(session, name, record=False, expect=0, more=more, **where)


@pytest.fixture
def box(session):
    folder = session.folder / 'saved'
    folder.mkdir()
    return folder


def test_files_arrive(room, box):
    session, _ = room
    files = [make_file(session.folder, 'pictures 1.tar.gz', SIZE),
             make_file(session.folder, '회의록.pdf', 300_001),
             make_file(session.folder, 'empty', 0)]
    ana = join(room, 'Ana', *(f'--send-file={path}' for path in files))
    bo = join(room, 'Bo', f'--save-files={box}', link=ana.link)
    for path in files:
        bo.wait_event(f'receiving {path.name} done')
        ana.wait_event(f'sending {path.name} done')
        assert same(path, box / path.name)
    assert sorted(entry.name for entry in box.iterdir()) == sorted(f.name for f in files)
    assert all(entry.stat().st_mode & 0o777 == 0o600 for entry in box.iterdir())
    bo.leave()
    ana.leave()


def test_nothing_is_taken_unasked(room, box):
    session, _ = room
    path = make_file(session.folder, 'a', 1000)
    ana = join(room, 'Ana', f'--send-file={path}', f'--send-file={session.folder}')
    bo = join(room, 'Bo', link=ana.link)
    bo.wait_event('offered Ana: a')
    ana.wait_event('sending .* failed: .* is a folder.*')
    bo.leave()
    ana.wait_event('sending a failed: Bo left.*')
    assert not list(box.iterdir())
    ana.leave()


def test_a_lost_path_costs_nothing(room, box):
    """The receiver stands still until the path counts as lost, then goes on."""
    session, _ = room
    path = make_file(session.folder, 'a', LARGE)
    ana = join(room, 'Ana', f'--send-file={path}')
    bo = join(room, 'Bo', f'--save-files={box}', link=ana.link)
    bo.wait_event('quarter a')
    ana.wait_last('connected Bo', '(?:connected|unstable|reconnecting) Bo')
    try:
        with ana.again('reconnecting Bo'):
            bo.process.send_signal(signal.SIGSTOP)
    finally:
        bo.process.send_signal(signal.SIGCONT)
    bo.wait_event('receiving a done')
    ana.wait_event('sending a done')
    assert same(path, box / 'a')
    bo.leave()
    ana.leave()


def test_whoever_dies_leaves_nothing_half(room, box):
    session, _ = room
    path = session.folder / 'a'
    # Not to be over before she is.
    with path.open('wb') as file:
        file.truncate(ENDLESS)
    ana = join(room, 'Ana', f'--send-file={path}')
    bo = join(room, 'Bo', f'--save-files={box}', link=ana.link)
    wait_until(lambda: any(part.stat().st_size for part in box.iterdir()), 'something is there')
    ana.process.kill()
    assert [path.name for path in box.iterdir()] != ['a']
    bo.leave()
    assert not list(box.iterdir())
