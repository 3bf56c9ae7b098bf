# SPDX-License-Identifier: GPL-3.0-or-later
"""Maju's own window in a call with a browser.

Pictures of what was seen are written to _build/pictures."""

import pytest

from majutest import TestTimeout, wait_until
from majutest.compositor import Sway
from majutest.person import PICTURES, Person

KINDS = ['chromium', 'firefox']
# The shape of the cameras' pictures, so that nothing of them is cropped when one
# fills the window.
WIDTH, HEIGHT = 960, 540
WORDS = '''[...document.querySelectorAll('dialog[open] .emoji li')]
  .map(item => item.lastChild.textContent)'''


@pytest.fixture
def mina(room, make_session, make_desktop):
    """Somebody with a desktop, who has started a call."""
    session = make_session()
    # A tone that lasts is noise to who suppresses it.
    settings = f"server='{room.server.url}'\nnoise-suppression=false\ngain-control=false"
    mina = Person('Mina', 'sky', session, Sway(session, width=WIDTH, height=HEIGHT),
                  make_desktop(session), settings)
    mina.microphone.play_tone(440, -20)
    room.link = mina.new_call()
    return mina


def wait_counting(mina, guest):
    """The guest's picture fills Mina's window, and goes on."""
    def numbers():
        number = mina.counter()
        # What lies under the header is not read: of the upper half, eight bits.
        return number if number is not None and number >> 16 == guest.number else None
    first = wait_until(numbers, f'{mina.name} sees the camera of {guest.name}', interval=0.2)
    wait_until(lambda: (numbers() or first) != first, 'the picture goes on', interval=0.2)


def wait_heard(mina, hertz):
    """That tone and little else comes out of Mina's speaker."""
    clear = 0
    found = []

    def check():
        nonlocal clear
        sound = mina.speaker.record(0.5)
        found.append((round(sound.level_dbfs()), sound.tones(2)))
        clear += len(sound.clear_pieces(hertz))
        return clear >= 20
    try:
        wait_until(check, f'{mina.name} hears {hertz} Hz')
    except TestTimeout as error:
        raise TestTimeout(f'{error}; {found}') from None


@pytest.mark.parametrize('kind', KINDS)
def test_window_and_browser(room, mina, kind):
    """They see, hear and read each other; who raises a hand, is muted, switches
    the camera off or leaves is shown as such."""
    bo = room.add_guest(kind, 'Bo')
    mina.toast('Bo joined')
    mina.wait_connected('Bo')
    bo.wait_connected('Mina')
    mina.find('button', 'Verified')
    wait_counting(mina, bo)
    bo.wait_seen('Mina', 20, of=0)
    wait_heard(mina, bo.hertz)
    bo.wait_heard(440)
    mina.sway.picture(PICTURES / f'window-with-{kind}.png')
    bo.screenshot(PICTURES / f'page-with-window-{kind}.png')

    bo.write('Can you read <b>this</b>?')
    mina.toast('Bo: Can you read <b>this</b>?')
    mina.open_chat()
    mina.say('^Bo, .*: Can you read <b>this</b>[?]$')
    mina.write('네, 보여요')
    bo.wait_text('네, 보여요')
    mina.say('^You, .*').wait_description('Delivered')
    mina.sway.picture(PICTURES / f'window-chat-{kind}.png')
    bo.screenshot(PICTURES / f'page-chat-{kind}.png')
    mina.find('button', 'Chat').press()

    bo.press('button', '/^Raise Hand/')
    mina.said.wait('Bo raised a hand')
    mina.wait_tile('Bo', 'hand raised')
    bo.press('button', '/^Lower Hand/')
    mina.find('toggle button', 'Raise Hand').press()
    bo.wait('listitem', '/^Mina, hand raised/')
    bo.press('button', '/^Mute/')
    mina.wait_tile('Bo', 'muted')
    bo.press('button', '/^Turn Camera Off/')
    mina.wait_tile('Bo', 'muted, camera off')
    mina.sway.picture(PICTURES / f'window-camera-off-{kind}.png')
    # It still has a tone, which nobody hears.
    hint = 'You are muted, and others do not hear you.'
    bo.wait_told(hint)
    bo.press('button', '/^Turn Camera On/')
    bo.press('button', '/^Unmute/')
    mina.wait_connected('Bo')
    assert hint not in bo.text()
    wait_counting(mina, bo)
    mina.find('toggle button', 'Microphone').press()
    bo.wait('listitem', '/^Mina, muted/')
    mina.find('toggle button', 'Camera').press()
    bo.wait('listitem', '/^Mina, muted, camera off/')
    bo.screenshot(PICTURES / f'page-camera-off-{kind}.png')

    bo.leave()
    mina.toast('Bo left')
    mina.say('Waiting for Others')
    mina.app.wait_gone(name='Bo')
    mina.leave()
    mina.close()


@pytest.mark.parametrize('kind', KINDS)
def test_window_leaves(room, mina, kind):
    """The page says so, and of a guest without the key both show the same safety
    words."""
    room.link = room.link.partition('#')[0]
    bo = room.open_browser(kind, 'Bo')
    bo.visit(room.link)
    bo.press_join()
    mina.find('button', 'Let In').press()
    bo.wait('button', '/^Leave/')
    bo.wait('listitem', '/^Mina.*, not verified/')
    mina.wait_tile('Bo', 'not verified')
    mina.find('button', 'People').press()
    words = mina.open_safety_words('Bo')
    assert len(words) == 12
    bo.press('button', '/^People/')
    bo.press('button', 'Safety Words: Mina')
    bo.wait('button', 'They Match')
    assert bo.evaluate(WORDS) == words
    mina.sway.picture(PICTURES / f'window-words-{kind}.png')
    bo.screenshot(PICTURES / f'page-words-{kind}.png')
    mina.find('button', 'They Match').press()
    mina.wait_tile('Bo', '')
    bo.press('button', 'They Match')
    bo.wait_connected('Mina')
    wait_until(lambda: not any('not verified' in label for label in bo.names('listitem')),
               'Mina is verified', interval=0.1)
    mina.leave()
    bo.wait_text('Mina left')
    mina.close()
    bo.leave()
