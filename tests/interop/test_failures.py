# SPDX-License-Identifier: GPL-3.0-or-later
"""Each way that joining fails: it is said what happened and what to do."""

import pytest

from double_page import KEY, ROOM
from double_server import WELCOME, DoubleServer
from guide import words
from majutest import wait_until
from majutest.call import Server

KINDS = ['chromium', 'firefox']
LATER = {'retry_after_ms': 60000}


@pytest.fixture
def page(policy):
    page = DoubleServer({'Content-Security-Policy': policy, 'Cache-Control': 'no-cache'})
    yield page
    page.close()


def open_page(browser, page, link=None):
    """Anew, whatever was there."""
    browser.open('about:blank')
    browser.open(link or page.link)


def join(browser, said):
    browser.press('button', said['joinHere'])
    browser.wait('textbox', said['yourName'])
    browser.press('button', said['join'])


def check_ending(browser, said, ending, button, links=1):
    browser.wait('heading', said[f'{ending}:title'])
    assert said[f'{ending}:text'] in browser.text()
    assert browser.names('button') == ([said[button]] if button else [])
    assert browser.names('link') == [said['openInMaju']] * links


def press_and_leave(browser):
    """The first button, which has the page loaded anew: no answer would come."""
    browser.evaluate("void setTimeout(() => document.querySelector('button').click())")


def wait_for_page(browser, role, name, expression='true'):
    """Also while it is loaded anew: there is no page then that could answer."""
    def check():
        try:
            return browser.has(role, name) and browser.evaluate(expression)
        except AssertionError as error:
            print(error)
            return False
    wait_until(check, f'{role} {name!r}, {expression}', interval=0.3)


def after_hello(*messages):
    return lambda message: [WELCOME] if message is None else messages


def error(code, **fields):
    return {'type': 'error', 'code': code, 'fatal': True, **fields}


def close(message):
    raise EOFError


def close_after_hello(message):
    if message is None:
        return [WELCOME]
    raise EOFError


# What the server does, and what the page says and offers then.
FAILURES = {
    'room-full': (after_hello(error('room-full')), 'room-full', 'tryAgain'),
    'locked': (after_hello(error('locked')), 'locked', 'tryAgain'),
    'refused': (after_hello({'type': 'waiting'}, error('refused')), 'refused', 'tryAgain'),
    'no-answer': (after_hello({'type': 'waiting'}, error('no-answer')), 'no-answer', 'knock'),
    'removed': (after_hello(error('removed')), 'removed', 'knock'),
    'taken-over': (after_hello(error('taken-over')), 'taken-over', 'joinAgain'),
    'rate-limited': (lambda message: [error('rate-limited', **LATER)], 'rate-limited', 'tryAgain'),
    'draining': (lambda message: [error('draining', **LATER)], 'draining', 'tryAgain'),
    'internal': (after_hello(error('internal', **LATER)), 'join-failed', 'tryAgain'),
    'time-out': (after_hello(error('time-out', **LATER)), 'join-failed', 'tryAgain'),
    'bad-message': (after_hello(error('bad-message')), 'join-failed', 'tryAgain'),
    'too-large': (after_hello(error('too-large')), 'join-failed', 'tryAgain'),
    'not-joined': (after_hello(error('not-joined')), 'join-failed', 'tryAgain'),
    'a later code': (after_hello(error('moon-phase')), 'join-failed', 'tryAgain'),
    'nonsense': (after_hello('<html>'), 'join-failed', 'tryAgain'),
    'another version': (lambda message: [WELCOME | {'protocol_min': 2, 'protocol_max': 3}],
                        'version', 'reload'),
    'no WebSockets': (None, 'unreachable', 'tryAgain'),
    'blocked WebSockets': (close, 'unreachable', 'tryAgain'),
    'gone while joining': (close_after_hello, 'unreachable', 'tryAgain'),
    'no word': (lambda message: [], 'unreachable', 'tryAgain'),
}


@pytest.mark.parametrize('kind, language', [('chromium', 'ko'), ('firefox', 'en')])
def test_server_fails(browsers, page, kind, language):
    browser = browsers(kind, language='ko-KR' if language == 'ko' else 'en-US')
    said = words(language)
    for name, (page.answers, ending, button) in FAILURES.items():
        print(name)
        open_page(browser, page)
        join(browser, said)
        check_ending(browser, said, ending, button)
        browser.check_axe()
    # What cannot be loaded is said in the console.
    browser.troubles.clear()


def test_page_of_another_version_is_loaded_again(browsers, page):
    browser, said = browsers('chromium'), words('en')
    page.answers = FAILURES['another version'][0]
    open_page(browser, page)
    join(browser, said)
    browser.wait('button', said['reload'])
    press_and_leave(browser)
    wait_for_page(browser, 'heading', said['invited'])
    assert browser.evaluate('location.href') == page.link


@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize('path', ['/r/short', f'/r/{ROOM}/x', '/r/', f'/r/{ROOM}#damaged'])
def test_link_that_is_damaged(browsers, session, kind, path):
    browser = browsers(kind)
    open_page(browser, None, Server(session).url + path)
    check_ending(browser, words('en'), 'bad-link', None, links=0)
    # That it is none is in the console, too.
    browser.troubles.clear()


@pytest.mark.parametrize('kind', KINDS)
def test_page_that_is_not_secure(browsers, session, kind):
    browser, said = browsers(kind), words('en')
    server = Server(session, address='10.7.0.2')
    open_page(browser, None, f'{server.url}/r/{ROOM}{KEY}')
    browser.wait_text(said['insecure'])
    assert browser.names('link') == [said['openInMaju']]
    assert said['joinHere'] not in browser.names('button')
    browser.troubles.clear()


@pytest.mark.parametrize('kind', KINDS)
def test_link_without_a_key(browsers, page, kind):
    browser = browsers(kind)
    open_page(browser, page, page.url)
    browser.wait_text(words('en')['invitedNoKey'])


def test_browser_without_calls(browsers, page):
    browser = browsers('firefox', prefs={'media.peerconnection.enabled': False})
    open_page(browser, page)
    check_ending(browser, words('en'), 'unsupported', None)
    # Of the doubles of devices, which are made before.
    browser.names('button')
    assert all('RTCPeerConnection is not defined' in text for text in browser.troubles)
    browser.troubles.clear()


@pytest.mark.parametrize('kind', KINDS)
def test_browser_that_is_too_old(browsers, page, kind):
    """It has no modules, and says so in both languages; nothing is tried again."""
    browser = browsers(kind)
    start = page.read('/web/start.js')[0].decode()
    page.replaced = {'start.js': f'window.HTMLDialogElement = undefined;{start}', 'main.js': '('}
    open_page(browser, page)
    browser.wait_text('This browser is too old')
    browser.wait_text('브라우저가 너무 오래되어')
    assert 'Not all of this page has come' not in browser.text()
    assert page.asked.count('/web/main.js') == 1
    browser.troubles.clear()


# What is not answered at first: the module that the page begins with, one that it
# imports, one that is imported late, a style.
PARTS = ['/web/main.js', '/web/wire.js', '/web/words-en.js', '/web/style.css']


@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize('part', PARTS)
def test_what_does_not_come_is_asked_for_again(browsers, page, kind, part):
    browser = browsers(kind)
    page.missing = {part: 3}
    open_page(browser, page)
    wait_for_page(browser, 'button', words('en')['joinHere'],
                  "getComputedStyle(document.querySelector('.pill')).borderRadius !== '0px'")
    assert page.missing == {part: 0}
    assert browser.evaluate('location.href') == page.link
    assert browser.evaluate('history.state') is None
    browser.troubles.clear()


@pytest.mark.parametrize('kind', KINDS)
def test_what_never_comes_is_told(browsers, page, kind):
    browser = browsers(kind)
    page.missing = {'/web/wire.js': 1000}
    open_page(browser, page)
    wait_for_page(browser, 'button', '/^Try Again/')
    browser.wait_text('Not all of this page has come.')
    browser.wait_text('페이지를 다 불러오지 못했습니다.')
    browser.check_axe()
    page.missing.clear()
    press_and_leave(browser)
    wait_for_page(browser, 'button', words('en')['joinHere'])
    browser.troubles.clear()


@pytest.mark.parametrize('kind', KINDS)
def test_not_even_the_first_script_comes(browsers, page, kind):
    """Then words of the plain page appear after a while."""
    browser = browsers(kind)
    page.missing = {'/web/start.js': 1000, '/web/main.js': 1000}
    open_page(browser, page)
    shown = "getComputedStyle(document.querySelector('#late')).visibility === 'visible'"
    wait_until(lambda: browser.evaluate(shown), 'the words are shown', interval=0.5)
    browser.troubles.clear()
