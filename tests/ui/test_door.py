# SPDX-License-Identifier: GPL-3.0-or-later
"""A locked room: who knocks waits, is let in or not, and may be removed."""

import re

from majutest.call import Peer
from test_call import make_person, server  # noqa: F401


def knock(peer_of, name, link):
    return Peer(peer_of.session, name, link=link, camera='none', microphone='none', expect=0,
                record=False)


def test_locked_room(make_person, server):  # noqa: F811
    mina = make_person('Mina', 'sky', f"server='{server.url}'")
    dana = make_person('Dana', 'leaf')
    link = mina.new_call()
    mina.find('toggle button', 'More').press()
    mina.find(re.compile('menu item'), 'Lock Room').press()
    mina.toast('The room is locked. Newcomers have to knock')

    # A program knocks and is refused; nobody is asked in its place.
    cho = knock(mina, 'Cho', link)
    mina.say('^Cho would like to come in$')
    mina.picture('knock')
    mina.find('button', 'Refuse').press()
    assert cho.process.wait() == 3
    mina.app.wait_gone('button', 'Refuse')

    # A person knocks, gives up, knocks again and is let in.
    dana.start(link)
    dana.press_join()
    dana.say('^The room is locked. Those inside were asked')
    dana.picture('waiting-outside')
    mina.say('^Dana would like to come in$')
    dana.find('button', 'Cancel').press()
    mina.app.wait_gone('button', 'Let In')
    dana.press_join()
    mina.find('button', 'Let In').press()
    dana.find('button', 'Leave')
    mina.wait_connected('Dana')
    dana.wait_connected('Mina')

    # Only the one who made the room holds it.
    dana.find('button', 'People').press()
    dana.say('^The Room Is Locked')
    dana.picture('locked-inside')
    assert not dana.app.see_all('switch', 'Lock Room')

    mina.find('button', 'People').press()
    mina.find('toggle button', 'Options for Dana').press()
    mina.find(re.compile('menu item'), 'Remove from Call…').press()
    mina.say('^Remove Dana[?]$')
    mina.picture('remove')
    mina.find('button', 'Remove').press()
    dana.say('^You Were Removed$')
    dana.picture('removed')
    mina.app.wait_gone(name='Dana')
    dana.find('button', 'Knock').press()
    dana.press_join()
    mina.say('^Dana would like to come in$')
    for person in (mina, dana):
        person.close()


def open_safety_words(person, name):
    """The words that the dialog shows."""
    person.find('toggle button', f'Options for {name}').press()
    person.find(re.compile('menu item'), 'Safety Words…').press()
    person.find('button', 'They Match')
    # Under each picture, which has the same name.
    return [label.name for label in person.find(None, 'Words').see_all('label')][1::2]


def test_safety_words(make_person, server):  # noqa: F811
    """Who came without the key is not verified until both have compared the
    same words."""
    mina = make_person('Mina', 'sky', f"server='{server.url}'")
    dana = make_person('Dana', 'leaf')
    link = mina.new_call()
    dana.start(link.partition('#')[0])
    dana.press_join()
    mina.find('button', 'Let In').press()
    mina.wait_tile('Dana', 'not verified')
    mina.find('button', 'People').press()
    dana.find('button', 'People').press()
    words = open_safety_words(mina, 'Dana')
    assert len(words) == 12
    assert open_safety_words(dana, 'Mina') == words
    mina.picture('safety-words')
    mina.find('button', 'They Match').press()
    mina.find('button', 'Compare Again')
    mina.wait_tile('Dana', '')

    dana.find('button', 'They Differ').press()
    dana.say('^Do Not Trust This Call$')
    dana.picture('safety-differ')
    dana.find('button', 'Leave Call').press()
    dana.find('button', 'New Call')
    for person in (mina, dana):
        person.close()
