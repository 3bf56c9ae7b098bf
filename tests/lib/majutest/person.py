# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody with a window of Maju, in a call."""

import re

from .process import TOP, wait_until
from .video import filling_frame_number
from .window import Window

PICTURES = TOP / '_build' / 'pictures'
# Small: everything is drawn and encoded in software.
CAMERA = '640x360@15'


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

    def open_safety_words(self, name):
        """By the menu of that person, in the list of people; the words that the
        dialog shows."""
        self.find('toggle button', f'Options for {name}').press()
        self.find(re.compile('menu item'), 'Safety Words…').press()
        return self.read_safety_words()

    def read_safety_words(self):
        """The words that the dialog shows."""
        self.find('button', 'They Match')
        # Under each picture, which has the same name.
        return [label.name for label in self.find(None, 'Words').see_all('label')][1::2]
