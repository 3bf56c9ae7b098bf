# SPDX-License-Identifier: GPL-3.0-or-later
"""The real xdg-desktop-portal with a desktop behind it that a test plays."""

import os
import pathlib
import sys

from gi.repository import GLib

from .process import find_executable
from .xdg_portal import (backend_name, describe_backend, set_permission, start_backend,
                         start_documents, start_portal)

BACKEND = pathlib.Path(__file__).resolve().parents[1] / 'maju-test-portal'
DESKTOP = 'majutest'
APPLICATIONS = ('org.maju.Test', 'org.maju.Maju')
PORTALS = ('Access', 'AppChooser', 'FileChooser', 'ScreenCast')
# Who is in no sandbox asks the desktop itself for these.
SANDBOX_PORTALS = ('Inhibit', 'Notification')


class Portal:
    """Lives as long as the session. What it answers is told it by its D-Bus
    interface org.maju.TestPortal; see maju-test-portal. With an app_id all who
    call it are that application, as if each were in a sandbox of its name. With
    documents those that are in one get files by the document portal; late, the
    portal that is given such a file looks at it later than is good: maju-test-late."""

    def __init__(self, session, app_id=None, documents=False, late=False):
        self._session = session
        folder = session.folder / 'portals'
        folder.mkdir()
        describe_backend(folder, DESKTOP, PORTALS + SANDBOX_PORTALS if documents else PORTALS)
        # The desktop knows an application by its desktop file.
        applications = folder / 'data' / 'applications'
        applications.mkdir(parents=True)
        for name in APPLICATIONS:
            (applications / f'{name}.desktop').write_text(
                f'[Desktop Entry]\nType=Application\nName={name}\nExec=true\n')
        env = dict(session.env, XDG_CURRENT_DESKTOP=DESKTOP, XDG_DESKTOP_PORTAL_DIR=str(folder),
                   XDG_DATA_DIRS=f'{folder / "data"}:/usr/local/share:/usr/share')
        if documents:
            # It asks Flatpak what an application reaches without it.
            env['FLATPAK_USER_DIR'] = os.environ['FLATPAK_USER_DIR']
        if app_id is not None:
            # The portal's own switch for tests: who it takes all callers for.
            env.update(XDG_DESKTOP_PORTAL_TEST_APP_INFO_KIND='host',
                       XDG_DESKTOP_PORTAL_TEST_HOST_APPID=app_id)
        self.backend = start_backend(
            session, env, [sys.executable, BACKEND, find_executable('maju-test-camera')],
            name='test-portal')
        if documents:
            start_documents(session, env)
        if late:
            env['LD_PRELOAD'] = find_executable('maju-test-late.so')
        start_portal(session, env)

    def call(self, method, *args):
        return self._session.run(['gdbus', 'call', '--session', '--dest', backend_name(DESKTOP),
                                  '--object-path', '/org/maju/TestPortal', '--method',
                                  f'org.maju.TestPortal.{method}', *args])

    def permit_camera(self, app_id, answer):
        """What the person chose in the system's settings: yes, no or ask."""
        set_permission(self._session, 'devices', 'camera', app_id, answer)

    def ask(self, method):
        """What that method returns, as a tuple."""
        return GLib.Variant.parse(None, self.call(method), None, None).unpack()

    def choose_files(self, *paths):
        """What the person chooses in the dialogs for files that come."""
        uris = ', '.join(f"'{pathlib.Path(path).as_uri()}'" for path in paths)
        self.call('SetFiles', f'[{uris}]')
