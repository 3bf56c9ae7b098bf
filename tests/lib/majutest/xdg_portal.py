# SPDX-License-Identifier: GPL-3.0-or-later
"""The real xdg-desktop-portal and its store of permissions, before a desktop
that a test plays."""

import os

from .process import GUARD

STORE = 'org.freedesktop.impl.portal.PermissionStore'
NAME = 'org.freedesktop.portal.Desktop'
DOCUMENTS = 'org.freedesktop.portal.Documents'


def backend_name(desktop):
    return f'org.freedesktop.impl.portal.desktop.{desktop}'


def describe_backend(folder, desktop, portals):
    """Tells the portal, by files in that folder, what the desktop offers."""
    interfaces = [f'org.freedesktop.impl.portal.{portal}' for portal in portals]
    (folder / f'{desktop}.portal').write_text(
        f'[portal]\nDBusName={backend_name(desktop)}\n'
        f'Interfaces={"".join(name + ";" for name in interfaces)}\nUseIn={desktop};\n')
    (folder / f'{desktop}-portals.conf').write_text(
        '[preferred]\ndefault=none\n' + ''.join(f'{name}={desktop}\n' for name in interfaces))


def _wait_name(session, name):
    session.run(['gdbus', 'wait', '--session', '--timeout', str(int(GUARD)), name],
                timeout=2 * GUARD)


def start_backend(session, env, backend, **options):
    """Starts that program, and what has to be there before it."""
    # What the sanitizers want is nothing to these programs.
    for name in ('LD_PRELOAD', 'G_DEBUG'):
        env.pop(name, None)
    session.start(['/usr/libexec/xdg-permission-store'], env=env)
    _wait_name(session, STORE)
    process = session.start(backend, env=env, **options)
    process.wait_line('^ready$')
    return process


def start_documents(session, env):
    """The portal that hands files over, before the one that asks for them."""
    assert os.access('/dev/fuse', os.R_OK | os.W_OK), (
        'the document portal needs /dev/fuse, which is not open to everybody here as it is on '
        'a desktop: an administrator may run chmod 666 /dev/fuse')
    session.start(['/usr/libexec/xdg-document-portal'], env=env)
    _wait_name(session, DOCUMENTS)


def start_portal(session, env):
    """After its backend."""
    portal = session.start(['/usr/libexec/xdg-desktop-portal'], env=env)
    _wait_name(session, NAME)
    return portal


def set_permission(session, table, name, app_id, answer):
    """What the person chose in the system's settings: yes, no or ask."""
    session.run(['gdbus', 'call', '--session', '--dest', STORE, '--object-path',
                 '/org/freedesktop/impl/portal/PermissionStore', '--method',
                 f'{STORE}.SetPermission', table, 'true', name, app_id, f"['{answer}']"])
