# SPDX-License-Identifier: GPL-3.0-or-later
"""A call out of the sandbox, with a maju-peer outside: sound by PulseAudio's
socket, cameras, screens and files by the real portals, and what is left of it
where they say no or are not there."""

import os
import pathlib
import re
import shutil
import subprocess

import pytest
from majutest import find_executable, wait_until
from majutest.call import Peer, Server
from majutest.portal import Portal
from majutest.presence import PORTALS, Presence
from majutest.video import filling_frame_number
from majutest.window import APP_ID, Window
from test_sandbox import Sandbox

PICTURES = pathlib.Path(__file__).resolve().parents[2] / '_build' / 'pictures'
# The shape of the cameras' pictures.
WIDTH, HEIGHT = 960, 540
CAMERA = '640x360@15'
MIRROR = 'Your picture, as in a mirror'
HERTZ = 700
SETTINGS = '''name='Mina'
welcomed=true
sound-join=false
sound-leave=false
sound-message=false
sound-hand=false'''


class Guest(Window):
    """Maju in its sandbox, on the desktop of somebody who has a link."""

    def __init__(self, session, sway, desktop):
        self.sandbox = Sandbox(session)
        super().__init__(session, sway, desktop, SETTINGS)
        # What is the same for all applications outside.
        outside = pathlib.Path(self.env['XDG_CONFIG_HOME']) / 'gtk-4.0' / 'settings.ini'
        inside = self.config / 'gtk-4.0' / 'settings.ini'
        inside.parent.mkdir()
        inside.write_text(outside.read_text())

    def find_config(self):
        # The sandbox has folders of its own.
        self.data = pathlib.Path(self.env['HOME']) / '.var' / 'app' / APP_ID
        return self.data / 'config'

    def start(self, *arguments):
        self.process = self.sandbox.start(self.env, *arguments)
        self.app = self.desktop.application(self.process, sandboxed=True)

    def open(self, link):
        """Until the ready page; who has a link uses nothing unasked."""
        self.start(link)
        self.wait_ready()
        self.find('button', 'Check Devices').press()

    def enter(self):
        self.press_join()
        self.find('button', 'Leave')

    def say(self, pattern):
        return self.app.find(None, re.compile(pattern))

    def picture(self, name):
        self.sway.picture(PICTURES / f'flatpak-{name}.png')

    def counter(self):
        """The number in a camera's picture that fills the window, or None."""
        return filling_frame_number(self.sway.look())

    def wait_moving(self):
        first = wait_until(self.counter, 'a camera is seen that counts')
        wait_until(lambda: (self.counter() or 0) > first, f'it counts on from {first}')

    def row(self, name):
        """Of a file in the chat."""
        return self.find('list item', re.compile(f'file {re.escape(name)}$'))

    def close(self):
        super().close()
        assert 'CRITICAL' not in self.process.errors, self.process.errors


@pytest.fixture
def make_guest(make_session, make_sway, make_desktop, needs):
    needs('flatpak')
    PICTURES.mkdir(parents=True, exist_ok=True)

    def make(make_display=make_sway, **options):
        # Sandboxes have the document portal's files below that one.
        session = make_session(runtime=os.environ['XDG_RUNTIME_DIR'], **options)
        return Guest(session, make_display(session, width=WIDTH, height=HEIGHT),
                     make_desktop(session))
    return make


class Host:
    """Ana, who is outside, on a computer of her own."""

    def __init__(self, make_session):
        self.session = make_session()
        self.session.devices.add_camera('camera1', 'Ana’s Camera', 'leaf', CAMERA)
        self.server = Server(self.session)
        self.box = self.session.folder / 'box'
        self.box.mkdir()

    def open(self, *more):
        self.peer = Peer(self.session, 'Ana', server=self.server, camera='camera1',
                         microphone='test', more=[f'--save-files={self.box}', *more])
        return self.peer.link


@pytest.fixture
def ana(make_session):
    return Host(make_session)


def add_devices(guest):
    devices = guest.session.devices
    devices.add_camera('camera1', 'Front Camera', 'sky', CAMERA)
    microphone = devices.add_microphone()
    speaker = devices.add_speaker()
    devices.wait_default('source', 'microphone1')
    devices.wait_default('sink', 'speaker1')
    microphone.play_words(HERTZ)
    return speaker.listen()


def check_sound(guest, ana, speaker):
    """Both ways, by PulseAudio's socket."""
    ana.peer.wait_event('first-audio Mina')
    ana.peer.wait_heard('Mina', HERTZ)
    speaker.wait_loud(speaker.seconds)

    def streams(graph):
        """What Maju has open of each kind, and by which way."""
        return {(node['media.class'], node.get('client.api')) for node in graph.nodes()
                if node.get('application.process.binary') == 'maju' and
                node.get('media.class') in ('Stream/Input/Audio', 'Stream/Output/Audio')}
    guest.session.graph.wait_for(
        lambda graph: {kind for kind, _ in streams(graph)} == {'Stream/Input/Audio',
                                                               'Stream/Output/Audio'},
        'microphone and speaker are open')
    assert {way for _, way in streams(guest.session.graph)} == {'pipewire-pulse'}


def test_call(make_guest, ana, tmp_path):
    guest = make_guest()
    speaker = add_devices(guest)
    portal = Portal(guest.session, documents=True, late=True)
    (tmp_path / 'minutes.txt').write_text('for Mina')
    link = ana.open(f'--send-file={tmp_path / "minutes.txt"}')

    # Asked for the camera, and granted.
    portal.call('SetAnswer', 'wait')
    guest.open(link)
    wait_until(lambda: portal.ask('GetState')[3] == 1, 'the person is asked')
    guest.picture('camera-asked')
    portal.call('SetAnswer', 'grant')
    portal.call('Reply', 'grant')
    guest.find(None, MIRROR)
    guest.picture('ready')

    guest.enter()
    ana.peer.wait_connected('Mina')
    ana.peer.wait_recorded('Mina', frames=5)
    check_sound(guest, ana, speaker)
    guest.wait_moving()
    guest.picture('call')

    # A screen.
    guest.find('toggle button', 'Share Screen').press()
    guest.say('^You are sharing a window')
    ana.peer.wait_event('first-screen Mina')
    ana.peer.wait_recorded('Mina-screen', frames=5)
    guest.picture('screen')
    guest.find('button', 'Stop').press()
    ana.peer.wait_event('screen-off Mina')

    # Files: one of the host's is sent, and one is saved on the host.
    (tmp_path / 'plan.txt').write_text('of Mina')
    portal.choose_files(tmp_path / 'plan.txt')
    guest.find('button', 'Chat').press()
    guest.find('button', 'Send Files').press()
    ana.peer.wait_event('receiving plan.txt done')
    assert (ana.box / 'plan.txt').read_text() == 'of Mina'
    portal.choose_files(tmp_path / 'kept.txt')
    row = guest.row('minutes.txt')
    save = row.find('button', 'Save As…')
    # What would be saved without a word would be gone with the sandbox.
    assert not row.see_all('button', 'Save')
    save.press()
    row.find('button', 'Open Folder').press()
    wait_until(lambda: portal.ask('GetFiles')[2] == [(tmp_path / 'kept.txt').as_uri()],
               'the file is shown in its folder')
    assert (tmp_path / 'kept.txt').read_text() == 'for Mina'
    guest.picture('files')

    guest.close()
    ana.peer.wait_event('gone Mina')
    ana.peer.leave()
    numbers = [n for n in ana.peer.seen_numbers('Mina') if n is not None]
    assert len(set(numbers)) >= 5 and numbers == sorted(numbers), numbers


@pytest.mark.parametrize('answer', ['settings', 'dialog'])
def test_camera_is_denied(make_guest, ana, answer):
    """In the system's settings, or in the portal's dialog."""
    guest = make_guest()
    speaker = add_devices(guest)
    portal = Portal(guest.session, documents=True)
    if answer == 'settings':
        portal.permit_camera(APP_ID, 'no')
    portal.call('SetAnswer', 'cancel')
    guest.open(ana.open())
    guest.say('^Maju is not allowed to use the camera')
    guest.picture(f'camera-denied-{answer}')
    guest.enter()
    check_sound(guest, ana, speaker)
    guest.wait_moving()

    # As soon as it is allowed.
    portal.permit_camera(APP_ID, 'yes')
    ana.peer.wait_event('first-video Mina')
    guest.close()
    ana.peer.leave()


def test_no_portal(make_guest, ana):
    """Sound is what is left."""
    guest = make_guest()
    speaker = add_devices(guest)
    guest.open(ana.open())
    guest.say('its camera portal is missing')
    guest.picture('no-portal')
    guest.enter()
    check_sound(guest, ana, speaker)
    guest.wait_moving()
    guest.find('toggle button', 'Share Screen').press()
    guest.say('^This desktop offers no screen sharing')
    guest.close()
    ana.peer.leave()


def test_no_pipewire(make_guest, ana):
    """Neither a device nor a portal: others are seen, and written to."""
    guest = make_guest(pipewire=False)
    guest.open(ana.open('--chat=Welcome'))
    # The camera's place and the rows of microphone and speaker say so, and nothing
    # says that one is not plugged in.
    words = re.compile('^PipeWire, .*, does not answer')
    guest.find('status bar', words)
    guest.app.wait(lambda: len(guest.app.see_all('list item', words)) == 2, 'both rows say so')
    assert not guest.app.see_all(None, re.compile('^There is no'))
    guest.picture('no-pipewire')
    guest.enter()
    guest.wait_moving()
    guest.find('button', 'Chat').press()
    guest.say('^Ana, .*: Welcome$')
    guest.find('text', 'Message').set_text('Good day')
    guest.find('button', 'Send').press()
    ana.peer.wait_event('chat Mina: Good day')
    guest.picture('no-pipewire-call')
    guest.close()
    ana.peer.leave()


def test_what_the_desktop_does(make_guest, ana):
    """By portals, too: it stays awake, and tells of messages that nobody sees."""
    guest = make_guest(pipewire=False)
    portal = Portal(guest.session, documents=True)
    guest.open(ana.open())
    guest.enter()
    # Neither asleep (4) nor, for want of a key that is pressed, locked (8).
    wait_until(lambda: portal.ask('GetNotes')[1] == [(APP_ID, 12)], 'it stays awake')

    guest.sway.message('workspace', '2')
    dana = Peer(ana.session, 'Dana', link=ana.peer.link, chat=['Good day'], record=False)
    wait_until(lambda: (APP_ID, 'chat-1', 'Dana', 'Good day') in portal.ask('GetNotes')[0],
               'the message is told')
    dana.leave()
    guest.sway.message('workspace', '1')
    guest.close()
    wait_until(lambda: not portal.ask('GetNotes')[1], 'it may sleep again')
    ana.peer.leave()


def test_what_it_asks_the_desktop(make_guest, make_xvfb, ana):
    """What windows should look like, to start with the desktop, and for a key to
    talk; on X, where there is no Wayland."""
    guest = make_guest(make_xvfb)
    display = guest.sway
    add_devices(guest)
    presence = Presence(guest.session, portals=(*PORTALS, 'Settings'))
    # libadwaita looks for the style there, which it does not elsewhere in tests.
    del guest.env['ADW_DISABLE_PORTAL']
    guest.start()
    window = display.wait_window('Maju')
    display.resize(window, WIDTH, HEIGHT)
    display.focus(window)
    guest.find('button', 'New Call')

    def brightness():
        return display.look().plane(0, 0, WIDTH, HEIGHT).mean(20, HEIGHT - 60, 100, 40)
    wait_until(lambda: brightness() > 200, 'the window is light')
    presence.tell('style dark')
    wait_until(lambda: brightness() < 80, 'the window is dark')

    guest.action('preferences')
    guest.press_switch('Start with the desktop')
    wait_until(presence.autostart_file.exists, 'the desktop starts it')
    assert re.search(f'^Exec=flatpak run .*{re.escape(APP_ID)}', presence.autostart_file.read_text(),
                     re.MULTILINE)
    guest.press_switch('Push to talk from anywhere')
    guest.find('label', 'During a call: Press F9')
    guest.picture('preferences')
    guest.close()

    guest.start(ana.open())
    guest.enter()
    microphone = guest.find('toggle button', 'Microphone')
    wait_until(lambda: len(presence.lines(f'shortcut {APP_ID}')) == 2, 'the key is wanted')
    guest.action('microphone')
    microphone.wait_state('pressed', False)
    presence.tell('key down')
    microphone.wait_state('pressed')
    presence.tell('key up')
    microphone.wait_state('pressed', False)
    guest.close()
    ana.peer.leave()


def test_what_is_reached(make_guest):
    """By any program in the sandbox: no camera but by the portal, and that only as
    long as it is allowed."""
    guest = make_guest()
    session = guest.session
    session.devices.add_camera('camera1', 'Front Camera', 'sky', CAMERA)
    portal = Portal(session, documents=True)
    program = guest.data / 'reach'
    shutil.copy(find_executable('maju-test-reach'), program)
    camera = str(session.graph.node('camera1')['id'])

    def start():
        return guest.sandbox.start(guest.env, camera, command=program, stdin=subprocess.PIPE)

    def reach(process):
        start = len(process.lines)
        process.tell('')
        return process.wait_line('^node (.*)$', start=start).group(1)

    for answer in ('no', 'ask'):
        portal.permit_camera(APP_ID, answer)
        portal.call('SetAnswer', 'cancel')
        process = start()
        assert process.wait() == 0
        assert process.lines == ['socket closed', 'answer 1', 'remote refused']

    # The session manager learns what is allowed a moment later.
    portal.permit_camera(APP_ID, 'yes')
    process = start()
    process.wait_line('^remote open$')
    assert process.lines == ['socket closed', 'answer 0', 'remote open']
    wait_until(lambda: reach(process) == 'given', 'the camera is given')
    portal.permit_camera(APP_ID, 'no')
    wait_until(lambda: reach(process) == 'refused', 'the camera is taken away')
    assert reach(process) == 'refused'
    process.stdin.close()
    assert process.wait() == 0
