# SPDX-License-Identifier: GPL-3.0-or-later
"""What a call asks of the desktop, of which tests/lib/desktop-double.py is a
double: to tell of messages."""

import json
import pathlib
import re
import shlex
import subprocess

import pytest
from majutest import find_executable, wait_until
from majutest.call import Peer
from majutest.compositor import set_setting
from majutest.person import Person
from majutest.window import APP_ID
from test_call import make_person, server  # noqa: F401

SERVICE = pathlib.Path(__file__).resolve().parents[2] / 'data' / 'org.maju.Maju.service.in'
DOUBLE = pathlib.Path(__file__).resolve().parents[1] / 'lib' / 'desktop-double.py'


def make_mina(make_person, settings=''):  # noqa: F811
    person = make_person('Mina', settings=settings)
    person.shell = person.session.start(['/usr/bin/python3', DOUBLE], name='shell',
                                        stdin=subprocess.PIPE)
    for name in ('org.gtk.Notifications', 'org.freedesktop.UPower.PowerProfiles',
                 'org.freedesktop.NetworkManager'):
        person.shell.wait_line(f'^owns {name}$')
    person.env['DBUS_SYSTEM_BUS_ADDRESS'] = person.env['DBUS_SESSION_BUS_ADDRESS']
    return person


@pytest.fixture
def mina(make_person):  # noqa: F811
    return make_mina(make_person)


def test_message_is_told_by_the_desktop(mina):
    link = mina.new_call()
    mina.sway.message('workspace', '2')
    notes = mina.session.folder / 'notes <b>.txt'
    notes.write_text('notes')
    peer = Peer(mina.session, 'Dana', link=link, chat=['Hello <b>you</b>'], record=False,
                more=[f'--send-file={notes}'])
    line = mina.shell.wait_line("^notify chat-1 'Dana' 'Hello .*")
    assert '<b>' not in line.group() and 'b>you' in line.group()
    assert line.group().endswith(' app.show-window 1 normal')
    line = mina.shell.wait_line("^notify chat-1 'Dana' 'Offers a file: notes .*")
    assert '<b>' not in line.group()
    mina.sway.message('workspace', '1')
    assert 'withdraw' not in mina.shell.output
    mina.open_chat()
    mina.shell.wait_line('^withdraw chat-1$')
    mina.find('button', 'Chat').press()
    peer.leave()

    # Without what was written; not at all; and again.
    mina.action('preferences')
    switches = {'notify-messages': mina.find('switch', 'Chat messages'),
                'notify-text': mina.find('switch', 'Show the text')}

    def hear(name, **settings):
        for key, value in settings.items():
            key = key.replace('_', '-')
            set_setting(mina.env, 'org/maju/Maju', key, value)
            switches[key].wait_state('checked', value == 'true')
        started = len(mina.shell.lines)
        peer = Peer(mina.session, name, link=link, chat=[f'{name} is here'], record=False)
        return peer, started

    mina.sway.message('workspace', '2')
    peer, started = hear('Evan', notify_text='false')
    mina.shell.wait_line("^notify chat-1 'Evan' 'New message' ", start=started)
    peer.leave()
    peer, started = hear('Fay', notify_messages='false')
    mina.toast('Fay: Fay is here')
    peer.leave()
    peer, _ = hear('Gil', notify_messages='true', notify_text='true')
    mina.shell.wait_line("^notify chat-1 'Gil' 'Gil is here' ", start=started)
    assert "'Fay'" not in mina.shell.output
    peer.leave()
    mina.close()


def test_less_is_sent_to_save_power_or_data(mina):
    mina.session.devices.add_camera('camera2', 'Large Camera', 'dawn', '1280x720@15')
    mina.camera.unplug()
    link = mina.new_call()
    mina.shell.tell('power-saver')
    mina.toast(re.compile('^This computer saves power, so others'))
    mina.shell.tell('balanced')
    mina.shell.tell('metered')
    mina.toast(re.compile('^This network is paid by use, so others'))
    peer = Peer(mina.session, 'Dana', link=link)
    peer.wait_connected('Mina')
    peer.wait_recorded('Mina', frames=5)
    peer.leave()
    assert peer.about('Mina')['video']['height'] == 360
    mina.close()


def test_started_by_the_bus(make_person):  # noqa: F811
    """Nobody runs it, and the bus starts it for what somebody asks of it."""
    mina = make_person('Mina')
    env = ' '.join(shlex.quote(f'{name}={value}') for name, value in mina.env.items())
    service = SERVICE.read_text().replace('@APP_ID@', APP_ID).replace(
        '@bindir@/maju', f'/usr/bin/env {env} {find_executable("maju")}')
    (mina.session.folder / 'bus-services' / f'{APP_ID}.service').write_text(service)
    mina.session.run(['gdbus', 'call', '--session', '--dest', 'org.freedesktop.DBus',
                      '--object-path', '/org/freedesktop/DBus', '--method',
                      'org.freedesktop.DBus.ReloadConfig'])

    def windows():
        return [window['app_id'] for window in mina.sway.windows()]
    assert windows() == []
    mina.session.run(['gapplication', 'launch', APP_ID], env=mina.env)
    wait_until(lambda: windows() == [APP_ID], 'its window is there')
    mina.action('quit')
    wait_until(lambda: windows() == [], 'it is gone')


def test_rooms_that_are_kept_open_ring(make_person, server):  # noqa: F811
    mina = make_mina(make_person, f"server='{server.url}'")
    link = mina.new_call()
    code = link.partition('#')[0].rpartition('/')[2]
    mina.leave()
    mina.find('toggle button', 'Ring When Somebody Is There').press()
    # No window is needed to hear of a call.
    mina.find('button', 'Close').press()
    mina.app.wait_gone('button', 'New Call')

    def call(name):
        started = len(mina.shell.lines)
        peer = Peer(mina.session, name, link=link, camera='none', microphone='test', expect=0,
                    record=False)
        line = mina.shell.wait_line(f"^notify ring-{code} '{name} is calling' .*", start=started)
        assert line.group().endswith(f' app.answer {code} urgent Accept Decline')
        # Who goes before they are told so is there for the server a while longer.
        peer.wait_event('call joined')
        return peer

    def act(action):
        mina.action(action, f"'{code}'")

    dana = call('Dana')
    act('decline')
    dana.wait_event('declined Mina')
    mina.shell.wait_line(f'^withdraw ring-{code}$')
    dana.leave()
    assert 'missed' not in mina.shell.output

    evan = call('Evan')
    evan.leave()
    mina.shell.wait_line(f"^notify missed-{code} 'Missed call from Evan' ")
    mina.session.run(['gapplication', 'launch', 'org.maju.Maju'], env=mina.env)
    mina.say('^Missed call from Evan')
    mina.picture('missed')

    fay = call('Fay')
    act('answer')
    mina.find('button', 'Leave')
    # And speaking, or not yet.
    mina.app.wait(lambda: (mina.tile('Fay') or '').startswith('camera off'), 'Fay is there')
    fay.leave()
    mina.leave()
    mina.app.wait_gone(name=re.compile('Missed call'))
    mina.close()


def test_silent_call_rings_nobody(make_person, make_session, make_xvfb, make_desktop,
                                  server):  # noqa: F811
    """A room that Mina keeps open: Dana comes silently, and Evan to her."""
    session = make_session()
    display = make_xvfb(session, width=960, height=680)
    dana = Person('Dana', 'leaf', session, display, make_desktop(session),
                  f"server='{server.url}'")
    mina = make_mina(make_person)

    def come(name, *more):
        peer = Peer(dana.session, name, link=link, expect=0, record=False, more=more)
        peer.wait_event('call joined')
        return peer

    # To a room that is new there is nobody to ring.
    dana.start()
    dana.find('button', 'New Call').press()
    dana.find('text', 'Your name')
    assert not dana.app.see_all('switch', 'Silent Call')
    dana.press_join()
    link = dana.find(name='Link').text
    dana.say('^Send them this link')
    dana.leave()
    dana.close()

    rooms = pathlib.Path(mina.env['XDG_DATA_HOME']) / 'maju' / 'rooms.json'
    rooms.parent.mkdir(parents=True)
    rooms.write_text(json.dumps({'version': 1, 'rooms': [
        {'link': link, 'time': 1780000000, 'people': [], 'ring': True}]}))
    mina.start()
    evan = come('Evan')
    mina.shell.wait_line("^notify ring-.* 'Evan is calling' ")
    evan.leave()
    mina.shell.wait_line("^notify missed-.* 'Missed call from Evan' ")

    started = len(mina.shell.lines)
    dana.start(link)
    window = display.wait_window('Maju')
    display.resize(window, 960, 680)
    display.focus(window)
    silent = dana.find('switch', 'Silent Call')
    assert not silent.has_state('checked')
    dana.app.tab_to(display.key, silent)
    display.key('space')
    silent.wait_state('checked')
    dana.picture('silent-ready')
    dana.press_join()
    dana.say('^This is a silent call, so nobody was rung')
    dana.picture('silent')
    evan = come('Evan-again')
    dana.wait_tile('Evan-again', 'muted, camera off')
    gil = come('Gil', '--silent')
    dana.leave()
    evan.leave()
    gil.leave()
    fay = come('Fay')
    line = mina.shell.wait_line('^notify ring-.*', start=started)
    assert "'Fay is calling'" in line.group()
    fay.leave()
    mina.shell.wait_line("^notify missed-.* 'Missed call from Fay' ", start=started)
    assert not [line for line in mina.shell.lines[started:] if re.search('Dana|Evan|Gil', line)]

    # Once: what was forgotten would make calls that nobody hears.
    assert dana.session.start(['maju', link], env=dana.env).wait() == 0
    assert not dana.find('switch', 'Silent Call').has_state('checked')
    for person in (mina, dana):
        person.close()
