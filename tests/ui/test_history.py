# SPDX-License-Identifier: GPL-3.0-or-later
"""The chat of earlier calls: a window that is closed and opened again, and
maju-peer as the other side."""

import base64
import pathlib
import re
import stat

import pytest
from majutest.call import Peer, Server

PICTURES = pathlib.Path(__file__).resolve().parents[2] / '_build' / 'pictures'
HERS = re.compile('^Ana, .*: Good <i>morning</i>$')
OWN = re.compile('^You, .*: 네, 안녕하세요$')


class Window:
    """Maju in a call that Ana is in, too."""

    def __init__(self, session, display, desktop):
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.session = session
        self.display = display
        self.env = display.app_env('maju')
        config = pathlib.Path(self.env['XDG_CONFIG_HOME'])
        self.keyfile = config / 'glib-2.0' / 'settings' / 'keyfile'
        self.keyfile.parent.mkdir(parents=True, exist_ok=True)
        self.keyfile.write_text("[org/maju/Maju]\nname='Mina'\n")
        self.database = pathlib.Path(self.env['XDG_DATA_HOME']) / 'maju' / 'chat.sqlite'
        self.desktop = desktop
        self.ana = Peer(self.session, 'Ana', server=Server(self.session), record=False, expect=0,
                        chat=['Good <i>morning</i>'])

    def find(self, *arguments):
        return self.app.find(*arguments)

    def press_join(self):
        self.find('text', 'Your name')
        self.app.wait_gone('button', 'New Call')
        self.find('button', 'Join').press()
        self.find('button', 'Leave')

    def start(self, *arguments):
        self.process = self.session.start(['maju', *arguments], env=self.env)
        self.app = self.desktop.application(self.process)

    def join(self):
        self.start(self.ana.link)
        self.press_join()

    def open_chat(self):
        self.find('button', 'Chat').press()
        return self.find('text', 'Message')

    def write(self, text):
        self.find('text', 'Message').set_text(text)
        self.find('button', 'Send').press()
        self.find(None, re.compile(f'^You, .*: {text}$')).wait_description('Delivered')

    def action(self, name):
        self.session.run(['gapplication', 'action', 'org.maju.Maju', name], env=self.env)

    def use_row(self, role, name):
        """A row of the preferences, by keys: it may be out of sight."""
        row = self.find(role, name)
        self.app.tab_to(lambda: self.display.key('Tab'), lambda seen: seen.path == row.path)
        self.display.key('Return')

    def switch(self):
        """On the start page."""
        self.find('button', 'New Call')
        self.display.focus(self.display.wait_window('Maju'))
        self.action('preferences')
        self.find('page tab', 'Privacy').press()
        self.use_row('switch', 'Keep Chat History')

    def close(self):
        self.action('quit')
        assert self.process.wait() == 0, self.process.describe()
        assert 'CRITICAL' not in self.process.errors, self.process.errors

    def stored(self):
        """What the files hold, once Maju is gone."""
        return b''.join(path.read_bytes()
                        for path in self.database.parent.glob('chat.sqlite*'))


@pytest.fixture
def session(make_session):
    session = make_session()
    session.devices.add_speaker()
    return session


def test_chat_is_there_in_the_next_call(session, make_sway, make_desktop):
    window = Window(session, make_sway(session, width=800, height=600), make_desktop(session))
    window.join()
    window.open_chat()
    window.find(None, HERS)
    window.app.wait_gone('label', 'Earlier')
    window.write('네, 안녕하세요')
    window.close()
    assert stat.S_IMODE(window.database.stat().st_mode) == 0o600
    assert b'Good <i>morning</i>' in window.stored()
    key = window.ana.link.partition('#')[2]
    assert key.encode() not in window.stored()
    assert base64.urlsafe_b64decode(key + '==') not in window.stored()

    # It is above what is said now, and nothing of it is news.
    window.join()
    chat = window.find('button', 'Chat')
    window.open_chat()
    window.find(None, HERS)
    window.find(None, OWN).wait_description('Delivered')
    window.find('label', 'Today')
    assert chat.description == 'Chat (F9)'
    window.write('Once more')
    names = [item.name for item in window.app.find_all('list item')]
    order = [next(i for i, name in enumerate(names) if re.search(what, name or ''))
             for what in ('Good <i>morning</i>$', '네, 안녕하세요$', '^Messages of earlier calls',
                          'Once more$')]
    assert order == sorted(order), names
    window.display.picture(PICTURES / 'history.png')

    # It goes with the room, and comes back with it.
    window.find('button', 'Leave').press()
    window.find('button', 'Forget This Room').press()
    window.find('button', 'Undo').press()
    window.find('text', 'Link or code').set_text(window.ana.link)
    window.find('button', 'Join').press()
    window.press_join()
    window.open_chat()
    window.find(None, OWN)
    window.find(None, re.compile('^You, .*: Once more$'))
    window.find('button', 'Leave').press()
    window.find('button', 'Forget This Room').press()
    window.app.wait_gone('button', 'Forget This Room')
    window.close()
    assert b'morning' not in window.stored()
    window.ana.leave()


def test_chat_is_not_kept(session, make_xvfb, make_desktop):
    display = make_xvfb(session, width=960, height=680)
    window = Window(session, display, make_desktop(session))
    window.join()
    window.open_chat()
    window.find(None, HERS)
    window.find('button', 'Leave').press()
    window.switch()
    keep = window.find('button', 'Keep Them')
    display.picture(PICTURES / 'history-off.png')
    keep.press()
    window.app.wait_gone('button', 'Keep Them')
    window.close()
    assert b'Good <i>morning</i>' in window.stored()

    # What is there is not shown, and nothing comes to it.
    window.join()
    window.open_chat()
    window.write('Between us')
    assert not window.app.see_all(None, HERS)
    window.close()
    assert b'Good <i>morning</i>' in window.stored()
    assert b'Between us' not in window.stored()

    # On again, and deleted.
    window.start()
    window.switch()
    window.use_row('button', 'Delete Chat History…')
    window.find('button', 'Delete').press()
    window.find('label', 'Chat history deleted')
    display.picture(PICTURES / 'history-deleted.png')
    window.close()
    assert b'morning' not in window.stored()
    assert 'keep-chat-history=true' in window.keyfile.read_text()
    window.ana.leave()
