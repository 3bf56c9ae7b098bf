# SPDX-License-Identifier: GPL-3.0-or-later
"""Real browsers, driven by tests/interop/driver/driver.js."""

import base64
import itertools
import json
import os
import pathlib
import re
import struct
import subprocess

from .audio import Sound
from .film import write_camera, write_tone
from .network import POWERLESS
from .process import GUARD, TOP, TestTimeout, wait_until

DRIVER = TOP / 'tests' / 'interop' / 'driver'

CHROMIUM_ARGUMENTS = [
    '--disable-gpu', '--use-fake-device-for-media-stream', '--no-first-run', '--disable-quic',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--disable-features=MediaRouter,OptimizationHints,Translate',
]
FIREFOX_PREFS = {
    'media.navigator.streams.fake': True,
    'media.gmp-manager.updateEnabled': False,
    'media.gmp-manager.url': 'data:text/plain,',
    'app.update.enabled': False,
    'browser.aboutwelcome.enabled': False,
    'browser.newtabpage.enabled': False,
    'browser.safebrowsing.malware.enabled': False,
    'browser.safebrowsing.phishing.enabled': False,
    'browser.shell.checkDefaultBrowser': False,
    'datareporting.policy.dataSubmissionEnabled': False,
    'extensions.update.enabled': False,
    'media.hardware-video-encoding.enabled': False,
    'network.captive-portal-service.enabled': False,
    'network.connectivity-service.enabled': False,
    'network.prefetch-next': False,
    'services.settings.server': 'data:,',
    'toolkit.telemetry.enabled': False,
}

_numbers = itertools.count(1)


class Browser:
    """A Chromium or Firefox without a window, and the one page in it. What the
    page complains about (exceptions, rejections, the content security policy,
    console.error) is in `troubles`, and fails the test at its end."""

    def __init__(self, session, kind, name='Browser', *, hertz=700, width=1280, height=800,
                 dark=False, still=False, language='en-US', allow=('camera', 'microphone'),
                 arguments=(), prefs=None, via=None, second=None):
        self.kind = kind
        self.name = name
        # The upper 16 bits of the numbers in its camera's and its screen's frames.
        self.number = next(_numbers)
        self.screen_number = self.number + 128
        self.hertz = hertz
        self.troubles = []
        self._session = session
        self._ids = itertools.count(1)
        self._read = 0
        self.folder = session.folder / f'browser-{name}'
        self.folder.mkdir()
        (self.folder / 'profile').mkdir()
        firefox = kind == 'firefox'
        # Where second is given, there are another camera and a microphone with a
        # tone of so many hertz.
        self.second_number = self.number + 64
        config = {'number': self.number, 'drawCamera': firefox, 'noScreens': firefox,
                  'second': second}
        device = (DRIVER / 'device.js').read_text().replace('= CONFIG;', f'= {json.dumps(config)};')
        request = {'folder': str(self.folder / 'profile'), 'width': width, 'height': height,
                   'permissions': list(allow), 'init': device,
                   'media': {'dark': dark, 'still': still, 'language': language}}
        if firefox:
            request['prefs'] = self._prefs(allow) | (prefs or {})
        else:
            request['args'] = self._arguments(allow) + list(arguments)
        # A socket's path has room for about 100 bytes only.
        env = session.app_env(f'browser-{name}', TMPDIR=session.runtime,
                              MAJU_BROWSER_MODULES=os.environ['MAJU_BROWSER_MODULES'])
        self.process = session.start(['node', DRIVER / 'driver.js', kind], name=f'browser-{name}',
                                     env=env, stdin=subprocess.PIPE,
                                     via=POWERLESS if via is None else via)
        self.version = self._ask('launch', **request)['version']

    def _arguments(self, allow):
        film, tone = self.folder / 'camera.y4m', self.folder / 'tone.wav'
        write_camera(film, self.number)
        write_tone(tone, self.hertz)
        return CHROMIUM_ARGUMENTS + [f'--use-file-for-fake-video-capture={film}',
                                     f'--use-file-for-fake-audio-capture={tone}',
                                     # Screens are asked for by it alone.
                                     *(['--use-fake-ui-for-media-stream'] if allow else [])]

    def _prefs(self, allow):
        return FIREFOX_PREFS | {
            'media.navigator.audio.fake_frequency': self.hertz,
            'media.navigator.permission.disabled': bool(allow),
            'permissions.default.camera': 0 if 'camera' in allow else 2,
            'permissions.default.microphone': 0 if 'microphone' in allow else 2,
        }

    # ------------------------------------------------------------- requests

    def _ask(self, request, timeout=None, **arguments):
        number = next(self._ids)
        self.process.tell(json.dumps({'id': number, 'do': request, **arguments}))
        return self._answer(number, request, timeout)

    def _answer(self, number, request, timeout):
        found = []

        def check():
            self._read_lines()
            found[:] = [a for a in self._answers if a['id'] == number]
            if not found and not self.process.is_running():
                raise TestTimeout(f'{request}: the driver ended\n{self.process.describe()}')
            return found
        try:
            wait_until(check, f'{self.name} answers to {request}', timeout, 0.005)
        except TestTimeout as error:
            raise TestTimeout(f'{error}\n{self.process.describe()}') from None
        self._answers.remove(found[0])
        if 'error' in found[0]:
            raise AssertionError(f'{self.name}: {request}: {found[0]["error"]}')
        return found[0]['value']

    _answers = ()

    def _read_lines(self):
        self._answers = list(self._answers)
        lines = self.process.lines[self._read:]
        self._read += len(lines)
        for line in lines:
            if not line.startswith('{'):
                continue
            message = json.loads(line)
            if 'trouble' in message:
                self.troubles.append(f'{message["trouble"]}: {message["text"]}')
            else:
                self._answers.append(message)

    def _call(self, name, *arguments):
        return self._ask('call', name=name, args=arguments)

    # ----------------------------------------------------------------- page

    def open(self, url):
        """Until the page is loaded."""
        self._ask('open', url=str(url))

    def reload(self):
        self._ask('reload')

    def evaluate(self, expression):
        """The value of an expression in the page; a promise is waited for."""
        return self._ask('evaluate', expression=expression)

    def has(self, role, name):
        """Whether something of that accessible role and name is shown. A name
        between slashes is a pattern."""
        return self._call('has', role, name)

    def wait(self, role, name, timeout=None):
        try:
            wait_until(lambda: self.has(role, name), f'{self.name}: {role} {name!r}', timeout, 0.1)
        except TestTimeout as error:
            raise TestTimeout(f'{error}\nthose of that role: {self._call("names", role)}\n'
                              f'the page says: {self.text()[-1500:]}\n{self.troubles}') from None

    def wait_gone(self, role, name, timeout=None):
        wait_until(lambda: not self.has(role, name),
                   f'{self.name}: no {role} {name!r} any more', timeout, 0.1)

    def press(self, role, name, index=0, timeout=None):
        """Waits for it and clicks on it, when it stands still and nothing covers
        it; the pointer comes first."""
        self.wait(role, name, timeout)
        self._ask('click', role=role, name=name, index=index, seconds=GUARD, timeout=2 * GUARD)

    def fill(self, role, name, text):
        """Types into it in place of what is there."""
        self.wait(role, name)
        wait_until(lambda: self._call('focus', role, name), f'{name} has the focus', interval=0.1)
        self.key('Delete')
        self.type(text)

    def key(self, key):
        self._ask('key', key=key)

    def type(self, text):
        """With the keyboard, into what has the focus."""
        self._ask('type', text=text)

    def choose(self, name, option):
        """In a list of that name."""
        self.wait('combobox', name)
        wait_until(lambda: self._call('choose', name, option), f'{name} has {option}', interval=0.1)

    def names(self, role):
        """The names of all that is shown and has this role."""
        return self._call('names', role)

    def text(self):
        """All that can be read on the page."""
        return self._call('text')

    def wait_text(self, text, timeout=None):
        def check():
            return text in self.text()
        try:
            wait_until(check, f'{self.name} can read {text!r}', timeout, 0.1)
        except TestTimeout as error:
            raise TestTimeout(f'{error}\nit reads: {self.text()[-1500:]}') from None

    def told(self):
        """What the page's live regions had a screen reader say so far."""
        return self._call('told')

    def wait_told(self, pattern, timeout=None):
        """Until that has been said; also when it is not shown any more."""
        try:
            wait_until(lambda: any(re.search(pattern, words) for words in self.told()),
                       f'{self.name} is told {pattern!r}', timeout, 0.1)
        except TestTimeout as error:
            raise TestTimeout(f'{error}; told: {self.told()}') from None

    def screenshot(self, path):
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._ask('screenshot', path=str(path))

    def resize(self, width, height):
        self._ask('resize', width=width, height=height)

    def check_axe(self, options=None):
        """axe-core finds nothing against the page as it is now."""
        found = self._call('checkAxe', options)
        assert not found, json.dumps(found, indent=1, ensure_ascii=False)

    def check_quiet(self):
        """Nothing has gone wrong in the page so far."""
        if self.process.is_running():
            self._read_lines()
        assert not self.troubles, f'{self.name}: {self.troubles}'

    def hide(self):
        """Another tab comes to the front: the page is in the background."""
        self._ask('hide')

    def show(self):
        self._ask('show')

    def close_tab(self):
        self._ask('closeTab')

    def unplug(self, kind):
        """The 'camera' or 'microphone' goes, or what is shown of the 'screen'."""
        assert self.evaluate(f'majuUnplug({json.dumps(kind)})') > 0

    # ---------------------------------------------------- what is seen, heard

    def seen(self, label):
        """The numbers of the frames in the tile of that name so far, None for
        what cannot be read; from the first time that it is asked for."""
        return self._call('seen', label)['numbers']

    def wait_seen(self, label, frames, of=None, timeout=None):
        """Until so many frames of different numbers could be read in the tile of
        somebody, from now on: of a browser's camera where that is given."""
        start = len(self.seen(label))

        def check():
            numbers = self.seen(label)[start:]
            read = {n for n in numbers if n is not None and (of is None or n >> 16 == of)}
            return numbers if len(read) >= frames else None
        try:
            return wait_until(check, f'{self.name} reads {frames} frames of {label}', timeout, 0.2)
        except TestTimeout as error:
            raise TestTimeout(f'{error}; {len(self.seen(label))} frames, the last '
                              f'{self.seen(label)[-10:]}; {self._call("names", "listitem")}; '
                              f'{self.troubles}') from None

    def _pieces(self):
        heard = self._call('heard')
        return [Sound([s[0] / 32768 for s in struct.iter_unpack('<h', base64.b64decode(piece))],
                      heard['rate']) for piece in heard['pieces']]

    def wait_heard(self, hertz, timeout=None):
        """Until what some audio element plays is this tone and little else for a
        while; see Sound.clear_pieces()."""
        clear = 0
        last = []

        def check():
            nonlocal clear
            last[:] = self._pieces()
            clear += max((len(piece.clear_pieces(hertz)) for piece in last), default=0)
            return clear >= 20
        try:
            wait_until(check, f'{self.name} hears {hertz} Hz', timeout, 0.1)
        except TestTimeout as error:
            levels = [(round(piece.level_dbfs()), piece.tones(2)) for piece in last]
            raise TestTimeout(f'{error}; {levels}') from None

    def close(self):
        """Ends it as a person would."""
        self._ask('close')
        self.process.wait()

    def kill(self):
        """The browser ends with no chance to say anything; then its driver."""
        mark = str(self.folder / 'profile').encode()
        for entry in os.listdir('/proc'):
            try:
                line = pathlib.Path(f'/proc/{entry}/cmdline').read_bytes() if entry.isdigit() else b''
                if mark in line and int(entry) != self.process.pid:
                    os.kill(int(entry), 9)
            except OSError:
                continue
        self.process.kill()


class Guest(Browser):
    """Somebody in the guest page of maju-server, told of as Peer does."""

    def visit(self, link):
        """To the page before the call."""
        self.open(link)
        self.press('button', 'Join in the Browser')
        self.wait('textbox', 'Your name')

    def press_join(self):
        self.fill('textbox', 'Your name', self.name)
        self.press('button', 'Join')

    def join(self, link):
        """Until inside, alone or not."""
        self.visit(link)
        self.press_join()
        self.wait('button', '/^Leave/')

    def wait_connected(self, *names, timeout=None):
        """Until the tiles of these say nothing of a connection in the making."""
        for name in names:
            wait_until(lambda: self.is_connected(name),
                       f'{self.name} is connected to {name}', timeout, 0.1)

    def is_connected(self, name):
        labels = [label for label in self.names('listitem')
                  if label == name or label.startswith(f'{name}, ')]
        states = ('Connecting…', 'Reconnecting…', 'Waiting to be let in…', 'Not connected')
        return bool(labels) and not any(state in labels[0] for state in states)

    def write(self, text):
        """Sends a message, with the chat open from then on."""
        if not self.has('textbox', 'Message'):
            self.press('button', '/^Chat/')
        self.fill('textbox', 'Message', text)
        self.key('Enter')

    def leave(self):
        self.press('button', '/^Leave/')
        self.wait('heading', 'You Left the Call')
