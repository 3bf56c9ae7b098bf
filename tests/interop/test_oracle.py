# SPDX-License-Identifier: GPL-3.0-or-later
"""The guest page's modules read what strangers send as the C library does."""

import os
import pathlib
import subprocess

from majutest.process import TOP

# Of each kind, beside the corpus of the fuzzers.
RUNS = 20000


def test_modules_agree_with_the_library():
    oracle = pathlib.Path(os.environ['MAJU_BUILDDIR']) / 'tests' / 'web' / 'maju-wire-oracle'
    subprocess.run(['node', TOP / 'tests' / 'web' / 'oracle.mjs', oracle,
                    TOP / 'tests' / 'fuzz' / 'corpus', str(RUNS)], check=True)
