// SPDX-License-Identifier: GPL-3.0-or-later

import { LIMITS, byteLength } from './wire.js';

/** The m-lines of every description, in order: sound, camera, screen, data. */
const KINDS = ['audio', 'video', 'video', 'application'];

const MAX_SECTION_CANDIDATES = 64;
const MAX_CANDIDATE_FIELDS = 40;

/** Words of it are for the log; `mismatch`: it is about who they are. */
export class SdpError extends Error {
  constructor(words, mismatch = false) {
    super(words);
    this.mismatch = mismatch;
  }
}

function check(right, words) {
  if (!right)
    throw new SdpError(words);
}

const isIceChars = (text, min, max) =>
  text.length >= min && text.length <= max && /^[A-Za-z0-9+/]*$/.test(text);

const isNumber = (text, min, max) =>
  /^\d{1,20}$/.test(text) && text >= min && text <= max;

// What the browser itself cannot read, it refuses.
const isAddress = text => /^[0-9A-Fa-f:.]{2,45}$/.test(text) ||
                          /^[A-Za-z0-9.-]{1,249}\.local$/.test(text);

/** RFC 8839, section 5.1. Throws an `SdpError` for one that is not valid. */
export function checkCandidate(candidate) {
  const text = candidate.replace(/^a=/, '');
  const fields = text.slice('candidate:'.length).split(' ');
  const [foundation, component, transport, priority, address, port, typ, type,
         ...extensions] = fields;

  check(byteLength(candidate) <= LIMITS.candidate && /^[ -~]*$/.test(text) &&
        text.startsWith('candidate:'), 'candidate');
  check(fields.length >= 8 && fields.length <= MAX_CANDIDATE_FIELDS &&
        extensions.length % 2 === 0 && !extensions.includes(''), 'fields');
  check(isIceChars(foundation, 1, 32), 'foundation');
  check(isNumber(component, 1, 256), 'component');
  check(/^(udp|tcp)$/i.test(transport), 'transport');
  check(isNumber(priority, 1, 2 ** 31 - 1), 'priority');
  check(isAddress(address), 'address');
  check(isNumber(port, 0, 65535), 'port');
  check(typ === 'typ' && /^(host|srflx|prflx|relay)$/.test(type), 'type');
}

// The attributes that matter, each at most once in a section.
const ATTRIBUTES = {
  mid: value => /^[\w!#$%&'*+.^`{|}~-]{1,32}$/.test(value),
  group: value => /^BUNDLE [!-~]+( [!-~]+)*$/.test(value),
  fingerprint: value => /^sha-256 [0-9a-f]{2}(:[0-9a-f]{2}){31}$/i.test(value),
  'ice-ufrag': value => isIceChars(value, 4, 256),
  'ice-pwd': value => isIceChars(value, 22, 256),
  setup: value => /^(actpass|active|passive)$/.test(value),
  'sctp-port': value => isNumber(value, 1, 65535),
};
const DIRECTION = /^(sendrecv|sendonly|recvonly|inactive)$/;

// Those that say what is sent, which the browser reads. Nothing else reaches it:
// Firefox takes ` FingerPrint sha-256 …` for a second certificate.
const PASSED = new Set([
  'end-of-candidates', 'extmap', 'extmap-allow-mixed', 'fmtp', 'ice-options',
  'max-message-size', 'maxptime', 'msid', 'msid-semantic', 'ptime', 'rtcp',
  'rtcp-fb', 'rtcp-rsize', 'rtpmap', 'ssrc', 'ssrc-group',
]);

// Whether the browser is to see it.
function readAttribute(section, text) {
  const [, name, value] = /^([^:]*):?(.*)$/.exec(text);

  if (name === 'candidate') {
    checkCandidate(text);
    check(++section.candidates <= MAX_SECTION_CANDIDATES, 'too many candidates');
  } else if (name === 'rtcp-mux' || name === 'bundle-only') {
    section[name] = true;
  } else if (DIRECTION.test(text)) {
    check(section.direction === undefined, 'two directions');
    section.direction = text;
  } else if (Object.hasOwn(ATTRIBUTES, name)) {
    // Other groups than bundles say nothing that we use.
    if (name === 'group' && !value.startsWith('BUNDLE '))
      return false;
    check(ATTRIBUTES[name](value), name);
    check(section[name] === undefined || name === 'sctp-port', `two of ${name}`);
    section[name] = value;
  } else {
    check(name !== 'sctpmap', 'sctpmap');
    return PASSED.has(name);
  }
  return true;
}

function readMedia(text) {
  const [kind, port, protocol, ...formats] = text.split(' ');

  check(isNumber(port, 0, 65535), 'port of an m-line');
  if (kind === 'application')
    check(/^(UDP|TCP)\/DTLS\/SCTP$/.test(protocol) &&
          formats.join() === 'webrtc-datachannel', 'data\'s m-line');
  else
    check(/^(UDP|TCP)\/TLS\/RTP\/SAVPF$/.test(protocol) && formats.length > 0 &&
          new Set(formats).size === formats.length &&
          formats.every(format => isNumber(format, 0, 127)), 'm-line');
  return { kind, port: Number(port), candidates: 0 };
}

function readSections(sdp) {
  check(byteLength(sdp) <= LIMITS.sdp, 'size');
  check(/^v=0\r?\n/.test(sdp) && sdp.endsWith('\n'), 'version');

  const lines = sdp.split('\n').slice(0, -1).map(line => line.replace(/\r$/, ''));
  const session = { candidates: 0 };
  const media = [];
  const passed = [];

  check(lines.length <= LIMITS.sdpLines, 'too many lines');
  for (const line of lines) {
    check(/^[a-z]=[ -~]*$/.test(line), 'line');
    if (line[0] === 'm') {
      check(media.length < KINDS.length, 'too many m-lines');
      media.push(readMedia(line.slice(2)));
    } else if (line[0] === 'a') {
      if (!readAttribute(media.at(-1) ?? session, line.slice(2)))
        continue;
    } else {
      check('vostcbikuezrp'.includes(line[0]), 'line');
    }
    passed.push(`${line}\r\n`);
  }
  check(media.length === KINDS.length, 'number of m-lines');
  return { session, media, sdp: passed.join('') };
}

function checkTransport(session, media, type) {
  // An attribute may stand at the session for all m-lines.
  const all = name => media.map(section => section[name] ?? session[name]);
  const [fingerprint] = all('fingerprint');
  const setups = all('setup');

  check(fingerprint !== undefined, 'no fingerprint');
  check([session.fingerprint ?? fingerprint, ...all('fingerprint')].every(
    other => other?.toUpperCase() === fingerprint.toUpperCase()),
  'different fingerprints');
  check(setups.every(setup => setup === setups[0]) && setups[0] !== undefined &&
        (setups[0] === 'actpass') === (type === 'offer'), 'setup');
  check([...all('ice-ufrag'), ...all('ice-pwd')].every(Boolean),
        'no ICE credentials');
  return fingerprint.slice('sha-256 '.length).toUpperCase();
}

/**
 * Leaves out what a browser says of codecs that it does not offer after all, as
 * Firefox does: others take it for an error.
 */
export function tidySdp(sdp) {
  let formats = [];

  return sdp.split('\r\n').filter(line => {
    if (line.startsWith('m='))
      formats = line.split(' ').slice(3);

    const [, format] = /^a=rtcp-fb:(\d+) /.exec(line) ?? [];

    return format === undefined || formats.includes(format);
  }).join('\r\n');
}

/**
 * Checks a description before the browser sees it, which would take more than
 * this call ever needs: all of Maju has the same four m-lines in one bundle, of
 * one certificate.
 *
 * @param {string} type 'offer' or 'answer'
 * @param {?object} earlier what this returned for one whose m-lines and, if it
 *   is theirs too, certificate this one must have
 * @returns {{mids: string[], fingerprint: string, sdp: string}} `sdp` has what
 *   was read, and nothing that others could read in another way
 */
export function checkSdp(type, sdp, earlier = null) {
  const { session, media, sdp: read } = readSections(sdp);
  const fingerprint = checkTransport(session, media, type);
  const mids = media.map(section => section.mid);

  check(mids.every(Boolean) && new Set(mids).size === mids.length, 'mid');
  check(session.group === `BUNDLE ${mids.join(' ')}`, 'bundle');
  media.forEach((section, i) => {
    check(section.kind === KINDS[i], 'order of m-lines');
    check(section.port !== 0 || section['bundle-only'], 'm-line refused');
    check(section.kind === 'application' ? section['sctp-port'] !== undefined
                                         : section['rtcp-mux'],
          'no rtcp-mux or sctp-port');
    check(earlier === null || section.mid === earlier.mids[i], 'mid changed');
  });
  return { mids, fingerprint, sdp: read };
}
