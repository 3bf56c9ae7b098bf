# SPDX-License-Identifier: GPL-3.0-or-later
"""A locked room: who knocks waits, is let in or not, and may be removed."""

import re

from majutest.call import Peer
from majutest.person import Person
from test_call import make_person, server  # noqa: F401
from test_desktop import make_mina
from test_everyone import check_names


def knock(peer_of, name, link):
    return Peer(peer_of.session, name, link=link, camera='none', microphone='none', expect=0,
                record=False)


def lock(person):
    person.find('toggle button', 'More').press()
    person.find(re.compile('menu item'), 'Lock Room').press()
    person.toast('The room is locked. Newcomers have to knock')


def test_locked_room(make_person, server):  # noqa: F811
    mina = make_person('Mina', 'sky', f"server='{server.url}'")
    dana = make_person('Dana', 'leaf')
    link = mina.new_call()
    lock(mina)

    # A program knocks and is refused; nobody is asked in its place.
    cho = knock(mina, 'Cho', link)
    mina.say('^Cho would like to come in$')
    mina.picture('knock')
    check_names(mina.app, 'knock')
    mina.find('button', 'Refuse').press()
    assert cho.process.wait() == 3
    mina.app.wait_gone('button', 'Refuse')

    # A person knocks, gives up, knocks again and is let in.
    dana.start(link)
    dana.press_join()
    dana.say('^The room is locked. Those inside were asked')
    dana.picture('waiting-outside')
    check_names(dana.app, 'waiting')
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
    check_names(mina.app, 'remove')
    mina.find('button', 'Remove').press()
    dana.say('^You Were Removed$')
    dana.picture('removed')
    check_names(dana.app, 'removed')
    mina.app.wait_gone(name='Dana')
    dana.find('button', 'Knock').press()
    dana.press_join()
    mina.say('^Dana would like to come in$')
    for person in (mina, dana):
        person.close()


def test_knock_is_answered_elsewhere(make_session, make_xvfb, make_desktop,
                                     server):  # noqa: F811
    """By the buttons of a notification, and in the list of people."""
    def make(name, settings):
        session = make_session()
        return Person(name, 'sky', session, make_xvfb(session), make_desktop(session), settings)
    mina = make_mina(make, f"server='{server.url}'")
    display = mina.sway
    link = mina.new_call()
    window = display.wait_window('Maju')
    display.focus(window)
    lock(mina)
    mina.find('button', 'People').press()

    def press(name, label):
        line = mina.shell.wait_line(f"^notify (knock-1-[^ ]+) 'Somebody Knocks' "
                                    f"'{name} would like to come in' .*")
        assert line.group().endswith(' app.show-window 1 high Let In Refuse')
        mina.shell.tell(f'press {line.group(1)} {label}')
        mina.shell.wait_line(f'^withdraw {line.group(1)}$')

    display.unfocus()
    cho = knock(mina, 'Cho', link)
    press('Cho', 'Refuse')
    assert cho.process.wait() == 3
    dana = knock(mina, 'Dana', link)
    press('Dana', 'Let In')
    dana.wait_event('verified Mina')

    display.focus(window)
    eva = knock(mina, 'Eva', link)
    mina.find('button', 'Refuse Eva').press()
    assert eva.process.wait() == 3
    fay = knock(mina, 'Fay', link)
    mina.find('button', 'Let In Fay').press()
    fay.wait_event('verified Mina')
    mina.app.wait_gone('button', 'Let In Fay')
    # Who uses the window is not told by the desktop, too.
    assert "'Fay" not in mina.shell.output
    dana.leave()
    fay.leave()
    mina.close()


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
    words = mina.open_safety_words('Dana')
    assert len(words) == 12
    # The mark in the header leads there, too.
    dana.find('toggle button', 'Not Verified').press()
    dana.find('button', 'Compare Words with Mina…').press()
    assert dana.read_safety_words() == words
    mina.picture('safety-words')
    check_names(mina.app, 'safety words')
    mina.find('button', 'They Match').press()
    mina.find('button', 'Compare Again')
    mina.wait_tile('Dana', '')
    mina.find('button', 'Verified')

    dana.find('button', 'They Differ').press()
    dana.say('^Do Not Trust This Call$')
    dana.picture('safety-differ')
    check_names(dana.app, 'words that differ')
    dana.find('button', 'Leave Call').press()
    dana.find('button', 'New Call')
    for person in (mina, dana):
        person.close()
