# SPDX-License-Identifier: GPL-3.0-or-later
"""How long it takes from "Join" until both have the other's picture. Nothing is
asked of the figures, which are for people: see the output of pytest -s."""

import statistics
import threading
import time

import pytest

from majutest import wait_until

KINDS = ['chromium', 'firefox']
RUNS = 10

# In milliseconds since 1970, as the page passes them.
MARKS = '''{
  const marks = window.majuMarks = {};
  const mark = name => { marks[name] ??= performance.timeOrigin + performance.now(); };
  addEventListener('click', () => mark('join'), { capture: true, once: true });
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...options) {
      super(...options);
      mark('made');
      this.addEventListener('track', () => mark('described'));
      this.addEventListener('iceconnectionstatechange', () => mark(this.iceConnectionState));
      this.addEventListener('connectionstatechange', () => mark(this.connectionState));
    }
  };
  const look = () => {
    const video = majuTest.videoOf('Ana');
    if (video && !video.hidden && video.readyState >= 2)
      mark('picture');
    else
      requestAnimationFrame(look);
  };
  look();
}'''
STEPS = ['made', 'described', 'connected', 'picture']


class Clock:
    """When lines appear in what a process writes to standard error, within 5 ms."""

    def __init__(self, process):
        self._process = process
        self._ended = threading.Event()
        self._times = []
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self):
        with open(self._process.err_path) as file:
            while not self._ended.wait(0.005):
                for line in file.readlines():
                    self._times.append((line.strip(), 1000 * time.time()))

    def after(self, line, start):
        """When it appeared first after that time, or None."""
        return next((when for text, when in self._times if text == line and when > start), None)

    def close(self):
        self._ended.set()
        self._thread.join()


def say(kind, what, figures):
    print(f'{kind}: {what}: {statistics.median(figures):.0f} ms '
          f'({min(figures):.0f}–{max(figures):.0f}, n={len(figures)})')


@pytest.mark.parametrize('kind', KINDS)
def test_first_pictures(room, kind):
    peer = room.add_peer('Ana', record=False)
    bo = room.open_browser(kind, 'Bo')
    clock = Clock(peer.process)
    steps = {step: [] for step in STEPS}
    maju = {'verified Bo': [], 'first-audio Bo': [], 'first-video Bo': []}
    for _ in range(RUNS):
        # Another fragment alone would not load the page anew.
        bo.open('about:blank')
        bo.visit(peer.link)
        wait_until(lambda: bo.evaluate('document.querySelector("video").readyState >= 2'),
                   'the preview is there', interval=0.1)
        bo.fill('textbox', 'Your name', 'Bo')
        bo.evaluate(MARKS)
        bo.press('button', 'Join')
        bo.wait('button', '/^Leave/')
        wait_until(lambda: bo.evaluate('"picture" in majuMarks'), 'Bo sees Ana', interval=0.1)
        marks = bo.evaluate('majuMarks')
        for line, figures in maju.items():
            figures.append(wait_until(lambda: clock.after(line, marks['join']), line) -
                           marks['join'])
        for step, figures in steps.items():
            figures.append(marks[step] - marks['join'])
        with peer.again('gone Bo'):
            bo.leave()
    clock.close()
    assert all(len(figures) == RUNS for figures in [*steps.values(), *maju.values()])
    print()
    for step, figures in steps.items():
        say(kind, f'from “Join” to {step} in the page', figures)
    for line, figures in maju.items():
        say(kind, f'from “Join” to {line.split()[0]} in Maju', figures)
