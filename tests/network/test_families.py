# SPDX-License-Identifier: GPL-3.0-or-later
"""IPv6 alone, IPv6 for one and IPv4 for the other, one of both that is dead, and
a path that takes no more than IPv6 has to."""

import re

import pytest

from majutest.place import ADDRESSES, ADDRESSES_6, RELAY, RELAY_6, SIGNALING_6
from majutest.process import TOP

BOTH = {name: ADDRESSES[name] + ADDRESSES_6[name] for name in ADDRESSES}
TURN_6 = f'turn:[{RELAY_6}]:3478'


def is_ipv6(address):
    return address.startswith('[')


def test_ipv6_alone(make_place):
    place = make_place(addresses=ADDRESSES_6)
    place.start_server(address=SIGNALING_6)
    ana, bo = place.call()
    for path in place.hang_up(ana, bo):
        assert is_ipv6(path['local_address']) and is_ipv6(path['remote_address'])
        assert path['protocol'] == 'udp'


@pytest.mark.parametrize('transport', ['udp', 'tcp'])
def test_ipv6_to_the_relay(make_place, transport):
    """Firewalls are between them, by TCP also between them and the relay."""
    place = make_place(addresses=ADDRESSES_6)
    place.separate()
    if transport == 'tcp':
        place.network.drop(f'ip6 daddr {RELAY_6} meta l4proto udp')
    place.start_relay(address=SIGNALING_6, **{'turn-uris': f'{TURN_6}?transport={transport}'})
    ana, bo = place.call()
    for path in place.hang_up(ana, bo):
        assert 'relay' in (path['local_type'], path['remote_type'])


def test_ipv6_relay(make_place):
    """The relay has no IPv4 either, and one line in its settings says so."""
    place = make_place(addresses=ADDRESSES_6)
    place.separate()
    shipped = (TOP / 'data' / 'examples' / 'turnserver.conf').read_text()
    line = re.search('^#(allocation-default-address-family)=(.*)$', shipped, re.M)
    place.start_turn([RELAY_6], changes=[line.groups()])
    place.start_relay(address=SIGNALING_6, **{'turn-uris': f'{TURN_6}?transport=udp'})
    ana, bo = place.call()
    for path in place.hang_up(ana, bo):
        assert 'relay' in (path['local_type'], path['remote_type'])
        assert is_ipv6(path['local_address']) and is_ipv6(path['remote_address'])


def test_one_of_each(make_place):
    """Only the relay has both."""
    place = make_place(addresses={'Ana': ADDRESSES['Ana'], 'Bo': ADDRESSES_6['Bo']})
    place.start_relay(address='*', **{
        'turn-uris': f'turn:{RELAY}:3478?transport=udp;{TURN_6}?transport=udp'})
    ana, bo = place.call()
    for path in place.hang_up(ana, bo):
        assert 'relay' in (path['local_type'], path['remote_type'])


@pytest.mark.parametrize('dead', [4, 6])
def test_a_dead_family(make_place, dead):
    """It is there, and nothing comes through: no answer, no error. The server is
    known by its name, which has an address of each."""
    place = make_place(addresses=BOTH)
    place.network.drop(f'meta nfproto ipv{dead}')
    place.start_server(address='*')
    ana, bo = place.call()
    for path in place.hang_up(ana, bo):
        assert is_ipv6(path['local_address']) == (dead == 4)
        assert is_ipv6(path['remote_address']) == (dead == 4)


@pytest.mark.parametrize('addresses, way, text', [
    (ADDRESSES, 'direct', 'A word, and many more. ' * 150),
    # What is longer than 1100 bytes goes in packets of up to 1301 here: the
    # library's SCTP knows one size only.
    (ADDRESSES_6, 'relay', 'A word. ')], ids=['direct', 'relay'])
def test_narrow_path(make_place, addresses, way, text):
    """1280 bytes a packet, and nobody is told that larger ones are dropped."""
    place = make_place(addresses=addresses)
    place.network.narrow(place.hosts['Bo'], 'eth0', 1280)
    place.start_relay(address='*', **{'turn-uris': f'{TURN_6}?transport=udp'})
    ana, bo = place.call(more=['--relay-only'] if way == 'relay' else [], text=text)
    assert place.network.n_too_large() == 0
    for path in place.hang_up(ana, bo):
        assert (path['local_type'] == 'relay') == (way == 'relay')
