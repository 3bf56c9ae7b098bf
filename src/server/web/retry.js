// SPDX-License-Identifier: GPL-3.0-or-later

// What a server could ask for in somebody's name makes transports: at most so
// often. After an attempt that lasted it is forgiven.
const INVITE_MS = 2000;
const INVITE_MOST_DOUBLED = 3;
const CALM_MS = 60000;

const FIRST_PAUSE_MS = 4000;
const PAUSE_MOST_DOUBLED = 4;
const MAX_PLANNED = 6;

const isUnreachable = code =>
  ['no-path', 'lost', 'no-reply', 'not-admitted'].includes(code);

/** Decides when another attempt is made after one that has failed. */
export class Retry {
  #refused = false;
  #spent = false;
  #planned = 0;
  #invited = 0;

  connected() {
    this.#spent = false;
    this.#planned = 0;
  }

  refuse() {
    this.#refused = true;
  }

  want() {
    this.#refused = this.#spent = false;
    this.#planned = this.#invited = 0;
  }

  /** What failed for want of a way may go now, once. */
  take(code) {
    if (this.#spent || !isUnreachable(code))
      return false;
    this.#spent = true;
    this.#planned = 0;
    return true;
  }

  /** @returns {number} ms; 0: not by itself */
  plan(code) {
    if (this.#refused || this.#planned >= MAX_PLANNED || !isUnreachable(code))
      return 0;
    return FIRST_PAUSE_MS << Math.min(this.#planned++, PAUSE_MOST_DOUBLED);
  }

  /** Whether the other side begins anew, and may. */
  accept(message, offerer, age) {
    const invites = offerer ? message.type === 'restart'
                            : message.kind === 'offer';

    if (this.#refused || !invites)
      return false;
    if (age >= CALM_MS)
      this.#invited = 0;
    if (age < INVITE_MS << Math.min(this.#invited, INVITE_MOST_DOUBLED))
      return false;
    this.#invited++;
    return true;
  }
}
