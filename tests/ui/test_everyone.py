# SPDX-License-Identifier: GPL-3.0-or-later
"""Without a pointer and without a picture: every widget has a name, a call is
made by keyboard alone, and what happens in it is announced."""

import re

import pytest
from majutest.call import Peer
from test_shell import MIRROR, Shell, devices  # noqa: F401
from test_stage import open_stage  # noqa: F401

# What somebody can use or must be told of. A list item is read with what is in
# it; a menu is the popover around its items. A link is a part of a label's text,
# for which GTK has no name of its own.
NAMED = ('button', 'toggle button', 'text', 'slider', 'switch', 'check box', 'combo box',
         'spin button', 'menu item', 'check menu item', 'radio menu item', 'page tab',
         'level bar', 'progress bar', 'image', 'dialog')


def unnamed(window):
    """What has no name of all that is shown."""
    return [f'{seen.role} {seen.path}' for seen in window.see_all()
            if seen.role in NAMED and not seen.name.strip()]


def check_names(window, where):
    missing = unnamed(window)
    assert not missing, f'{where}: {missing}\n{window.tree()}'


@pytest.mark.parametrize('scene', ['states', 'list', 'chat', 'hands-list', 'asking-list', 'asked',
                                   'invite', 'people-1', 'quality'])
def test_every_widget_of_a_call_has_a_name(open_stage, scene):  # noqa: F811
    stage = open_stage(scene)
    stage.find('grouping', 'Dana')
    check_names(stage.window, scene)
    # The numbers stay in their order among words that are written from the right.
    stage.find('label', re.compile('^\u2066\\d+∶\\d\\d\u2069$'))
    if scene == 'hands-list':
        stage.find(name='Options for Jun').find('toggle button').press()
        stage.find('slider', 'Volume')
        check_names(stage.window, 'the menu of a person')
    if scene == 'quality':
        stage.find('grouping', 'Jun').find('button', 'Fair connection').press()
        stage.find(name='Connection to Jun')
        check_names(stage.window, 'the details of a connection')


@pytest.fixture
def shell(session, devices, make_xvfb, make_desktop):  # noqa: F811
    display = make_xvfb(session, width=960, height=680)
    shell = Shell(session, display, make_desktop(session), settings="name='Kim'")
    window = display.wait_window('Maju')
    display.resize(window, 960, 680)
    display.focus(window)
    shell.key = display.key
    shell.type = display.type
    return shell


def walk_to(shell, role, name):
    """Presses Tab until that has the focus; everything on the way has a name."""
    def check(now):
        assert all(seen.name or seen.role in ('list item', 'grouping', 'text', 'panel')
                   for seen in now), f'{now!r}\n{shell.app.tree()}'
    shell.app.tab_to(shell.key, lambda seen: seen.role == role and seen.name == name, check)


def test_call_by_keyboard(shell):
    """From start to leave; and what happens meanwhile is said."""
    shell.find('button', 'New Call')
    check_names(shell.app, 'start')
    walk_to(shell, 'button', 'New Call')
    shell.key('Return')
    shell.find(None, MIRROR)
    shell.wait_ready()
    check_names(shell.app, 'ready')
    shell.key('ctrl+comma')
    for page in ('Sound', 'Picture', 'Network', 'Privacy', 'General'):
        tab = shell.find('page tab', page)
        tab.press()
        tab.wait_state('selected')
        check_names(shell.app, f'preferences, {page}')
    shell.app.escape(shell.key, 'page tab', 'Network')

    walk_to(shell, 'button', 'Join')
    shell.key('Return')
    shell.find('button', 'Leave')
    check_names(shell.app, 'call')
    shell.key('67')
    shell.find('list', 'What Is Wrong?')
    check_names(shell.app, 'what is wrong')
    shell.app.escape(shell.key, 'list', 'What Is Wrong?')
    link = shell.find('label', 'Link').text
    said = shell.app.announcements()
    peer = Peer(shell.session, 'Lee', chat=['Good morning'], link=link, microphone='test',
                record=False)
    said.wait('Lee joined')
    peer.wait_event('verified Kim')
    said.wait('Lee: Good morning')

    # The microphone is on the way, and the hand.
    walk_to(shell, 'toggle button', 'Microphone')
    shell.key('space')
    peer.wait_event('muted Kim')
    walk_to(shell, 'toggle button', 'Raise Hand')
    shell.key('space')
    peer.wait_event('hand-raised Kim')
    shell.key('ctrl+shift+h')
    peer.wait_event('hand-lowered Kim')
    walk_to(shell, 'toggle button', 'React')
    shell.key('Return')
    shell.find('button', 'Thumbs Up').wait_state('focused')
    shell.key('Return')
    peer.wait_event('reaction Kim: thumbs_up')

    # The chat takes the focus, and gives it back.
    walk_to(shell, 'button', 'Chat')
    shell.key('Return')
    shell.find('text', 'Message').wait_state('focused')
    shell.type('Hello')
    shell.key('Return')
    peer.wait_event('chat Kim: Hello')
    check_names(shell.app, 'chat')
    shell.key('75')
    shell.app.wait_gone('text', 'Message')

    peer.leave()
    said.wait('Lee left')
    walk_to(shell, 'button', 'Leave')
    shell.key('Return')
    shell.find('button', 'New Call').wait_state('sensitive')
    shell.close()
