// SPDX-License-Identifier: GPL-3.0-or-later

import { h, icon, setAttribute, setText } from './dom.js';
import { t } from './strings.js';
import { avatar, nameOf } from './who.js';

const REACTION_MS = 4000;

export const reactions = {
  thumbs_up: '👍', clap: '👏', heart: '❤️', laugh: '😄', surprise: '😮',
  celebrate: '🎉',
};

const FAILURES = { refused: 'not-let-in', lost: 'path-lost' };

/** Why somebody is not connected, as a sentence. */
export function failureOf(call, participant) {
  const { failure } = participant;

  return t(FAILURES[failure] ?? failure ?? 'path-lost',
           nameOf(call, participant));
}

/** Whether another try could be better: whom we refused stays refused. */
export function canRetry({ state, failure }) {
  return state === 'failed' && !['refused', 'wrong-key'].includes(failure);
}

function picture(properties) {
  const video = h('video', { autoplay: true, playsinline: true, ...properties,
                             'aria-hidden': 'true' });

  // Sound comes from elements of their own.
  video.muted = true;
  return video;
}

function setStream(video, stream) {
  if (video.srcObject !== stream)
    video.srcObject = stream;
  video.hidden = stream === null;
}

// What covers the picture while there is none, or none that lives.
function cover(call, participant, name) {
  const { state } = participant;
  const button = (label, onclick) =>
    h('button', { type: 'button', onclick }, label);

  switch (state) {
  case 'connecting':
  case 'reconnecting':
  case 'waiting':
    return [h('div', { class: 'spinner' }), h('b', {}, t(state)),
            participant.failure &&
            h('p', {}, failureOf(call, participant))];
  case 'asking':
    return [h('b', {}, t('asking', name)), h('p', {}, t('askingText')),
            h('div', { class: 'buttons' },
              button(t('letIn'), () => participant.allow()),
              button(t('refuse'), () => participant.refuse()))];
  case 'failed':
    return [h('b', {}, t('failed')),
            h('p', {}, failureOf(call, participant)),
            canRetry(participant) &&
            button(t('tryAgain'), () => participant.retry())];
  default:
    return null;
  }
}

/** The tile of a person; @participant is null for oneself. */
export function personTile(call, participant, media) {
  const video = picture({ class: participant ? '' : 'mirrored' });
  const face = h('div', { class: 'avatar' });
  const over = h('div', { class: 'over' });
  const note = h('div', { class: 'mark note' });
  const name = h('bdi');
  const muted = icon('microphone-off');
  const hand = icon('hand');
  const doubt = icon('warning');
  const mark = h('div', { class: 'mark' }, muted, hand, doubt, name);
  const element = h('div', { class: 'tile', role: 'listitem' }, face, video,
                    over, note, mark, h('div', { class: 'ring' }));
  let covered = null;
  let faceName = null;

  hand.classList.add('up');
  doubt.classList.add('warn');

  function update() {
    const person = participant ?? {
      state: 'connected', verified: 'key', microphone: media.microphoneOn,
      camera: media.cameraOn, cameraStream: media.cameraStream,
      hand: call.self.hand, speaking: media.microphoneOn && media.speaking,
    };
    const called = participant ? nameOf(call, participant) : t('you');
    const initials = participant ? called : call.self.name || called;
    const here = ['connected', 'unstable'].includes(person.state);
    const unverified = person.verified === 'none' && here;
    const state = `${person.state} ${person.failure} ${called}`;

    setStream(video, person.camera ? person.cameraStream : null);
    if (faceName !== initials) {
      faceName = initials;
      face.replaceChildren(avatar(initials));
    }
    if (covered !== state) {
      covered = state;
      over.replaceChildren();
      over.append(...(participant && cover(call, participant, called) || [])
        .filter(Boolean));
      over.hidden = !over.firstChild;
      note.hidden = person.state !== 'unstable';
      setText(note, t('unstable'));
    }
    face.hidden = !video.hidden || !over.hidden;
    setText(name, called);
    muted.toggleAttribute('hidden', person.microphone || !here);
    hand.toggleAttribute('hidden', !person.hand);
    doubt.toggleAttribute('hidden', !unverified);
    element.classList.toggle('speaking', person.speaking);
    setAttribute(element, 'aria-label', [
      called,
      !here && t(person.state === 'asking' ? 'waiting' : person.state),
      here && !person.microphone && t('muted'),
      here && !person.camera && t('camera_off'),
      person.hand && t('handRaised'), person.speaking && t('speaking'),
      unverified && t('not_verified'),
      person.state === 'unstable' && t('unstable'),
    ].filter(Boolean).join(', '));
  }

  update();
  return {
    element, participant, update, video,
    react(kind) {
      const shown = h('div', { class: 'reaction', 'aria-hidden': 'true' },
                      reactions[kind]);

      element.append(shown);
      setTimeout(() => shown.remove(), REACTION_MS);
    },
  };
}

/** The tile of somebody's screen. It can be clicked to be large. */
export function shareTile(call, participant, take) {
  const video = picture();
  const name = h('bdi');
  const button = h('button', { type: 'button', class: 'take', onclick: take });
  const element = h('div', { class: 'tile share', role: 'listitem' }, video,
                    h('div', { class: 'mark' }, icon('screen'), name),
                    h('div', { class: 'ring' }), button);

  function update() {
    const called = nameOf(call, participant);

    setStream(video, participant.screenStream);
    setText(name, t('screenOf', called));
    setAttribute(button, 'aria-label', t('showScreen', called));
    setAttribute(element, 'aria-label', t('screenOf', called));
  }

  update();
  return {
    element, participant, update, video,
    setLarge: large => {
      button.hidden = large;
    },
  };
}
