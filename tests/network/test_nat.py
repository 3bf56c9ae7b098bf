# SPDX-License-Identifier: GPL-3.0-or-later
"""Two people at home, behind a NAT each. Sound, pictures and chat get through,
directly where that can be, else over the relay."""

import pytest

from majutest.place import RELAY, STUN, TCP, TLS, UDP

def test_direct(make_place):
    """A STUN server is enough. They have the same address, each at home."""
    place = make_place(nats={'Ana': 'cone', 'Bo': 'cone'})
    place.start_relay(**{'stun-uris': STUN})
    ana, bo = place.call()
    for path, other in zip(place.hang_up(ana, bo), ('Bo', 'Ana')):
        assert path['protocol'] == 'udp'
        assert 'relay' not in (path['local_type'], path['remote_type'])
        assert path['remote_address'].startswith(place.homes[other].address + ':')


@pytest.mark.parametrize('nats', [('symmetric', 'symmetric'), ('cone', 'symmetric')],
                         ids='-'.join)
def test_relay_over_udp(make_place, nats):
    place = make_place(nats=dict(zip(('Ana', 'Bo'), nats)))
    place.start_relay(**{'stun-uris': STUN})
    ana, bo = place.call()
    for path in place.hang_up(ana, bo):
        assert path['protocol'] == 'udp'
        assert 'relay' in (path['local_type'], path['remote_type'])


def test_one_home_without_udp(make_place):
    """The relay takes one by TCP and the other by UDP."""
    place = make_place(nats={'Ana': 'cone', 'Bo': 'cone'})
    place.network.drop('ip saddr 21.0.0.0/24 meta l4proto udp')
    place.start_relay(**{'stun-uris': STUN, 'turn-uris': f'{UDP};{TCP}'})
    ana, bo = place.call()
    assert place.homes['Ana'].address in place.clients_by_tcp()
    ana_path, bo_path = place.hang_up(ana, bo)
    assert ana_path['local_type'] == 'relay'
    assert bo_path['remote_address'].startswith(f'{RELAY}:')


@pytest.mark.parametrize('transport', ['udp', 'tcp'])
def test_relay_only(make_place, transport):
    """They want it so; by TCP where no UDP leaves their homes. An address for
    TLS, which the library cannot speak to a relay, does no harm."""
    place = make_place(nats={'Ana': 'cone', 'Bo': 'cone'})
    if transport == 'tcp':
        place.drop_from_homes('udp')
    place.start_relay(**{'stun-uris': STUN, 'turn-uris': f'{TLS};{UDP};{TCP}'})
    ana, bo = place.call(more=['--relay-only'])
    if transport == 'tcp':
        homes = {home.address for home in place.homes.values()}
        assert place.clients_by_tcp() == homes
    for path in place.hang_up(ana, bo):
        assert (path['local_type'], path['remote_type']) == ('relay', 'relay')
