// SPDX-License-Identifier: GPL-3.0-or-later

import { PeerError, StaleError } from './peer.js';
import { SdpError } from './sdp.js';

// How long the other side may take to answer, or to offer, the first time.
const ANSWER_MS = 20 * 1000;

// Requests are not signed, so that a server could send them without end.
const RESTART_INTERVAL_MS = 2000;

const MAX_QUEUED = 256;

/**
 * Exchanges descriptions with one other person, one step after the other, and
 * decides by their signatures whether the path may be opened. PROTOCOL.md
 * "Between two clients". `on` has functions: send(message), failed(error) and
 * asking().
 */
export class Negotiation {
  #peer;
  #signer;
  #on;
  #ownId = null;
  #remoteId = null;
  #queue = [];
  #busy = false;
  #online = true;
  #closed = false;
  #offerWanted = false;
  #restartWanted = false;       // of the offerer
  #offered = false;
  #described = false;           // a remote description was taken
  #admitted = false;            // the person agreed to what is not signed
  #generation = 0;              // of the newest description, ours or theirs
  #lastRestart = -Infinity;
  #timer = 0;

  #counterOut = 0;
  #counterIn = 0;
  #hasSigned = false;
  #hasUnsigned = false;
  #said = null;                 // our last description, and theirs
  #taken = null;
  #provenTo = null;
  #saying = Promise.resolve();
  #candidates = [];             // of what is being signed

  constructor(peer, signer, on) {
    this.#peer = peer;
    this.#signer = signer;
    this.#on = on;
    // Who has the key waits for a signature, or for the person's consent.
    if (signer.hasKey)
      peer.hold();
  }

  /** Goes on where another attempt has stopped. */
  continueFrom(former) {
    this.#counterOut = former.#counterOut;
    this.#counterIn = former.#counterIn;
    this.#hasSigned = former.#hasSigned;
    this.#generation = former.#generation;
    if (this.#peer.offerer)
      this.#peer.setFirstGeneration(this.#generation + 1);
    else
      this.#restartWanted = true;
  }

  bind(ownId, remoteId) {
    this.#ownId = ownId;
    this.#remoteId = remoteId;
  }

  start() {
    this.#timer = setInterval(() => {
      if (this.#online)
        this.#fail(new PeerError('silent', 'They do not answer'));
    }, ANSWER_MS);
    this.#offerWanted = this.#peer.offerer;
    this.#proceed();
  }

  /** Whether they can be written to. */
  setOnline(online) {
    this.#online = online;
    this.#proceed();
  }

  handle(message) {
    if (this.#closed || this.#queue.length >= MAX_QUEUED)
      return;
    this.#queue.push(message);
    this.#proceed();
  }

  /** The path needs another generation. */
  restart() {
    if (this.#peer.offerer)
      this.#offerWanted = true;
    else
      this.#restartWanted = true;
    this.#proceed();
  }

  sendCandidate(generation, index, candidate) {
    const message = {
      type: 'candidate', generation, candidate, media_index: index,
    };

    // The description that they belong to goes first.
    if (this.#candidates.length > 0 || this.#said?.generation !== generation)
      this.#candidates.push(message);
    else
      this.#send(message);
  }

  /** Whether all that was taken was signed. */
  get isSigned() {
    return this.#hasSigned && !this.#hasUnsigned;
  }

  /** Whether the person has to decide. */
  get isAsking() {
    return this.#signer.hasKey && this.#hasUnsigned && !this.#admitted &&
           !this.#closed;
  }

  admit() {
    if (!this.isAsking)
      return;
    this.#admitted = true;
    this.#peer.release();
  }

  requireSignature() {
    this.#hasSigned = true;
  }

  /** Tells a member of the room, which this path may lead to, who we are. */
  prove(ownId, remoteId) {
    const pair = `${ownId} ${remoteId}`;

    if (this.#closed || !this.#said || this.#provenTo === pair)
      return;
    this.#provenTo = pair;
    this.#say({ ...this.#said, again: true }, ownId, remoteId);
  }

  /** @returns {Promise<boolean>} whether the path leads to who says this */
  async recognizes(ownId, message) {
    const taken = this.#taken;
    const isIt = () => !this.#closed && taken !== null && message.again &&
      taken === this.#taken && message.kind === taken.kind &&
      message.generation === taken.generation && message.sdp === taken.sdp &&
      message.counter > this.#counterIn;

    if (!isIt() || !await this.#isRight(message, message.from, ownId) || !isIt())
      return false;
    this.#counterIn = message.counter;
    return true;
  }

  close() {
    this.#closed = true;
    this.#queue = [];
    this.#candidates = [];
    clearInterval(this.#timer);
  }

  #fail(error) {
    if (this.#closed)
      return;
    console.warn(`Negotiation failed: ${error.message}`);
    this.close();
    this.#on.failed(error);
  }

  #send(message) {
    if (!this.#closed)
      this.#on.send({ ...message, to: this.#remoteId });
  }

  // In order, as each counter is above the last one.
  #say(description, ownId, remoteId) {
    const message = {
      type: 'description', ...description, to: remoteId,
      counter: ++this.#counterOut,
    };

    this.#saying = this.#saying.then(async () => {
      if (this.#signer.hasKey)
        message.signature = await this.#signer.sign(message, ownId, remoteId);
      if (this.#closed)
        return;
      this.#on.send(message);
    }).catch(error => this.#fail(new PeerError('incompatible', String(error))));
    return this.#saying;
  }

  async #describe({ generation, sdp }) {
    const kind = this.#peer.offerer ? 'offer' : 'answer';
    const description = { kind, generation, sdp };

    this.#generation = Math.max(this.#generation, generation);
    await this.#say(description, this.#ownId, this.#remoteId);
    this.#said = description;
    this.#candidates.splice(0).filter(
      candidate => candidate.generation === generation)
      .forEach(candidate => this.#send(candidate));
  }

  // Does whatever is next, while nothing is in flight.
  async #proceed() {
    if (this.#busy)
      return;
    this.#busy = true;
    while (!this.#closed) {
      const step = this.#next();

      if (step === null)
        break;
      try {
        await step();
      } catch (error) {
        this.#stepFailed(error);
      }
    }
    this.#busy = false;
  }

  #stepFailed(error) {
    if (error instanceof StaleError && this.#described)
      return;
    this.#fail(error instanceof PeerError
      ? error : new PeerError('incompatible', String(error)));
  }

  #next() {
    const message = this.#queue.shift();

    if (message?.type === 'description')
      return () => this.#handleDescription(message);
    if (message?.type === 'candidate')
      return () => this.#handleCandidate(message);
    if (message)
      return () => this.#handleRestart(message);
    if (this.#online && this.#offerWanted)
      return async () => {
        this.#offerWanted = false;
        this.#offered = true;
        await this.#describe(await this.#peer.createOffer());
      };
    if (this.#online && this.#restartWanted)
      return () => {
        this.#restartWanted = false;
        this.#send({ type: 'restart', generation: this.#generation + 1 });
      };
    return null;
  }

  async #isRight(message, from, to) {
    if (!this.#signer.hasKey)
      return true;
    return message.signature ? this.#signer.verify(message, from, to)
                             : !this.#hasSigned;
  }

  async #handleDescription(message) {
    const isOffer = message.kind === 'offer';

    // We know already who they are.
    if (message.again)
      return;
    if (!await this.#isRight(message, this.#remoteId, this.#ownId)) {
      // Or else whoever relays could end a call that does not need them.
      if (!(this.isSigned &&
            ['connected', 'unstable'].includes(this.#peer.state)))
        this.#fail(new PeerError('wrong-key'));
      return;
    }
    // Sent again by somebody, or overtaken: of no use, and no reason to stop.
    if (message.counter <= this.#counterIn || this.#peer.offerer === isOffer ||
        message.generation < this.#generation ||
        !isOffer && message.generation > this.#generation)
      return;

    this.#take(message);
    await this.#peer.setRemote(message.kind, message.generation, message.sdp);
    this.#described = true;
    clearInterval(this.#timer);
    if (isOffer)
      await this.#describe(await this.#peer.createAnswer());
  }

  // What was checked decides whether the path may be opened.
  #take(message) {
    const wasAsking = this.isAsking;

    this.#generation = message.generation;
    this.#counterIn = message.counter;
    this.#taken = message;
    if (this.#signer.hasKey && message.signature)
      this.#hasSigned = true;
    else
      this.#hasUnsigned = true;
    if (!this.#hasUnsigned)
      this.#peer.release();
    else if (!wasAsking && this.isAsking)
      this.#on.asking();
  }

  // Candidates are not signed: a false one leads to somebody whose certificate
  // is not the signed one, and so to nothing.
  #handleCandidate({ generation, candidate }) {
    try {
      this.#peer.addCandidate(generation, candidate);
    } catch (error) {
      if (!(error instanceof SdpError))
        throw error;
    }
  }

  #handleRestart({ generation }) {
    const now = performance.now();

    if (!this.#peer.offerer || !this.#offered ||
        generation <= this.#generation ||
        now - this.#lastRestart < RESTART_INTERVAL_MS)
      return;
    this.#lastRestart = now;
    this.#offerWanted = true;
  }
}
