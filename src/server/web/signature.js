// SPDX-License-Identifier: GPL-3.0-or-later

import { fromBase64url, toBase64url } from './base64.js';

const PURPOSE = 'maju.v1 description';
const DIGEST_BYTES = 32;
const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' };

const encoder = new TextEncoder();

/**
 * Signs descriptions with the key of a room link, PROTOCOL.md "Signatures".
 * Descriptions are messages as on the wire.
 */
export class Signer {
  #room;
  #key;

  /** @param {?Uint8Array} key null: nothing can be signed or checked */
  constructor(room, key) {
    this.#room = room;
    this.hasKey = key !== null;
    this.#key = key && crypto.subtle.importKey('raw', key, ALGORITHM, false,
                                               ['sign', 'verify']);
    this.#key?.catch(() => {});
  }

  // A length in front of each part, so that no two lists give the same bytes.
  #makeText(message, from, to) {
    const parts = [PURPOSE, this.#room, from, to, message.kind,
                   String(message.generation), String(message.counter),
                   message.sdp];

    return encoder.encode(parts.map(
      part => `${encoder.encode(part).length}:${part},`).join(''));
  }

  /** @returns {Promise<string>} */
  async sign(message, from, to) {
    const digest = await crypto.subtle.sign(ALGORITHM, await this.#key,
                                            this.#makeText(message, from, to));

    return toBase64url(new Uint8Array(digest));
  }

  /** @returns {Promise<boolean>} takes as long for any wrong one */
  async verify(message, from, to) {
    const signature = fromBase64url(message.signature, DIGEST_BYTES);

    return signature !== null &&
           crypto.subtle.verify(ALGORITHM, await this.#key, signature,
                                this.#makeText(message, from, to));
  }
}
