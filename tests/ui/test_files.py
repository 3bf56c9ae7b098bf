# SPDX-License-Identifier: GPL-3.0-or-later
"""Files in the chat: a window, and maju-peer as the other side."""

import os
import pathlib
import re
import struct
import subprocess
import sys
import zlib

import pytest
from majutest import wait_until
from majutest.call import Peer, Server
from majutest.portal import Portal

SOURCE = pathlib.Path(__file__).resolve().parents[1] / 'lib' / 'maju-test-source'
PICTURES = pathlib.Path(__file__).resolve().parents[2] / '_build' / 'pictures'
# GTK (4.24) makes a dialog of its own beside the portal's, and looks for a folder
# in it that may be found when the portal's is answered and both are gone.
PATH_BAR = "gtk_box_remove: assertion 'GTK_IS_BOX (box)' failed"
BAD_NAME = '<b>../\u202efdp.exe'.replace('/', '∕')


def make_png(width, height):
    """A red one."""
    def part(kind, data):
        return (struct.pack('>I', len(data)) + kind + data +
                struct.pack('>I', zlib.crc32(kind + data)))
    rows = (b'\0' + b'\xc0\x1c\x28' * width) * height
    return (b'\x89PNG\r\n\x1a\n' +
            part(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)) +
            part(b'IDAT', zlib.compress(rows)) + part(b'IEND', b''))


PNG = make_png(64, 48)


@pytest.fixture
def make_window(make_session, make_desktop):
    """make_window(make_display, **env): maju in a call of its own, with a folder
    for downloads unless it is to have none."""
    def make(make_display, downloads=True, **more):
        return open_window(make_session(), make_display, make_desktop, downloads, more)
    return make


@pytest.fixture
def window(make_window, make_sway):
    return make_window(make_sway)


def open_window(session, make_display, make_desktop, has_downloads, more):
    PICTURES.mkdir(parents=True, exist_ok=True)
    session.devices.add_speaker()
    server = Server(session)
    sway = make_display(session, width=800, height=600)
    env = sway.app_env('maju', **more)
    config = pathlib.Path(env['XDG_CONFIG_HOME'])
    downloads = session.folder / 'Downloads'
    downloads.mkdir()
    (config / 'glib-2.0' / 'settings').mkdir(parents=True, exist_ok=True)
    (config / 'glib-2.0' / 'settings' / 'keyfile').write_text("[org/maju/Maju]\nname='Mina'\n")
    if has_downloads:
        (config / 'user-dirs.dirs').write_text(f'XDG_DOWNLOAD_DIR="{downloads}"\n')
    return Window(session, server, sway, env, make_desktop(session), downloads)


class Window:
    def __init__(self, session, server, sway, env, desktop, downloads):
        self.session = session
        self.server = server
        self.sway = sway
        self.env = env
        self.desktop = desktop
        self.downloads = downloads

    def join(self, link):
        self.process = self.session.start(['maju', link], env=self.env)
        self.app = self.desktop.application(self.process)
        self.said = self.app.announcements()
        self.app.find('text', 'Your name')
        self.app.wait_gone('button', 'New Call')
        self.app.find('button', 'Join').press()
        self.app.find('button', 'Leave')

    def row(self, name):
        return self.app.find('list item', re.compile(f'file {re.escape(name)}$'))

    def close(self):
        self.session.run(['gapplication', 'action', 'org.maju.Maju', 'quit'], env=self.env)
        assert self.process.wait() == 0, self.process.describe()
        wrong = [line for line in self.process.errors.splitlines()
                 if 'CRITICAL' in line and not line.endswith(PATH_BAR)]
        assert not wrong, self.process.errors


def test_files_are_offered_saved_and_refused(window):
    session = window.session
    files = {'notes.txt': b'notes\n' * 1000, 'sunset.png': PNG, BAD_NAME: b'x',
             'large.iso': os.urandom(9_000_000)}
    for name, contents in files.items():
        (session.folder / name).write_bytes(contents)
    ana = Peer(session, 'Ana', server=window.server, record=False, expect=0,
               more=[f'--send-file={session.folder / name}' for name in files])
    window.join(ana.link)

    # Told while the chat is closed, and nothing comes by itself.
    window.said.toast(re.compile('^Ana sends '))
    window.app.find('button', 'Chat').press()
    window.row('large.iso').find('button', 'Refuse').press()
    ana.wait_event('sending large.iso refused')
    # What could pass for something else is shown as what it is.
    window.row('_b_..∕fdp.exe').find('button', 'Refuse').press()
    assert not list(window.downloads.iterdir())

    window.row('notes.txt').find('button', 'Save').press()
    window.row('notes.txt').find('button', 'Open Folder')
    assert (window.downloads / 'notes.txt').read_bytes() == files['notes.txt']

    # A picture is shown when it is there.
    window.app.wait_gone(name='Picture sunset.png')
    window.row('sunset.png').find('button', 'Save').press()
    window.app.find(name='Picture sunset.png')
    assert (window.downloads / 'sunset.png').read_bytes() == PNG
    names = sorted(path.name for path in window.downloads.iterdir())
    assert names == ['notes.txt', 'sunset.png']
    window.sway.picture(PICTURES / 'files-received.png')

    # Whoever leaves takes back what was not decided; what is here stays.
    ana.leave()
    window.close()


def test_cancelling(window):
    session = window.session
    path = session.folder / 'large.iso'
    with path.open('wb') as file:
        file.truncate(500_000_000)
    ana = Peer(session, 'Ana', server=window.server, record=False, expect=0,
               more=[f'--send-file={path}'])
    window.join(ana.link)
    window.app.find('button', 'Chat').press()
    window.row('large.iso').find('button', 'Save').press()
    window.app.find('progress bar', 'Progress')
    ana.wait_event('sending large.iso active')
    window.row('large.iso').find('button', 'Cancel').press()
    ana.wait_event('sending large.iso cancelled.*')
    wait_until(lambda: not list(window.downloads.iterdir()), 'nothing is left of it')
    ana.leave()
    window.close()


class Source:
    """Another program that has files, at the right of Maju's window."""

    def __init__(self, window, path):
        self.display = window.sway
        self.process = window.session.start([sys.executable, SOURCE, path], name='source',
                                            env=window.sway.app_env('source'),
                                            stdin=subprocess.PIPE)
        self.id = self.display.wait_window('Source')
        self.display.place(self.id, 800, 0, 200, 200)

    def copy(self, kind, path):
        """Has the clipboard `files` or a `picture`; X gives it to who has the
        keyboard."""
        start = len(self.process.lines)
        self.display.focus(self.id)
        self.process.tell(f'{kind} {path}')
        self.process.wait_line('^copied$', start=start)

    def drag_to(self, x, y):
        self.display.move(900, 100)
        self.display.button_down()
        self._move_until('dragging', 860, 100)
        self._move_until('accepted', x, y)
        self.display.button_up()

    def _move_until(self, line, x, y):
        """To and fro: what is not there yet does not see a pointer at rest."""
        def check():
            self.display.move(x, y)
            self.display.move(x + 4, y)
            return line in self.process.lines
        wait_until(check, f'{line} is said', interval=0.1)


def test_sent_by_button_drop_and_paste(make_window, make_xvfb):
    """Chosen in the portal's dialog, dropped, and pasted, and saved by the
    portal's dialog."""
    window = make_window(lambda session, **size: make_xvfb(session, width=1000, height=600),
                         downloads=False, GDK_DEBUG='portals')
    session, display = window.session, window.sway
    for name, contents in (('chosen.txt', b'chosen'), ('dropped.txt', b'dropped'),
                           ('pasted.txt', b'pasted'), ('given.txt', b'given'),
                           ('pasted.png', PNG)):
        (session.folder / name).write_bytes(contents)
    portal = Portal(session)
    box = session.folder / 'box'
    box.mkdir()
    ana = Peer(session, 'Ana', server=window.server, record=False, expect=0,
               more=[f'--save-files={box}', f'--send-file={session.folder / "given.txt"}'])
    window.join(ana.link)
    ana.wait_event('verified Mina')
    main = display.wait_window('Maju')
    display.place(main, 0, 0, 800, 600)
    display.focus(main)

    # Whoever closes the dialog has not sent anything.
    window.app.find('button', 'Chat').press()
    portal.choose_files(session.folder / 'chosen.txt')
    portal.call('SetAnswer', 'cancel')
    window.app.find('button', 'Send Files').press()
    wait_until(lambda: portal.ask('GetFiles')[0] == 'OpenFile', 'it is asked which')
    assert not window.app.see_all('list item', re.compile('chosen.txt'))
    portal.call('SetAnswer', 'grant')
    window.app.find('button', 'Send Files').press()
    ana.wait_event('receiving chosen.txt done')
    assert (box / 'chosen.txt').read_bytes() == b'chosen'
    window.row('chosen.txt')

    # Dropped on the call, which opens the chat.
    window.app.find('button', 'Chat').press()
    window.app.wait_gone('text', 'Message')
    source = Source(window, session.folder / 'dropped.txt')
    source.drag_to(300, 300)
    ana.wait_event('receiving dropped.txt done')
    assert (box / 'dropped.txt').read_bytes() == b'dropped'
    window.row('dropped.txt')

    # Pasted: files as files, and a picture that is in no file.
    entry = window.app.find('text', 'Message')
    for kind, path, name in (('files', 'pasted.txt', 'pasted.txt'),
                             ('picture', 'pasted.png', 'Picture.png')):
        source.copy(kind, session.folder / path)
        display.focus(main)
        entry.wait_state('focused')

        # What the clipboard has is known a moment after it has it; who is slow
        # pastes again before the first is seen.
        presses = []

        def paste():
            presses.append(display.key('ctrl+v'))
            return window.app.see_all('list item', re.compile(f'file {name}$'))
        wait_until(paste, f'{name} is pasted', interval=1)
        ana.wait_event(f'receiving {name} done')
        assert len(ana.events(f'offered Mina: {name}')) <= len(presses)
        assert entry.text == ''
    assert (box / 'Picture.png').read_bytes().startswith(PNG[:8])
    assert (box / 'pasted.txt').read_bytes() == b'pasted'

    # Saved where one says, for no folder is known; and shown there by the file
    # manager.
    target = session.folder / 'kept.txt'
    portal.choose_files(target)
    assert not window.row('given.txt').see_all('button', 'Save')
    window.row('given.txt').find('button', 'Save As…').press()
    window.row('given.txt').find('button', 'Open Folder').press()
    assert target.read_bytes() == b'given'

    def files():
        return portal.ask('GetFiles')
    wait_until(lambda: files()[2] == [target.as_uri()], 'the file is shown in its folder')
    assert files()[:2] == ('SaveFile', 'given.txt')

    # Cancelled by who sends it, and nothing is left of it there.
    large = session.folder / 'large.iso'
    with large.open('wb') as file:
        file.truncate(500_000_000)
    portal.choose_files(large)
    window.app.find('button', 'Send Files').press()
    ana.wait_event('receiving large.iso active')
    window.row('large.iso').find('progress bar', 'Progress')
    window.row('large.iso').find('button', 'Cancel').press()
    ana.wait_event('receiving large.iso cancelled.*')
    names = {'Picture.png', 'chosen.txt', 'dropped.txt', 'pasted.txt'}
    wait_until(lambda: {re.sub(r' \(\d+\)', '', path.name) for path in box.iterdir()} == names,
               'nothing is left of it')
    ana.leave()
    window.close()
