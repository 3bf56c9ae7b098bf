#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processor and memory of a call between two, 1280x720 at 30 frames a second.

Both participants are maju-peer with a virtual camera and a virtual microphone
on one machine: each encodes its own picture and decodes the other's. Measured
from /proc while the call runs, after both have seen and heard each other; the
median of the runs, and the least and the most.
"""

import argparse
import pathlib
import statistics
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(TOP / 'tests' / 'lib'))

from majutest import Session  # noqa: E402
from majutest.call import Peer, Server  # noqa: E402


CODECS = {'vp8': 'VP8', 'h264': 'H.264'}


def one_call(seconds, codec):
    """Figures of one call: {name: value}."""
    with Session() as session:
        server = Server(session)
        session.devices.add_speaker()
        peers = []
        for name, look, hertz in (('Ana', 'sky', 440), ('Bo', 'dawn', 1000)):
            session.devices.add_camera(f'camera-{name}', f'{name}’s Camera', look)
            session.devices.add_microphone(f'microphone-{name}', 'Microphone').play_tone(hertz)
            where = {'link': peers[0].link} if peers else {'server': server}
            peers.append(Peer(session, name, camera=f'camera-{name}', record=False,
                              microphone=f'microphone-{name}',
                              more=('--video-codec', codec), **where))
        for peer, other in ((peers[0], 'Bo'), (peers[1], 'Ana')):
            peer.wait_connected(other, timeout=60)

        before = [peer.process.cpu_seconds() for peer in peers]
        served = server.process.cpu_seconds()
        started = time.monotonic()
        # A measurement takes its time; it waits for nothing.
        time.sleep(seconds)
        took = time.monotonic() - started
        used = [peer.process.cpu_seconds() - was for peer, was in zip(peers, before)]
        served = server.process.cpu_seconds() - served
        rss = [peer.process.rss_kib() / 1024 for peer in peers]
        threads = [peer.process.n_threads() for peer in peers]
        server_rss = server.process.rss_kib() / 1024
        reports = [peer.leave() for peer in reversed(peers)]
    about = [report['participants'][0] for report in reports]
    assert {a['quality']['video_codec'] for a in about} == {CODECS[codec]}
    return {
        'CPU of a participant, % of a core': 100 * sum(used) / 2 / took,
        'memory of a participant, MiB': sum(rss) / 2,
        'threads of a participant': sum(threads) / 2,
        'CPU of the server, % of a core': 100 * served / took,
        'memory of the server, MiB': server_rss,
        'frames a second': sum(a['video']['fps'] for a in about) / 2,
        'freezes': sum(a['video']['freezes'] for a in about),
        'longest gap in sound, ms': max(a['audio']['longest_gap_ms'] for a in about),
        'from join to first picture, ms': about[0]['milliseconds']['first_video'],
        'from join to first sound, ms': about[0]['milliseconds']['first_audio'],
        'from join to verified, ms': about[0]['milliseconds']['verified'],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('--seconds', type=float, default=10, help='of each run')
    parser.add_argument('--codec', choices=list(CODECS), action='append',
                        help='of pictures; several are measured in turns')
    options = parser.parse_args()

    runs = {codec: [] for codec in options.codec or ['vp8']}
    for number in range(options.runs):
        for codec, done in runs.items():
            done.append(one_call(options.seconds, codec))
            print(f'run {number + 1} of {options.runs}, {CODECS[codec]}: '
                  f'{done[-1]["CPU of a participant, % of a core"]:.0f} % CPU', flush=True)
    for codec, done in runs.items():
        print(f'\n{CODECS[codec]:36}{"median":>9}{"least":>9}{"most":>9}')
        for key in done[0]:
            values = [run[key] for run in done]
            print(f'{key:36}{statistics.median(values):9.1f}{min(values):9.1f}{max(values):9.1f}')
    return 0


sys.exit(main())
