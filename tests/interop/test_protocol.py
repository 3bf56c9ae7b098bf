# SPDX-License-Identifier: GPL-3.0-or-later
"""The protocol as the guest page's modules speak it: who may be heard, what ends
it, and what goes on when a path or the server does not."""

import json
import re
import signal

import pytest

from majutest import wait_until
from majutest.browser import Browser
from majutest.call import Peer, Server
from majutest.process import GUARD

KINDS = pytest.mark.parametrize('kind', ['chromium', 'firefox'])
KEY = '#AAECAwQFBgcICQoLDA0ODw'
OTHER_KEY = '#AQECAwQFBgcICQoLDA0ODw'

BEGIN = '''(async () => {{
  const [{{ Call }}, {{ LocalMedia }}, {{ parseLink }}] = await Promise.all(
    ['call', 'media', 'link'].map(name => import(`/web/${{name}}.js`)));
  const known = new Set();
  const tell = () => {{
    for (const participant of call.participants) {{
      if (!known.has(participant))
        participant.addEventListener('change', tell);
      known.add(participant);
    }}
    const now = [call.state, ...call.participants.map(
      ({{ name, state, failure }}) => `${{name}} ${{failure ?? state}}`)].join(', ');
    if (told.at(-1) !== now)
      told.push(now);
  }};
  globalThis.told = [];
  globalThis.media = new LocalMedia();
  globalThis.call = new Call({{ link: parseLink({link}), name: {name}, media }});
  call.addEventListener('change', tell);
  {start}
  await call.join();
  return call.state;
}})()'''


class Page(Browser):
    """The page's modules without what is shown."""

    def begin(self, link, *, media=True, before=''):
        """Joins with a call of its own; its state then."""
        start = before + ('await media.start();' if media else '')
        self.open(link.partition('#')[0])
        return self.evaluate(BEGIN.format(link=json.dumps(link), name=json.dumps(self.name),
                                          start=start))

    def wait_for(self, expression, timeout=None):
        """Until it is true in the page, where `one` is who came first."""
        text = f'(one => Boolean({expression}))(call.participants[0] ?? null)'
        try:
            wait_until(lambda: self.evaluate(text), f'{self.name}: {expression}', timeout, 0.1)
        except AssertionError as error:
            raise AssertionError(f'{error}; it was {self.told()}') from None

    def told(self):
        return self.evaluate('told')

    def forget(self):
        self.evaluate('void (told.length = 0)')

    def wait_told(self, pattern, timeout=None):
        """Until the states have been like this at some time."""
        wait_until(lambda: any(re.search(pattern, line) for line in self.told()),
                   f'{self.name}: {pattern!r} in what was told', timeout, 0.1)


class House:
    """A server, and who is in its room."""

    def __init__(self, session, browsers):
        self._session = session
        self._browsers = browsers
        self.server = Server(session)
        self.link = f'{self.server.url}/r/kxbt-rfmq-saha-jwmn'
        self._microphone = None

    def page(self, kind, name):
        return self._browsers(kind, name, of=Page)

    def peer(self, name, key=KEY, **options):
        """A maju-peer with a microphone."""
        if self._microphone is None:
            self._session.devices.add_speaker()
            self._microphone = self._session.devices.add_microphone('microphone', 'Microphone')
            self._microphone.play_tone(440, dbfs=-15)
        options.setdefault('link', self.link + key)
        return Peer(self._session, name, microphone='microphone', record=False, **options)


@pytest.fixture
def house(session, browsers):
    return House(session, browsers)


@KINDS
def test_unsigned_waits_for_consent(house, kind):
    page = house.page(kind, 'Pia')
    assert page.begin(house.link + KEY) == 'inside'
    peer = house.peer('Bo', '', more=['--admit-unverified'])

    page.wait_for('one?.state === "asking"')
    # They are let in at once, and have to wait for us.
    peer.wait_event('waiting Pia')
    assert not peer.events('first-audio')
    assert page.evaluate('call.participants[0].audioStream === null')
    page.evaluate('call.participants[0].allow()')
    peer.wait_event('first-audio Pia')
    page.wait_for('one.state === "connected" && one.microphone && one.audioStream !== null')
    assert page.evaluate('[call.participants[0].verified, call.encrypted]') == ['none', 'unverified']

    page.evaluate('(async one => one.setWordsMatch(true, await one.safetyWords()))'
                  '(call.participants[0])')
    assert page.evaluate('[call.participants[0].verified, call.encrypted]') == ['words', 'verified']


@KINDS
def test_refused_stays_refused(house, kind):
    page = house.page(kind, 'Pia')
    page.begin(house.link + KEY)
    peer = house.peer('Bo', '', more=['--admit-unverified'])
    page.wait_for('one?.state === "asking"')
    page.evaluate('call.participants[0].refuse()')
    page.wait_for('one.state === "failed" && one.failure === "refused"')
    assert not peer.events('first-audio')


@KINDS
def test_wrong_key_ends_it(house, kind):
    page = house.page(kind, 'Pia')
    page.begin(house.link + KEY)
    peer = house.peer('Bo', OTHER_KEY)
    page.wait_for('one?.failure === "wrong-key"')
    peer.wait_event('failed Pia')
    assert not peer.events('first-audio')


@pytest.mark.parametrize('kinds', [('chromium', 'firefox'), ('firefox', 'chromium')])
def test_without_key_both_see_it(house, kinds):
    one, other = house.page(kinds[0], 'Pia'), house.page(kinds[1], 'Quin')
    one.begin(house.link + KEY)
    other.begin(house.link)
    one.wait_for('one?.state === "asking"')
    other.wait_for('one?.state === "waiting"')
    one.evaluate('call.participants[0].allow()')
    other.wait_for('one.state === "connected"')
    words = [page.evaluate('call.participants[0].safetyWords()') for page in (one, other)]
    assert words[0] == words[1]
    assert len(words[0]) == 12


@KINDS
def test_path_that_died_is_replaced(house, kind):
    page = house.page(kind, 'Pia')
    page.begin(house.link + KEY)
    peer = house.peer('Bo')
    peer.wait_event('first-audio Pia')
    page.wait_for('one?.state === "connected" && one.microphone')
    page.forget()

    # As on a train in a tunnel; the server waits longer than that.
    peer.process.send_signal(signal.SIGSTOP)
    page.wait_told('Bo unstable')
    page.wait_told('Bo reconnecting')
    peer.process.send_signal(signal.SIGCONT)
    page.wait_for('one?.state === "connected"')
    page.evaluate('call.sendText("Still there?")')
    peer.wait_event(r'chat Pia: Still there\?')
    page.wait_for('call.messages[0].delivered')
    assert not peer.events('gone')


@KINDS
def test_server_that_forgot_everybody(house, kind):
    page = house.page(kind, 'Pia')
    page.begin(house.link + KEY)
    peer = house.peer('Bo')
    peer.wait_event('first-audio Pia')
    page.wait_for('one?.state === "connected" && one.microphone')
    own = page.evaluate('call.participants[0].id')
    page.forget()

    house.server.kill()
    page.wait_told('^reconnecting')
    house.server = house.server.restart()
    page.wait_for(f'call.state === "inside" && one?.id !== {json.dumps(own)}')
    # The path went on, and leads to the same person.
    page.evaluate('call.sendText("After it")')
    peer.wait_event('chat Pia: After it')
    assert page.evaluate('call.participants.length') == 1
    assert not [line for line in page.told() if 'Bo' not in line], page.told()
    assert not peer.events('gone')
    # What the browser says of a connection that was refused is no fault here.
    page.troubles.clear()


@KINDS
def test_silent_server_is_found(house, kind):
    """Within 12 s; a connection that is only slow is not lost."""
    page = house.page(kind, 'Pia')
    page.begin(house.link + KEY, media=False)
    house.server.process.send_signal(signal.SIGSTOP)
    page.wait_told('^reconnecting')
    house.server.process.send_signal(signal.SIGCONT)
    page.wait_for('call.state === "inside"')
    page.troubles.clear()


@KINDS
def test_locked_room(house, kind, tmp_path):
    owner = house.peer('Bo', server=house.server, link=None,
                       more=['--lock', '--owner', tmp_path / 'owner', '--admit', 'Pia'])
    link = owner.link
    owner.wait_event('door locked')
    page = house.page(kind, 'Pia')
    assert page.begin(link) == 'inside'
    page.wait_told('^knocking')
    page.wait_for('call.door.locked && !call.door.answers')
    page.wait_for('one?.state === "connected"')

    other = house.page(kind, 'Quin')
    assert other.begin(link) == 'ended'
    assert other.evaluate('call.ending') == 'refused'


@KINDS
def test_gestures(house, kind):
    page = house.page(kind, 'Pia')
    page.begin(house.link + KEY)
    peer = house.peer('Bo')
    page.wait_for('one?.state === "connected" && one.microphone')
    assert page.evaluate('call.react("heart")')
    peer.wait_event('reaction Pia: heart')
    page.evaluate('call.setHand(true)')
    peer.wait_event('hand-raised Pia')
    assert page.evaluate('call.askMute(call.participants[0])')
    assert not page.evaluate('call.askMute(call.participants[0])')
    peer.wait_event('asks-mute Pia')
    # At most 6 at once, of which one was sent.
    assert page.evaluate('Array.from({length: 10}, () => call.react("clap"))').count(True) <= 6
    page.evaluate('media.setMicrophoneOn(false)')
    peer.wait_event('muted Pia')
    page.evaluate('call.leave()')
    peer.wait_event('gone Pia')
    assert page.evaluate('[call.state, call.ending]') == ['ended', 'left']


# Chromium without a window hides no page.
@pytest.mark.parametrize('kind', ['firefox'])
def test_page_that_is_hidden(house, kind):
    """Its timers run once a second: it stays in the room and is heard."""
    page = house.page(kind, 'Pia')
    page.begin(house.link + KEY)
    peer = house.peer('Bo')
    page.wait_for('one?.state === "connected" && one.microphone')
    peer.wait_event('first-audio Pia')
    page.forget()
    page.hide()
    wait_until(lambda: page.evaluate('document.hidden'), f'{page.name} is hidden')
    hidden = page.evaluate('performance.now()')
    # Longer than any silence that would end something.
    page.wait_for(f'performance.now() - {hidden} > 16000', GUARD + 16)
    assert not [line for line in page.told() if line != 'inside, Bo connected'], page.told()
    page.evaluate('call.sendText("From behind")')
    peer.wait_event('chat Pia: From behind')
    page.show()


SLOW = '''(async () => {{
  const {{ LocalMedia }} = await import('/web/media.js');
  const media = new LocalMedia();
  const devices = navigator.mediaDevices;
  const give = devices.getUserMedia.bind(devices);
  {what}
}})()'''


@KINDS
def test_what_is_open_is_switched_at_once(house, kind):
    """Also while the browser asks for something else; what opens then obeys."""
    page = house.page(kind, 'Pia')
    page.open(house.link)
    assert page.evaluate(SLOW.format(what='''
      const seen = [];
      let answer;
      const asked = () => new Promise(done => {
        devices.getUserMedia = wish => new Promise(go => {
          answer = () => go(give(wish));
          done();
        });
      });

      await media.setMicrophoneOn(true);
      let asking = asked();
      let opened = media.setCameraOn(true);
      await asking;
      for (const on of [false, true]) {
        media.setMicrophoneOn(on);
        seen.push(media.microphoneOn, media.tracks.audio.enabled);
      }
      media.setCameraOn(false);
      answer();
      await opened;
      seen.push(media.cameraOn, media.tracks.camera);

      asking = asked();
      opened = media.choose({ microphone: media.microphones[0].id });
      await asking;
      media.setMicrophoneOn(false);
      answer();
      await opened;
      seen.push(media.microphoneOn, media.tracks.audio.enabled);

      devices.getUserMedia = give;
      await media.setCameraOn(true);
      const camera = media.tracks.camera;
      media.setCameraOn(false);
      seen.push(media.cameraOn, camera.readyState);
      media.close();
      return seen;''')) == [False, False, True, True, False, None, False, False, False, 'ended']


@KINDS
def test_browser_asks_nothing_after_a_call(house, kind):
    page = house.page(kind, 'Pia')
    page.open(house.link)
    assert page.evaluate(SLOW.format(what='''
      const counts = [];
      for (const last of [1, 2]) {
        const media = new LocalMedia();
        let asked = 0;
        devices.getUserMedia = async () => {
          if (++asked === last)
            media.close();
          throw new DOMException('None', 'NotFoundError');
        };
        await media.start();
        counts.push(asked);
      }
      return counts;''')) == [1, 2]


WORDS = '''(async () => {
  const { Participant } = await import('/web/participant.js');
  const [own, they, between] = ['AA', 'BB', 'CC'].map(byte => Array(32).fill(byte).join(':'));
  const said = [];
  const one = new Participant('1', 'Bo', { setWordsMatch: match => said.push(match) });
  const taken = [];

  one.setFingerprints(own, they);
  const words = await one.safetyWords();
  one.setFingerprints(own, between);
  taken.push(one.setWordsMatch(true, words));
  one.setFingerprints(null, null);
  taken.push(one.setWordsMatch(true, words), one.setWordsMatch(true, null));
  one.setFingerprints(own, they);
  taken.push(one.setWordsMatch(true, words));
  return [taken, said];
})()'''


def test_words_are_of_one_certificate(house):
    """Who takes the other's place while the words are read aloud gains nothing."""
    page = house.page('chromium', 'Pia')
    page.open(house.link)
    assert page.evaluate(WORDS) == [[False, False, False, True], [True]]


# Two ends in one page. The answer names a certificate that nobody has, and in
# `hidden` the one that is used.
CERTIFICATES = '''(async hidden => {
  const { checkSdp } = await import('/web/sdp.js');
  const ends = [new RTCPeerConnection(), new RTCPeerConnection()];

  ends.forEach((end, i) => end.onicecandidate = ({ candidate }) =>
    ends[1 - i].addIceCandidate(candidate).catch(() => {}));
  for (const kind of ['audio', 'video', 'video'])
    ends[0].addTransceiver(kind);
  ends[0].createDataChannel('', { negotiated: true, id: 0 });
  await ends[0].setLocalDescription();
  await ends[1].setRemoteDescription(ends[0].localDescription);
  await ends[1].setLocalDescription();

  const real = /^a=fingerprint:(.*)$/m.exec(ends[1].localDescription.sdp)[1].trim();
  const sdp = ends[1].localDescription.sdp.replaceAll(/^a=fingerprint:.*$/gm, line =>
    hidden === null ? line
                    : `a=fingerprint:sha-256 ${Array(32).fill('AA').join(':')}\\r\\n` +
                      `a=${hidden}${real}`);
  const read = checkSdp('answer', sdp);

  await ends[0].setRemoteDescription({ type: 'answer', sdp: read.sdp });
  return new Promise(resolve => {
    const look = () => ['connected', 'failed'].includes(ends[0].connectionState) &&
                       resolve(ends[0].connectionState);

    ends[0].onconnectionstatechange = look;
    look();
  });
})'''


@KINDS
def test_one_certificate_is_read(house, kind):
    """Firefox takes any of those that it finds, and finds them in lines that are
    written otherwise."""
    page = house.page(kind, 'Pia')
    page.open(house.link)
    assert page.evaluate(f'{CERTIFICATES}(null)') == 'connected'
    for hidden in ('FINGERPRINT:', 'fingerprint ', ' fingerprint:'):
        assert page.evaluate(f'{CERTIFICATES}({json.dumps(hidden)})') == 'failed', hidden


# Can be cut, and be made deaf to the answer to who resumes a session.
SOCKET = '''
  globalThis.sockets = [];
  globalThis.sent = [];
  globalThis.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      sockets.push(this);
    }
    addEventListener(type, func) {
      super.addEventListener(type, event => {
        if (sockets.length === 1 || type !== 'message' ||
            JSON.parse(event.data).type !== 'room')
          func(event);
      });
    }
    send(text) {
      super.send(text);
      sent.push(`${sockets.indexOf(this)} ${JSON.parse(text).type}`);
    }
  };
'''


@KINDS
def test_leaving_while_the_session_is_resumed(house, kind):
    """Others are told at once, not when the server stops waiting."""
    page = house.page(kind, 'Pia')
    page.begin(house.link + KEY, media=False, before=SOCKET)
    peer = house.peer('Bo')
    peer.wait_event('verified Pia')
    page.evaluate('sockets[0].close()')
    page.wait_for('sent.includes("1 hello")')
    page.evaluate('void call.leave()')
    page.wait_for('sent.includes("1 end")')
    peer.wait_event('gone Pia')
