# SPDX-License-Identifier: GPL-3.0-or-later
"""Two in a call, one of them a browser or both: each sees, hears and reads the
other, whoever came first. Who comes second makes the offer."""

import pytest

from conftest import TONES
from majutest import wait_until

KINDS = ['chromium', 'firefox']


def check_both_ways(peer, guest):
    """A maju-peer and a browser see and hear each other."""
    peer.wait_connected(guest.name)
    guest.wait_connected(peer.name)
    guest.wait_seen(peer.name, 20)
    guest.wait_heard(TONES[peer.name])
    peer.wait_seen(guest.name, 20)
    peer.wait_heard(guest.name, TONES[guest.name])
    numbers = {n for n in peer.seen_numbers(guest.name) if n is not None}
    # Those of the browser's camera, and of nobody else's.
    assert sum(n >> 16 == guest.number for n in numbers) >= 15, numbers


@pytest.mark.parametrize('first', ['peer', 'browser'])
@pytest.mark.parametrize('kind', KINDS)
def test_maju_and_browser(room, kind, first):
    if first == 'peer':
        peer = room.add_peer('Ana', chat=['안녕, Bo!'])
        guest = room.add_guest(kind, 'Bo')
    else:
        guest = room.add_guest(kind, 'Bo')
        peer = room.add_peer('Ana', chat=['안녕, Bo!'])
    check_both_ways(peer, guest)
    guest.press('button', '/^Chat/')
    guest.wait_text('안녕, Bo!')
    guest.write('<b>one & two</b>')
    peer.wait_event('chat Bo: <b>one & two</b>')
    peer.wait_event('delivered 안녕, Bo!')
    guest.leave()
    peer.wait_event('gone Bo')
    peer.leave()
    assert peer.status == 0, peer.process.describe()
    assert peer.about('Bo')['verified'] is True


@pytest.mark.parametrize('kinds', [('chromium', 'chromium'), ('firefox', 'firefox'),
                                   ('chromium', 'firefox'), ('firefox', 'chromium')],
                         ids='-'.join)
def test_two_browsers(room, kinds):
    ana = room.add_guest(kinds[0], 'Ana')
    bo = room.add_guest(kinds[1], 'Bo')
    for one, other in ((ana, bo), (bo, ana)):
        one.wait_connected(other.name)
        one.wait_seen(other.name, 20, of=other.number)
        one.wait_heard(TONES[other.name])
    ana.write('안녕')
    bo.press('button', '/^Chat/')
    bo.wait_text('안녕')
    bo.leave()
    wait_until(lambda: not ana.is_connected('Bo'), 'Bo is gone')
    ana.leave()


def test_three_people(room):
    """Two browsers of two kinds, and Maju."""
    room.add_peer('Ana', expect=2)
    room.add_guest('chromium', 'Bo')
    room.add_guest('firefox', 'Cy')
    ana, bo, cy = (room.people[name] for name in ('Ana', 'Bo', 'Cy'))
    ana.wait_connected('Bo', 'Cy')
    for one, others in ((bo, (ana, cy)), (cy, (ana, bo))):
        for other in others:
            one.wait_connected(other.name)
            one.wait_seen(other.name, 10, of=getattr(other, 'number', None))
            one.wait_heard(TONES[other.name])
    for other in (bo, cy):
        ana.wait_seen(other.name, 10)
        ana.wait_heard(other.name, TONES[other.name])
    cy.leave()
    ana.wait_event('gone Cy')
    bo.leave()
    ana.leave()
    assert ana.status == 0, ana.process.describe()
