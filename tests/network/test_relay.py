# SPDX-License-Identifier: GPL-3.0-or-later
"""Two people whose networks do not let them reach each other."""

import time

from majutest import wait_until


def test_call_over_the_relay(place):
    place.separate()
    place.start_relay()
    ana, bo = place.call()
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        peer.wait_path(other, 'relay')
    for path in place.hang_up(ana, bo):
        assert path['local_type'] == 'relay'
        assert path['protocol'] == 'udp'
    # Both had a relay, with credentials of their own that expire.
    users = set(place.turn.usernames())
    assert len(users) == 2, users
    assert all(int(user.partition(':')[0]) > time.time() for user in users)


def expiries(place):
    return [int(user.partition(':')[0]) for user in place.turn.usernames()]


def test_another_relay_with_fresh_credentials(place):
    """The relay stops and starts when those that came with the room are no
    longer taken. Nobody's connection to the server is lost."""
    place.separate()
    place.start_relay(**{'turn-ttl': 20})
    ana = place.join('Ana')
    bo = place.join('Bo')
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        peer.wait_connected(other, video=False)
    last = max(expiries(place))
    wait_until(lambda: time.time() > last, 'the first credentials have expired')
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        peer.wait_recorded(other, seconds=1)
        assert len(peer.events(f'connected {other}')) == 1

    place.turn.restart()
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        wait_until(lambda: len(peer.events(f'connected {other}')) > 1,
                   f'{peer.name} has another path')
        peer.wait_recorded(other, seconds=1)
        peer.wait_path(other)
    renewed = expiries(place)
    bo.leave()
    ana.leave()
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        assert peer.status == 0, peer.process.describe()
        assert len(peer.events('call joined')) == 1
        about = peer.about(other)
        print(f'{peer.name} heard nothing for {about["audio"]["longest_gap_ms"]} ms')
        assert about['verified'] is True
        assert about['path']['local_type'] == 'relay'
    assert renewed and all(expiry > last for expiry in renewed), renewed


def test_direct_where_only_udp_is_dropped(place):
    place.separate('udp')
    place.start_server()
    ana = place.join('Ana')
    bo = place.join('Bo')
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        peer.wait_connected(other, video=False)
        peer.wait_recorded(other, seconds=1)
        peer.wait_path(other, ': tcp ')
    bo.leave()
    ana.leave()
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        assert peer.status == 0, peer.process.describe()
        assert peer.about(other)['path']['protocol'] == 'tcp'


def test_no_relay_is_told(place):
    place.separate()
    place.start_server()
    ana = place.join('Ana')
    bo = place.join('Bo')
    ana.wait_event('failed Bo')
    bo.wait_event('failed Ana')
    ana.leave()
    bo.leave()
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        assert peer.status == 1, peer.process.describe()
        about = peer.about(other)
        assert about['verified'] is False
        assert about['path'] is None
        assert 'Only a direct connection was tried' in about['error']
        assert 'the server offers no relay' in about['error']
        assert about['audio']['packets'] == 0
