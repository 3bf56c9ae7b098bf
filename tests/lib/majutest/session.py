# SPDX-License-Identifier: GPL-3.0-or-later
"""A private desktop session: folders, D-Bus, PipeWire, WirePlumber."""

import itertools
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import uuid

from .devices import Devices
from .process import GUARD, Process, TestTimeout, read_stat, wait_until

SERVICES = pathlib.Path('/usr/share/dbus-1/services')

BUS_CONFIG = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
'''


# How many programs with a call in them were started.
_callers = itertools.count()


def is_searched_for_leaks(program):
    """Whether AddressSanitizer is to remember whose each allocation is, which
    takes more time than all else that it does. The server is cheap; of those
    that call, one in three is enough: by turns it is who began the call, and
    who joined it."""
    if program in ('maju', 'maju-peer'):
        return next(_callers) % 3 == 0
    return program == 'maju-server'


def is_listening(path):
    """Whether somebody takes connections there. A socket has a path before
    anybody listens at it, and who connects between is refused."""
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
    return True


class Graph:
    """What PipeWire has, kept up to date by pw-dump."""

    def __init__(self, env, logs):
        self._env = env
        self._objects = {}
        self._changed = threading.Condition()
        self._ended = False
        err = open(logs / 'pw-dump.err', 'wb')
        self._popen = subprocess.Popen(['pw-dump', '--monitor', '--no-colors'], env=env,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=err, text=True, errors='replace')
        err.close()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        lines = []
        for line in self._popen.stdout:
            lines.append(line)
            # One list an update; its closing bracket is not indented.
            if line.startswith(']'):
                self._update(json.loads(''.join(lines)))
                lines = []
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _update(self, objects):
        with self._changed:
            for item in objects:
                if item.get('type') is None and item.get('info') is None:
                    self._objects.pop(item['id'], None)
                else:
                    self._merge(self._objects.setdefault(item['id'], {}), item)
            self._changed.notify_all()

    @staticmethod
    def _merge(known, item):
        # Of metadata only what changed is told.
        entries = {(m['subject'], m['key']): m
                   for m in known.get('metadata', []) + item.get('metadata', [])}
        known.update(item)
        if entries:
            known['metadata'] = [m for m in entries.values() if m.get('value') is not None]

    def wait_for(self, check, what, timeout=None):
        """Waits until check(graph) is true; its value."""
        timeout = GUARD if timeout is None else timeout
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                value = check(self)
                if value:
                    return value
                left = deadline - time.monotonic()
                if left <= 0 or self._ended:
                    why = 'pw-dump ended' if self._ended else f'not so after {timeout:g} s'
                    raise TestTimeout(f'{what}: {why}; nodes: '
                                      f'{[n.get("node.name") for n in self.nodes()]}, '
                                      f'defaults: {self.metadata()}')
                self._changed.wait(left)

    def _properties(self, type_name):
        with self._changed:
            return [dict((item.get('info') or {}).get('props') or {}, id=id)
                    for id, item in self._objects.items()
                    if item.get('type') == f'PipeWire:Interface:{type_name}']

    def nodes(self, **properties):
        """Nodes with these properties; media_class stands for media.class."""
        wanted = {key.replace('_', '.'): value for key, value in properties.items()}
        return [n for n in self._properties('Node')
                if all(n.get(key) == value for key, value in wanted.items())]

    def node(self, name):
        """The node of that name, or None."""
        return next(iter(self.nodes(node_name=name)), None)

    def clients(self):
        return self._properties('Client')

    def links(self):
        """(name of the output node, name of the input node) of each link."""
        with self._changed:
            names = {n['id']: n.get('node.name') for n in self.nodes()}
            return [(names.get(link.get('link.output.node')), names.get(link.get('link.input.node')))
                    for link in self._properties('Link')]

    def metadata(self, name='default'):
        with self._changed:
            for item in self._objects.values():
                if (item.get('type') == 'PipeWire:Interface:Metadata' and
                        item.get('props', {}).get('metadata.name') == name):
                    return {m['key']: m['value'] for m in item.get('metadata', [])}
        return {}

    def describe(self):
        """What PipeWire has by now, asked anew: a line for each node that works
        or should, and for each link."""
        result = subprocess.run(['pw-dump', '--no-colors'], env=self._env, timeout=GUARD,
                                stdin=subprocess.DEVNULL, capture_output=True)
        infos = {item['id']: item.get('info') or {}
                 for item in json.loads(result.stdout)
                 if item['type'].rpartition(':')[2] in ('Node', 'Link')}
        props = {id: info.get('props') or {} for id, info in infos.items()}
        lines = []
        for id, info in sorted(infos.items()):
            if 'output-node-id' in info:
                ends = [props.get(info[key], {}).get('node.name')
                        for key in ('output-node-id', 'input-node-id')]
                lines.append(f'graph: link {ends[0]} -> {ends[1]} {info.get("state")}')
            elif str(props[id].get('media.class')).startswith(('Stream', 'Audio', 'Video')):
                lines.append(f'graph: node {id} {props[id].get("node.name")} '
                             f'{props[id]["media.class"]} {info.get("state")} '
                             f'{info.get("error") or ""}'.rstrip())
        return lines

    def close(self):
        self._popen.terminate()
        self._popen.wait(GUARD)
        self._reader.join(2)


class Session:
    """Use as a context manager. env is what programs of the session need;
    app_env() makes one with a home of its own. The runtime folder is a new one
    unless it is given: Flatpak needs the one that the system has for the user."""

    def __init__(self, folder=None, *, pipewire=True, pulse=True, services=('org.a11y.',),
                 runtime=None):
        self.id = uuid.uuid4().hex
        self._keep = folder is not None
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix='maju-test-')).resolve()
        self.logs = self.folder / 'logs'
        # A socket's path has room for about 100 bytes only.
        self.runtime = pathlib.Path(runtime or tempfile.mkdtemp(prefix='maju-run-'))
        self.leftovers = []
        # How long what ends by itself may take to do so.
        self.patience = GUARD
        self._want = pipewire, pulse
        self._services = services
        self._processes = []
        self._names = {}
        self.graph = None
        self.wireplumber = None
        self.devices = Devices(self)
        self.env = {
            'PATH': os.environ['PATH'],
            'LANG': 'C.UTF-8',
            'XDG_RUNTIME_DIR': str(self.runtime),
            'DBUS_SESSION_BUS_ADDRESS': f'unix:path={self.runtime}/bus',
            'GSETTINGS_BACKEND': 'keyfile',
            'GIO_USE_VFS': 'local',
            'GVFS_DISABLE_FUSE': '1',
            'NO_COLOR': '1',
            'MAJU_TEST_SESSION': self.id,
        }
        for name in ('GST_REGISTRY', 'GST_DEBUG', 'GST_DEBUG_DUMP_DOT_DIR', 'G_MESSAGES_DEBUG',
                     'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS', 'GSETTINGS_SCHEMA_DIR',
                     'XDG_DATA_DIRS', 'GST_PLUGIN_PATH', 'LD_PRELOAD', 'MAJU_BUILDDIR'):
            if os.environ.get(name):
                self.env[name] = os.environ[name]
        if 'GSETTINGS_SCHEMA_DIR' in self.env:
            self._know_maju(pathlib.Path(self.env['GSETTINGS_SCHEMA_DIR'].partition(':')[0]))
        self.env = self.app_env('session')

    def _know_maju(self, schemas):
        """Nobody here starts Maju for the first time, and what is measured of the
        speakers is voices alone, unless the settings say otherwise."""
        folder = self.folder / 'schemas'
        folder.mkdir(parents=True, exist_ok=True)
        for schema in schemas.glob('*.gschema.xml'):
            shutil.copy(schema, folder)
            name = schema.name.removesuffix('.gschema.xml')
            (folder / f'{name}.gschema.override').write_text(
                f'[{name}]\nwelcomed=true\n' +
                ''.join(f'sound-{sound}=false\n' for sound in ('join', 'leave', 'message', 'hand')))
        subprocess.run(['glib-compile-schemas', '--strict', folder], check=True, timeout=GUARD)
        self.env['GSETTINGS_SCHEMA_DIR'] = f"{folder}:{self.env['GSETTINGS_SCHEMA_DIR']}"

    def app_env(self, name, **more):
        """The session's environment with a HOME for one program of it."""
        home = self.folder / 'home' / name
        env = dict(self.env,
                   HOME=str(home),
                   XDG_CONFIG_HOME=str(home / '.config'),
                   XDG_CACHE_HOME=str(home / '.cache'),
                   XDG_DATA_HOME=str(home / '.local' / 'share'),
                   XDG_STATE_HOME=str(home / '.local' / 'state'))
        for key in ('XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME'):
            os.makedirs(env[key], exist_ok=True)
        env.update({key: str(value) for key, value in more.items()})
        return env

    def start(self, argv, *, env=None, name=None, **options):
        """Starts a program, which ends with the session at the latest."""
        program = os.path.basename(argv[0])
        name = name or program
        count = self._names[name] = self._names.get(name, 0) + 1
        env = env or self.env
        if 'ASAN_OPTIONS' in env and not is_searched_for_leaks(program):
            env = dict(env, ASAN_OPTIONS=env['ASAN_OPTIONS'] +
                       ':detect_leaks=0:fast_unwind_on_malloc=1')
        process = Process(argv, env=env, logs=self.logs,
                          name=name if count == 1 else f'{name}-{count}', **options)
        self._processes.append(process)
        return process

    def run(self, argv, *, timeout=GUARD, env=None, check=True):
        """Runs a program to its end; its output."""
        result = subprocess.run([str(a) for a in argv], env=env or self.env,
                                stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                errors='replace', timeout=timeout)
        if check and result.returncode != 0:
            raise AssertionError(f'{argv[0]} failed with {result.returncode}: '
                                 f'{result.stdout}{result.stderr}')
        return result.stdout

    def start_bus(self, name='bus'):
        """Starts a session bus; its address. A second one lets an application
        run twice in a session, as if on two computers."""
        services = self.folder / f'{name}-services'
        services.mkdir()
        for path in SERVICES.glob('*.service'):
            if path.name.startswith(tuple(self._services)):
                (services / path.name).symlink_to(path)
        config = self.folder / f'{name}.conf'
        config.write_text(BUS_CONFIG.format(socket=self.runtime / name, services=services))
        bus = self.start(['dbus-daemon', f'--config-file={config}', '--nofork', '--nopidfile',
                          '--nosyslog', '--print-address'])
        bus.wait_line('^unix:')
        return f'unix:path={self.runtime / name}'

    def _wait_socket(self, name, process):
        path = self.runtime / name

        def check():
            assert process.is_running(), process.describe()
            return is_listening(path)
        wait_until(check, f'{path.name} is there')

    def _start_pipewire(self):
        _, pulse = self._want
        pipewire = self.start(['pipewire'])
        self._wait_socket('pipewire-0', pipewire)
        self.graph = Graph(self.env, self.logs)
        self.wireplumber = self.start(['wireplumber'])
        self.graph.wait_for(
            lambda g: any(c.get('application.name') == 'WirePlumber' for c in g.clients()) and
            any('session.services' in c for c in g.clients()),
            'WirePlumber is ready')
        if pulse:
            self._wait_socket('pulse/native', self.start(['pipewire-pulse']))

    def __enter__(self):
        self.logs.mkdir(parents=True, exist_ok=True)
        try:
            self.start_bus()
            if self._want[0]:
                self._start_pipewire()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _members(self):
        """Processes of this session that still live, by their environment."""
        mark = f'MAJU_TEST_SESSION={self.id}'.encode()
        members = []
        for entry in os.listdir('/proc'):
            if not entry.isdigit() or int(entry) == os.getpid():
                continue
            try:
                with open(f'/proc/{entry}/environ', 'rb') as file:
                    if mark not in file.read().split(b'\0'):
                        continue
                if read_stat(entry)[0] not in 'ZX':
                    members.append(int(entry))
            except (OSError, IndexError):
                continue
        return members

    def _collect_leftovers(self):
        # What the bus started ends when its bus is gone; that takes a moment.
        try:
            wait_until(lambda: not self._members(), 'the session is empty', self.patience,
                       0.05)
        except TestTimeout:
            for pid in self._members():
                try:
                    with open(f'/proc/{pid}/cmdline', 'rb') as file:
                        self.leftovers.append(file.read().replace(b'\0', b' ').decode().strip())
                    os.kill(pid, 9)
                except OSError:
                    pass

    def __exit__(self, *exc):
        self.devices.close()
        for process in reversed(self._processes):
            if not process.stop():
                self.leftovers.append(f'{process.name} had to be killed')
        if self.graph is not None:
            self.graph.close()
        self._collect_leftovers()
        if self.leftovers:
            (self.logs / 'leftovers.txt').write_text('\n'.join(self.leftovers) + '\n')
        shutil.rmtree(self.runtime, ignore_errors=True)
        if not self._keep and exc[0] is None:
            shutil.rmtree(self.folder, ignore_errors=True)
