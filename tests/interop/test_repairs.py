# SPDX-License-Identifier: GPL-3.0-or-later
"""A network that loses packets between Maju and a browser: both ask for what was
lost, both send it again, and what packets say beside their payload is read."""

import subprocess

import pytest

from majutest import wait_until

KINDS = ['chromium', 'firefox']

# Of each packet of a picture; what is smaller is asked for by nobody.
LOSS = '''
table inet loss {
  chain input {
    type filter hook input priority 0;
    meta l4proto udp meta length > 300 numgen random mod 100 < 3 drop
  }
}
'''

# Sums of the statistics of all connections of the page (W3C webrtc-stats), and
# how loud the last packet of somebody's said that it is (RFC 6464).
FIGURES = '''(async () => {
  const sums = { asked: 0, repaired: 0, wanted: 0, resent: 0, bitrate: 0, level: 0, frames: 0 };
  for (const connection of majuConnections) {
    for (const stats of (await connection.getStats()).values()) {
      if (stats.type === 'inbound-rtp') {
        sums.asked += stats.nackCount ?? 0;
        sums.repaired += stats.retransmittedPacketsReceived ?? 0;
        sums.frames += stats.framesDecoded ?? 0;
      } else if (stats.type === 'outbound-rtp') {
        sums.wanted += stats.nackCount ?? 0;
        sums.resent += stats.retransmittedPacketsSent ?? 0;
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
    """From now on, until the test is over."""
    def run(*argv, **options):
        subprocess.run(['nft', *argv], check=True, capture_output=True, text=True, **options)
    yield lambda: run('-f', '-', input=LOSS)
    run('flush', 'ruleset')


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
    lose()

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
