# SPDX-License-Identifier: GPL-3.0-or-later
"""What real browsers make of the answers that the page comes with."""

import pytest

from majutest import wait_until
from majutest.call import Server

KINDS = ['chromium', 'firefox']
ROOM = '/r/interopaaaaaaaaa'

# A promise of what came, or of how it failed.
TALK = '''new Promise(resolve => {
  const socket = new WebSocket(%s, 'maju.v1');
  const seen = [];
  const end = () => { resolve(seen.join(' ')); socket.close(); };
  socket.onopen = () => socket.send('{"type":"ping"}');
  socket.onerror = () => { seen.push('error'); end(); };
  socket.onmessage = event => {
    seen.push(JSON.parse(event.data).type);
    if (seen.length === 2)
      end();
  };
})'''
ENTRIES = '''performance.getEntriesByType('%s').map(
  ({ name, startTime, transferSize = 0, responseStatus = 0 }) =>
    ({ name, startTime, transferSize, responseStatus }))'''


def settle(browser, url):
    """Opens it until nothing is missing: Chromium breaks off what it loads while
    it learns of the network."""
    def is_whole():
        browser.open(url)
        browser.wait_text('Maju')
        found = browser.evaluate(ENTRIES % 'resource')
        return found and all(entry['responseStatus'] for entry in found)
    wait_until(is_whole, 'the page is whole')
    browser.names('button')  # All that came before is read by then.
    browser.troubles.clear()


def failure(browser, expression):
    return browser.evaluate(f'''(async () => {{
      try {{ await ({expression}); return ''; }} catch (error) {{ return error.name; }}
    }})()''')


@pytest.mark.parametrize('kind', KINDS)
def test_page_may_do_what_it_needs_and_nothing_else(browsers, session, kind):
    server, other = Server(session), Server(session)
    browser = browsers(kind)
    settle(browser, server.url + ROOM)
    own = server.url.replace('http', 'ws') + '/ws'
    strange = other.url.replace('http', 'ws') + '/ws'
    assert browser.evaluate(TALK % repr(own)) == 'welcome pong'
    assert browser.evaluate('isSecureContext && crossOriginIsolated')
    assert browser.evaluate('document.cookie') == ''
    assert browser.evaluate('document.referrer') == ''
    browser.check_quiet()

    # From here on the page tries what it is not allowed.
    assert failure(browser, f"fetch('{other.url}/healthz')") == 'TypeError'
    assert failure(browser, f"({TALK % repr(strange)}).then(seen => {{"
                            " if (seen === 'error') throw new RangeError(seen); })") in (
        'RangeError', 'SecurityError', 'NS_ERROR_CONTENT_BLOCKED')
    assert failure(browser, "document.createElement('p').innerHTML = 'x'") == 'TypeError'
    assert failure(browser, "trustedTypes.createPolicy('x', {})") == 'TypeError'
    assert browser.evaluate('''(() => {
      const script = document.createElement('script');
      script.append('window.ran = true');
      document.body.append(script);
      return Boolean(window.ran);
    })()''') is False
    assert browser.evaluate('''(() => {
      document.body.setAttribute('style', 'opacity: 0.5');
      return getComputedStyle(document.body).opacity;
    })()''') == '1'
    browser.names('button')
    print('\n'.join(browser.troubles))
    browser.troubles.clear()


@pytest.mark.parametrize('kind', KINDS)
def test_page_comes_soon_and_whole(browsers, session, kind):
    server = Server(session)
    browser = browsers(kind)
    settle(browser, Server(session).url + ROOM)
    sizes = []
    for _ in range(2):
        browser.open(server.url + ROOM)
        browser.wait_text('Maju')
        found = browser.evaluate(ENTRIES % 'resource')
        found += browser.evaluate(ENTRIES % 'navigation')
        names = [entry['name'] for entry in found]
        assert all(name.startswith(server.url) for name in names), names
        assert all(entry['responseStatus'] in (200, 304) for entry in found), found
        sizes.append(sum(entry['transferSize'] for entry in found))
        paint = browser.evaluate(ENTRIES % 'paint')
        print(f"{kind}: {len(found)} files, {sizes[-1]} bytes, "
              f"first paint after {paint[-1]['startTime']:.0f} ms")
    # With their heads.
    assert sizes[0] < 120000
    # The second time there was nothing new. Firefox counts as if there was.
    assert kind == 'firefox' or sizes[1] < sizes[0] / 3
