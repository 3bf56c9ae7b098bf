# SPDX-License-Identifier: GPL-3.0-or-later
"""Screens between processes: a test's camera stands for the screen, so that the
frames that arrive can be read."""

import pytest

from majutest.call import Peer, Server

SCREEN = '1280x720@30'
SMALL = '640x360@15'


class Room:
    """Screens of those who have one, a server, and who is in the room."""

    def __init__(self, session):
        self.session = session
        self.screens = {}
        self.link = None
        self.server = Server(session)

    def join(self, name, *, screen=False, camera='none', **options):
        if screen:
            self.screens[name] = self.session.devices.add_camera(
                f'screen-{name}', f'{name}’s Screen', 'sky', SCREEN)
            options['screen'] = f'screen-{name}'
        where = {'link': self.link} if self.link else {'server': self.server}
        options.setdefault('microphone', 'test')
        peer = Peer(self.session, name, camera=camera, **where, **options)
        self.link = self.link or peer.link
        return peer


@pytest.fixture
def room(session):
    return Room(session)


def wait_screen(peer, *names, frames=12):
    for name in names:
        peer.wait_event(f'verified {name}')
        peer.wait_event(f'first-screen {name}')
        peer.wait_recorded(f'{name}-screen', frames=frames)


def check_screen(peer, name, at_least=10):
    """What was shared, in order, and of its own size."""
    numbers = peer.seen_numbers(f'{name}-screen')
    read = [n for n in numbers if n is not None]
    assert len(read) >= at_least, numbers
    assert len(numbers) - len(read) <= 2, numbers
    assert all(b >= a for a, b in zip(read, read[1:])), f'out of order: {numbers}'
    print(len(set(read)), 'of', read[-1] - read[0] + 1, 'frames shared')
    screen = peer.about(name)['screen']
    assert (screen['width'], screen['height']) in ((1280, 720), (960, 540))


def test_shared_stopped_and_shared_again(room):
    """Without a camera. Who comes late sees it, too."""
    ana = room.join('Ana', screen=True)
    bo = room.join('Bo')
    wait_screen(bo, 'Ana')
    cy = room.join('Cy')
    wait_screen(cy, 'Ana')
    ana.toggle_screen()
    bo.wait_event('screen-off Ana')
    cy.wait_event('screen-off Ana')
    ana.toggle_screen()
    bo.wait_last('screen-on Ana', 'screen-o.* Ana')
    cy.wait_last('screen-on Ana', 'screen-o.* Ana')
    bo.wait_recorded('Ana-screen', frames=5)
    room.screens['Ana'].unplug()
    ana.wait_event('error What was shared is no longer there')
    bo.wait_last('screen-off Ana', 'screen-o.* Ana')
    cy.wait_last('screen-off Ana', 'screen-o.* Ana')
    for peer in (cy, bo, ana):
        peer.leave()
    for peer in (bo, cy):
        check_screen(peer, 'Ana')
        about = peer.about('Ana')
        assert about['screen_off_seen'] and not about['screen_on'] and not about['camera_on']
        assert about['video']['frames'] == 0


def test_two_share_at_once(room):
    """One of them beside a camera."""
    room.session.devices.add_camera('camera-Bo', 'Bo’s Camera', 'dawn', SMALL)
    ana = room.join('Ana', screen=True)
    bo = room.join('Bo', screen=True, camera='camera-Bo')
    wait_screen(ana, 'Bo')
    wait_screen(bo, 'Ana')
    ana.wait_event('first-video Bo')
    bo.leave()
    ana.wait_event('gone Bo')
    ana.leave()
    for peer, other in ((ana, 'Bo'), (bo, 'Ana')):
        check_screen(peer, other)
    assert ana.about('Bo')['video']['frames'] > 0
    assert bo.about('Ana')['video']['frames'] == 0


def test_sound_of_the_desktop(room):
    """Without a microphone. Bo's own voice, which Ana's computer plays, does not
    come back; nor what Bo's plays of Ana's, on the same desktop."""
    room.session.devices.add_speaker()
    player = room.session.devices.play_tone('music', 1000)
    ana = room.join('Ana', screen=True, microphone='none', more=['--screen-sound'])
    bo = room.join('Bo')
    ana.wait_heard('Bo', 440)
    bo.wait_heard('Ana', 1000)
    player.stop()
    player = room.session.devices.play_tone('film', 1500)
    bo.wait_heard('Ana', 1500)

    # It ends with the screen, and comes again with it.
    ana.toggle_screen()
    bo.wait_event('screen-off Ana')
    ana.toggle_screen()
    bo.wait_last('screen-on Ana', 'screen-o.* Ana')
    bo.wait_heard('Ana', 1500, after=bo.recorded_seconds('Ana'))
    player.stop()
    for peer in (bo, ana):
        peer.leave()
    assert not bo.heard('Ana').clear_pieces(440)
    assert not bo.about('Ana')['microphone_on']
