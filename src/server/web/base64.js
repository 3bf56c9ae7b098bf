// SPDX-License-Identifier: GPL-3.0-or-later

/** RFC 4648, section 5, without padding. */
export function toBase64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @returns {?Uint8Array} null unless it is one way to write `length` bytes */
export function fromBase64url(text, length) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) ||
      text.length !== Math.ceil(length * 4 / 3))
    return null;

  const plain = text.replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Uint8Array.from(atob(plain), char => char.charCodeAt(0));

  // The last letter may hold bits that stand for nothing.
  return toBase64url(bytes) === text ? bytes : null;
}
