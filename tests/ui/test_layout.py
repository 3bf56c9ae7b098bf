# SPDX-License-Identifier: GPL-3.0-or-later
"""How the people of a call are laid out: who is large, and who decides it."""

import re

import pytest
from majutest import wait_until
from majutest.process import TestTimeout
from majutest.stage import Stage

# The key by its code: xdotool holds Alt when it is given the name.
F10 = '76'
NAMES = ('Mina Park', 'Jun', 'Amélie Dubois-Lefèvre', '서연', 'Dana')


@pytest.fixture
def open_stage(quiet_session, make_xvfb, make_desktop):
    def open_(scene, **options):
        return Stage(quiet_session, make_xvfb, make_desktop, scene, **options)
    return open_


def areas(stage, names=NAMES):
    """How large each tile is that is shown in the call's own window."""
    tiles = {seen.name: seen.node() for seen in stage.main.see_all('grouping')
             if seen.name in names}
    return {name: tile.extents()[2] * tile.extents()[3] for name, tile in tiles.items()}


def large(stage):
    """Who is at least three times as large as everybody else; None: nobody."""
    found = sorted(areas(stage).items(), key=lambda item: item[1])
    if len(found) == 1 or found[-1][1] > 3 * found[-2][1]:
        return found[-1][0]
    return None


def wait_large(stage, name):
    wait_until(lambda: large(stage) == name, f'{name} is large')


def choose(stage, name):
    stage.find('toggle button', 'More').press()
    item = re.compile('menu item')
    stage.find(item, name).press()
    stage.window.wait_gone(item)


def double_click(stage, tile, name, large=large):
    """Until that one is large: on a busy machine two clicks may be too far
    apart to be a double one."""
    for _ in range(5):
        stage.display.double_click(*stage.middle(tile))
        try:
            wait_until(lambda: large(stage) == name, f'{name} is large', timeout=15)
            return
        except TestTimeout:
            continue
    raise AssertionError(stage.window.tree())


def test_layout_is_chosen(open_stage):
    stage = open_stage('people-5')
    stage.find('grouping', 'Dana')
    wait_large(stage, None)

    # Jun speaks.
    choose(stage, 'Speaker')
    wait_large(stage, 'Jun')
    stage.next()
    wait_large(stage, 'Amélie Dubois-Lefèvre')

    choose(stage, 'Hide Own Picture')
    stage.window.wait_gone('grouping', 'Dana')
    choose(stage, 'Grid')
    wait_large(stage, None)
    assert len(areas(stage)) == 4
    choose(stage, 'Hide Own Picture')
    stage.find('grouping', 'Dana')


def test_tile_is_pinned(open_stage):
    stage = open_stage('people-5')
    tile = stage.find('grouping', 'Mina Park')
    wait_large(stage, None)

    # By its menu, which the second button opens.
    stage.display.click(*stage.middle(tile), button=3)
    stage.find(re.compile('menu item'), 'Pin').press()
    stage.window.wait_gone(re.compile('menu item'))
    wait_large(stage, 'Mina Park')
    tile.wait_description('pinned')
    # Who speaks does not take the place.
    choose(stage, 'Speaker')
    wait_large(stage, 'Jun')
    assert tile.description == ''
    choose(stage, 'Grid')
    wait_large(stage, None)

    # By a double click, and back by another.
    own = stage.find('grouping', 'Dana')
    double_click(stage, own, 'Dana')
    double_click(stage, own, None)

    # By the keyboard alone.
    stage.window.tab_to(stage.key, tile)
    stage.key('Return')
    wait_large(stage, 'Mina Park')
    stage.key(f'shift+{F10}')
    stage.find(re.compile('menu item'), 'Pin').press()
    stage.window.wait_gone(re.compile('menu item'))
    wait_large(stage, None)
    stage.key('Return')
    wait_large(stage, 'Mina Park')
    choose(stage, 'Unpin')
    wait_large(stage, None)


def test_long_strip_is_reached(open_stage):
    stage = open_stage('speaker-8')
    width, height = 800, 600
    own = stage.find('grouping', 'Dana')

    def is_seen():
        x, y, w, h = own.extents()
        return x >= 0 and y >= 0 and x + w <= width and y + h <= height - 60

    wait_until(lambda: not is_seen(), 'the strip is too long')
    jun = stage.find('grouping', 'Jun')
    stage.window.tab_to(stage.key, own)
    wait_until(is_seen, 'the last tile of the strip is in sight')
    assert large(stage) in (None, 'Jun'), areas(stage)
    assert jun.has_state('showing')


def test_small_window(open_stage):
    stage = open_stage('people-4')
    display = stage.display
    stage.find('grouping', 'Dana')
    stage.key('ctrl+shift+m')
    wait_until(lambda: display.title(stage.id).endswith(' - PiP'), 'the title is known to desktops')
    wait_until(lambda: display.size(stage.id)[0] <= 360, 'the window is small')
    # One picture: of who speaks.
    wait_until(lambda: list(areas(stage)) == ['Jun'], 'Jun is alone')
    stage.next()
    wait_until(lambda: list(areas(stage)) == ['Amélie Dubois-Lefèvre'], 'the next one is alone')
    stage.find('toggle button', 'Microphone')
    stage.find('button', 'Leave')
    stage.window.wait_gone('button', 'Chat')

    stage.find('button', 'Large Window').press()
    wait_until(lambda: display.size(stage.id) == (800, 600), 'the window is as it was')
    wait_until(lambda: display.title(stage.id) == 'Stage', 'its title is, too')
    stage.find('button', 'Chat')
    wait_until(lambda: len(areas(stage)) == 4, 'everybody is back')


def screen_of(stage, name):
    return stage.find('grouping', f'{name}’s screen')


def watched(stage, name):
    """How high the camera and the screen of that person are wanted last."""
    found = re.findall(f'^watched {name}: ([0-9]+) ([0-9]+)$', stage.process.errors, re.M)
    return tuple(map(int, found[-1])) if found else None


def test_screen_takes_the_stage(open_stage):
    stage = open_stage('share-two')
    names = NAMES + ('Mina Park’s screen', 'Jun’s screen')

    def on_stage(stage):
        found = sorted(areas(stage, names).items(), key=lambda item: item[1])
        return found[-1][0] if found and found[-1][1] > 3 * found[-2][1] else None

    def wait_stage(name):
        wait_until(lambda: on_stage(stage) == name, f'{name} is on the stage')

    wait_stage('Mina Park’s screen')
    wait_until(lambda: (watched(stage, 'Mina Park') or (0, 0))[1] > 300,
               'the screen is wanted as large as it is shown')
    # Of each is told what is wanted, one after the other.
    wait_until(lambda: (watched(stage, 'Jun') or (0, 120))[1] < 120, 'the other one is small')

    # It is zoomed by buttons, by keys, and by scrolling.
    screen = screen_of(stage, 'Mina Park')
    screen.find('button', 'Zoom In').press()
    screen.wait_description('125 %')
    stage.display.click(*stage.middle(screen))
    screen.wait_state('focused')
    stage.key('plus')
    screen.wait_description('156 %')
    stage.key('0')
    screen.wait_description('100 %')
    stage.display.click(*stage.middle(screen), button=4)
    screen.wait_description('120 %')
    stage.key('0')

    # The other one is chosen, and the one on the stage is pinned.
    stage.display.click(*stage.middle(screen_of(stage, 'Jun')))
    wait_stage('Jun’s screen')
    double_click(stage, stage.find('grouping', 'Mina Park'), 'Mina Park', on_stage)
    choose(stage, 'Unpin')
    wait_stage('Jun’s screen')

    # In a window of its own, which goes with the sharing.
    screen_of(stage, 'Jun').find('button', 'Open in a Window').press()
    wait_stage('Mina Park’s screen')
    assert 'Jun’s screen' not in areas(stage, names)
    stage.display.wait_window('Jun’s screen')
    stage.find('frame', 'Jun’s screen').find('grouping', 'Jun’s screen')
    wait_until(lambda: watched(stage, 'Jun')[1] > 300, 'it is wanted larger')
    # The first one ends, then the other.
    stage.next()
    stage.toast('Mina Park stopped sharing')
    wait_large(stage, None)
    wait_until(lambda: watched(stage, 'Mina Park')[1] == 0, 'no screen is wanted any more')
    stage.next()
    stage.toast('Jun stopped sharing')
    wait_until(lambda: len(stage.window.see_all('frame')) == 1, 'the window is closed')


def test_sharing_is_told_and_stopped(open_stage):
    stage = open_stage('people-3')
    share = stage.find('toggle button', 'Share Screen')
    assert not share.has_state('pressed')
    stage.key('ctrl+shift+s')
    share.wait_state('pressed')
    stage.find('label', 'You are sharing your screen')
    stage.find('button', 'Stop').press()
    share.wait_state('pressed', False)
    stage.toast('You stopped sharing')
    stage.window.wait_gone('button', 'Stop')
    stage.find('toggle button', 'How to Share').press()
    item = stage.find(re.compile('menu item'), 'Smooth Motion')
    assert not item.has_state('checked')
    item.press()
    stage.window.wait_gone(re.compile('menu item'))
    stage.find('toggle button', 'How to Share').press()
    stage.find(re.compile('menu item'), 'Smooth Motion').wait_state('checked')
