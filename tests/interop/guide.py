# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses the guest page over its double by what it says."""

import re

from double_page import WEB
from majutest import wait_until


def words(language):
    """The page's own table: what it says by which key."""
    text = (WEB / f'words-{language}.js').read_text()
    found = re.findall(r"^  '?([\w:-]+)'?: '((?:[^'\\]|\\.)*)',$", text, re.M)
    assert len(found) == len(re.findall(r'^  \S+: ', text, re.M))
    return {key: value.replace("\\'", "'") for key, value in found}


def person(name, **values):
    return {'id': name, 'name': name, **values}


MINA, JUN, AMELIE = person('Mina'), person('Jun', speaking=True), \
    person('Amélie', microphone=False, hand=True)
NOBODY_KNOWN = person('박지훈', verified='none', camera=False)


class Guide:
    """Uses the page by what it says in its language."""

    def __init__(self, browser, language):
        self.browser = browser
        self.words = words(language)

    def press(self, key, *values):
        self.browser.press('button', self.said(key, *values))

    def said(self, key, *values):
        text = self.words[key]
        for value in values:
            text = text.replace('%s', value, 1)
        return text

    def get_ready(self):
        self.press('joinHere')
        self.browser.wait('textbox', self.said('yourName'))

    def join(self):
        self.get_ready()
        self.browser.fill('textbox', self.said('yourName'), 'Ana')
        self.press('join')
        wait_until(lambda: self.browser.evaluate('Boolean(window.double.call)'),
                   'the page joins', interval=0.1)

    def open_chat(self):
        self.browser.key('t')
        self.browser.wait('textbox', self.said('message'))

    def open_people(self):
        self.browser.key('p')
        self.browser.wait('tabpanel', self.said('people'))

    def open_menu(self):
        self.press('more')
        self.browser.wait('button', self.said('devices'))

    def open_devices(self):
        self.open_menu()
        self.press('devices')
        self.browser.wait('dialog', self.said('devices'))

    def open_words(self):
        self.open_people()
        self.press('says', self.said('safetyWords'), NOBODY_KNOWN['name'])
        self.browser.wait('dialog', self.said('safetyWords'))

    def open_safety(self):
        self.browser.press('button', f'/^{self.said("safety")}: /')
        self.browser.wait('dialog', self.said('safety'))

    def get_news(self):
        self.browser.evaluate('''{
          const { call } = double, from = call.participants[0];
          call.dispatchEvent(new CustomEvent('ask-mute', { detail: { from } }));
          call.addText(from, 'Are you there? '.repeat(20));
          call.dispatchEvent(new CustomEvent('reaction', { detail: { from, kind: 'heart' } }));
        }''')
        self.browser.wait_text(self.said('asksMute', 'Mina'))

    def share(self):
        self.browser.key('s')
        self.browser.key('m')
        self.browser.wait_text(self.said('youShare'))


def open_anew(browser, page, language='en'):
    """The page as if for the first time; another fragment alone would not do."""
    browser.open('about:blank')
    browser.open(page.link)
    guide = Guide(browser, language)
    browser.wait('heading', guide.said('invited'))
    return guide
