# SPDX-License-Identifier: GPL-3.0-or-later
"""Screens between Maju and browsers, both ways."""

import pytest

from majutest import wait_until

KINDS = ['chromium', 'firefox']


@pytest.mark.parametrize('kind', KINDS)
def test_screens_both_ways(room, kind):
    room.session.devices.add_camera('screen-Ana', 'Ana’s Screen', 'leaf', '1280x720@30')
    ana = room.add_peer('Ana', screen='screen-Ana')
    bo = room.add_guest(kind, 'Bo')
    bo.wait_connected('Ana')
    bo.wait('listitem', 'Ana’s screen')
    bo.wait_seen('Ana’s screen', 10)
    bo.press('button', '/^Share Screen/')
    ana.wait_event('first-screen Bo')
    ana.wait_recorded('Bo-screen', frames=5)
    wait_until(lambda: sum(n is not None and n >> 16 == bo.screen_number
                           for n in ana.seen_numbers('Bo-screen')) >= 10,
               'Ana reads the screen of Bo', interval=0.5)
    bo.press('button', '/^Stop Sharing/')
    ana.wait_event('screen-off Bo')
    ana.toggle_screen()
    bo.wait_gone('listitem', 'Ana’s screen')


@pytest.mark.parametrize('kind', KINDS)
def test_shared_window_is_closed(room, kind):
    ana = room.add_peer('Ana')
    bo = room.add_guest(kind, 'Bo')
    bo.wait_connected('Ana')
    bo.press('button', '/^Share Screen/')
    ana.wait_event('first-screen Bo')
    bo.unplug('screen')
    ana.wait_event('screen-off Bo')
    bo.wait('button', '/^Share Screen/')
