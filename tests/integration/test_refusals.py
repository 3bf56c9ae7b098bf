# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of the source refuse, each in a tree with one fault."""

import importlib.machinery
import importlib.util
import os
import pathlib
import re
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


METAINFO = 'data/org.maju.Maju.metainfo.xml.in.in'
DESKTOP = 'data/org.maju.Maju.desktop.in.in'
ICON = 'data/icons/hicolor/scalable/apps/org.maju.Maju.svg'
SYMBOLIC = 'data/icons/hicolor/symbolic/apps/org.maju.Maju-symbolic.svg'
MANIFEST = 'flatpak/org.maju.Maju.json'
GOOD_MANIFEST = '''{"id": "org.maju.Maju", "command": "maju", "finish-args": [
  "--share=ipc", "--share=network", "--socket=wayland", "--socket=fallback-x11",
  "--socket=pulseaudio", "--device=dri"]}
'''

# The file, what is replaced in it (all that the pattern has), and what is said.
SHOP_FAULTS = {
    'a long name': (METAINFO, '<name>Maju<', '<name>Maju, face to face<', 'of 1 to 15'),
    'a short summary': (METAINFO, '>Call face to face<', '>Calls<', 'of 10 to 35'),
    'a full stop': (METAINFO, '>Call face to face<', '>Call face to face.<', 'full stop'),
    'a summary with the name': (METAINFO, '>Call face', '>Maju: face', 'repeats the name'),
    'no developer': (METAINFO, '<developer id="org.maju">', '<developer>', 'no id'),
    'no licence of the project': (METAINFO, '<project_license>.*', '', 'no licence'),
    'no home': (METAINFO, '<url type="homepage".*', '', 'no address of the homepage'),
    'no rating': (METAINFO, 'id="social-audio"', 'id="social-info"', 'no social-audio'),
    'no release': (METAINFO, '(?s)<releases>.*</releases>', '<releases/>', 'no release'),
    'no date': (METAINFO, ' date="[^"]*"', '', 'has no date'),
    'nothing of a release': (
        METAINFO, '(?s)(<release .*?>).*</release>', r'\1</release>', 'has no description'),
    'an old release': (METAINFO, 'version="0[^"]*"', 'version="0.0.1"', 'not the version'),
    'one colour': (METAINFO, 'scheme_preference="dark"', '', 'no branding colour'),
    'alike colours': (METAINFO, '#813d9c', '#d080d0', 'are alike'),
    'the colour of the icon': (METAINFO, '#813d9c', '#1a5fb4', 'near #1a5fb4'),
    'no screenshot': (
        METAINFO, '(?s)<screenshots>.*</screenshots>', '', 'no default screenshot'),
    'no caption': (METAINFO, '<caption>Talk.*', '<caption/>', 'group.png has no caption'),
    'a caption as a sentence': (METAINFO, 'at once<', 'at once.<', 'ends with a full stop'),
    'a lost screenshot': (METAINFO, 'group.png', 'gone.png', 'is not there'),
    'another size': (METAINFO, 'width="900"', 'width="800"', 'is of 900 x 620'),
    'a wrong canvas': (ICON, 'viewBox="0 0 128 128"', 'viewBox="0 0 64 64"', 'not drawn on'),
    'a shadow': (ICON, '</defs>', '<filter id="s"/></defs>', 'has a shadow'),
    'no margin': (ICON, '</svg>', '<path d="M0 0h128v128H0Z"/></svg>', 'has margins of'),
    'two colours': (SYMBOLIC, 'fill="#2e3436"', 'fill="#3584e4"', 'has not one colour'),
    'toolkits only': (DESKTOP, 'Categories=.*', 'Categories=GTK;GNOME;', 'those of toolkits'),
    'another category': (DESKTOP, 'VideoConference', 'Chat', 'categories of the metainfo'),
    'another summary': (DESKTOP, 'Comment=.*', 'Comment=Calls', 'has another summary'),
    'no keywords': (DESKTOP, 'Keywords=.*', '', 'no words to search for'),
    'a fixed icon': (DESKTOP, 'Icon=.*', 'Icon=org.maju.Other', 'icon of something else'),
    'a path': (DESKTOP, 'Exec=maju %u', 'Exec=/usr/bin/maju %u', 'path in its command'),
    'another id': (METAINFO, '<id>@APP_ID@<', '<id>org.maju.Other<', 'has another id'),
    'another launcher': (METAINFO, '>@APP_ID@.desktop', '>other.desktop', 'something else'),
    'another id of the Flatpak': (MANIFEST, '"org.maju.Maju"', '"org.maju.O"', 'another id'),
    'all devices': (MANIFEST, 'device=dri', 'device=all', 'other permissions'),
    'one permission more': (
        MANIFEST, '"--device=dri"', '"--device=dri", "--filesystem=home"', 'other permissions'),
}


@pytest.fixture
def shop(tmp_path):
    for name in ('build-aux', 'data'):
        shutil.copytree(TOP / name, tmp_path / name)
    shutil.copy(TOP / 'meson.build', tmp_path)
    put(tmp_path, MANIFEST, GOOD_MANIFEST)
    return tmp_path


@pytest.fixture
def check_metainfo(monkeypatch, capsys):
    """As check(), without a process for each of the many faults."""
    loader = importlib.machinery.SourceFileLoader(
        'check_metainfo', str(TOP / 'build-aux' / 'check-metainfo'))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)

    def run(tree):
        monkeypatch.setattr(module, 'TOP', tree)
        return module.main(), capsys.readouterr().out
    return run


def test_own_description_passes(shop):
    assert check(shop, 'metainfo') == (0, '')


@pytest.mark.parametrize('fault', SHOP_FAULTS)
def test_fault_in_the_description_is_refused(shop, check_metainfo, fault):
    path, pattern, text, words = SHOP_FAULTS[fault]
    before = (shop / path).read_text()
    # One colour is enough for the symbolic icon to have two.
    after = re.sub(pattern, text, before, count=1 if path == SYMBOLIC else 0)
    assert after != before
    put(shop, path, after)
    status, said = check_metainfo(shop)
    assert status == 1, said
    assert words in said
    assert path in said


def test_opaque_or_large_screenshot_is_refused(shop, check_metainfo):
    path = shop / 'data' / 'screenshots' / 'group.png'
    data = bytearray(path.read_bytes())
    data[16:20] = (1600).to_bytes(4, 'big')
    data[25] = 2
    path.write_bytes(data)
    status, said = check_metainfo(shop)
    assert status == 1
    assert 'larger than 1000 x 700' in said
    assert 'no PNG with transparency' in said
