# SPDX-License-Identifier: GPL-3.0-or-later
"""Displays that nobody sees: headless sway (Wayland), and Xvfb where keys and
a pointer are wanted."""

import configparser
import json
import os
import pathlib
import subprocess

from .process import GUARD, wait_until
from .video import Image

SWAY_CONFIG = '''
output * bg #3d3846 solid_color
output HEADLESS-1 resolution {width}x{height} position 0,0
default_border none
default_floating_border none
focus_follows_mouse no
seat * hide_cursor 1
{more}
'''


def set_setting(env, path, key, value):
    """Writes a setting of that environment, such as ('org/maju/Maju', 'name',
    "'Mina'"), at once for the programs that run there."""
    file = pathlib.Path(env['XDG_CONFIG_HOME']) / 'glib-2.0' / 'settings' / 'keyfile'
    file.parent.mkdir(parents=True, exist_ok=True)
    settings = configparser.RawConfigParser(delimiters='=', comment_prefixes='#',
                                            interpolation=None)
    settings.optionxform = str
    settings.read(file)
    if not settings.has_section(path):
        settings.add_section(path)
    settings.set(path, key, value)
    temporary = file.with_name('keyfile.new')
    with open(temporary, 'w') as out:
        settings.write(out, space_around_delimiters=False)
    temporary.rename(file)


def set_style(env, dark):
    """Switches the desktop of that environment to dark or light."""
    set_setting(env, 'org/gnome/desktop/interface', 'color-scheme',
                "'prefer-dark'" if dark else "'prefer-light'")


def desktop_env(session, name, more, animated=False):
    """The environment of a program on a desktop that looks like GNOME's.
    Without animations nothing is on its way when a test reads or clicks."""
    env = session.app_env(name, **dict({'GSK_RENDERER': 'cairo'}, **more))
    # There is no settings portal: colours come from GSettings, the font from
    # GTK's own file.
    env.setdefault('ADW_DISABLE_PORTAL', '1')
    folder = pathlib.Path(env['XDG_CONFIG_HOME']) / 'gtk-4.0'
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'settings.ini').write_text('[Settings]\ngtk-font-name=Adwaita Sans 11\n'
                                          f'gtk-enable-animations={int(animated)}\n')
    return env


def _read_ppm(command, env):
    return Image.from_ppm(subprocess.run(command, env=env, stdin=subprocess.DEVNULL,
                                         capture_output=True, timeout=GUARD, check=True).stdout)


class Sway:
    """One output, and windows that fill it unless floating is true."""

    def __init__(self, session, name='sway', width=1280, height=800, floating=False,
                 animated=False):
        self._session = session
        self._animated = animated
        self.runtime = session.runtime / name
        self.runtime.mkdir(mode=0o700)
        more = 'for_window [app_id=".*"] floating enable' if floating else ''
        config = session.folder / f'{name}.conf'
        config.write_text(SWAY_CONFIG.format(width=width, height=height, more=more))
        env = session.app_env(name, XDG_RUNTIME_DIR=self.runtime,
                              WLR_BACKENDS='headless', WLR_LIBINPUT_NO_DEVICES='1',
                              WLR_RENDERER='pixman', XDG_SESSION_TYPE='wayland')
        self.process = session.start(['sway', '-c', config], env=env, name=name)
        display = wait_until(self._find('wayland-[0-9]'), f'{name} has a display')
        socket = wait_until(self._find('sway-ipc.*.sock'), f'{name} has a socket')
        self.display = str(display)
        self._env = dict(env, WAYLAND_DISPLAY=self.display, SWAYSOCK=str(socket))
        wait_until(lambda: 'HEADLESS-1' in self._swaymsg('-t', 'get_outputs', check=False),
                   f'{name} has an output')

    def _find(self, pattern):
        def check():
            assert self.process.is_running(), self.process.describe()
            return next(self.runtime.glob(pattern), None)
        return check

    def _swaymsg(self, *arguments, check=True):
        return self._session.run(['swaymsg', *arguments], env=self._env, check=check)

    def app_env(self, name, **more):
        """The session's environment for a program that is shown here."""
        # The display is an absolute path: the program keeps the session's
        # runtime folder, where PipeWire is.
        return desktop_env(self._session, name,
                           dict({'GDK_BACKEND': 'wayland', 'WAYLAND_DISPLAY': self.display}, **more),
                           self._animated)

    def resize(self, width, height):
        self._swaymsg('output', 'HEADLESS-1', 'resolution', f'{width}x{height}')

    def message(self, *arguments):
        """Gives sway a command."""
        return self._swaymsg(*arguments)

    def windows(self):
        """What sway knows of each window."""
        found = []

        def look(node):
            if 'pid' in node:
                found.append(node)
            for child in node['nodes'] + node['floating_nodes']:
                look(child)
        look(json.loads(self._swaymsg('-t', 'get_tree')))
        return found

    def picture(self, path):
        """Writes what is shown as a PNG file."""
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        self._session.run(['grim', '-t', 'png', '-l', '2', path], env=self._env)
        return path

    def look(self):
        """What is shown, as an Image; faster than a file."""
        return _read_ppm(['grim', '-t', 'ppm', '-'], self._env)

    def stop(self):
        self.process.stop()


class Xvfb:
    """An X display without a window manager, with keys and a pointer."""

    def __init__(self, session, name='xvfb', width=1280, height=800, animated=False):
        self._session = session
        self._animated = animated
        self.process = session.start(
            ['Xvfb', '-displayfd', '1', '-screen', '0', f'{width}x{height}x24', '-nolisten', 'tcp',
             '-noreset'], name=name)
        self.display = f':{self.process.wait_line("^[0-9]+$").group()}'
        self._env = session.app_env(name, DISPLAY=self.display)

    def app_env(self, name, **more):
        return desktop_env(self._session, name,
                           dict({'GDK_BACKEND': 'x11', 'DISPLAY': self.display}, **more),
                           self._animated)

    def _xdotool(self, *arguments, check=True):
        return self._session.run(['xdotool', *arguments], env=self._env, check=check)

    def set_resources(self, text):
        """What programs ask the display for when they start; Xft.dpi is the size
        of text, 96 being 100 %."""
        self._session.run(['xprop', '-root', '-format', 'RESOURCE_MANAGER', '8s',
                           '-set', 'RESOURCE_MANAGER', text], env=self._env)

    def wait_window(self, title, timeout=None):
        """Waits for a visible window whose title has the pattern; its id."""
        return wait_until(
            lambda: self._xdotool('search', '--onlyvisible', '--name', title, check=False).split(),
            f'a window {title!r} is there', timeout)[-1]

    def focus(self, window):
        """Gives the window the keyboard; X refuses while it is not quite there."""
        def focused():
            self._xdotool('windowfocus', window, check=False)
            return self._xdotool('getwindowfocus', check=False).strip() == str(window)

        wait_until(focused, f'window {window} has the keyboard')

    def unfocus(self):
        """No window has the keyboard, as when a person uses another one."""
        self._xdotool('windowfocus', '0')

    def resize(self, window, width, height):
        self.place(window, 0, 0, width, height)

    def place(self, window, x, y, width, height):
        self._xdotool('windowmove', window, str(x), str(y))
        self._xdotool('windowsize', window, str(width), str(height))

    def button_down(self):
        self._xdotool('mousedown', '1')

    def button_up(self):
        self._xdotool('mouseup', '1')

    def key(self, *keys):
        """Presses and releases, such as key('ctrl+d')."""
        self._xdotool('key', *keys)

    def key_down(self, key):
        self._xdotool('keydown', key)

    def key_up(self, key):
        self._xdotool('keyup', key)

    def type(self, text):
        self._xdotool('type', text)

    def click(self, x, y, button=1):
        self._xdotool('mousemove', str(x), str(y), 'click', str(button))

    def double_click(self, x, y):
        self._xdotool('mousemove', str(x), str(y), 'click', '--repeat', '2', '--delay', '30', '1')

    def title(self, window):
        return self._xdotool('getwindowname', window).rstrip('\n')

    def size(self, window):
        """Width and height."""
        lines = self._xdotool('getwindowgeometry', '--shell', window).split()
        values = dict(line.split('=') for line in lines)
        return int(values['WIDTH']), int(values['HEIGHT'])

    def move(self, x, y):
        self._xdotool('mousemove', str(x), str(y))

    def picture(self, path):
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        self._session.run(['import', '-window', 'root', '-depth', '8', f'PNG24:{path}'],
                          env=self._env)
        return path

    def look(self):
        """What is shown, as an Image; faster than a file."""
        return _read_ppm(['import', '-window', 'root', '-depth', '8', 'ppm:-'], self._env)

    def stop(self):
        self.process.stop()
