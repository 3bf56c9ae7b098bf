// SPDX-License-Identifier: GPL-3.0-or-later

import { problemText } from './devices.js';
import { has, t } from './strings.js';
import { nameOf } from './who.js';

const HINT_MS = 30000;
const SHORT = 60;

/** Tells what happens in a call. */
export class News {
  #call;
  #media;
  #say;
  #act;
  #isOpen;
  #known = new Map();           // participant to what was last seen of them
  #state;
  #hinted = -HINT_MS;
  // What takes away words that are so no longer, once one is that.
  #moot = { muted: [], unmuted: [] };
  #problems;                    // of devices, as they were told last

  constructor(call, media, say, act, isOpen) {
    this.#call = call;
    this.#media = media;
    this.#say = say;
    this.#act = act;
    this.#isOpen = isOpen;
    this.#state = call.state;
    // What was wrong before the call was told there.
    this.#problems = problemsOf(media);
    // Who was there before oneself has not joined.
    for (const participant of call.participants)
      this.#meet(participant);
    call.addEventListener('change', () => this.#compare());
    call.addEventListener('message', ({ detail }) => {
      if (detail.from && !isOpen('chat'))
        say(t('says', detail.name || t('guest'), shorten(detail.text)),
            { label: t('show'), func: () => act.panel('chat') });
    });
    call.addEventListener('ask-mute', ({ detail }) => {
      if (media.microphoneOn)
        this.#moot.muted.push(say(t('asksMute', nameOf(call, detail.from)), {
          label: t('mute'), func: () => media.setMicrophoneOn(false),
        }));
    });
    call.addEventListener('notice', ({ detail }) => {
      if (has(`notice:${detail.code}`))
        say(t(`notice:${detail.code}`, detail.from
          ? nameOf(call, detail.from) : detail.name || t('guest')));
    });
    media.addEventListener('change', () => this.#own());
  }

  #meet(participant) {
    const remember = () => ({
      name: nameOf(this.#call, participant), state: participant.state,
      hand: participant.hand, screen: participant.screen,
    });

    this.#known.set(participant, remember());
    participant.addEventListener('change', () => {
      const before = this.#known.get(participant);

      if (!before)
        return;
      this.#known.set(participant, remember());
      this.#tell(participant, before);
    });
  }

  #compare() {
    const { participants, state } = this.#call;

    if (this.#state === 'reconnecting' && state === 'inside')
      this.#say(t('serverBack'));
    this.#state = state;
    if (state === 'ended')
      return;
    for (const [participant, { name }] of this.#known)
      if (!participants.includes(participant)) {
        this.#known.delete(participant);
        this.#say(t('wentAway', name));
      }
    for (const participant of participants)
      if (!this.#known.has(participant)) {
        this.#meet(participant);
        this.#say(t('joined', nameOf(this.#call, participant)));
      }
  }

  #tell(participant, before) {
    const name = nameOf(this.#call, participant);
    const { state, hand, screen } = participant;

    if (state === 'reconnecting' && before.state !== state)
      this.#say(t('lostPerson', name));
    else if (state === 'connected' && before.state === 'reconnecting')
      this.#say(t('backPerson', name));
    // In a bar it is read out as well.
    if (state === 'asking' && before.state !== state &&
        !this.#isOpen('asking'))
      this.#say(t('keyless', name), this.#isOpen('people') ? undefined
        : { label: t('show'), func: () => this.#act.panel('people') });
    if (hand && !before.hand)
      this.#say(t('raised', name));
    if (screen !== before.screen)
      this.#say(t(screen ? 'shares' : 'stopped', name));
  }

  #own() {
    const { microphoneOn, speaking } = this.#media;
    const problems = problemsOf(this.#media);

    for (const [device, problem] of Object.entries(problems))
      if (problem && problem !== this.#problems[device])
        this.#say(problemText(device, problem), device === 'screen' ? undefined
          : { label: t('devices'), func: this.#act.devices });
    this.#problems = problems;
    for (const remove of this.#moot[microphoneOn ? 'unmuted' : 'muted'].splice(0))
      remove();
    if (speaking && !microphoneOn &&
        performance.now() - this.#hinted > HINT_MS) {
      this.#hinted = performance.now();
      this.#moot.unmuted.push(this.#say(t('talkHint')));
    }
  }
}

function problemsOf(media) {
  return { microphone: media.microphoneProblem, camera: media.cameraProblem,
           screen: media.screenProblem };
}

function shorten(text) {
  const letters = [...text];

  return letters.length > SHORT
    ? `${letters.slice(0, SHORT - 1).join('')}…` : text;
}
