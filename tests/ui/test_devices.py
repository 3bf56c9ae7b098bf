# SPDX-License-Identifier: GPL-3.0-or-later
"""The own devices during a call: chosen from the menus beside the buttons,
plugged and unplugged, and what is told of it; a key that is held to talk, and
the actions that scripts use."""

import re
import time

import pytest
from majutest import wait_until
from majutest.call import Peer, Server
from majutest.stage import Clock
from test_call import make_person  # noqa: F401
from test_shell import LINK, Shell, devices, start  # noqa: F401

MICROPHONES = 'Choose Microphone and Speaker'
CAMERAS = 'Choose Camera'
VOICE_IN = 'Stream/Input/Audio'
VOICE_OUT = 'Stream/Output/Audio'


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

    def streams(self, media_class):
        """The nodes of maju that take sound in or give it out. Only those of
        PulseAudio's socket say whose they are: the peer's, too."""
        return [n for n in self.graph.nodes(node_name='Maju', media_class=media_class)
                if n.get('application.process.binary') in (None, 'maju')]

    def stream(self, media_class):
        return next(iter(self.streams(media_class)), None)

    def wait_role(self, media_class, role):
        wait_until(lambda: (self.stream(media_class) or {}).get('media.role') == role,
                   f'{media_class} has the role {role}')

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
    person.earphones = devices.add_speaker('speaker2', 'USB Earphones')
    devices.add_camera('camera2', 'Rear Camera', 'meadow', '640x360@15')
    devices.wait_default('source', 'microphone1')
    devices.wait_default('sink', 'speaker1')
    return person


def test_choose_and_unplug(mina):
    caller = Caller(mina)
    link = mina.new_call()
    peer = Peer(mina.session, 'Lee', link=link, microphone='test', record=False)
    # And speaking, or not yet.
    mina.app.wait(lambda: (mina.tile('Lee') or '').startswith('camera off'), 'Lee is there')
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

    mina.earphones.unplug()
    mina.toast('“USB Earphones” was unplugged. “Desk Speakers” is used now.')
    caller.wait_plays('speaker1')
    mina.session.devices.add_speaker('speaker2', 'USB Earphones')
    mina.toast('“USB Earphones” is back and is used again')
    caller.wait_plays('speaker2')

    # Muted where only the system's settings tell.
    node = caller.graph.node('microphone2')['id']
    mina.session.run(['wpctl', 'set-mute', node, '1'])
    words = 'Others cannot hear you: “USB Headset” is muted in the system’s settings.'
    mina.toast(words)
    mina.find('toggle button', 'Microphone').wait_description(words)
    mina.picture('device-muted')
    mina.session.run(['wpctl', 'set-mute', node, '0'])
    mina.toast('“USB Headset” is not muted any more')

    # A headset becomes one to talk with when that is what it is opened for;
    # what is done to the voice changes while the call goes on.
    caller.wait_role(VOICE_IN, 'Communication')
    caller.wait_role(VOICE_OUT, 'Communication')
    former = caller.stream(VOICE_IN)['object.serial']
    caller.open_menu(MICROPHONES)
    caller.item('Sound Processing').press()
    caller.item('Suppress Noise').wait_state('checked').press()
    caller.wait_setting('noise-suppression=false')
    wait_until(lambda: (caller.stream(VOICE_IN) or {}).get('object.serial', former) != former,
               'the microphone is read anew')
    caller.wait_reads('camera2', 'microphone2')
    for name, setting in (('Cancel Echo', 'echo-cancellation'),
                          ('Even Out My Volume', 'gain-control')):
        caller.open_menu(MICROPHONES)
        caller.item('Sound Processing').press()
        caller.item(name).wait_state('checked').press()
        caller.wait_setting(f'{setting}=false')
        mina.app.wait_gone(re.compile('menu item'))
    caller.wait_reads('camera2', 'microphone2')

    # The camera's light is off with the camera.
    off = time.monotonic()
    mina.find('toggle button', 'Camera').press()
    caller.wait_reads('microphone2')
    print(f'the camera is closed {time.monotonic() - off:.2f} s after it was turned off')

    # A sound that is tried in a call is played by the call, whose canceller of
    # echo knows it.
    mina.action('preferences')
    mina.find('page tab', 'Sound').press()
    mina.find('button', 'Test Speaker').press()
    n_streams = set()

    def is_over():
        n_streams.add(len(caller.streams(VOICE_OUT)))
        return mina.app.see_all(None, re.compile('^If you heard nothing, turn “USB Earphones” up'))
    wait_until(is_over, 'it was played')
    assert n_streams == {1}
    mina.find('button', 'Test Microphone').press()
    mina.say('^Say a sentence')
    mina.find('level bar', 'Microphone level')
    mina.find('button', 'Stop').press()
    peer.leave()
    mina.close()


class TalkKey:
    """The microphone of a window in a call that has a keyboard."""

    def __init__(self, shell, display):
        self.shell = shell
        self.display = display
        self.microphone = shell.find('toggle button', 'Microphone')

    def wait_on(self, on):
        self.microphone.wait_state('pressed', on)

    def hold(self, now, then):
        self.display.key_down('space')
        self.wait_on(now)
        self.display.key_up('space')
        self.wait_on(then)

    def action(self, *arguments):
        self.shell.session.run(['gapplication', 'action', 'org.maju.Maju', *arguments],
                               env=self.shell.env)


def test_held_to_talk(session, devices, make_xvfb, make_desktop):  # noqa: F811
    display = make_xvfb(session, width=960, height=680)
    server = Server(session)
    peer = Peer(session, 'Lee', server=server, record=False)
    shell = Shell(session, display, make_desktop(session), peer.link, settings="name='Mina'")
    window = display.wait_window('Maju')
    display.resize(window, 960, 680)
    display.focus(window)
    shell.check_devices()
    shell.press_join()
    shell.find('button', 'Leave')
    peer.wait_event('verified Mina')
    talk = TalkKey(shell, display)
    talk.wait_on(True)
    talk.action('microphone')
    talk.wait_on(False)

    # They are heard while it is held, and not a moment longer, whatever was
    # clicked before; who is not muted is silent as long.
    talk.hold(True, False)
    x, y, width, height = shell.find('button', 'People').extents()
    display.click(x + width / 2, y + height / 2)
    shell.find(None, re.compile('^Lee'))
    talk.hold(True, False)
    display.click(x + width / 2, y + height / 2)
    display.key('ctrl+d')
    talk.wait_on(True)
    talk.hold(False, True)
    display.key('ctrl+d')
    talk.wait_on(False)

    # Whoever looks elsewhere is not heard on and on.
    display.key_down('space')
    talk.wait_on(True)
    display.unfocus()
    talk.wait_on(False)
    display.key_up('space')
    display.focus(window)

    # It is written into an entry, and presses the button that has the keyboard.
    shell.find('button', 'Chat').press()
    entry = shell.find('text', 'Message')
    entry.wait_state('focused')
    display.type('a b')
    entry.wait_text('a b')
    shell.find('button', 'Chat').press()
    shell.app.wait_gone('text', 'Message')
    assert not talk.microphone.has_state('pressed')
    people = shell.find('button', 'People')

    shell.app.tab_to(display.key, people)
    display.key('space')
    shell.find(None, re.compile('^Lee'))
    assert not talk.microphone.has_state('pressed')

    # The same by D-Bus, twice as one; then the rest of what can be done so.
    talk.action('talk-down')
    talk.action('talk-down')
    talk.wait_on(True)
    talk.action('talk-up')
    talk.wait_on(False)
    talk.action('camera')
    shell.find('toggle button', 'Camera').wait_state('pressed', False)
    talk.action('leave')
    shell.find('button', 'New Call')
    actions = session.run(['gdbus', 'call', '--session', '--dest', 'org.maju.Maju',
                           '--object-path', '/org/maju/Maju',
                           '--method', 'org.gtk.Actions.List'], env=shell.env)
    assert 'quit' in actions
    assert 'talk' not in actions
    peer.leave()
    shell.close()


def test_talking_while_muted(mina):
    """Told once while somebody is muted, and only while they talk."""
    mina.new_call()
    said = mina.app.announcements()
    mina.microphone.play_words(440)
    muted = mina.find('toggle button', 'Microphone')
    muted.press()
    words = re.compile('^You are muted, and others do not hear you')

    def n_told():
        return sum(words.search(text) is not None for text in said.texts)
    said.wait(words)
    mina.picture('muted-hint')

    # Not again when they go on after a pause, for as long as three times what
    # it took to be told first.
    mina.microphone.silence()
    mina.app.wait_gone('label', words)
    mina.microphone.play_words(440)
    clock = Clock(mina.app)
    clock.wait(clock.now() + 6)
    assert n_told() == 1, said.texts

    # Whoever spoke in between is told anew.
    muted.press()
    muted.wait_state('pressed')
    muted.press()
    wait_until(lambda: n_told() > 1, 'it is told anew')
    muted.press()
    mina.app.wait_gone('label', words)
    assert n_told() == 2, said.texts
    mina.close()


def test_sound(start, devices):  # noqa: F811
    """A sentence is played back, a sound is played, and silence is explained."""
    shell = start(LINK)
    shell.check_devices()
    devices.microphone.play_words(440, -20)
    wait_until(lambda: shell.find('level bar', 'Microphone level').value > 0.3, 'it is heard')

    speaker = devices.speaker.listen()
    played = speaker.seconds
    shell.find('button', 'Test Speaker').press()
    speaker.wait_loud(played)
    shell.find_text('^If you heard nothing, turn “Desk Speakers” up')
    played = speaker.seconds

    def say_sentence():
        shell.find('button', 'Test Microphone').press()
        shell.find_text('^Say a sentence')
        shell.picture('sound-recording')
        shell.find_text('^This is how others hear you')
        verdict = shell.app.find_text('^You (were|are) ').string
        print(verdict)
        return verdict.startswith('You were heard well')
    # A busy machine may leave gaps in it.
    wait_until(say_sentence, 'a sentence is heard well')
    shell.picture('sound-heard')
    speaker.wait_loud(played)

    def wait_silence():
        wait_until(lambda: shell.find('level bar', 'Microphone level').value < 0.05,
                   'it is not heard any more')

    # Muted where only the system's settings tell, which Maju does not touch.
    node = devices.session.graph.node('microphone1')['id']
    devices.session.run(['wpctl', 'set-mute', node, '1'])
    wait_silence()
    shell.find('button', 'Test Microphone').press()
    shell.find_text('^Nothing was heard: “Desk Microphone” is muted in the system’s settings')
    shell.picture('sound-muted')
    volume = devices.session.run(['wpctl', 'get-volume', node])
    assert 'MUTED' in volume, volume
    devices.microphone.silence()
    devices.session.run(['wpctl', 'set-mute', node, '0'])
    wait_silence()
    shell.find('button', 'Test Microphone').press()
    shell.find_text('^Nothing was heard. Look whether “Desk Microphone” has a switch')
    assert 'Volume: 1.00' in devices.session.run(['wpctl', 'get-volume', node])
    shell.close()
