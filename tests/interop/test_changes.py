# SPDX-License-Identifier: GPL-3.0-or-later
"""What changes during a call with a browser: devices, pages that go, servers."""

import pytest

from conftest import TONES
from majutest import wait_until

KINDS = ['chromium', 'firefox']


def make_pair(room, kind):
    """Ana with Maju and Bo with a browser, connected."""
    ana = room.add_peer('Ana')
    bo = room.add_guest(kind, 'Bo')
    ana.wait_connected('Bo')
    bo.wait_connected('Ana')
    return ana, bo


@pytest.fixture(params=KINDS)
def pair(request, room):
    return make_pair(room, request.param)


def test_muted_and_camera_off_and_back(pair):
    """The browser's own, which replaces its tracks, and Maju's."""
    ana, bo = pair
    ana.wait_seen('Bo', 10)
    bo.press('button', '/^Mute/')
    ana.wait_event('muted Bo')
    bo.press('button', '/^Turn Camera Off/')
    ana.wait_event('camera-off Bo')
    heard = ana.recorded_seconds('Bo')
    bo.press('button', '/^Unmute/')
    ana.wait_last('unmuted Bo', '(?:un)?muted Bo')
    ana.wait_heard('Bo', TONES['Bo'], after=heard)
    frames = len(ana.seen_numbers('Bo'))
    bo.press('button', '/^Turn Camera On/')
    ana.wait_last('camera-on Bo', 'camera-o.* Bo')
    wait_until(lambda: sum(n is not None and n >> 16 == bo.number
                           for n in ana.seen_numbers('Bo')[frames:]) >= 10,
               'Ana sees Bo again', interval=0.5)

    ana.toggle_camera()
    bo.wait('listitem', '/^Ana.*, camera off/')
    ana.toggle_microphone()
    bo.wait('listitem', '/^Ana, muted/')
    ana.toggle_camera()
    ana.toggle_microphone()
    bo.wait_seen('Ana', 10)
    bo.wait_heard(TONES['Ana'])


def test_hand_reactions_and_requests(pair):
    ana, bo = pair
    bo.press('button', '/^Raise Hand/')
    ana.wait_event('hand-raised Bo')
    bo.press('button', '/^Lower Hand/')
    ana.wait_event('hand-lowered Bo')
    bo.press('button', '/^Reactions/')
    bo.press('button', 'Heart')
    ana.wait_event('reaction Bo: heart')
    bo.press('button', '/^People/')
    bo.press('button', 'Ask to Mute: Ana')
    ana.wait_event('asks-mute Bo')


@pytest.mark.parametrize('kind', KINDS)
def test_other_devices(room, kind):
    """Another camera and microphone, chosen during the call: Maju sees and hears
    them in place of the former ones, on the same tracks."""
    ana = room.add_peer('Ana')
    bo = room.add_guest(kind, 'Bo', second={'hertz': 1320})
    ana.wait_connected('Bo')
    ana.wait_seen('Bo', 10)
    ana.wait_heard('Bo', TONES['Bo'])
    bo.press('button', '/^More/')
    bo.press('button', 'Devices')
    bo.choose('Camera', 'Second Camera')
    bo.choose('Microphone', 'Second Microphone')

    def n_frames(number):
        return sum(n is not None and n >> 16 == number for n in ana.seen_numbers('Bo'))
    wait_until(lambda: n_frames(bo.second_number) >= 20, 'Ana sees the other camera', interval=0.5)
    ana.wait_heard('Bo', 1320)
    former, heard = n_frames(bo.number), ana.recorded_seconds('Bo')
    ana.wait_recorded('Bo', seconds=1, frames=10)
    assert n_frames(bo.number) == former
    ana.wait_heard('Bo', 1320, after=heard)
    assert len(bo.evaluate('majuConnections')) == 1
    assert not ana.events('camera-off Bo') and not ana.events('muted Bo')


def test_lost_camera_is_told(pair):
    ana, bo = pair
    ana.wait_seen('Bo', 10)
    bo.unplug('camera')
    ana.wait_event('camera-off Bo')
    bo.wait('button', '/^Turn Camera On/')
    # It can be heard as before.
    heard = ana.recorded_seconds('Bo')
    ana.wait_heard('Bo', TONES['Bo'], after=heard)


def test_reloaded_page_comes_back(room, pair):
    ana, bo = pair
    bo.reload()
    ana.wait_event('(gone|lost) Bo')
    with ana.again('verified Bo'):
        bo.join(room.link)
    bo.wait_connected('Ana')
    bo.wait_seen('Ana', 10)
    bo.wait_heard(TONES['Ana'])


def test_closed_tab_is_told(pair):
    ana, bo = pair
    bo.close_tab()
    ana.wait_event('(gone|lost) Bo')


def test_killed_browser_is_told(pair):
    ana, bo = pair
    bo.kill()
    ana.wait_event('(gone|lost) Bo')


def test_page_in_the_background(room, pair):
    """It is seen and heard, hears, and gets messages."""
    ana, bo = pair
    cy = room.add_guest('chromium', 'Cy')
    bo.wait_connected('Cy')
    cy.wait_connected('Bo')
    bo.press('button', '/^Chat/')
    # Of a busy machine, maybe, while Cy came.
    before = len(ana.events('reconnecting Bo'))
    bo.hide()
    wait_until(lambda: bo.evaluate('document.hidden'), 'the page is in the background')
    cy.write('still there?')
    bo.wait_text('still there?')
    ana.wait_recorded('Bo', seconds=3, frames=20)
    cy.wait_seen('Bo', 10, of=bo.number)
    cy.wait_heard(TONES['Bo'])
    bo.wait_heard(TONES['Ana'])
    bo.show()
    bo.wait_seen('Ana', 10)
    assert not ana.events('lost Bo')
    assert len(ana.events('reconnecting Bo')) == before


def test_call_survives_the_server(room, pair):
    ana, bo = pair
    room.server.kill()
    bo.wait_text('The server cannot be reached.')
    bo.wait_seen('Ana', 10)
    ana.wait_recorded('Bo', seconds=1, frames=10)
    room.server = room.server.restart()
    wait_until(lambda: 'The server cannot be reached.' not in bo.text(), 'Bo is back')
    cy = room.add_peer('Cy', camera=False, expect=2)
    cy.wait_event('verified Bo')
    bo.wait_connected('Cy')
    bo.wait_heard(TONES['Cy'])
    # The browser itself says that it could not connect.
    bo.troubles[:] = [t for t in bo.troubles if 'WebSocket' not in t and 'ws://' not in t]
