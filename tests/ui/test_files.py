# SPDX-License-Identifier: GPL-3.0-or-later
"""Files in the chat: a window, and maju-peer as the other side."""

import os
import pathlib
import re
import struct
import zlib

import pytest
from majutest import wait_until
from majutest.call import Peer, Server

PICTURES = pathlib.Path(__file__).resolve().parents[2] / '_build' / 'pictures'
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
def window(make_session, make_sway, make_desktop):
    """Maju in a call of its own, with a folder for downloads."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    session = make_session()
    session.devices.add_speaker()
    server = Server(session)
    sway = make_sway(session, width=800, height=600)
    env = sway.app_env('maju')
    config = pathlib.Path(env['XDG_CONFIG_HOME'])
    downloads = session.folder / 'Downloads'
    downloads.mkdir()
    (config / 'glib-2.0' / 'settings').mkdir(parents=True, exist_ok=True)
    (config / 'glib-2.0' / 'settings' / 'keyfile').write_text("[org/maju/Maju]\nname='Mina'\n")
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
        self.app.find('text', 'Your name')
        self.app.wait_gone('button', 'New Call')
        self.app.find('button', 'Join').press()
        self.app.find('button', 'Leave')

    def row(self, name):
        return self.app.find('list item', re.compile(f'file {re.escape(name)}$'))

    def close(self):
        self.session.run(['gapplication', 'action', 'org.maju.Maju', 'quit'], env=self.env)
        assert self.process.wait() == 0, self.process.describe()
        assert 'CRITICAL' not in self.process.errors, self.process.errors


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
    window.app.find('label', re.compile('^Ana sends '))
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
