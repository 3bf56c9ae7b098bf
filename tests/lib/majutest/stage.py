# SPDX-License-Identifier: GPL-3.0-or-later
"""The call page alone, with a double of the call behind it."""

import signal


class Stage:
    """One scene of maju-test-stage in a window without a frame."""

    def __init__(self, session, make_xvfb, make_desktop, scene, env=None, **options):
        self.display = make_xvfb(session, width=800, height=600, **options)
        self.process = session.start(['maju-test-stage', '--hold', scene],
                                     env=self.display.app_env('stage', **(env or {})),
                                     name='stage')
        self.window = make_desktop(session).application(self.process)
        self.said = self.window.announcements()
        # Others may be opened out of it.
        self.main = self.window.find('frame', 'Stage')
        self.id = self.display.wait_window('Stage')
        self.display.resize(self.id, 800, 600)
        self.display.focus(self.id)

    def find(self, *args, **kwargs):
        return self.window.find(*args, **kwargs)

    def toast(self, words):
        self.said.toast(words)

    def key(self, *keys):
        self.display.key(*keys)

    def next(self):
        """Has the scene go on by a step."""
        self.process.send_signal(signal.SIGUSR1)

    def middle(self, node):
        """Where the pointer hits that node."""
        x, y, width, height = node.extents()
        return x + width // 2, y + height // 2


class Clock:
    """The seconds that the window says the call has lasted: as long as its own
    main loop has had to do what is due."""

    def __init__(self, app):
        self.app = app

    def now(self):
        minutes, seconds = self.app.find_text('^\u2066(\\d+)∶(\\d\\d)\u2069$').groups()
        return 60 * int(minutes) + int(seconds)

    def wait(self, seconds):
        self.app.wait(lambda: self.now() >= seconds, f'the call lasts {seconds} s')
