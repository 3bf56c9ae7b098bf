# SPDX-License-Identifier: GPL-3.0-or-later
"""Descriptions and candidates with faults, said to people who are in a call: it
goes on. MAJU_FUZZ_SECONDS says for how long, MAJU_FUZZ_SEED begins it anew."""

import os
import pathlib
import random
import re
import sys
import threading
import time

from majutest import wait_until
from majutest.call import Peer, Server
from majutest.process import GUARD

TESTS = pathlib.Path(__file__).resolve().parents[1]

# The client of the signalling protocol without a call behind it.
sys.path.insert(0, str(TESTS / 'integration' / 'server'))

from client import Client  # noqa: E402

SDP = TESTS / 'unit' / 'peer' / 'sdp'
SECONDS = float(os.environ.get('MAJU_FUZZ_SECONDS', 60))
SEED = int(os.environ.get('MAJU_FUZZ_SEED', random.randrange(1 << 32)))

N_OFFERING = 2
N_ANSWERING = 3

# A restart is taken every 2 s.
PAUSE = 2.1

LINES = [
    'a=ssrc-group:FID 1 2', 'a=ssrc-group:FID 1', 'a=ssrc:1 cname:x', 'a=ssrc:4294967295 cname:y',
    'a=ssrc-group:SIM ' + ' '.join(map(str, range(300))), 'a=simulcast:send a;b;c', 'a=rid:a send',
    'a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid', 'a=extmap:14 urn:x', 'a=extmap:99999 urn:x',
    'a=extmap:3/sendonly urn:ietf:params:rtp-hdrext:ssrc-audio-level vad=off',
    'a=sctp-port:0', 'a=sctp-port:99999', 'a=max-message-size:18446744073709551615',
    'a=candidate:1 1 UDP 99999999999 999.1.1.1 99999 typ host', 'a=candidate:x',
    'a=candidate:1 1 UDP 2015364095 192.0.2.1 53112 typ host', 'a=ice-ufrag:', 'a=ice-pwd:x',
    'a=ice-ufrag:abcd', 'a=ice-pwd:abcdefghijklmnopqrstuv', 'a=fingerprint:sha-256',
    'a=fingerprint:sha-256 ' + ':'.join(['00'] * 32), 'a=fingerprint:md5 00', 'a=setup:holdconn',
    'a=setup:passive', 'a=group:BUNDLE', 'a=group:BUNDLE x y z', 'a=group:LS a', 'a=mid:',
    'a=mid:' + 'm' * 5000, 'a=rtcp-fb:* nack', 'a=rtcp-fb:99 x', 'a=fmtp:97 apt=97',
    'a=fmtp:96 apt=96', 'a=fmtp:97 ' + '=' * 50, 'a=rtpmap:97 rtx/90000', 'a=rtpmap:128 VP8/0',
    'a=rtpmap:97 VP8/99999999999', 'a=rtpmap:97 /', 'a=rtpmap:97', 'a=msid:', 'a=inactive',
    'a=recvonly', 'a=ice-lite', 'a=end-of-candidates', 'm=video 9 UDP/TLS/RTP/SAVPF',
    'm=audio 0 UDP/TLS/RTP/SAVPF 97', 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'm=',
    'b=AS:-1', 'b=TIAS:99999999999', 'c=IN IP6 ::', 'c=', 't=', 'o=', 'v=1', 's=', 'a=' + 'x' * 9000,
    'a=안녕', 's=\N{PILE OF POO}', 'a=mid:é', 'x',
]

NUMBERS = ['0', '-1', '1', '15', '65535', '65536', '4294967296', '99999999999999999999', '1e9']

CANDIDATES = [
    'candidate:1 1 UDP 2013266431 10.0.0.1 5000 typ host',
    'candidate:1 1 UDP 2013266431 fd00::1 5000 typ srflx raddr 10.0.0.1 rport 5000',
    'candidate:1 1 UDP 2013266431 3f2a0c1e-local.local 5000 typ host generation 0',
    'candidate:1 1 TCP 1015022079 fd00::2 9 typ host tcptype active',
    'candidate:1 257 udp 1 ::1 1 typ relay raddr x rport y', 'candidate:', 'candidate:1 1 UDP x 1 1 typ',
    'candidate:1 1 UDP 2013266431 0.0.0.0 0 typ host', 'candidate:1 1 UDP 2013266431 224.0.0.1 1 typ host',
    'candidate:1 1 UDP 2013266431 ' + 'a' * 300 + '.local 5000 typ host', '', 'a=', 'é',
]


def change_number(rng, line):
    found = list(re.finditer(r'\d+', line))
    if not found:
        return line
    which = rng.choice(found)
    return line[:which.start()] + rng.choice(NUMBERS) + line[which.end():]


def change_character(rng, line):
    if not line:
        return line
    place = rng.randrange(len(line))
    return line[:place] + chr(rng.choice([*range(32, 127), 0xe9, 0x1f4a9])) + line[place + 1:]


def mutate_once(rng, lines):
    place = rng.randrange(len(lines))
    how = rng.randrange(9)
    if how == 0:
        lines.pop(place)
    elif how == 1:
        lines.insert(place, lines[place])
    elif how == 2:
        other = rng.randrange(len(lines))
        lines[place], lines[other] = lines[other], lines[place]
    elif how == 3:
        lines[place] = change_number(rng, lines[place])
    elif how in (4, 5):
        lines.insert(place, rng.choice(LINES))
    elif how == 6:
        lines[place] = change_character(rng, lines[place])
    elif how == 7:
        lines[place] = lines[place][:rng.randrange(len(lines[place]) + 1)]
    else:
        other = rng.randrange(len(lines))
        lines[place:place] = lines[min(place, other):max(place, other)]


def mutate(rng, text):
    """The text with up to three faults; now and then with none."""
    lines = text.splitlines()
    for _ in range(rng.choice([0, 1, 1, 1, 1, 2, 3])):
        if lines:
            mutate_once(rng, lines)
    return ''.join(f'{line}\r\n' for line in lines)


def is_relayed(text):
    """The server refuses the others."""
    return (text.startswith('v=0') and len(text.encode()) < 32 * 1024 and
            text.count('\n') <= 400 and len(re.findall('^m=', text, re.M)) <= 4)


def mutate_candidate(rng):
    text = rng.choice(CANDIDATES)
    for _ in range(rng.randrange(3)):
        text = rng.choice([change_number, change_character])(rng, text)
    return text


class Stranger:
    """Somebody in the room who speaks nonsense, in a thread."""

    def __init__(self, fuzz, name, seed):
        self.fuzz = fuzz
        self.name = name
        self.rng = random.Random(seed)
        self.last = None
        self.counts = dict.fromkeys(['said', 'taken', 'refused'], 0)
        self.problem = None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        try:
            self.run()
        except Exception as error:
            self.problem = f'{self.name}: {error!r}'

    def join(self, name):
        client = Client(self.fuzz.server.port)
        client.hello(self.fuzz.room, name)
        return client

    def description(self, kind):
        while True:
            text = mutate(self.rng, self.rng.choice(self.fuzz.texts[kind]))
            if is_relayed(text):
                return text

    def say(self, client, to, kind, generation, counter):
        self.counts['said'] += 1
        text = self.description(kind)
        self.last = text
        client.relay(to, type='description', kind=kind, generation=generation, sdp=text,
                     counter=counter)
        for _ in range(self.rng.randrange(4)):
            client.relay(to, type='candidate', generation=generation,
                         candidate=mutate_candidate(self.rng),
                         media_index=self.rng.randrange(4))

    def wait(self, client, kind, has_ended):
        """The next description of that kind; None when has_ended()."""
        deadline = time.monotonic() + GUARD
        while time.monotonic() < deadline:
            try:
                message = client.receive(0.2)
            except TimeoutError:
                if has_ended():
                    return None
                continue
            assert message is not None, f'the server ended it at {self.last!r}'
            assert not message.get('fatal'), (message, self.last)
            if client.last_seq:
                client.say(type='ack', ack=client.last_seq)
            if message['type'] == 'description' and message['kind'] == kind:
                return message
        raise AssertionError(f'no reaction to {self.last!r}')


class Offering(Stranger):
    """Comes, offers and goes, again and again."""

    def run(self):
        number = 0
        while not self.fuzz.is_over():
            number += 1
            name = f'{self.name}-{number}'
            client = self.join(name)
            to = next(m['id'] for m in client.room['members'] if m['name'] == 'Ana')
            self.say(client, to, 'offer', 0, 1)
            answer = self.wait(client, 'answer', lambda: self.fuzz.has_failed(name))
            self.counts['taken' if answer else 'refused'] += 1
            client.say(type='end')
            # What is closed with something unread takes back what was said last.
            while client.receive() is not None:
                pass
            client.close()


class Answering(Stranger):
    """Was there before, and answers what it is offered, again and again."""

    def run(self):
        client = self.join(self.name)
        self.fuzz.ready.release()
        while not self.fuzz.is_over():
            offer = self.wait(client, 'offer', self.fuzz.is_over)
            if offer is None:
                break
            generation = offer['generation']
            self.say(client, offer['from'], 'answer', generation, self.counts['said'] + 1)
            time.sleep(PAUSE)
            client.relay(offer['from'], type='restart', generation=generation + 1)
        client.close()


class Fuzz:
    def __init__(self, session):
        self.room = 'descriptions-1'
        self.rng = random.Random(SEED)
        self.server = Server(session, settings={'limits': {
            'address-rate': 1000, 'address-burst': 1000, 'ping-timeout': 600}})
        self.link = f'http://127.0.0.1:{self.server.port}/r/{self.room}'
        self.texts = {kind: [path.read_text() for path in sorted(SDP.glob(f'*-{kind}.sdp'))]
                      for kind in ('offer', 'answer')}
        self.ready = threading.Semaphore(0)
        self.deadline = None

        self.ana = Peer(session, 'Ana', link=self.link, camera='test', microphone='test')
        self.ana.wait_event('call joined')
        self.strangers = [self.start(Answering, f'answers-{i}') for i in range(N_ANSWERING)]
        for _ in self.strangers:
            assert self.ready.acquire(timeout=GUARD)
        self.bo = Peer(session, 'Bo', link=self.link, camera='test', microphone='test')

    def start(self, kind, name):
        return kind(self, name, self.rng.randrange(1 << 32))

    def is_over(self):
        return self.deadline is not None and time.monotonic() > self.deadline

    def has_failed(self, name):
        return f'\nfailed {name}\n' in self.ana.process.errors

    def assert_well(self):
        for peer, other in ((self.ana, 'Bo'), (self.bo, 'Ana')):
            assert peer.process.is_running(), peer.process.describe()
            peer.wait_recorded(other, frames=20, seconds=1)
            assert f'\nfailed {other}\n' not in peer.process.errors

    def run(self):
        for peer, other in ((self.ana, 'Bo'), (self.bo, 'Ana')):
            peer.wait_event(f'first-video {other}')
        self.deadline = time.monotonic() + SECONDS
        self.strangers += [self.start(Offering, f'offers-{i}') for i in range(N_OFFERING)]
        while not self.is_over():
            self.assert_well()
            time.sleep(1)
        for stranger in self.strangers:
            stranger.thread.join(2 * GUARD)
            assert not stranger.thread.is_alive(), stranger.name
            assert stranger.problem is None, stranger.problem
        self.assert_well()


def count(strangers, what):
    return sum(stranger.counts[what] for stranger in strangers)


def test_descriptions(make_session):
    print(f'MAJU_FUZZ_SEED={SEED}')
    fuzz = Fuzz(make_session())
    fuzz.run()

    offering = [s for s in fuzz.strangers if isinstance(s, Offering)]
    for stranger in fuzz.strangers:
        print(stranger.name, stranger.counts)
    # Some of all kinds, or nothing was shown.
    assert count(offering, 'taken') > 0
    assert count(offering, 'refused') > 0
    assert all(stranger.counts['said'] > 0 for stranger in fuzz.strangers)
    assert count(fuzz.strangers, 'said') > count(offering, 'said') + N_ANSWERING

    # Each that was refused was told why.
    failed = fuzz.ana.events('failed ')
    errors = fuzz.ana.events('error ')
    assert len(errors) >= len(failed) > 0
    assert all(len(line) > len('error The ') for line in errors)
    for peer in (fuzz.ana, fuzz.bo):
        peer.leave()
        assert peer.status >= 0 and peer.report['participants'], peer.process.describe()
    wait_until(fuzz.server.process.is_running, 'the server lives')
