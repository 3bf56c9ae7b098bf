# SPDX-License-Identifier: GPL-3.0-or-later
"""How the guest page looks and is used, in each state that it can be in.

With MAJU_PICTURES=all the pictures of all states are in _build/pictures/web;
somebody has to look at them."""

import os
import pathlib
import re

import pytest

from double_page import KEY, ROOM, WEB
from guide import AMELIE, JUN, MINA, NOBODY_KNOWN, Guide, open_anew, person, words
from majutest import wait_until
from majutest.call import Server

PICTURES = pathlib.Path(__file__).resolve().parents[2] / '_build' / 'pictures' / 'web'
SIZES = [(360, 640), (1024, 640)]
if os.environ.get('MAJU_PICTURES') == 'all':
    SIZES.append((1920, 1080))

PAGE_BYTES = 100000
FIRST_PAINT_MS = 300

KNOCKS = {'locked': True, 'answers': True, 'members': [{'id': 'z', 'name': 'Zoé'}]}
NO_DEVICES = {'cameraProblem': 'denied', 'microphoneProblem': 'none', 'microphones': [],
              'cameras': [], 'speakers': []}
TALK = [{'by': 0, 'text': 'Good morning! Can you see my new lamp?'},
        {'text': 'Yes, it glows! 참 예쁘다 😊'},
        {'by': 0, 'text': 'https://example.org/plan or https://example.org@evil.test/x'}]

# What there is, and what is done then.
STATES = {
    'invited': ({}, {}, None),
    'ready': ({}, {}, Guide.get_ready),
    'no-devices': ({}, NO_DEVICES, Guide.get_ready),
    'joining': ({'state': 'joining'}, {}, Guide.join),
    'knocking': ({'state': 'knocking'}, {}, Guide.join),
    'alone': ({}, {}, Guide.join),
    'two': ({'people': [MINA]}, {}, Guide.join),
    'unknown': ({'people': [NOBODY_KNOWN]}, NO_DEVICES, Guide.join),
    'four': ({'people': [MINA, JUN, AMELIE]}, {}, Guide.join),
    'eight': ({'people': [
        MINA, JUN, AMELIE, person('Bo', state='connecting', camera=False),
        person('Cy', state='reconnecting'), person('Di', state='unstable'),
        person('Dana Katherine Scully', state='failed', failure='no-path', camera=False)]},
        {}, Guide.join),
    'asking': ({'people': [person('Mina', state='asking', camera=False),
                           person('Jun', state='waiting', camera=False)]}, {}, Guide.join),
    'screen': ({'people': [person('Mina', screen=True), JUN, AMELIE]}, {}, Guide.join),
    'bars': ({'state': 'reconnecting', 'people': [MINA], 'door': KNOCKS}, {}, Guide.join),
    'sharing': ({'people': [MINA, JUN]}, {}, lambda g: (g.join(), g.share())),
    'news': ({'people': [MINA]}, {}, lambda g: (g.join(), g.get_news())),
    'chat': ({'people': [MINA], 'messages': TALK}, {}, lambda g: (g.join(), g.open_chat())),
    'no-messages': ({'people': [MINA]}, {}, lambda g: (g.join(), g.open_chat())),
    'people': ({'people': [MINA, NOBODY_KNOWN, person('Bo', state='failed', failure='lost')],
                'door': KNOCKS}, {}, lambda g: (g.join(), g.open_people())),
    'menu': ({'people': [MINA]}, {}, lambda g: (g.join(), g.open_menu())),
    'devices': ({'people': [MINA]}, {}, lambda g: (g.join(), g.open_devices())),
    'words': ({'people': [NOBODY_KNOWN]}, {}, lambda g: (g.join(), g.open_words())),
    'safety': ({'people': [MINA, NOBODY_KNOWN]}, {}, lambda g: (g.join(), g.open_safety())),
    'left': ({'state': 'ended', 'ending': 'left'}, {}, Guide.join),
}
ENDINGS = {
    'left': 'joinAgain', 'removed': 'knock', 'room-full': 'tryAgain', 'locked': 'tryAgain',
    'refused': 'tryAgain', 'no-answer': 'knock', 'unreachable': 'tryAgain',
    'draining': 'tryAgain', 'bad-link': None, 'unsupported': None,
    'rate-limited': 'tryAgain', 'lost': 'joinAgain', 'taken-over': 'joinAgain',
    'internal': 'joinAgain', 'version': 'reload', 'join-failed': 'tryAgain',
}


def show(browser, page, name, language):
    page.call, page.media, act = STATES[name]
    guide = open_anew(browser, page, language)
    if act:
        act(guide)
    return guide


def check_fits(browser, name):
    """Nothing is wider than the window, and no button is out of it."""
    found = browser.evaluate('''[
      document.documentElement.scrollWidth - innerWidth,
      ...[...document.querySelectorAll('button, a')]
        .filter(element => element.checkVisibility())
        .map(element => element.getBoundingClientRect())
        .map(box => Math.max(-box.left, box.right - innerWidth))]''')
    assert max(found) < 1, (name, found)


def settle(browser):
    """Until nothing moves any more but what turns forever."""
    browser.evaluate('''Promise.all(document.getAnimations()
      .filter(animation => animation.effect.getComputedTiming().endTime < 1000)
      .map(animation => animation.finished.catch(() => {})))
      .then(() => new Promise(requestAnimationFrame)).then(() => 0)''')


@pytest.mark.parametrize('kind, language, dark', [
    ('chromium', 'en', False), ('chromium', 'ko', True), ('firefox', 'en', True)])
def test_states(browsers, page, kind, language, dark):
    """Each state, small and large: whole, and axe-core finds nothing."""
    browser = browsers(kind, language='ko-KR' if language == 'ko' else 'en-US', dark=dark)
    look = f'{kind}-{language}-{"dark" if dark else "light"}'
    for width, height in SIZES:
        browser.resize(width, height)
        for name in STATES:
            show(browser, page, name, language)
            settle(browser)
            if os.environ.get('MAJU_PICTURES') == 'all':
                browser.screenshot(PICTURES / f'{look}-{width}' / f'{name}.png')
            check_fits(browser, f'{name} at {width}')
            browser.check_axe()


def test_endings(browsers, page):
    """Each has its own words, and a way on where there is one."""
    browser = browsers('chromium')
    seen = set()
    for ending, key in ENDINGS.items():
        page.call, page.media = {'state': 'ended', 'ending': ending}, {}
        browser.open('about:blank')
        browser.open(page.link)
        guide = Guide(browser, 'en')
        guide.join()
        browser.wait('heading', guide.said(f'{ending}:title'))
        assert guide.said(f'{ending}:text') in browser.text()
        buttons = browser.names('button')
        assert buttons == ([guide.said(key)] if key else []), ending
        assert browser.names('link') == ['Open in Maju']
        title = browser.evaluate('document.title')
        assert title == f'{guide.said(f"{ending}:title")} – Maju'
        seen.add(title)
        browser.check_axe()
    assert len(seen) >= len(ENDINGS) - 1


def test_link_that_opens_no_room(browsers, page):
    browser = browsers('chromium')
    browser.open(page.url + '#' + 'x' * 21)
    browser.wait('heading', words('en')['bad-link:title'])
    assert browser.names('button') == browser.names('link') == []
    browser.check_axe()


def test_what_messengers_append_is_no_part_of_the_link(browsers, page):
    browser = browsers('chromium')
    browser.open(f'{page.url}?utm_source=x{KEY}')
    browser.wait('button', 'Join in the Browser')
    assert browser.evaluate('document.querySelector("a").href') == \
        f'maju://{page.url.split("/")[2]}/r/{ROOM}?plain{KEY}'


def test_language_can_be_switched(browsers, page):
    browser = browsers('chromium')
    browser.open(page.link)
    browser.press('button', '한국어')
    browser.wait('heading', words('ko')['invited'])
    assert browser.evaluate('document.documentElement.lang') == 'ko'
    browser.press('button', 'English')
    browser.wait('heading', words('en')['invited'])


def test_only_the_name_is_stored(browsers, page):
    browser = browsers('chromium')
    guide = show(browser, page, 'two', 'en')
    assert browser.evaluate('JSON.stringify(localStorage)') == '{"maju-name":"Ana"}'
    assert browser.evaluate('sessionStorage.length') == 0
    assert browser.evaluate('document.cookie') == ''
    assert 'AAEC' not in browser.evaluate('document.title')
    browser.open('about:blank')
    browser.open(page.link)
    guide.get_ready()
    assert browser.evaluate('document.querySelector("input").value') == 'Ana'


def test_text_twice_as_large(browsers, page):
    browser = browsers('chromium')
    browser.resize(640, 640)
    for name in ('invited', 'ready', 'no-devices', 'four', 'chat', 'people', 'words'):
        show(browser, page, name, 'en')
        browser.evaluate('document.documentElement.style.fontSize = "200%"')
        settle(browser)
        check_fits(browser, name)
        if os.environ.get('MAJU_PICTURES') == 'all':
            browser.screenshot(PICTURES / 'large-text' / f'{name}.png')


def test_controls_fade_while_nobody_moves(browsers, page):
    """But not under the pointer, nor for who uses keys or wants no motion."""
    browser = browsers('chromium')
    faded = 'document.querySelector(".stage.faded") !== null'
    show(browser, page, 'two', 'en')
    wait_until(lambda: browser.evaluate(faded), 'the controls fade', interval=0.2)
    browser.key('Tab')
    assert not browser.evaluate(faded)
    assert browser.evaluate('''new Promise(done => setTimeout(() => done(
      document.querySelector('.stage.faded') === null), 4000))''')
    still = browsers('chromium', 'Still', still=True)
    show(still, page, 'two', 'en')
    assert still.evaluate('''new Promise(done => setTimeout(() => done(
      document.querySelector('.stage.faded') === null), 4000))''')


def test_sound_that_was_held_back(browsers, page):
    browser = browsers('chromium')
    guide = show(browser, page, 'two', 'en')
    browser.evaluate('''{
      HTMLMediaElement.prototype.play = async () => {
        throw new DOMException('Not yet', 'NotAllowedError');
      };
      double.call.participants[0].set({ audioStream: double.media.cameraStream });
    }''')
    browser.wait_text(guide.said('silent'))
    browser.evaluate('void (HTMLMediaElement.prototype.play = async () => {})')
    guide.press('hear')
    browser.wait_gone('button', guide.said('hear'))


def test_host_of_a_link_cannot_be_turned_around(browsers, page):
    browser = browsers('chromium')
    page.call, page.media = {'people': [MINA], 'messages': [
        {'by': 0, 'text': 'https://example.org\u202e@evil.test/x'}]}, {}
    browser.open(page.link)
    guide = Guide(browser, 'en')
    guide.join()
    guide.open_chat()
    browser.wait_text('(evil.test)')
    assert browser.evaluate('''(() => {
      const walk = document.createTreeWalker(document.querySelector('.bubble'),
                                             NodeFilter.SHOW_TEXT);
      const left = at => {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        return range.getBoundingClientRect().left;
      };
      let node, text;
      while ((text = walk.nextNode()))
        node = text.data.includes('evil.test') ? text : node;
      const at = node.data.lastIndexOf('evil.test');
      return left(at) < left(at + 8);
    })()''')


def test_screen_may_sleep_after_a_call_that_was_left_quickly(browsers, page):
    browser = browsers('chromium')
    page.call, page.media = {'people': [MINA]}, {}
    browser.open(page.link)
    browser.evaluate('''{
      window.released = false;
      WakeLock.prototype.request = () => new Promise(give => {
        window.give = () => give({ release: async () => { window.released = true; } });
      });
    }''')
    guide = Guide(browser, 'en')
    guide.join()
    guide.press('leave')
    browser.wait('heading', guide.said('left:title'))
    browser.evaluate('give()')
    wait_until(lambda: browser.evaluate('released'), 'the lock is released', interval=0.1)


def test_corrected_link_in_the_same_tab(browsers, page):
    """Is followed at once, but not out of a call with somebody."""
    browser = browsers('chromium')
    guide = Guide(browser, 'en')
    other = KEY.replace('AAE', 'AQE')

    read, asked = page.read, []
    page.read = lambda path: asked.append(path) or read(path)

    def later(what):
        """Nothing can be asked of a page that goes."""
        asked.clear()
        browser.evaluate(f'void setTimeout(() => {{ {what}; }})')

    def paste(key):
        later(f'location.hash = "{key}"')

    def check_invited(key):
        wait_until(lambda: '/web/state.js' in asked, 'the page is loaded', interval=0.1)
        browser.wait('heading', guide.said('invited'))
        assert browser.evaluate('document.querySelector("a").href').endswith(key)
    page.call, page.media = {'people': [MINA]}, {}
    browser.open(page.url + '#' + 'x' * 21)
    browser.wait('heading', guide.said('bad-link:title'))
    paste(KEY)
    check_invited(KEY)
    guide.join()
    browser.wait('button', 'Leave')
    browser.evaluate('addEventListener("hashchange", () => { window.pasted = true; })')
    paste(other)
    wait_until(lambda: browser.evaluate('window.pasted'), 'it is pasted', interval=0.1)
    page.call = {}
    later('double.call.leave()')
    check_invited(other)
    guide.join()
    browser.wait('heading', guide.said('waitingForOthers'))
    paste(KEY)
    check_invited(KEY)


def test_safety_is_not_told_of_nobody(browsers, page):
    browser = browsers('chromium')
    page.call, page.media = {'people': [person('Mina', state='connecting', camera=False)]}, {}
    browser.open(page.link)
    guide = Guide(browser, 'en')
    guide.join()
    browser.wait('button', 'Leave')
    assert not browser.has('button', f'/^{guide.said("safety")}: /')
    browser.evaluate('double.call.participants[0].set({ state: "connected" })')
    browser.wait('button', f'{guide.said("safety")}: {guide.said("verified")}')


@pytest.mark.parametrize('width', [360, 1280])
def test_who_waits_to_be_let_in_is_told(browsers, page, width):
    """By a bar, or by a notice where their tile has room for the question."""
    browser = browsers('chromium')
    browser.resize(width, 800)
    page.call, page.media = {
        'people': [MINA, person('Jun', state='connecting', camera=False)]}, {}
    browser.open(page.link)
    guide = Guide(browser, 'en')
    guide.join()
    browser.wait('button', 'Leave')
    browser.evaluate('double.call.participants[1].set({ state: "asking" })')
    if width == 360:
        browser.wait('button', guide.said('says', guide.said('letIn'), 'Jun'))
        assert guide.said('keyless', 'Jun') not in browser.text()
        return
    browser.wait_text(guide.said('keyless', 'Jun'))
    guide.press('show')
    browser.wait('tabpanel', guide.said('people'))
    assert browser.has('button', guide.said('says', guide.said('letIn'), 'Jun'))


def test_nothing_is_watched_in_the_background(browsers, page):
    """What nobody sees need not be sent."""
    browser = browsers('firefox')
    show(browser, page, 'screen', 'en')
    heights = 'double.call.participants.map(other => other.watched)'

    def is_watched():
        watched = browser.evaluate(heights)
        if None in watched:
            return False
        (camera, screen), *others = watched
        return screen > camera > 0 and all(c > 0 and s == 0 for c, s in others)
    wait_until(is_watched, 'all are watched as large as they are shown', interval=0.2)
    browser.hide()
    wait_until(lambda: browser.evaluate(heights) == [[0, 0]] * 3, 'none is watched', interval=0.2)
    browser.show()
    wait_until(is_watched, 'all are watched again', interval=0.2)


def test_both_languages_say_all():
    english, korean = words('en'), words('ko')
    assert english.keys() == korean.keys()
    for key, value in english.items():
        assert value.count('%s') == korean[key].count('%s'), key
        assert value and korean[key]
    # And nothing is said that is not used.
    code = ''.join(path.read_text() for path in WEB.glob('*.js')
                   if not path.name.startswith('words-'))
    made = ('camera-', 'microphone-', 'screen-', 'notice:')
    for key in english:
        assert (key.startswith(made) or ':' in key or
                re.search(rf"[' ]{re.escape(key)}[': ,]", code)), key


def test_korean_speaks_as_the_application_does():
    korean, of_page = (WEB.parents[2] / 'po/ko.po').read_text(), words('ko')
    assert f'msgid "Guest"\nmsgstr "{of_page["guest"]}"' in korean
    for text in (korean, *of_page.values()):
        # Who has no name is spoken to as all others, and nobody is a member.
        assert '손님' not in text and '회원님' not in text


def test_safety_words_are_those_of_the_application():
    top = WEB.parents[2]
    source = (top / 'src/peer/maju-safety-words.c').read_text()
    english = re.findall(r'NC_\("safety word", "([^"]+)"\)', source)
    korean = dict(re.findall(r'msgctxt "safety word"\nmsgid "([^"]+)"\nmsgstr "([^"]+)"',
                             (top / 'po/ko.po').read_text()))

    def of_page(language):
        text = (WEB / f'words-{language}.js').read_text().partition('safetyNames =')[2]
        return ''.join(re.findall("'([^']*)'", text)).split(',')
    assert len(english) == 64
    assert of_page('en') == english
    assert of_page('ko') == [korean[name] for name in english]


def test_device_that_is_lost_in_a_call_is_told(browsers, page):
    """With a way to choose another; what was wrong before is not told again."""
    browser = browsers('chromium')
    guide = show(browser, page, 'unknown', 'en')
    browser.wait('button', 'Leave')
    browser.evaluate('double.media.set({ microphoneProblem: "lost", microphoneOn: false })')
    browser.wait_text(guide.said('microphone-lost'))
    assert guide.said('camera-denied') not in browser.text()
    guide.press('devices')
    browser.wait('dialog', 'Devices')


@pytest.mark.parametrize('kind', ['chromium', 'firefox'])
def test_first_paint_and_size(browsers, session, kind):
    """From the real server. Times are told only: this machine may be busy."""
    server = Server(session)
    browser = browsers(kind)
    paints, size = [], 0
    for number in range(10):
        browser.open('about:blank')
        browser.open(f'{server.url}/r/{ROOM[:-1]}{"abcdefghij"[number]}{KEY}')
        browser.wait('button', 'Join in the Browser')
        paints.append(browser.evaluate(
            'performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null'))
        # The first time nothing is known yet.
        size = size or browser.evaluate('''[...performance.getEntriesByType('resource'),
          ...performance.getEntriesByType('navigation')]
          .reduce((sum, entry) => sum + entry.encodedBodySize, 0)''')
    paints = sorted(p for p in paints if p is not None)
    print(f'{kind}: {size} bytes; first paint after '
          f'{[round(p) for p in paints]} ms (wished: {FIRST_PAINT_MS})')
    assert PAGE_BYTES / 3 < size < PAGE_BYTES
