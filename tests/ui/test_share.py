# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody's screen in a call of two windows: by the real portal, with a desktop
behind it that says yes, nothing, and no more."""

import re

from majutest.portal import Portal
from majutest import wait_until
from test_call import make_person, server, two  # noqa: F401

SCREEN = 'Mina’s screen'


def sharing(person):
    return person.find('toggle button', 'Share Screen')


def switch_sound(person, picture=False):
    person.find('toggle button', 'How to Share').press()
    switch = person.find(re.compile('menu item'), 'Share Sound')
    if picture:
        person.picture('sharing-menu')
    switch.press()
    person.app.wait_gone(re.compile('menu item'))


def is_wide(person, screen):
    """Whether the picture reaches the sides of its place."""
    x, y, width, height = screen.extents()
    image = person.sway.look()
    return all(max(image.pixel(x + i, y + height // 3)) > 60 for i in (30, width - 30))


def is_framed(person, node):
    """Whether its sides are of the accent colour."""
    x, y, width, height = node.extents()
    image = person.sway.look()
    sides = [image.pixel(i, y + height // 3) for i in (x, x + 1, x + width - 2, x + width - 1)]
    return all(red < 100 and blue > 200 for red, _green, blue in sides)


def test_screen_is_shared(two):  # noqa: F811
    mina, dana = two
    portal = Portal(mina.session)
    share = sharing(mina)

    def wait_asked(n_asked, n_restored):
        wait_until(lambda: portal.ask('GetState')[:2] == (n_asked, n_restored),
                   f'it is asked {n_asked} times, and not asked {n_restored} times')

    def wait_shared(n_times):
        """One may not be over when the next is asked for."""
        wait_until(lambda: sum(text.startswith('The others see your')
                               for text in mina.said.texts) == n_times,
                   f'it is shared for the {n_times}. time')

    # Who chooses nothing is told nothing.
    portal.call('SetAnswer', 'cancel')
    share.press()
    wait_asked(1, 0)
    share.wait_state('pressed', False)
    assert not mina.app.see_all('label', re.compile('shar'))

    portal.call('SetAnswer', 'refuse')
    share.press()
    mina.toast(re.compile('^The system does not allow the screen to be shared'))
    share.wait_state('pressed', False)

    portal.call('SetAnswer', 'grant')
    share.press()
    mina.say('^You are sharing a window and this computer’s sound$')
    share.wait_state('pressed')
    screen = dana.find('grouping', SCREEN)
    dana.toast('Mina is sharing a screen')
    wait_until(lambda: screen.extents()[2] > 500, 'the screen is large')
    screen.find('label', SCREEN)
    wait_until(lambda: is_framed(dana, screen), 'it is framed in the colour of the desktop')
    assert not is_framed(dana, dana.find('grouping', 'Mina'))
    mina.picture('sharing')
    dana.picture('screen')

    # The sound can be left out, and comes back.
    switch_sound(mina)
    mina.say('^You are sharing a window$')
    mina.toast('The others do not hear what this computer plays')
    switch_sound(mina, picture=True)
    mina.say('^You are sharing a window and this computer’s sound$')
    switch_sound(mina)
    mina.say('^You are sharing a window$')

    # One stops it by the bar; the others have what they had before.
    mina.find('button', 'Stop').press()
    dana.app.wait_gone('grouping', SCREEN)
    dana.toast('Mina stopped sharing')
    mina.app.wait_gone('button', 'Stop')

    # The second time nothing is asked: the desktop knows what it was, and how it
    # was shared is remembered, too. Until something else is wanted.
    wait_asked(3, 0)
    share.press()
    mina.find('button', 'Stop')
    mina.say('^You are sharing a window$')
    wait_asked(3, 1)
    mina.find('toggle button', 'How to Share').press()
    mina.find(re.compile('menu item'), 'Share Something Else…').press()
    wait_asked(4, 1)
    wait_shared(3)
    dana.find('grouping', SCREEN)

    # The desktop ends it.
    portal.call('Revoke')
    mina.toast(re.compile('^The system has ended the sharing'))
    dana.app.wait_gone('grouping', SCREEN)

    # The window is made smaller and narrower, and the others see that.
    share.press()
    mina.find('button', 'Stop')
    screen = dana.find('grouping', SCREEN)
    wait_until(lambda: is_wide(dana, screen), 'it is as wide as it is')
    portal.call('Resize')
    wait_until(lambda: not is_wide(dana, screen), 'it is narrower')
    portal.call('Resize')
    wait_until(lambda: is_wide(dana, screen), 'it is wide again')

    # The desktop locks the screen.
    mina.session.run(['gdbus', 'emit', '--session', '--object-path', '/ScreenSaver',
                      '--signal', 'org.freedesktop.ScreenSaver.ActiveChanged', 'true'])
    mina.toast(re.compile('^The screen was locked'))
    dana.app.wait_gone('grouping', SCREEN)
    mina.app.wait_gone('button', 'Stop')
    share.wait_state('pressed', False)

    # The window is closed.
    share.press()
    mina.find('button', 'Stop')
    portal.call('Vanish')
    mina.toast(re.compile('^What you shared was closed'))
    dana.app.wait_gone('grouping', SCREEN)
    share.wait_state('pressed', False)
    dana.close()
    mina.close()


def test_neither_portal_nor_pipewire(make_person, server):  # noqa: F811
    """As in a sandbox, where PulseAudio's socket is all there is."""
    mina = make_person('Mina', 'sky', f"server='{server.url}'")
    mina.env['PIPEWIRE_REMOTE'] = 'nowhere'
    mina.new_call()
    sharing(mina).press()
    mina.toast(re.compile('^This desktop offers no screen sharing'))
    mina.find('toggle button', 'How to Share').press()
    why = mina.find(re.compile('menu item'), 'Why Is There No Sound?')
    assert not mina.app.see_all(re.compile('menu item'), 'Share Sound')
    why.press()
    mina.toast(re.compile('^Sound can be shared only where Maju reaches PipeWire'))
    mina.close()
