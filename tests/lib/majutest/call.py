# SPDX-License-Identifier: GPL-3.0-or-later
"""The server and participants without a window, as processes."""

import contextlib
import re
import signal

from .audio import Sound, growing_wav_seconds
from .process import wait_until
from .video import frame_number, read_y4m


class Server:
    """A maju-server on the loopback, or at an address of a host of a Network."""

    def __init__(self, session, port=0, *, address='127.0.0.1', via=(), settings=None):
        self._session = session
        self._options = dict(address=address, via=via, settings=settings)
        arguments = ['--listen', address, '--port', port]
        if settings:
            path = session.folder / 'maju-server.conf'
            path.write_text(''.join(
                f'[{group}]\n' + ''.join(f'{key}={value}\n' for key, value in keys.items())
                for group, keys in settings.items()))
            arguments += ['--config', path]
        self.process = session.start(['maju-server', *arguments], via=via)
        self.url = self.process.wait_line(r'listening on (http://[][0-9a-f.:]+:\d+)').group(1)
        self.port = int(self.url.rpartition(':')[2])

    def kill(self):
        self.process.kill()

    def restart(self):
        """Another one on the same port."""
        return Server(self._session, self.port, **self._options)


class Peer:
    """A maju-peer. What happens to it is told on standard error, a line an
    event: "joined NAME", "verified NAME", "muted NAME", "chat NAME: TEXT"..."""

    def __init__(self, session, name, *, server=None, link=None, camera='none',
                 microphone='none', screen=None, chat=(), expect=1, record=True, via=(), more=()):
        self.name = name
        self.folder = session.folder / f'recorded-{name}'
        self.report_path = session.folder / f'report-{name}.json'
        arguments = ['--new', server.url] if server else ['--join', link]
        arguments += ['--name', name, '--camera', camera, '--microphone', microphone,
                      '--expect-peers', expect, '--report', '-']
        if screen:
            arguments += ['--screen', screen]
        for text in chat:
            arguments += ['--chat', text]
        if record:
            self.folder.mkdir()
            arguments += ['--record', self.folder]
        self.process = session.start(['maju-peer', *arguments, *more], name=f'peer-{name}',
                                     env=session.app_env(f'peer-{name}'), via=via)
        self.link = self.process.wait_line('^http.*#').group() if server else link
        if server:
            self.link = self.process.output.splitlines()[0]

    def wait_event(self, pattern, timeout=None):
        return self.process.wait_error(f'^{pattern}$', timeout)

    def wait_connected(self, *names, video=True, audio=True, timeout=None):
        """Until these are verified and their media has arrived."""
        for name in names:
            self.wait_event(f'verified {name}', timeout)
            if audio:
                self.wait_event(f'first-audio {name}', timeout)
            if video:
                self.wait_event(f'first-video {name}', timeout)

    def events(self, pattern):
        return [line for line in self.process.errors.splitlines() if line.startswith(pattern)]

    def wait_last(self, event, among):
        """Until the last event that has the pattern `among` is this one: it may
        have been told before, too."""
        def check():
            found = re.findall(f'^(?:{among})$', self.process.errors, re.M)
            return found[-1:] == [event]
        wait_until(check, f'{self.name} hears last of {among!r}: {event}')

    @contextlib.contextmanager
    def again(self, event):
        """What is done meanwhile makes this event, which may have been told
        before: until it has been told once more."""
        before = self.process.errors.splitlines().count(event)
        yield
        wait_until(lambda: self.process.errors.splitlines().count(event) > before,
                   f'{self.name} says {event!r} after {before} times')

    def wait_path(self, name, pattern=''):
        """Until the path to somebody is known, the last one with the pattern."""
        def check():
            paths = self.events(f'path {name}: ')
            return paths and re.search(pattern, paths[-1])
        wait_until(check, f'{self.name} knows a path to {name}, {pattern!r}')

    def toggle_microphone(self):
        self.process.send_signal(signal.SIGUSR1)

    def toggle_camera(self):
        self.process.send_signal(signal.SIGUSR2)

    def toggle_screen(self):
        self.process.send_signal(signal.SIGHUP)

    def leave(self, timeout=None):
        """Ends it as a person would; its report and exit status."""
        self.process.send_signal(signal.SIGTERM)
        self.status = self.process.wait(timeout)
        self.report = self.process.json_report()
        return self.report

    def about(self, name):
        """What the report says about somebody."""
        return next(p for p in self.report['participants'] if p['name'] == name)

    def wait_recorded(self, name, *, seconds=0, frames=0, timeout=None):
        """Until so much more of somebody's sound and so many more of their
        frames are recorded than now."""
        sound, video = self.recorded_seconds(name), self._recorded_frames(name)

        def check():
            return (self.recorded_seconds(name) >= sound + seconds and
                    self._recorded_frames(name) >= video + frames)
        wait_until(check, f'{self.name} records {seconds} s and {frames} frames of {name}', timeout)

    def wait_seen(self, name, frames):
        """Until so many frames of somebody's camera are recorded whose number can
        be read: what is lost on the way spoils some."""
        def check():
            if self._recorded_frames(name) < frames:
                return False
            return sum(number is not None for number in self.seen_numbers(name)) >= frames
        wait_until(check, f'{self.name} can read {frames} frames of {name}', interval=0.5)

    def wait_heard(self, name, hertz, *, after=0, timeout=None):
        """Until this tone is clearly in what was recorded of somebody after so
        many seconds; see Sound.clear_pieces()."""
        def check():
            sound = self._sound_now(name)
            return len(sound.part(after, sound.seconds).clear_pieces(hertz)) >= 20
        wait_until(check, f'{self.name} hears {hertz} Hz of {name}', timeout, 0.5)

    def recorded_seconds(self, name):
        """How much of somebody's sound is recorded by now."""
        return growing_wav_seconds(self.folder / f'{name}.wav')

    def _sound_now(self, name):
        return Sound.from_growing_wav(self.folder / f'{name}.wav')

    def _recorded_frames(self, name):
        path = self.folder / f'{name}.y4m'
        return self._n_frames(path) if path.exists() else 0

    @staticmethod
    def _n_frames(path):
        """How many frames there are, of the size that the first one had."""
        with open(path, 'rb') as file:
            size = re.match(rb'YUV4MPEG2 W(\d+) H(\d+) .*\n', file.readline())
        return path.stat().st_size / (int(size[1]) * int(size[2]) * 3 / 2) if size else 0

    def heard(self, name):
        return Sound.from_wav(self.folder / f'{name}.wav')

    def seen(self, name):
        """The frames of somebody, brightness only."""
        return read_y4m(self.folder / f'{name}.y4m')

    def seen_numbers(self, name):
        """The frame numbers of somebody's camera; None where it was unreadable."""
        return [frame_number(plane) for plane in self.seen(name)]
