# SPDX-License-Identifier: GPL-3.0-or-later
"""maju on somebody's desktop."""

import pathlib

APP_ID = 'org.maju.Maju'


class Window:
    """A running maju with what a person sees of it."""

    def __init__(self, session, sway, desktop, settings='', **env):
        self.session = session
        self.sway = sway
        self.desktop = desktop
        self.env = sway.app_env('maju', **env)
        self.config = self.find_config()
        self.keyfile = self.config / 'glib-2.0' / 'settings' / 'keyfile'
        if settings:
            self.keyfile.parent.mkdir(parents=True, exist_ok=True)
            self.keyfile.write_text(f'[org/maju/Maju]\n{settings}\n')
        self.process = self.app = None

    def find_config(self):
        """The folder of its settings."""
        return pathlib.Path(self.env['XDG_CONFIG_HOME'])

    def start(self, *arguments):
        self.process = self.session.start(['maju', *arguments], env=self.env)
        self.app = self.desktop.application(self.process)

    def find(self, *arguments, **options):
        return self.app.find(*arguments, **options)

    def action(self, *arguments):
        """Activates an action of the application."""
        self.session.run(['gapplication', 'action', APP_ID, *arguments], env=self.env)

    def press_switch(self, name):
        """By keys, which a display of Xvfb has: it may be out of sight."""
        self.app.tab_to(self.sway.key, self.find('switch', name))
        self.sway.key('space')

    def wait_ready(self):
        """Until the ready page is all there is: the start page has a Join, too."""
        self.find('text', 'Your name')
        self.app.wait_gone('button', 'New Call')

    def press_join(self):
        """On the ready page."""
        self.wait_ready()
        self.find('button', 'Join').press()

    def close(self):
        """Ends it."""
        self.action('quit')
        assert self.process.wait() == 0, self.process.describe()
