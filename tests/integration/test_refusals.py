# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of the source refuse, each in a tree with one fault."""

import os
import pathlib
import shutil
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
LICENCE = '/* SPDX-License-Identifier: GPL-3.0-or-later */\n'

# A tree in which nothing is wrong.
GOOD = {
    'src/base/maju-clock.h': LICENCE + '#pragma once\n',
    'src/wire/maju-json.c': LICENCE + '#include "maju-clock.h"\n\n#include <string.h>\n',
    'src/peer/maju-gate-private.h': LICENCE + '#pragma once\n',
    'src/call/maju-call.h': LICENCE + '#pragma once\n',
    'src/call/maju-call.c': LICENCE + '''#include "maju-call.h"

int
maju_call_count (int n)
{
  return n + 1;
}
''',
    'src/ui/maju-page.c': LICENCE + '#include <gtk/gtk.h>\n#include "maju-call.h"\n',
}

JSON = 'src/wire/maju-json.c'
CALL = 'src/call/maju-call.c'

# The check, the file, what is put in place of it, and what is said.
FAULTS = {
    'a higher folder': (
        'layers', JSON, '#include "maju-call.h"\n', 'wire may not use call'),
    'a folder beside': (
        'layers', 'src/media/maju-mix.c', '#include "maju-gate-private.h"\n',
        'media may not use peer'),
    'a private header': (
        'layers', CALL, '#include "maju-gate-private.h"\n', 'is private to peer'),
    'a way around': (
        'layers', CALL, '#include "../peer/maju-gate-private.h"\n', 'climbs to another folder'),
    'GTK below the windows': (
        'layers', CALL, '#include <gtk/gtk.h>\n', 'call may not use <gtk/gtk.h>'),
    'GStreamer in the wire': (
        'layers', JSON, '#include <gst/gst.h>\n', 'wire may not use <gst/gst.h>'),
    'a library in a public header': (
        'layers', 'src/call/maju-call.h', 'void f (GstElement *element);\n',
        'GstElement in a public header'),
    'no licence': (
        'headers', CALL, None, 'no SPDX-License-Identifier'),
    'a thousand lines': (
        'size', CALL, '\n' * 1000, 'split it'),
    'a shell script': (
        'syntax', 'build-aux/wrong', '#!/bin/bash\nif true; then\n', 'syntax error'),
    'a Python program': (
        'syntax', 'tests/wrong.py', 'def f(:\n', 'SyntaxError'),
    'a page': (
        'syntax', 'src/ui/wrong.ui', '<interface><object></interface>\n', 'mismatch'),
    'another style': (
        'format', CALL, 'int maju_call_count(int n) {\n  return n+1;\n}\n', 'as it should be'),
    'a tab': (
        'format', 'src/call/maju-call.h', 'int\tn;\n', 'tabs, or spaces at the end'),
    'a long line': (
        'format', 'src/call/maju-call.h', f'/* {"x" * 100} */\n', 'more than 100 columns'),
}


@pytest.fixture
def tree(tmp_path):
    shutil.copytree(TOP / 'build-aux', tmp_path / 'build-aux')
    for name, text in GOOD.items():
        put(tmp_path, name, text)
    return tmp_path


def put(tree, name, text):
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def check(tree, name):
    """The status of a check, and what it says."""
    # The tree is nobody's repository, wherever it lies.
    env = dict(os.environ, GIT_CEILING_DIRECTORIES=str(tree.parent), LC_ALL='C.UTF-8')
    result = subprocess.run([tree / 'build-aux' / f'check-{name}'], env=env,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, timeout=120)
    return result.returncode, result.stdout


@pytest.mark.parametrize('name', sorted({fault[0] for fault in FAULTS.values()}))
def test_good_tree_passes(tree, name, needs):
    needs('uncrustify', 'xmllint')
    assert check(tree, name) == (0, '')


@pytest.mark.parametrize('fault', FAULTS)
def test_fault_is_refused(tree, fault, needs):
    needs('uncrustify', 'xmllint')
    name, path, text, words = FAULTS[fault]
    put(tree, path, 'int n;\n' if text is None else
        LICENCE + text if path.endswith(('.c', '.h')) else text)
    status, said = check(tree, name)
    assert status == 1, said
    assert words in said
    assert path in said
