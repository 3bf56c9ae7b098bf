# SPDX-License-Identifier: GPL-3.0-or-later
"""Who wants to be reached over the relay alone."""

import collections
import json

from conftest import join_as_listener

from majutest.process import GUARD


def addresses_of(host):
    """All but the loopback's."""
    links = json.loads(host.run('ip', '-json', 'addr'))
    return [address['local'] for link in links if link['ifname'] != 'lo'
            for address in link['addr_info']]


def test_no_address_leaves(place):
    place.start_relay()
    link = place.new_link()
    listener = join_as_listener(place, link)
    ana = place.join('Ana', link=link)
    bo = place.join('Bo', link=link, more=['--relay-only'])

    # What each offers, up to the relay, which is found last.
    names, said, ended = {}, collections.defaultdict(list), set()
    while ended != {'Ana', 'Bo'}:
        message = listener.receive(GUARD)
        if message['type'] == 'joined':
            names[message['member']['id']] = message['member']['name']
        elif message['type'] == 'description':
            said[names[message['from']]] += message['sdp'].splitlines()
        elif message['type'] == 'candidate':
            said[names[message['from']]].append(message['candidate'])
            if ' typ relay' in message['candidate']:
                ended.add(names[message['from']])
    bo.leave()
    ana.leave()
    listener.close()

    candidates = [line for line in said['Bo'] if 'candidate:' in line]
    assert candidates
    assert all(' typ relay' in line for line in candidates), candidates
    for address in addresses_of(place.hosts['Bo']):
        assert not any(address in line for line in said['Bo']), said['Bo']
    # That could have been seen.
    for address in addresses_of(place.hosts['Ana']):
        assert any(address in line for line in said['Ana']), said['Ana']


def test_both_over_the_relay(place):
    """Though nothing is between them."""
    place.start_relay()
    ana = place.join('Ana', more=['--relay-only'])
    bo = place.join('Bo', more=['--relay-only'])
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        peer.wait_connected(other, video=False)
        peer.wait_recorded(other, seconds=1)
        peer.wait_path(other)
    bo.leave()
    ana.leave()
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        assert peer.status == 0, peer.process.describe()
        path = peer.about(other)['path']
        assert (path['local_type'], path['remote_type']) == ('relay', 'relay')


def test_without_a_relay(place):
    place.start_server()
    ana = place.join('Ana')
    bo = place.join('Bo', more=['--relay-only'])
    bo.wait_event('failed Ana')
    bo.leave()
    ana.leave()
    assert bo.status == 1
    assert 'your calls go only over the relay' in bo.about('Ana')['error']
    assert ana.about('Bo')['verified'] is False
