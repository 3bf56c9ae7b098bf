// SPDX-License-Identifier: GPL-3.0-or-later

const SALT = 'maju.v1 safety words';
const ITERATIONS = 200000;
const BYTES = 9;
const BITS = 6;

/** The pictures in the order of PROTOCOL.md, "Safety words". */
export const PICTURES = [
  '🐶', '🐱', '🦁', '🐎', '🦄', '🐷', '🐘', '🐰', '🐼', '🐓', '🐧', '🐢', '🐟',
  '🐙', '🦋', '🌷', '🌳', '🌵', '🍄', '🌏', '🌙', '☁️', '🔥', '🍌', '🍎', '🍓',
  '🌽', '🍕', '🎂', '❤️', '😀', '🤖', '🎩', '👓', '🔧', '🎅', '👍', '☂️', '⌛',
  '⏰', '🎁', '💡', '📕', '✏️', '📎', '✂️', '🔒', '🔑', '🔨', '☎️', '🏁', '🚂',
  '🚲', '✈️', '🚀', '🏆', '⚽', '🎸', '🎺', '🔔', '⚓', '🎧', '📁', '📌',
];

const isFingerprint = /^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/i;

function toBytes(fingerprint) {
  if (!isFingerprint.test(fingerprint))
    throw new Error('Not a fingerprint');
  return fingerprint.split(':').map(pair => parseInt(pair, 16));
}

function isGreater(one, other) {
  const i = one.findIndex((byte, index) => byte !== other[index]);

  return i >= 0 && one[i] > other[i];
}

/**
 * @param {string} one SHA-256 of a certificate as in SDP, "AB:CD:…"
 * @param {string} other that of the other side; the order does not matter
 * @returns {Promise<number[]>} 12 indices from 0 to 63
 */
export async function safetyIndices(one, other) {
  const first = toBytes(one);
  const second = toBytes(other);
  const both = isGreater(first, second) ? [...second, ...first]
                                        : [...first, ...second];
  const key = await crypto.subtle.importKey('raw', new Uint8Array(both),
                                            'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits({
    name: 'PBKDF2',
    hash: 'SHA-256',
    salt: new TextEncoder().encode(SALT),
    iterations: ITERATIONS,
  }, key, BYTES * 8);
  const bytes = [...new Uint8Array(bits), 0];

  return Array.from({ length: BYTES * 8 / BITS }, (_, i) => {
    const from = i * BITS;
    const pair = bytes[from >> 3] << 8 | bytes[(from >> 3) + 1];

    return pair >> 16 - BITS - from % 8 & (1 << BITS) - 1;
  });
}

/** As `safetyIndices()`, each with its picture. */
export async function safetyWords(one, other) {
  const indices = await safetyIndices(one, other);

  return indices.map(index => ({ emoji: PICTURES[index], index }));
}
