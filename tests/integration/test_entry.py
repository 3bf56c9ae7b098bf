# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may come into a call: keys, locks, and addresses that lead nowhere."""

import pathlib

import pytest

from majutest import TestTimeout
from majutest.call import Peer, Server
from test_call import room  # noqa: F401


@pytest.fixture
def join(session):
    """join(name, *options of maju-peer, **options of Peer)"""
    def join(name, *more, **options):
        return Peer(session, name, camera='test', microphone='test', expect=0, record=False,
                    more=more, **options)
    return join


def test_code_without_the_key_is_refused_or_let_in(session, join):
    """Nobody asks a program: it refuses who has no key, unless told otherwise."""
    ana = join('Ana', server=Server(session))
    code = ana.link.partition('#')[0]
    bo = join('Bo', link=code)
    ana.wait_event('refused Bo')
    bo.leave()
    cho = join('Cho', '--admit-unverified', link=ana.link)
    ana.wait_connected('Cho')
    dan = join('Dan', link=code)
    ana.wait_event('refused Dan')
    cho.wait_event('admitted Dan')
    for event in ('unverified', 'first-audio', 'first-video'):
        cho.wait_event(f'{event} Dan')
        dan.wait_event(f'{event} Cho')
    for peer in (dan, cho, ana):
        peer.leave()

    for name in ('Bo', 'Dan'):
        assert ana.about(name)['admitted'] == 'no'
        assert not ana.about(name)['verified']
        assert ana.about(name)['video']['packets'] == 0
        assert ana.about(name)['audio']['packets'] == 0
    assert ana.about('Cho')['admitted'] is None
    assert cho.about('Dan')['admitted'] == 'yes'
    assert not cho.about('Dan')['verified']
    assert dan.about('Ana')['video']['packets'] == 0


def test_locked_room(session, join):
    """Who knocks is let in or not, who is removed is gone for all, and the one
    who made the room comes in again by its secret."""
    secret = session.folder / 'owner'
    ana = join('Ana', '--owner', secret, '--lock', '--admit', 'Bo', '--admit', 'Dan',
               '--remove', 'Dan', server=Server(session))
    ana.wait_event('door locked')
    assert secret.stat().st_mode & 0o777 == 0o600
    bo = join('Bo', link=ana.link)
    bo.wait_event('call waiting')
    ana.wait_event('let-in Bo')
    ana.wait_connected('Bo')
    bo.wait_connected('Ana')

    cy = join('Cy', link=ana.link)
    ana.wait_event('turned-away Cy')
    assert cy.process.wait() == 3
    assert 'You were not let in. ' in cy.process.errors
    assert not cy.events('joined') and not bo.events('joined Cy')

    dan = join('Dan', link=ana.link)
    ana.wait_event('removing Dan')
    ana.wait_event('gone Dan')
    bo.wait_event('gone Dan')
    dan.wait_event('call ended')
    dan.process.wait()
    assert dan.process.json_report()['end_reason'] == 'ended'
    assert 'removed you' in dan.process.json_report()['error']

    # Without the secret it is another who knocks.
    ann = join('Ana', link=ana.link)
    ana.wait_event('turned-away Ana')
    assert ann.process.wait() == 3
    eve = join('Eve', '--owner', secret, link=ana.link)
    eve.wait_connected('Ana', 'Bo')
    for peer in (eve, bo, ana):
        peer.leave()
    assert not ana.events('knocking Eve')


def test_another_key_gets_nothing(room):  # noqa: F811
    ana = room.join('Ana')
    address, _, key = ana.link.partition('#')
    wrong = ('B' if key[0] == 'A' else 'A') + key[1:]
    mallory = room.join('Bo', link=f'{address}#{wrong}')
    ana.wait_event('failed Bo')
    with pytest.raises(TestTimeout):
        mallory.wait_event('(verified|first-audio|first-video) Ana', 1)
    mallory.leave()
    ana.leave()
    assert mallory.status != 0
    assert ana.status != 0
    assert ana.about('Bo')['verified'] is False
    assert ana.about('Bo')['audio']['packets'] == 0
    assert mallory.about('Ana')['video']['frames'] == 0
    assert not ana.folder.joinpath('Bo.wav').exists()


def test_key_is_not_on_the_command_line(room):  # noqa: F811
    ana = room.join('Ana')
    bo = room.join('Bo', link=ana.link)
    ana.wait_event('verified Bo')
    key = ana.link.partition('#')[2].encode()
    shown = pathlib.Path(f'/proc/{bo.process.pid}/cmdline').read_bytes()
    assert key and key not in shown
    assert b'/r/' in shown
    bo.leave()
    ana.leave()


def test_link_from_standard_input(session):
    process = session.start(['maju-peer', '--join', '-'], name='empty')
    process.wait()
    assert 'standard input' in process.errors


def test_wrong_addresses_are_said(session):
    for arguments in (['--join', 'https://'], ['--join', 'maju'], []):
        process = session.start(['maju-peer', *arguments], name='wrong')
        assert process.wait() == 2
        assert process.errors.startswith('maju-peer: ')
    process = session.start(['maju-peer', '--new', 'http://127.0.0.1:9', '--camera', 'none',
                             '--microphone', 'none'], name='nobody')
    assert process.wait() == 3
    assert 'maju-peer: ' in process.errors
