// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * A double of src/server/web/call.js, see media.js beside it. The test steers
 * it as `double.call`.
 */

import { picture } from './media.js';
import { call as callState } from './state.js';

export class Participant extends EventTarget {
  state = 'connected';
  failure = null;
  verified = 'key';
  microphone = true;
  camera = true;
  screen = false;
  hand = false;
  speaking = false;
  level = 0;
  audioStream = null;
  screenStream = null;
  hasSafetyWords = true;
  watched = null;

  constructor(values) {
    super();
    this.set(values);
    this.cameraStream = this.camera ? picture(this.name) : null;
    if (this.screen)
      this.screenStream = picture('screen');
  }

  set(values) {
    Object.assign(this, values);
    this.dispatchEvent(new Event('change'));
  }

  async safetyWords() {
    return [...'🎺🏁🚀🎺🐟🌏🐙🌽🦄⌛🌷😀'].map((emoji, i) =>
      ({ emoji, index: [58, 50, 54, 58, 12, 19, 13, 26, 4, 38, 15, 30][i] }));
  }

  setWordsMatch(match) {
    this.set({ verified: match ? 'words' : 'none' });
    return true;
  }

  allow() {
    this.set({ state: 'connected' });
  }

  refuse() {
    this.set({ state: 'failed', failure: 'refused' });
  }

  retry() {
    this.set({ state: 'connecting', failure: null });
  }

  watch(camera, screen) {
    this.watched = [camera, screen];
  }
}

export class Call extends EventTarget {
  state = 'joining';
  ending = null;
  participants = [];
  messages = [];
  encrypted = 'verified';
  door = { locked: false, answers: false, members: [] };

  constructor({ name }) {
    super();
    this.self = { name, hand: false };
    window.double.call = this;
  }

  set(values) {
    Object.assign(this, values);
    this.dispatchEvent(new Event('change'));
  }

  async join() {
    const { people = [], messages = [], ...state } = callState;

    this.participants = people.map(values => new Participant(values));
    this.set({ state: 'inside', ...state });
    for (const { by, text } of messages)
      this.addText(by === undefined ? null : this.participants[by], text);
  }

  leave() {
    this.set({ state: 'ended', ending: 'left' });
  }

  addText(from, text) {
    const message = { from, name: from?.name ?? this.self.name, text,
                      time: new Date(2026, 9, 1, 10, 24), delivered: true };

    this.messages.push(message);
    this.dispatchEvent(new CustomEvent('message', { detail: message }));
  }

  sendText(text) {
    this.addText(null, text);
    return true;
  }

  setHand(hand) {
    this.set({ self: { ...this.self, hand } });
  }

  react(kind) {
    this.dispatchEvent(new CustomEvent('reaction', {
      detail: { from: null, kind },
    }));
    return true;
  }

  askMute() {
    return true;
  }

  admit(id) {
    this.set({ door: { ...this.door, members: this.door.members
      .filter(member => member.id !== id) } });
  }

  refuse(id) {
    this.admit(id);
  }
}
