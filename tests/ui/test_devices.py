# SPDX-License-Identifier: GPL-3.0-or-later
"""The own devices during a call: chosen from the menus beside the buttons,
plugged and unplugged, and what is told of it."""

import re

import pytest
from majutest import wait_until
from majutest.call import Peer
from test_call import make_person  # noqa: F401

MICROPHONES = 'Choose Microphone and Speaker'
CAMERAS = 'Choose Camera'


class Caller:
    """A person in a call, of whom is known what their maju reads."""

    def __init__(self, person):
        self.person = person
        self.graph = person.session.graph

    def capturing(self):
        return {source for source, _ in self.graph.links()
                if source and not source.startswith('feed-')}

    def wait_reads(self, *names):
        """Until these are read, of the cameras and microphones."""
        def check():
            return {n for n in self.capturing()
                    if re.match('camera|microphone', n)} == set(names)
        wait_until(check, f'{names} are read, nothing else')

    def wait_plays(self, name):
        wait_until(lambda: any(sink == name for _, sink in self.graph.links()),
                   f'{name} is played on')

    def settings(self):
        path = self.person.env['XDG_CONFIG_HOME'] + '/glib-2.0/settings/keyfile'
        with open(path) as file:
            return file.read()

    def wait_setting(self, line):
        wait_until(lambda: line in self.settings(), f'{line} is kept')

    def open_menu(self, name):
        self.person.find('toggle button', name).press()

    def item(self, name):
        return self.person.find(re.compile('menu item'), name)

    def choose(self, menu, name):
        self.open_menu(menu)
        self.item(name).press()
        self.person.app.wait_gone(re.compile('menu item'))


@pytest.fixture
def mina(make_person):  # noqa: F811
    person = make_person('Mina')
    devices = person.session.devices
    person.headset = devices.add_microphone('microphone2', 'USB Headset')
    devices.add_speaker('speaker2', 'USB Earphones')
    devices.add_camera('camera2', 'Rear Camera', 'meadow', '640x360@15')
    devices.wait_default('source', 'microphone1')
    devices.wait_default('sink', 'speaker1')
    return person


def test_choose_and_unplug(mina):
    caller = Caller(mina)
    link = mina.new_call()
    peer = Peer(mina.session, 'Lee', link=link, microphone='test', record=False)
    mina.wait_tile('Lee', 'camera off')
    caller.wait_reads('camera1', 'microphone1')
    caller.wait_plays('speaker1')

    # Chosen, read at once, checked, and kept.
    caller.open_menu(MICROPHONES)
    caller.item('System Default (Desk Microphone)').wait_state('checked')
    mina.picture('device-menu')
    caller.item('USB Headset').press()
    caller.wait_reads('camera1', 'microphone2')
    caller.wait_setting("microphone='microphone2'")
    caller.choose(MICROPHONES, 'USB Earphones')
    caller.wait_plays('speaker2')
    caller.wait_setting("speaker='speaker2'")
    caller.choose(CAMERAS, 'Rear Camera')
    caller.wait_reads('camera2', 'microphone2')
    caller.open_menu(CAMERAS)
    caller.item('Rear Camera').wait_state('checked')
    caller.item('Front Camera').wait_state('checked', False)
    caller.item('Rear Camera').press()

    # Another stands in for what is unplugged, until it is back.
    mina.headset.unplug()
    mina.toast('“USB Headset” was unplugged. “Desk Microphone” is used now.')
    caller.wait_reads('camera2', 'microphone1')
    mina.picture('device-unplugged')
    mina.session.devices.add_microphone('microphone2', 'USB Headset')
    mina.toast('“USB Headset” is back and is used again')
    caller.wait_reads('camera2', 'microphone2')
    peer.leave()
    mina.close()
