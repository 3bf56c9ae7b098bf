# SPDX-License-Identifier: GPL-3.0-or-later
"""What Maju is to the desktop beside its window: it keeps the computer awake in
a call, waits for calls without a window, starts with the desktop, and has a key
to talk; by the real portal with a desktop behind it that says yes and no."""

import configparser
import json
import pathlib
import re
import shlex
import subprocess

import pytest
from majutest import wait_until
from majutest.call import Peer, Server
from majutest.presence import Presence
from test_desktop import DOUBLE
from test_shell import Shell, devices  # noqa: F401

ASKED = 'dialog org.maju.Maju Maju rings when somebody calls you in a room that you keep open.'
WANTED = 'shortcut org.maju.Maju push-to-talk Hold to talk in a call'
START = 'Start with the desktop'
TALK = 'Push to talk from anywhere'


class Resident(Shell):
    """A Maju with a keyboard, a pointer, and a desktop around it."""

    def __init__(self, session, display, desktop, *arguments, rooms=(), **options):
        self.notices = session.start(['/usr/bin/python3', DOUBLE], name='notices',
                                     stdin=subprocess.PIPE)
        self.notices.wait_line('^owns org.gtk.Notifications$')
        path = pathlib.Path(display.app_env('maju')['XDG_DATA_HOME']) / 'maju' / 'rooms.json'
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({'version': 1, 'rooms': [
            {'link': link, 'time': 1780000000, 'people': [], 'ring': True} for link in rooms]}))
        super().__init__(session, display, desktop, *arguments, settings="name='Mina'", **options)

    def start(self, *arguments):
        super().start(*arguments)
        window = self.sway.wait_window('Maju')
        self.sway.resize(window, 960, 900)
        self.sway.focus(window)

    def preferences(self):
        self.action('preferences')
        self.find('switch', START)

    def close_preferences(self):
        self.sway.key('Escape')
        self.app.wait_gone('switch', START)

    def wait_switch(self, name, on):
        wait_until(lambda: self.find('switch', name).has_state('checked') == on,
                   f'{name} is {"on" if on else "off"}')

    def close_window(self):
        self.find('button', 'Close').press()


@pytest.fixture
def start(session, make_xvfb, make_desktop):
    def start(*arguments, **options):
        display = make_xvfb(session, width=960, height=900)
        return Resident(session, display, make_desktop(session), *arguments, **options)
    return start


def make_links(session, server, names):
    """Of rooms that nobody is in."""
    links = []
    for name in names:
        peer = Peer(session, name, server=server, expect=0, record=False)
        peer.wait_event('call joined')
        links.append(peer.link)
        peer.leave()
    return links


def exec_line(path):
    keyfile = configparser.ConfigParser(interpolation=None)
    keyfile.optionxform = str
    keyfile.read(path)
    return shlex.split(keyfile['Desktop Entry']['Exec'])


def test_computer_stays_awake_in_a_call(session, devices, start):  # noqa: F811
    presence = Presence(session)
    peer = Peer(session, 'Dana', server=Server(session), record=False)
    maju = start(peer.link)
    maju.press_join()
    # Suspend (4) and idle (8).
    presence.wait('inhibit 12 org.maju.Maju In a call')
    peer.wait_event('verified Mina')
    assert 'uninhibit' not in presence.backend.output

    # A portal that is started anew is asked again; whose window it is, is
    # forgotten with the rest.
    presence.restart_portal()
    wait_until(lambda: len(presence.lines('inhibit 12 .*In a call')) == 2, 'it is asked again')
    maju.find('button', 'Leave').press()
    presence.wait('uninhibit')
    maju.find('button', 'New Call')
    peer.leave()
    assert len(presence.lines('inhibit ')) == 2
    assert presence.count('uninhibit') == 1
    maju.close()


def test_starts_with_the_desktop(session, start):
    presence = Presence(session)
    session.devices.add_speaker()
    link, = make_links(session, Server(session), ['Dana'])
    maju = start(rooms=[link])
    maju.preferences()
    maju.find_text('^Without a window, to ring')
    maju.press_switch(START)
    wait_until(presence.autostart_file.exists, 'the desktop starts it')
    maju.press_switch(START)
    wait_until(lambda: not presence.autostart_file.exists(), 'the desktop does not start it')
    maju.press_switch(START)
    wait_until(presence.autostart_file.exists, 'the desktop starts it again')
    maju.picture('preferences-desktop')

    # Without its window it goes on, and that it starts so, too.
    maju.close_preferences()
    maju.close_window()
    maju.app.wait_gone('button', 'New Call')
    maju.close()
    assert presence.autostart_file.exists()

    # As the desktop would: there is no window, and it rings.
    maju.process = session.start(exec_line(presence.autostart_file), env=maju.env)
    code = link.partition('#')[0].rpartition('/')[2]
    peer = Peer(session, 'Evan', link=link, expect=0, record=False)
    maju.notices.wait_line(f"^notify ring-{code} 'Evan is calling' ")
    wait_until(lambda: any(sink == 'speaker1' for _, sink in session.graph.links()),
               'it is heard')
    peer.wait_event('call joined')
    peer.leave()
    maju.notices.wait_line(f'^notify missed-{code} ')
    maju.close()


def test_waits_without_a_window(session, start):
    presence = Presence(session, sandboxed=True)
    presence.permit('ask')
    maju = start(rooms=make_links(session, Server(session), ['Dana', 'Evan']))
    maju.find('button', 'New Call')
    assert ASKED not in presence.backend.lines
    maju.close_window()
    presence.wait(re.escape(ASKED))
    presence.tell('state org.maju.Maju 0')
    wait_until(lambda: 'Waiting for calls to 2 rooms' in presence.background_apps(),
               'the desktop tells what it is there for')
    # Asked once.
    maju.action('new-window')
    maju.find('button', 'New Call')
    maju.close_window()
    maju.app.wait_gone('button', 'New Call')
    assert presence.count(ASKED) == 1
    maju.close()
    assert 'notify' not in maju.notices.output

    presence.tell('state org.maju.Maju 1')

    # A refusal is told, and there is nothing that goes on in secret.
    presence.tell('answer no')
    maju.start()
    maju.close_window()
    maju.notices.wait_line("^notify background 'Rooms Ring Only While Maju Is Open' "
                           "'The system does not let Maju wait")
    assert maju.process.wait() == 0, maju.process.describe()

    # Nor does it start with the desktop.
    presence.permit('no')
    maju.start()
    maju.preferences()
    maju.press_switch(START)
    maju.find_text('^The system does not allow it[.]')
    maju.wait_switch(START, False)
    assert not presence.autostart_file.exists()
    maju.close()


def test_key_to_talk(session, devices, start):  # noqa: F811
    presence = Presence(session)
    peer = Peer(session, 'Dana', server=Server(session), record=False)
    maju = start()

    # Who gives no key is asked again only when they want one.
    presence.tell('answer no')
    maju.preferences()
    maju.find_text('^Hold a key to talk, whatever window')
    maju.press_switch(TALK)
    presence.wait(WANTED)
    maju.find_text('^Push to talk from anywhere is off: no key was given')
    maju.wait_switch(TALK, False)

    # Asked when it is turned on; taken in a call.
    presence.tell('answer yes')
    maju.press_switch(TALK)
    maju.find_text('^During a call: Press F9$')
    wait_until(lambda: presence.count('end') == 2, 'the key is everybody’s again')
    maju.wait_switch(TALK, True)
    maju.close_preferences()
    maju.run_again(peer.link)
    maju.press_join()
    peer.wait_event('verified Mina')
    wait_until(lambda: presence.count(WANTED) == 3, 'the key is wanted in the call')
    microphone = maju.find('toggle button', 'Microphone')
    maju.action('microphone')
    microphone.wait_state('pressed', False)
    presence.tell('key down')
    microphone.wait_state('pressed')
    presence.tell('key up')
    microphone.wait_state('pressed', False)
    presence.tell('key Press F10')
    maju.preferences()
    maju.find_text('^During a call: Press F10$')
    maju.close_preferences()

    # It is given back after the call, and taken again in the next.
    maju.find('button', 'Leave').press()
    wait_until(lambda: presence.count('end') == 3, 'the key is given back')
    maju.find('button', 'New Call')
    maju.run_again(peer.link)
    maju.press_join()
    wait_until(lambda: presence.count(WANTED) == 4, 'the key is wanted in the next call')
    microphone = maju.find('toggle button', 'Microphone')
    maju.action('microphone')
    microphone.wait_state('pressed', False)
    presence.tell('key down')
    microphone.wait_state('pressed')

    # Taken back while it is held: nobody is heard by mistake.
    presence.tell('revoke')
    maju.find_text('^Push to talk from anywhere is off: the desktop took the key')
    microphone.wait_state('pressed', False)
    maju.preferences()
    maju.wait_switch(TALK, False)
    peer.leave()
    maju.close()


def test_desktop_without_them(session, start):
    presence = Presence(session, portals=('Inhibit',))
    maju = start()
    maju.preferences()
    maju.find_text('^This desktop gives no such keys to applications.*talk-down')
    assert not maju.find('switch', TALK).has_state('sensitive')
    maju.press_switch(START)
    maju.find_text('^This desktop does not start Maju')
    maju.wait_switch(START, False)
    assert presence.portal.is_running()
    maju.close()
