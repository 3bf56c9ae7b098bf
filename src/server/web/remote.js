// SPDX-License-Identifier: GPL-3.0-or-later

import { Attempt, CHAT, CONTROL, FILES } from './attempt.js';
import { Bucket, Control } from './channels.js';
import { TRACKS } from './generation.js';
import { Meter } from './meter.js';
import { Negotiation } from './negotiation.js';
import { Participant } from './participant.js';
import { Peer } from './peer.js';
import { Retry } from './retry.js';
import { LIMITS, parseFileOffer } from './wire.js';

const WATCH_SEND_MS = 250;
const WATCH_TAKE_MS = 500;
const ASK_MS = 10000;

const REACTION_RATE = [2, 6];
const OFFER_COST = 20;

/**
 * Somebody else in the room, through all attempts to reach them. `call` has
 * getConfig() (for RTCPeerConnection), getPresence(), signer, chat, media, and
 * functions that are told: send(message), ended(remote), present(remote),
 * knownAs(remote, id), signed(id), reaction(participant, kind),
 * askMute(participant) and fileOffered(participant).
 */
export class Remote {
  /** What the server calls them; null: it does not know them any more. */
  id;

  participant;

  /** What they last called themselves. */
  knownAs = null;

  /** Whether the server or we hear them. */
  present = true;

  #call;
  #offerer;
  #ownId = null;
  #attempt;
  #online = true;
  #away = false;
  #connected = false;           // once, in any attempt
  #retry = new Retry();
  #timer = 0;
  #closed = false;
  #wordsMatch = false;
  #watched = null;              // as the page shows them
  #meter = null;
  #reactions = new Bucket(...REACTION_RATE);
  #nextAsk = 0;                 // when we may ask them again, and they us
  #nextAsked = 0;
  #told = {};                   // their last presence

  // One for the chat, whatever the attempt.
  #chatPeer;

  constructor(call, id, name, offerer) {
    this.#call = call;
    this.id = id;
    this.#offerer = offerer;
    this.participant = new Participant(id, name, {
      setWordsMatch: match => {
        this.#wordsMatch = match;
        this.#updateTrust();
      },
      allow: () => {
        this.#attempt.negotiation.admit();
        this.update();
      },
      refuse: () => {
        this.#retry.refuse();
        this.#fail('refused');
      },
      retry: () => {
        this.#retry.want();
        this.participant.update({ failure: null });
        this.#tryAgain();
      },
      watch: (camera, screen) => this.#watch(camera, screen),
    });
    this.#chatPeer = {
      participant: this.participant,
      fingerprint: id,
      send: text => this.#attempt.peer.send(CHAT, text),
    };
    this.#makeAttempt();
  }

  get isLive() {
    return this.#attempt.isLive;
  }

  requireSignature() {
    this.#attempt.negotiation.requireSignature();
  }

  start(ownId) {
    this.#ownId = ownId;
    this.#start();
    this.#call.chat.add(this.#chatPeer);
  }

  prove(ownId, id) {
    this.#attempt.negotiation.prove(ownId, id);
  }

  recognizes(ownId, message) {
    return this.#attempt.negotiation.recognizes(ownId, message);
  }

  /** The ids are others now; null: the server does not know them. */
  bind(ownId, id) {
    this.#ownId = ownId;
    this.id = id;
    this.#away = false;
    if (id !== null) {
      this.participant.update({ id });
      this.#attempt.negotiation.bind(ownId, id);
    }
    this.#updateOnline();
    this.update();
  }

  setOnline(online) {
    if (this.#online === online)
      return;
    this.#online = online;
    this.#updateOnline();
    if (online)
      this.#tryOnceMore();
  }

  setAway(away) {
    this.#away = away;
    this.#updateOnline();
    this.update();
  }

  handle(message) {
    if (this.#attempt.closed &&
        this.#retry.accept(message, this.#offerer,
                           performance.now() - this.#attempt.begun))
      this.#tryAgain();
    this.#attempt.negotiation.handle(message);
  }

  networkChanged() {
    this.#tryOnceMore();
    this.#attempt.peer.networkChanged();
  }

  configChanged() {
    this.#attempt.peer.setConfig(this.#call.getConfig());
  }

  presenceChanged() {
    this.#attempt.control.sendPresence();
  }

  mediaChanged() {
    this.update();
  }

  react(kind) {
    this.#attempt.control.react(kind);
  }

  /** @returns {boolean} false when it is too soon */
  askMute() {
    if (performance.now() < this.#nextAsk || this.#attempt.closed)
      return false;
    this.#nextAsk = performance.now() + ASK_MS;
    this.#attempt.control.send({ type: 'ask_mute' });
    return true;
  }

  sayEnd() {
    this.#attempt.control.send({ type: 'end', reason: 'left' });
  }

  /** What follows from the time that has passed, too. */
  update() {
    if (this.#closed)
      return;

    const present = !this.#away || this.isLive;
    const attempt = this.#attempt;
    const state = attempt.closed ? 'failed' : attempt.state;
    const sending = present && attempt.opened > 0 && !attempt.closed &&
                    state !== 'waiting' && state !== 'asking';

    for (const kind of TRACKS)
      attempt.peer.setMedia(kind, sending ? this.#call.media.tracks[kind] : null);
    this.participant.update({ state });
    if (this.present !== present) {
      this.present = present;
      this.#call.present(this);
    }
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#cut();
    this.#call.chat.remove(this.#chatPeer);
  }

  #makeAttempt() {
    const attempt = new Attempt();
    const isMine = func => (...args) => {
      if (this.#attempt === attempt && !attempt.closed)
        func(...args);
    };
    const all = functions => Object.fromEntries(Object.entries(functions).map(
      ([name, func]) => [name, isMine(func)]));
    const peer = new Peer(this.#offerer, this.#call.getConfig(), all({
      state: () => this.#peerChanged(),
      candidate: (...args) => attempt.negotiation.sendCandidate(...args),
      restart: () => attempt.negotiation.restart(),
      opened: id => this.#channelOpened(id),
      message: (id, data) => this.#receive(id, data),
      tracks: () => this.#updateStreams(),
      flooded: () => this.#flooded(),
    }));

    this.#attempt = attempt;
    attempt.peer = peer;
    attempt.negotiation = new Negotiation(peer, this.#call.signer, all({
      send: message => this.#call.send(message),
      failed: error => this.#fail(error.code),
      asking: () => this.update(),
    }));
    attempt.sendWatch = attempt.addThrottle(WATCH_SEND_MS, () => {
      if (this.#watched)
        attempt.control.send({ type: 'watch', ...this.#watched });
    });
    this.#makeControl(attempt, all);
  }

  #makeControl(attempt, all) {
    const { peer } = attempt;
    let heights = null;
    const taking = attempt.addThrottle(WATCH_TAKE_MS, () => {
      peer.setMedia('camera', peer.getTrack('camera'), heights.camera);
      peer.setMedia('screen', peer.getTrack('screen'), heights.screen);
    });

    attempt.control = new Control({
      send: text => peer.send(CONTROL, text),
      getBuffered: () => peer.getBuffered(CONTROL),
      isOpen: () => peer.isOpen(CONTROL),
    }, {
      getPresence: () => this.#call.getPresence(),
      ...all({
        greeted: () => attempt.sendWatch.ask(),
        presence: presence => this.#presence(presence),
        watch: message => {
          heights = message;
          taking.ask();
        },
        end: () => this.#call.ended(this),
        reaction: ({ kind }) => {
          if (this.#reactions.take())
            this.#call.reaction(this.participant, kind);
        },
        ask_mute: () => this.#askedMute(),
      }),
    });
  }

  #start() {
    this.#attempt.negotiation.bind(this.#ownId, this.id);
    this.#updateOnline();
    this.#attempt.negotiation.start();
  }

  #updateOnline() {
    this.#attempt.negotiation.setOnline(
      this.#online && this.id !== null && !this.#away);
  }

  // Everything anew but the certificate and the count of what was said.
  #tryAgain() {
    const former = this.#attempt;

    if (!former.closed || this.#closed || this.id === null)
      return;
    clearTimeout(this.#timer);
    this.#makeAttempt();
    this.#attempt.negotiation.continueFrom(former.negotiation);
    this.participant.update({ state: 'connecting' });
    this.#start();
  }

  #tryOnceMore() {
    if (this.#attempt.closed && this.#retry.take(this.participant.failure))
      this.#tryAgain();
  }

  // While they are not there it waits for another turn.
  #plan(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#online && !this.#away && this.id !== null)
        this.#tryAgain();
      else
        this.#plan(ms);
    }, ms);
  }

  // Nothing is sent or taken any more, but the person is still in the room and
  // is shown with the reason why they cannot be seen.
  #fail(code) {
    if (this.#attempt.closed || this.#closed)
      return;

    const failure = code === 'no-path' && this.#connected ? 'lost'
      : code !== 'silent' ? code
      : this.#call.signer.hasKey ? 'no-reply' : 'not-admitted';
    const pause = this.#retry.plan(failure);

    this.#cut();
    this.participant.update({ failure, state: 'failed', verified: 'none' });
    if (pause > 0)
      this.#plan(pause);
  }

  #cut() {
    this.#attempt.close();
    this.#meter?.close();
    this.#meter = null;
    this.#told = {};
    this.participant.setFingerprints(null, null);
    this.participant.update({
      microphone: false, camera: false, screen: false, hand: false,
      speaking: false, level: 0,
      cameraStream: null, screenStream: null, audioStream: null,
    });
  }

  #peerChanged() {
    const { peer } = this.#attempt;

    if (peer.error) {
      console.warn(`Path failed: ${peer.error.message}`);
      this.#fail(peer.error.code);
      return;
    }
    if (peer.state === 'connected')
      this.#pathOpened();
    // Who never said a word and is gone has not let us in.
    if (peer.state === 'restarting' && this.#attempt.control.lastHeard === 0)
      this.#fail('silent');
    this.update();
  }

  #pathOpened() {
    const attempt = this.#attempt;
    const { fingerprint, localFingerprint } = attempt.peer;

    attempt.opened ||= performance.now();
    this.#connected = true;
    this.#retry.connected();
    if (this.#chatPeer.fingerprint !== fingerprint)
      this.#wordsMatch = false;
    this.#chatPeer.fingerprint = fingerprint;
    this.participant.setFingerprints(localFingerprint, fingerprint);
    this.participant.update({ failure: null });
    this.#updateTrust();
  }

  #updateTrust() {
    const { isSigned } = this.#attempt.negotiation;
    const isKnown = isSigned && this.#call.signer.hasKey &&
                    this.#attempt.opened > 0;

    if (isKnown)
      this.#call.signed(this.id);
    this.participant.update({
      verified: this.#wordsMatch ? 'words' : isKnown ? 'key' : 'none',
    });
  }

  #channelOpened(id) {
    if (id === CONTROL)
      this.#attempt.control.opened();
    else if (id === CHAT)
      this.#call.chat.flush(this.#chatPeer);
  }

  #receive(id, data) {
    const bucket = this.#attempt.buckets.get(id);

    if ((data.length ?? data.byteLength) > LIMITS.channelMessage)
      return;
    if (!bucket.takeMessage(data)) {
      this.#flooded();
      return;
    }
    if (id === CONTROL)
      this.#attempt.control.receive(data);
    else if (id === CHAT)
      this.#call.chat.receive(this.#chatPeer, data);
    else
      this.#receiveFile(bucket, data);
  }

  // The page keeps no files.
  #receiveFile(bucket, data) {
    const offer = typeof data === 'string' ? parseFileOffer(data) : null;

    if (!offer)
      return;
    if (!bucket.take(OFFER_COST)) {
      this.#flooded();
      return;
    }
    this.#attempt.peer.send(FILES, JSON.stringify({
      type: 'refuse', id: offer.id, reason: 'declined',
    }));
    this.#call.fileOffered(this.participant);
  }

  // What they would send next would be no better.
  #flooded() {
    this.#retry.refuse();
    this.#fail('incompatible');
  }

  #presence(presence) {
    const { participant } = this;

    this.#told = presence;
    participant.update({
      name: presence.name,
      microphone: presence.microphone,
      camera: presence.camera,
      screen: presence.screen,
      hand: Boolean(presence.hand),
      handTime: !presence.hand ? 0 : participant.handTime || performance.now(),
    });
    if (!presence.microphone)
      participant.update({ speaking: false, level: 0 });
    this.#updateStreams();
    this.update();
    if (presence.id !== undefined) {
      this.knownAs = presence.id;
      this.#call.knownAs(this, presence.id);
    }
  }

  #askedMute() {
    const now = performance.now();

    if (now < this.#nextAsked)
      return;
    this.#nextAsked = now + ASK_MS;
    this.#call.askMute(this.participant);
  }

  #watch(camera, screen) {
    const fit = height => Math.min(Math.max(Math.round(height) || 0, 0),
                                   LIMITS.height);
    const watched = { camera: fit(camera), screen: fit(screen) };

    if (this.#watched?.camera === watched.camera &&
        this.#watched?.screen === watched.screen)
      return;
    this.#watched = watched;
    this.#attempt.sendWatch.ask();
  }

  // Each keeps its stream as long as its track is the same.
  #updateStreams() {
    const [audio, camera, screen] = this.#attempt.peer.remoteTracks;
    const { participant } = this;
    const make = (track, stream) =>
      !track ? null
      : stream?.getTracks()[0] === track ? stream : new MediaStream([track]);
    const audioStream = make(audio, participant.audioStream);

    if (audioStream !== participant.audioStream) {
      this.#meter?.close();
      this.#meter = audio ? this.#makeMeter(audio) : null;
    }
    participant.update({
      audioStream,
      cameraStream: make(participant.camera ? camera : null,
                         participant.cameraStream),
      screenStream: make(participant.screen ? screen : null,
                         participant.screenStream),
    });
  }

  // While what their computer plays is heard with their voice, they say it.
  #makeMeter(track) {
    return new Meter(track.clone(), (level, speaking) => {
      const { microphone, sound, speaking: told } = this.#told;
      const speaks = Boolean(microphone && (sound ? told : speaking));

      this.participant.update({
        speaking: speaks,
        level: microphone && (speaks || !sound) ? level : 0,
      });
    }, () => this.#attempt.peer.audioLevel);
  }
}
