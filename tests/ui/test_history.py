# SPDX-License-Identifier: GPL-3.0-or-later
"""The chat of earlier calls: a window that is closed and opened again, and
maju-peer as the other side."""

import base64
import contextlib
import pathlib
import re
import sqlite3
import stat

import pytest
from majutest import wait_until
from majutest.call import Peer, Server
from test_shell import Shell

HERS = re.compile('^Ana, .*: Good <i>morning</i>$')
OWN = re.compile('^You, .*: 네, 안녕하세요$')


class Caller(Shell):
    """Maju in a room that Ana is in, too."""

    def __init__(self, session, display, desktop):
        self.display = display
        self.ana = Peer(session, 'Ana', server=Server(session), record=False, expect=0,
                        chat=['Good <i>morning</i>'])
        self.database = find_database(display)
        super().__init__(session, display, desktop, self.ana.link,
                         settings="name='Mina'\nnotify-messages=false")
        self.press_join()

    def press_join(self):
        super().press_join()
        self.find('button', 'Leave')

    def join_again(self):
        """After a close()."""
        self.start(self.ana.link)
        self.press_join()

    def open_chat(self):
        self.find('button', 'Chat').press()
        return self.find('text', 'Message')

    def write(self, text):
        self.find('text', 'Message').set_text(text)
        self.find('button', 'Send').press()
        self.find(None, re.compile(f'^You, .*: {text}$')).wait_description('Delivered')

    def use_row(self, role, name):
        """A row of the preferences, by keys: it may be out of sight."""
        self.app.tab_to(self.display.key, self.find(role, name))
        self.display.key('Return')

    def switch(self):
        """On the start page."""
        self.find('button', 'New Call')
        self.display.focus(self.display.wait_window('Maju'))
        self.action('preferences')
        self.find('page tab', 'Privacy').press()
        self.use_row('switch', 'Keep Chat History')

    def close(self):
        super().close()
        assert self.ana.link.partition('#')[2] not in self.process.errors + self.process.output

    def stored(self):
        """What the files hold, once Maju is gone."""
        return b''.join(path.read_bytes()
                        for path in self.database.parent.glob('chat.sqlite*'))

    def texts(self):
        """What is kept, the oldest first."""
        with contextlib.closing(sqlite3.connect(f'file:{self.database}?mode=rw',
                                                uri=True)) as database:
            return [text for text, in database.execute(
                'SELECT text FROM records ORDER BY number')]

    def wait_kept(self, text):
        def check():
            # It may be about to be made.
            with contextlib.suppress(sqlite3.OperationalError):
                return text in self.texts()
        wait_until(check, f'{text!r} is kept')


def find_database(display):
    return pathlib.Path(display.app_env('maju')['XDG_DATA_HOME']) / 'maju' / 'chat.sqlite'


@pytest.fixture
def session(make_session):
    session = make_session()
    session.devices.add_speaker()
    return session


def test_chat_is_there_in_the_next_call(session, make_sway, make_desktop):
    window = Caller(session, make_sway(session, width=800, height=600), make_desktop(session))
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
    window.join_again()
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
    window.picture('history')

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
    window = Caller(session, display, make_desktop(session))
    window.open_chat()
    window.find(None, HERS)
    window.find('button', 'Leave').press()
    window.switch()
    keep = window.find('button', 'Keep Them')
    window.picture('history-off')
    keep.press()
    window.app.wait_gone('button', 'Keep Them')
    window.close()
    assert b'Good <i>morning</i>' in window.stored()

    # What is there is not shown, and nothing comes to it.
    window.join_again()
    window.open_chat()
    window.write('Between us')
    assert not window.app.see_all(None, HERS)
    window.close()
    assert b'Good <i>morning</i>' in window.stored()
    assert b'Between us' not in window.stored()

    # On again, and deleted.
    window.start()
    window.switch()
    said = window.app.announcements()
    window.use_row('button', 'Delete Chat History…')
    window.find('button', 'Delete').press()
    said.toast('Chat history deleted')
    window.picture('history-deleted')
    window.close()
    assert b'morning' not in window.stored()
    assert 'keep-chat-history=true' in window.settings()
    window.ana.leave()


def test_two_windows_keep_it_once(session, make_sway, make_desktop):
    window = Caller(session, make_sway(session, width=1600, height=700), make_desktop(session))
    window.action('new-window')
    window.find('text', 'Link or code').set_text(window.ana.link)
    window.find('button', 'Join').press()
    Shell.press_join(window)
    wait_until(lambda: len(window.app.find_all('button', 'Leave')) == 2, 'two are in the room')
    for number in (1, 2):
        window.app.find_all('button', 'Chat')[number - 1].press()
        wait_until(lambda: len(window.app.find_all('text', 'Message')) == number, 'a chat is open')
    # What one of them writes comes to the other as somebody's.
    for number, text in enumerate(('From here', 'From there')):
        window.app.find_all('text', 'Message')[number].set_text(text)
        window.app.find_all('button', 'Send')[number].press()
        window.find('list item', re.compile(f'^You, .*: {text}$')).wait_description('Delivered')
        window.find('list item', re.compile(f'^Mina.*, .*: {text}$'))
    window.close()
    assert window.texts() == ['Good <i>morning</i>', 'From here', 'From there']

    # Both are own.
    window.join_again()
    window.open_chat()
    for text in ('From here', 'From there'):
        window.find('list item', re.compile(f'^You, .*: {text}$')).wait_description('Delivered')
    assert not window.app.see_all('list item', re.compile('^Mina'))
    window.close()
    window.ana.leave()


N_EARLIER = 250
PAGE = 100


def test_earlier_ones_come_by_scrolling(session, make_xvfb, make_desktop):
    display = make_xvfb(session, width=960, height=800)
    window = Caller(session, display, make_desktop(session))
    window.open_chat()
    window.find(None, HERS)
    window.close()
    with contextlib.closing(sqlite3.connect(window.database)) as database, database:
        database.executemany(
            'INSERT INTO records (room, id, kind, own, sender, text, time, delivery, size)'
            " VALUES ((SELECT room FROM rooms), ?1, 0, 0, 'Dana', 'number ' || ?1, ?2, 0, 0)",
            [(number, (1700000000 + 60 * number) * 1000000) for number in range(N_EARLIER)])

    def rows():
        """The numbers that are there, in their order."""
        names = [seen.name for seen in window.app.see_all('list item')]
        return [int(match[1]) for match in (re.search(r': number (\d+)$', name) for name in names)
                if match]

    def row(number):
        return window.find('list item', re.compile(f': number {number}$'))

    window.join_again()
    window.open_chat()
    first = N_EARLIER - PAGE
    window.app.wait(lambda: rows() == list(range(first, N_EARLIER)), 'the newest page is there')
    x, y, width, height = window.find('scroll pane', None).extents()
    last = row(N_EARLIER - 1)

    def is_at_end(seen):
        """There may be the divider below it."""
        _, top, _, size = seen.extents()
        return 0 <= y + height - top - size < 100
    window.app.wait(lambda: is_at_end(last), 'the end is shown')
    # How far a turn of the wheel goes is the widget's.
    before = last.extents()[1]
    display.click(x + width // 2, y + height // 2, button=4)
    window.app.wait(lambda: last.extents()[1] > before, 'the wheel is heard')
    step = last.extents()[1] - before
    assert 10 < step < height

    bar = window.find('scroll bar', None)
    while first > 0:
        # Nearly so far up that more come, and then by a turn of the wheel.
        bar.value = height + step // 2
        seen = row(first + 25)
        window.app.wait(lambda: abs(bar.value - height - step // 2) < 1, 'the bar is heard')
        # Where it was before, it was out of sight.
        window.app.wait(lambda: y < seen.extents()[1] < y + height, 'the row is in sight')
        assert rows()[0] == first
        there = seen.extents()[1]
        display.click(x + width // 2, y + height // 2, button=4)
        first = max(first - PAGE, 0)
        window.app.wait(lambda: rows() == list(range(first, N_EARLIER)), 'more come, in order')
        # What is read is where the turn has brought it.
        window.app.wait(lambda: abs(seen.extents()[1] - there - step) <= 2, 'it does not jump')
        window.picture(f'history-scrolled-{first}')
    # At its beginning nothing more comes.
    bar.value = 0
    window.find(None, HERS)
    assert rows() == list(range(N_EARLIER))
    # Who writes is at the end again.
    window.write('At the end')
    written = window.find('list item', re.compile('^You, .*: At the end$'))
    window.app.wait(lambda: is_at_end(written), 'the end is shown')
    window.close()
    window.ana.leave()


def test_what_is_wrong_is_said(session, make_sway, make_desktop):
    """Each fault of the file, in a call that goes on."""
    display = make_sway(session, width=800, height=600)
    database = find_database(display)
    database.parent.mkdir(mode=0o700, parents=True)
    log, memory = (database.with_name(f'chat.sqlite{end}') for end in ('-wal', '-shm'))
    whole = database.with_name('whole')

    def is_above(name, role):
        _, top, _, height = window.find('button', 'Dismiss').extents()
        return top + height <= window.find(role, name).extents()[1]

    def wait_said(words, picture):
        window.find_text(words)
        # It stays, but nothing that is used lies below it.
        window.app.wait(lambda: is_above('Leave', 'button') and is_above('Message', 'text'),
                        'it covers no control')
        window.picture(f'history-{picture}')

    def dismiss():
        window.find('button', 'Dismiss').press()
        window.app.wait_gone('button', 'Dismiss')

    # It cannot be read.
    database.write_bytes(b'x' * 8192)
    window = Caller(session, display, make_desktop(session))
    window.open_chat()
    window.find(None, HERS)
    wait_said('^The chat history could not be read, .* kept as chat[.]sqlite[.]broken$', 'broken')
    dismiss()
    assert database.with_name('chat.sqlite.broken').read_bytes() == b'x' * 8192
    window.write('Anew')
    window.wait_kept('Anew')
    with contextlib.closing(sqlite3.connect(database)) as old, \
            contextlib.closing(sqlite3.connect(whole)) as copy:
        old.backup(copy)
        copy.execute('PRAGMA journal_mode = WAL')

    # A newer Maju made it.
    newer = database.with_name('newer')
    with contextlib.closing(sqlite3.connect(newer)) as other:
        other.execute('CREATE TABLE things (thing)')
        other.execute('PRAGMA user_version = 99')
    contents = newer.read_bytes()
    newer.replace(database)
    log.unlink(missing_ok=True)
    memory.unlink(missing_ok=True)
    window.write('Too old')
    wait_said('^Messages are not kept .* made by a newer Maju', 'newer')
    dismiss()
    assert database.read_bytes() == contents

    # SQLite says the same of numbers that are used up and of a disk that is full.
    def count_from(number):
        with contextlib.closing(sqlite3.connect(database)) as file, file:
            file.execute('UPDATE sqlite_sequence SET seq = ?', (number,))

    whole.replace(database)
    count_from(2**63 - 1)
    window.write('Too much')
    wait_said('^Messages are not kept .* no space left for chat[.]sqlite', 'full')
    dismiss()
    count_from(1000)
    window.write('Room again')
    window.wait_kept('Room again')
    assert not {'Too old', 'Too much'} & set(window.texts())

    # Another program holds it, and lets go.
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as holder:
        holder.execute('BEGIN IMMEDIATE')
        window.write('Patience')
        wait_said('^Another program holds the chat history', 'held')
        holder.execute('ROLLBACK')
    window.wait_kept('Patience')

    # What can be taken back does not wait until that has been read.
    window.find('button', 'Leave').press()
    window.find('button', 'Forget This Room').press()
    window.find('button', 'Undo').press()
    window.find('button', 'Forget This Room')
    window.find_text('^Another program holds the chat history')
    window.close()
    assert window.texts()[-1] == 'Patience'
    window.ana.leave()
