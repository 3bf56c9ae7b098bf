# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures in VP8 and in H.264 between Maju and Chromium, which has both: seen by
the numbers in decoded frames, and really in that codec, as both sides tell.
Debian's Firefox has no H.264."""

import pytest

from majutest import wait_until
from test_repairs import FIGURES, lose  # noqa: F401

# What the pictures are that the page decodes and sends.
CODECS = '''(async () => {
  const found = { in: [], out: [] };
  for (const connection of majuConnections) {
    const all = await connection.getStats();
    for (const stats of all.values()) {
      const codec = all.get(stats.codecId)?.mimeType;
      if (stats.kind !== 'video' || !codec)
        continue;
      if (stats.type === 'inbound-rtp' && stats.framesDecoded > 0)
        found.in.push(codec);
      else if (stats.type === 'outbound-rtp' && stats.framesSent > 0)
        found.out.push(codec);
    }
  }
  found.in.sort();
  found.out.sort();
  return found;
})()'''

# The page's own order of codecs, turned round.
PREFER_H264 = '''{
  const original = RTCRtpTransceiver.prototype.setCodecPreferences;
  RTCRtpTransceiver.prototype.setCodecPreferences = function (codecs) {
    const isFirst = codec => codec.mimeType === 'video/H264';
    original.call(this, [...codecs.filter(isFirst),
                         ...codecs.filter(codec => !isFirst(codec))]);
  };
  null;
}'''

NAMES = {'video/VP8': 'VP8', 'video/H264': 'H.264'}


def add_guest(room, name, *, prefers_h264=False):
    guest = room.open_browser('chromium', name)
    guest.visit(room.link or room.new_link())
    if prefers_h264:
        guest.evaluate(PREFER_H264)
    guest.press_join()
    return guest


def check_both_ways(peer, guest):
    peer.wait_connected(guest.name)
    guest.wait_connected(peer.name)
    guest.wait_seen(peer.name, 20)
    peer.wait_seen(guest.name, 20)
    numbers = {n for n in peer.seen_numbers(guest.name) if n is not None}
    assert sum(n >> 16 == guest.number for n in numbers) >= 15, numbers


def wait_codecs(guest, codecs_in, codecs_out):
    wait_until(lambda: guest.evaluate(CODECS) == {'in': codecs_in, 'out': codecs_out},
               f'{guest.name} gets {codecs_in} and sends {codecs_out}', interval=0.5)


@pytest.mark.parametrize('first', ['peer', 'browser'])
@pytest.mark.parametrize('wish', ['none', 'maju', 'page'])
def test_codec(room, wish, first):
    """Cameras and screens, whoever came first and whoever would rather have H.264."""
    room.session.devices.add_camera('screen-Ana', 'Ana’s Screen', 'leaf', '1280x720@30')
    codec = 'video/VP8' if wish == 'none' else 'video/H264'
    # Whose wish it is sends it, too, but for a page that answers: browsers go by
    # what the offer has first.
    sent = 'video/VP8' if wish == 'page' and first == 'browser' else codec

    def add_peer():
        more = ('--video-codec', 'h264') if wish == 'maju' else ()
        return room.add_peer('Ana', screen='screen-Ana', more=more)
    if first == 'peer':
        peer = add_peer()
        guest = add_guest(room, 'Bo', prefers_h264=wish == 'page')
    else:
        guest = add_guest(room, 'Bo', prefers_h264=wish == 'page')
        peer = add_peer()
    check_both_ways(peer, guest)
    guest.wait('listitem', 'Ana’s screen')
    guest.wait_seen('Ana’s screen', 10)
    guest.press('button', '/^Share Screen/')
    peer.wait_event('first-screen Bo')
    peer.wait_recorded('Bo-screen', frames=5)
    wait_codecs(guest, [codec, codec], [sent, sent])
    guest.leave()
    peer.wait_event('gone Bo')
    peer.leave()
    assert peer.status == 0, peer.process.describe()
    assert peer.about('Bo')['quality']['video_codec'] == NAMES[sent], peer.about('Bo')


def test_three_people(room):
    """Who would rather have H.264 gets it, others get VP8, of one camera."""
    ana = room.add_peer('Ana', expect=2)
    bo = add_guest(room, 'Bo', prefers_h264=True)
    cy = room.add_guest('firefox', 'Cy')
    ana.wait_connected('Bo', 'Cy')
    for one, other in ((bo, cy), (cy, bo)):
        one.wait_connected('Ana', other.name)
        one.wait_seen('Ana', 20)
        one.wait_seen(other.name, 10, of=other.number)
        ana.wait_seen(one.name, 20)
    wait_codecs(bo, ['video/H264', 'video/VP8'], ['video/H264', 'video/VP8'])
    wait_codecs(cy, ['video/VP8', 'video/VP8'], ['video/VP8', 'video/VP8'])
    cy.leave()
    ana.wait_event('gone Cy')
    bo.leave()
    ana.leave()
    assert ana.status == 0, ana.process.describe()
    assert ana.about('Bo')['quality']['video_codec'] == 'H.264'
    assert ana.about('Cy')['quality']['video_codec'] == 'VP8'


def test_key_frames(room, lose):  # noqa: F811
    """What was lost for long is not asked for again: a key frame is."""
    peer = room.add_peer('Ana', more=('--video-codec', 'h264'))
    guest = add_guest(room, 'Bo')
    check_both_ways(peer, guest)
    before = guest.evaluate(FIGURES)

    def is_asked():
        sums = guest.evaluate(FIGURES)
        return (sums['keysAsked'] > before['keysAsked'] and
                sums['keysWanted'] > before['keysWanted'])
    lose(95)
    wait_until(is_asked, 'both ask for a key frame', interval=1)
    lose(0)
    stopped = guest.evaluate(FIGURES)
    wait_until(lambda: guest.evaluate(FIGURES)['frames'] >= stopped['frames'] + 30,
               'the picture goes on', interval=1)
    peer.wait_recorded('Bo', frames=30)
    guest.wait_seen('Ana', 10)
    wait_codecs(guest, ['video/H264'], ['video/H264'])
    guest.leave()
    peer.wait_event('gone Bo')
    peer.leave()
    assert peer.about('Bo')['path']['repairs']['key_frames_wanted'] >= 1, peer.about('Bo')
