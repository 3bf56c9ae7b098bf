// SPDX-License-Identifier: GPL-3.0-or-later

import { h } from './dom.js';
import { t } from './strings.js';

// White is readable on each of them.
const COLOURS = ['#1a5fb4', '#1f6b45', '#8f4700', '#a51d2d', '#613583',
                 '#63452c', '#0b6670', '#9c2a6e'];

function baseName(participant) {
  if (!participant.name)
    return t('guest');
  return participant.name === t('you') ? t('guestNamed', participant.name)
                                       : participant.name;
}

/** What @participant of @call is called, so that no two are called the same. */
export function nameOf(call, participant) {
  const name = baseName(participant);
  const same = call.participants.filter(other => baseName(other) === name);
  const position = same.indexOf(participant);

  return position > 0 ? `${name} (${position + 1})` : name;
}

/** Whether @call has a connection to anybody. */
export function isConnected(call) {
  return call.participants.some(({ state }) =>
    ['connected', 'unstable', 'reconnecting'].includes(state));
}

/** The names of all others, for a title. */
export function nameAll(call) {
  const others = call.participants;
  const names = others.slice(0, 2).map(other => nameOf(call, other));

  if (others.length === 0)
    return t('call');
  if (others.length === 1)
    return names[0];
  if (others.length === 2)
    return t('twoNames', ...names);
  return t('andOthers', names[0], others.length - 1);
}

/** The first letters of a name on a colour that stays theirs. */
export function avatar(name) {
  const words = name.replace(/[\u2066-\u2069]/g, '').split(/[\s()“”]+/)
    .filter(word => word !== '');
  const letters = [words[0], words.length > 1 ? words.at(-1) : '']
    .map(word => [...word ?? ''][0] ?? '').join('').toLocaleUpperCase();
  let hash = 5381;

  for (const letter of name)
    hash = (hash * 33 + letter.codePointAt(0)) % 0x80000000;

  const face = h('div', { 'aria-hidden': 'true' }, letters);

  face.style.background = COLOURS[hash % COLOURS.length];
  return face;
}
