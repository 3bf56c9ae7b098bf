# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may come into a call by a browser: keys, locks, and who is removed."""

import pytest

from conftest import TONES
from majutest import wait_until

KINDS = ['chromium', 'firefox']
# Of the right form, and no one's.
OTHER_KEY = 'B' * 21 + 'A'


@pytest.mark.parametrize('kind', KINDS)
def test_without_the_key_one_is_refused(room, kind):
    ana = room.add_peer('Ana', expect=0)
    bo = room.open_browser(kind, 'Bo')
    bo.join(room.link.partition('#')[0])
    ana.wait_event('refused Bo')
    bo.wait_text('Ana does not answer, or did not let you in. Your link has no key')
    bo.leave()
    ana.leave()
    assert ana.about('Bo')['admitted'] == 'no'
    assert ana.about('Bo')['audio']['packets'] == 0
    assert ana.about('Bo')['video']['packets'] == 0


@pytest.mark.parametrize('kind', KINDS)
def test_without_the_key_one_is_let_in(room, kind):
    ana = room.add_peer('Ana', expect=0, more=['--admit-unverified'])
    bo = room.open_browser(kind, 'Bo')
    bo.join(room.link.partition('#')[0])
    ana.wait_event('admitted Bo')
    ana.wait_event('unverified Bo')
    bo.wait_connected('Ana')
    bo.wait_seen('Ana', 10)
    bo.wait_heard(TONES['Ana'])
    ana.wait_seen('Bo', 10)


@pytest.mark.parametrize('kind', KINDS)
def test_browser_asks_about_who_has_no_key(room, kind):
    bo = room.add_guest(kind, 'Bo')
    code = room.link.partition('#')[0]
    cy = room.add_peer('Cy', link=code, expect=0)
    bo.wait_text('Let Cy in?')
    cy.wait_event('waiting Bo')
    assert bo.seen('Cy') == []
    bo.press('button', 'Let In')
    bo.wait_seen('Cy', 10)
    bo.wait_heard(TONES['Cy'])
    cy.wait_seen('Bo', 10)


@pytest.mark.parametrize('kind', KINDS)
def test_another_key_is_refused(room, kind):
    ana = room.add_peer('Ana', expect=0)
    bo = room.open_browser(kind, 'Bo')
    bo.join(room.link.partition('#')[0] + '#' + OTHER_KEY)
    ana.wait_event('failed Bo')
    bo.wait_text('Ana is in the room, but does not answer. Check that you have the same link')
    bo.wait('listitem', '/^Ana, Not connected/')
    assert bo.seen('Ana') == []
    assert ana.events('first-') == []


@pytest.mark.parametrize('kind', KINDS)
def test_person_refuses_who_has_no_key(room, kind):
    """They look at it first: who waits is told soon after."""
    bo = room.add_guest('chromium', 'Bo')
    cy = room.open_browser(kind, 'Cy')
    cy.join(room.link.partition('#')[0])
    cy.wait('listitem', '/^Bo, Waiting to be let in/')
    bo.wait_text('Let Cy in?')
    bo.press('button', 'Refuse')
    cy.wait_text('Bo does not answer, or did not let you in. Your link has no key')
    bo.wait_text('You did not let Cy in')
    assert bo.seen('Cy') == cy.seen('Bo') == []


@pytest.mark.parametrize('kind', KINDS)
def test_nobody_takes_whom_all_refuse(room, kind):
    for name in ('Ana', 'Cy'):
        room.add_peer(name, expect=0)
    bo = room.open_browser(kind, 'Bo')
    bo.join(room.link.partition('#')[0] + '#' + OTHER_KEY)
    bo.wait_text('You are connected to nobody.')
    bo.press('button', 'Try Again')
    bo.wait_text('You are connected to nobody.')
    bo.leave()


@pytest.mark.parametrize('kind', KINDS)
def test_locked_room(room, kind, session):
    ana = room.add_peer('Ana', expect=0, more=[
        '--owner', session.folder / 'owner', '--lock', '--admit', 'Bo', '--admit', 'Di',
        '--remove', 'Di'])
    ana.wait_event('door locked')
    bo = room.open_browser(kind, 'Bo')
    bo.join(room.link)
    ana.wait_event('let-in Bo')
    ana.wait_connected('Bo')
    bo.wait_seen('Ana', 10)

    cy = room.open_browser(kind, 'Cy')
    cy.visit(room.link)
    cy.press_join()
    cy.wait('heading', 'You Were Not Let In')

    cy.open('about:blank')
    di = room.open_browser(kind, 'Di')
    di.visit(room.link)
    di.press_join()
    di.wait('heading', 'You Were Removed')
    ana.wait_event('gone Di')
    wait_until(lambda: 'Di' not in ' '.join(bo.names('listitem')), 'Di is gone')
    assert bo.is_connected('Ana')


@pytest.mark.parametrize('kind', KINDS)
def test_nobody_need_be_seen(room, kind):
    """Without permissions the browser hides its addresses behind names of mDNS:
    one can watch, listen and write."""
    ana = room.add_peer('Ana')
    bo = room.open_browser(kind, 'Bo', allow=())
    bo.join(room.link)
    bo.wait_connected('Ana')
    bo.wait_seen('Ana', 20)
    bo.wait_heard(TONES['Ana'])
    bo.write('I only watch')
    ana.wait_event('chat Bo: I only watch')
