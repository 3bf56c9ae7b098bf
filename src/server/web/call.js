// SPDX-License-Identifier: GPL-3.0-or-later

import { Bucket, Chat } from './channels.js';
import { cleanName } from './names.js';
import { Roster } from './roster.js';
import { Signaling } from './signaling.js';
import { Signer } from './signature.js';
import { isReaction } from './wire.js';

const CHECK_MS = 500;
const REACTION_RATE = [2, 6];

// The server is gone for good, and with it what the call was for.
const FINAL = ['removed', 'taken-over', 'left'];

/**
 * The call in one room.
 *
 * Events: 'change' when a property has changed, or who is in `participants`;
 * and CustomEvents with a `detail`:
 * 'message', the message as in `messages`, for each that came;
 * 'reaction' {from: Participant, or null for oneself, kind};
 * 'ask-mute' {from}: they ask that we mute ourselves;
 * 'notice' {code, from: Participant or null, name}: 'joined', 'left', 'lost',
 * 'declined' (who was rung is not coming), 'draining' (the server is about to
 * stop), 'room-full' (nobody could be let in), 'not-allowed', 'file' (they
 * offered a file, which was declined).
 */
export class Call extends EventTarget {
  /** 'idle', 'joining', 'knocking', 'inside', 'reconnecting' or 'ended'. */
  state = 'idle';

  /**
   * null, or why it has ended: 'left', 'removed', 'room-full', 'locked',
   * 'refused', 'no-answer', 'unreachable', 'draining', 'bad-link',
   * 'unsupported', 'version' (of the server, not that of this page),
   * 'rate-limited', 'lost', 'taken-over', 'internal' or 'join-failed' (the
   * same before one was inside).
   */
  ending = null;

  /** Whether the room is locked, one may answer, and who knocks: [{id, name}]. */
  door = { locked: false, answers: false, members: [] };

  /** {name, hand} */
  self;

  #link;
  #media;
  #signaling = null;
  #roster = null;
  #chat;
  #signer = null;
  #servers = [];
  #certificate = null;
  #ownId = null;
  #timer = 0;
  #presence = '';
  #reactions = new Bucket(...REACTION_RATE);
  #left = () => {};             // resolves what join() returned

  /**
   * @param {{link: ?object, name: string, media: LocalMedia}} options `link` is
   *   what `parseLink(location.href)` gave, also when that is null
   */
  constructor({ link, name, media }) {
    super();
    this.#link = link;
    this.#media = media;
    this.self = { name: cleanName(name), hand: false };
    this.#chat = new Chat({
      changed: () => this.#changed(),
      received: message => this.#tell('message', message),
    });
  }

  /** Participants in the order they came, without oneself. */
  get participants() {
    return this.#roster?.participants ?? [];
  }

  /**
   * {from: Participant or null for oneself, name, text, time: Date, delivered},
   * the oldest first. `name` is what `from` was called; `delivered` says whether
   * everybody who was there has it.
   */
  get messages() {
    return this.#chat.messages;
  }

  /** 'verified', or 'unverified' when somebody may be who they are not. */
  get encrypted() {
    const known = this.participants.filter(
      ({ state }) => !['connecting', 'asking', 'failed'].includes(state));

    return (this.#link?.key || known.length > 0) &&
           known.every(({ verified }) => verified !== 'none') ? 'verified'
                                                              : 'unverified';
  }

  /** Resolves when in the room or when it has failed: look at `state`. */
  async join() {
    if (this.state !== 'idle')
      return;
    if (!this.#link) {
      this.#end('bad-link');
      return;
    }
    this.#setState('joining');
    try {
      await this.#prepare();
    } catch (error) {
      console.error(error);
      this.#end('unsupported');
      return;
    }
    if (this.state !== 'joining')
      return;
    await new Promise(resolve => {
      this.#left = resolve;
      this.#signaling.start();
    });
  }

  /** Says goodbye and ends everything. */
  leave() {
    if (this.state === 'ended')
      return;
    // Both ways: the path when the server is away, the server when the path is
    // not there yet.
    this.#roster?.each(remote => remote.sayEnd());
    this.#signaling?.leave().catch(error => console.error(error));
    this.#end('left');
  }

  /** @returns {boolean} false for nothing, or too much (4000 characters) */
  sendText(text) {
    return this.state !== 'ended' && this.#chat.send(text, this.self.name);
  }

  setHand(up) {
    this.self = { ...this.self, hand: Boolean(up) };
    this.#tellPresence();
    this.#changed();
  }

  /**
   * @param {string} kind 'thumbs_up', 'clap', 'heart', 'laugh', 'surprise' or
   *   'celebrate'
   * @returns {boolean} false when there were too many just now
   */
  react(kind) {
    if (!isReaction(kind) || !this.#reactions.take())
      return false;
    this.#roster?.each(remote => remote.react(kind));
    this.#tell('reaction', { from: null, kind });
    return true;
  }

  /** @returns {boolean} false when they were asked just now */
  askMute(participant) {
    return this.#roster?.find(participant)?.askMute() ?? false;
  }

  /** Of one in `door.members`. */
  admit(id) {
    this.#signaling?.send({ type: 'admit', who: id });
  }

  refuse(id) {
    this.#signaling?.send({ type: 'refuse', who: id });
  }

  async #prepare() {
    this.#certificate = await RTCPeerConnection.generateCertificate({
      name: 'ECDSA', namedCurve: 'P-256',
    });
    this.#signer = new Signer(this.#link.room, this.#link.key);
    this.#roster = new Roster({
      signer: this.#signer,
      chat: this.#chat,
      media: this.#media,
      getConfig: () => this.#getConfig(),
      getPresence: () => this.#getPresence(),
      send: message => this.#signaling.send(message),
      reaction: (from, kind) => this.#tell('reaction', { from, kind }),
      askMute: from => this.#tell('ask-mute', { from }),
      fileOffered: from => this.#notice('file', from),
    }, {
      changed: () => this.#changed(),
      notice: (code, from) => this.#notice(code, from),
    });
    this.#signaling = new Signaling(this.#link, this.self.name, {
      room: message => this.#enter(message),
      servers: servers => this.#setServers(servers),
      message: message => this.#handle(message),
      state: () => this.#signalingChanged(),
    });
    this.#media.addEventListener('change', this.#mediaChanged);
    addEventListener('pagehide', this.#pageHidden);
    addEventListener('online', this.#networkChanged);
    navigator.connection?.addEventListener?.('change', this.#networkChanged);
    this.#timer = setInterval(() => this.#check(), CHECK_MS);
  }

  #end(code) {
    if (this.state === 'ended')
      return;
    clearInterval(this.#timer);
    this.#media.removeEventListener('change', this.#mediaChanged);
    removeEventListener('pagehide', this.#pageHidden);
    removeEventListener('online', this.#networkChanged);
    navigator.connection?.removeEventListener?.('change', this.#networkChanged);
    this.#chat.close();
    this.ending = code;
    this.#setState('ended');
    this.#left();
    // What is on the way on a path may still arrive.
    setTimeout(() => this.#roster?.close(), 0);
  }

  #setState(state) {
    if (this.state === state)
      return;
    this.state = state;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }

  #tell(type, detail) {
    if (this.state !== 'ended')
      this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #notice(code, from = null, name = from?.name ?? '') {
    this.#tell('notice', { code, from, name });
  }

  #getConfig() {
    return {
      certificates: [this.#certificate],
      iceServers: this.#servers,
    };
  }

  #setServers(servers) {
    this.#servers = servers
      // A relay without a password is refused, and all others with it.
      .filter(({ uri, username, credential }) =>
        uri.startsWith('stun') || username && credential)
      .map(({ uri, ...rest }) => ({ urls: uri, ...rest }));
    this.#roster.each(remote => remote.configChanged());
  }

  #getPresence() {
    const { microphoneOn, cameraOn, screenOn } = this.#media;

    return {
      ...this.self.name && { name: this.self.name },
      ...this.#ownId && { id: this.#ownId },
      microphone: microphoneOn,
      camera: cameraOn,
      screen: screenOn,
      ...this.self.hand && { hand: true },
    };
  }

  #tellPresence() {
    const text = JSON.stringify(this.#getPresence());

    if (this.#presence === text)
      return;
    this.#presence = text;
    this.#roster?.each(remote => remote.presenceChanged());
  }

  #mediaChanged = () => {
    this.#tellPresence();
    this.#roster.each(remote => remote.mediaChanged());
  };

  // A page that is kept for the way back has left, too.
  #pageHidden = () => this.leave();

  #networkChanged = () => {
    this.#roster.each(remote => remote.networkChanged());
  };

  #enter({ self_id: ownId, members = [] }) {
    this.#ownId = ownId;
    this.door = { locked: false, answers: false, members: [] };
    this.#presence = JSON.stringify(this.#getPresence());
    this.#roster.enter(ownId, members);
    this.#roster.setOnline(true);
  }

  #handle(message) {
    const { type, code } = message;

    if (type === 'door') {
      const { locked = false, answers = false, members = [] } = message;

      this.door = { locked, answers, members };
      this.#changed();
    } else if (type === 'declined') {
      this.#notice('declined', null, message.name);
    } else if (type !== 'error') {
      this.#roster.handle(message);
    } else if (['draining', 'room-full', 'not-allowed'].includes(code)) {
      this.#notice(code);
    }
  }

  #signalingChanged() {
    const { state } = this.#signaling;
    const joining = this.state === 'joining' || this.state === 'knocking';

    if (this.state === 'ended')
      return;
    if (joining && state === 'closed') {
      const { ending } = this.#signaling;

      this.#end(ending === 'internal' ? 'join-failed' : ending);
    } else if (joining && state !== 'joined') {
      this.#setState(state === 'waiting' ? 'knocking' : 'joining');
    } else {
      this.#roster.setOnline(state === 'joined');
      this.#setState(state === 'joined' ? 'inside' : 'reconnecting');
      this.#left();
      this.#endUnlessLive();
    }
  }

  // The call lasts while there is anybody in it, but who was removed, or is
  // there in another place, has nothing to look for here.
  #endUnlessLive() {
    if (this.#signaling.state === 'closed' &&
        (FINAL.includes(this.#signaling.ending) || !this.#roster.hasLive))
      this.#end(this.#signaling.ending);
  }

  #check() {
    this.#roster.check();
    this.#endUnlessLive();
  }
}
