#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A double of what a desktop's shell offers on the session bus: the
notifications. It says each call in a line."""

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
</node>'''

def say(*words):
    print(*words, flush=True)


def called(bus, sender, path, interface, method, parameters, invocation):
    arguments = parameters.unpack()
    if method == 'AddNotification':
        entry = arguments[2]
        say('notify', arguments[1], repr(entry['title']), repr(entry['body']),
            entry['default-action'], entry['default-action-target'])
    elif method == 'RemoveNotification':
        say('withdraw', arguments[1])
    invocation.return_value(None)


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
info = Gio.DBusNodeInfo.new_for_xml(XML)
for interface in info.interfaces:
    path = '/' + interface.name.replace('.', '/')
    bus.register_object(path, interface, called, None, None)
    Gio.bus_own_name_on_connection(bus, interface.name, Gio.BusNameOwnerFlags.NONE,
                                   lambda bus, name: say('owns', name), None)
GLib.MainLoop().run()
