# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests' own tools, on the real PipeWire and real windows."""

import pathlib
import socket
import subprocess
import sys

import pytest

from majutest import TestTimeout, wait_until
from majutest.compositor import set_style
from majutest.devices import record
from majutest.process import GUARD
from majutest.session import is_listening
from majutest.video import Image, frame_number, frame_numbers

TINY_WINDOW = pathlib.Path(__file__).parent / 'tiny-window.py'


def read_camera(session, name, width, height, frames, path):
    """Reads frames of a camera into a y4m file."""
    session.run([
        'gst-launch-1.0', '-q', 'pipewiresrc', f'target-object={name}', f'num-buffers={frames}',
        '!', f'video/x-raw,format=I420,width={width},height={height},framerate=30/1',
        '!', 'y4menc', '!', 'filesink', f'location={path}'], timeout=GUARD)


@pytest.mark.parametrize('width,height', [(1280, 720), (640, 360), (320, 180)])
def test_camera_counts(session, tmp_path, width, height):
    session.devices.add_camera('camera1', 'Front Camera')
    read_camera(session, 'camera1', width, height, 30, tmp_path / 'frames.y4m')
    numbers = frame_numbers(tmp_path / 'frames.y4m')
    assert len(numbers) == 30
    assert None not in numbers
    gaps = [b - a for a, b in zip(numbers, numbers[1:])]
    assert min(gaps) >= 1
    print(f'{sum(gaps) - len(gaps)} frames were lost')


def test_camera_serves_two_readers_and_both_cameras_differ(session, tmp_path):
    session.devices.add_camera('camera1', 'Front Camera', 'sky')
    session.devices.add_camera('camera2', 'Garden Camera', 'leaf')
    for name in ('camera1', 'camera2', 'camera1'):
        session.run(['gst-launch-1.0', '-q', 'pipewiresrc', f'target-object={name}',
                     'num-buffers=5', '!', 'video/x-raw,width=640,height=360', '!', 'videoconvert',
                     '!', 'pngenc', 'snapshot=false', '!', 'multifilesink', 'next-file=buffer',
                     f'location={tmp_path}/{name}-%d.png'])
    pictures = [Image(tmp_path / f'{name}-4.png') for name in ('camera1', 'camera2')]
    assert all(frame_number(picture.plane()) is not None for picture in pictures)
    assert pictures[0].pixel(20, 300) != pictures[1].pixel(20, 300)
    node = session.graph.node('camera2')
    assert node['node.description'] == 'Garden Camera'
    assert node['media.class'] == 'Video/Source'


def test_camera_freezes_and_is_unplugged(session):
    camera = session.devices.add_camera('camera1', 'Front Camera')
    reader = session.start(
        ['gst-launch-1.0', '-v', 'pipewiresrc', 'target-object=camera1', '!',
         'video/x-raw,width=640,height=360', '!', 'identity', 'silent=false', '!',
         'fakesink', 'silent=true'], name='reader')

    def n_frames():
        return sum('chain' in line for line in reader.lines)

    wait_until(lambda: n_frames() > 10, 'frames come')
    camera.freeze()
    # Frozen: no frame for ten times as long as one takes.
    last = {'frames': -1, 'same': 0}

    def is_still():
        frames = n_frames()
        last['same'] = last['same'] + 1 if frames == last['frames'] else 0
        last['frames'] = frames
        return last['same'] >= 7
    wait_until(is_still, 'no frames come', interval=0.05)
    camera.freeze()
    wait_until(lambda: n_frames() > last['frames'] + 5, 'frames come again')
    camera.unplug()
    assert session.graph.node('camera1') is None


def test_frame_number_refuses_other_pictures(quiet_session, tmp_path):
    quiet_session.run(['gst-launch-1.0', '-q', 'videotestsrc', 'num-buffers=3', '!',
                       'video/x-raw,format=I420,width=640,height=360', '!', 'y4menc', '!',
                       'filesink', f'location={tmp_path}/bars.y4m'])
    assert frame_numbers(tmp_path / 'bars.y4m') == [None, None, None]


def wait_tone(record_part, hertz, dbfs=None):
    """Listens until a tone is there whole: a busy machine leaves gaps."""
    def is_there():
        sound = record_part()
        level = sound.level_dbfs()
        heard = (sound.tones() or [0])[0]
        print(f'{heard:.1f} Hz with {level:.1f} dB')
        return (abs(heard - hertz) <= 2 and
                (dbfs is None or abs(level - dbfs) <= 1)) and sound
    return wait_until(is_there, f'{hertz} Hz are heard')


def test_microphone_plays_the_tone(session, tmp_path):
    def listen():
        return record(session, tmp_path / 'tone.wav', 'microphone1', 0.6).part(0.2, 0.6)

    microphone = session.devices.add_microphone('microphone1')
    session.devices.wait_default('source', 'microphone1')
    quiet = record(session, tmp_path / 'quiet.wav', 'microphone1', 0.5)
    assert quiet.level_dbfs() < -80
    microphone.play_tone(440, dbfs=-12)
    wait_tone(listen, 440, -12)
    microphone.play_tone(1000, dbfs=-30)
    assert wait_tone(listen, 1000, -30).tone_dbfs(440) < -60


def test_microphone_speaks(session, needs, tmp_path):
    needs('espeak-ng')
    session.devices.add_microphone('microphone1').speak('Can you hear me?', pause=0.2)
    wait_until(lambda: record(session, tmp_path / 'speech.wav', 'microphone1',
                              1.5).level_dbfs() > -40, 'somebody speaks')


def test_speaker_monitor(session):
    speaker = session.devices.add_speaker('speaker1')
    session.devices.wait_default('sink', 'speaker1')
    player = session.start(['gst-launch-1.0', 'audiotestsrc', 'freq=660', 'volume=0.25', '!',
                            'audioconvert', '!', 'pipewiresink', 'target-object=speaker1'],
                           name='player')
    session.graph.wait_for(lambda g: any(b == 'speaker1' for _, b in g.links()),
                           'the player is linked')
    wait_tone(lambda: speaker.record(0.8).part(0.4, 0.8), 660)
    assert player.is_running()


def start_tiny(session, display, name):
    env = display.app_env(name)
    set_style(env, dark=False)
    return env, session.start([sys.executable, TINY_WINDOW], env=env, name=name)


def test_window_by_accessible_names(quiet_session, make_sway, make_desktop, tmp_path):
    sway = make_sway(quiet_session, width=700, height=500)
    env, process = start_tiny(quiet_session, sway, 'tiny')
    window = make_desktop(quiet_session).application(process)
    window.find('text', 'Name').set_text('Mina')
    window.find('text', 'Message').set_text('hello')
    window.find('button', 'Greet').press()
    window.find('label', 'Mina: hello')
    mute = window.find('toggle button', 'Mute')
    mute.press()
    mute.wait_state('pressed')
    with pytest.raises(TestTimeout):
        window.find('button', 'Not there', timeout=0.1)

    light = Image(sway.picture(tmp_path / 'light.png'))
    assert (light.width, light.height) == (700, 500)
    wait_until(lambda: min(Image(sway.picture(tmp_path / 'light.png')).pixel(350, 480)) > 200,
               'the window is light')
    set_style(env, dark=True)
    wait_until(lambda: max(Image(sway.picture(tmp_path / 'dark.png')).pixel(350, 480)) < 80,
               'the window is dark')
    sway.resize(360, 640)
    wait_until(lambda: Image(sway.picture(tmp_path / 'narrow.png')).width == 360,
               'the window is narrow')


def test_window_by_keys(quiet_session, make_xvfb, make_desktop):
    xvfb = make_xvfb(quiet_session)
    _, process = start_tiny(quiet_session, xvfb, 'tiny')
    window = make_desktop(quiet_session).application(process)
    mute = window.find('toggle button', 'Mute')
    xvfb.focus(xvfb.wait_window('Tiny'))
    xvfb.key('ctrl+d')
    mute.wait_state('pressed')


def test_socket_is_waited_for_until_somebody_listens(tmp_path):
    path = tmp_path / 'socket'
    assert not is_listening(path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        assert not is_listening(path)
        server.listen()
        assert is_listening(path)


def test_two_sessions_do_not_see_each_other(make_session):
    one, two = make_session(), make_session()
    one.devices.add_camera('camera1')
    two.devices.add_camera('camera2')
    assert one.graph.node('camera2') is None
    assert two.graph.node('camera1') is None
    assert one.env['DBUS_SESSION_BUS_ADDRESS'] != two.env['DBUS_SESSION_BUS_ADDRESS']


def test_process_is_waited_for_and_measured(quiet_session):
    process = quiet_session.start(
        ['sh', '-c', 'echo one; echo two >&2; read line; echo "{\\"said\\": \\"$line\\"}"; exit 3'],
        name='talker', stdin=subprocess.PIPE)
    assert process.wait_line('^o(n)e$').group(1) == 'n'
    process.wait_error('^two$')
    assert process.rss_kib() > 0
    assert process.n_threads() == 1
    assert process.n_fds() >= 3
    with pytest.raises(TestTimeout, match='two'):
        process.wait_line('three', timeout=0.1)
    process.tell('hi')
    assert process.wait() == 3
    assert process.json_report() == {'said': 'hi'}
    with pytest.raises(TestTimeout, match='ended'):
        process.wait_line('three')


def test_session_reports_what_is_left_over(make_session, tmp_path):
    from majutest import Session

    with Session(tmp_path / 'other', pipewire=False) as session:
        session.patience = 1
        # It leaves its parent, so that nobody waits for it.
        pid = int(session.run(['sh', '-c', 'sleep 60 >/dev/null 2>&1 & echo $!']))
        command = pathlib.Path(f'/proc/{pid}/cmdline')
        wait_until(lambda: command.read_bytes() == b'sleep\0' b'60\0', 'it sleeps')
    assert session.leftovers == ['sleep 60']
