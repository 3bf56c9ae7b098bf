// SPDX-License-Identifier: GPL-3.0-or-later

import { fromBase64url, toBase64url } from './base64.js';

const MAX_LENGTH = 2048;
const KEY_BYTES = 16;
const PORTS = { true: 443, false: 80 };

const isLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const isRoom = /^[a-z0-9-]{8,64}$/;

// Through the browser's own URL, which also writes an IPv6 address shortest.
function parseHost(text) {
  const host = text.toLowerCase();

  if (host.startsWith('[')) {
    if (!/^\[[0-9a-f:.]{2,}\]$/.test(host))
      return null;
    try {
      return new URL(`http://${host}/`).hostname;
    } catch {
      return null;
    }
  }
  if (/^[0-9.]*$/.test(host)) {
    const parts = host.split('.');

    return parts.length === 4 &&
           parts.every(part => /^(0|[1-9]\d{0,2})$/.test(part) && part < 256)
      ? host : null;
  }

  const labels = host.split('.');
  const last = labels.at(-1);

  // Some resolvers read "127.1" or "0x7f.1" as addresses.
  return host.length <= 253 && labels.every(label => isLabel.test(label)) &&
         !/^\d*$|^0x/.test(last) ? host : null;
}

function isLocal(host) {
  if (host.startsWith('['))
    return host === '[::1]' || /^\[fe[89ab][0-9a-f]:/.test(host) ||
           /^\[f[cd][0-9a-f]{2}:/.test(host);

  const parts = host.split('.').map(Number);

  if (/^[0-9.]+$/.test(host))
    return parts[0] === 127 || parts[0] === 10 ||
           parts[0] === 172 && parts[1] >= 16 && parts[1] <= 31 ||
           parts[0] === 192 && parts[1] === 168 ||
           parts[0] === 169 && parts[1] === 254;
  return !host.includes('.') || host.endsWith('.local') ||
         host.endsWith('.localhost');
}

function parsePort(text, tls) {
  if (text === undefined)
    return PORTS[tls];
  return /^[1-9]\d{0,4}$/.test(text) && text <= 65535 ? Number(text) : null;
}

/**
 * Reads a room link as PROTOCOL.md, "Room links", has it.
 *
 * @returns {?{host: string, port: number, tls: boolean, room: string,
 *   key: ?Uint8Array}} null when it is none. `key` is secret.
 */
export function parseLink(text) {
  const trimmed = text.trim();
  const found = /^(https?|maju):\/\/([^/?#]*)\/r\/([^?#]*)(\?[^#]*)?(#.*)?$/is
    .exec(trimmed);

  if (!found || new TextEncoder().encode(trimmed).length > MAX_LENGTH)
    return null;

  const [, scheme, authority, path, query, fragment] = found;
  const isMaju = scheme.toLowerCase() === 'maju';
  const tls = scheme.toLowerCase() === 'https' || isMaju && !query;
  const [, hostText, , portText] =
    /^(\[[^\]]*\]|[^:]*)(:(.*))?$/.exec(authority) ?? [];

  if (query !== undefined && !(isMaju && query === '?plain') ||
      hostText === undefined)
    return null;

  const host = parseHost(hostText);
  const port = parsePort(portText, tls);
  const room = path.replace(/[A-Z]/g, letter => letter.toLowerCase());
  const key = fragment === undefined
    ? null : fromBase64url(fragment.slice(1), KEY_BYTES);

  if (host === null || port === null || !tls && !isLocal(host) ||
      !isRoom.test(room) || fragment !== undefined && key === null)
    return null;
  return { host, port, tls, room, key };
}

function origin(link, scheme) {
  const port = link.port === PORTS[link.tls] ? '' : `:${link.port}`;

  return `${scheme}://${link.host}${port}`;
}

/** Where the signalling server of a link listens. */
export function socketUri(link) {
  return `${origin(link, link.tls ? 'wss' : 'ws')}/ws`;
}

/** The same link for Maju itself, which opens it. */
export function majuUri(link) {
  const key = link.key ? `#${toBase64url(link.key)}` : '';

  return `${origin(link, 'maju')}/r/${link.room}${link.tls ? '' : '?plain'}` +
         key;
}
