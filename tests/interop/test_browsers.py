# SPDX-License-Identifier: GPL-3.0-or-later
"""The harness itself, with a page of its own: what the tests of calls rely on."""

import pytest

from majutest.browser import Browser

PAGE = '''data:text/html,<!doctype html><html lang="en"><title>Harness</title><main>
<h1>Harness</h1><button onclick="this.textContent='Pressed'">Press</button>
<label>Name <input></label><video muted autoplay playsinline></video></main>'''

KINDS = ['chromium', 'firefox']


@pytest.mark.parametrize('kind', KINDS)
def test_page_is_used_by_roles_and_names(browsers, kind, tmp_path):
    browser = browsers(kind)
    browser.open(PAGE)
    browser.press('button', 'Press')
    browser.wait('button', 'Pressed')
    browser.fill('textbox', 'Name', '안녕')
    assert browser.evaluate('document.querySelector("input").value') == '안녕'
    assert browser.evaluate('Promise.resolve({a: [1]})') == {'a': [1]}
    browser.check_axe()
    browser.screenshot(tmp_path / 'page.png')
    browser.check_quiet()
