# SPDX-License-Identifier: GPL-3.0-or-later
"""Hands, reactions, who is asked to be silent and how loud they are: the call
page with a double of the call, and two windows in a call."""

import re

from majutest import TestTimeout, wait_until
from test_call import make_person  # noqa: F401
from test_stage import open_stage  # noqa: F401


def listed(stage):
    """The names in the list of people, from the top."""
    return [row.name for row in stage.window.see_all('list item')
            if row.name and 'Invite' not in row.name]


def test_hands_are_listed_in_order(open_stage):  # noqa: F811
    stage = open_stage('hands-list')
    stage.find('list item', 'Jun')
    # The second and the fourth who came; the fourth asked first.
    stage.window.wait(lambda: listed(stage) == ['서연', 'Jun', 'Dana (you)', 'Mina Park',
                                                'Amélie Dubois-Lefèvre'], 'all are listed')
    jun = stage.find('list item', 'Jun')
    jun.wait_description('Hand raised, Verified, Microphone on, Camera on')
    stage.find('label', 'Hand raised · Verified')
    stage.find('label', 'Hand raised · Verified · Muted')
    stage.find('label', 'Verified · Muted for you')
    stage.find('grouping', 'Jun').wait_description('hand raised, speaking')

    # One's own is the last in the row of hands.
    stage.key('ctrl+shift+h')
    stage.window.wait(lambda: listed(stage)[:3] == ['서연', 'Jun', 'Dana (you)'],
                      'the own hand comes after the others')
    stage.find('grouping', 'Dana').wait_description('you, hand raised')
    # There is no room for its button beside the list.
    stage.key('ctrl+shift+p')
    hand = stage.find('toggle button', 'Raise Hand').wait_state('pressed')
    hand.wait_description(re.compile('^Lower Hand'))
    hand.press()
    hand.wait_state('pressed', False)
    stage.find('grouping', 'Dana').wait_description('you')


def test_menu_of_a_person(open_stage):  # noqa: F811
    stage = open_stage('hands-list')
    said = stage.window.announcements()
    options = stage.find(name='Options for Jun').find('toggle button')
    options.press()
    volume = stage.find('slider', 'Volume')
    assert volume.value == 100
    volume.value = 150
    volume.wait(lambda: volume.value == 150, 'it is 150')
    stage.find('label', '150 %')
    stage.find(re.compile('menu item'), 'Mute for Me').press()
    stage.find('label', 'Hand raised · Verified · Muted for you')

    options.press()
    stage.find('slider', 'Volume').wait_state('sensitive', False)
    stage.find(re.compile('menu item'), 'Ask to Mute').press()
    said.wait('Jun was asked to mute')
    stage.toast('Jun was asked to mute')
    options.press()
    stage.find(re.compile('menu item'), 'Ask to Mute').press()
    said.wait('Jun was asked only just now')

    # Who is silent need not be asked.
    stage.find(name='Options for 서연').find('toggle button').press()
    stage.find(re.compile('menu item'), 'Ask to Mute').wait_state('sensitive', False)


def test_asked_to_mute(open_stage):  # noqa: F811
    stage = open_stage('asked')
    stage.find('label', 'Mina Park asks you to mute')
    microphone = stage.find('toggle button', 'Microphone')
    assert microphone.has_state('pressed')
    stage.find('button', 'Mute').press()
    microphone.wait_state('pressed', False)
    stage.window.wait_gone('label', 'Mina Park asks you to mute')


def test_reactions_by_keyboard(open_stage):  # noqa: F811
    stage = open_stage('people-3')
    stage.find('toggle button', 'React').press()
    for name in ('Thumbs Up', 'Clap', 'Heart', 'Laugh', 'Surprise', 'Celebrate'):
        stage.find('button', name)
    stage.find('button', 'Thumbs Up').wait_state('focused')
    stage.key('Tab')
    stage.find('button', 'Clap').wait_state('focused')
    stage.key('Return')
    stage.window.wait_gone('button', 'Clap')


class Level:
    """How loud a tone is at somebody's speaker, but for the gaps that a busy
    machine leaves."""

    def __init__(self, person, speaker, hertz):
        self.person = person
        self.speaker = speaker
        self.hertz = hertz

    def wait(self, check, what):
        levels = []

        def measure():
            levels.append(self.speaker.record(0.5).median_tone_dbfs(self.hertz))
            return check(levels[-1])
        try:
            wait_until(measure, f'{self.person.name} hears {what}')
        except TestTimeout as error:
            heard = ', '.join(f'{level:.0f}' for level in levels)
            raise TestTimeout(f'{error}, but {heard} dBFS') from None
        return levels[-1]


def test_two_windows(make_person):  # noqa: F811
    """A hand, a reaction, a request and a volume, from one to the other."""
    mina = make_person('Mina', 'sky')
    # A tone that lasts is noise to who suppresses it.
    dana = make_person('Dana', 'leaf', 'noise-suppression=false\ngain-control=false')
    dana.microphone.play_tone(700, -20)
    dana.join(mina.new_call())
    mina.wait_connected('Dana')
    dana.wait_connected('Mina')
    at_mina, at_dana = mina.app.announcements(), dana.app.announcements()

    dana.find('toggle button', 'Raise Hand').press()
    at_mina.wait('Dana raised a hand')
    mina.app.wait(lambda: 'hand raised' in (mina.tile('Dana') or ''), 'the hand is seen')
    mina.picture('hand')
    dana.find('toggle button', 'React').press()
    dana.find('button', 'Celebrate').press()
    at_mina.wait('Dana celebrates')
    dana.find('toggle button', 'Raise Hand').press()
    at_mina.wait('Dana lowered their hand')

    # They are heard; then not by Mina; then half as loud.
    level = Level(mina, mina.speaker, 700)
    full = level.wait(lambda dbfs: dbfs > -40, 'Dana')
    mina.find('button', 'People').press()
    options = mina.find(name='Options for Dana').find('toggle button')
    options.press()
    mina.find(re.compile('menu item'), 'Mute for Me').press()
    level.wait(lambda dbfs: dbfs < -80, 'nothing')
    mina.say('Muted for you')
    mina.picture('person-menu')

    # Dana is asked, and decides.
    options.press()
    mina.find(re.compile('menu item'), 'Ask to Mute').press()
    at_dana.wait('Mina asks you to mute')
    microphone = dana.find('toggle button', 'Microphone')
    assert microphone.has_state('pressed')
    dana.find('button', 'Mute').press()
    microphone.wait_state('pressed', False)
    print(f'heard at {full:.0f} dBFS')
    mina.close()
    dana.close()
