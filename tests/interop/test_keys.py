# SPDX-License-Identifier: GPL-3.0-or-later
"""The guest page by keys: all of it without a pointer, and the keys of a call."""

import json
import re

import pytest

from guide import MINA, open_anew
from majutest import wait_until


def focused(browser):
    """What has the focus is called, and whether that can be seen."""
    return browser.evaluate('''(element => {
      const name = element.getAttribute('aria-label') ?? (element.placeholder ||
                   element.labels?.[0]?.innerText) ?? element.innerText;
      const { outlineStyle, outlineWidth } = getComputedStyle(
        element.closest('.field') ?? element);
      return [name.replace(/[\\u2066-\\u2069]/g, '').split('\\n')[0],
              outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2];
    })(document.activeElement)''')


def walk(browser, steps):
    """The names of what gets the focus next; each must show that it has it."""
    names = []
    for _ in range(steps):
        browser.key('Tab')
        name, is_shown = focused(browser)
        assert is_shown, name
        names.append(name)
    return names


def test_keys_alone(browsers, page):
    """From the link into the call, to chat and people and out of it. A Firefox
    without a window has none that is in use: it shows no focus, nor does Enter
    press anything there."""
    browser = browsers('chromium')
    page.call, page.media = {'people': [MINA]}, {}
    browser.open(page.link)
    browser.wait('heading', 'You Are Invited to a Call')
    assert walk(browser, 3) == ['Open in Maju', 'Join in the Browser', '한국어']
    browser.evaluate('document.querySelector("h1").focus()')
    assert walk(browser, 2)[1] == 'Join in the Browser'
    browser.key('Enter')
    browser.wait('textbox', 'Your name')
    assert walk(browser, 7) == ['Mute', 'Turn Camera Off', 'Your name', 'Microphone', 'Camera',
                                'Speaker', 'Join']
    browser.key('Enter')
    browser.wait('button', 'Leave')
    assert walk(browser, 10) == [
        'Full Screen', 'Mute', 'Turn Camera Off', 'Share Screen', 'Raise Hand',
        'Reactions', 'Chat', 'People', 'More', 'Leave']
    # A key of the keyboard, and then the space bar, which presses the button.
    browser.evaluate('document.querySelector(".controls button").focus()')
    browser.key('Space')
    browser.wait('button', 'Unmute')
    browser.key('m')
    browser.wait('button', 'Mute')
    browser.key('t')
    browser.wait('textbox', 'Message')
    browser.type('m, c and h are letters here')
    browser.key('Enter')
    browser.wait_text('m, c and h are letters here')
    assert browser.has('button', 'Mute')
    browser.key('Escape')
    browser.wait_gone('textbox', 'Message')
    assert focused(browser)[0] == 'Mute'
    browser.key('p')
    browser.wait('tab', 'People')
    assert focused(browser)[0] == 'Safety Words: Mina'
    assert walk(browser, 2) == ['Ask to Mute: Mina', 'Copy Link']
    browser.key('p')
    browser.wait_gone('tab', 'People')
    browser.key('p')
    browser.wait('tab', 'People')
    browser.key('Enter')
    browser.wait('dialog', 'Safety Words')
    browser.key('Escape')
    browser.wait_gone('dialog', 'Safety Words')
    browser.wait('tab', 'People')
    browser.key('Escape')
    browser.wait_gone('tab', 'People')
    browser.evaluate('document.querySelector("[aria-label=More]").focus()')
    browser.key('Enter')
    browser.wait('button', 'Devices')
    assert focused(browser)[0] == 'Devices'
    browser.key('Escape')
    browser.wait_gone('button', 'Devices')
    assert focused(browser)[0] == 'More'
    assert walk(browser, 1) == ['Leave']
    browser.key('Enter')
    browser.wait('heading', 'You Left the Call')


KINDS = ['chromium', 'firefox']


def enter(browser, page, **media):
    """Into a call with Mina."""
    page.call, page.media = {'people': [MINA]}, media
    guide = open_anew(browser, page)
    guide.join()
    browser.wait('button', 'Leave')
    return guide


def send(browser, key, to='document.activeElement', code='', type='keydown', **init):
    """A key that no keyboard here has, or held; to what has the focus. Returns
    whether microphone, camera and hand are on right after it."""
    init = json.dumps({'key': key, 'code': code or f'Key{key.upper()}', 'bubbles': True,
                       'cancelable': True, **init})
    return browser.evaluate(f"""{to}.dispatchEvent(new KeyboardEvent('{type}', {init})),
      [double.media.microphoneOn, double.media.cameraOn, Boolean(double.call?.self.hand)]""")


def tips(browser, of):
    """What the pointer is told over these buttons."""
    return re.sub('[\u2066-\u2069]', '', browser.evaluate(
        f"""[...document.querySelectorAll('.{of} button')]
          .map(button => button.title).join(', ')"""))


def test_space_bar_talks_while_it_is_held(browsers, page):
    """From the beginning, when the title of the page has the focus."""
    browser = browsers('chromium')
    enter(browser, page)
    assert browser.evaluate('document.activeElement.localName') == 'h1'
    browser.key('m')
    browser.wait('button', 'Unmute')
    send(browser, ' ', code='Space')
    browser.wait('button', 'Mute')
    send(browser, ' ', code='Space', repeat=True)
    assert browser.evaluate('double.media.microphoneOn')
    send(browser, ' ', code='Space', type='keyup')
    browser.wait('button', 'Unmute')


def test_keys_of_other_alphabets(browsers, page):
    """The key in the letter's place, but not where a French keyboard has a comma."""
    browser = browsers('chromium')
    enter(browser, page)
    for key, is_on in (('ㅡ', False), ('ь', True), (',', True), ('M', False)):
        assert send(browser, key, code='KeyM')[0] == is_on, key
    # Nor are keys that are no letters.
    assert send(browser, 'ㄷ', code='KeyE', ctrlKey=True) == [False, False, False]
    assert send(browser, 'Home', code='Home', ctrlKey=True) == [False, False, False]
    send(browser, 'Help', code='Help')
    assert not browser.evaluate('document.querySelector(".panel").checkVisibility()')


@pytest.mark.parametrize('kind', KINDS)
def test_letters_that_are_no_keys(browsers, page, kind):
    """Where one writes or chooses, with another key held, and over a dialog."""
    browser = browsers(kind)
    guide = enter(browser, page)
    both = [True, True, False]
    for tag in ('input', 'textarea', 'select', 'p'):
        browser.evaluate(f"""{{
          const field = document.createElement('{tag}');
          field.append(document.createElement('{'option' if tag == 'select' else 'b'}'));
          field.contentEditable = {str(tag == 'p').lower()};
          document.querySelector('.stage').append(field);
          field.focus();
        }}""")
        assert browser.evaluate('document.activeElement.parentNode.className') == 'stage'
        for letter in 'mvh':
            assert send(browser, letter) == both, tag
        assert send(browser, 'm', to='(document.activeElement.querySelector("b") ?? '
                                     'document.activeElement)') == both, tag
        browser.key('Control+d')
        browser.wait('button', 'Unmute')
        browser.key('Control+d')
        browser.wait('button', 'Mute')
        browser.evaluate('document.activeElement.remove()')
    for held in ('ctrlKey', 'altKey', 'metaKey', 'shiftKey', 'modifierAltGraph'):
        for letter in 'mvh':
            assert send(browser, letter, **{held: True}) == both, held
    # What the keyboard's third level has in an m's place.
    assert send(browser, 'µ', code='KeyM', modifierAltGraph=True) == both
    for held in ('altKey', 'metaKey', 'shiftKey'):
        for letter in 'de':
            assert send(browser, letter, ctrlKey=True, **{held: True}) == both, held
    guide.open_devices()
    for letter in 'mvh':
        assert send(browser, letter) == both
    # The devices themselves obey wherever one is.
    browser.key('Control+e')
    wait_until(lambda: not browser.evaluate('double.media.cameraOn'), 'the camera is off',
               interval=0.1)
    browser.key('Escape')
    browser.wait_gone('dialog', 'Devices')
    browser.key('v')
    browser.wait('button', 'Turn Camera Off')


@pytest.mark.parametrize('kind', KINDS)
def test_letters_can_be_switched_off(browsers, page, kind):
    """For as long as the page is there, whatever is joined in it."""
    browser = browsers(kind)
    guide = enter(browser, page)

    def switch(to):
        guide.open_menu()
        browser.press('switch', 'Single-Letter Keys')
        wait_until(lambda: browser.evaluate(
            'document.querySelector("[role=switch]").ariaChecked') == to, 'it is switched',
            interval=0.1)
        browser.check_axe()
        browser.key('Escape')
        browser.wait_gone('button', 'Devices')

    assert tips(browser, 'controls') == 'Mute (Ctrl+D), Turn Camera Off (Ctrl+E), Share Screen (S), ' \
        'Raise Hand (H), Reactions, Chat (T), People (P), More, Leave'
    switch('false')
    silent = 'Mute (Ctrl+D), Turn Camera Off (Ctrl+E), Share Screen, Raise Hand, Reactions, ' \
        'Chat, People, More, Leave'
    assert tips(browser, 'controls') == silent
    for letter in 'mvhstpf':
        assert send(browser, letter) == [True, True, False], letter
    assert tips(browser, 'controls') == silent
    assert not browser.evaluate('document.querySelector(".panel").checkVisibility()')
    for key, button in (('d', 'Unmute'), ('e', 'Turn Camera On'), ('d', 'Mute'),
                        ('e', 'Turn Camera Off')):
        browser.key(f'Control+{key}')
        browser.wait('button', button)
    guide.press('leave')
    guide.press('joinAgain')
    browser.wait('button', 'Leave')
    assert send(browser, 'h') == [True, True, False]
    switch('true')
    browser.key('h')
    browser.wait('button', 'Lower Hand')
    switch('false')
    # Nothing of it is kept.
    guide = enter(browser, page)
    assert browser.evaluate('Object.keys(localStorage).join()') == 'maju-name'
    browser.key('h')
    browser.wait('button', 'Lower Hand')


@pytest.mark.parametrize('kind', KINDS)
def test_devices_obey_before_the_call(browsers, page, kind):
    """Also while the name is written; a letter belongs to that."""
    browser = browsers(kind)
    page.call, page.media = {}, {}
    guide = open_anew(browser, page)
    guide.get_ready()
    browser.wait('button', 'Mute')
    browser.fill('textbox', 'Your name', 'mv')
    browser.key('Control+d')
    browser.wait('button', 'Unmute')
    browser.key('Control+e')
    browser.wait('button', 'Turn Camera On')
    assert tips(browser, 'toggles') == 'Unmute (Ctrl+D), Turn Camera On (Ctrl+E)'
    assert browser.evaluate('document.querySelector("input").value') == 'mv'
    browser.check_axe()
    # And once each, not for this page and for the call.
    guide.press('join')
    browser.wait('button', 'Leave')
    browser.key('Control+d')
    browser.wait('button', 'Mute')


def test_hint_tells_of_a_key_that_works(browsers, page):
    browser = browsers('chromium')
    guide = enter(browser, page)
    browser.key('m')
    browser.wait('button', 'Unmute')
    browser.evaluate('double.media.set({ speaking: true })')
    browser.wait_text('Press Ctrl+D, or hold Space to talk.')
    browser.key('Control+d')
    browser.wait('button', 'Mute')
    wait_until(lambda: guide.said('talkHint') not in browser.text(), 'the hint has gone',
               interval=0.1)


def test_menu_is_within_small_windows(browsers, page):
    browser = browsers('chromium')
    browser.resize(640, 360)
    guide = enter(browser, page)
    guide.open_menu()
    assert browser.evaluate('document.querySelector(":popover-open").getBoundingClientRect().y') \
        >= 0
    browser.press('switch', 'Single-Letter Keys')
