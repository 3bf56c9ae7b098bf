// SPDX-License-Identifier: GPL-3.0-or-later

import { Bucket, Throttle } from './channels.js';
import { CHANNELS } from './generation.js';

export const [CONTROL, CHAT, FILES] = CHANNELS.keys();

const UNSTABLE_MS = 1500;
const SILENCE_MS = 3000;

// Who says nothing at all on an open path for so long has not let us in.
const WAITING_MS = 2000;

// So much a second after so much, of each channel.
const RATES = {
  [CONTROL]: [30, 2000],
  [CHAT]: [60, 2000],
  [FILES]: [60, 2000],
};

/** All that ends when an attempt to reach somebody does. */
export class Attempt {
  begun = performance.now();
  opened = 0;                   // when there was a path; 0: not yet
  closed = false;
  peer;
  negotiation;
  control;
  buckets = new Map(Object.entries(RATES).map(
    ([id, rate]) => [Number(id), new Bucket(...rate)]));
  #throttles = [];

  addThrottle(ms, func) {
    const throttle = new Throttle(ms, func);

    this.#throttles.push(throttle);
    return throttle;
  }

  // How long nothing came on the path.
  get silence() {
    if (this.peer.state === 'connected')
      return 0;
    return this.control.lastHeard === 0
      ? Infinity : performance.now() - this.control.lastHeard;
  }

  get isLive() {
    return this.opened > 0 && !this.closed && this.silence < SILENCE_MS;
  }

  get state() {
    const { silence } = this;

    if (this.negotiation.isAsking)
      return 'asking';
    if (this.opened === 0)
      return 'connecting';
    if (silence < UNSTABLE_MS)
      return this.control.lastHeard === 0 &&
             performance.now() - this.opened >= WAITING_MS ? 'waiting'
                                                           : 'connected';
    return silence < SILENCE_MS && this.peer.state === 'unstable'
      ? 'unstable' : 'reconnecting';
  }

  close() {
    this.closed = true;
    this.negotiation.close();
    this.control.close();
    this.#throttles.forEach(throttle => throttle.stop());
    this.peer.close();
  }
}
