// SPDX-License-Identifier: GPL-3.0-or-later

import { Call } from './call.js';
import { h } from './dom.js';
import { majuUri, parseLink } from './link.js';
import { LocalMedia } from './media.js';
import { readyPage } from './ready.js';
import { roomPage } from './room.js';
import { has, language, setLanguage, t } from './strings.js';
import { isConnected } from './who.js';

/** The way through the page: invited, ready, in the call, over. */

// What messengers append to a link is no part of it.
const { hash } = location;
const address = location.origin + location.pathname + hash;
const link = parseLink(address);
const body = document.body;

let leavePage = () => {};
let call = null;

/** Shows a page in place of the one before. Its `heading` gets the focus, so
 *  that who cannot see is told where they are. */
function show(page, title, leave = () => {}) {
  leavePage();
  leavePage = leave;
  document.title = t('title', title).replace(/[\u2068\u2069]/g, '');
  body.replaceChildren(page);

  const heading = page.querySelector('h1');

  heading?.setAttribute('tabindex', '-1');
  heading?.focus();
}

function status(picture, title, text, ...children) {
  return h('main', { class: 'page' },
           h('div', { class: 'status' }, picture, h('h1', {}, title),
             text && h('p', {}, text), children));
}

function button(label, onclick, style = '') {
  return h('button', { type: 'button', class: `pill ${style}`, onclick },
           label);
}

function openInMaju(style = '') {
  return h('a', { class: `button pill ${style}`, href: majuUri(link) },
           t('openInMaju'));
}

function showInvited() {
  const page = status(
    h('img', { src: '/web/icon.svg', alt: '', width: 128, height: 128 }),
    t('invited'),
    t(!isSecureContext ? 'insecure' : link.key ? 'invitedText'
                                               : 'invitedNoKey'),
    h('div', { class: 'buttons' }, openInMaju('suggested'),
      isSecureContext && button(t('joinHere'), showReady)),
    h('p', { class: 'dim small' }, t('getMaju')));

  page.append(h('button', {
    type: 'button',
    class: 'flat',
    lang: language === 'ko' ? 'en' : 'ko',
    onclick: async () => {
      await setLanguage(language === 'ko' ? 'en' : 'ko');
      showInvited();
    },
  }, t('otherLanguage')));
  show(page, t('invited'));
}

function showReady() {
  const media = new LocalMedia();
  const { page, leave } = readyPage(media, name => join(name, media));

  show(page, t('ready'), leave);
  media.start();
}

function join(name, media) {
  const mine = call = new Call({ link, name, media });
  let shown = null;

  function update() {
    const state = mine.state === 'reconnecting' ? 'inside' : mine.state;

    if (state === shown || mine !== call)
      return;
    shown = state;
    if (state === 'ended')
      over(mine, name, media);
    else if (state === 'inside')
      enter(mine, media);
    else
      showJoining(mine);
  }

  mine.addEventListener('change', update);
  mine.join();
  update();
}

function enter(mine, media) {
  const { page, leave } = roomPage(mine, media, { ...link, address });

  show(page, t('call'), leave);
}

function showJoining(mine) {
  const knocks = mine.state === 'knocking';
  const title = t(knocks ? 'knocking' : 'joining');

  show(status(h('div', { class: 'spinner' }), title,
              knocks && t('knockingText'),
              h('div', { class: 'buttons' },
                button(t('cancel'), () => mine.leave()))), title);
}

function over(mine, name, media) {
  const { microphoneOn, cameraOn } = media;

  call = null;
  media.close();
  followLink();
  showEnded(mine.ending, () => {
    const again = new LocalMedia();

    // As it was, but without asking for what was off.
    again.choose({ camera: media.cameraId, microphone: media.microphoneId,
                   speaker: media.speakerId });
    if (microphoneOn)
      again.setMicrophoneOn(true);
    if (cameraOn)
      again.setCameraOn(true);
    join(name, again);
  });
}

function showEnded(ending, again) {
  const code = has(`${ending}:title`) ? ending : 'internal';
  const title = t(`${code}:title`);
  const label = { removed: 'knock', left: 'joinAgain', lost: 'joinAgain',
                  'taken-over': 'joinAgain', 'no-answer': 'knock',
                  internal: 'joinAgain', version: 'reload' }[code];

  show(status(null, title, t(`${code}:text`),
              h('div', { class: 'buttons' },
                again && code !== 'bad-link' && code !== 'unsupported' &&
                button(t(label ?? 'tryAgain'), code === 'version'
                  ? () => location.reload() : again, 'suggested'),
                link && openInMaju())), title);
}

// Another link to the same room is another key: the browser loads nothing.
function followLink() {
  if (location.hash !== hash && !(call && isConnected(call)))
    location.reload();
}

addEventListener('hashchange', followLink);

// All of it came, see start.js.
if (history.state)
  history.replaceState(null, '');
addEventListener('pagehide', () => call?.leave());

if (!link)
  showEnded('bad-link');
else if (!window.RTCPeerConnection || !('popover' in body))
  showEnded('unsupported');
else
  showInvited();
