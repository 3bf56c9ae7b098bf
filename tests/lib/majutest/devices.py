# SPDX-License-Identifier: GPL-3.0-or-later
"""Cameras, microphones and speakers that exist only on PipeWire."""

import pathlib
import signal
import subprocess
import time

from . import audio
from .process import GUARD, find_executable, wait_until


class Camera:
    """Draws a talking person and a frame number; see maju-test-camera.c. With
    a format, such as '640x360@15', it has no other."""

    def __init__(self, session, name, description, look, only_format=None):
        self._session = session
        self.name = name
        self.description = description
        self.process = session.start(['maju-test-camera', name, description, look,
                                      *([only_format] if only_format else [])],
                                     name=f'camera-{name}')
        self.process.wait_line(r'^ready \d+$')
        session.graph.wait_for(lambda g: g.node(name), f'camera {name} is there')

    def freeze(self):
        """Sends no more frames, or goes on."""
        n_lines = len(self.process.lines)
        self.process.send_signal(signal.SIGUSR1)
        self.process.wait_line('^(frozen|going on)$', start=n_lines)

    def unplug(self):
        self.process.stop()
        self._session.graph.wait_for(lambda g: not g.node(self.name), f'camera {self.name} is gone')


class _AudioNode:
    def __init__(self, session, name, description, media_class, position):
        self._session = session
        self.name = name
        self.description = description
        properties = {
            'factory.name': 'support.null-audio-sink',
            'node.name': name,
            'node.description': f'"{description}"',
            'media.class': media_class,
            'audio.position': f'[ {position} ]',
            'object.linger': 'false',
            'monitor.channel-volumes': 'true',
        }
        text = ' '.join(f'{key}={value}' for key, value in properties.items())
        # It belongs to the connection of pw-cli, which reads on until it is
        # stopped.
        self.process = session.start(['pw-cli', '-m', 'create-node', 'adapter', f'{{ {text} }}'],
                                     name=f'audio-{name}')
        session.graph.wait_for(lambda g: g.node(name), f'{name} is there')

    def unplug(self):
        self.process.stop()
        self._session.graph.wait_for(lambda g: not g.node(self.name), f'{self.name} is gone')


class Microphone(_AudioNode):
    """A microphone, silent until it is given something to hear."""

    def __init__(self, session, name, description):
        super().__init__(session, name, description, 'Audio/Source/Virtual', 'MONO')
        self._feed = None
        self._n_feeds = 0

    def _play(self, sox_input):
        """Plays what sox makes of its input for ever."""
        self.silence()
        raw = ['-t', 'raw', '-r', '48000', '-c', '1', '-b', '16', '-e', 'signed-integer', '-']
        err = open(self._session.logs / f'sox-{self.name}.err', 'wb')
        sox = subprocess.Popen([find_executable('sox'), '-q', *sox_input(raw)],
                               env=self._session.env, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=err)
        err.close()
        # What is known of PipeWire may be behind: the former one may still be
        # seen, and its link.
        self._n_feeds += 1
        feed = f'feed-{self.name}-{self._n_feeds}'
        player = self._session.start(
            ['pw-cat', '--playback', '--raw', '--rate', '48000', '--channels', '1',
             '--format', 's16', '--latency', '20ms',
             '-P', f'{{ node.name={feed} node.autoconnect=false }}', '-'],
            name=feed, stdin=sox.stdout)
        sox.stdout.close()
        self._feed = sox, player
        # A session manager does not link a stream to a virtual source.
        self._session.graph.wait_for(lambda g: g.node(feed), f'{feed} is there')
        wait_until(lambda: self._link(feed), f'{feed} is linked to {self.name}')

    def _link(self, feed):
        if (feed, self.name) in self._session.graph.links():
            return True
        self._session.run(['pw-link', f'{feed}:output_MONO', f'{self.name}:input_MONO'],
                          check=False)
        return False

    def play_tone(self, hertz, dbfs=-12):
        """A pure tone of that level."""
        self._play(lambda raw: ['-n', *raw, 'synth', 'sine', str(hertz), 'gain', str(dbfs)])

    def play_words(self, hertz, dbfs=-12):
        """A tone that comes and goes as words do: one that lasts is noise to
        who suppresses it, sooner or later."""
        self._play(lambda raw: ['-n', *raw, 'synth', '0.5', 'sine', str(hertz),
                                'gain', str(dbfs), 'pad', '0', '0.3', 'repeat', '-'])

    def play_file(self, path):
        """A sound file, again and again."""
        self._play(lambda raw: [str(path), *raw, 'repeat', '-'])

    def speak(self, text, voice='en-us', pause=1.0):
        """A sentence said by espeak-ng, again and again."""
        folder = pathlib.Path(self._session.folder) / 'speech'
        folder.mkdir(exist_ok=True)
        spoken = folder / f'{self.name}-spoken.wav'
        path = folder / f'{self.name}.wav'
        self._session.run(['espeak-ng', '-v', voice, '-s', '150', '-w', spoken, text])
        self._session.run(['sox', '-q', spoken, '-r', '48000', '-c', '1', path,
                           'gain', '-n', '-6', 'pad', '0', str(pause)])
        self.play_file(path)

    def silence(self):
        if self._feed is None:
            return
        sox, player = self._feed
        self._feed = None
        player.stop()
        sox.terminate()
        sox.wait(GUARD)

    def unplug(self):
        self.silence()
        super().unplug()


class Speaker(_AudioNode):
    """A speaker that can be listened to."""

    def __init__(self, session, name, description):
        super().__init__(session, name, description, 'Audio/Sink', 'FL FR')
        self._count = 0

    def record(self, seconds):
        """Records what it plays from now on; an audio.Sound."""
        return record(self._session, self._next_path(), self.name, seconds, monitor=True)

    def listen(self):
        """Records what it plays until it is unplugged; a Listener."""
        return Listener(self._session, self._next_path(), self.name)

    def _next_path(self):
        self._count += 1
        return self._session.folder / f'{self.name}-{self._count}.wav'


class Listener:
    """Hears all that a speaker plays, however late a busy machine plays it."""

    def __init__(self, session, path, name):
        self._path = path
        _start_recording(session, path, name, monitor=True)
        wait_until(lambda: self.seconds > 0.5, f'{name} is listened to')

    @property
    def seconds(self):
        return audio.growing_wav_seconds(self._path)

    def since(self, seconds):
        """What was played after the first so many seconds."""
        sound = audio.Sound.from_growing_wav(self._path)
        return sound.part(seconds, sound.seconds)

    def wait_loud(self, since, dbfs=-50):
        """Until a tenth of a second was this loud, since then."""
        def check():
            sound = self.since(since)
            ends = (i / 10 for i in range(1, int(sound.seconds * 10) + 1))
            return any(sound.part(end - 0.1, end).level_dbfs() > dbfs for end in ends)
        wait_until(check, 'the speaker plays', interval=0.2)


class Player:
    """Another application, which plays a tone until it is stopped, where the
    desktop lets it."""

    def __init__(self, session, name, hertz):
        self._session = session
        self.name = name
        script = ('exec pw-cat --playback --raw --rate 48000 --channels 1 --format s16 '
                  f"-P '{{ node.name={name} }}' - < <(exec sox -q -n -t raw -r 48000 -c 1 -b 16 "
                  f'-e signed-integer - synth sine {hertz} gain -12)')
        self.process = session.start(['bash', '-c', script], name=f'player-{name}')
        session.graph.wait_for(lambda g: g.node(name), f'{name} plays')

    def stop(self):
        self.process.stop()
        self._session.graph.wait_for(lambda g: not g.node(self.name), f'{self.name} is gone')


def _start_recording(session, path, target, *options, monitor=False):
    properties = '{ stream.capture.sink=true }' if monitor else '{ }'
    return session.start(
        ['pw-record', '--target', target, '-P', properties, '--rate', '48000',
         '--channels', '1', '--format', 's16', *options, path],
        name=f'record-{target}')


def record(session, path, target, seconds, monitor=False):
    """Records a microphone, or what a speaker plays; an audio.Sound."""
    process = _start_recording(session, path, target, '--sample-count', int(seconds * 48000),
                               monitor=monitor)
    # It ends with 1 when it has all samples (PipeWire 1.6.9).
    process.wait()
    sound = audio.Sound.from_wav(path)
    assert abs(sound.seconds - seconds) < 0.01, process.describe()
    return sound


class Devices:
    """The devices of a session; all of them go with it."""

    def __init__(self, session):
        self._session = session
        self._microphones = []

    def add_camera(self, name='camera1', description='Front Camera', look='sky',
                   only_format=None):
        return Camera(self._session, name, description, look, only_format)

    def add_microphone(self, name='microphone1', description='Desk Microphone'):
        microphone = Microphone(self._session, name, description)
        self._microphones.append(microphone)
        return microphone

    def add_speaker(self, name='speaker1', description='Desk Speakers'):
        return Speaker(self._session, name, description)

    def play_tone(self, name, hertz):
        return Player(self._session, name, hertz)

    def close(self):
        for microphone in self._microphones:
            microphone.silence()

    def wait_default(self, kind, name, timeout=None):
        """Waits until WirePlumber took it as default ('sink' or 'source')."""
        key = f'default.audio.{kind}'
        asked = time.monotonic()

        def check():
            nonlocal asked
            known = (self._session.graph.metadata().get(key) or {}).get('name')
            # On a busy machine pw-dump has been seen to miss a change.
            if known == name or f'"{name}"' in self._session.run(['pw-metadata', '0', key]):
                return True
            # And WirePlumber a new device: then it is chosen as by a person.
            if time.monotonic() - asked > 10:
                asked = time.monotonic()
                node = self._session.graph.node(name)
                self._session.run(['wpctl', 'set-default', node['id']], check=False)
            return False
        wait_until(check, f'{name} is the default {kind}', timeout, 0.1)
