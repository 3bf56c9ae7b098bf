# SPDX-License-Identifier: GPL-3.0-or-later
"""What build-aux/flatpak publish makes, offered on loopback, and people who
install from there."""

import functools
import http.server
import subprocess
import threading

from .process import GUARD, TOP

APP_ID = 'org.maju.Maju'
RUNTIME = 'org.gnome.Platform/x86_64/51'


def run(*command, check=True, **options):
    """Runs a program to its end: its status, its output and its errors."""
    result = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL,
                            capture_output=True, text=True, timeout=3 * GUARD, **options)
    if check and result.returncode != 0:
        raise AssertionError(f'{command} ended with {result.returncode}:\n'
                             f'{result.stdout}{result.stderr}')
    return result


class Key:
    """A key that signs repositories; one with a passphrase cannot be used, as
    nobody is asked for it."""

    def __init__(self, folder, passphrase=''):
        self.home = folder
        folder.mkdir(mode=0o700)
        # What the agent has seen it would remember.
        (folder / 'gpg-agent.conf').write_text('max-cache-ttl 0\n')
        self.gpg('--pinentry-mode', 'loopback', '--passphrase', passphrase,
                 '--quick-generate-key', 'Maju <maju@localhost>', 'ed25519', 'sign', 'never')
        listing = self.gpg('--with-colons', '--list-secret-keys').stdout
        self.fingerprint = next(line.split(':')[9] for line in listing.splitlines()
                                if line.startswith('fpr:'))

    def gpg(self, *arguments):
        return run('gpg', f'--homedir={self.home}', '--batch', '--quiet', *arguments)

    @property
    def sign(self):
        """For flatpak and ostree."""
        return f'--gpg-sign={self.fingerprint}', f'--gpg-homedir={self.home}'

    def close(self):
        run('gpgconf', f'--homedir={self.home}', '--kill', 'all')


class Handler(http.server.SimpleHTTPRequestHandler):
    def translate_path(self, path):
        self.directory = str(self.server.folder)
        return super().translate_path(path)

    def log_message(self, *arguments):
        self.server.asked.append(self.path)


class Server(http.server.ThreadingHTTPServer):
    """Offers a folder, which may become another one."""

    def __init__(self, folder):
        super().__init__(('127.0.0.1', 0), functools.partial(Handler))
        self.folder = folder
        self.asked = []
        self.url = f'http://127.0.0.1:{self.server_port}/'
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)
        self._thread.start()

    def close(self):
        self.shutdown()
        self._thread.join()
        self.server_close()


def publish(folder, *arguments, check=True, **options):
    return run(TOP / 'build-aux' / 'flatpak', 'publish', *arguments, folder, check=check,
               **options)


class Person:
    """Somebody with a home of their own on a computer that has the runtime."""

    def __init__(self, session, folder, computer):
        self.home = folder
        self.flatpaks = folder / '.local' / 'share' / 'flatpak'
        self.data = folder / '.var' / 'app'
        folder.mkdir(parents=True)
        self.env = {name: session.env[name] for name in (
            'PATH', 'LANG', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS', 'MAJU_TEST_SESSION')}
        self.env.update(HOME=str(folder), FLATPAK_SYSTEM_DIR=str(computer),
                        DBUS_SYSTEM_BUS_ADDRESS=session.env['DBUS_SESSION_BUS_ADDRESS'],
                        XDG_DATA_DIRS=f'{self.flatpaks}/exports/share:/usr/local/share:/usr/share')

    def flatpak(self, *arguments, check=True):
        return run('flatpak', *arguments, check=check, env=self.env)

    def install(self, *arguments, check=True):
        return self.flatpak('install', '--user', '-y', '--noninteractive', *arguments,
                            check=check)

    def version(self, app_id=APP_ID):
        return self.flatpak('run', '--user', app_id, '--version').stdout.strip()

    def commit(self, app_id=APP_ID):
        return self.flatpak('info', '--user', '--show-commit', app_id).stdout.strip()

    def remotes(self):
        """Where applications of this person come from."""
        remotes = self.flatpak('remotes', '--user', '--columns=name', '--show-disabled')
        return sorted(remotes.stdout.split())


def make_small(repository, words, app_id=APP_ID):
    """Builds an application that says these words, were it run."""
    folder = repository.with_name(repository.name + '-files')
    (folder / 'files' / 'bin').mkdir(parents=True, exist_ok=True)
    (folder / 'export').mkdir(exist_ok=True)
    (folder / 'metadata').write_text(
        f'[Application]\nname={app_id}\nruntime={RUNTIME}\nsdk={RUNTIME}\ncommand=maju\n')
    program = folder / 'files' / 'bin' / 'maju'
    program.write_text(f'#!/bin/sh\necho {words}\n')
    program.chmod(0o755)
    run('flatpak', 'build-export', '--disable-sandbox', repository, folder, 'stable')
