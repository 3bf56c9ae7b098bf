#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Echo that is cancelled while a call's sound passes through real nodes.

A speaker leaks into a microphone; somebody speaks from it. Measured once without
and once with the canceller, second for second, in one process.
"""

import argparse
import collections
import os
import pathlib
import statistics
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--seconds', type=int, default=15)
    options = parser.parse_args()

    build = pathlib.Path(os.environ.get('MAJU_BUILDDIR', TOP / '_build' / 'app'))
    result = subprocess.run(
        [TOP / 'tests' / 'lib' / 'with-pipewire',
         build / 'tests' / 'unit' / 'media' / 'measure-echo', str(options.seconds)],
        stdout=subprocess.PIPE, text=True, check=True)
    levels = collections.defaultdict(list)
    for line in result.stdout.splitlines():
        # The library's debug output comes the same way.
        if not line.startswith('level '):
            continue
        _, kind, second, level = line.split()
        levels[kind].append(float(level))
        print(f'{kind:10} second {second:>3}: {level:>6} dBFS')
    echo = statistics.median(levels['echo'])
    rest = statistics.median(levels['cancelled'])
    print(f'\nmedians: {echo:.1f} dBFS, cancelled {rest:.1f} dBFS: {echo - rest:.1f} dB less; '
          f'at best {echo - min(levels["cancelled"]):.1f} dB')
    return 0


sys.exit(main())
