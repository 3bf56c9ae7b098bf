# SPDX-License-Identifier: GPL-3.0-or-later
"""What Maju says at the beginning and at the end: what it is, and why a call is
over that the person did not leave."""

import os
import re
import signal

import pytest
from majutest import wait_until
from majutest.call import Peer, Server
from majutest.compositor import set_setting
from majutest.process import builddir
from test_call import make_person, server  # noqa: F401
from test_everyone import check_names
from test_shell import LINK, Shell

ROOM = '/r/abcdefghijklmnop#AAECAwQFBgcICQoLDA0ODw'


def test_others_have_taken_the_place(make_person, server):  # noqa: F811
    """While somebody's computer hangs, the server is started anew, and the room
    fills up with others."""
    dana = make_person('Dana', 'leaf')
    link = server.url + ROOM
    dana.join(link)
    dana.process.send_signal(signal.SIGSTOP)
    server.kill()
    small = Server(dana.session, server.port, settings={'limits': {'people': 2}})
    ann, ben = (Peer(dana.session, name, link=link, expect=0, record=False)
                for name in ('Ann', 'Ben'))
    ann.wait_event('joined Ben')
    dana.process.send_signal(signal.SIGCONT)

    dana.say('^The Room Is Full$')
    dana.say('Join again when somebody has left')
    again = dana.find('button', 'Join Again')
    dana.picture('room-full')
    ben.leave()
    ann.wait_event('gone Ben')
    again.press()
    dana.press_join()
    dana.wait_tile('Ann', 'muted, camera off')
    dana.leave()
    dana.close()
    ann.leave()
    small.kill()


def test_first_run(session, make_xvfb, make_desktop):
    """One page, by keys alone; never again, and never in the way of a link."""
    display = make_xvfb(session, width=960, height=680)
    shell = Shell(session, display, make_desktop(session), LINK, settings='welcomed=false')
    window = display.wait_window('Maju')
    display.resize(window, 960, 680)
    display.focus(window)
    shell.find_text('Room abcdefghijklmnop on meet.example')
    assert not shell.app.find_all(None, 'Welcome to Maju')
    shell.close()

    shell.start()
    window = display.wait_window('Maju')
    display.resize(window, 960, 680)
    display.focus(window)
    shell.find('label', 'Welcome to Maju')
    shell.find_text('^Nobody has to sign up')
    name = shell.entry('Your name')
    name.wait_state('focused')
    shell.picture('welcome')
    check_names(shell.app, 'welcome')
    name.set_text('')
    display.type('Mina')
    name.wait_text('Mina')
    # A link that comes now goes first.
    shell.run_again(LINK)
    shell.find_text('Room abcdefghijklmnop on meet.example')
    shell.close()

    shell.start()
    display.focus(display.wait_window('Maju'))
    button = shell.find('button', 'Get Started')
    shell.entry('Your name').wait_state('focused')
    display.key('Tab')
    button.wait_state('focused')
    display.key('space')
    shell.find('button', 'New Call').wait_state('sensitive')
    wait_until(lambda: 'welcomed=true' in shell.settings(), 'it is kept')
    assert "name='Mina'" in shell.settings()
    shell.close()

    shell.start()
    shell.find('button', 'New Call').wait_state('sensitive')
    assert not shell.app.find_all('button', 'Get Started')
    shell.close()


def test_sounds_of_a_call(make_person, server):  # noqa: F811
    """Who comes is heard on the speaker, and not when that is switched off."""
    mina = make_person('Mina', settings=f"server='{server.url}'\nsound-join=true")
    link = mina.new_call()
    speaker = mina.speaker.listen()

    def meet(name):
        """Somebody comes, without any sound of their own, and goes."""
        start = speaker.seconds
        peer = Peer(mina.session, name, link=link, expect=0, record=False)
        mina.wait_tile(name, 'muted, camera off')
        peer.leave()
        mina.app.wait_gone(name=name)
        return speaker.since(start).level_dbfs()

    # A machine that is too busy may miss one.
    levels = []
    wait_until(lambda: levels.append(meet(f'Guest {len(levels)}')) or levels[-1] > -70,
               'somebody who comes is heard')
    print(f'heard {levels[-1]:.1f} dBFS after {len(levels)}')

    mina.action('preferences')
    mina.find('page tab', 'Sound').press()
    mina.find('switch', 'Somebody leaves')
    set_setting(mina.env, 'org/maju/Maju', 'sound-join', 'false')
    mina.find('switch', 'Somebody comes').wait_state('checked', False)
    assert meet('Somebody Else') < -90
    mina.picture('sounds')
    mina.leave()
    mina.close()


# The pictures suite wants them all.
LOOKS = [(360, 720, 'dark', 'ko')]
if os.environ.get('MAJU_PICTURES') == 'all':
    LOOKS = [(width, height, style, language) for style in ('light', 'dark')
             for width, height in ((360, 720), (960, 680)) for language in ('en', 'ko')]


@pytest.mark.parametrize('width,height,style,language', LOOKS)
def test_pictures(session, make_sway, make_desktop, width, height, style, language):
    korean = {'LANG': 'ko_KR.UTF-8', 'LANGUAGE': 'ko', 'MAJU_LOCALEDIR': builddir() / 'po'}
    shell = Shell(session, make_sway(session, width=width, height=height), make_desktop(session),
                  settings='welcomed=false', ADW_DEBUG_COLOR_SCHEME=f'prefer-{style}',
                  **(korean if language == 'ko' else {}))
    shell.find('button', re.compile('^(Get Started|시작하기)'))
    shell.picture(f'welcome-{width}-{style}-{language}')
    shell.close()
