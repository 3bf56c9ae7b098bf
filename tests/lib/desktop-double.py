#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A double of what a desktop's shell offers on the session bus: the
notifications and the power profile, and of what NetworkManager tells of the
network. It says each call in a line, and takes lines: the name of a profile;
`metered` and `unmetered`; or `press ID LABEL`, which is a button of a
notification."""

import os
import sys

from gi.repository import Gio, GLib

XML = '''<node>
  <interface name="org.gtk.Notifications">
    <method name="AddNotification">
      <arg type="s" direction="in"/><arg type="s" direction="in"/>
      <arg type="a{sv}" direction="in"/>
    </method>
    <method name="RemoveNotification">
      <arg type="s" direction="in"/><arg type="s" direction="in"/>
    </method>
  </interface>
  <interface name="org.freedesktop.UPower.PowerProfiles">
    <property name="ActiveProfile" type="s" access="read"/>
  </interface>
  <interface name="org.freedesktop.NetworkManager">
    <property name="State" type="u" access="read"/>
    <property name="Connectivity" type="u" access="read"/>
    <property name="Metered" type="u" access="read"/>
  </interface>
</node>'''
POWER = 'org.freedesktop.UPower.PowerProfiles'
NETWORK = 'org.freedesktop.NetworkManager'

# Connected to all the world, and not paid by use.
values = {
    'ActiveProfile': GLib.Variant('s', 'balanced'),
    'State': GLib.Variant('u', 70),
    'Connectivity': GLib.Variant('u', 4),
    'Metered': GLib.Variant('u', 2),
}
buttons = {}


def say(*words):
    print(*words, flush=True)


def called(bus, sender, path, interface, method, parameters, invocation):
    arguments = parameters.unpack()
    if method == 'AddNotification':
        entry = arguments[2]
        keep_buttons(arguments[1], parameters.get_child_value(2))
        say('notify', arguments[1], repr(entry['title']), repr(entry.get('body', '')),
            entry.get('default-action', '-'), entry.get('default-action-target', '-'),
            entry['priority'],
            *(button['label'] for button in entry.get('buttons', [])))
    elif method == 'RemoveNotification':
        say('withdraw', arguments[1])
    invocation.return_value(None)


def keep_buttons(name, entry):
    found = entry.lookup_value('buttons', None)
    for i in range(found.n_children() if found else 0):
        button = found.get_child_value(i)
        buttons[name, button.lookup_value('label', None).get_string()] = (
            button.lookup_value('action', None).get_string(),
            button.lookup_value('target', None))


def press(name, label):
    """As GNOME's shell does."""
    action, target = buttons[name, label]
    bus.call('org.maju.Maju', '/org/maju/Maju', 'org.freedesktop.Application', 'ActivateAction',
             GLib.Variant('(sava{sv})', (action.removeprefix('app.'),
                                         [target] if target else [], {})),
             None, Gio.DBusCallFlags.NONE, -1, None, None)


def get_value(bus, sender, path, interface, name):
    return values[name]


def set_value(interface, name, value):
    values[name] = value
    bus.emit_signal(None, '/' + interface.replace('.', '/'), 'org.freedesktop.DBus.Properties',
                    'PropertiesChanged',
                    GLib.Variant('(sa{sv}as)', (interface, {name: value}, [])))


def obey(line):
    if line.startswith('press '):
        press(*line.split(' ', 2)[1:])
    elif line in ('metered', 'unmetered'):
        set_value(NETWORK, 'Metered', GLib.Variant('u', 1 if line == 'metered' else 2))
    else:
        set_value(POWER, 'ActiveProfile', GLib.Variant('s', line))


def read_lines(stream, condition):
    data = os.read(stream.fileno(), 4096)
    for line in data.decode().splitlines():
        obey(line)
    return bool(data)


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
info = Gio.DBusNodeInfo.new_for_xml(XML)
for interface in info.interfaces:
    path = '/' + interface.name.replace('.', '/')
    bus.register_object(path, interface, called, get_value, None)
    Gio.bus_own_name_on_connection(bus, interface.name, Gio.BusNameOwnerFlags.NONE,
                                   lambda bus, name: say('owns', name), None)
GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, read_lines)
GLib.MainLoop().run()
