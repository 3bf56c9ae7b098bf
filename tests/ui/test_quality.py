# SPDX-License-Identifier: GPL-3.0-or-later
"""How good each connection is, and what is wrong."""

import re

import pytest

from test_stage import Stage


@pytest.fixture
def open_stage(quiet_session, make_xvfb, make_desktop):
    def open_(scene, **options):
        return Stage(quiet_session, make_xvfb, make_desktop, scene, **options)
    return open_


def test_marks_tell_who_is_badly_connected(open_stage):
    stage = open_stage('quality')
    # Who is connected well has none; the others' say it in words.
    for name, words in (('Jun', 'Fair connection'), ('Amélie Dubois-Lefèvre', 'Poor connection'),
                        ('서연', 'Nothing arrives')):
        tile = stage.find('grouping', name)
        assert tile.description == words
        tile.find('button', words)
    assert not stage.find('grouping', 'Mina Park').description
    stage.window.wait_gone('button', 'Good connection')

    # In the list everybody has one.
    stage.key('ctrl+shift+p')
    mark = stage.find('button', 'Good connection')

    mark.press()
    stage.find(name='Connection to Mina Park')
    for title, value in (('Way', 'Direct, UDP'), ('There and back', '23 ms'), ('Jitter', '2 ms'),
                         ('Picture', '1280 × 720, 30 a second'), ('Codecs', 'Opus, VP8'),
                         ('Data received', '1.2 Mbit/s'), ('Lost on the way to you', '0.1 %'),
                         ('Data sent', '321 kbit/s'), ('Lost on the way to them', '0.0 %')):
        stage.find('label', title)
        stage.find('label', value)
    stage.find('label', 'Nothing to do.')
    stage.key('Escape')
    stage.window.wait_gone(name='Connection to Mina Park')

    # The mark of a tile opens the same.
    stage.find('grouping', 'Amélie Dubois-Lefèvre').find('button', 'Poor connection').press()
    stage.find('label', re.compile('^Much is lost on the way'))
