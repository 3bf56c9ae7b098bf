# SPDX-License-Identifier: GPL-3.0-or-later
"""How good each connection is, and what is wrong."""

import re

import pytest
from test_everyone import check_names
from test_stage import Stage

# By its code: xdotool holds Alt when it is given the name.
F1 = '67'


@pytest.fixture
def open_stage(quiet_session, make_xvfb, make_desktop):
    def open_(scene, **options):
        return Stage(quiet_session, make_xvfb, make_desktop, scene, **options)
    return open_


def test_marks_tell_who_is_badly_connected(open_stage):
    stage = open_stage('quality')
    # Who is connected well has none; the others' say it in words.
    for name, words in (('Jun', 'Fair connection'), ('Amélie Dubois-Lefèvre', 'Poor connection'),
                        ('서연', 'Nothing arrives')):
        stage.find('grouping', name).find('button', words)
    stage.window.wait_gone('button', 'Good connection')

    # In the list everybody has one.
    stage.key('ctrl+shift+p')
    mark = stage.find('button', 'Good connection')

    mark.press()
    stage.find(name='Connection to Mina Park')
    for title, value in (('Way', 'Direct, UDP'), ('There and back', '23 ms'), ('Jitter', '2 ms'),
                         ('Picture', '1280 × 720, 30 a second'), ('Codecs', 'Opus, VP8'),
                         ('Data received', '1.2 Mbit/s'), ('Lost on the way to you', '0.1 %'),
                         ('Data sent', '321 kbit/s'), ('Lost on the way to them', '0.0 %')):
        stage.find('label', title)
        stage.find('label', value)
    stage.find('label', 'Nothing to do.')
    stage.key('Escape')
    stage.window.wait_gone(name='Connection to Mina Park')

    # The mark of a tile opens the same.
    stage.find('grouping', 'Amélie Dubois-Lefèvre').find('button', 'Poor connection').press()
    stage.find('label', re.compile('^Much is lost on the way'))


class Window:
    """maju on a display that has keys."""

    def __init__(self, session, make_xvfb, make_desktop):
        self.session = session
        self.microphone = session.devices.add_microphone()
        session.devices.add_speaker()
        self.display = make_xvfb(session, width=800, height=600)
        self.env = self.display.app_env('maju')
        self.process = session.start(['maju'], env=self.env)
        self.app = make_desktop(session).application(self.process)
        self.display.focus(self.display.wait_window('Maju'))

    def find(self, *args, **kwargs):
        return self.app.find(*args, **kwargs)

    def close_dialog(self):
        """Its Close stands behind the window's own."""
        self.app.wait(lambda: len(self.app.see_all('button', 'Close')) > 1, 'a dialog is there')
        self.app.find_all('button', 'Close')[-1].press()

    def quit(self):
        self.session.run(['gapplication', 'action', 'org.maju.Maju', 'quit'], env=self.env)
        assert self.process.wait() == 0, self.process.describe()


@pytest.fixture
def window(session, make_xvfb, make_desktop):
    return Window(session, make_xvfb, make_desktop)


def test_what_is_wrong_is_told_and_mended(window):
    window.find('button', 'New Call').press()
    window.find('text', 'Your name')
    window.app.wait_gone('button', 'New Call')
    window.find('button', 'Join').press()
    window.find('button', 'Leave')
    window.app.wait_gone('text', 'Your name')
    microphone = window.find('toggle button', 'Microphone')

    # What can be mended by a button is.
    if microphone.has_state('pressed'):
        microphone.press()
        microphone.wait_state('pressed', False)
    window.display.key(F1)
    window.find('list', 'What Is Wrong?')
    window.find(name='You Are Muted')
    window.find('button', 'Unmute').press()
    window.app.wait_gone(name='You Are Muted')
    microphone.wait_state('pressed')
    # The row that was used is gone, and the keys still are the dialog's.
    window.display.key('Escape')
    window.app.wait_gone('list', 'What Is Wrong?')
    window.display.key(F1)
    window.find('list', 'What Is Wrong?')

    # It follows what happens.
    window.microphone.unplug()
    window.find(name='Others Cannot Hear You')
    said = window.app.announcements()
    window.find('button', 'Copy Report').press()
    said.toast('Report copied')
    window.find('label', 'What Is Wrong?')
    window.close_dialog()
    window.app.wait_gone('list', 'What Is Wrong?')

    # The same is in About, where it can be saved, too.
    window.find('button', 'Leave').press()
    window.find('button', 'New Call')
    window.session.run(['gapplication', 'action', 'org.maju.Maju', 'about'], env=window.env)
    window.find('label', 'Troubleshooting')
    for name in ('Troubleshooting', 'Debugging Information'):
        check_names(window.app, 'about')
        window.app.tab_to(window.display.key, window.find('list item', name))
        window.display.key('Return')
    window.find('button', 'Copy Text').press()
    window.app.escape(window.display.key, 'label', re.compile('^(Troubleshooting|Copy Text)$'),
                      interval=2)
    window.display.key('ctrl+l')
    entry = window.find('text', 'Link or code')
    entry.wait_state('focused')
    window.display.key('ctrl+v')
    window.app.wait(lambda: re.match(r'Maju \d', entry.text), 'the report can be pasted')
    window.quit()


def test_test_call_answers_with_oneself(session, make_xvfb, make_desktop):
    session.devices.add_camera('camera1', 'Front Camera', 'sky', '640x360@15')
    window = Window(session, make_xvfb, make_desktop)
    window.find('button', 'Test Call').press()
    window.find('label', re.compile('^You meet yourself'))
    window.find('button', 'Start').press()
    window.find('text', 'Your name')
    window.app.wait_gone('button', 'New Call')
    window.find('button', 'Join').press()
    window.find('button', 'Leave')
    window.find('label', re.compile('^Speak: after a second'))

    # Both on, as one's own are, and nothing to say but the picture.
    echo = window.find('grouping', 'Echo')
    echo.wait_description('')
    window.find('toggle button', 'Camera').press()
    echo.wait_description('camera off')

    window.find('button', 'Leave').press()
    window.find('button', 'Test Call').wait_state('sensitive')
    window.quit()
