# SPDX-License-Identifier: GPL-3.0-or-later
"""What Maju says at the beginning and at the end: what it is, and why a call is
over that the person did not leave."""

import signal

from majutest.call import Peer, Server
from test_call import make_person, server  # noqa: F401

ROOM = '/r/abcdefghijklmnop#AAECAwQFBgcICQoLDA0ODw'


def test_others_have_taken_the_place(make_person, server):  # noqa: F811
    """While somebody's computer hangs, the server is started anew, and the room
    fills up with others."""
    dana = make_person('Dana', 'leaf')
    link = server.url + ROOM
    dana.join(link)
    dana.process.send_signal(signal.SIGSTOP)
    server.kill()
    small = Server(dana.session, server.port, settings={'limits': {'people': 2}})
    ann, ben = (Peer(dana.session, name, link=link, expect=0, record=False)
                for name in ('Ann', 'Ben'))
    ann.wait_event('joined Ben')
    dana.process.send_signal(signal.SIGCONT)

    dana.say('^The Room Is Full$')
    dana.say('Join again when somebody has left')
    again = dana.find('button', 'Join Again')
    dana.picture('room-full')
    ben.leave()
    ann.wait_event('gone Ben')
    again.press()
    dana.press_join()
    dana.wait_tile('Ann', 'muted, camera off')
    dana.leave()
    dana.close()
    ann.leave()
    small.kill()
