// SPDX-License-Identifier: GPL-3.0-or-later

import { tidySdp } from './sdp.js';
import { LIMITS } from './wire.js';

/** The order of the m-lines. */
export const TRACKS = ['audio', 'camera', 'screen'];

/** The data channels; the position is the id. */
export const CHANNELS = ['control', 'chat', 'files'];

const MAX_STRANGE_CHANNELS = 8;
const MAX_HELD_BYTES = 256 * 1024;
const MAX_OUTPUT_BYTES = 1024 * 1024;

// All of Maju has these; what repairs them comes with them.
const CODECS = {
  audio: ['audio/opus'],
  video: ['video/VP8', 'video/H264'],
};

// How high pictures are sent, and with how much; others watch one of them.
const CAMERA_STEPS = [[180, 200e3], [360, 600e3], [720, 1800e3]];
const SCREEN_STEPS = [
  [360, 600e3], [720, 1500e3], [1080, 2500e3], [LIMITS.height, 4000e3],
];

// In pixels: PROTOCOL.md "Pictures". What is larger nobody would decode.
const MAX_PICTURE = 4096 * 2304;

function isWanted(kind, codec) {
  return CODECS[kind].includes(codec.mimeType) ||
         kind === 'video' && codec.mimeType === 'video/rtx';
}

function prefer(transceiver) {
  const kind = transceiver.receiver.track.kind;
  const rank = codec => {
    const position = CODECS[kind].indexOf(codec.mimeType);

    return position < 0 ? CODECS[kind].length : position;
  };
  const codecs = RTCRtpReceiver.getCapabilities(kind).codecs
    .filter(codec => isWanted(kind, codec))
    .sort((one, other) => rank(one) - rank(other));

  transceiver.setCodecPreferences(codecs);
}

function toHex(bytes) {
  return Array.from(new Uint8Array(bytes),
                    byte => byte.toString(16).padStart(2, '0'))
    .join(':').toUpperCase();
}

/**
 * One transport between two people, PROTOCOL.md "Generations": made once and
 * replaced as a whole. `on` has functions: candidate(index, text), state(),
 * opened(id), message(id, data), lost() and flooded().
 */
export class Generation {
  number;
  local = null;                 // as checkSdp() gives them
  remote = null;
  answered = false;

  /** Whether they have shown the certificate of their description. */
  proven = false;

  /** Whether anything may flow. */
  open = false;

  #pc;
  #on;
  #channels = [];
  #transceivers = [];
  #candidates = [];
  #remoteCandidates = 0;
  #localCandidates = 0;
  #held = [];
  #heldBytes = 0;
  #strangeChannels = 0;
  #remoteSet = false;
  #closed = false;
  #parameters = new Map();

  constructor(number, config, on) {
    this.number = number;
    this.#on = on;
    this.#pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle', ...config });
    this.#listen('icecandidate', ({ candidate }) => this.#say(candidate));
    this.#listen('connectionstatechange', () => on.state());
    this.#listen('datachannel', ({ channel }) => {
      channel.close();
      if (++this.#strangeChannels > MAX_STRANGE_CHANNELS)
        on.flooded();
    });
  }

  /** As RTCPeerConnection.connectionState has it. */
  get state() {
    return this.#pc.connectionState;
  }

  /** Whether a path was found, but they have failed to prove who they are. */
  get isRefused() {
    const transport = this.#pc.sctp?.transport;

    return transport?.state === 'failed' &&
           ['connected', 'completed'].includes(transport.iceTransport?.state);
  }

  /** @returns {Promise<string>} the offer */
  async offer() {
    for (const kind of ['audio', 'video', 'video'])
      this.#pc.addTransceiver(kind, { direction: 'sendrecv' });
    this.#prepare();
    return this.#describe(await this.#pc.createOffer());
  }

  async setRemote(type, sdp) {
    await this.#pc.setRemoteDescription({ type, sdp });
    if (type === 'offer')
      this.#prepare();
    this.#remoteSet = true;
    this.#candidates.splice(0).forEach(text => this.#take(text));
  }

  /** @returns {Promise<string>} the answer */
  async answer() {
    return this.#describe(await this.#pc.createAnswer());
  }

  /** @returns {boolean} false when there were too many */
  addCandidate(text) {
    if (++this.#remoteCandidates > LIMITS.candidates)
      return false;
    if (this.#remoteSet)
      this.#take(text);
    else
      this.#candidates.push(text);
    return true;
  }

  /**
   * What their certificate really is, where the browser shows it. Else it has
   * at least refused any other than that of the description (RFC 8827,
   * section 6.5).
   *
   * @returns {Promise<?string>}
   */
  async getRemoteFingerprint() {
    const [der] = this.#pc.sctp?.transport?.getRemoteCertificates?.() ?? [];

    if (der)
      return toHex(await crypto.subtle.digest('SHA-256', der));

    const stats = await this.#pc.getStats();
    const transport = [...stats.values()].find(
      ({ type, remoteCertificateId }) => type === 'transport' &&
                                         remoteCertificateId);
    const found = stats.get(transport?.remoteCertificateId);

    return found?.fingerprintAlgorithm === 'sha-256'
      ? found.fingerprint.toUpperCase() : null;
  }

  /** From here on everything goes both ways. */
  begin() {
    this.open = true;
    this.#channels.forEach((channel, id) => {
      if (channel.readyState === 'open')
        this.#on.opened(id);
    });
    this.#held.splice(0).forEach(({ id, data }) => this.#on.message(id, data));
  }

  /** What has come until now is not to be heard. */
  discard() {
    this.#held = [];
    this.#heldBytes = 0;
  }

  isOpen(id) {
    return this.open && this.#channels[id]?.readyState === 'open';
  }

  getBuffered(id) {
    return this.#channels[id]?.bufferedAmount ?? 0;
  }

  /** @returns {boolean} false when it was not sent */
  send(id, data) {
    if (!this.isOpen(id) || this.getBuffered(id) > MAX_OUTPUT_BYTES)
      return false;
    try {
      this.#channels[id].send(data);
      return true;
    } catch {
      // It has closed just now.
      return false;
    }
  }

  /** Their tracks, in the order of TRACKS. */
  get remoteTracks() {
    return this.#transceivers.map(({ receiver }) => receiver.track);
  }

  /** Something that changes while sound or pictures come. */
  get progress() {
    return this.#transceivers.map(
      ({ receiver }) => receiver.getSynchronizationSources()
        .map(source => source.rtpTimestamp).join()).join();
  }

  /** Of their sound, 0 to 1; 0: not known. */
  get audioLevel() {
    const [source] =
      this.#transceivers[0]?.receiver.getSynchronizationSources() ?? [];

    return source?.audioLevel ?? 0;
  }

  /**
   * @param {?MediaStreamTrack} track what is sent; the other side is asked
   *   nothing
   * @param {number} height how high it is watched, 0: not at all
   */
  setTrack(kind, track, height) {
    const sender = this.#transceivers[TRACKS.indexOf(kind)]?.sender;

    if (!sender || this.#closed)
      return;
    if (sender.track !== track)
      sender.replaceTrack(track).catch(error => this.#log(error));
    if (kind !== 'audio' && track)
      this.#limit(kind, sender, track, height);
  }

  close() {
    this.#closed = true;
    this.open = false;
    this.#pc.close();
  }

  #listen(type, func) {
    this.#pc.addEventListener(type, event => {
      if (!this.#closed)
        func(event);
    });
  }

  #log(error) {
    if (!this.#closed)
      console.warn(`Generation ${this.number}: ${error}`);
  }

  #prepare() {
    this.#transceivers = this.#pc.getTransceivers();
    for (const transceiver of this.#transceivers) {
      transceiver.direction = 'sendrecv';
      prefer(transceiver);
    }
    this.#channels = CHANNELS.map((label, id) => {
      const channel = this.#pc.createDataChannel(label, {
        negotiated: true, id,
      });
      const listen = (type, func) => channel.addEventListener(type, event => {
        if (!this.#closed)
          func(event);
      });

      channel.binaryType = 'arraybuffer';
      listen('open', () => this.open && this.#on.opened(id));
      listen('close', () => this.#on.lost());
      listen('message', ({ data }) => this.#hear(id, data));
      return channel;
    });
  }

  async #describe(description) {
    await this.#pc.setLocalDescription(description);
    return tidySdp(description.sdp);
  }

  #say(candidate) {
    const text = candidate?.candidate ?? '';

    // Firefox says twice that there are no more.
    if (this.#localCandidates < 0)
      return;
    if (text.length > LIMITS.candidate ||
        ++this.#localCandidates >= LIMITS.candidates && text !== '')
      return;
    if (text === '')
      this.#localCandidates = -1;
    this.#on.candidate(candidate?.sdpMLineIndex ?? 0, text);
  }

  // Everything is bundled on the first m-line.
  #take(candidate) {
    this.#pc.addIceCandidate({ candidate, sdpMLineIndex: 0 })
      .catch(error => this.#log(error));
  }

  #hear(id, data) {
    if (this.open) {
      this.#on.message(id, data);
      return;
    }
    this.#heldBytes += data.length ?? data.byteLength;
    if (this.#heldBytes <= MAX_HELD_BYTES)
      this.#held.push({ id, data });
  }

  // One after the other: each begins with what the last one has made of it.
  #limit(kind, sender, track, height) {
    const steps = kind === 'camera' ? CAMERA_STEPS : SCREEN_STEPS;
    const [most, maxBitrate] = steps.find(([step]) => step >= height) ??
                               steps.at(-1);
    const { width = 0, height: real = most } = track.getSettings();
    const wish = {
      active: height > 0,
      maxBitrate,
      scaleResolutionDownBy: Math.max(
        1, real / most, Math.sqrt(width * real / MAX_PICTURE)),
    };
    const before = this.#parameters.get(kind) ?? {
      text: '', done: Promise.resolve(),
    };

    if (before.text === JSON.stringify(wish))
      return;
    this.#parameters.set(kind, {
      text: JSON.stringify(wish),
      done: before.done.then(async () => {
        const parameters = sender.getParameters();

        if (!parameters.encodings?.length)
          parameters.encodings = [{}];
        Object.assign(parameters.encodings[0], wish);
        await sender.setParameters(parameters);
      }).catch(error => this.#log(error)),
    });
  }
}
