# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages before a call, used as a person would: start, ready, preferences.

Pictures of what was seen are written to _build/pictures.
"""

import json
import os
import pathlib
import re
import stat
import urllib.request

import pytest

from majutest import wait_until
from majutest.call import Peer, Server
from majutest.compositor import set_setting
from majutest.process import builddir
from majutest.window import Window

TOP = pathlib.Path(__file__).resolve().parents[2]
PICTURES = TOP / '_build' / 'pictures'

KEY = 'AAECAwQFBgcICQoLDA0ODw'
LINK = f'https://meet.example/r/abcdefghijklmnop#{KEY}'

# What GStreamer finds odd when a device is unplugged is not the windows' fault.
COMPLAINT = re.compile(r'CRITICAL \*\*|(GLib[^ ]*|Gtk|Adwaita|maju-ui)-WARNING \*\*')

MIRROR = 'Your picture, as in a mirror'
CHECK = 'Check Devices'


class Shell(Window):
    """One that is there from the start, and keeps the key to itself."""

    def __init__(self, session, sway, desktop, *arguments, settings='', **env):
        super().__init__(session, sway, desktop, settings, **env)
        self.rooms = pathlib.Path(self.env['XDG_DATA_HOME']) / 'maju' / 'rooms.json'
        self.start(*arguments)

    def find_text(self, pattern):
        """Words anywhere on the page."""
        return self.app.find(None, re.compile(pattern))

    def run_again(self, *arguments):
        """Another invocation, which hands over to the first one and ends."""
        process = self.session.start(['maju', *arguments], env=self.env)
        assert process.wait() == 0, process.describe()

    def check_devices(self):
        """A link from outside opens neither camera nor microphone."""
        self.find('button', CHECK).press()

    def picture(self, name):
        self.sway.picture(PICTURES / f'{name}.png')

    def settings(self):
        return self.keyfile.read_text() if self.keyfile.exists() else ''

    def close(self):
        super().close()
        assert not COMPLAINT.search(self.process.errors), self.process.errors
        # No link, so no key, in what maju says.
        assert KEY not in self.process.errors + self.process.output

    def capturing(self):
        """The devices that somebody reads."""
        return {source for source, _ in self.session.graph.links()
                if source and not source.startswith('feed-')}

    def wait_capturing(self, *names):
        wait_until(lambda: self.capturing() == set(names), f'{names} are read, nothing else')

    def entry(self, title):
        """The text of the entry with that title."""
        return self.find('text', title)


@pytest.fixture
def start(session, make_sway, make_desktop):
    """Starts maju: start(*arguments, settings=..., width=..., **environment)"""
    def start(*arguments, width=960, height=680, **options):
        sway = make_sway(session, width=width, height=height)
        return Shell(session, sway, make_desktop(session), *arguments, **options)
    return start


@pytest.fixture
def devices(session):
    """A camera, a microphone that hears a tone, a speaker."""
    added = session.devices
    added.session = session
    added.camera = added.add_camera()
    added.microphone = added.add_microphone()
    added.speaker = added.add_speaker()
    added.wait_default('source', 'microphone1')
    added.microphone.play_words(440)
    return added


def test_start(start):
    shell = start()
    shell.find('button', 'New Call').wait_state('sensitive')
    shell.find_text('This computer will host new calls')
    shell.picture('start')

    entry = shell.entry('Link or code')
    join = shell.find('button', 'Join')
    assert not join.has_state('sensitive')

    entry.set_text('not a link')
    shell.find_text('A code alone needs a server')
    assert not join.has_state('sensitive')
    shell.picture('start-no-server')

    entry.set_text('https://meet.example/')
    shell.find_text('not a Maju link|names no valid room')
    assert not join.has_state('sensitive')

    entry.set_text(f'  {LINK} ')
    join.wait_state('sensitive')
    shell.app.wait_gone(None, re.compile('names no valid room|not a Maju link'))
    shell.picture('start-link')

    join.press()
    shell.find_text('Room abcdefghijklmnop on meet.example')
    shell.close()


def test_ready(start, devices):
    shell = start()
    shell.find('button', 'New Call').press()

    # The preview is the camera's picture, and only now the devices are open.
    shell.find(None, MIRROR)
    shell.wait_capturing('camera1', 'microphone1')
    shell.find_text('This computer hosts the call')
    for name in ('Front Camera', 'Desk Microphone', 'Desk Speakers'):
        shell.find_text(rf'System Default \({name}\)')
    level = shell.find(None, 'Microphone level')
    wait_until(lambda: level.value > 0.3, 'the meter shows the tone')
    shell.picture('ready')

    camera = shell.find('toggle button', 'Camera')
    microphone = shell.find('toggle button', 'Microphone')
    assert camera.has_state('pressed')
    assert microphone.has_state('pressed')

    # Off is off: the device is closed.
    camera.press()
    camera.wait_state('pressed', False)
    shell.find_text('Your camera is off')
    shell.wait_capturing('microphone1')
    microphone.press()
    microphone.wait_state('pressed', False)
    wait_until(lambda: level.value == 0, 'the meter is still')
    shell.picture('ready-off')
    camera.press()
    shell.find(None, MIRROR)
    shell.wait_capturing('camera1', 'microphone1')

    # Back closes the page and the devices with it.
    shell.find('button', 'Back').press()
    shell.find('button', 'New Call')
    shell.wait_capturing()
    shell.close()


def test_ready_without_devices(start):
    shell = start(LINK)
    shell.check_devices()
    shell.find_text('There is no camera. Connect one, or go on without it.')
    shell.find_text('There is no microphone. Connect one, or go on without it.')
    shell.find_text('There is no speaker')
    shell.wait_ready()
    assert shell.find('button', 'Join').has_state('sensitive')
    shell.picture('ready-no-devices')

    # What is connected is taken, with nothing to press.
    shell.session.devices.add_camera()
    shell.find(None, MIRROR)
    shell.session.devices.add_microphone()
    shell.wait_capturing('camera1', 'microphone1')
    shell.app.wait_gone(None, re.compile('There is no (camera|microphone)'))
    shell.session.devices.add_speaker()
    shell.app.wait_gone(None, re.compile('There is no speaker'))
    shell.close()


def test_ready_unplugged(start, devices):
    shell = start(LINK)
    shell.check_devices()
    shell.find(None, MIRROR)
    devices.camera.unplug()
    shell.find_text('was unplugged|There is no camera')
    shell.picture('ready-unplugged')
    devices.add_camera()
    shell.find(None, MIRROR)
    shell.close()


def test_ready_chosen_device(start, devices):
    """The device of the settings is opened, and no other."""
    devices.add_camera('camera2', 'Rear Camera', 'meadow')
    shell = start(LINK, settings="camera='camera2'")
    shell.check_devices()
    shell.find(None, MIRROR)
    shell.wait_capturing('camera2', 'microphone1')
    shell.find_text('Rear Camera')
    shell.close()


def test_remembered(start, devices):
    shell = start(LINK)
    shell.check_devices()
    shell.find(None, MIRROR)
    shell.entry('Your name').set_text('김철수')
    shell.find('toggle button', 'Camera').press()
    shell.find_text('Your camera is off')
    wait_until(lambda: 'camera-on=false' in shell.settings(), 'it is kept')
    shell.close()
    assert "name='김철수'" in shell.settings()

    shell.start(LINK)
    shell.check_devices()
    shell.find_text('Your camera is off')
    # Nor is the key for everybody to see in the list of processes.
    assert KEY not in pathlib.Path(f'/proc/{shell.process.pid}/cmdline').read_text()
    shell.wait_capturing('microphone1')
    assert shell.entry('Your name').text == '김철수'
    assert not shell.find('toggle button', 'Camera').has_state('pressed')
    shell.close()


def test_link_from_outside(start, devices):
    shell = start()
    shell.find('button', 'New Call')

    shell.run_again(LINK.replace('https', 'maju'))
    shell.find_text('Room abcdefghijklmnop on meet.example')
    shell.wait_ready()
    # It waits for the person, with camera and microphone closed, and a key
    # that was meant for another window does not join.
    join = shell.find('button', 'Join')
    join.wait_state('sensitive')
    shell.find_text('Your camera is off')
    assert shell.find('toggle button', 'Camera').has_state('pressed')
    assert not join.has_state('focused')
    assert shell.capturing() == set()
    shell.picture('ready-outside')

    shell.check_devices()
    shell.find(None, MIRROR)
    shell.wait_capturing('camera1', 'microphone1')
    shell.app.wait_gone('button', CHECK)

    # Another takes the place of the first.
    shell.run_again(LINK.replace('abcdefghijklmnop', 'qrstuvwxyzabcdef'))
    shell.find_text('Room qrstuvwxyzabcdef on meet.example')
    shell.app.wait_gone(None, re.compile('abcdefghijklmnop'))
    shell.find('button', CHECK)
    shell.wait_capturing()

    # To turn one of them on is to try it.
    camera = shell.find('toggle button', 'Camera')
    camera.press()
    camera.wait_state('pressed', False)
    assert shell.capturing() == set()
    camera.press()
    shell.find(None, MIRROR)
    shell.wait_capturing('camera1', 'microphone1')

    shell.run_again('maju://meet.example/')
    shell.find_text('This Link Opens No Room')
    shell.picture('link-wrong')
    shell.find('button', 'Close').press()
    shell.close()


def test_hosted_call(start, devices):
    """A call with no server but the one inside, and the way back."""
    shell = start(settings="name='Kim'", width=720, height=450)
    shell.find('button', 'New Call').press()
    shell.find(None, MIRROR)
    shell.press_join()
    leave = shell.find('button', 'Leave')
    link = shell.find('label', 'Link').text
    assert link.startswith('http://')
    shell.picture('call-alone')
    # Who has no Maju is told by the page of the same server.
    with urllib.request.urlopen(link.partition('#')[0]) as page:
        assert b'<title>Maju</title>' in page.read()

    peer = Peer(shell.session, 'Lee', link=link, microphone='test',
                record=False)
    peer.wait_event('verified Kim')
    shell.find_text('^Lee')
    shell.picture('call-hosted')

    leave.press()
    peer.wait_event('gone Kim')
    shell.find('button', 'New Call').wait_state('sensitive')
    shell.wait_capturing()
    # The room is here for as long as Maju runs, and is not worth remembering.
    assert not shell.app.find_all(None, 'Recent Rooms')
    peer.leave()
    shell.close()


def test_call_on_a_server(start, devices):
    """The room is remembered with whom one met, and closing the window leaves."""
    server = Server(devices.session)
    peer = Peer(devices.session, 'Lee', server=server, record=False)
    shell = start(peer.link, settings="name='Kim'\ncamera-on=false", width=720, height=450)
    shell.press_join()
    shell.find_text('^Lee')
    peer.wait_event('verified Kim')

    shell.find('button', 'Leave').press()
    peer.wait_event('gone Kim')
    shell.find_text('^Lee')
    shell.picture('start-met')

    # Again, and out by closing.
    shell.entry('Link or code').set_text(peer.link)
    shell.find('button', 'Join').press()
    shell.press_join()
    shell.find('button', 'Leave')
    wait_until(lambda: len(peer.events('verified Kim')) == 2, 'Kim is there again')
    shell.action('quit')
    assert shell.process.wait() == 0, shell.process.describe()
    wait_until(lambda: len(peer.events('gone Kim')) == 2, 'Kim has said goodbye')

    kept = json.loads(shell.rooms.read_text())['rooms']
    assert [(room['link'], room['people']) for room in kept] == [(peer.link, ['Lee'])]
    peer.leave()


def test_recent_rooms(session, make_xvfb, make_desktop):
    display = make_xvfb(session, width=960, height=680)
    shell = Shell(session, display, make_desktop(session))
    shell.close()
    shell.rooms.parent.mkdir(parents=True, exist_ok=True)
    shell.rooms.write_text(json.dumps({'version': 1, 'rooms': [
        {'link': LINK, 'time': 1790000000, 'people': ['김철수', 'Ann']},
        {'link': LINK.replace('abcdefghijklmnop', 'qrstuvwxyzabcdef'), 'time': 1780000000},
    ]}))

    shell.start()
    display.resize(display.wait_window('Maju'), 960, 680)
    shell.find_text('김철수, Ann')
    shell.find_text('Room qrstuvwxyzabcdef')
    shell.picture('start-recent')

    # Forgotten, taken back, forgotten.
    shell.find('button', 'Forget This Room').press()
    shell.app.wait_gone(None, re.compile('김철수'))
    shell.find('button', 'Undo').press()
    shell.find_text('김철수, Ann')
    shell.find('button', 'Forget This Room').press()
    shell.app.wait_gone(None, re.compile('김철수'))
    shell.picture('start-forgotten')

    # The other one is opened again.
    x, y, width, height = shell.find('label', 'Room qrstuvwxyzabcdef').extents()
    display.click(x + width // 2, y + height // 2)
    shell.find_text('Room qrstuvwxyzabcdef on meet.example')
    shell.close()

    kept = json.loads(shell.rooms.read_text())['rooms']
    assert [room['time'] for room in kept] == [1780000000]
    assert stat.S_IMODE(shell.rooms.stat().st_mode) == 0o600


def test_preferences(session, devices, make_xvfb, make_desktop):
    # With keys: what is typed counts once it is applied.
    display = make_xvfb(session, width=960, height=680)
    shell = Shell(session, display, make_desktop(session))
    window = display.wait_window('Maju')
    display.resize(window, 960, 680)
    display.focus(window)
    shell.find('button', 'New Call')
    display.key('ctrl+comma')

    def walk_to(target):
        """By keys: a row may be out of sight."""
        shell.app.tab_to(display.key, target)

    # What is done to the voice; and a sound that tells whether it is heard.
    shell.entry('Your name')
    shell.find('page tab', 'Sound').press()
    walk_to(shell.find('switch', 'Suppress noise'))
    display.key('space')
    wait_until(lambda: 'noise-suppression=false' in shell.settings(), 'the switch is kept')
    shell.find('button', 'Test Speaker').press()
    shell.find_text('^If you heard nothing, turn “Desk Speakers” up')
    shell.find('button', 'Test Microphone').press()
    shell.find_text('^Say a sentence')
    shell.wait_capturing('microphone1')
    shell.picture('preferences-sound')
    shell.find('button', 'Stop').press()
    shell.wait_capturing()
    shell.find('page tab', 'Picture').press()
    shell.find('combo box', 'Camera')
    shell.picture('preferences-picture')
    shell.find('page tab', 'Network').press()
    server = shell.entry('Server address')

    walk_to(server)

    display.type('ftp://nowhere')
    server.wait_text('ftp://nowhere')
    display.key('Return')
    shell.find_text('not the address of a server|must begin with')
    shell.picture('preferences-wrong')
    assert 'nowhere' not in shell.settings()

    display.key('ctrl+a')
    display.type('meet.example')
    server.wait_text('meet.example')
    display.key('Return')
    wait_until(lambda: "server='https://meet.example'" in shell.settings(), 'it is kept')

    relay = shell.find('switch', 'Only over the relay')
    walk_to(relay)
    display.key('space')
    wait_until(lambda: 'relay-only=true' in shell.settings(), 'the switch is kept')
    shell.picture('preferences')

    # A range of ports has to be wide enough.
    walk_to(shell.find('switch', 'Only certain ports'))
    display.key('space')
    wait_until(lambda: 'port-last=50099' in shell.settings(), 'a range is offered')
    ports = shell.entry('First and last port')
    walk_to(ports)
    display.key('ctrl+a')
    display.type('60000-60010')
    ports.wait_text('60000-60010')
    display.key('Return')
    shell.find_text('at least 20 ports')
    shell.picture('preferences-ports-wrong')
    assert 'port-last=50099' in shell.settings()
    display.key('ctrl+a')
    display.type('60000-60100')
    ports.wait_text('60000-60100')
    display.key('Return')
    wait_until(lambda: 'port-first=60000' in shell.settings() and
               'port-last=60100' in shell.settings(), 'the range is kept')
    shell.app.wait_gone(None, re.compile('at least 20 ports'))
    shell.picture('preferences-ports')

    shell.find('page tab', 'Privacy').press()
    walk_to(shell.find('switch', 'Keep rooms'))
    display.key('space')
    wait_until(lambda: 'keep-rooms=false' in shell.settings(), 'the switch is kept')
    shell.picture('preferences-privacy')
    shell.find('page tab', 'General').press()
    shell.find('combo box', 'Style')

    def brightness():
        return display.look().plane(0, 0, 960, 680).mean(430, 60, 100, 20)
    wait_until(lambda: brightness() > 200, 'the window is light')
    set_setting(shell.env, 'org/maju/Maju', 'style', "'dark'")
    wait_until(lambda: brightness() < 100, 'the window is dark')
    shell.find_text('^Dark$')
    shell.picture('preferences-style-dark')
    display.key('Escape')
    shell.app.wait_gone('text', 'Server address')

    # Codes have a server now, and this computer does not host.
    shell.app.wait_gone(None, re.compile('This computer will host'))
    shell.entry('Link or code').set_text('abcdefghijklmnop')
    shell.find('button', 'Join').wait_state('sensitive')
    shell.find('button', 'New Call').press()
    shell.find_text('Room .* on meet.example')
    shell.close()


def test_shortcuts(session, devices, make_xvfb, make_desktop):
    display = make_xvfb(session, width=960, height=680)
    shell = Shell(session, display, make_desktop(session))
    window = display.wait_window('Maju')
    display.resize(window, 960, 680)
    display.focus(window)
    shell.find('button', 'New Call')

    display.key('ctrl+l')
    shell.entry('Link or code').wait_state('focused')
    display.key('ctrl+question')
    shell.find_text('Join by link or code')
    shell.picture('shortcuts')
    display.key('Escape')
    shell.app.wait_gone(None, 'Join by link or code')

    display.key('ctrl+n')
    camera = shell.find('toggle button', 'Camera')
    microphone = shell.find('toggle button', 'Microphone')
    mirror = shell.find(None, MIRROR)
    display.key('ctrl+e')
    camera.wait_state('pressed', False)
    display.key('ctrl+d')
    microphone.wait_state('pressed', False)
    display.key('ctrl+e')
    camera.wait_state('pressed')

    # However low, one sees oneself and can join.
    shell.wait_ready()
    join = shell.find('button', 'Join')
    wait_sees_and_joins(mirror, join, 680)
    display.resize(window, 940, 400)
    wait_sees_and_joins(mirror, join, 400)
    shell.picture('ready-low')

    display.key('ctrl+w')
    assert shell.process.wait() == 0, shell.process.describe()


def wait_sees_and_joins(mirror, join, height):
    def is_all_seen():
        return all(40 < y and y + high <= height
                   for _, y, _, high in (mirror.extents(), join.extents()))
    wait_until(is_all_seen, 'one sees oneself, and can join')


def test_korean(start, devices):
    shell = start(LANG='ko_KR.UTF-8', LANGUAGE='ko', width=360, height=640,
                  MAJU_LOCALEDIR=builddir() / 'po')
    shell.find('button', '새 통화')
    shell.picture('start-ko')
    shell.find('button', '새 통화').press()
    wait_sees_and_joins(shell.find(None, '거울처럼 보이는 내 모습'),
                        shell.find('button', '참가'), 640)
    shell.picture('ready-ko')
    shell.close()

    shell.start(LINK)
    shell.find('button', re.compile('^장치 확인'))
    shell.picture('ready-outside-ko')
    shell.close()


def test_broken_rooms(session, make_sway, make_desktop):
    """A list that cannot be read is said, and kept."""
    sway = make_sway(session, width=360, height=720)
    shell = Shell(session, sway, make_desktop(session))
    shell.close()
    shell.rooms.parent.mkdir(parents=True, exist_ok=True)
    shell.rooms.write_text('{"rooms": [')

    shell.start()
    shell.find_text(r'could not be read. Their file is kept as rooms\.json\.broken')
    shell.picture('start-broken')
    kept = shell.rooms.with_name('rooms.json.broken')
    assert kept.read_text() == '{"rooms": ['
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    shell.close()


# The pictures suite wants them all.
SIZES = [(360, 720, 'dark')]
if os.environ.get('MAJU_PICTURES') == 'all':
    SIZES = [(width, height, style) for style in ('light', 'dark')
             for width, height in ((360, 720), (800, 600), (1920, 1080))]


@pytest.mark.parametrize('width,height,style', SIZES)
def test_pictures(start, devices, width, height, style):
    shell = start(width=width, height=height, ADW_DEBUG_COLOR_SCHEME=f'prefer-{style}')
    shell.find('button', 'New Call')
    shell.picture(f'start-{width}-{style}')
    shell.find('button', 'New Call').press()
    shell.find(None, MIRROR)
    shell.wait_capturing('camera1', 'microphone1')
    shell.picture(f'ready-{width}-{style}')
    shell.action('preferences')
    for page, shown in (('general', ('text', 'Your name')),
                        ('sound', ('button', 'Test Speaker')),
                        ('network', ('text', 'Server address'))):
        shell.find('page tab', page.capitalize()).press()
        shell.find(*shown)
        shell.picture(f'preferences-{page}-{width}-{style}')
    shell.close()

    shell.start(LINK)
    shell.find('button', CHECK)
    shell.picture(f'ready-outside-{width}-{style}')
    shell.close()
