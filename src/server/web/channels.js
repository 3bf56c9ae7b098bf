// SPDX-License-Identifier: GPL-3.0-or-later

import { cleanText } from './names.js';
import { LIMITS, parseChannelMessage } from './wire.js';

const PING_MS = 500;

// A peer that does not read gets no more of the moment than this.
const MAX_BUFFERED = 16 * 1024;

const RESEND_MS = 3000;
const RESEND_MOST = 60;         // texts to one in that time
const MAX_MESSAGES = 5000;
const SEEN_WINDOW = 1024;
const OLDEST_MS = 24 * 3600 * 1000;

/** So many a second after a burst. */
export class Bucket {
  #rate;
  #burst;
  #level;
  #at = performance.now();

  constructor(rate, burst) {
    this.#rate = rate;
    this.#burst = this.#level = burst;
  }

  /** @returns {boolean} false, and nothing is taken, when there is not enough */
  take(cost = 1) {
    const now = performance.now();

    this.#level = Math.min(this.#burst,
                           this.#level + (now - this.#at) / 1000 * this.#rate);
    this.#at = now;
    if (this.#level < cost)
      return false;
    this.#level -= cost;
    return true;
  }

  /** For a message that has come: PROTOCOL.md "Data channels". */
  takeMessage(data) {
    const bytes = data.byteLength ?? new TextEncoder().encode(data).length;

    return this.take(1 + Math.floor(bytes / 1024));
  }
}

/** Calls at once, and then at most once in a while, whatever it is asked. */
export class Throttle {
  #ms;
  #func;
  #timer = 0;
  #asked = false;

  constructor(ms, func) {
    this.#ms = ms;
    this.#func = func;
  }

  ask() {
    if (this.#timer !== 0) {
      this.#asked = true;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      if (this.#asked)
        this.ask();
    }, this.#ms);
    this.#asked = false;
    this.#func();
  }

  stop() {
    clearTimeout(this.#timer);
  }
}

/**
 * The channel `control` to one other person. `port` has functions: send(text),
 * getBuffered() and isOpen(). `on` has one for each type of message that is
 * taken, and getPresence() and greeted().
 */
export class Control {
  /** By performance.now(); 0: never. */
  lastHeard = 0;

  #port;
  #on;
  #timer;
  #lastPing = 0;
  #heardSinceOpen = false;

  constructor(port, on) {
    this.#port = port;
    this.#on = on;
    this.#timer = setInterval(
      () => this.#sendOfNow({ type: 'ping', number: ++this.#lastPing }), PING_MS);
  }

  opened() {
    this.#heardSinceOpen = false;
    this.#greet();
  }

  receive(data) {
    const message = typeof data === 'string' ? parseChannelMessage(data) : null;

    if (!message)
      return;
    this.lastHeard = performance.now();
    if (!this.#heardSinceOpen) {
      // They have the new path too: what was said before may not have come.
      this.#heardSinceOpen = true;
      this.#greet();
    }
    if (message.type === 'ping')
      this.#sendOfNow({ type: 'pong', number: message.number });
    else
      this.#on[message.type]?.(message);
  }

  send(message) {
    if (this.#port.isOpen())
      this.#port.send(JSON.stringify(message));
  }

  sendPresence() {
    this.send({ type: 'presence', ...this.#on.getPresence() });
  }

  react(kind) {
    this.#sendOfNow({ type: 'reaction', kind });
  }

  close() {
    clearInterval(this.#timer);
  }

  // What a new path begins with.
  #greet() {
    this.sendPresence();
    this.#on.greeted();
  }

  #sendOfNow(message) {
    if (this.#port.getBuffered() <= MAX_BUFFERED)
      this.send(message);
  }
}

/** Which numbers of one sender have come. */
class Window {
  #newest = 0;
  #seen = new Set();

  /** @returns {boolean} false for one that was seen before */
  see(number) {
    if (number <= this.#newest - SEEN_WINDOW || this.#seen.has(number))
      return false;
    this.#seen.add(number);
    this.#newest = Math.max(this.#newest, number);
    if (this.#seen.size > 2 * SEEN_WINDOW)
      this.#seen = new Set([...this.#seen].filter(
        seen => seen > this.#newest - SEEN_WINDOW));
    return true;
  }
}

// The sender's time when it can be true: what was pending comes late, but not
// from the future.
function makeTime(ms) {
  const age = Date.now() - ms;

  return new Date(age >= 0 && age <= OLDEST_MS ? ms : Date.now());
}

/**
 * The chat with everybody. Each own text is sent to each peer that was there,
 * again when their channel opens anew and while nobody answers, until they say
 * `received`; each side drops what it has seen by the sender's numbers.
 *
 * A peer is {participant, fingerprint, send(text)}, where the latter returns
 * whether it was sent. Who has been seen up to which number is remembered by
 * fingerprint: the same person may come back under another id.
 */
export class Chat {
  messages = [];

  #on;
  #peers = new Set();
  #undelivered = [];            // {message, number, awaited: Set, delivered}
  #seen = new Map();
  #lastNumber = 0;
  #timer = 0;

  /** @param on functions: changed() and received(message) */
  constructor(on) {
    this.#on = on;
  }

  add(peer) {
    this.#peers.add(peer);
    // What nobody has yet is for whoever comes.
    for (const entry of this.#undelivered) {
      if (entry.delivered === 0)
        entry.awaited.add(peer);
    }
    this.flush(peer);
  }

  remove(peer) {
    this.#peers.delete(peer);
    this.#undelivered.forEach(({ awaited }) => awaited.delete(peer));
    this.#update();
  }

  /** @returns {boolean} false for nothing, or too much */
  send(text, name) {
    const stripped = text.toWellFormed().replace(/^[ \t-\r]+|[ \t-\r]+$/g, '');
    const clean = cleanText(stripped);

    if (clean === '' || [...stripped].length > LIMITS.chatText)
      return false;

    const message = {
      from: null, name, text: clean, time: new Date(), delivered: false,
    };
    const entry = {
      message,
      number: ++this.#lastNumber,
      awaited: new Set(this.#peers),
      delivered: 0,
    };

    this.#undelivered.push(entry);
    this.#append(message);
    // Who waits for more than that gets it in a later round, in order.
    if (this.#undelivered.length <= RESEND_MOST)
      this.#peers.forEach(peer => this.#sendTo(peer, entry));
    this.#timer ||= setInterval(() => this.#resend(), RESEND_MS);
    this.#on.changed();
    return true;
  }

  /** Sends what they lack, from the oldest on, but not all at once. */
  flush(peer) {
    for (const entry of this.#undelivered.filter(
      ({ awaited }) => awaited.has(peer)).slice(0, RESEND_MOST)) {
      if (!this.#sendTo(peer, entry))
        break;
    }
  }

  receive(peer, data) {
    const message = typeof data === 'string' ? parseChannelMessage(data) : null;

    if (message?.type === 'text')
      this.#take(peer, message);
    else if (message?.type === 'received')
      this.#delivered(peer, message.number);
  }

  close() {
    clearInterval(this.#timer);
  }

  #sendTo(peer, { number, message: { text, time } }) {
    return peer.send(JSON.stringify({
      type: 'text', number, text, time: time.getTime(),
    }));
  }

  #resend() {
    this.#peers.forEach(peer => this.flush(peer));
    if (this.#undelivered.length === 0) {
      clearInterval(this.#timer);
      this.#timer = 0;
    }
  }

  #append(message) {
    this.messages.push(message);
    if (this.messages.length > MAX_MESSAGES)
      this.messages.shift();
  }

  #take(peer, { number, text, time }) {
    const { participant, fingerprint } = peer;
    const clean = cleanText(text).replace(/^[ \t-\r]+/, '');

    peer.send(JSON.stringify({ type: 'received', number }));
    if (!this.#seen.has(fingerprint))
      this.#seen.set(fingerprint, new Window());
    if (!this.#seen.get(fingerprint).see(number) || clean === '')
      return;

    const message = {
      from: participant,
      name: participant.name,
      text: clean,
      time: makeTime(time),
      delivered: true,
    };

    this.#append(message);
    this.#on.received(message);
  }

  #delivered(peer, number) {
    const entry = this.#undelivered.find(other => other.number === number);

    if (entry?.awaited.delete(peer)) {
      entry.delivered++;
      this.#update();
    }
  }

  #update() {
    const isDone = ({ awaited, delivered }) => delivered > 0 && awaited.size === 0;
    const done = this.#undelivered.filter(isDone);

    if (done.length === 0)
      return;
    this.#undelivered = this.#undelivered.filter(entry => !isDone(entry));
    done.forEach(({ message }) => { message.delivered = true; });
    this.#on.changed();
  }
}
