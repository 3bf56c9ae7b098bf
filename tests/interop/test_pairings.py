# SPDX-License-Identifier: GPL-3.0-or-later
"""Two in a call, one of them a browser or both: each sees, hears and reads the
other, whoever came first. Who comes second makes the offer."""

import itertools

import pytest

from conftest import TONES
from majutest import wait_until

KINDS = ['chromium', 'firefox']

# What is sent and received, of each connection.
CODECS = '''(async () => {
  const found = new Set();
  for (const connection of majuConnections) {
    const stats = await connection.getStats();
    for (const { type, codecId } of stats.values())
      if (['inbound-rtp', 'outbound-rtp'].includes(type) && stats.get(codecId))
        found.add(`${type} ${stats.get(codecId).mimeType.toLowerCase()}`);
  }
  return [...found].sort();
})()'''
VP8 = [f'{way}-rtp {codec}' for way in ('inbound', 'outbound')
       for codec in ('audio/opus', 'video/vp8')]


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
    assert guest.evaluate(CODECS) == VP8


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
        assert one.evaluate(CODECS) == VP8
    ana.write('안녕')
    bo.press('button', '/^Chat/')
    bo.wait_text('안녕')
    bo.leave()
    wait_until(lambda: not ana.is_connected('Bo'), 'Bo is gone')
    ana.leave()


@pytest.mark.parametrize('kinds', list(itertools.permutations(['maju', *KINDS])), ids='-'.join)
def test_three_people(room, kinds):
    """Two browsers of two kinds, and Maju, in every order."""
    names = dict(zip(kinds, ('Ana', 'Bo', 'Cy')))
    for kind, name in names.items():
        if kind == 'maju':
            maju = room.add_peer(name, expect=2)
        else:
            room.add_guest(kind, name)
    guests = [room.people[names[kind]] for kind in KINDS]
    maju.wait_connected(*(guest.name for guest in guests))
    for guest, other in (guests, guests[::-1]):
        guest.wait_connected(maju.name, other.name)
        guest.wait_seen(maju.name, 10)
        guest.wait_heard(TONES[maju.name])
        guest.wait_seen(other.name, 10, of=other.number)
        guest.wait_heard(TONES[other.name])
        maju.wait_seen(guest.name, 10)
        maju.wait_heard(guest.name, TONES[guest.name])
        assert guest.evaluate(CODECS) == VP8
    guests[1].leave()
    maju.wait_event(f'gone {guests[1].name}')
    guests[0].leave()
    maju.leave()
    assert maju.status == 0, maju.process.describe()


# Those that its descriptions had in the end.
CANDIDATES = '''majuConnections.flatMap(connection =>
  [...connection.localDescription.sdp.matchAll(/^a=candidate:.* typ .*$/gm)].map(String))'''


@pytest.mark.parametrize('kind', KINDS)
def test_hidden_addresses(room, kind):
    """Whoever gives the page no devices has candidates with names in .local alone
    (RFC 8828), which Maju does not resolve: the browser finds Maju."""
    peer = room.add_peer('Ana')
    guest = room.add_guest(kind, 'Bo', allow=())
    peer.wait_event('verified Bo')
    guest.wait_connected('Ana')
    guest.wait_seen('Ana', 20)
    guest.wait_heard(TONES['Ana'])
    candidates = guest.evaluate(CANDIDATES)
    assert candidates and all(c.split()[4].endswith('.local') for c in candidates), candidates
    guest.leave()
    peer.wait_event('gone Bo')
    peer.leave()
    path = peer.about('Bo')['path']
    assert path['remote_type'] == 'prflx' and path['remote_address'].startswith('10.7.0.2:'), path
