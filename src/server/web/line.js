// SPDX-License-Identifier: GPL-3.0-or-later

const PROTOCOL = 'maju.v1';
const FIRST_TIME_MS = 10 * 1000;
const LOST_TIME_MS = 5 * 60 * 1000;
const TRY_TIME_MS = 10 * 1000;

// Who was confirmed and lost again sooner goes on counting tries.
const STABLE_TIME_MS = 10 * 1000;

const WAITS_MS = [0, 300, 1200, 2700, 4800, 7000];
const JITTER_MS = 1000;
const JITTER_FROM = 2;
const LAST_WAIT_MS = 500;

const WATCH_MS = 1000;
const PING_MS = 5000;
const ANSWER_MS = 7000;

// After a change of the network, or a suspend, silence says more.
const DOUBT_MS = 3000;
const LATE_MS = 5000;
const HURRY_MS = 1000;

/**
 * A connection to the server that is made again when it is lost, PROTOCOL.md
 * "Lost connections". `on` has functions: opened, text, ping, down and
 * failed(code).
 *
 * The page may be hidden, and its timers be run but once a minute, so that
 * everything goes by the clock, and silence counts from a question that was
 * asked.
 */
export class Line {
  #uri;
  #on;
  #socket = null;
  #phase = 'stopped';           // 'waiting', 'trying', 'up', 'ending'
  #timer = 0;
  #wasUp = false;
  #tries = 0;
  #holdOff = 0;
  #giveUpAt = 0;
  #triedAt = 0;
  #upAt = 0;
  #pingedAt = 0;
  #askedAt = 0;                 // a ping since which nothing came; 0: none
  #answerMs = ANSWER_MS;
  #watchedAt = 0;

  constructor(uri, on) {
    this.#uri = uri;
    this.#on = on;
  }

  start() {
    addEventListener('online', this.#networkChanged);
    navigator.connection?.addEventListener?.('change', this.#networkChanged);
    this.#giveUpAt = performance.now() + FIRST_TIME_MS;
    this.#try();
  }

  send(text) {
    if (this.#socket?.readyState === WebSocket.OPEN)
      this.#socket.send(text);
  }

  /** The server is ours: from now on it is to be found again. */
  confirm() {
    this.#phase = 'up';
    this.#upAt = this.#pingedAt = performance.now();
    this.#watchedAt = Date.now();
    this.#askedAt = 0;
    this.#answerMs = ANSWER_MS;
    this.#holdOff = 0;
    if (!this.#wasUp)
      this.#giveUpAt = 0;
    this.#wasUp = true;
    clearTimeout(this.#timer);
    this.#timer = setInterval(() => this.#watch(), WATCH_MS);
  }

  /** @param code why, when that was the last try */
  break(code, waitMs = 0) {
    this.#goDown(code, waitMs);
  }

  holdOff(waitMs) {
    this.#holdOff = waitMs;
  }

  /** Says `text` and waits for the server to close; resolves then. */
  end(text, mostMs) {
    return new Promise(resolve => {
      clearTimeout(this.#timer);
      this.#phase = 'ending';
      this.#on = { down: resolve };
      this.send(text);
      this.#timer = setTimeout(resolve, mostMs);
    }).then(() => this.stop());
  }

  stop() {
    this.#phase = 'stopped';
    clearTimeout(this.#timer);
    removeEventListener('online', this.#networkChanged);
    navigator.connection?.removeEventListener?.('change', this.#networkChanged);
    this.#drop();
  }

  #drop() {
    const socket = this.#socket;

    this.#socket = null;
    socket?.close();
  }

  #try() {
    const left = this.#giveUpAt - performance.now();
    let socket;

    this.#phase = 'trying';
    this.#tries++;
    this.#triedAt = performance.now();
    this.#timer = setTimeout(() => this.#goDown('unreachable'),
                             Math.min(Math.max(left, 1000), TRY_TIME_MS));
    try {
      socket = new WebSocket(this.#uri, PROTOCOL);
    } catch {
      // The page's own rules do not allow it: no other try would be better.
      this.#fail('internal');
      return;
    }

    const handle = (type, func) => socket.addEventListener(type, event => {
      if (socket === this.#socket)
        func(event);
    });

    this.#socket = socket;
    handle('open', () => this.#on.opened());
    handle('message', event => {
      this.#askedAt = 0;
      this.#answerMs = ANSWER_MS;
      if (this.#phase !== 'ending')
        this.#on.text(event.data);
    });
    handle('close', () => {
      if (this.#phase === 'ending')
        this.#on.down();
      else
        this.#goDown('unreachable');
    });
  }

  #goDown(code, leastMs = 0) {
    const now = performance.now();
    const wasUp = this.#phase === 'up';

    this.#drop();
    clearTimeout(this.#timer);
    this.#phase = 'waiting';
    if (wasUp) {
      // The time to give up runs from the end of the last good connection.
      if (now - this.#upAt >= STABLE_TIME_MS)
        this.#giveUpAt = 0;
      if (this.#giveUpAt === 0) {
        this.#tries = 0;
        this.#giveUpAt = now + LOST_TIME_MS;
      }
      leastMs = Math.max(leastMs, this.#holdOff);
      this.#on.down();
      if (this.#phase !== 'waiting')
        return;
    }
    this.#waitForNext(code, leastMs);
  }

  #waitForNext(code, leastMs) {
    const left = this.#giveUpAt - performance.now();
    let wait = Math.max(leastMs,
                        WAITS_MS[Math.min(this.#tries, WAITS_MS.length - 1)]);

    if (this.#tries >= JITTER_FROM || leastMs > 0)
      wait += Math.random() * JITTER_MS;
    if (left < LAST_WAIT_MS || left < leastMs)
      this.#fail(code);
    else
      this.#timer = setTimeout(() => this.#try(), Math.min(wait, left));
  }

  #fail(code) {
    this.stop();
    this.#on.failed(this.#wasUp && code === 'unreachable' ? 'lost' : code);
  }

  #ask() {
    const now = performance.now();

    this.#pingedAt = now;
    this.#askedAt ||= now;
    this.#on.ping();
  }

  #doubt() {
    this.#answerMs = DOUBT_MS;
    this.#askedAt = 0;
    this.#ask();
  }

  #watch() {
    const now = performance.now();
    const late = Date.now() - this.#watchedAt;

    this.#watchedAt = Date.now();
    // What has come meanwhile may not have been handled yet.
    if (late > LATE_MS || late < 0)
      this.#doubt();
    else if (this.#askedAt !== 0 && now - this.#askedAt > this.#answerMs)
      this.#goDown('unreachable');
    else if (now - this.#pingedAt >= PING_MS)
      this.#ask();
  }

  #networkChanged = () => {
    if (this.#phase === 'up') {
      this.#doubt();
    } else if (performance.now() - this.#triedAt >= HURRY_MS &&
               (this.#phase === 'waiting' || this.#phase === 'trying')) {
      // A try that goes on may hang on the network that was.
      this.#drop();
      clearTimeout(this.#timer);
      this.#try();
    }
  };
}
