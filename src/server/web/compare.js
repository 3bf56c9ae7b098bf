// SPDX-License-Identifier: GPL-3.0-or-later

import { h, openDialog } from './dom.js';
import { safetyName, t } from './strings.js';
import { nameOf } from './who.js';

function button(label, onclick, style = '') {
  return h('button', { type: 'button', class: style, onclick }, label);
}

/** Compares safety words with somebody by voice. */
export async function compareWords(call, participant) {
  const name = nameOf(call, participant);
  const words = await participant.safetyWords().catch(() => null);
  const done = match => {
    const isTaken = participant.setWordsMatch(match, words);

    dialog.close();
    if (!match)
      warn(call, name);
    else if (!isTaken)
      compareWords(call, participant);
  };
  const close = button(t('close'), () => dialog.close());
  const dialog = openDialog(
    t('safetyWords'),
    h('p', {}, words ? t('readWords', name) : t('noWords')),
    words && h('ol', { class: 'emoji' }, words.map(({ emoji, index }) =>
      h('li', {}, h('span', { 'aria-hidden': 'true' }, emoji),
        safetyName(index)))),
    participant.verified === 'words' && h('p', {}, t('matched')),
    h('div', { class: 'buttons' }, words ? [
      button(t('theyDiffer'), () => done(false)),
      button(t('theyMatch'), () => done(true), 'suggested'),
    ] : close));
}

function warn(call, name) {
  const dialog = openDialog(
    t('doNotTrust'), h('p', {}, t('doNotTrustText', name)),
    h('div', { class: 'buttons' },
      button(t('close'), () => dialog.close()),
      button(t('leaveCall'), () => {
        dialog.close();
        call.leave();
      }, 'destructive')));
}

/** How safe the call is, and with whom to compare words. */
export function showSafety(call, host) {
  const others = call.participants.filter(other =>
    ['connected', 'unstable', 'reconnecting'].includes(other.state));
  const key = others.length === 0 ? 'safeAlone'
    : isSafe(call) ? 'safeText' : 'unsafeText';
  const dialog = openDialog(
    t('safety'), h('p', {}, t(key)),
    h('p', { class: 'dim small' }, t('pageTrust', host)),
    others.map(other => button(t('compareWith', nameOf(call, other)), () => {
      dialog.close();
      compareWords(call, other);
    })),
    h('div', { class: 'buttons' },
      button(t('close'), () => dialog.close())));
}

/** Whether everybody has proven who they are. */
export function isSafe(call) {
  return call.participants.every(other =>
    other.verified !== 'none' ||
    !['connected', 'unstable', 'reconnecting'].includes(other.state));
}
