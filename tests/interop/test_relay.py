# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser behind one NAT and Maju behind another, and nothing but the relay
between them."""

import pytest

from majutest.browser import Guest
from majutest.network import Network
from majutest.place import RELAY, SIGNALING, STUN, TCP, TONES, UDP, Place

KINDS = ['chromium', 'firefox']


@pytest.fixture
def homes(session):
    session.devices.add_speaker()
    with Network() as network:
        place = Place(session, network, nats={'Ana': 'symmetric', 'Bo': 'symmetric'})
        yield place
        place.close()


def open_guest(place, browsers, kind):
    """Bo's browser, which takes a page without TLS for one with it: only those
    have cameras, and there is no authority here that it would know."""
    origin = f'http://{SIGNALING}:{place.server.port}'
    arguments = [f'--unsafely-treat-insecure-origin-as-secure={origin}']
    prefs = {'dom.securecontext.allowlist': SIGNALING}
    return browsers(kind, 'Bo', of=Guest, hertz=TONES['Bo'], via=place.hosts['Bo'].via,
                    arguments=arguments, prefs=prefs)


@pytest.mark.parametrize('transport', ['udp', 'tcp'])
@pytest.mark.parametrize('kind', KINDS)
def test_relay_only(homes, browsers, kind, transport):
    homes.drop_from_homes('udp' if transport == 'tcp' else 'udp udp dport != 3478')
    homes.start_relay(**{'stun-uris': STUN, 'turn-uris': f'{UDP};{TCP}'})
    peer = homes.join('Ana', chat=['This is Ana.'], **homes.plug_in('Ana'))
    guest = open_guest(homes, browsers, kind)
    guest.join(peer.link)

    peer.wait_connected('Bo')
    guest.wait_connected('Ana')
    guest.wait_seen('Ana', 20)
    guest.wait_heard(TONES['Ana'])
    peer.wait_seen('Bo', 20)
    peer.wait_heard('Bo', TONES['Bo'])
    numbers = {n for n in peer.seen_numbers('Bo') if n is not None}
    assert sum(n >> 16 == guest.number for n in numbers) >= 15, numbers
    guest.press('button', '/^Chat/')
    guest.wait_text('This is Ana.')
    guest.write('This is Bo.')
    peer.wait_event('chat Bo: This is Bo.')

    if transport == 'tcp':
        assert homes.clients_by_tcp() == {home.address for home in homes.homes.values()}
    # Both have one, and credentials of their own.
    assert len(set(homes.turn.usernames())) == 2
    guest.leave()
    peer.wait_event('gone Bo')
    peer.leave()
    assert peer.status == 0, peer.process.describe()
    about = peer.about('Bo')
    assert about['verified'] is True
    assert about['path']['local_type'] == 'relay'
    assert about['path']['remote_address'].startswith(f'{RELAY}:')
