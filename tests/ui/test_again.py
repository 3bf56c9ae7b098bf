# SPDX-License-Identifier: GPL-3.0-or-later
"""One window, call after call: back on the start page, nothing of any is left."""

import re
import time

from majutest import wait_until
from majutest.call import Peer
from majutest.instances import Instances
from majutest.process import TestTimeout
from test_call import make_person  # noqa: F401

N_CALLS = 6
# What libraries make for a call, and for what is opened in it. (Not all that
# they make goes away: libadwaita 1.10 keeps every breakpoint, GTK 4.24 each
# entry that completes emoji, GStreamer 1.28 the RTP session of a webrtcbin.)
OTHERS = ('GstPipeline', 'GstPad', 'NiceAgent', 'GtkPopoverMenu', 'AdwDialog')
IN_A_CALL = {'MajuCall', 'MajuCallPage', 'MajuChatRow', 'MajuParticipant', 'MajuPersonRow',
             'MajuTile', *OTHERS} - {'AdwDialog'}


def choose(person, name):
    person.find('toggle button', 'More').press()
    item = re.compile('menu item')
    person.find(item, name).press()
    person.app.wait_gone(item)


def have_call(mina, number):
    """A call with Dana, who leaves first or last; what it had at its best."""
    mina.find('button', 'New Call').press()
    mina.press_join()
    dana = Peer(mina.session, 'Dana', link=mina.find(name='Link').text, camera='test',
                microphone='test', record=False)
    mina.open_chat()
    mina.wait_connected('Dana')
    mina.write('Hello')
    dana.wait_event('chat Mina: Hello')
    mina.find('button', 'People').press()
    mina.find('list item', 'Dana')
    choose(mina, 'Speaker')
    mina.find('toggle button', 'Raise Hand').press()
    dana.wait_event('hand-raised Mina')
    dana.wait_connected('Mina')
    had = mina.instances.count()
    if number % 2:
        dana.leave()
        mina.say('Waiting for Others')
    mina.leave()
    dana.leave()
    return had


def more(before, now):
    """What there is more of: {class: (before, now)}"""
    return {name: (before.get(name, 0), number) for name, number in now.items()
            if number > before.get(name, 0)}


def used_by(process):
    """(descriptors, threads)"""
    return process.n_fds(), process.n_threads()


def wait_used(process):
    """The same when it has been so for a second: what closes may take its time."""
    seen = []

    def check():
        seen.append((used_by(process), time.monotonic()))
        while seen[0][0] != seen[-1][0]:
            seen.pop(0)
        return seen[-1][1] - seen[0][1] >= 1
    wait_until(check, 'descriptors and threads stay as they are', interval=0.1)
    return seen[-1][0]


def anonymous_mib(process):
    with open(f'/proc/{process.pid}/smaps_rollup') as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith('Pss_Anon:'))


def test_nothing_of_a_call_is_left(make_person):  # noqa: F811
    mina = make_person('Mina')
    mina.instances = Instances(mina.session)
    mina.env |= mina.instances.env
    mina.start()
    mina.find('button', 'New Call')

    def kept():
        return {name: number for name, number in mina.instances.count().items()
                if name.startswith('Maju') or name in OTHERS}
    # The computer goes on to serve the rooms.
    before = kept() | {'MajuServer': 1}
    for number in range(N_CALLS):
        started = time.monotonic()
        had = have_call(mina, number)
        assert IN_A_CALL <= set(had), IN_A_CALL - set(had)
        try:
            wait_until(lambda: not more(before, kept()), 'all of the call is gone')
        except TestTimeout as error:
            raise TestTimeout(f'{error}: {more(before, kept())}') from None
        print(f'call {number + 1}: {time.monotonic() - started:.1f} s, '
              f'{anonymous_mib(mina.process):.1f} MiB')
        # What is made once and kept is there by now.
        if number == 1:
            second = wait_used(mina.process)

    def is_as_before():
        return all(last <= then for last, then in zip(used_by(mina.process), second))
    try:
        wait_until(is_as_before, 'descriptors and threads are as after the second call')
    except TestTimeout as error:
        raise TestTimeout(f'{error}: {second}, now {used_by(mina.process)}, '
                          f'{mina.process.thread_names()}') from None
    print(f'descriptors and threads: {second}, {N_CALLS - 2} calls later {used_by(mina.process)}')
    mina.close()
