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
