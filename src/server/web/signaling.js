// SPDX-License-Identifier: GPL-3.0-or-later

import { Line } from './line.js';
import { socketUri } from './link.js';
import { LIMITS, byteLength, parseEnvelope, parseMessage } from './wire.js';

const VERSION = 1;
const ACK_DELAY_MS = 200;
const ACK_MESSAGES = 32;
const ACK_BYTES = 64 * 1024;
const MAX_UNSENT = 512;
const LEAVE_TIME_MS = 1000;

// What becomes of the session after a fatal error; others join anew when they
// were in, and are the end when not.
const END = ['room-full', 'locked', 'refused', 'no-answer', 'removed',
             'taken-over'];
const RETRY = ['rate-limited', 'draining', 'time-out', 'internal'];

/**
 * The way to the server: joins the room of a link, and stays in it while the
 * connection comes and goes. PROTOCOL.md "Signalling".
 *
 * `on` has functions: room(message) when the session is a new one,
 * servers(list), message(message) and state().
 */
export class Signaling {
  /** 'new', 'connecting', 'waiting', 'joined', 'reconnecting' or 'closed'. */
  state = 'new';

  /** null, or why it was closed: a code of `Call.ending`. */
  ending = null;

  #link;
  #name;
  #on;
  #line;
  #expected = null;             // 'welcome', 'room', 'messages' or nothing
  #selfId = null;
  #silent = false;
  #knocking = false;
  #stopping = false;
  #limit = LIMITS.relayed;
  #ackTimer = 0;

  // The session.
  #token = null;
  #unsent = [];
  #lastId = 0;
  #lastSeq = 0;
  #ackedSeq = 0;
  #unackedBytes = 0;

  constructor(link, name, on) {
    this.#link = link;
    this.#name = name;
    this.#on = on;
    this.#line = new Line(socketUri(link), {
      opened: () => {
        this.#expected = 'welcome';
        this.#knocking = false;
      },
      text: text => this.#receive(text),
      ping: () => this.#sendNow({ type: 'ping' }),
      down: () => {
        clearTimeout(this.#ackTimer);
        this.#ackTimer = 0;
        this.#expected = null;
        this.#setState(this.#selfId ? 'reconnecting' : 'connecting');
      },
      failed: code => this.#finish(
        this.#stopping && code === 'lost' ? 'draining' : code),
    });
  }

  start() {
    this.#setState('connecting');
    this.#line.start();
  }

  /** A numbered message: it arrives, or the session ends. */
  send(message) {
    if (this.state !== 'joined' && this.state !== 'reconnecting')
      return;
    // Room for the numbers, which it has not yet.
    if (byteLength(JSON.stringify(message)) + 64 > this.#limit) {
      console.warn('A message is too large to be sent');
      return;
    }
    // The old session cannot be resumed without a gap: join anew.
    if (this.#unsent.length >= MAX_UNSENT) {
      this.#clearSession();
      if (this.#expected === 'messages')
        this.#line.break('lost');
      return;
    }

    const numbered = { ...message, id: ++this.#lastId };

    this.#unsent.push(numbered);
    if (this.#expected === 'messages')
      this.#sendNow(numbered);
  }

  /** Resolves when the server knows, or does not answer. */
  async leave() {
    const open = this.#expected === 'messages' || this.#expected === 'room';
    const text = JSON.stringify({ type: 'end', reason: 'left' });

    this.#expected = null;
    if (this.state !== 'closed' && open)
      await this.#line.end(text, LEAVE_TIME_MS);
    this.#finish('left');
  }

  #setState(state) {
    if (this.state === state)
      return;
    this.state = state;
    this.#on.state();
  }

  #finish(code) {
    this.#line.stop();
    this.#expected = null;
    clearTimeout(this.#ackTimer);
    this.#clearSession();
    if (this.state === 'closed')
      return;
    this.ending = code;
    this.#setState('closed');
  }

  #clearSession() {
    this.#token = null;
    this.#unsent = [];
    this.#lastId = this.#lastSeq = this.#ackedSeq = this.#unackedBytes = 0;
  }

  #sendNow(message) {
    const ack = this.#lastSeq > 0 ? { ack: this.#lastSeq } : {};

    this.#ackedSeq = this.#lastSeq;
    this.#unackedBytes = 0;
    clearTimeout(this.#ackTimer);
    this.#ackTimer = 0;
    this.#line.send(JSON.stringify({ ...message, ...ack }));
  }

  // The server broke the rules: another connection may be better.
  #break(why) {
    console.warn(`The server broke the protocol: ${why}`);
    if (this.#selfId)
      this.#line.break('internal');
    else
      this.#finish('internal');
  }

  // Takes what the server has off what is kept for it.
  #acked(id) {
    if (id > this.#lastId)
      return false;
    while (this.#unsent[0]?.id <= id)
      this.#unsent.shift();
    return true;
  }

  #planAck() {
    if (this.#lastSeq - this.#ackedSeq >= ACK_MESSAGES ||
        this.#unackedBytes >= ACK_BYTES)
      this.#sendNow({ type: 'ack' });
    else if (this.#ackTimer === 0)
      this.#ackTimer = setTimeout(() => this.#sendNow({ type: 'ack' }),
                                  ACK_DELAY_MS);
  }

  // Whether this is the next number.
  #takeNumber(seq = 0, bytes) {
    if (seq === 0 || seq > this.#lastSeq + 1) {
      this.#break('a message is missing');
      return false;
    }
    this.#planAck();
    if (seq <= this.#lastSeq)
      return false;
    this.#lastSeq = seq;
    this.#unackedBytes += bytes;
    return true;
  }

  #receive(text) {
    const message = typeof text === 'string' ? parseMessage(text) : null;

    if (!message)
      this.#handleUnreadable(text);
    else if (this.#expected === 'messages')
      this.#handle(message, text.length);
    else if (message.type === 'error')
      this.#handleError(message);
    else if (message.type === 'welcome' && this.#expected === 'welcome')
      this.#handleWelcome(message);
    else if (message.type === 'room' && this.#expected === 'room')
      this.#handleRoom(message);
    else if (message.type === 'waiting' && this.#expected === 'room')
      this.#handleWaiting();
    else
      this.#break('a message out of place');
  }

  // The server relays what it cannot read, and a later one says things that we
  // do not know. Such a message counts, and nothing else comes of it.
  #handleUnreadable(text) {
    const envelope = typeof text === 'string' ? parseEnvelope(text) : null;

    if (!envelope || this.#expected !== 'messages' ||
        !this.#acked(envelope.ack))
      this.#break('a message that is not valid');
    else if (envelope.seq > 0)
      this.#takeNumber(envelope.seq, text.length);
  }

  #handleWelcome(message) {
    if (message.protocol_min > VERSION || message.protocol_max < VERSION) {
      this.#finish('version');
      return;
    }
    this.#limit = Math.min(message.limit_message, LIMITS.relayed);
    this.#expected = 'room';
    this.#line.send(JSON.stringify(this.#token
      ? { type: 'hello', token: this.#token, last_seq: this.#lastSeq }
      : {
        type: 'hello',
        room: this.#link.room,
        knock: true,
        ...this.#name && { name: this.#name },
        ...this.#silent && message.silent && { silent: true },
      }));
  }

  #handleRoom(message) {
    const resumed = Boolean(message.resumed && this.#token);

    if (!resumed)
      this.#clearSession();
    if (!this.#acked(message.last_id ?? 0)) {
      this.#break('it has what was never sent');
      return;
    }
    this.#selfId = message.self_id;
    this.#token = message.token;
    this.#silent ||= Boolean(message.silent);
    this.#expected = 'messages';
    if (!this.#knocking)
      this.#line.confirm();
    this.#knocking = false;
    this.#stopping = false;
    this.#unsent.forEach(unsent => this.#sendNow(unsent));
    // Tells the server that this token is here, so that the last one can go.
    if (resumed && this.#lastSeq > 0)
      this.#sendNow({ type: 'ack' });
    this.#on.servers(message.ice_servers ?? []);
    if (!resumed)
      this.#on.room(message);
    this.#setState('joined');
  }

  // The server is ours, and has nothing to say until somebody lets us in.
  #handleWaiting() {
    if (!this.#knocking)
      this.#line.confirm();
    this.#knocking = true;
    this.#setState('waiting');
  }

  #handleError({ code, fatal, retry_after_ms: retryMs = 0 }) {
    const joined = this.#expected === 'messages';
    const ending = [...END, 'rate-limited', 'draining'].includes(code)
      ? code : 'internal';

    this.#stopping ||= code === 'draining';
    if (!fatal) {
      this.#line.holdOff(retryMs);
      if (joined)
        this.#on.message({ type: 'error', code });
    } else if (RETRY.includes(code)) {
      this.#line.break(ending, retryMs);
    } else if (code === 'resume-failed' || joined && !END.includes(code)) {
      this.#clearSession();
      this.#line.break(ending, retryMs);
    } else {
      this.#finish(ending);
    }
  }

  #handle(message, bytes) {
    if (!this.#acked(message.ack ?? 0)) {
      this.#break('it has what was never sent');
      return;
    }
    switch (message.type) {
      case 'ack':
      case 'pong':
        break;
      case 'error':
        this.#handleError(message);
        break;
      case 'ice_servers':
        this.#on.servers(message.ice_servers);
        break;
      case 'door':
        this.#on.message(message);
        break;
      case 'welcome':
      case 'room':
      case 'waiting':
        this.#break('a message out of place');
        break;
      default:
        if (this.#takeNumber(message.seq, bytes))
          this.#on.message(message);
    }
  }
}
