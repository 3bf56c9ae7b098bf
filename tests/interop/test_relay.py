# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser behind one NAT and Maju behind another."""

import pytest

from majutest import wait_until
from majutest.browser import Guest
from majutest.network import Network
from majutest.place import RELAY, SIGNALING, STUN, TCP, TLS, TONES, UDP, Place

KINDS = ['chromium', 'firefox']


@pytest.fixture
def make_homes(session):
    """make_homes(nat): Ana's and Bo's, and all that is outside of them."""
    session.devices.add_speaker()
    with Network() as network:
        places = []

        def make(nat):
            places.append(Place(session, network, nats={'Ana': nat, 'Bo': nat}))
            return places[-1]
        yield make
        for place in places:
            place.close()


def open_guest(homes, browsers, kind):
    """Bo's browser, which takes a page without TLS for one with it: only those
    have cameras, and there is no authority here that it would know."""
    origin = f'http://{SIGNALING}:{homes.server.port}'
    arguments = [f'--unsafely-treat-insecure-origin-as-secure={origin}',
                 f'--ignore-certificate-errors-spki-list={homes.turn.key_hash()}']
    prefs = {'dom.securecontext.allowlist': SIGNALING}
    return browsers(kind, 'Bo', of=Guest, hertz=TONES['Bo'], via=homes.hosts['Bo'].via,
                    arguments=arguments, prefs=prefs)


def check_media(peer, guest):
    """From now on they see and hear each other."""
    guest.wait_seen('Ana', 20)
    guest.wait_heard(TONES['Ana'])
    peer.wait_recorded('Bo', seconds=1, frames=20)


def meet(homes, browsers, kind):
    """Ana has Maju, Bo a browser; they see, hear and read each other."""
    peer = homes.join('Ana', chat=['This is Ana.'], **homes.plug_in('Ana'))
    guest = open_guest(homes, browsers, kind)
    guest.join(peer.link)
    peer.wait_connected('Bo')
    guest.wait_connected('Ana')
    check_media(peer, guest)
    peer.wait_seen('Bo', 20)
    peer.wait_heard('Bo', TONES['Bo'])
    numbers = {n for n in peer.seen_numbers('Bo') if n is not None}
    assert sum(n >> 16 == guest.number for n in numbers) >= 15, numbers
    guest.press('button', '/^Chat/')
    guest.wait_text('This is Ana.')
    guest.write('This is Bo.')
    peer.wait_event('chat Bo: This is Bo.')
    return peer, guest


def part(peer, guest):
    """The path that they had last."""
    guest.leave()
    peer.wait_event('gone Bo')
    peer.leave()
    assert peer.status == 0, peer.process.describe()
    about = peer.about('Bo')
    print(f'heard nothing for {about["audio"]["longest_gap_ms"]} ms; {about["path"]}')
    assert about['verified'] is True
    return about['path']


@pytest.mark.parametrize('kind', KINDS)
def test_direct(make_homes, browsers, kind):
    """A STUN server is enough where the NATs keep ports."""
    homes = make_homes('cone')
    homes.start_relay(**{'stun-uris': STUN})
    path = part(*meet(homes, browsers, kind))
    assert path['local_type'] != 'relay'
    assert path['remote_address'].startswith(homes.homes['Bo'].address + ':')


@pytest.mark.parametrize('transport', ['udp', 'tcp'])
@pytest.mark.parametrize('kind', KINDS)
def test_relay_only(make_homes, browsers, kind, transport):
    """Nothing but the relay is between them, and it is reached in one way."""
    homes = make_homes('symmetric')
    homes.drop_from_homes('udp' if transport == 'tcp' else 'udp udp dport != 3478')
    homes.start_relay(**{'stun-uris': STUN, 'turn-uris': f'{UDP};{TCP}'})
    peer, guest = meet(homes, browsers, kind)
    if transport == 'tcp':
        assert homes.clients_by_tcp() == {home.address for home in homes.homes.values()}
    # Both have one, and credentials of their own.
    assert len(set(homes.turn.usernames())) == 2
    path = part(peer, guest)
    assert path['local_type'] == 'relay'
    assert path['remote_address'].startswith(f'{RELAY}:')


def test_relay_over_tls(make_homes, browsers):
    """The browser gets out by no other port; Maju takes the next address, as its
    library speaks no TLS to a relay. Chromium takes our certificate for once;
    Firefox has no such option."""
    homes = make_homes('symmetric')
    homes.drop_from_homes('udp')
    homes.network.drop(f'ip saddr {homes.homes["Bo"].address} tcp dport 3478')
    homes.start_relay(**{'turn-uris': f'{TLS};{TCP}'})
    peer, guest = meet(homes, browsers, 'chromium')
    assert homes.clients_by_tcp(5349) == {homes.homes['Bo'].address}
    path = part(peer, guest)
    assert (path['local_type'], path['protocol']) == ('relay', 'udp')


@pytest.mark.parametrize('kind', KINDS)
def test_relay_comes_back(make_homes, browsers, kind):
    """It ends during the call, and begins anew when both have seen that."""
    homes = make_homes('symmetric')
    homes.start_relay(**{'stun-uris': STUN})
    peer, guest = meet(homes, browsers, kind)
    homes.turn.stop()
    peer.wait_event('(reconnecting|failed|unstable) Bo')
    wait_until(lambda: not guest.is_connected('Ana'), 'the page sees it', interval=0.1)
    homes.turn.restart()
    wait_until(lambda: len(peer.events('connected Bo')) > 1, 'Ana has another path')
    guest.wait_connected('Ana')
    check_media(peer, guest)
    guest.write('I am back.')
    peer.wait_event('chat Bo: I am back.')
    part(peer, guest)
