// SPDX-License-Identifier: GPL-3.0-or-later

import { safetyWords } from './safety.js';

/**
 * Somebody else in the call. Properties are read by the page and changed by
 * the call alone.
 *
 * Events: 'change' when a property has changed; 'level' when only `level` has.
 */
export class Participant extends EventTarget {
  /** What the server calls them; another one when it forgot the room. */
  id;

  /** Cleaned, see names.js; '' when there is none. */
  name;

  /**
   * 'connecting', 'asking' (they have not proven to have the link's key and
   * wait for `allow()` or `refuse()`), 'waiting' (for them to allow us),
   * 'connected', 'unstable', 'reconnecting' or 'failed'.
   */
  state = 'connecting';

  /**
   * Why they failed, also while it is tried again: null, 'no-path',
   * 'wrong-key', 'refused' (by us), 'no-reply' (they are there, but say
   * nothing), 'not-admitted' (the same, to who has no key), 'incompatible' or
   * 'lost' (there was a path once).
   */
  failure = null;

  /** How they have proven who they are: 'key', 'words' or 'none'. */
  verified = 'none';

  /** What they say that they send, as booleans. */
  microphone = false;
  camera = false;
  screen = false;

  /** Whether their hand is up, and since when by performance.now(). */
  hand = false;
  handTime = 0;

  speaking = false;

  /** How loud they are, from 0 to 1. */
  level = 0;

  /**
   * MediaStreams of one track, or null while there is nothing to be seen. The
   * sound is to be played by an audio element all the time; see
   * `LocalMedia.useSpeaker()`.
   */
  cameraStream = null;
  screenStream = null;
  audioStream = null;

  #actions;
  #fingerprints = null;
  #wordsOf = new WeakMap();     // the fingerprints that they were made of

  /** @param actions what the page can ask for, by those who can do it */
  constructor(id, name, actions) {
    super();
    this.id = id;
    this.name = name;
    this.#actions = actions;
  }

  /** Whether there is a certificate of each side, so that there are words. */
  get hasSafetyWords() {
    return this.#fingerprints !== null;
  }

  /**
   * The words that both sides have, or must have. Takes a moment.
   *
   * @returns {Promise<{emoji: string, index: number}[]>} 12 of them; rejects
   *   when there is no connection
   */
  async safetyWords() {
    const fingerprints = this.#fingerprints;

    if (!fingerprints)
      throw new Error('There are no words');

    const words = await safetyWords(...fingerprints);

    this.#wordsOf.set(words, fingerprints.join());
    return words;
  }

  /**
   * The person says that the words match, or takes it back.
   *
   * @param words those of `safetyWords()` that were compared
   * @returns {boolean} false when the words are others by now
   */
  setWordsMatch(match, words) {
    if (!this.#fingerprints ||
        this.#wordsOf.get(words) !== this.#fingerprints.join())
      return false;
    this.#actions.setWordsMatch(match);
    return true;
  }

  /** Takes somebody who is 'asking' in spite of the missing signature. */
  allow() {
    this.#actions.allow();
  }

  /** Ends it, for somebody who is 'asking'. */
  refuse() {
    this.#actions.refuse();
  }

  /** Tries again, for somebody who has 'failed'. */
  retry() {
    this.#actions.retry();
  }

  /**
   * Says how high their pictures are shown, in device pixels; 0: not at all.
   * Can be called as often as it changes.
   */
  watch(cameraHeight, screenHeight) {
    this.#actions.watch(cameraHeight, screenHeight);
  }

  /** For the call: those of both certificates, or null. */
  setFingerprints(own, other) {
    this.#fingerprints = own && other ? [own, other] : null;
  }

  /** For the call: sets properties, and tells of it when one has changed. */
  update(values) {
    let changed = false;
    let leveled = false;

    for (const [name, value] of Object.entries(values)) {
      if (this[name] === value)
        continue;
      this[name] = value;
      if (name === 'level')
        leveled = true;
      else
        changed = true;
    }
    if (changed)
      this.dispatchEvent(new Event('change'));
    else if (leveled)
      this.dispatchEvent(new Event('level'));
  }
}
