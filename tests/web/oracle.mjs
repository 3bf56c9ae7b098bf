// SPDX-License-Identifier: GPL-3.0-or-later
//
// oracle.mjs ORACLE CORPUS [RUNS]
//
// Compares the modules of the guest page with the C library, which must make the
// same of the same bytes: those in the folders of CORPUS, and RUNS mutations of
// them of each kind, the same ones each time. ORACLE is maju-wire-oracle.

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

const [oracle, corpus, runs = '2000'] = process.argv.slice(2);
const web = new URL('../../src/server/web/', import.meta.url);
const { majuUri, parseLink } = await import(new URL('link.js', web));
const { cleanName, cleanText } = await import(new URL('names.js', web));
const { safetyIndices } = await import(new URL('safety.js', web));
const { SdpError, checkCandidate, checkSdp } = await import(new URL('sdp.js', web));
const { Signer } = await import(new URL('signature.js', web));
const { parseChannelMessage, parseEnvelope, parseMessage } =
  await import(new URL('wire.js', web));

// What the page never takes from a server.
const NOT_OURS = ['hello', 'lock', 'unlock', 'admit', 'refuse', 'remove', 'listen',
                  'people', 'decline', 'end', 'ping'];

// What the page leaves to the browser: codecs, and numbers that it does not use.
const LEFT_TO_BROWSER =
  /\((no codec|rtpmap|two rtpmaps|fmtp|apt|rtcp-fb|extmap|two extmaps|different extmaps|ssrc|cname|too many ssrcs|payload type|m-line|no origin|origin|candidate)/;

let state = 88172645463325252n;

// Marsaglia's xorshift.
function below(limit) {
  state ^= state << 13n & (1n << 64n) - 1n;
  state ^= state >> 7n;
  state ^= state << 17n & (1n << 64n) - 1n;
  return Number(state % BigInt(limit));
}

const pick = list => list[below(list.length)];
const toHex = data => Buffer.from(data).toString('hex');

function readCorpus(name) {
  const folder = `${corpus}/${name}`;

  return readdirSync(folder).sort().map(file => readFileSync(`${folder}/${file}`));
}

const SNIPPETS = [
  '"', '\\', '\\u0000', '\\ud83d\\ude00', '\\ud83d', '\\udc00', '\\/', '\\n', '{',
  '}', '[', ']', ',', ':', '-0', '0', '1e3', '1.0', '-1', '01', '1e999', 'null',
  'true', 'false', '9007199254740991', '9007199254740992', '{"a":1,"a":2}',
  '[[[[[[[[1]]]]]]]]', '[[[[[[1]]]]]]', ' ', '\t', '\u00a0', '\ufeff', '\u0000',
  '\u0001', '\u007f', '\u0085', '"type":"ack"', '"ack":7', '"seq":3', '"id":1',
  '"to":"bob"', '"from":"ann"', '"name":"\u202eab"', '\u0301', '😀', '가', 'ㄱ',
  '\r\n', '\n', 'a=', 'm=', '.', '%', '?plain', '#', '/', '@', ':65535', ':0',
  '[::1]', '127.0.0.1', 'x'.repeat(65), '1'.repeat(33),
].map(text => Buffer.from(text));

function mutate(data, all) {
  let out = Buffer.from(data);

  for (let n = below(3) === 0 ? 1 + below(3) : 1; n > 0; n--) {
    const at = below(out.length + 1);
    const more = below(4) === 0 ? Buffer.from([below(256)]) : pick(SNIPPETS);
    const other = pick(all);
    const from = below(other.length + 1);

    out = pick([
      () => Buffer.concat([out.subarray(0, at), more, out.subarray(at)]),
      () => Buffer.concat([out.subarray(0, at), out.subarray(at + 1 + below(4))]),
      () => Buffer.concat([out.subarray(0, at), more,
                           out.subarray(at + more.length)]),
      () => Buffer.concat([out.subarray(0, at),
                           other.subarray(from, from + below(40)),
                           out.subarray(at)]),
    ])();
  }
  return out;
}

// What arrives in a browser is text: other bytes end the connection below it.
function decode(data) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return null;
  }
}

function inputs(folder) {
  const all = readCorpus(folder);
  const more = Array.from({ length: Number(runs) }, () => mutate(pick(all), all));

  return [...all, ...more].filter(data => decode(data) !== null);
}

// The programs write what is false, empty or 0 differently.
function strip(value) {
  if (Array.isArray(value))
    return value.map(strip);
  if (typeof value !== 'object' || value === null)
    return value;
  return Object.fromEntries(Object.entries(value)
    .filter(([, part]) => part && !(Array.isArray(part) && part.length === 0))
    .map(([name, part]) => [name, strip(part)]));
}

let failures = 0;

function expect(right, kind, input, ours, theirs) {
  if (right || ++failures > 20)
    return;
  console.log(`${kind} ${JSON.stringify(input)}\n  page:    ` +
              `${JSON.stringify(ours)}\n  library: ${theirs}`);
}

function ask(questions) {
  const lines = questions.map(
    ([kind, ...parts]) => [kind, ...parts.map(toHex)].join(' '));
  const out = execFileSync(oracle, {
    input: `${lines.join('\n')}\n`, maxBuffer: 2 ** 30,
  });

  return out.toString().split('\n').slice(0, -1);
}

async function compare(kind, list, func, isSame) {
  const answers = ask(list.map(parts => [kind, ...parts]));

  if (answers.length !== list.length)
    throw new Error(`${kind}: the library answered ${answers.length} times`);
  for (const [i, parts] of list.entries()) {
    const texts = parts.map(part => typeof part === 'string' ? part
                                                             : decode(part));
    const ours = await func(...texts, parts);

    expect(isSame(ours, answers[i], texts[0]), kind, texts, ours, answers[i]);
  }

  const taken = answers.filter(answer => !answer.startsWith('-')).length;

  console.log(`${kind}: ${list.length} compared, ${taken} of them valid`);
  if (taken === 0)
    throw new Error(`${kind}: nothing was valid`);
}

const isJson = (ours, theirs) => theirs === '-'
  ? ours === null
  : ours !== null && isDeepStrictEqual(strip(ours), strip(JSON.parse(theirs)));

const one = list => list.map(part => [part]);

await compare('message', one(inputs('message')), parseMessage, (ours, theirs) => {
  const { type, to } = theirs === '-' ? {} : JSON.parse(theirs);

  return NOT_OURS.includes(type) || to !== undefined ? ours === null
                                                     : isJson(ours, theirs);
});
await compare('channel', one(inputs('channel-message')), parseChannelMessage,
              isJson);
await compare('envelope', one([...inputs('envelope'), ...inputs('message')]),
              parseEnvelope, isJson);

// Of addresses that can be written in two ways the browser has its own.
const sameHost = text => text.replace(/\[[^\]]*\]/, host => {
  try {
    return new URL(`http://${host}/`).hostname;
  } catch {
    return host;
  }
});
// Links of the page's address, which the browser has made ASCII.
const links = inputs('room-link').filter(data => /^[\x01-\x7f]*$/.test(decode(data)));

await compare('link', one(links), text => {
  const link = parseLink(text);

  return link && majuUri(link);
}, (ours, theirs) => theirs === '-' ? ours === null
                                    : ours !== null &&
                                      sameHost(ours) === sameHost(theirs));

// Only of letters that both know: their tables are of different years.
const RANGES = [[0x01, 0x24f], [0x2b0, 0x36f], [0x590, 0x5ff], [0x600, 0x6ff],
                [0x900, 0x97f], [0xe00, 0xe5b], [0x1100, 0x11ff], [0x17b0, 0x17b9],
                [0x1800, 0x180f], [0x2000, 0x206f], [0x2800, 0x2810],
                [0x3000, 0x303f], [0x3130, 0x318e], [0xac00, 0xac80],
                [0xfb1d, 0xfb40], [0xfe00, 0xfe0f], [0xfeff, 0xffbe],
                [0x1f600, 0x1f64f], [0xe0001, 0xe007f], [0xe000, 0xe010]];
const makeText = most => String.fromCodePoint(...Array.from(
  { length: below(most) }, () => {
    const [first, last] = pick(RANGES);

    return below(3) === 0 ? pick([32, 32, 0x301, 0x61, 0x1161, 10, 13, 9])
                          : first + below(last - first + 1);
  }));
const texts = Array.from({ length: Number(runs) }, () => makeText(90));
const isHex = (ours, theirs) => `:${toHex(ours)}` === theirs;

await compare('name', one(texts), name => cleanName(name), isHex);
await compare('text', one(texts), text => cleanText(text), isHex);

const signed = inputs('message').filter(data => parseMessage(decode(data))?.sdp);

await compare('signature', signed.map(data => [
  Buffer.from(Array.from({ length: 16 }, () => below(256))),
  'kxbt-rfmq-saha-jwmn', 'ann', 'b_-9', data,
]), async (key, room, from, to, text, [bytes]) => {
  const signer = new Signer(room, bytes);
  const message = parseMessage(text);
  const signature = await signer.sign(message, from, to);

  if (!await signer.verify({ ...message, signature }, from, to) ||
      await signer.verify({ ...message, signature }, to, from))
    return null;
  return signature;
}, (ours, theirs) => ours === theirs);

const makeFingerprint = () => Array.from(
  { length: 32 }, () => below(256).toString(16).padStart(2, '0'))
  .join(':').toUpperCase();
const pairs = Array.from({ length: 20 }, () => [makeFingerprint(),
                                                makeFingerprint()]);

await compare('words', [...pairs, ['00', pairs[0][0]]],
              (one, other) => safetyIndices(one, other).catch(() => null), isJson);

function tryCheck(func) {
  try {
    return func();
  } catch (error) {
    if (error instanceof SdpError)
      return null;
    throw error;
  }
}

// The page may be laxer where the browser itself is strict, never stricter.
for (const type of ['offer', 'answer'])
  await compare(type, one(inputs('sdp').map(data => data.filter(Boolean))),
                text => tryCheck(() => checkSdp(type, text).fingerprint),
                (ours, theirs) => theirs.startsWith('-')
                  ? ours === null || LEFT_TO_BROWSER.test(theirs)
                  : ours === theirs);
await compare('candidate', one(inputs('ice-candidate').map(
  data => data.filter(Boolean))), text => tryCheck(() => {
  checkCandidate(text);
  return '+';
}), (ours, theirs) => theirs === '-' || ours === theirs);

if (failures > 0)
  console.log(`${failures} differ`);
process.exitCode = failures > 0 ? 1 : 0;
