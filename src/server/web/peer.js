// SPDX-License-Identifier: GPL-3.0-or-later

import { Generation, TRACKS } from './generation.js';
import { PathWatch } from './path-watch.js';
import { SdpError, checkCandidate, checkSdp } from './sdp.js';
import { LIMITS } from './wire.js';

/** Why it has failed: a code of `Participant.failure`. */
export class PeerError extends Error {
  constructor(code, words = code) {
    super(words);
    this.code = code;
  }
}

/** It was replaced meanwhile, or is of no use: no reason to end anything. */
export class StaleError extends Error {}

/**
 * The path to one other person, through all of its transports: the newest takes
 * the place of the last one when it is connected and proven.
 *
 * `on` has functions: state(), candidate(generation, index, text), restart()
 * (another generation is wanted), opened(id), message(id, data), tracks() and
 * flooded().
 */
export class Peer {
  /**
   * 'new', 'connecting', 'connected', 'unstable', 'restarting', 'failed' or
   * 'closed'.
   */
  state = 'new';

  /** A `PeerError` when it has failed. */
  error = null;

  /** Those of both certificates, "AB:CD:…", when they are proven. */
  fingerprint = null;
  localFingerprint = null;

  offerer;

  #config;
  #on;
  #current = null;
  #next = null;
  #newest = -1;
  #first = 0;
  #held = false;
  #early = [];                  // candidates of generations to come
  #firstRemote = null;
  #watch;
  #progress = '';
  #heard = false;
  #heardOnce = false;

  /** What is sent, and how high it is watched; 0: not at all. */
  #media = {
    audio: { track: null, height: 1 },
    camera: { track: null, height: 720 },
    screen: { track: null, height: 1080 },
  };

  /** @param {object} config for RTCPeerConnection */
  constructor(offerer, config, on) {
    this.offerer = offerer;
    this.#config = config;
    this.#on = on;
    this.#watch = new PathWatch({
      heard: () => this.#wasHeard(),
      unstable: () => this.#current?.open && this.#setState('unstable'),
      recovered: () => this.#current?.open && this.#setState('connected'),
      restart: () => {
        if (['connected', 'unstable'].includes(this.state))
          this.#setState('restarting');
        this.#on.restart();
      },
      failed: () => this.#fail(new PeerError('no-path')),
    });
  }

  setConfig(config) {
    this.#config = config;
  }

  /** Of an attempt after others: the number of its first generation. */
  setFirstGeneration(number) {
    this.#first = number;
  }

  /** Nothing may flow until it is released, whatever is proven. */
  hold() {
    this.#held = true;
  }

  release() {
    if (!this.#held)
      return;
    this.#held = false;
    if (this.#current?.proven && !this.#current.open) {
      // They did not know that they were not heard yet.
      this.#current.discard();
      this.#open();
    }
  }

  /** @returns {Promise<{generation: number, sdp: string}>} */
  async createOffer() {
    this.#checkUsable();

    const generation = this.#begin(this.#newest < 0 ? this.#first
                                                    : this.#newest + 1);

    return this.#describe(generation, 'offer', await generation.offer());
  }

  /** @returns {Promise<{generation: number, sdp: string}>} */
  async createAnswer() {
    const generation = this.#next ?? this.#current;

    this.#checkUsable();
    if (!generation?.remote || generation.answered)
      throw new StaleError('There is no offer to answer');
    generation.answered = true;
    return this.#describe(generation, 'answer', await generation.answer());
  }

  async setRemote(type, number, sdp) {
    this.#checkUsable();
    if (type === 'offer' ? number <= this.#newest : number > this.#newest)
      throw new StaleError('A description of another generation');

    const earlier = type === 'offer' ? this.#firstRemote
                                     : this.#find(number)?.local;

    if (type === 'answer' && (!earlier || this.#find(number).remote))
      throw new StaleError('There is no offer that this answers');

    const remote = this.#checkRemote(type, sdp, earlier);
    const generation = type === 'offer' ? this.#begin(number)
                                        : this.#find(number);

    generation.remote = remote;
    this.#firstRemote ??= remote;
    try {
      await generation.setRemote(type, remote.sdp);
    } catch (error) {
      this.#checkAlive(generation);
      throw new PeerError('incompatible', error.message);
    }
    this.#checkAlive(generation);
    this.#described(generation);
  }

  addCandidate(number, text) {
    const generation = this.#find(number);

    if (text !== '')
      checkCandidate(text);
    if (generation)
      generation.addCandidate(text);
    else if (number > this.#newest && this.#early.length < LIMITS.candidates)
      this.#early.push({ number, text });
  }

  isOpen(id) {
    return this.#current?.isOpen(id) ?? false;
  }

  getBuffered(id) {
    return this.#current?.getBuffered(id) ?? 0;
  }

  send(id, data) {
    return this.#current?.send(id, data) ?? false;
  }

  /** Their tracks in the order of TRACKS; none before it is open. */
  get remoteTracks() {
    return this.#current?.open ? this.#current.remoteTracks : [];
  }

  /** How loud they are by what their browser says, 0 to 1; 0: not known. */
  get audioLevel() {
    return this.#current?.audioLevel ?? 0;
  }

  /** @param {?number} height undefined: as it was */
  setMedia(kind, track, height = this.#media[kind].height) {
    this.#media[kind] = { track, height };
    this.#feed(kind);
  }

  getTrack(kind) {
    return this.#media[kind].track;
  }

  networkChanged() {
    this.#watch.networkChanged();
  }

  close() {
    this.#end();
    if (this.state !== 'failed')
      this.state = 'closed';
  }

  #setState(state) {
    if (this.state === state || this.error || this.state === 'closed')
      return;
    this.state = state;
    this.#on.state();
  }

  #end() {
    this.#watch.stop();
    this.#current?.close();
    this.#next?.close();
    this.#current = this.#next = null;
  }

  #fail(error) {
    if (this.error || this.state === 'closed')
      return;
    this.#end();
    this.#setState('failed');
    this.error = error;
    this.#on.state();
  }

  #checkUsable() {
    if (this.error || this.state === 'closed')
      throw new StaleError('The path is closed');
  }

  #checkAlive(generation) {
    if (this.#find(generation.number) !== generation)
      throw new StaleError('The transport was replaced');
  }

  #find(number) {
    return [this.#next, this.#current].find(
      generation => generation?.number === number) ?? null;
  }

  #begin(number) {
    const isMine = func => (...args) => {
      if (this.#find(number) === generation)
        func(...args);
    };
    const isCurrent = func => isMine((...args) => {
      if (generation === this.#current)
        func(...args);
    });
    const generation = new Generation(number, this.#config, {
      candidate: isMine((index, text) => this.#on.candidate(number, index, text)),
      state: isMine(() => this.#transportChanged(generation)),
      opened: isCurrent(id => this.#on.opened(id)),
      message: isCurrent((id, data) => {
        this.#heard = this.#heardOnce = true;
        this.#on.message(id, data);
      }),
      lost: isCurrent(() => this.#watch.lost()),
      flooded: isMine(() => this.#on.flooded()),
    });

    this.#newest = number;
    if (this.#current) {
      this.#next?.close();
      this.#next = generation;
    } else {
      this.#current = generation;
    }
    for (const { number: of, text } of this.#early.splice(0))
      this.addCandidate(of, text);
    return generation;
  }

  // What we say of ourselves has to be as right as what others say.
  #describe(generation, type, sdp) {
    this.#checkAlive(generation);
    generation.local = checkSdp(type, sdp);
    this.localFingerprint ??= generation.local.fingerprint;
    if (generation.local.fingerprint !== this.localFingerprint)
      throw new PeerError('incompatible', 'The call\'s certificate is not in use');
    this.#described(generation);
    return { generation: generation.number, sdp };
  }

  #described(generation) {
    if (this.state === 'new')
      this.#setState('connecting');
    if (generation.local && generation.remote)
      this.#watch.begin();
  }

  // The other side's m-lines and certificate hold for the life of the call.
  #checkRemote(type, sdp, earlier) {
    let remote;

    try {
      remote = checkSdp(type, sdp, earlier);
    } catch (error) {
      if (error instanceof SdpError)
        throw new PeerError('incompatible', error.message);
      throw error;
    }
    if (this.#firstRemote &&
        this.#firstRemote.fingerprint !== remote.fingerprint)
      throw new PeerError('wrong-key', 'They have another certificate');
    return remote;
  }

  #transportChanged(generation) {
    const { state } = generation;

    if (state === 'connected' && !generation.proven)
      this.#verify(generation).catch(
        error => this.#fail(new PeerError('incompatible', String(error))));
    else if (state === 'failed' && !generation.proven && generation.isRefused)
      this.#fail(new PeerError('wrong-key', 'The certificate was refused'));
    else if (state === 'failed' || state === 'closed')
      this.#transportFailed(generation);
  }

  #transportFailed(generation) {
    if (generation === this.#next) {
      generation.close();
      this.#next = null;
    } else {
      this.#watch.lost();
    }
  }

  // The certificate that they have proven to own must be the one that their
  // description names. Until then nothing has gone either way.
  async #verify(generation) {
    const real = await generation.getRemoteFingerprint();

    if (this.#find(generation.number) !== generation || generation.proven)
      return;
    if (real !== null && real !== generation.remote.fingerprint) {
      this.#fail(new PeerError('wrong-key', 'They have another certificate'));
      return;
    }
    generation.proven = true;
    if (generation === this.#next) {
      this.#current.close();
      this.#current = generation;
      this.#next = null;
    }
    this.#heardOnce = false;
    this.fingerprint = generation.remote.fingerprint;
    this.#watch.connected();
    if (this.#held)
      generation.discard();
    else
      this.#open();
  }

  #open() {
    this.#setState('connected');
    this.#current.begin();
    this.#on.tracks();
    TRACKS.forEach(kind => this.#feed(kind));
  }

  #feed(kind) {
    const { track, height } = this.#media[kind];

    if (this.#current?.open)
      this.#current.setTrack(kind, track, height);
  }

  // Who says nothing at all may have to agree first: the browser itself knows
  // then whether there is a path.
  #wasHeard() {
    const progress = this.#current?.progress ?? '';
    const heard = this.#heard || progress !== this.#progress ||
                  !this.#heardOnce && this.#current?.state === 'connected';

    this.#progress = progress;
    this.#heard = false;
    return heard;
  }
}
