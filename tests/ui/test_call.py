# SPDX-License-Identifier: GPL-3.0-or-later
"""Two windows in one call, each on a desktop of its own: they see each other,
write, mute, leave, and say what went wrong.

Pictures of what was seen are written to _build/pictures.
"""

import pathlib
import re
import time

import pytest
from majutest import wait_until
from majutest.call import Server
from majutest.video import filling_frame_number
from majutest.window import Window

PICTURES = pathlib.Path(__file__).resolve().parents[2] / '_build' / 'pictures'
# The shape of the cameras' pictures, so that nothing of them is cropped when
# one fills the window.
WIDTH, HEIGHT = 960, 540
# Small: everything is drawn and encoded in software.
CAMERA = '640x360@15'
# Nothing listens there.
NOWHERE = 'http://127.0.0.1:9'


class Person(Window):
    """Somebody with a desktop, devices, and maju."""

    def __init__(self, name, look, session, sway, desktop, settings):
        super().__init__(session, sway, desktop, f"name='{name}'\n{settings}")
        self.name = name
        self.camera = session.devices.add_camera('camera1', 'Front Camera', look, CAMERA)
        self.microphone = session.devices.add_microphone()
        self.speaker = session.devices.add_speaker()

    def start(self, *arguments):
        super().start(*arguments)
        self.said = self.app.announcements()

    def say(self, pattern, **options):
        """Words that the window says somewhere."""
        return self.app.find(None, re.compile(pattern), **options)

    def new_call(self):
        """Starts a call and enters it; the link."""
        self.start()
        self.find('button', 'New Call').press()
        self.press_join()
        return self.find(name='Link').text

    def join(self, link):
        self.start(link)
        self.press_join()
        self.find('button', 'Leave')

    def tile(self, name):
        """What is said about the tile of that person; None unless there is
        one, and only one."""
        tiles = self.app.see_all('grouping', name)
        return tiles[0].description if len(tiles) == 1 else None

    def lasting(self, name):
        """What is said about that tile but for what comes and goes by itself."""
        words = self.tile(name)
        return words and ', '.join(word for word in words.split(', ')
                                   if word not in ('speaking', 'unstable connection'))

    def wait_tile(self, name, words):
        self.app.wait(lambda: self.lasting(name) == words, f'{self.name} sees {name}, {words!r}')

    def wait_connected(self, name):
        """Until the tile of that person has nothing to say but the picture."""
        self.wait_tile(name, '')

    def toast(self, words):
        self.said.toast(words)

    def picture(self, name):
        self.sway.picture(PICTURES / f'call-{name}.png')

    def counter(self):
        """The number in the camera's picture that fills the window, or None."""
        return filling_frame_number(self.sway.look())

    def wait_moving(self):
        """Until the other's camera is seen to count."""
        first = wait_until(self.counter, f'{self.name} sees a camera that counts')
        return wait_until(lambda: (self.counter() or 0) > first,
                          f'{self.name} sees the camera count on from {first}')

    def open_chat(self):
        self.find('button', 'Chat').press()
        return self.find('text', 'Message')

    def write(self, text):
        self.find('text', 'Message').set_text(text)
        self.find('button', 'Send').press()

    def leave(self):
        self.find('button', 'Leave').press()
        self.find('button', 'New Call')

    def close(self):
        """Ends maju and looks at what it had to say."""
        super().close()
        assert 'CRITICAL' not in self.process.errors, self.process.errors
        assert '#' not in self.process.output


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
