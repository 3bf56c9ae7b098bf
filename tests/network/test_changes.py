# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks that change during a call."""

import pytest

from majutest import wait_until


@pytest.fixture
def call(place, monkeypatch):
    """Ana, who shares her screen, and Bo talk; what they see of their networks is
    in their output."""
    monkeypatch.setitem(place.session.env, 'G_MESSAGES_DEBUG', 'maju-call')
    place.start_server()
    ana = place.join('Ana', screen='test')
    bo = place.join('Bo')
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        peer.wait_connected(other, video=False)
        peer.wait_recorded(other, seconds=1)
    bo.wait_event('first-screen Ana')
    return ana, bo


def test_another_network(place, call):
    """Ana’s computer leaves one network and joins another."""
    ana, bo = call
    host = place.hosts['Ana']
    n_lines = len(ana.process.lines)
    host.run('ip', 'link', 'del', 'eth0')
    host.connect('wlan0', '10.3.0.2/24')
    ana.process.wait_line('The addresses or routes changed', start=n_lines)

    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        wait_until(lambda: len(peer.events(f'connected {other}')) > 1,
                   f'{peer.name} has another path')
        peer.wait_recorded(other, seconds=1)
    bo.wait_recorded('Ana-screen', frames=5)
    wait_until(lambda: len(ana.events('call joined')) > 1, 'Ana is back at the server')
    ana.wait_path('Bo', r' 10\.3\.0\.2:\d+, ')
    bo.wait_path('Ana', r', \w+ 10\.3\.0\.2:')
    bo.leave()
    ana.leave()
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        assert peer.status == 0, peer.process.describe()
        about = peer.about(other)
        print(f'{peer.name} heard nothing for {about["audio"]["longest_gap_ms"]} ms')
        assert about['verified'] is True
    assert ana.about('Bo')['path']['local_address'].startswith('10.3.0.2:')
    assert bo.about('Ana')['path']['remote_address'].startswith('10.3.0.2:')


def test_another_interface_elsewhere(place, call):
    """A healthy path is left alone when something else is plugged in."""
    gaps = []
    ana, bo = call
    before = [ana.events(''), bo.events('')]
    n_lines = len(ana.process.lines)
    place.hosts['Ana'].connect('usb0', '10.3.0.2/24', default=False)
    ana.process.wait_line('The addresses or routes changed', start=n_lines)
    # Longer than the 2 s after which a doubtful path would be replaced.
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        peer.wait_recorded(other, seconds=4)
    after = [ana.events(''), bo.events('')]
    ana.wait_path('Bo')
    bo.leave()
    ana.leave()
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        assert peer.status == 0, peer.process.describe()
        gaps.append(peer.about(other)['audio']['longest_gap_ms'])
    print(f'they heard nothing for {gaps} ms')
    # A machine that stood still for that long made the path doubtful itself.
    if max(gaps) < 1000:
        assert after == before
    assert ana.about('Bo')['path']['local_address'].startswith('10.1.0.2:')
