#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two people call each other with Maju, on a desktop that nobody sees.

Everything is real but the people: two windows, each with a home, a session bus
and a display of its own, are used through their accessible names as a person
would use them; their cameras and microphones exist only on PipeWire; a
maju-server brings them together. Prints what happens and when; the pictures of
the windows come to _build/demo.
"""

import argparse
import pathlib
import re
import shutil
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[1]
sys.dont_write_bytecode = True
sys.path.insert(0, str(TOP / 'tests' / 'lib'))

from majutest import Session, wait_until  # noqa: E402
from majutest.atspi import Desktop  # noqa: E402
from majutest.call import Server  # noqa: E402
from majutest.compositor import Sway, set_setting, set_style  # noqa: E402
from majutest.video import Image, tile_frame_number  # noqa: E402

SETTINGS = 'org/maju/Maju'
# The role of a person's tile; its name is the person's.
TILE = 'grouping'

PEOPLE = {
    'Mina': {
        'look': 'dawn', 'voice': 'en-us+f3', 'dark': False, 'size': (1024, 640),
        'says': 'Hello Jun! Can you hear me? I can see you very well.',
    },
    'Jun': {
        'look': 'sky', 'voice': 'en-gb+m3', 'dark': True, 'size': (1024, 640),
        'says': 'Hi Mina! Yes, loud and clear. This is Maju, face to face.',
    },
}


class Story:
    """Says what happens, with the time since the beginning."""

    def __init__(self):
        self._start = time.monotonic()

    def tell(self, text, since=None):
        now = time.monotonic()
        took = f' ({(now - since) * 1000:.0f} ms)' if since is not None else ''
        print(f'{now - self._start:6.2f} s  {text}{took}', flush=True)


class Person:
    """Somebody at a computer with Maju."""

    def __init__(self, session, name, server, pictures):
        about = PEOPLE[name]
        small = name.lower()
        self.name = name
        self._session = session
        self._pictures = pictures
        devices = session.devices
        self.camera = devices.add_camera(f'camera-{small}', f'{name}’s Camera', about['look'])
        self.microphone = devices.add_microphone(f'microphone-{small}', f'{name}’s Microphone')
        self.microphone.speak(about['says'], about['voice'], pause=0.5)
        self.speaker = devices.add_speaker(f'speaker-{small}', f'{name}’s Speakers')
        bus = session.start_bus(f'bus-{small}')
        self.display = Sway(session, f'display-{small}', *about['size'], animated=True)
        self._env = self.display.app_env(small, DBUS_SESSION_BUS_ADDRESS=bus)
        set_style(self._env, about['dark'])
        for key, value in {'server': server, 'camera': self.camera.name,
                           'microphone': self.microphone.name,
                           'speaker': self.speaker.name}.items():
            set_setting(self._env, SETTINGS, key, f"'{value}'")
        self._desktop = Desktop(session, bus)
        self.process = session.start(['maju'], env=self._env, name=f'maju-{small}')
        self.window = self._desktop.application(self.process)

    def find(self, *arguments, **options):
        return self.window.find(*arguments, **options)

    def press(self, name, role='button'):
        self.find(role, name).press()

    def get_ready(self):
        """Gives a name on the page before a call, and joins."""
        self.find('text', 'Your name').set_text(self.name)
        self.press('Join')
        return time.monotonic()

    def picture(self, name):
        return Image(self.display.picture(self._pictures / f'{self.name.lower()}-{name}.png'))

    def tile(self, other):
        """The tile of somebody; a page around it may have the same name."""
        self.find(TILE, other)
        return self.window.find_all(TILE, other)[-1]

    def seen_frame(self, other):
        """The number of the frame that the other's tile shows, or None."""
        return tile_frame_number(self.display.look(), *self.tile(other).extents())

    def wait_picture(self, other):
        """Until the other's camera is seen moving; the two frames' numbers."""
        first = wait_until(lambda: self.seen_frame(other), f'{self.name} sees {other}')
        later = wait_until(lambda: max(self.seen_frame(other) or 0, first) - first,
                           f'{self.name} sees {other} move')
        return first, first + later

    def wait_level(self, louder_than=None, quieter_than=None):
        """Until its speaker plays that loud; the level in dBFS."""
        levels = [0]

        def check():
            levels[0] = self.speaker.record(0.6).level_dbfs()
            return (levels[0] > louder_than if louder_than is not None
                    else levels[0] < quieter_than)
        wait_until(check, f'{self.name} hears as is due')
        return levels[0]

    def write(self, text):
        if not self.window.find_all('text', 'Message'):
            self.press('Chat')
        self.find('text', 'Message').set_text(text)
        self.press('Send')

    def close(self):
        self._desktop.close()


def converse(story, mina, jun):
    story.tell('two windows are open')
    mina.picture('start')
    mina.press('New Call')
    mina.find('text', 'Your name')
    mina.window.wait_gone('button', 'New Call')
    story.tell('Mina starts a new call and looks at herself')
    wait_until(lambda: mina.display.look().n_colours() > 150, 'the preview shows a picture')
    mina.picture('ready')
    mina.get_ready()
    link = mina.window.find_text('^https?://[^ ]*#[^ ]*$', 20).group()
    story.tell(f'Mina is in the room and sends its link, {link.partition("#")[0]}#…')

    jun.find('text', 'Link or code').set_text(link)
    jun.find('button', 'Join').wait_state('sensitive').press()
    jun.find('text', 'Your name')
    jun.window.wait_gone('button', 'New Call')
    story.tell('Jun opens the link')
    click = jun.get_ready()
    frames = jun.wait_picture('Mina')
    story.tell(f'Jun sees Mina: frames {frames[0]} to {frames[1]}; from the click', click)
    frames = mina.wait_picture('Jun')
    story.tell(f'Mina sees Jun: frames {frames[0]} to {frames[1]}; from the click', click)

    for person, other in ((mina, jun), (jun, mina)):
        level = person.wait_level(louder_than=-50)
        story.tell(f'{person.name} hears {other.name} at {level:.0f} dBFS')

    asked = time.monotonic()
    mina.write('Can you see my new lamp?')
    jun.press('Chat')
    jun.find(name=contains('Can you see my new lamp?'))
    story.tell('Jun reads what Mina wrote', asked)
    asked = time.monotonic()
    jun.write('Yes, it glows! 참 예쁘다 😊')
    mina.find(name=contains('참 예쁘다'))
    story.tell('Mina reads what Jun wrote', asked)
    mina.picture('call')
    jun.picture('call')

    muted = time.monotonic()
    mina.press('Microphone', 'toggle button')
    wait_until(lambda: 'muted' in jun.tile('Mina').description, 'Jun sees that Mina is muted')
    story.tell('Mina mutes herself, and Jun sees it', muted)
    story.tell(f'Jun hears nothing now: {jun.wait_level(quieter_than=-65):.0f} dBFS')
    jun.picture('muted')

    left = time.monotonic()
    mina.press('Leave')
    jun.window.wait_gone(TILE, 'Mina')
    story.tell('Mina leaves, and Jun sees it', left)
    jun.press('Leave')
    jun.find('button', 'New Call')
    mina.find('button', 'New Call')
    story.tell('both are back at the start')
    mina.picture('end')


def contains(text):
    return re.compile(re.escape(text))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--pictures', type=pathlib.Path, default=TOP / '_build' / 'demo',
                        help='the folder for the pictures')
    pictures = parser.parse_args().pictures.resolve()
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)

    story = Story()
    story.tell('a private desktop is started')
    with Session(pictures / 'session') as session:
        server = Server(session)
        story.tell(f'the server listens on {server.url}')
        mina, jun = (Person(session, name, server.url, pictures) for name in PEOPLE)
        try:
            converse(story, mina, jun)
        except Exception:
            for person in (mina, jun):
                person.picture('failed')
                print(f'---- {person.name}\n{person.process.describe()}')
                print(person.window.tree())
            raise
        finally:
            for person in (mina, jun):
                person.close()
    story.tell(f'the pictures are in {pictures}')
    return 1 if session.leftovers else 0


if __name__ == '__main__':
    sys.exit(main())
