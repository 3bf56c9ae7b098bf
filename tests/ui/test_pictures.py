# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture of each page, dialog and menu, as it looks to different people: in
_build/pictures/LOOK-WIDTH. The call page in all its states is drawn by
maju-test-stage; see test_stage.py.

All of them only with MAJU_PICTURES=all; somebody has to look at them.
"""

import gettext
import json
import os
import pathlib
import re
import signal

import pytest
from majutest import find_executable, wait_until
from majutest.call import Peer, Server
from majutest.compositor import Sway
from majutest.process import GUARD, builddir
from majutest.video import Image
from test_shell import KEY, LINK, PICTURES, Shell

TOP = pathlib.Path(__file__).resolve().parents[2]
# By their codes: xdotool holds Alt when it is given the names.
F1, F9 = '67', '75'
MENU_ITEM = re.compile('menu item')

LOOKS = {
    'light': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light'},
    'dark': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'},
    'korean': {'LANG': 'ko_KR.UTF-8', 'LANGUAGE': 'ko'},
    'right-to-left': {'LANG': 'he_IL.UTF-8', 'LANGUAGE': 'he'},
    'high-contrast': {'ADW_DEBUG_HIGH_CONTRAST': '1'},
    'large-text': {},
}
SIZES = {360: 720, 1280: 800}
BORDER = 5
WANTED = [(look, width) for look in LOOKS for width in SIZES]
if os.environ.get('MAJU_PICTURES') != 'all':
    WANTED = []


VERIFIED = ('Only the people in this call can see and hear it. Every connection is encrypted and '
            'was checked, with the key in the link or by comparing words.')
WRONG_LINK = 'A code alone needs a server. Paste the whole link, or set a server in Preferences.'


def bare(label):
    """Without what a label has for the keyboard."""
    return label.replace('_', '')


class Gallery:
    """Maju on a display that it fills, in one of the looks."""

    def __init__(self, session, make_xvfb, desktop, look, width):
        self.look = look
        self.height = SIZES[width]
        self.width = width
        self.folder = PICTURES / f'{look}-{width}'
        self.session = session
        # Without a compositor a window has a border of its own.
        self.display = make_xvfb(session, width=width + 2 * BORDER,
                                 height=self.height + 2 * BORDER)
        env = dict(LOOKS[look], MAJU_LOCALEDIR=builddir() / 'po')
        self.shell = Shell(session, self.display, desktop, settings="name='Dana'", **env)
        self.shell.close()
        if look == 'large-text':
            self.display.set_resources('Xft.dpi: 144')
        self.words = gettext.NullTranslations()
        if look == 'korean':
            self.words = gettext.translation('maju', builddir() / 'po', ['ko'])

    def start(self, *arguments):
        self.shell.start(*arguments)
        window = self.display.wait_window('Maju|마주')
        self.display.resize(window, self.width + 2 * BORDER, self.height + 2 * BORDER)
        self.display.focus(window)

    def say(self, text, context=None):
        return self.words.pgettext(context, text) if context else self.words.gettext(text)

    def find(self, role, text, *arguments, context=None):
        """What has that text, in the language of the look."""
        text = bare(self.say(text, context))
        return self.shell.app.find(role, text % arguments if arguments else text)

    def gone(self, role, text):
        self.shell.app.wait_gone(role, bare(self.say(text)))

    def picture(self, name):
        path = self.display.picture(self.folder / f'{name}.png')
        assert Image(path).n_colours() > 8, name

    def key(self, key):
        self.display.key(key)

    def escape(self, role, name=None):
        """Until that is closed."""
        self.shell.app.escape(self.key, role, name, interval=1)

    def menu(self, button, name, *arguments):
        """Opens the menu of that button; closes it."""
        self.find('toggle button', button, *arguments).press()
        self.shell.app.find(MENU_ITEM)
        self.picture(name)
        self.escape(MENU_ITEM)

    def choose(self, button, item):
        self.find('toggle button', button).press()
        self.find(MENU_ITEM, item).press()
        self.shell.app.wait_gone(MENU_ITEM)

    def join(self):
        self.find('text', 'Your name')
        self.gone('button', 'New Call')
        self.find('button', 'Join').press()
        self.find('button', 'Leave')

    def leave(self):
        self.find('button', 'Leave').press()
        self.find('button', 'New Call').wait_state('sensitive')


@pytest.fixture
def make_gallery(session, make_xvfb, make_desktop):
    def make(look, width):
        return Gallery(session, make_xvfb, make_desktop(session), look, width)
    return make


def rooms():
    return {'version': 1, 'rooms': [
        {'link': LINK, 'time': 1790000000, 'people': ['Mina Park', 'Jun']},
        {'link': LINK.replace('abcdefghijklmnop', 'qrstuvwxyzabcdef'), 'time': 1780000000},
    ]}


@pytest.mark.parametrize('look,width', WANTED)
def test_pictures_before_a_call(make_gallery, look, width):
    gallery = make_gallery(look, width)
    shell, devices = gallery.shell, gallery.session.devices

    gallery.start()
    gallery.find('button', 'New Call').wait_state('sensitive')
    gallery.picture('start')
    gallery.find('text', 'Link or code').set_text('not a link')
    shell.app.find(None, re.compile(re.escape(gallery.say(WRONG_LINK))))
    gallery.picture('start-wrong-link')
    gallery.find('text', 'Link or code').set_text('')
    gallery.menu('Main Menu', 'main-menu')
    gallery.find('button', 'Test Call').press()
    gallery.find('button', '_Start')
    gallery.picture('test-call')
    gallery.find('button', '_Cancel').press()
    gallery.gone('button', '_Start')
    shell.close()

    shell.rooms.parent.mkdir(parents=True, exist_ok=True)
    shell.rooms.write_text(json.dumps(rooms()))
    gallery.start()
    shell.app.find('label', re.compile('Mina Park'))
    gallery.picture('start-rooms')

    gallery.key('ctrl+comma')
    tabs = [tab.name for tab in wait_until(lambda: shell.app.find_all('page tab'), 'tabs')]
    for number, tab in enumerate(tabs):
        shell.app.find('page tab', tab).press()
        shell.app.find('page tab', tab).wait_state('selected')
        gallery.picture(f'preferences-{number + 1}')
    gallery.escape('page tab')
    gallery.key('ctrl+question')
    gallery.find('label', 'Join by link or code')
    gallery.picture('shortcuts')
    gallery.escape('label', gallery.say('Join by link or code'))
    shell.action('about')
    shell.app.find('label', re.compile('^(Troubleshooting|문제 해결|פתרון תקלות)'))
    gallery.picture('about')
    gallery.escape('label', re.compile('^(Troubleshooting|문제 해결|פתרון תקלות)'))

    # Nothing to see or hear with; then all; then off.
    gallery.find('button', 'New Call').press()
    gallery.find('button', 'Join')
    gallery.gone('button', 'New Call')
    gallery.picture('ready-no-devices')
    gallery.key(F1)
    gallery.find('list', 'What Is Wrong?')
    gallery.picture('troubles')
    gallery.escape('list', gallery.say('What Is Wrong?'))
    devices.add_microphone().play_tone(440)
    devices.add_speaker()
    devices.add_camera()
    gallery.find(None, 'Your picture, as in a mirror')
    gallery.picture('ready')
    gallery.find('toggle button', 'Camera').press()
    gallery.find('toggle button', 'Microphone').press()
    gallery.find('label', 'Your camera is off')
    gallery.picture('ready-off')
    shell.close()

    gallery.start(LINK)
    gallery.find('button', '_Check Devices')
    gallery.picture('ready-outside')
    gallery.find('button', 'Join').press()
    gallery.find('button', '_Try Again')
    gallery.picture('ready-no-server')
    shell.run_again('maju://meet.example/')
    gallery.find('label', 'This Link Opens No Room')
    gallery.picture('wrong-link')
    shell.close()


@pytest.mark.parametrize('look,width', WANTED)
def test_pictures_of_a_call(make_gallery, look, width):
    gallery = make_gallery(look, width)
    shell, session = gallery.shell, gallery.session
    session.devices.add_microphone()
    session.devices.add_speaker()
    session.devices.add_camera('camera1', 'Front Camera', 'sky', '640x360@15')
    server = Server(session)
    shell.keyfile.write_text(shell.settings() + f"server='{server.url}'\n")

    def peer(name, **options):
        options = dict(dict(link=link, record=False, expect=0), **options)
        return Peer(session, name, **options)

    gallery.start()
    gallery.find('button', 'New Call').press()
    gallery.join()
    link = gallery.find('label', 'Link').text
    gallery.picture('alone')
    mina = peer('Mina', camera='test', microphone='test', chat=['Good morning 👋'],
                more=[f'--send-file={pathlib.Path(__file__)}'])
    mina.wait_event('verified Dana')
    shell.app.wait(lambda: any(seen.description == '' for seen in
                               shell.app.see_all('grouping', 'Mina')), 'Mina is seen')
    shell.app.find('button', re.compile('.*')).wait_state('sensitive')
    gallery.picture('message')
    gallery.menu('More', 'more-menu')
    gallery.menu('Choose Microphone and Speaker', 'microphone-menu')
    gallery.menu('Choose Camera', 'camera-menu')
    if width > 600:
        gallery.find('toggle button', 'React').press()
        gallery.find('button', 'Clap', context='reaction')
        gallery.picture('reactions')
        gallery.escape('button', gallery.say('Clap', 'reaction'))
    gallery.find('toggle button', 'Verified').press()
    gallery.find('label', VERIFIED)
    gallery.picture('verified')
    gallery.escape('label', gallery.say(VERIFIED))
    gallery.key(F9)
    gallery.find('button', '_Refuse')
    gallery.picture('chat')
    gallery.key('ctrl+shift+p')
    gallery.choose('More', 'Lock Room')
    gallery.find('label', 'The room is locked. Newcomers have to knock')
    jun = peer('Jun')
    gallery.find('button', 'Let In %s', 'Jun')
    gallery.picture('knock')
    gallery.find('button', 'Let In %s', 'Jun').press()
    jun.wait_event('verified Dana')
    gallery.choose('More', 'Lock Room')
    gallery.menu('Options for %s', 'person-menu', 'Mina')
    gallery.find('toggle button', 'Options for %s', 'Jun').press()
    gallery.find(MENU_ITEM, 'Remove from Call…').press()
    gallery.find('button', '_Remove')
    gallery.picture('remove')
    gallery.find('button', '_Cancel').press()
    jun.leave()

    # Who has no key.
    evan = peer('Evan', link=link.partition('#')[0], camera='test')
    gallery.find('button', 'Let In')
    gallery.picture('asking')
    gallery.find('button', 'Let In').press()
    gallery.find('toggle button', 'Not Verified')
    gallery.picture('people-panel')
    gallery.key('ctrl+shift+p')
    gallery.find('toggle button', 'Not Verified').press()
    gallery.find('button', 'Compare Words with %s…', 'Evan')
    gallery.picture('not-verified')
    gallery.find('button', 'Compare Words with %s…', 'Evan').press()
    gallery.find('button', 'They Differ')
    gallery.picture('safety-words')
    gallery.find('button', 'They Match').press()
    gallery.find('button', 'Compare Again')
    gallery.picture('safety-compared')
    gallery.find('button', 'Compare Again').press()
    gallery.find('button', 'They Differ').press()
    gallery.find('label', 'Do Not Trust This Call')
    gallery.picture('safety-differ')
    gallery.escape('label', gallery.say('Do Not Trust This Call'))
    evan.leave()

    gallery.key(F1)
    gallery.find('label', 'What Is Wrong?')
    gallery.picture('troubles-in-call')
    gallery.escape('label', gallery.say('What Is Wrong?'))
    server.kill()
    shell.app.find('label', re.compile('^' + re.escape(gallery.say(
        'The server cannot be reached. You can go on talking, but nobody can join until it '
        'is back.'))))
    gallery.picture('server-away')
    mina.process.kill()
    shell.close()
    assert KEY not in shell.process.errors


@pytest.mark.parametrize('look,width', WANTED)
def test_pictures_at_a_locked_door(make_gallery, look, width):
    gallery = make_gallery(look, width)
    server = Server(gallery.session)
    owner = Peer(gallery.session, 'Mina', server=server, record=False, more=['--lock'])
    gallery.start(owner.link)
    gallery.find('button', 'Join')
    gallery.gone('button', 'New Call')
    # A program answers at once, and this is about waiting. Not sooner: the
    # server takes who is silent for long for gone.
    owner.process.send_signal(signal.SIGSTOP)
    gallery.find('button', 'Join').press()
    gallery.find('button', 'Cancel')
    gallery.picture('knocking')
    gallery.shell.close()
    owner.process.send_signal(signal.SIGCONT)
    owner.leave()


def test_screenshots(session):
    """Those that software centres show; copied to data/screenshots by hand when
    they are to be new."""
    folder = PICTURES / 'screenshots'
    folder.mkdir(parents=True, exist_ok=True)
    # A window that keeps its size has the corners and the shadow it has on a desktop.
    display = Sway(session, floating=True)
    session.devices.add_microphone()
    session.devices.add_speaker()
    session.devices.add_camera()
    names = session.run([find_executable('maju-test-shots'), folder],
                        env=display.app_env('shots'), timeout=4 * GUARD).split()
    kept = TOP / 'data' / 'screenshots'
    assert {f'{path.stem}.png' for path in kept.iterdir()} >= set(names) != set()
    for name in names:
        # Width and height, and what says that it is transparent in part.
        assert (folder / name).read_bytes()[16:26] == (kept / name).read_bytes()[16:26]
