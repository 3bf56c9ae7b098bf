# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses an application as assistive technology does: by role and name.

This speaks AT-SPI's D-Bus interfaces itself: libatspi keeps one bus for a
process and a cache that may be behind, and tests want several sessions and
what is true now. A busy program answers one call a turn of its main loop, but
all that have come by then: so what can be asked at once is asked at once.
"""

import pathlib
import re

import gi

gi.require_version('Gio', '2.0')
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib  # noqa: E402

from .process import GUARD, TestTimeout, wait_until  # noqa: E402

ROOT = '/org/a11y/atspi/accessible/root'
CACHE = '/org/a11y/atspi/cache'
NULL = '/org/a11y/atspi/null'
CALL_TIMEOUT_MS = int(GUARD * 1000)
ALL_TEXT = 2**31 - 1


def _role_name(number):
    """As GTK and people call it: "button", "text", "list item"."""
    name = Atspi.role_get_name(Atspi.Role(number)) or str(number)
    return {'push button': 'button', 'entry': 'text'}.get(name, name)


def _state_names(words):
    bits = words[0] | words[1] << 32
    names = set()
    for number in range(64):
        if bits >> number & 1:
            try:
                names.add(Atspi.StateType(number).value_nick)
            except ValueError:
                pass
    return names


def _matches(wanted, value):
    if wanted is None:
        return True
    if isinstance(wanted, re.Pattern):
        return wanted.search(value or '') is not None
    return wanted == value


class _Program:
    """The connection to a program, and what its tree looked like last."""

    def __init__(self, bus, owner, process=None):
        self.bus = bus
        self.owner = owner
        self.process = process
        self._known = {}

    def call(self, path, interface, method, parameters=None):
        reply = self.bus.call_sync(self.owner, path, interface, method, parameters, None,
                                   Gio.DBusCallFlags.NONE, CALL_TIMEOUT_MS, None)
        values = reply.unpack()
        return values[0] if len(values) == 1 else values

    def call_all(self, calls):
        """The first value of the reply to each, None where there is none. A
        call is (path, interface, method, parameters)."""
        replies = [None] * len(calls)
        pending = len(calls)

        def finished(bus, result, number):
            nonlocal pending
            pending -= 1
            try:
                replies[number] = bus.call_finish(result).unpack()[0]
            except GLib.Error:
                pass
        context = GLib.MainContext()
        context.push_thread_default()
        try:
            for number, call in enumerate(calls):
                self.bus.call(self.owner, *call, None, Gio.DBusCallFlags.NONE, CALL_TIMEOUT_MS,
                              None, finished, number)
            # Not the override, which looks for Python's own event loop each time.
            iterate = super(GLib.MainContext, context).iteration
            while pending:
                iterate(True)
        finally:
            context.pop_thread_default()
        return replies

    def check(self):
        """Nothing is to be waited for in a program that has ended."""
        assert self.process is None or self.process.is_running(), self.process.describe()

    def _below(self, root):
        """(path, depth) of what is known there, in the tree's order."""
        seen, stack = set(), [(root, 0)]
        while stack:
            path, depth = stack.pop()
            if path not in seen:
                seen.add(path)
                yield path, depth
                stack += [(child, depth + 1) for child in reversed(self._known.get(path, ()))]

    def read(self, root):
        """[(Seen, depth)] of what is below that path, in the tree's order."""
        wanted = [path for path, _ in self._below(root)]
        self._known = {}
        # What was there before is asked for in one go; what is new, a level a go.
        items = None
        while wanted:
            calls = [(path, 'org.a11y.atspi.Accessible', 'GetChildren', None) for path in wanted]
            if not self._known:
                calls.append((CACHE, 'org.a11y.atspi.Cache', 'GetItems', None))
            replies = self.call_all(calls)
            items = replies[len(wanted)] if len(replies) > len(wanted) else None
            for path, children in zip(wanted, replies):
                self._known[path] = [child for owner, child in children or ()
                                     if owner == self.owner and child != NULL]
            wanted = [path for path, _ in self._below(root) if path not in self._known]
        # GTK keeps only what was asked for once in its cache.
        if items is None:
            items = self.call_all([(CACHE, 'org.a11y.atspi.Cache', 'GetItems', None)])[0]
        seen = {item[0][1]: Seen(self, item) for item in items or ()}
        return [(seen[path], depth) for path, depth in self._below(root) if path in seen]

    def read_texts(self, nodes):
        """The text of each of these nodes; None for one that has none."""
        nodes = [node for node in nodes if 'Text' in node.interfaces]
        texts = self.call_all([(node.path, 'org.a11y.atspi.Text', 'GetText',
                                GLib.Variant('(ii)', (0, ALL_TEXT))) for node in nodes])
        return dict(zip((node.path for node in nodes), texts))


class Seen:
    """What was true of a node when the tree was read."""

    def __init__(self, program, item):
        self._program = program
        self.path = item[0][1]
        self.interfaces = [name.rpartition('.')[2] for name in item[5]]
        self.name = item[6]
        self.role = _role_name(item[7])
        self.description = item[8]
        self.states = _state_names(item[9])

    def node(self):
        return Accessible(self._program, self.path)


class Accessible:
    """One node of the tree. Equal when it is the same node."""

    def __init__(self, program, path):
        self._program = program
        self.path = path

    def __eq__(self, other):
        return (self._program.owner, self.path) == (other._program.owner, other.path)

    def __hash__(self):
        return hash((self._program.owner, self.path))

    def __repr__(self):
        try:
            return f'<{self.role} {self.name!r}>'
        except GLib.Error:
            return f'<gone {self.path}>'

    def _call(self, interface, method, signature=None, *arguments):
        return self._program.call(self.path, f'org.a11y.atspi.{interface}', method,
                                  GLib.Variant(signature, arguments) if signature else None)

    def _get(self, interface, name):
        return self._program.call(self.path, 'org.freedesktop.DBus.Properties', 'Get',
                                  GLib.Variant('(ss)', (f'org.a11y.atspi.{interface}', name)))

    def wait(self, check, what, timeout=None, interval=0.05):
        """wait_until() in a program that has to be there."""
        def check_running():
            self._program.check()
            return check()
        try:
            return wait_until(check_running, what, timeout, interval)
        except TestTimeout as error:
            raise TestTimeout(f'{self!r}: {error}\n'
                              f'{Accessible(self._program, ROOT).tree()}') from None
        except GLib.Error:
            self._program.check()
            raise

    @property
    def name(self):
        return self._get('Accessible', 'Name')

    @property
    def description(self):
        return self._get('Accessible', 'Description')

    @property
    def role(self):
        return _role_name(self._call('Accessible', 'GetRole'))

    @property
    def states(self):
        """Such as {"enabled", "sensitive", "showing", "checked"}."""
        return _state_names(self._call('Accessible', 'GetState'))

    def has_state(self, state):
        return state in self.states

    @property
    def interfaces(self):
        return [name.rpartition('.')[2] for name in self._call('Accessible', 'GetInterfaces')]

    def tree(self):
        """The tree in words, for the message of a test that fails."""
        lines = []
        read = self._program.read(self.path)
        texts = self._program.read_texts(seen for seen, _ in read)
        for seen, depth in read:
            marks = ''.join(f' {s}' for s in ('checked', 'pressed', 'focused', 'selected')
                            if s in seen.states)
            if 'sensitive' not in seen.states:
                marks += ' insensitive'
            if 'showing' not in seen.states:
                marks += ' hidden'
            text = f' {texts[seen.path]!r}' if seen.path in texts else ''
            lines.append(f'{"  " * depth}{seen.role} {seen.name!r}{text}{marks}')
        return '\n'.join(lines)

    def see_all(self, role=None, name=None, showing=True):
        """What is seen of the nodes with that role and accessible name (a
        string or a compiled pattern); showing=None takes hidden ones too."""
        return [seen for seen, _ in self._program.read(self.path)
                if (_matches(role, seen.role) and _matches(name, seen.name) and
                    (showing is None or ('showing' in seen.states) == showing))]

    def find_all(self, role=None, name=None, showing=True):
        """The nodes that see_all() sees."""
        return [seen.node() for seen in self.see_all(role, name, showing)]

    def find(self, role=None, name=None, timeout=None, showing=True):
        """Waits for such a node; the first of them."""
        return self.wait(lambda: self.find_all(role, name, showing),
                         f'a {role or "node"} {name!r} is there', timeout)[0]

    def find_text(self, pattern, timeout=None):
        """Waits for a label or a text that has the pattern; the match."""
        def check():
            for text in self._program.read_texts(self.see_all()).values():
                match = re.search(pattern, text or '')
                if match:
                    return match
            return None
        return self.wait(check, f'a text {pattern!r} is there', timeout)

    def wait_gone(self, role=None, name=None, timeout=None):
        self.wait(lambda: not self.see_all(role, name),
                  f'no {role or "node"} {name!r} is there', timeout)

    def wait_state(self, state, present=True, timeout=None):
        self.wait(lambda: self.has_state(state) == present,
                  f'it is {"" if present else "not "}{state}', timeout)
        return self

    def wait_description(self, description, timeout=None):
        self.wait(lambda: _matches(description, self.description),
                  f'it is described as {description!r}', timeout)
        return self

    def press(self, timeout=None):
        """Presses a button, toggles a switch, activates a row, once it can be."""
        self.wait_state('sensitive', timeout=timeout)
        assert self._call('Action', 'DoAction', '(i)', 0), f'{self!r} cannot be pressed'

    @property
    def text(self):
        return self._call('Text', 'GetText', '(ii)', 0, ALL_TEXT)

    def set_text(self, text):
        assert self._call('EditableText', 'SetTextContents', '(s)', text), f'{self!r} takes no text'

    def wait_text(self, text, timeout=None):
        self.wait(lambda: _matches(text, self.text), f'it has the text {text!r}', timeout)
        return self

    @property
    def value(self):
        return self._get('Value', 'CurrentValue')

    @value.setter
    def value(self, value):
        self._program.call(self.path, 'org.freedesktop.DBus.Properties', 'Set',
                           GLib.Variant('(ssv)', ('org.a11y.atspi.Value', 'CurrentValue',
                                                  GLib.Variant('d', value))))

    def focused(self):
        """What has the keyboard of what is below: the innermost last."""
        return [seen for seen in self.see_all() if 'focused' in seen.states]

    def tab_to(self, press, wanted, check=lambda focused: None):
        """Goes on by press('Tab'), a step at a time, until what has the keyboard
        is wanted, or that node; check() sees what is on the way."""
        def is_wanted(seen):
            return wanted(seen) if callable(wanted) else seen.path == wanted.path
        for _ in range(100):
            now = self.focused()
            check(now)
            if any(is_wanted(seen) for seen in now):
                return
            before = [seen.path for seen in now]
            press('Tab')
            try:
                wait_until(lambda: [seen.path for seen in self.focused()] != before,
                           'the keyboard goes on', 15)
            except TestTimeout:
                pass
        raise AssertionError(f'Tab does not lead there\n{self.tree()}')

    def escape(self, press, role, name=None, interval=5):
        """Goes on by press('Escape') until no such node is seen; a dialog may not
        have the keyboard yet, or go back page by page."""
        def is_closed():
            if not self.see_all(role, name):
                return True
            press('Escape')
            return False
        wait_until(is_closed, f'Escape closes {name or role!r}', interval=interval)

    def announcements(self):
        """What the whole application announces from now on."""
        return Announcements(self._program)

    def extents(self):
        """x, y, width, height in the window."""
        return self._call('Component', 'GetExtents', '(u)', 1)


class Announcements:
    """What an application has its screen reader say, from now on."""

    def __init__(self, program):
        self._program = program
        self._context = GLib.MainContext()
        self._texts = []
        self._context.push_thread_default()
        try:
            self._id = program.bus.signal_subscribe(
                program.owner, 'org.a11y.atspi.Event.Object', 'Announcement', None, None,
                Gio.DBusSignalFlags.NONE, self._announced)
        finally:
            self._context.pop_thread_default()
        # The bus has taken the match before it answers this.
        program.call(ROOT, 'org.a11y.atspi.Accessible', 'GetRole')

    def _announced(self, bus, sender, path, interface, name, parameters):
        self._texts.append(parameters.unpack()[3])

    @property
    def texts(self):
        iterate = super(GLib.MainContext, self._context).iteration
        while iterate(False):
            pass
        return list(self._texts)

    def take(self, words):
        """Whether that has been said; what was is told once."""
        found = next((text for text in self.texts if _matches(words, text)), None)
        if found is not None:
            self._texts.remove(found)
        return found is not None

    def wait(self, words, timeout=None):
        """Until that has been said (a string or a compiled pattern)."""
        def check():
            self._program.check()
            return any(_matches(words, text) for text in self.texts)
        try:
            wait_until(check, f'{words!r} is announced', timeout)
        except TestTimeout as error:
            raise TestTimeout(f'{error}\nannounced: {self.texts!r}') from None

    def toast(self, words):
        """Until these words are shown. A busy machine may look for them when
        their few seconds are over: but then they were announced, too."""
        root = Accessible(self._program, ROOT)
        root.wait(lambda: root.see_all('label', words) or self.take(words),
                  f'{words!r} is told')
        self.take(words)


def _is_proxy(pid):
    """Whether that process is what stands before a sandbox."""
    return pathlib.Path(f'/proc/{pid}/comm').read_text() == 'xdg-dbus-proxy\n'


class Desktop:
    """The applications of a session, or of another bus in it."""

    def __init__(self, session, bus=None):
        address = bus or session.env['DBUS_SESSION_BUS_ADDRESS']
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
                 Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        reply = bus.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None,
                              None, Gio.DBusCallFlags.NONE, CALL_TIMEOUT_MS, None)
        self._bus = Gio.DBusConnection.new_for_address_sync(reply.unpack()[0], flags, None, None)
        self._bus.set_exit_on_close(False)
        bus.set_exit_on_close(False)
        bus.close_sync(None)
        self._registry = _Program(self._bus, 'org.a11y.atspi.Registry')
        self._daemon = _Program(self._bus, 'org.freedesktop.DBus')

    def _pid(self, owner):
        return self._daemon.call('/org/freedesktop/DBus', 'org.freedesktop.DBus',
                                 'GetConnectionUnixProcessID', GLib.Variant('(s)', (owner,)))

    def application(self, process, timeout=None, sandboxed=False):
        """Waits for the application that this Process is, or that is the only
        one in a sandbox."""
        def check():
            assert process.is_running(), process.describe()
            for owner, path in self._registry.call(ROOT, 'org.a11y.atspi.Accessible',
                                                   'GetChildren'):
                try:
                    pid = self._pid(owner)
                    if _is_proxy(pid) if sandboxed else pid == process.pid:
                        return Accessible(_Program(self._bus, owner, process), path)
                except (GLib.Error, OSError):
                    continue
            return None
        return wait_until(check, f'{process.name} is on the accessibility bus', timeout)

    def close(self):
        self._bus.close_sync(None)
