// SPDX-License-Identifier: GPL-3.0-or-later

const TICK_MS = 500;
const CONNECT_MS = 15000;
const UNSTABLE_MS = 1500;
const DEAD_MS = 3000;
const AGAIN_MS = 8000;
const GIVE_UP_MS = 300000;
const NETWORK_MS = 2000;

// Pings come twice a second: a living path is never silent for this long.
const LIVELY_MS = 1000;

// The timers of a hidden page are slow, on both sides.
const HIDDEN_MS = 1500;
const LATE_MS = 2000;

/**
 * Decides from when something was heard whether a path lives. `on` has
 * functions: unstable, recovered, restart, failed, and heard(), whether anything
 * has come since the last time.
 */
export class PathWatch {
  #on;
  #timer = 0;
  #state = 'idle';
  #lost = false;                // nothing can bring it back
  #restarted = false;           // while connecting
  #heardAt = 0;
  #since = 0;                   // of connecting, or of being dead
  #askedAt = 0;
  #networkAt = 0;
  #tickedAt = 0;

  constructor(on) {
    this.#on = on;
  }

  begin() {
    if (this.#state !== 'idle')
      return;
    this.#state = 'connecting';
    this.#since = performance.now();
    this.#start();
  }

  connected() {
    this.#state = 'connected';
    this.#lost = false;
    this.#networkAt = 0;
    this.#heardAt = performance.now();
    this.#start();
  }

  /** The path is certainly gone. */
  lost() {
    // While one is looked for, more candidates may still come.
    if (this.#state !== 'connected' && this.#state !== 'unstable') {
      this.#lost ||= this.#state === 'dead';
      return;
    }
    this.#lost = true;
    this.#die(performance.now());
  }

  networkChanged() {
    this.#networkAt = performance.now();
  }

  stop() {
    this.#state = 'idle';
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  #start() {
    this.#tickedAt = performance.now();
    this.#timer ||= setInterval(() => this.#tick(), TICK_MS);
  }

  #tick() {
    const now = performance.now();
    const late = now - this.#tickedAt > LATE_MS;
    const heard = this.#on.heard();

    this.#tickedAt = now;
    // What came while the page was held up has not been handled yet.
    if (heard || late)
      this.#heardAt = now;
    if (this.#state === 'connecting')
      this.#watchConnecting(now);
    else if (this.#state === 'dead')
      this.#watchDead(now, heard);
    else if (this.#state !== 'idle')
      this.#watchConnected(now, heard);
  }

  #watchConnecting(now) {
    if (now - this.#since < CONNECT_MS)
      return;
    if (this.#restarted) {
      this.#giveUp();
      return;
    }
    this.#restarted = true;
    this.#since = now;
    this.#on.restart();
  }

  #watchConnected(now, heard) {
    const silence = now - this.#heardAt;
    const patience = document.hidden ? HIDDEN_MS : 0;
    const suspect = this.#networkAt > 0 && now - this.#networkAt >= NETWORK_MS;

    if (suspect)
      this.#networkAt = 0;
    if (silence >= DEAD_MS + patience ||
        suspect && silence >= LIVELY_MS + patience) {
      this.#die(now);
    } else if (this.#state === 'connected' && silence >= UNSTABLE_MS + patience) {
      this.#state = 'unstable';
      this.#on.unstable();
    } else if (this.#state === 'unstable' && heard) {
      this.#state = 'connected';
      this.#on.recovered();
    }
  }

  #watchDead(now, heard) {
    if (heard && !this.#lost) {
      this.#state = 'connected';
      this.#on.recovered();
    } else if (now - this.#since >= GIVE_UP_MS) {
      this.#giveUp();
    } else if (now - this.#askedAt >= AGAIN_MS) {
      this.#askedAt = now;
      this.#on.restart();
    }
  }

  #die(now) {
    this.#state = 'dead';
    this.#since = now;
    this.#networkAt = 0;
    // A path that dies as soon as it is there must not be asked for in a loop.
    if (this.#askedAt > 0 && now - this.#askedAt < AGAIN_MS)
      return;
    this.#askedAt = now;
    this.#on.restart();
  }

  #giveUp() {
    this.stop();
    this.#on.failed();
  }
}
