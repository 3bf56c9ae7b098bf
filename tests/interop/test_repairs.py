# SPDX-License-Identifier: GPL-3.0-or-later
"""A network that loses packets between Maju and a browser: both ask for what was
lost, both send it again, and what packets say beside their payload is read."""

import subprocess

import pytest

from majutest import wait_until

KINDS = ['chromium', 'firefox']

# So many percent of the packets of pictures: of RTP (RFC 7983, section 7) with a
# payload type that is dynamic (RFC 5761, section 4) and not Opus's.
LOSS = '''
table inet loss {
  chain input {
    type filter hook input priority 0;
    meta l4proto udp @th,64,2 2 @th,73,7 >= 96 @th,73,7 != 111 \\
      numgen random mod 100 < %d drop
  }
}
'''

# Sums of the statistics of all connections of the page (W3C webrtc-stats), and
# how loud the last packet of somebody's said that it is (RFC 6464).
FIGURES = '''(async () => {
  const sums = { asked: 0, repaired: 0, wanted: 0, resent: 0, bitrate: 0, level: 0, frames: 0,
    keysAsked: 0, keysWanted: 0, keys: 0 };
  for (const connection of majuConnections) {
    for (const stats of (await connection.getStats()).values()) {
      if (stats.type === 'inbound-rtp') {
        sums.asked += stats.nackCount ?? 0;
        sums.repaired += stats.retransmittedPacketsReceived ?? 0;
        sums.frames += stats.framesDecoded ?? 0;
        sums.keys += stats.keyFramesDecoded ?? 0;
        sums.keysAsked += (stats.pliCount ?? 0) + (stats.firCount ?? 0);
      } else if (stats.type === 'outbound-rtp') {
        sums.wanted += stats.nackCount ?? 0;
        sums.resent += stats.retransmittedPacketsSent ?? 0;
        sums.keysWanted += (stats.pliCount ?? 0) + (stats.firCount ?? 0);
      } else if (stats.type === 'candidate-pair') {
        sums.bitrate += stats.availableOutgoingBitrate ?? 0;
      }
    }
    for (const receiver of connection.getReceivers())
      for (const source of receiver.getSynchronizationSources())
        sums.level = Math.max(sums.level, source.audioLevel ?? 0);
  }
  return sums;
})()'''


@pytest.fixture
def lose():
    """lose(percent) from now on, until the test is over; 0: none."""
    def run(*argv, **options):
        subprocess.run(['nft', *argv], check=True, capture_output=True, text=True, **options)

    def lose(percent):
        run('flush', 'ruleset')
        if percent:
            run('-f', '-', input=LOSS % percent)
    yield lose
    lose(0)


@pytest.mark.parametrize('first', ['peer', 'browser'])
@pytest.mark.parametrize('kind', KINDS)
def test_loss(room, lose, kind, first):
    if first == 'peer':
        peer = room.add_peer('Ana')
        guest = room.add_guest(kind, 'Bo')
    else:
        guest = room.add_guest(kind, 'Bo')
        peer = room.add_peer('Ana')
    peer.wait_connected('Bo')
    guest.wait_connected('Ana')
    lose(3)

    def is_repaired():
        sums = guest.evaluate(FIGURES)
        return sums if min(sums[k] for k in ('asked', 'wanted', 'resent')) >= 3 else None
    before = guest.evaluate(FIGURES)['frames']
    sums = wait_until(is_repaired, 'both ask for what was lost', interval=1)
    wait_until(lambda: guest.evaluate(FIGURES)['frames'] >= before + 60, 'the picture goes on',
               interval=1)
    peer.wait_recorded('Bo', frames=60)
    guest.wait_seen('Ana', 10)
    wait_until(lambda: guest.evaluate(FIGURES)['level'] > 0.001, 'packets say how loud they are',
               interval=0.2)
    # Firefox does not tell either.
    if kind == 'chromium':
        assert sums['repaired'] >= 1 and sums['bitrate'] > 0, sums

    guest.leave()
    peer.wait_event('gone Bo')
    peer.leave()
    bo = peer.about('Bo')
    repairs = bo['path']['repairs']
    print(kind, first, sums, repairs)
    for count in ('nacks_sent', 'nacks_received', 'packets_resent', 'packets_repaired'):
        assert repairs[count] >= 1, repairs
    assert repairs['packets_reported'] >= 100, repairs
    assert bo['audio']['levels_told'] >= 50, bo


@pytest.mark.parametrize('kind', KINDS)
def test_key_frames(room, lose, kind):
    """What is lost for so long is not asked for again: a key frame is."""
    peer = room.add_peer('Ana')
    guest = room.add_guest(kind, 'Bo')
    peer.wait_connected('Bo')
    guest.wait_connected('Ana')
    before = guest.evaluate(FIGURES)

    def is_asked():
        sums = guest.evaluate(FIGURES)
        return (sums['keysAsked'] > before['keysAsked'] and
                sums['keysWanted'] > before['keysWanted'])
    # What is lost is known by the few that arrive.
    lose(95)
    wait_until(is_asked, 'both ask for a key frame', interval=1)
    lose(0)
    stopped = guest.evaluate(FIGURES)
    wait_until(lambda: guest.evaluate(FIGURES)['frames'] >= stopped['frames'] + 30,
               'the picture goes on', interval=1)
    assert guest.evaluate(FIGURES)['keys'] > before['keys']
    peer.wait_recorded('Bo', frames=30)
    guest.wait_seen('Ana', 10)

    guest.leave()
    peer.wait_event('gone Bo')
    peer.leave()
    repairs = peer.about('Bo')['path']['repairs']
    print(kind, stopped, repairs)
    assert repairs['key_frames_wanted'] >= 1, repairs
