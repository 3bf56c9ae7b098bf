#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A double of what a desktop's shell offers on the session bus: the
notifications and the power profile. It says each call in a line, and takes
lines: the name of a profile, or `press ID LABEL`, which is a button of a
notification."""

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
</node>'''
POWER = 'org.freedesktop.UPower.PowerProfiles'

profile = 'balanced'
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


def get_profile(bus, sender, path, interface, name):
    return GLib.Variant('s', profile)


def read_profile(stream, condition):
    global profile
    line = stream.readline()
    if not line:
        return False
    if line.startswith('press '):
        press(*line.strip().split(' ', 2)[1:])
        return True
    profile = line.strip()
    changed = {'ActiveProfile': GLib.Variant('s', profile)}
    bus.emit_signal(None, '/' + POWER.replace('.', '/'), 'org.freedesktop.DBus.Properties',
                    'PropertiesChanged', GLib.Variant('(sa{sv}as)', (POWER, changed, [])))
    return True


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
info = Gio.DBusNodeInfo.new_for_xml(XML)
for interface in info.interfaces:
    path = '/' + interface.name.replace('.', '/')
    bus.register_object(path, interface, called, get_profile, None)
    Gio.bus_own_name_on_connection(bus, interface.name, Gio.BusNameOwnerFlags.NONE,
                                   lambda bus, name: say('owns', name), None)
GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, read_profile)
GLib.MainLoop().run()
