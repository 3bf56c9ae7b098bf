// SPDX-License-Identifier: GPL-3.0-or-later

import { cleanName } from './names.js';

/** The numbers of src/wire/maju-limits.h that matter here. */
export const LIMITS = {
  message: 64 * 1024,
  relayed: 64 * 1024 - 256,
  sdp: 32 * 1024,
  sdpLines: 400,
  sdpMedia: 4,
  candidate: 512,
  candidates: 128,
  generation: 65535,
  people: 8,
  channelMessage: 16 * 1024,
  chatText: 4000,
  height: 16384,
};

const MAX_DEPTH = 8;
const MAX_MEMBERS = 32;
const MAX_MEMBER_NAME = 64;
const MAX_NUMBER_TEXT = 32;

const encoder = new TextEncoder();

export function byteLength(text) {
  return encoder.encode(text).length;
}

const ESCAPES = {
  '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t',
};
const WORDS = { t: ['true', true], f: ['false', false], n: ['null', null] };

/**
 * Reads JSON by the rules of PROTOCOL.md, which are stricter than JSON.parse():
 * names that appear twice or are escaped, deep nesting and the like are errors.
 */
class JsonReader {
  #text;
  #pos = 0;
  #depth = 0;

  /** The outer object's members as they were written. */
  raw = new Map();

  constructor(text) {
    this.#text = text;
  }

  read() {
    this.#skipSpace();
    if (this.#text[this.#pos] !== '{')
      this.#fail();

    const value = this.#readValue();

    this.#skipSpace();
    if (this.#pos < this.#text.length)
      this.#fail();
    return value;
  }

  #fail() {
    throw new SyntaxError('Not valid JSON');
  }

  // What matches the sticky expression here, or undefined.
  #match(expression) {
    expression.lastIndex = this.#pos;

    const found = expression.exec(this.#text)?.[0];

    this.#pos += found?.length ?? 0;
    return found;
  }

  #skipSpace() {
    this.#match(/[ \t\n\r]*/y);
  }

  #take(char) {
    if (this.#text[this.#pos] !== char)
      return false;
    this.#pos++;
    return true;
  }

  #readValue() {
    const char = this.#text[this.#pos];

    if (char === '{')
      return this.#readNested('}', () => this.#readObject());
    if (char === '[')
      return this.#readNested(']', () => this.#readArray());
    if (char === '"')
      return this.#readString();
    if (char in WORDS) {
      const [word, value] = WORDS[char];

      if (!this.#text.startsWith(word, this.#pos))
        this.#fail();
      this.#pos += word.length;
      return value;
    }
    return this.#readNumber();
  }

  #readNested(end, read) {
    this.#pos++;
    if (++this.#depth > MAX_DEPTH)
      this.#fail();
    this.#skipSpace();

    const value = this.#text[this.#pos] === end ? (end === '}' ? {} : [])
                                                : read();

    if (!this.#take(end))
      this.#fail();
    this.#depth--;
    return value;
  }

  #readArray() {
    const array = [];

    do {
      this.#skipSpace();
      array.push(this.#readValue());
      this.#skipSpace();
    } while (this.#take(','));
    return array;
  }

  #readObject() {
    const members = new Map();

    do {
      this.#skipSpace();

      const name = this.#readName();

      if (members.has(name) || members.size === MAX_MEMBERS)
        this.#fail();

      const start = this.#pos;

      members.set(name, this.#readValue());
      if (this.#depth === 1)
        this.raw.set(name, this.#text.slice(start, this.#pos));
      this.#skipSpace();
    } while (this.#take(','));
    return Object.fromEntries(members);
  }

  #readName() {
    const start = this.#pos + 1;

    if (this.#text[this.#pos] !== '"')
      this.#fail();

    const name = this.#readString();

    // One that was written in another way had an escape in it.
    if (byteLength(name) > MAX_MEMBER_NAME ||
        this.#text.slice(start, this.#pos - 1) !== name)
      this.#fail();
    this.#skipSpace();
    if (!this.#take(':'))
      this.#fail();
    this.#skipSpace();
    return name;
  }

  #readString() {
    let out = '';

    this.#pos++;
    for (;;) {
      out += this.#match(/[^"\\\u0000-\u001f]*/y);
      if (this.#take('"'))
        break;
      if (!this.#take('\\'))
        this.#fail();
      out += this.#readEscape();
    }
    if (out.includes('\0') || !out.isWellFormed())
      this.#fail();
    return out;
  }

  #readEscape() {
    const found = this.#match(/u[0-9A-Fa-f]{4}|["\\/bfnrt]/y);

    if (!found)
      this.#fail();
    if (found[0] !== 'u')
      return ESCAPES[found];

    const code = parseInt(found.slice(1), 16);

    // Both halves of a pair have to be escaped.
    if (code >= 0xdc00 && code <= 0xdfff)
      this.#fail();
    if (code < 0xd800 || code > 0xdbff)
      return String.fromCharCode(code);

    const low = this.#match(/\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}/y);

    if (!low)
      this.#fail();
    return String.fromCharCode(code, parseInt(low.slice(2), 16));
  }

  #readNumber() {
    const text = this.#match(/-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y);
    const number = Number(text ?? NaN);

    if (!Number.isFinite(number) || text.length > MAX_NUMBER_TEXT)
      this.#fail();
    // No field takes one of these, so that it only has to be something else.
    if (/[.eE]/.test(text))
      return { real: number };
    if (!Number.isSafeInteger(number) || Object.is(number, -0))
      this.#fail();
    return number;
  }
}

/** @returns {?{value: object, raw: Map}} null when it is not valid */
export function parseJson(text, limit = LIMITS.message) {
  if (text.length > limit || byteLength(text) > limit ||
      text.includes('\0') || !text.isWellFormed())
    return null;

  const reader = new JsonReader(text);

  try {
    return { value: reader.read(), raw: reader.raw };
  } catch (error) {
    if (error instanceof SyntaxError)
      return null;
    throw error;
  }
}

/*
 * Kinds of fields. Each takes a value and gives what becomes of it, or throws;
 * `undefined` stands for one that is missing.
 */
class FieldError extends Error {}

function check(right) {
  if (!right)
    throw new FieldError();
}

const optional = kind => value => value === undefined ? undefined : kind(value);

const integer = (min, max) => value => {
  check(typeof value === 'number' && value >= min && value <= max);
  return value;
};

const string = (max, is = () => true) => value => {
  check(typeof value === 'string' && value.length <= max &&
        byteLength(value) <= max && is(value));
  return value;
};

const array = (max, kind) => value => {
  check(Array.isArray(value) && value.length <= max);
  return value.map(kind);
};

const object = kinds => value => {
  const out = {};

  check(typeof value === 'object' && value !== null && !Array.isArray(value));
  for (const [name, kind] of Object.entries(kinds)) {
    const read = kind(Object.hasOwn(value, name) ? value[name] : undefined);

    if (read !== undefined)
      out[name] = read;
  }
  return out;
};

const boolean = value => {
  check(typeof value === 'boolean');
  return value;
};

const isId = text => /^[A-Za-z0-9_-]+$/.test(text);
const isPrintable = text => /^[!-~]+$/.test(text);
const hasNoControls = text => !/\p{Cc}/u.test(text);
const isIceUri = text =>
  /^(stuns?:[A-Za-z0-9.:[\]-]+|turns?:[A-Za-z0-9.:[\]-]+(\?transport=(udp|tcp))?)$/
    .test(text);

function isSdp(text) {
  const lines = text.split('\n');

  if (lines.at(-1) === '')
    lines.pop();
  return text.startsWith('v=0') && !/[^\P{Cc}\r\n\t]/u.test(text) &&
         lines.length <= LIMITS.sdpLines &&
         lines.filter(line => line.startsWith('m=')).length <= LIMITS.sdpMedia;
}

function isChatText(text) {
  return text !== '' && !/[^\P{Cc}\n]/u.test(text) &&
         [...text].length <= LIMITS.chatText;
}

const MOST = Number.MAX_SAFE_INTEGER;
const count = integer(0, MOST);
const flag = optional(boolean);
const id = string(64, isId);
const text = string(256, hasNoControls);
const any = string(256);
const name = value => value === undefined ? '' : cleanName(any(value));
const generation = integer(0, LIMITS.generation);

const member = object({ id, name });
const members = optional(array(LIMITS.people, member));
const iceServers = array(8, object({
  uri: string(512, isIceUri),
  username: optional(string(512, isPrintable)),
  credential: optional(string(512, isPrintable)),
}));

const coming = { member };

const CODES = [
  'bad-message', 'unsupported', 'too-large', 'rate-limited', 'time-out',
  'not-joined', 'no-such-peer', 'room-full', 'locked', 'refused', 'no-answer',
  'removed', 'not-allowed', 'resume-failed', 'draining', 'taken-over',
];
const code = value => {
  const known = string(256, isPrintable)(value);

  return CODES.includes(known) ? known : 'internal';
};

const MESSAGES = {
  welcome: {
    protocol_min: integer(1, 65535),
    protocol_max: integer(1, 65535),
    limit_message: integer(1024, 2 ** 31 - 1),
    limit_people: integer(1, 65535),
    silent: flag,
  },
  room: {
    self_id: id,
    token: id,
    resumed: flag,
    last_id: optional(count),
    silent: flag,
    members,
    ice_servers: optional(iceServers),
  },
  waiting: {},
  door: { locked: flag, owner: flag, answers: flag, members },
  joined: coming,
  left: { member, reason: text },
  away: coming,
  back: coming,
  declined: { name },
  ice_servers: { ice_servers: iceServers },
  description: {
    from: id,
    generation,
    kind: string(256, value => value === 'offer' || value === 'answer'),
    sdp: string(LIMITS.sdp, isSdp),
    counter: integer(1, MOST),
    signature: optional(string(64, value => /^[\w-]{43}$/.test(value))),
    again: flag,
  },
  candidate: {
    from: id,
    generation,
    candidate: string(LIMITS.candidate, hasNoControls),
    media_index: integer(0, LIMITS.sdpMedia - 1),
  },
  restart: { from: id, generation },
  pong: {},
  ack: { ack: integer(1, MOST) },
  error: {
    code,
    text: optional(text),
    retry_after_ms: optional(integer(0, 2 ** 31 - 1)),
    fatal: flag,
  },
};

const REACTIONS = ['thumbs_up', 'clap', 'heart', 'laugh', 'surprise',
                   'celebrate'];

const number = { number: integer(1, MOST) };
const height = integer(0, LIMITS.height);

const CHANNEL_MESSAGES = {
  presence: {
    name,
    id: optional(id),
    microphone: boolean,
    camera: boolean,
    screen: boolean,
    hand: flag,
    sound: flag,
    speaking: flag,
  },
  end: { reason: optional(text) },
  ping: { number: count },
  pong: { number: count },
  reaction: { kind: string(256, isReaction) },
  watch: { camera: height, screen: height },
  ask_mute: {},
  text: {
    ...number,
    text: string(LIMITS.channelMessage, isChatText),
    time: count,
  },
  received: number,
};

const FILE_OFFER = {
  offer: {
    id: integer(1, 2 ** 32 - 1),
    name: string(240, value => value !== ''),
    size: integer(0, 2 ** 36),
    media_type: optional(string(127)),
    sha256: string(64, value => /^[0-9a-f]{64}$/.test(value)),
  },
};

export function isReaction(kind) {
  return REACTIONS.includes(kind);
}

function readFields(value, kinds, common) {
  try {
    return { type: value.type, ...object({ ...common, ...kinds })(value) };
  } catch (error) {
    if (error instanceof FieldError)
      return null;
    throw error;
  }
}

/**
 * A message of the server. Names in it are clean.
 *
 * @returns {?object} null when it is not valid, or of a type that is not known
 *   or never sent by a server
 */
export function parseMessage(text) {
  const value = parseJson(text)?.value;
  const numbers = { seq: optional(count), ack: optional(count) };

  if (typeof value?.type !== 'string' || !Object.hasOwn(MESSAGES, value.type))
    return null;
  // One with both is somebody's lie.
  if ('from' in MESSAGES[value.type] && Object.hasOwn(value, 'to'))
    return null;

  const message = readFields(value, MESSAGES[value.type],
                             { id: optional(count), ...numbers });

  return message?.protocol_min > message?.protocol_max ? null : message;
}

/**
 * The numbers of a message that `parseMessage()` cannot read: it counts.
 *
 * @returns {?{seq: number, ack: number}} 0 for one that is missing; null when it
 *   is no message at all
 */
export function parseEnvelope(text) {
  const { value, raw } = parseJson(text) ?? {};
  const isCount = name => raw.has(name) && /^\d+$/.test(raw.get(name));

  if (!value || !/^"[^"\\]+"$/.test(raw.get('type') ?? '') ||
      raw.has('to') && !/^"[A-Za-z0-9_-]{1,64}"$/.test(raw.get('to')) ||
      ['id', 'ack'].some(name => raw.has(name) && !isCount(name)))
    return null;
  return {
    seq: isCount('seq') ? value.seq : 0,
    ack: value.ack ?? 0,
  };
}

/** @returns {?object} null when it is to be dropped */
export function parseChannelMessage(text) {
  return parseOneOf(CHANNEL_MESSAGES, text);
}

/** @returns {?object} null when it is nothing that is to be answered */
export function parseFileOffer(text) {
  return parseOneOf(FILE_OFFER, text);
}

function parseOneOf(kinds, text) {
  const value = parseJson(text, LIMITS.channelMessage)?.value;

  return typeof value?.type === 'string' && Object.hasOwn(kinds, value.type)
    ? readFields(value, kinds[value.type]) : null;
}
