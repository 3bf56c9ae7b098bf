// SPDX-License-Identifier: GPL-3.0-or-later

import { h } from './dom.js';

/** Plays the voices of the others, whether the page is seen or not. */
export class Sound {
  element = h('div', { hidden: true });

  /** Whether the browser plays nothing before the person presses something. */
  isBlocked = false;

  #call;
  #media;
  #elements = new Map();

  constructor(call, media) {
    this.#call = call;
    this.#media = media;
  }

  update() {
    const others = this.#call.participants;

    for (const [participant, audio] of this.#elements)
      if (!others.includes(participant)) {
        audio.srcObject = null;
        audio.remove();
        this.#elements.delete(participant);
      }
    for (const participant of others) {
      const audio = this.#elements.get(participant) ?? this.#add(participant);

      if (audio.srcObject !== participant.audioStream) {
        audio.srcObject = participant.audioStream;
        if (audio.srcObject)
          this.#play(audio);
      }
    }
  }

  /** From a click: plays what the browser held back. */
  play() {
    this.isBlocked = false;
    this.#call.dispatchEvent(new Event('change'));
    for (const audio of this.#elements.values())
      if (audio.srcObject)
        this.#play(audio);
  }

  close() {
    for (const audio of this.#elements.values())
      audio.srcObject = null;
  }

  #add(participant) {
    const audio = h('audio', { autoplay: true });

    this.#elements.set(participant, audio);
    this.#media.useSpeaker(audio);
    this.element.append(audio);
    return audio;
  }

  async #play(audio) {
    try {
      await audio.play();
    } catch (error) {
      // Anything else means that another stream came in between.
      if (error.name === 'NotAllowedError' && !this.isBlocked) {
        this.isBlocked = true;
        this.#call.dispatchEvent(new Event('change'));
      }
    }
  }
}
