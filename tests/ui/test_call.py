# SPDX-License-Identifier: GPL-3.0-or-later
"""Two windows in one call, each on a desktop of its own: they see each other,
write, mute, leave, and say what went wrong.

Pictures of what was seen are written to _build/pictures.
"""

import re
import time

import pytest
from majutest import wait_until
from majutest.call import Server
from majutest.person import PICTURES, Person

# The shape of the cameras' pictures, so that nothing of them is cropped when
# one fills the window.
WIDTH, HEIGHT = 960, 540
# Nothing listens there.
NOWHERE = 'http://127.0.0.1:9'


@pytest.fixture
def make_person(make_session, make_sway, make_desktop):
    PICTURES.mkdir(parents=True, exist_ok=True)

    def make(name, look='sky', settings=''):
        session = make_session()
        sway = make_sway(session, width=WIDTH, height=HEIGHT)
        return Person(name, look, session, sway, make_desktop(session), settings)
    return make


@pytest.fixture
def server(make_session):
    return Server(make_session(pipewire=False))


@pytest.fixture
def two(make_person, server):
    """Mina and Dana, who are in a call and see each other."""
    mina = make_person('Mina', 'sky', f"server='{server.url}'")
    dana = make_person('Dana', 'leaf')
    dana.join(mina.new_call())
    mina.wait_connected('Dana')
    dana.wait_connected('Mina')
    return mina, dana


def test_call_without_a_server(make_person):
    """The first one's own computer serves; they see each other, write, mute
    and leave."""
    mina = make_person('Mina', 'sky')
    dana = make_person('Dana', 'leaf')
    link = mina.new_call()
    mina.say('Waiting for Others')
    mina.picture('waiting')
    started = time.monotonic()
    dana.join(link)
    mina.wait_connected('Dana')
    dana.wait_connected('Mina')
    mina.wait_moving()
    dana.wait_moving()
    print(f'both see each other {time.monotonic() - started:.1f} s after the link was opened')
    mina.picture('two')
    mina.find('button', 'Verified')
    mina.app.wait_gone(name=re.compile('Waiting for Others'))

    # It fills the screen, and does not.
    full = mina.find('toggle button', 'Full Screen')
    for is_full in (True, False):
        full.press()
        full.wait_state('pressed', is_full)
        wait_until(lambda: [bool(w['fullscreen_mode']) for w in mina.sway.windows()] == [is_full],
                   f'full screen is {is_full}')

    # Chat, both ways; the second has it open.
    dana.open_chat()
    mina.open_chat()
    mina.write('Can you read <b>this</b>?')
    dana.say('^Mina, .*: Can you read <b>this</b>[?]$')
    dana.write('네, 보여요')
    mina.say('^Dana, .*: 네, 보여요$')
    mina.say('^You, .*').wait_description('Delivered')
    mina.picture('chat')
    mina.find('button', 'Chat').press()
    dana.find('button', 'Chat').press()

    # Mute, camera off and on again.
    dana.find('toggle button', 'Microphone').press()
    mina.wait_tile('Dana', 'muted')
    dana.find('toggle button', 'Camera').press()
    mina.wait_tile('Dana', 'muted, camera off')
    mina.picture('camera-off')
    dana.find('toggle button', 'Camera').press()
    dana.find('toggle button', 'Microphone').press()
    mina.wait_tile('Dana', '')
    mina.wait_moving()

    dana.leave()
    mina.toast('Dana left')
    mina.say('Waiting for Others')
    mina.app.wait_gone(name='Dana')
    mina.leave()
    dana.close()
    mina.close()


def test_message_while_the_chat_is_closed(two):
    mina, dana = two
    dana.open_chat()
    dana.write('Look here')
    mina.toast('Dana: Look here')
    chat = mina.find('button', 'Chat')
    chat.wait_description('1 unread message')
    mina.picture('message')
    mina.open_chat()
    mina.say('^Dana, .*: Look here$')
    chat.wait_description('Chat (F9)')


def test_somebody_is_lost(two):
    mina, dana = two
    mina.wait_moving()
    killed = time.monotonic()
    dana.process.kill()
    mina.toast('The connection to Dana was lost')
    gone = time.monotonic() - killed
    mina.app.wait_gone(name='Dana')
    print(f'the loss is told after {gone:.1f} s')
    mina.picture('lost')
    mina.close()


def test_server_goes_and_comes_back(two, server):
    mina, dana = two
    server.kill()
    for person in two:
        person.say('^The server cannot be reached')
    mina.picture('server-away')
    mina.wait_moving()
    server.restart()
    for person in two:
        person.app.wait_gone(name=re.compile('^The server cannot be reached'))
    # They are who they were, not somebody new.
    mina.wait_connected('Dana')
    dana.wait_connected('Mina')
    dana.wait_moving()
    for person in two:
        person.close()


def test_server_is_not_there(make_person):
    """Whoever starts a call there and whoever has a link to it are told."""
    mina = make_person('Mina', settings=f"server='{NOWHERE}'")
    dana = make_person('Dana')
    mina.start()
    dana.start(f'{NOWHERE}/r/abcdefghijklmnop#AAECAwQFBgcICQoLDA0ODw')
    mina.find('button', 'New Call').press()
    for person in (mina, dana):
        person.press_join()
    for person in (mina, dana):
        person.say('cannot be reached')
        # Who joins has asked for the devices.
        person.find(name='Your picture, as in a mirror')
        person.find('button', 'Join').wait_state('sensitive')
        person.find('button', 'Try Again').wait_state('sensitive')
        person.picture(f'no-server-{person.name}')
        person.close()


def test_camera_is_unplugged(two):
    mina, dana = two
    dana.camera.unplug()
    dana.toast(re.compile('^“Front Camera” was unplugged'))
    mina.wait_tile('Dana', 'camera off')
    dana.picture('unplugged')
