# SPDX-License-Identifier: GPL-3.0-or-later
"""Maju with real browsers, all on one network of their own."""

import json
import os
import pathlib
import shutil
import subprocess
import urllib.request

import pytest

from double_page import ROOM, DoublePage
from majutest import wait_until
from majutest.browser import Browser, Guest
from majutest.call import Peer, Server

TONES = {'Ana': 440, 'Bo': 1000, 'Cy': 1760, 'Di': 660}
LOOKS = {'Ana': 'sky', 'Bo': 'dawn', 'Cy': 'leaf', 'Di': 'plum'}
SMALL = '640x360@15'


@pytest.fixture(scope='session', autouse=True)
def network():
    """No browser calls over the loopback: a cable that is plugged in."""
    if 'MAJU_BROWSER_MODULES' not in os.environ:
        pytest.skip('no browsers: run it with build-aux/browsers')

    def run(*argv):
        return subprocess.run(['ip', *argv], check=True, capture_output=True, text=True).stdout
    run('link', 'set', 'lo', 'up')
    run('link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'lan1')
    run('address', 'add', '10.7.0.2/24', 'dev', 'lan0')
    for name in ('lan0', 'lan1'):
        run('link', 'set', name, 'up')
    run('route', 'add', 'default', 'dev', 'lan0')
    wait_until(lambda: json.loads(run('-json', 'link', 'show', 'lan0'))[0]['operstate'] == 'UP',
               'lan0 is up')

    # Chromium breaks off what it loads when an address turns out to be usable.
    def is_settled():
        interface = json.loads(run('-json', 'address', 'show', 'lan0'))[0]
        return not any(address.get('tentative') for address in interface['addr_info'])
    wait_until(is_settled, 'the addresses of lan0 are settled', interval=0.1)


class Room:
    """A server, and who is in its room: maju-peers and browsers."""

    def __init__(self, session):
        self.session = session
        self.cameras = {}
        self.microphones = {}
        self.people = {}
        self.link = None
        self.server = Server(session)

    def new_link(self):
        """Of a room that nobody is in."""
        self.link = f'{self.server.url}/r/{"interop" + "a" * 9}#{"A" * 22}'
        return self.link

    def add_peer(self, name, *, camera=True, **options):
        """A maju-peer joins."""
        devices = self.session.devices
        if camera:
            self.cameras[name] = devices.add_camera(f'camera-{name}', f'{name}’s Camera',
                                                    LOOKS[name], SMALL)
        microphone = devices.add_microphone(f'microphone-{name}', f'{name}’s Microphone')
        microphone.play_tone(TONES[name], dbfs=-15)
        self.microphones[name] = microphone
        if self.link:
            options.setdefault('link', self.link)
        else:
            options['server'] = self.server
        peer = Peer(self.session, name, camera=f'camera-{name}' if camera else 'none',
                    microphone=f'microphone-{name}', **options)
        self.link = self.link or peer.link
        self.people[name] = peer
        return peer

    def open_browser(self, kind, name, **options):
        """A browser, not in the room yet."""
        options.setdefault('hertz', TONES[name])
        guest = Guest(self.session, kind, name, **options)
        self.people[name] = guest
        return guest

    def add_guest(self, kind, name, **options):
        """A browser joins by the guest page."""
        guest = self.open_browser(kind, name, **options)
        guest.join(self.link or self.new_link())
        return guest


@pytest.fixture
def browsers(request, session):
    """browsers(kind, name, ...) makes a Browser; all are closed at the end, and
    what their pages complained about fails the test."""
    made = []

    def make(kind, name='Browser', *, of=Browser, **options):
        made.append(of(session, kind, name, **options))
        return made[-1]
    yield make
    _close(request, made)


@pytest.fixture
def room(request, session):
    session.devices.add_speaker()
    room = Room(session)
    yield room
    _close(request, [p for p in room.people.values() if isinstance(p, Browser)])


@pytest.fixture
def policy(session):
    """The content security policy that maju-server gives the page."""
    server = Server(session)
    with urllib.request.urlopen(f'{server.url}/r/{ROOM}') as answer:
        policy = answer.headers['Content-Security-Policy']
    server.kill()
    return policy


@pytest.fixture
def page(policy):
    page = DoublePage({'Content-Security-Policy': policy})
    yield page
    page.close()


def _close(request, browsers):
    report = getattr(request.node, 'report_call', None)
    failed = report is None or report.failed
    pictures = pathlib.Path(os.environ['MAJU_BUILDDIR']).parent / 'interop-failed'
    for browser in browsers:
        if not browser.process.is_running():
            continue
        if failed:
            try:
                path = pictures / f'{request.node.name}-{browser.name}.png'
                browser.screenshot(path)
                print(f'{browser.name} looks like {path}\n{browser.text()}')
            except AssertionError as error:
                print(f'{browser.name}: {error}')
        browser.close()
        shutil.rmtree(browser.folder, ignore_errors=True)
    for browser in browsers:
        browser.check_quiet()
