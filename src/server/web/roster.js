// SPDX-License-Identifier: GPL-3.0-or-later

import { Remote } from './remote.js';
import { LIMITS } from './wire.js';

// How long a path that the room does not know may take to prove who it is.
const CLAIM_MS = 5000;

const MAX_REMOTES = 4 * LIMITS.people;

/**
 * Who else is in the room, by what the server says and by what is heard on the
 * paths: those go on when the server forgets the room, PROTOCOL.md "Who
 * offers".
 *
 * `on` has functions: changed() and notice(code, participant).
 */
export class Roster {
  participants = [];

  #context;
  #on;
  #ownId = null;
  #online = false;
  #remotes = [];

  // Members that may be somebody whose path has no id any more.
  #strangers = new Map();
  #signers = new Set();

  /** @param context as for Remote, but for what is told to the roster */
  constructor(context, on) {
    this.#on = on;
    this.#context = {
      ...context,
      ended: remote => this.#drop(remote, 'left'),
      present: remote => this.#presentChanged(remote),
      knownAs: (remote, id) => this.#claim(remote, id),
      signed: id => this.#signers.add(id),
    };
  }

  get hasLive() {
    return this.#remotes.some(remote => remote.isLive);
  }

  /** The session is a new one: all ids are. Who can be heard stays. */
  enter(ownId, members) {
    this.#ownId = ownId;
    this.#strangers.clear();
    for (const remote of [...this.#remotes]) {
      if (remote.isLive)
        remote.bind(ownId, null);
      else
        this.#drop(remote, 'lost');
    }
    // Tells who we are now, on every path.
    this.each(remote => remote.presenceChanged());
    members.forEach(member => this.#meet(member, true));
  }

  handle(message) {
    const { type, member } = message;

    if (type === 'joined')
      this.#meet(member, false);
    else if (type === 'left')
      this.#left(member.id, message.reason);
    else if (type === 'away' || type === 'back')
      this.#setAway(member.id, type === 'away');
    else
      this.#relayed(message);
  }

  setOnline(online) {
    this.#online = online;
    this.each(remote => remote.setOnline(online));
  }

  /** To be called twice a second. */
  check() {
    for (const remote of [...this.#remotes]) {
      if (this.#online && remote.id === null && !remote.isLive)
        this.#drop(remote, 'lost');
      else
        remote.update();
    }

    // Whom nobody is looked for in is as new as whom nobody has claimed in time.
    const now = performance.now();
    const wanted = this.#isReunionWanted();

    for (const [id, { since }] of this.#strangers) {
      if (!wanted || now - since >= CLAIM_MS)
        this.#introduce(id);
    }
  }

  each(func) {
    [...this.#remotes].forEach(func);
  }

  find(participant) {
    return this.#remotes.find(remote => remote.participant === participant);
  }

  close() {
    this.#strangers.clear();
    this.#remotes.splice(0).forEach(remote => remote.close());
  }

  #findId(id) {
    return this.#remotes.find(remote => remote.id === id);
  }

  #isReunionWanted() {
    return this.#remotes.some(remote => remote.id === null);
  }

  #show(remote) {
    if (this.participants.includes(remote.participant))
      return;
    this.participants = [...this.participants, remote.participant];
    this.#on.notice('joined', remote.participant);
    this.#on.changed();
  }

  #hide(remote, code) {
    if (!this.participants.includes(remote.participant))
      return;
    this.participants = this.participants.filter(
      participant => participant !== remote.participant);
    this.#on.notice(code, remote.participant);
    this.#on.changed();
  }

  #presentChanged(remote) {
    if (remote.present)
      this.#show(remote);
    else
      this.#hide(remote, 'lost');
  }

  #drop(remote, code) {
    this.#remotes = this.#remotes.filter(other => other !== remote);
    remote.close();
    this.#hide(remote, code);
  }

  #meet(member, offerer) {
    if (member.id === this.#ownId || this.#findId(member.id) ||
        this.#strangers.has(member.id) ||
        this.#remotes.length + this.#strangers.size >= MAX_REMOTES)
      return;
    if (!this.#isReunionWanted()) {
      this.#add(member, offerer);
      return;
    }
    this.#strangers.set(member.id, {
      member, offerer, away: false, since: performance.now(),
    });
    // They may have been back before us, and have said their new id already.
    this.#remotes.filter(remote => remote.knownAs === member.id)
      .forEach(remote => this.#claim(remote, member.id));
  }

  #add({ id, name }, offerer) {
    const remote = new Remote(this.#context, id, name, offerer);

    this.#remotes.push(remote);
    if (this.#signers.has(id))
      remote.requireSignature();
    remote.setOnline(this.#online);
    this.#show(remote);
    remote.start(this.#ownId);
    return remote;
  }

  #introduce(id) {
    const { member, offerer, away } = this.#strangers.get(id);

    this.#strangers.delete(id);

    const remote = this.#add(member, offerer);

    remote.setAway(away);
    return remote;
  }

  #left(id, reason) {
    const remote = this.#findId(id);

    if (this.#strangers.delete(id) || !remote)
      return;

    const lost = reason !== 'left' && reason !== 'removed';

    // Lost to the server is not lost to us.
    if (lost && remote.isLive)
      remote.bind(this.#ownId, null);
    else
      this.#drop(remote, lost ? 'lost' : 'left');
  }

  #setAway(id, away) {
    const stranger = this.#strangers.get(id);

    this.#findId(id)?.setAway(away);
    if (stranger)
      stranger.away = away;
  }

  #relayed(message) {
    if (!this.#findId(message.from) && this.#strangers.has(message.from)) {
      if (message.again) {
        this.#recognize(message).catch(error => console.error(error));
        return;
      }
      this.#introduce(message.from);
    }
    this.#findId(message.from)?.handle(message);
  }

  #claim(remote, id) {
    if (remote.id === null && this.#strangers.has(id))
      remote.prove(this.#ownId, id);
  }

  async #recognize(message) {
    const ownId = this.#ownId;

    for (const remote of [...this.#remotes]) {
      if (remote.id !== null || !await remote.recognizes(ownId, message))
        continue;
      // It took a moment.
      const stranger = this.#strangers.get(message.from);

      if (!stranger || remote.id !== null || ownId !== this.#ownId)
        return;
      this.#strangers.delete(message.from);
      remote.prove(ownId, message.from);
      remote.bind(ownId, message.from);
      remote.setAway(stranger.away);
      return;
    }
  }
}
