# SPDX-License-Identifier: GPL-3.0-or-later
"""Cameras by the real Camera portal, for a maju that cannot reach PipeWire's
socket, as in a sandbox: what a person is asked and told, before and in a call."""

import re
import signal

import pytest
from majutest import wait_until
from majutest.portal import Portal
from majutest.window import APP_ID
from test_call import make_person  # noqa: F401
from test_shell import MIRROR

DENIED = 'Maju is not allowed to use the camera. Others will not see you'
REVOKED = 'Maju is not allowed to use the camera any more'
HIDDEN = 'There is a camera, but the desktop does not show it to Maju'


class Guest:
    """A person whose maju gets its cameras from the desktop."""

    def __init__(self, person, with_portal=True):
        self.person = person
        self.portal = Portal(person.session, APP_ID) if with_portal else None
        person.env['PIPEWIRE_REMOTE'] = 'maju-not-there'

    def permit(self, answer):
        self.portal.permit_camera(APP_ID, answer)

    def begin(self):
        """Until the ready page of a call of one's own."""
        self.person.start()
        self.person.find('button', 'New Call').press()
        self.person.find('text', 'Your name')
        self.person.app.wait_gone('button', 'New Call')

    def wait_picture(self):
        self.person.find(None, MIRROR)

    def wait_item(self, name):
        """Until that is in the camera's menu, which is open then."""
        self.person.find('toggle button', 'Choose Camera').press()
        self.person.find(re.compile('menu item'), name)

    def close_menu(self):
        self.person.find('toggle button', 'Choose Camera').press()
        self.person.app.wait_gone(re.compile('menu item'))

    def wait_asked(self):
        """Until the desktop's dialog is open."""
        wait_until(lambda: self.portal.ask('GetState')[3] == 1, 'the person is asked')


@pytest.fixture
def guest(make_person):  # noqa: F811
    return Guest(make_person('Mina'))


def test_asked(guest):
    mina, portal = guest.person, guest.portal
    portal.call('SetAnswer', 'wait')

    # Nobody is asked before there is a camera to show.
    guest.begin()
    guest.wait_asked()
    mina.picture('camera-asked')
    portal.call('Reply', 'cancel')
    mina.say(DENIED)
    mina.find('button', 'Try Again')
    mina.picture('camera-denied')

    # What is allowed in the settings needs no word here.
    guest.permit('yes')
    guest.wait_picture()
    mina.camera.unplug()
    mina.say('was unplugged')
    mina.session.devices.add_camera('camera1', 'Front Camera', 'sky', '640x360@15')
    guest.wait_picture()
    mina.close()


def test_hidden_and_revoked(guest):
    mina = guest.person
    guest.permit('yes')

    # The desktop knows of the camera, but who gives it out sleeps.
    mina.session.wireplumber.send_signal(signal.SIGSTOP)
    guest.begin()
    mina.say(HIDDEN)
    mina.picture('camera-hidden')
    mina.find('button', 'Try Again').press()
    mina.session.wireplumber.send_signal(signal.SIGCONT)
    guest.wait_picture()

    # In a call.
    mina.find('button', 'Join').press()
    mina.find('button', 'Leave')
    guest.wait_item('Front Camera')
    guest.close_menu()
    guest.permit('no')
    mina.toast(re.compile(f'^{REVOKED}'))
    guest.wait_item('Camera Not Allowed')
    mina.picture('camera-revoked')
    guest.close_menu()
    guest.permit('yes')
    mina.toast('“Front Camera” works again')
    guest.wait_item('Front Camera')
    guest.close_menu()
    mina.close()


def test_no_portal(make_person):  # noqa: F811
    guest = Guest(make_person('Mina'), with_portal=False)
    guest.begin()
    guest.person.say('its camera portal is missing')
    guest.person.picture('camera-no-portal')
    assert guest.person.find('button', 'Join').has_state('sensitive')
    guest.person.close()
