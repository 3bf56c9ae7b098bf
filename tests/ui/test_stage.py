# SPDX-License-Identifier: GPL-3.0-or-later
"""The call page alone, with a double of the call behind it: what it says to
assistive technology, its keys, and what it looks like in every state."""

import os
import pathlib
import re

import pytest
from majutest import find_executable, wait_until
from majutest.process import GUARD, builddir
from majutest.stage import Clock, Stage
from majutest.video import Image

PICTURES = pathlib.Path(__file__).resolve().parents[2] / '_build' / 'pictures'
# The key by its code: xdotool holds Alt when it is given the name.
F9 = '75'
SMALL = 360, 640
WIDTHS = {360: 640, 800: 600, 1280: 800, 1920: 1080}

LOOKS = {
    'korean': {'LANG': 'ko_KR.UTF-8', 'LANGUAGE': 'ko', 'MAJU_LOCALEDIR': builddir() / 'po'},
    'right-to-left': {'LANG': 'he_IL.UTF-8', 'LANGUAGE': 'he'},
    'high-contrast': {'ADW_DEBUG_HIGH_CONTRAST': '1'},
    'large-text': {'MAJU_TEST_TEXT_SCALE': '1.5'},
}


@pytest.fixture
def open_stage(quiet_session, make_xvfb, make_desktop):
    def open_(scene, **options):
        return Stage(quiet_session, make_xvfb, make_desktop, scene, **options)
    return open_


def test_tiles_say_their_state(open_stage):
    stage = open_stage('states')
    # The tile stands before the label that is in it.
    names = ('Mina Park', 'Jun', 'Amélie Dubois-Lefèvre', '서연', 'Tobias', 'Dana')
    tile = {name: stage.find(name=name) for name in names}
    assert {node.role for node in tile.values()} == {'grouping'}, stage.window.tree()
    for name, words in (('Mina Park', 'Connecting…, camera off'), ('Jun', 'unstable connection'),
                        ('Amélie Dubois-Lefèvre', 'Reconnecting…, muted'),
                        ('서연', re.compile('^Not Connected, No way through the network')),
                        ('Tobias', 'muted, not verified'), ('Dana', 'you')):
        tile[name].wait_description(words)
    assert stage.find(name='Not Verified')
    stage.find('label', re.compile('^The server cannot be reached'))


def test_who_has_no_key_is_let_in_or_not(open_stage):
    stage = open_stage('asking')
    # What shows the list never hides it.
    stage.next()
    stage.find('grouping', 'Mina Park')
    stage.key('ctrl+shift+p')
    stage.find('button', 'Show').press()
    stage.window.wait_gone('button', 'Show')
    stage.find(name='Dana (you)')
    stage.key('ctrl+shift+p')
    stage.window.wait_gone(name='Dana (you)')
    tile = stage.find('grouping', 'Mina Park')
    tile.wait_description(
        re.compile('^Let Mina Park in[?], They joined without the link’s key'))
    stage.find('button', 'Refuse')
    tile.find('button', 'Let In').press()
    tile.wait_description('camera off, not verified')
    stage.window.wait_gone('button', 'Let In')

    # The list of people has the answers too: tiles may be too small for them.
    stage = open_stage('asking-list')
    stage.find('label', 'Has no key: may be somebody else')
    stage.find('list item', 'Amélie Dubois-Lefèvre').find('button', 'Refuse').press()
    stage.find('label', 'You did not let them in.')
    stage.window.wait_gone('label', 'Has no key: may be somebody else')


def test_controls_have_names_and_keys(open_stage):
    stage = open_stage('people-3')
    for name in ('Chat', 'People', 'Invite', 'Leave'):
        stage.find('button', name)
    microphone = stage.find('toggle button', 'Microphone')
    camera = stage.find('toggle button', 'Camera')
    for toggle, keys in ((microphone, ('ctrl+d', 'm')), (camera, ('ctrl+e', 'v'))):
        for key in keys:
            on = toggle.has_state('pressed')
            stage.key(key)
            toggle.wait_state('pressed', not on)
            toggle.press()
            toggle.wait_state('pressed', on)

    # The letters are written where one writes.
    stage.key(F9)
    entry = stage.find('text', 'Message')
    entry.wait_state('focused')
    states = [toggle.has_state('pressed') for toggle in (microphone, camera)]
    stage.key('m', 'v')
    entry.wait_text('mv')
    assert [toggle.has_state('pressed') for toggle in (microphone, camera)] == states
    stage.key('ctrl+shift+p')
    stage.find(name='Dana (you)')
    stage.window.wait_gone('text', 'Message')
    stage.key('ctrl+shift+p')
    stage.window.wait_gone(name='Dana (you)')


def test_chat_is_written_and_read(open_stage):
    stage = open_stage('chat')
    stage.find(name=re.compile(r'^Mina Park, .*: Good morning!$'))
    # What looks like markup is text.
    stage.find('label', 'I read the first half. The rest I will read before noon & '
                        '<i>then</i> answer.')
    send = stage.find('button', 'Send')
    assert not send.has_state('sensitive')
    entry = stage.find('text', 'Message')
    entry.set_text('Hello & <b>good</b> bye')
    send.wait_state('sensitive')
    entry.wait_state('focused')
    stage.key('Return')
    own = stage.find(name=re.compile('^You, .*: Hello & <b>good</b> bye$'))
    own.wait_description('Nobody has it yet')
    entry.wait_text('')

    entry.set_text('x' * 5000)
    send.press()
    stage.find('alert', 'The message is too long.')
    assert len(entry.text) == 5000

    # More than this is not taken: a line of much more cannot be drawn.
    entry.set_text('x' * 200000)
    assert len(entry.text) == 8000


def test_link_shows_its_real_host(open_stage):
    stage = open_stage('files')
    stage.find('label', 'https://xn--pypal-4ve.com/ or https://gnome.org@evil.example/?')
    # What hides its host behind an @ is none.
    assert len(stage.window.find_all('link')) == 1


def test_message_is_told_while_the_chat_is_closed(open_stage):
    stage = open_stage('toast')
    chat = stage.find('button', 'Chat')
    stage.next()
    chat.wait_description('1 unread message')
    stage.find(name=re.compile('^Mina Park: Can you <b>hear</b> me'))
    stage.find('button', 'Show').press()
    stage.find('text', 'Message')
    chat.wait_description('Chat (F9)')


def test_message_is_unread_while_the_window_is_not_used(open_stage):
    stage = open_stage('chat-away')
    chat = stage.find('button', 'Chat')
    stage.find('text', 'Message')
    chat.wait_description('Chat (F9)')
    stage.display.unfocus()
    stage.find(name=re.compile(r'^Mina Park, .*: Are you there\?$'))
    chat.wait_description('1 unread message')
    stage.display.focus(stage.id)
    chat.wait_description('Chat (F9)')


def test_who_failed_is_tried_again(open_stage):
    stage = open_stage('failed')
    tile = stage.find('grouping', 'Mina Park')
    tile.wait_description(re.compile('^Not Connected, No way'))
    stage.find('button', 'Try Again').press()
    tile.wait_description('Connecting…, camera off')
    stage.window.wait_gone('button', 'Try Again')


def test_who_failed_is_tried_again_from_the_list(open_stage):
    """Where the tile has no room for it."""
    stage = open_stage('list')
    tile = stage.find('grouping', '서연')
    tile.wait_description(re.compile('^Not Connected'))
    stage.find('button', 'Try Again').press()
    tile.wait_description(re.compile('^Connecting…'))


def test_link_is_shown_and_copied(open_stage):
    stage = open_stage('people-1')
    link = stage.find(name='Link').text
    assert re.match(r'^http://192\.168\.1\.23:38417/r/[^#]+#\S{22}$', link)
    stage.find('label', re.compile('^People on your local network can join'))
    stage.find('button', 'Copy Link').press()
    stage.toast('Link copied')
    stage.key(F9)
    entry = stage.find('text', 'Message')
    entry.wait_state('focused')
    stage.key('ctrl+v')
    entry.wait_text(link)


def test_invitation_is_copied_and_goes(open_stage):
    stage = open_stage('invite')
    assert stage.find(name='Link').text.startswith('https://meet.example.org/r/')
    stage.find('label', re.compile('^Anybody who has it can join: send it only'))
    stage.find('button', 'Copy Link').press()
    stage.window.wait_gone(name='Link')
    stage.toast('Link copied')


def test_invitation_is_a_file_for_the_calendar(open_stage, quiet_session):
    stage = open_stage('invite')
    link = stage.find(name='Link').text
    stage.find('image', 'QR code of the link')
    # In a small window it is reached by scrolling.
    stage.display.resize(stage.id, *SMALL)
    stage.window.wait_gone('button', 'People')
    # The dialog may become another one of the same names meanwhile.
    stage.window.tab_to(stage.key, lambda seen: seen.name == 'Save Invitation…')
    places = []

    def rests():
        places.append(stage.find('button', 'Save Invitation…').extents())
        _, y, _, height = places[-1]
        return 0 <= y and 0 < height and y + height <= SMALL[1] and places[-2:-1] == places[-1:]
    wait_until(rests, 'the button is within the window')
    stage.display.click(*stage.middle(stage.find('button', 'Save Invitation…')))
    # Without a portal GTK asks by a dialog of its own.
    folder = quiet_session.folder / 'saved'
    folder.mkdir()
    name = stage.find('text', 'Name:')
    assert name.text == 'Invitation.ics'
    name.set_text(str(folder / 'call.ics'))
    stage.find('button', 'Save').press()
    stage.toast('Invitation saved')
    stage.window.wait_gone(name='Link')

    path = folder / 'call.ics'
    assert path.stat().st_mode & 0o077 == 0
    data = path.read_bytes()
    lines = data.split(b'\r\n')
    assert max(map(len, lines)) <= 75
    lines = data.decode().replace('\r\n ', '').split('\r\n')
    assert lines[0] == 'BEGIN:VCALENDAR' and lines[-2:] == ['END:VCALENDAR', '']
    assert f'URL:{link}' in lines
    assert f'DESCRIPTION:Join with this link:\\n{link}' in lines
    assert any(re.fullmatch(r'DTSTART:\d{8}T\d{4}00Z', line) for line in lines)


def test_leave_ends_the_page(open_stage):
    stage = open_stage('people-2')
    stage.find('button', 'Leave').press()
    stage.process.wait_line('^left$')
    assert stage.process.wait() == 0


def test_inviting_and_leaving_have_keys(open_stage):
    stage = open_stage('people-2')
    stage.key('ctrl+shift+c')
    stage.toast('Link copied')
    stage.key('ctrl+i')
    stage.find('button', 'Save Invitation…')
    stage.key('Escape')
    stage.window.wait_gone('button', 'Save Invitation…')
    stage.key('ctrl+shift+l')
    stage.process.wait_line('^left$')
    assert stage.process.wait() == 0


def sees_controls(stage):
    """is_red(): whether the red button can be seen."""
    x, y, width, height = stage.find('button', 'Leave').extents()

    def is_red():
        # Extents leave out the shadow that a window without a manager draws.
        image = stage.display.look()
        return any(red > 150 and green < 80 and blue < 80
                   for red, green, blue in (image.pixel(x + i, y + j)
                                            for i in range(0, width + 20, 4)
                                            for j in range(0, height + 20, 4)))
    return is_red


def test_own_picture_is_mirrored_and_who_speaks_has_a_ring(open_stage):
    stage = open_stage('people-3')
    tile = {name: stage.find('grouping', name) for name in ('Mina Park', 'Jun', 'Dana')}
    tile['Jun'].wait_description('speaking')
    assert tile['Mina Park'].description == ''
    # Extents leave out the shadow that a window without a manager draws.
    shadow = 800 - stage.find('grouping', 'Call').extents()[2]

    def colour(name, across):
        """In the middle of that column of a tile: 0 is its left edge, 1 the right one."""
        x, y, width, height = tile[name].extents()
        return stage.display.look().pixel(shadow + x + 1 + int(across * (width - 3)),
                                          shadow + y + height // 2)

    def is_blue(red, green, blue):
        return blue > 200 and red < 100

    # The bars of the own camera go from white to blue.
    wait_until(lambda: is_blue(*colour('Dana', 0.07)), 'the own picture is mirrored')
    assert min(colour('Dana', 0.93)) > 200
    for edge in (0, 1):
        wait_until(lambda edge=edge: is_blue(*colour('Jun', edge)), 'Jun has a ring')
        assert not is_blue(*colour('Mina Park', edge))


def test_nothing_moves_for_who_wants_it_so(open_stage):
    """The controls stay, and tiles are at their new place at once."""
    stage = open_stage('people-5')
    is_red = sees_controls(stage)
    for spot in ((20, 300), (60, 320)):
        stage.display.move(*spot)
    clock = Clock(stage.window)
    clock.wait(clock.now() + 6)
    assert is_red()

    tile = stage.find('grouping', 'Jun')
    places = [tile.extents()]
    stage.find('toggle button', 'More').press()
    stage.find(re.compile('menu item'), 'Speaker').press()

    def is_large():
        places.append(tile.extents())
        return places[-1][2] > 1.5 * places[0][2]
    wait_until(is_large, 'the tile is large', interval=0)
    places.append(tile.extents())
    assert len(set(map(tuple, places))) == 2, places


def test_controls_fade_and_come_back(open_stage):
    # They stay where nothing is to move.
    stage = open_stage('people-2', animated=True)
    is_red = sees_controls(stage)

    def is_red_after_a_move():
        # Again each time: a picture may take longer than the controls stay.
        for spot in ((20, 300), (60, 320)):
            stage.display.move(*spot)
        return is_red()

    wait_until(is_red_after_a_move, 'the controls are there')
    wait_until(lambda: not is_red(), 'the controls fade')
    wait_until(is_red_after_a_move, 'the controls come back')


def test_who_reads_from_right_to_left_has_all_mirrored(open_stage):
    stage = open_stage('people-2', env=LOOKS['right-to-left'])
    own = stage.find('grouping', 'Dana')
    leave = stage.find('button', 'Leave')
    microphone = stage.find('toggle button', 'Microphone')

    def is_at_the_left():
        x, _, width, _ = own.extents()
        return width > 0 and x + width < 400
    wait_until(is_at_the_left, 'the own picture is at the left')
    assert leave.extents()[0] < microphone.extents()[0]


def test_pictures(quiet_session, make_xvfb):
    """All of them with MAJU_PICTURES=all, which takes two minutes; else those
    that hold most."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    display = make_xvfb(quiet_session, width=2000, height=1200)
    scenes = [['people-5'], ['chat'], ['files'], ['asking'], ['trouble']]
    if os.environ.get('MAJU_PICTURES') == 'all':
        scenes = [[]]
    names = []
    for scene in scenes:
        names += quiet_session.run([find_executable('maju-test-stage'), PICTURES, *scene],
                                   env=display.app_env('stage'), timeout=4 * GUARD).split()
    assert len(names) >= 12
    for name in names:
        width = int(re.search(r'-(\d+)(-dark)?\.png$', name).group(1))
        # The small window keeps its own size.
        if width == 1920 or name.startswith('compact'):
            continue
        image = Image(PICTURES / name)
        assert (image.width, image.height) == (width, WIDTHS[width]), name
        assert image.n_colours() > 8, name
        if re.match('people-[3-8]', name):
            # Dark in both styles, beside the controls at the bottom.
            assert max(image.pixel(12, image.height - 12)) < 60, name


@pytest.mark.parametrize('look', LOOKS)
def test_pictures_look(quiet_session, make_xvfb, look):
    """The scenes that hold most, in other languages and for other eyes, in a
    folder for each."""
    folder = PICTURES / look
    folder.mkdir(parents=True, exist_ok=True)
    display = make_xvfb(quiet_session, width=2000, height=1200)
    scenes = ['hands-list']
    if os.environ.get('MAJU_PICTURES') == 'all':
        scenes += ['people-1', 'people-5', 'chat', 'chat-earlier', 'asking-list', 'asked', 'list',
                   'invite', 'trouble', 'states', 'files', 'share', 'quality-list',
                   'quality-details', 'speaker-8']
    for scene in scenes:
        names = quiet_session.run([find_executable('maju-test-stage'), folder, scene],
                                  env=display.app_env('stage', **LOOKS[look]),
                                  timeout=4 * GUARD).split()
        assert len(names) >= 3
        for name in names:
            assert Image(folder / name).n_colours() > 8, name
