# SPDX-License-Identifier: GPL-3.0-or-later
"""A window with one of each, for the tests of majutest itself."""

import gi

gi.require_version('Gtk', '4.0')
gi.require_version('Adw', '1')
from gi.repository import Adw, Gio, Gtk  # noqa: E402


def activate_cb(application):
    window = Adw.ApplicationWindow(application=application, title='Tiny', default_width=400)
    name, message = Adw.EntryRow(title='Name'), Gtk.Entry()
    message.update_property([Gtk.AccessibleProperty.LABEL], ['Message'])
    greet, mute, label = Gtk.Button(label='Greet'), Gtk.ToggleButton(label='Mute'), Gtk.Label()
    greet.connect('clicked', lambda _: label.set_label(f'{name.get_text()}: {message.get_text()}'))

    shortcuts = Gtk.ShortcutController(scope=Gtk.ShortcutScope.MANAGED)
    shortcuts.add_shortcut(Gtk.Shortcut(
        trigger=Gtk.ShortcutTrigger.parse_string('<Control>d'),
        action=Gtk.CallbackAction.new(lambda *_: mute.set_active(not mute.get_active()) or True)))
    window.add_controller(shortcuts)

    rows = Gtk.ListBox()
    rows.append(name)
    box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=12)
    for widget in (rows, message, greet, mute, label):
        box.append(widget)
    view = Adw.ToolbarView(content=box)
    view.add_top_bar(Adw.HeaderBar())
    window.set_content(view)
    window.present()


application = Adw.Application(application_id='org.maju.TinyWindow',
                              flags=Gio.ApplicationFlags.NON_UNIQUE)
application.connect('activate', activate_cb)
application.run()
