# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses an application as assistive technology does: by role and name.

This speaks AT-SPI's D-Bus interfaces itself: libatspi keeps one bus for a
process and a cache that may be behind, and tests want several sessions and
what is true now.
"""

import re

import gi

gi.require_version('Gio', '2.0')
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib  # noqa: E402

from .process import TestTimeout, wait_until  # noqa: E402

ROOT = '/org/a11y/atspi/accessible/root'
NULL = '/org/a11y/atspi/null'
CALL_TIMEOUT_MS = 20000


def _role_name(number):
    """As GTK and people call it: "button", "text", "list item"."""
    name = Atspi.role_get_name(Atspi.Role(number)) or str(number)
    return {'push button': 'button', 'entry': 'text'}.get(name, name)


def _matches(wanted, value):
    if wanted is None:
        return True
    if isinstance(wanted, re.Pattern):
        return wanted.search(value or '') is not None
    return wanted == value


class Accessible:
    """One node of the tree. Equal when it is the same node."""

    def __init__(self, bus, owner, path):
        self._bus = bus
        self.owner = owner
        self.path = path

    def __eq__(self, other):
        return (self.owner, self.path) == (other.owner, other.path)

    def __hash__(self):
        return hash((self.owner, self.path))

    def __repr__(self):
        try:
            return f'<{self.role} {self.name!r}>'
        except GLib.Error:
            return f'<gone {self.path}>'

    def _call(self, interface, method, signature=None, *arguments):
        parameters = GLib.Variant(signature, arguments) if signature else None
        reply = self._bus.call_sync(self.owner, self.path, f'org.a11y.atspi.{interface}', method,
                                    parameters, None, Gio.DBusCallFlags.NONE, CALL_TIMEOUT_MS, None)
        values = reply.unpack()
        return values[0] if len(values) == 1 else values

    def _get(self, interface, name):
        reply = self._bus.call_sync(
            self.owner, self.path, 'org.freedesktop.DBus.Properties', 'Get',
            GLib.Variant('(ss)', (f'org.a11y.atspi.{interface}', name)), None,
            Gio.DBusCallFlags.NONE, CALL_TIMEOUT_MS, None)
        return reply.unpack()[0]

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
        low, high = self._call('Accessible', 'GetState')
        bits = low | high << 32
        names = set()
        for number in range(64):
            if bits >> number & 1:
                try:
                    names.add(Atspi.StateType(number).value_nick)
                except ValueError:
                    pass
        return names

    def has_state(self, state):
        return state in self.states

    @property
    def attributes(self):
        return self._call('Accessible', 'GetAttributes')

    @property
    def interfaces(self):
        return [name.rpartition('.')[2] for name in self._call('Accessible', 'GetInterfaces')]

    @property
    def children(self):
        return [Accessible(self._bus, owner, path)
                for owner, path in self._call('Accessible', 'GetChildren') if path != NULL]

    @property
    def parent(self):
        owner, path = self._get('Accessible', 'Parent')
        return None if path == NULL else Accessible(self._bus, owner, path)

    def walk(self, depth=0):
        """Yields (node, depth) of what is there; a node that goes meanwhile is
        left out."""
        yield self, depth
        try:
            children = self.children
        except GLib.Error:
            return
        for child in children:
            yield from child.walk(depth + 1)

    def tree(self):
        """The tree in words, for the message of a test that fails."""
        lines = []
        for node, depth in self.walk():
            try:
                states = node.states
                marks = ''.join(f' {s}' for s in ('checked', 'pressed', 'focused', 'selected')
                                if s in states)
                if 'sensitive' not in states:
                    marks += ' insensitive'
                if 'showing' not in states:
                    marks += ' hidden'
                text = f' {node.text!r}' if 'Text' in node.interfaces else ''
                lines.append(f'{"  " * depth}{node.role} {node.name!r}{text}{marks}')
            except GLib.Error:
                lines.append(f'{"  " * depth}(gone)')
        return '\n'.join(lines)

    def find_all(self, role=None, name=None, showing=True):
        """Nodes with that role and accessible name (a string or a compiled
        pattern); showing=None takes hidden ones too."""
        found = []
        for node, _ in self.walk():
            try:
                if (_matches(role, node.role) and _matches(name, node.name) and
                        (showing is None or node.has_state('showing') == showing)):
                    found.append(node)
            except GLib.Error:
                continue
        return found

    def find(self, role=None, name=None, timeout=10, showing=True):
        """Waits for such a node; the first of them."""
        try:
            return wait_until(lambda: self.find_all(role, name, showing), timeout,
                              f'a {role or "node"} {name!r} is there', 0.1)[0]
        except TestTimeout as error:
            raise TestTimeout(f'{error}\n{self.tree()}') from None

    def find_text(self, pattern, timeout=10):
        """Waits for a label or a text that has the pattern; the match."""
        def check():
            for node in self.find_all():
                try:
                    if 'Text' in node.interfaces and re.search(pattern, node.text):
                        return re.search(pattern, node.text)
                except GLib.Error:
                    continue
            return None
        try:
            return wait_until(check, timeout, f'a text {pattern!r} is there', 0.1)
        except TestTimeout as error:
            raise TestTimeout(f'{error}\n{self.tree()}') from None

    def wait_gone(self, role=None, name=None, timeout=10):
        try:
            wait_until(lambda: not self.find_all(role, name), timeout,
                       f'no {role or "node"} {name!r} is there', 0.1)
        except TestTimeout as error:
            raise TestTimeout(f'{error}\n{self.tree()}') from None

    def wait_state(self, state, present=True, timeout=10):
        wait_until(lambda: self.has_state(state) == present, timeout,
                   f'{self!r} is {"" if present else "not "}{state}', 0.05)
        return self

    def wait_name(self, name, timeout=10):
        wait_until(lambda: _matches(name, self.name), timeout, f'{self!r} is called {name!r}', 0.05)
        return self

    def press(self, timeout=10):
        """Presses a button, toggles a switch, activates a row, once it can be."""
        self.wait_state('sensitive', timeout=timeout)
        assert self._call('Action', 'DoAction', '(i)', 0), f'{self!r} cannot be pressed'

    def do_action(self, name):
        """Does the action of that name."""
        names = [self._call('Action', 'GetName', '(i)', i)
                 for i in range(self._get('Action', 'NActions'))]
        assert name in names, f'{self!r} has the actions {names}'
        assert self._call('Action', 'DoAction', '(i)', names.index(name))

    @property
    def text(self):
        count = self._get('Text', 'CharacterCount')
        return self._call('Text', 'GetText', '(ii)', 0, count)

    def set_text(self, text):
        assert self._call('EditableText', 'SetTextContents', '(s)', text), f'{self!r} takes no text'

    def wait_text(self, text, timeout=10):
        wait_until(lambda: _matches(text, self.text), timeout, f'{self!r} has the text {text!r}', 0.05)
        return self

    @property
    def value(self):
        return self._get('Value', 'CurrentValue')

    def extents(self):
        """x, y, width, height in the window."""
        return self._call('Component', 'GetExtents', '(u)', 1)

    def focus(self):
        return self._call('Component', 'GrabFocus')


class Desktop:
    """The applications of a session, or of another bus in it."""

    def __init__(self, session, bus=None):
        address = bus or session.env['DBUS_SESSION_BUS_ADDRESS']
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
                 Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        reply = bus.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None,
                              None, Gio.DBusCallFlags.NONE, 20000, None)
        self._bus = Gio.DBusConnection.new_for_address_sync(reply.unpack()[0], flags, None, None)
        self._bus.set_exit_on_close(False)
        bus.set_exit_on_close(False)
        bus.close_sync(None)
        self._root = Accessible(self._bus, 'org.a11y.atspi.Registry', ROOT)

    def applications(self):
        return self._root.children

    def _pid(self, owner):
        reply = self._bus.call_sync(
            'org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
            'GetConnectionUnixProcessID', GLib.Variant('(s)', (owner,)), None,
            Gio.DBusCallFlags.NONE, CALL_TIMEOUT_MS, None)
        return reply.unpack()[0]

    def application(self, process, timeout=20):
        """Waits for the application that this Process is."""
        def check():
            assert process.is_running(), process.describe()
            for application in self.applications():
                try:
                    if self._pid(application.owner) == process.pid:
                        return application
                except GLib.Error:
                    continue
            return None
        return wait_until(check, timeout, f'{process.name} is on the accessibility bus', 0.05)

    def close(self):
        self._bus.close_sync(None)
