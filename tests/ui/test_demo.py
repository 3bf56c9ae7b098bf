# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo is the longest way through the windows: two of them in a call."""

import pathlib
import subprocess
import sys

from majutest.process import GUARD
from majutest.video import Image

TOP = pathlib.Path(__file__).resolve().parents[2]


def test_two_windows_call_each_other(tmp_path):
    result = subprocess.run(
        [sys.executable, TOP / 'build-aux' / 'demo.py', '--pictures', tmp_path],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors='replace', timeout=6 * GUARD)
    assert result.returncode == 0, result.stdout[-8000:]
    for name in ('mina-call', 'jun-call', 'jun-muted'):
        assert Image(tmp_path / f'{name}.png').n_colours() > 200
