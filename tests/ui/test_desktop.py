# SPDX-License-Identifier: GPL-3.0-or-later
"""What a call asks of the desktop, of which tests/lib/desktop-double.py is a
double: to tell of messages."""

import pathlib
import re
import subprocess

import pytest
from majutest.call import Peer
from test_call import make_person  # noqa: F401

DOUBLE = pathlib.Path(__file__).resolve().parents[1] / 'lib' / 'desktop-double.py'


@pytest.fixture
def mina(make_person):  # noqa: F811
    person = make_person('Mina')
    person.shell = person.session.start(['/usr/bin/python3', DOUBLE], name='shell',
                                        stdin=subprocess.PIPE)
    for name in ('org.gtk.Notifications', 'org.freedesktop.UPower.PowerProfiles'):
        person.shell.wait_line(f'^owns {name}$')
    person.env['DBUS_SYSTEM_BUS_ADDRESS'] = person.env['DBUS_SESSION_BUS_ADDRESS']
    return person


def test_message_is_told_by_the_desktop(mina):
    link = mina.new_call()
    mina.sway.message('workspace', '2')
    peer = Peer(mina.session, 'Dana', link=link, chat=['Hello <b>you</b>'], record=False)
    line = mina.shell.wait_line("^notify chat-1 'Dana' 'Hello .*")
    assert '<b>' not in line.group() and 'b>you' in line.group()
    assert line.group().endswith(' app.show-window 1')
    mina.sway.message('workspace', '1')
    assert 'withdraw' not in mina.shell.output
    mina.open_chat()
    mina.shell.wait_line('^withdraw chat-1$')
    peer.leave()
    mina.close()


def test_less_is_sent_to_save_power(mina):
    mina.session.devices.add_camera('camera2', 'Large Camera', 'dawn', '1280x720@15')
    mina.camera.unplug()
    link = mina.new_call()
    mina.shell.stdin.write(b'power-saver\n')
    mina.shell.stdin.flush()
    mina.toast(re.compile('^This computer saves power, so others'))
    peer = Peer(mina.session, 'Dana', link=link)
    peer.wait_connected('Mina')
    peer.wait_recorded('Mina', frames=5)
    peer.leave()
    assert peer.about('Mina')['video']['height'] == 360
    mina.close()
