// SPDX-License-Identifier: GPL-3.0-or-later

import { h, icon, iconButton, setAttribute, setButton, setText }
  from './dom.js';
import { lettersOn } from './keys.js';
import { t } from './strings.js';
import { reactions } from './tile.js';

// A menu above its button, closed by Escape and by a click elsewhere.
function addMenu(button, menu) {
  menu.setAttribute('popover', 'auto');
  button.popoverTargetElement = menu;
  menu.addEventListener('toggle', event => {
    const open = event.newState === 'open';

    button.setAttribute('aria-expanded', String(open));
    if (!open)
      return;

    const at = button.getBoundingClientRect();
    const left = at.left + at.width / 2 - menu.offsetWidth / 2;

    menu.style.left =
      `${Math.max(6, Math.min(left, innerWidth - menu.offsetWidth - 6))}px`;
    menu.style.bottom = `${innerHeight - at.top + 12}px`;
    [...menu.querySelectorAll('button')]
      .find(item => item.checkVisibility()).focus();
  });
  button.setAttribute('aria-expanded', 'false');
  return menu;
}

function faces(act, style) {
  return h('div', { class: `faces ${style}`, role: 'group',
                    'aria-label': t('reactions') },
           Object.entries(reactions).map(([kind, emoji]) =>
             h('button', { type: 'button', 'aria-label': t(kind),
                           title: t(kind), onclick: () => act.react(kind) },
               emoji)));
}

/** The buttons at the bottom of a call. @act has a function for each. */
export class Controls {
  element;
  menus;
  #call;
  #media;
  #buttons;
  #badge = h('span', { class: 'badge', hidden: true, 'aria-hidden': 'true' });
  #items;

  constructor(call, media, act) {
    const button = (name, label, func, style = '') =>
      iconButton(name, label, func, { class: style });
    const b = this.#buttons = {
      microphone: button('microphone', t('mute'), act.microphone),
      camera: button('camera', t('cameraOff'), act.camera),
      share: button('screen', t('share'), act.share, 'wide'),
      hand: button('hand', t('raiseHand'), act.hand, 'wide'),
      react: button('smile', t('reactions'), null, 'wide'),
      chat: button('chat', t('chat'), () => act.panel('chat')),
      people: button('people', t('people'), () => act.panel('people'), 'wide'),
      more: button('more', t('more')),
      leave: button('leave', t('leave'), act.leave, 'destructive'),
    };
    const item = (name, label, func, style = '') =>
      h('button', { type: 'button', class: style, onclick: () => {
        menu.hidePopover();
        func();
      } }, icon(name), h('span', {}, label));
    const i = this.#items = {
      share: item('screen', t('share'), act.share, 'narrow'),
      hand: item('hand', t('raiseHand'), act.hand, 'narrow'),
      people: item('people', t('people'), () => act.panel('people'), 'narrow'),
      small: item('pip', t('smallWindow'), act.smallWindow),
      letters: h('button', { type: 'button', role: 'switch',
                             onclick: act.letters },
                 icon('keyboard'), h('span', {}, t('letterKeys')),
                 h('span', { class: 'switch' })),
    };
    const menu = addMenu(b.more, h('div', { class: 'menu' },
      faces(act, 'narrow'), i.share, i.hand, i.people,
      item('settings', t('devices'), act.devices),
      item('lock', t('safety'), act.safety),
      item('copy', t('copyLink'), act.copyLink),
      i.small, document.fullscreenEnabled &&
      item('full', t('fullScreen'), act.fullScreen), i.letters));

    this.#call = call;
    this.#media = media;
    b.chat.append(this.#badge);
    for (const share of [b.share, i.share])
      share.hidden = !media.canShareScreen;
    this.menus = [menu, addMenu(b.react, faces(act, ''))];
    this.element = h('div', { class: 'controls', role: 'toolbar',
                              'aria-label': t('controls') },
                     Object.values(b));
    // The keys of the page go on working after a click.
    this.element.addEventListener('mousedown', event => event.preventDefault());
    this.update(null, 0);
  }

  /** @param panel which one is open, or null */
  update(panel, unread, hasPicture) {
    const b = this.#buttons;
    const { microphoneOn, cameraOn, screenOn } = this.#media;
    const { hand } = this.#call.self;
    const share = t(screenOn ? 'stopSharing' : 'share');
    const raise = t(hand ? 'lowerHand' : 'raiseHand');
    const chat = unread > 0 ? t('chatUnread', unread) : t('chat');
    const set = (button, name, label, key) =>
      setButton(button, name, label,
                lettersOn || key.length > 1 ? t('withKey', label, key) : label);

    set(b.microphone, microphoneOn ? 'microphone' : 'microphone-off',
        t(microphoneOn ? 'mute' : 'unmute'), 'Ctrl+D');
    set(b.camera, cameraOn ? 'camera' : 'camera-off',
        t(cameraOn ? 'cameraOff' : 'cameraOn'), 'Ctrl+E');
    set(b.share, 'screen', share, 'S');
    set(b.hand, 'hand', raise, 'H');
    set(b.chat, 'chat', chat, 'T');
    set(b.people, 'people', t('people'), 'P');
    setText(this.#items.share.lastChild, share);
    setText(this.#items.hand.lastChild, raise);
    b.microphone.classList.toggle('off', !microphoneOn);
    b.camera.classList.toggle('off', !cameraOn);
    b.share.classList.toggle('on', screenOn);
    b.hand.classList.toggle('up', hand);
    setAttribute(this.#items.letters, 'aria-checked', String(lettersOn));
    setAttribute(b.chat, 'aria-expanded', String(panel === 'chat'));
    setAttribute(b.people, 'aria-expanded', String(panel === 'people'));
    this.#items.small.hidden = !document.pictureInPictureEnabled ||
                               !hasPicture;
    this.#badge.hidden = unread === 0;
    setText(this.#badge, String(Math.min(unread, 99)));
  }
}

const FADE_MS = 3000;

/** Fades what floats over @stage when the pointer rests there, but not while
 *  it is under the pointer, is used by keys, or motion is not wanted. */
export function fade(stage, isBusy) {
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  let timer = 0;

  const rest = () => {
    if (still.matches || isBusy() ||
        stage.querySelector(':focus-visible, .controls:hover, .bars:hover'))
      show();
    else
      stage.classList.add('faded');
  };
  const show = () => {
    stage.classList.remove('faded');
    clearTimeout(timer);
    timer = setTimeout(rest, FADE_MS);
  };

  for (const type of ['pointermove', 'pointerdown', 'keydown', 'focusin'])
    document.addEventListener(type, show);
  show();
  return () => {
    clearTimeout(timer);
    for (const type of ['pointermove', 'pointerdown', 'keydown', 'focusin'])
      document.removeEventListener(type, show);
  };
}
