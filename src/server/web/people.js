// SPDX-License-Identifier: GPL-3.0-or-later

import { compareWords } from './compare.js';
import { h, icon, setText } from './dom.js';
import { t } from './strings.js';
import { canRetry, failureOf } from './tile.js';
import { avatar, nameOf } from './who.js';

function button(label, name, onclick) {
  return h('button', { type: 'button', class: 'small', onclick,
                       'aria-label': t('says', label, name) }, label);
}

function describe(person) {
  const here = ['connected', 'unstable'].includes(person.state);

  return [
    person.state !== 'connected' &&
      t(person.state === 'asking' ? 'askingText' : person.state),
    here && !person.microphone && t('muted'),
    here && !person.camera && t('camera_off'),
    person.speaking && t('speaking'),
    person.hand && t('handRaised'),
    here && t(person.verified === 'none' ? 'notVerified' : 'verified'),
  ].filter(Boolean).join(' · ');
}

function rowOf(name, buttons = [], initials = name) {
  const face = avatar(initials);
  const words = h('div', { class: 'dim small' });

  face.classList.add('face');
  return { words, element: h('li', {}, face,
                             h('div', { class: 'who' }, h('bdi', {}, name),
                               words), ...buttons) };
}

/** Who is in the call, who knocks, and what can be done about them. */
export class People {
  element;
  #call;
  #media;
  #say;
  #list = h('ul', { class: 'rows' });
  #door = h('ul', { class: 'rows' });
  #doorBox;
  #rows = new Map();

  constructor(call, media, say, copyLink) {
    this.#call = call;
    this.#media = media;
    this.#say = say;
    this.#doorBox = h('section', {}, h('h2', {}, t('atTheDoor')), this.#door);
    this.element = h('div', { class: 'scroll people' }, this.#doorBox,
                     this.#list,
                     h('button', { type: 'button', class: 'pill',
                                   onclick: copyLink },
                       icon('copy'), t('copyLink')));
    this.update();
  }

  focus() {
    [...this.element.querySelectorAll('button')]
      .find(button => button.checkVisibility()).focus();
  }

  update() {
    const call = this.#call;
    const { door } = call;

    this.#own();
    this.#keep(this.#list, call.participants, other => other,
               other => this.#row(other));
    this.#keep(this.#door, door.answers ? door.members : [],
               member => `door ${member.id} ${member.name}`,
               member => this.#knocker(member));
    this.#doorBox.hidden = !this.#door.firstChild;
    for (const participant of call.participants)
      this.#update(participant);
  }

  #own() {
    const { hand, name } = this.#call.self;
    const { microphoneOn, cameraOn } = this.#media;

    if (!this.#rows.has(null)) {
      const row = rowOf(name ? t('yourself', name) : t('you'), [],
                        name || t('you'));

      this.#rows.set(null, row);
      this.#list.append(row.element);
    }
    setText(this.#rows.get(null).words, [
      !microphoneOn && t('muted'), !cameraOn && t('camera_off'),
      hand && t('handRaised'),
    ].filter(Boolean).join(' · '));
  }

  // Rows stay what they are, so that none loses the focus.
  #keep(list, wanted, keyOf, make) {
    const keys = wanted.map(keyOf);

    for (const [key, row] of this.#rows)
      if (key !== null && row.list === list && !keys.includes(key)) {
        row.element.remove();
        this.#rows.delete(key);
      }
    wanted.forEach((item, i) => {
      if (!this.#rows.has(keys[i])) {
        const row = { ...make(item), list };

        this.#rows.set(keys[i], row);
        list.append(row.element);
      }
    });
  }

  #knocker({ id, name }) {
    const called = name || t('guest');

    return rowOf(called, [h('div', { class: 'buttons' },
      button(t('letIn'), called, () => this.#call.admit(id)),
      button(t('refuse'), called,
             () => this.#call.refuse(id)))]);
  }

  #row(participant) {
    const call = this.#call;
    const name = nameOf(call, participant);
    const buttons = {
      allow: button(t('letIn'), name,
                    () => participant.allow()),
      refuse: button(t('refuse'), name,
                     () => participant.refuse()),
      words: button(t('safetyWords'), name,
                    () => compareWords(call, participant)),
      mute: button(t('askMute'), name, () => {
        this.#say(t(call.askMute(participant) ? 'asked' : 'askedJustNow',
                    nameOf(call, participant)));
      }),
      retry: button(t('tryAgain'), name, () => participant.retry()),
    };

    return { buttons, ...rowOf(name, [h('div', { class: 'buttons' },
                                        Object.values(buttons))]) };
  }

  #update(participant) {
    const row = this.#rows.get(participant);
    const { buttons } = row;
    const { state } = participant;
    const here = ['connected', 'unstable'].includes(state);

    setText(row.element.querySelector('bdi'), nameOf(this.#call, participant));
    setText(row.words, participant.failure
      ? failureOf(this.#call, participant) : describe(participant));
    buttons.allow.hidden = buttons.refuse.hidden = state !== 'asking';
    buttons.words.hidden = !participant.hasSafetyWords;
    buttons.mute.hidden = !here || !participant.microphone;
    buttons.retry.hidden = !canRetry(participant);
  }
}
