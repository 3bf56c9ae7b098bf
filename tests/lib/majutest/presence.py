# SPDX-License-Identifier: GPL-3.0-or-later
"""The real xdg-desktop-portal for what an application is beside its window: the
portals Inhibit, Background and GlobalShortcuts."""

import pathlib
import re
import subprocess
import sys

from .xdg_portal import NAME, describe_backend, set_permission, start_backend, start_portal

PROGRAM = pathlib.Path(__file__).resolve().parents[1] / 'maju-test-presence'
DESKTOP = 'majupresence'
PORTALS = ('Inhibit', 'Background', 'Access', 'GlobalShortcuts')
APP = 'org.maju.Maju'
MONITOR = 'org.freedesktop.background.Monitor'
METADATA = '''[Application]
name={app}
runtime=org.gnome.Platform/x86_64/50

[Instance]
instance-id={instance}

[Context]
shared=network;ipc;
'''


class Presence:
    """Lives as long as the session, and has to be there before maju is started.

    With sandboxed the portal takes who asks for Maju in a Flatpak, of which it
    finds the traces that Flatpak leaves; that is how the portal's own tests do
    it. Otherwise it knows Maju as it does outside of a sandbox: by what GTK
    registers."""

    def __init__(self, session, *, portals=PORTALS, sandboxed=False):
        self._session = session
        self._folder = session.folder / 'presence'
        self._write(portals)
        self.env = session.app_env('desktop', XDG_CURRENT_DESKTOP=DESKTOP,
                                   XDG_DESKTOP_PORTAL_DIR=self._folder)
        # GTK registers an application whose desktop file the portal finds.
        self.env['XDG_DATA_DIRS'] = f'{self._folder}:{session.env["XDG_DATA_DIRS"]}'
        if sandboxed:
            self._pretend_sandbox()

        self._make_activatable(NAME)
        self.backend = start_backend(session, self.env, [sys.executable, PROGRAM],
                                     name='presence', stdin=subprocess.PIPE)
        self.portal = start_portal(session, self.env)

    def _write(self, portals):
        applications = self._folder / 'applications'
        applications.mkdir(parents=True)
        (applications / f'{APP}.desktop').write_text(
            '[Desktop Entry]\nType=Application\nName=Maju\nExec=maju %u\n')
        describe_backend(self._folder, DESKTOP, portals)

    def _make_activatable(self, name):
        """GTK looks for portals only where the bus could start them."""
        (self._session.folder / 'bus-services' / f'{name}.service').write_text(
            f'[D-BUS Service]\nName={name}\nExec=/bin/false\n')
        self._session.run(['gdbus', 'call', '--session', '--dest', 'org.freedesktop.DBus',
                           '--object-path', '/org/freedesktop/DBus', '--method',
                           'org.freedesktop.DBus.ReloadConfig'])

    def _pretend_sandbox(self):
        metadata = METADATA.format(app=APP, instance='1')
        path = self._folder / 'flatpak-info'
        path.write_text(metadata)
        self.env.update(XDG_DESKTOP_PORTAL_TEST_APP_INFO_KIND='flatpak',
                        XDG_DESKTOP_PORTAL_TEST_FLATPAK_METADATA=str(path))
        # The portal ends what goes on without being allowed to.
        pid = self._session.start(['sleep', 'infinity'], name='sandbox').pid
        instance = self._session.runtime / '.flatpak' / '1'
        instance.mkdir(parents=True)
        (instance / 'info').write_text(metadata)
        (instance / 'pid').write_text(str(pid))
        (instance / 'bwrapinfo.json').write_text(f'{{"child-pid": {pid}}}')

    def restart_portal(self):
        """As after a crash: it knows nothing of what it was asked before."""
        self.portal.kill()
        self.portal = start_portal(self._session, self.env)

    def wait(self, line, **options):
        return self.backend.wait_line(f'^{line}$', **options)

    def count(self, line):
        return self.backend.lines.count(line)

    def lines(self, pattern):
        """Those that begin so."""
        return [line for line in self.backend.lines if re.match(pattern, line)]

    def tell(self, line):
        """What the person or the desktop does; see maju-test-presence. What it is
        asked over the bus comes another way and could overtake it."""
        start = len(self.backend.lines)
        self.backend.tell(line)
        self.backend.wait_line(f'^heard {re.escape(line)}$', start=start)

    def permit(self, answer):
        """Sets in the system's settings whether Maju may run without a window:
        yes, no, or ask."""
        set_permission(self._session, 'background', 'background', APP, answer)

    def background_apps(self):
        """What the desktop shows of applications without a window."""
        return self._session.run(['gdbus', 'call', '--session', '--dest', MONITOR,
                                  '--object-path', '/org/freedesktop/background/monitor',
                                  '--method', 'org.freedesktop.DBus.Properties.Get', MONITOR,
                                  'BackgroundApps'])

    @property
    def autostart_file(self):
        return pathlib.Path(self.env['XDG_CONFIG_HOME']) / 'autostart' / f'{APP}.desktop'
