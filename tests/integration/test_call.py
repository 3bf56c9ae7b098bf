# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls between processes: the real server, real PipeWire, maju-peer."""

import json
import signal
import statistics

import pytest

from majutest import wait_until
from majutest.call import Peer, Server

TONES = {'Ana': 440, 'Bo': 1000, 'Cy': 1760}
LOOKS = {'Ana': 'sky', 'Bo': 'dawn', 'Cy': 'leaf'}

# Three who send 720 lines to each other are more than two cores can do with
# sanitizers, and the size of the picture is one test's matter only.
SMALL = '640x360@15'
LARGE = '1280x720@30'

STATES = '(?:connected|unstable|reconnecting) Bo'


class Room:
    """Devices for each, a server, and who is in the room."""

    def __init__(self, session):
        self.session = session
        self.cameras = {}
        self.microphones = {}
        self.peers = {}
        self.speaker = session.devices.add_speaker()
        self.server = Server(session)

    def join(self, name, *, camera=SMALL, **options):
        devices = self.session.devices
        if camera:
            self.cameras[name] = devices.add_camera(f'camera-{name}', f'{name}’s Camera',
                                                    LOOKS[name], camera)
        microphone = devices.add_microphone(f'microphone-{name}', f'{name}’s Microphone')
        microphone.play_tone(TONES[name], dbfs=-15)
        self.microphones[name] = microphone
        if 'link' not in options:
            if self.peers:
                options['link'] = next(iter(self.peers.values())).link
            else:
                options['server'] = self.server
        peer = Peer(self.session, name, camera=f'camera-{name}' if camera else 'none',
                    microphone=f'microphone-{name}', **options)
        self.peers[name] = peer
        return peer


@pytest.fixture
def room(session):
    return Room(session)


def check_frames(numbers, at_least):
    """Frames of a camera: readable, in order. What was lost on the way makes
    some of them unreadable; a machine that is busy loses."""
    read = [n for n in numbers if n is not None]
    assert len(read) >= at_least, numbers
    assert len(read) > len(numbers) / 2, numbers
    assert all(b >= a for a, b in zip(read, read[1:])), f'out of order: {numbers}'
    print(len(read) - len(set(read)), 'of', len(read), 'frames twice,',
          len(numbers) - len(read), 'unreadable')


def check_tone(peer, name):
    """Hears this one’s tone and not its own, which would be an echo."""
    sound = peer.heard(name)
    pieces = sound.clear_pieces(TONES[name])
    print(f'{peer.name} hears {name} in {len(pieces) * 512 / sound.rate:.1f} s '
          f'of {sound.seconds:.1f} s')
    assert len(pieces) >= 20
    echo = statistics.median(piece.tone_share(TONES[peer.name]) for piece in pieces)
    assert echo < 0.01, f'own tone has {echo:.3f} of the power'


def check_report(peer, *names):
    assert peer.status == 0, peer.process.describe()
    assert peer.report['end_reason'] == 'terminated'
    assert {p['name'] for p in peer.report['participants']} >= set(names)
    assert 0 < peer.report['cpu_seconds'] < 3600
    assert peer.report['peak_rss_kib'] > 10000
    for name in names:
        about = peer.about(name)
        assert about['verified'] is True
        times = about['milliseconds']
        assert 0 <= times['joined'] <= times['described'], times
        order = [times[key] for key in ('joined', 'ice_connected', 'dtls_connected', 'verified')]
        assert None not in order and order == sorted(order), times
        assert times['first_audio'] >= times['verified']
        path = about['path']
        assert path['protocol'] == 'udp'
        assert {path['local_type'], path['remote_type']} <= {'host', 'prflx'}
        assert path['local_address'] and path['remote_address']
        assert about['audio']['packets'] > 50
        assert about['audio']['level_dbfs'] > -45


def test_two_people_see_hear_and_write(room):
    ana = room.join('Ana', camera=LARGE, chat=['안녕, Bo!'])
    bo = room.join('Bo', camera=LARGE, chat=['Hello', '<b>one & two</b>'])
    ana.wait_connected('Bo')
    bo.wait_connected('Ana')
    ana.wait_event('chat Bo: <b>one & two</b>')
    bo.wait_event('chat Ana: 안녕, Bo!')
    for text in ('Hello', '<b>one & two</b>'):
        bo.wait_event(f'delivered {text}')
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        peer.wait_path(other)
        peer.wait_recorded(other, seconds=1, frames=30)
        peer.wait_seen(other, 25)
        peer.wait_heard(other, TONES[other])
    bo.leave()
    ana.wait_event('gone Bo')
    ana.leave()

    check_report(ana, 'Bo')
    check_report(bo, 'Ana')
    assert ana.about('Bo')['chat'] == ['Hello', '<b>one & two</b>']
    assert bo.about('Ana')['chat'] == ['안녕, Bo!']
    assert [m['delivery'] for m in bo.report['chat_sent']] == ['delivered', 'delivered']
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        video = peer.about(other)['video']
        # Of one of the sizes that are sent: which one, the path decides.
        assert (video['width'], video['height']) in ((1280, 720), (640, 360), (320, 180))
        # How many a second is the benchmark's matter: the machine may be busy.
        assert video['frames'] >= 30
        assert peer.about(other)['milliseconds']['first_video'] >= 0
        assert 0 < video['fps'] <= 60
        # At least the mean one.
        assert video['longest_gap_ms'] >= 1000 // 60
        check_frames(peer.seen_numbers(other), 25)
        check_tone(peer, other)


def test_three_people(room):
    room.join('Ana', expect=2)
    room.join('Bo', expect=2)
    room.peers['Ana'].wait_connected('Bo')
    room.join('Cy', expect=2)
    for name, peer in room.peers.items():
        peer.wait_connected(*(set(room.peers) - {name}))
    for name, peer in room.peers.items():
        for other in set(room.peers) - {name}:
            peer.wait_path(other)
            peer.wait_recorded(other, seconds=1, frames=15)
            peer.wait_seen(other, 15)
            peer.wait_heard(other, TONES[other])
    for peer in room.peers.values():
        peer.leave()
    for name, peer in room.peers.items():
        others = set(room.peers) - {name}
        check_report(peer, *others)
        for other in others:
            check_frames(peer.seen_numbers(other), 15)
            check_tone(peer, other)


def test_mute_and_camera_off_are_seen(room):
    ana = room.join('Ana', camera=False)
    bo = room.join('Bo')
    ana.wait_connected('Bo')
    ana.wait_heard('Bo', TONES['Bo'])
    bo.toggle_microphone()
    ana.wait_event('muted Bo')
    bo.toggle_camera()
    ana.wait_event('camera-off Bo')
    # What is heard then cannot be from before.
    room.microphones['Bo'].play_tone(1500, dbfs=-15)
    bo.toggle_microphone()
    ana.wait_last('unmuted Bo', '(?:un)?muted Bo')
    ana.wait_heard('Bo', 1500)
    bo.toggle_camera()
    ana.wait_last('camera-on Bo', 'camera-o.* Bo')
    bo.leave()
    ana.leave()
    assert ana.about('Bo')['muted_seen'] is True
    assert ana.about('Bo')['camera_off_seen'] is True


def test_call_survives_the_server(room):
    ana = room.join('Ana')
    bo = room.join('Bo')
    ana.wait_connected('Bo')
    bo.wait_connected('Ana')
    room.server.kill()
    for peer in (ana, bo):
        peer.wait_event('call reconnecting')
    # Media goes on while nobody serves.
    ana.wait_recorded('Bo', seconds=1, frames=10)
    bo.wait_recorded('Ana', seconds=1, frames=10)
    room.server = room.server.restart()
    for peer in (ana, bo):
        wait_until(lambda: len(peer.events('call joined')) >= 2, f'{peer.name} is back')
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        peer.wait_seen(other, 10)
    # Another one finds the room, and both in it.
    cy = room.join('Cy', camera=False, expect=2)
    cy.wait_connected('Ana', 'Bo')
    for peer in (cy, bo, ana):
        peer.leave()
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        assert peer.status == 0, peer.process.describe()
        check_frames(peer.seen_numbers(other), 10)


def test_crash_is_seen(room):
    ana = room.join('Ana', camera=False)
    bo = room.join('Bo', camera=False)
    ana.wait_connected('Bo', video=False)
    bo.process.kill()
    ana.wait_event('(lost|gone) Bo')
    ana.leave()
    assert ana.about('Bo')['lost'] is True


def test_freeze_is_reported(session):
    """Of somebody whose computer stands still for a while."""
    ana = Peer(session, 'Ana', server=Server(session))
    bo = Peer(session, 'Bo', link=ana.link, camera='test', record=False)
    ana.wait_event('first-video Bo')
    ana.wait_last('connected Bo', STATES)
    with ana.again('reconnecting Bo'):
        bo.process.send_signal(signal.SIGSTOP)
    with ana.again('connected Bo'):
        bo.process.send_signal(signal.SIGCONT)
    ana.wait_recorded('Bo', frames=10)
    bo.leave()
    ana.wait_event('gone Bo')
    ana.leave()
    video = ana.about('Bo')['video']
    assert video['freezes'] >= 1
    # Nothing came for 3 s; a machine that is busy showed what it had meanwhile.
    assert video['longest_gap_ms'] >= 500


def test_unplugged_camera_is_told(room):
    ana = room.join('Ana', camera=False)
    bo = room.join('Bo')
    ana.wait_connected('Bo')
    room.cameras['Bo'].unplug()
    ana.wait_event('camera-off Bo')
    ana.wait_recorded('Bo', seconds=1)
    bo.leave()
    ana.leave()
    assert ana.about('Bo')['camera_off_seen'] is True


def test_unplugged_microphone_is_told(room):
    ana = room.join('Ana', camera=False)
    bo = room.join('Bo', camera=False)
    ana.wait_connected('Bo', video=False)
    room.microphones['Bo'].unplug()
    ana.wait_event('muted Bo')
    bo.leave()
    ana.leave()


def test_leaves_by_itself(session):
    """After its time, with the report in a file; and those who were expected
    and did not come make it a failure."""
    server = Server(session)
    for expected, status in ((0, 0), (1, 1)):
        path = session.folder / f'report-{expected}.json'
        process = session.start(
            ['maju-peer', '--new', server.url, '--name', 'Ana', '--camera', 'none',
             '--microphone', 'none', '--duration', '0.3', '--expect-peers', expected,
             '--report', path], name=f'alone-{expected}')
        assert process.wait() == status, process.describe()
        [link] = process.output.splitlines()
        assert link.startswith(server.url + '/r/')
        report = json.loads(path.read_text())
        assert (report['name'], report['end_reason']) == ('Ana', 'duration')
        assert report['participants'] == []
