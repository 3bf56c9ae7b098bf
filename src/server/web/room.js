// SPDX-License-Identifier: GPL-3.0-or-later

import { Chat } from './chat.js';
import { isSafe, showSafety } from './compare.js';
import { Controls, fade } from './controls.js';
import { deviceRows, problems } from './devices.js';
import { h, icon, iconButton, openDialog, setAttribute, setButton, setText,
         soon } from './dom.js';
import { lettersOn, listenToKeys, setLettersOn } from './keys.js';
import { News } from './news.js';
import { Bars, Toasts } from './notices.js';
import { People } from './people.js';
import { Sound } from './sound.js';
import { Stage } from './stage.js';
import { duration, t } from './strings.js';
import { canRetry } from './tile.js';
import { isConnected, nameAll, nameOf } from './who.js';

/** The page of a call: all that is seen and done in it. */
class Room {
  #call;
  #media;
  #link;
  #started = Date.now();
  #panelName = null;
  #opener = null;
  #unread = 0;
  #ends = [];

  #toasts = new Toasts();
  #bars = new Bars();
  #stage;
  #controls;
  #sound;
  #panels;
  #title = h('h1', {}, t('call'));
  #time = h('div', { class: 'time', role: 'timer' });
  #safety = iconButton('lock', t('safety'), () => this.#showSafety(),
                       { class: 'round flat' });
  #panel = h('aside', { class: 'panel', hidden: true });
  #alone;
  element;

  constructor(call, media, link) {
    this.#call = call;
    this.#media = media;
    this.#link = link;

    const act = this.#actions();
    const say = (text, action) => this.#toasts.say(text, action);
    const header = h('header', { class: 'top' }, this.#safety,
                     h('div', { class: 'middle' }, this.#title, this.#time),
                     document.fullscreenEnabled &&
                     iconButton('full', t('fullScreen'), act.fullScreen,
                                { class: 'round flat end' }));

    this.#controls = new Controls(call, media, act);
    this.#stage = new Stage(call, media, header, this.#controls.element);
    this.#sound = new Sound(call, media);
    this.#panels = { chat: new Chat(call, say),
                     people: new People(call, media, say, act.copyLink) };
    this.#alone = h('div', { class: 'status' },
                    h('h2', {}, t('waitingForOthers')),
                    h('p', { class: 'dim' }, t('sendLink')),
                    h('button', { type: 'button', class: 'pill suggested',
                                  onclick: act.copyLink },
                      icon('copy'), t('copyLink')));
    const stage = h('main', { class: 'stage' }, header, this.#bars.element,
                    this.#stage.element, this.#alone, this.#controls.element,
                    ...this.#controls.menus, this.#toasts.element);

    this.#fillPanel();
    this.element = h('div', { class: 'room' }, stage, this.#panel,
                     this.#sound.element);
    this.#listen();
    this.#ends.push(fade(stage, () =>
      this.#controls.menus.some(menu => menu.matches(':popover-open'))));
    this.#ends.push(listenToKeys(media, act));
    stage.addEventListener('dblclick', event => {
      if (event.target.closest('.tile'))
        act.fullScreen();
    });
    new News(call, media, say, act, name => name === 'asking'
      ? this.#asksInBars() : this.#isOpen(name));
    this.#update();
  }

  close() {
    for (const end of this.#ends)
      end();
    this.#stage.close();
    this.#sound.close();
  }

  #listen() {
    const update = soon(() => this.#update());
    const seen = new WeakSet();
    const watch = () => {
      for (const participant of this.#call.participants)
        if (!seen.has(participant)) {
          seen.add(participant);
          participant.addEventListener('change', update);
        }
      update();
    };
    const ticking = setInterval(() => this.#tick(), 1000);
    const stayAwake = () => this.#stayAwake();

    this.#call.addEventListener('change', watch);
    this.#call.addEventListener('message', () => {
      if (!this.#isOpen('chat'))
        this.#unread++;
      update();
    });
    this.#call.addEventListener('reaction', ({ detail }) =>
      this.#stage.react(detail.from, detail.kind));
    this.#media.addEventListener('change', update);
    document.addEventListener('visibilitychange', stayAwake);
    this.#ends.push(() => {
      clearInterval(ticking);
      this.#media.removeEventListener('change', update);
      document.removeEventListener('visibilitychange', stayAwake);
      this.#lock?.then(lock => lock?.release()).catch(() => {});
      if (document.pictureInPictureElement)
        document.exitPictureInPicture();
    });
    this.#stayAwake();
    this.#tick();
    watch();
  }

  #lock = null;

  // The browser lets the screen sleep again when nobody sees the page.
  #stayAwake() {
    if (!document.hidden)
      this.#lock = navigator.wakeLock?.request('screen').catch(() => null);
  }

  #tick() {
    setText(this.#time, duration(Date.now() - this.#started));
  }

  #actions() {
    const call = this.#call;
    const media = this.#media;

    return {
      microphone: () => media.setMicrophoneOn(!media.microphoneOn),
      camera: () => media.setCameraOn(!media.cameraOn),
      share: () => media.screenOn ? media.stopScreen() : media.shareScreen(),
      hand: () => call.setHand(!call.self.hand),
      react: kind => call.react(kind),
      panel: name => this.#toggle(name),
      leave: () => call.leave(),
      devices: () => this.#showDevices(),
      safety: () => this.#showSafety(),
      copyLink: () => this.#copyLink(),
      smallWindow: () => this.#stage.largePicture?.requestPictureInPicture()
        .catch(() => {}),
      fullScreen: () => document.fullscreenElement
        ? document.exitFullscreen()
        : document.documentElement.requestFullscreen().catch(() => {}),
      letters: () => {
        setLettersOn(!lettersOn);
        this.#update();
      },
      closePanel: () => this.#toggle(this.#panelName),
    };
  }

  async #copyLink() {
    try {
      await navigator.clipboard.writeText(this.#link.address);
      this.#toasts.say(t('linkCopied'));
    } catch {
      this.#toasts.say(t('notCopied'));
    }
  }

  #showSafety() {
    showSafety(this.#call, this.#link.host);
  }

  #showDevices() {
    const trouble = problems(this.#media);
    const rows = deviceRows(this.#media);
    const dialog = openDialog(t('devices'), trouble.element, rows.element,
                              h('div', { class: 'buttons' },
                                h('button', { type: 'button', onclick: () =>
                                  dialog.close() }, t('close'))));

    dialog.addEventListener('close', () => {
      trouble.close();
      rows.close();
    });
  }

  #isOpen(name) {
    return this.#panelName === name && !document.hidden;
  }

  #fillPanel() {
    const tabs = ['chat', 'people'].map(name => h('button', {
      type: 'button', role: 'tab', id: `tab-${name}`,
      'aria-controls': `panel-${name}`,
      onclick: () => this.#open(name),
      onkeydown: ({ key }) => {
        if (key === 'ArrowLeft' || key === 'ArrowRight') {
          this.#open(name === 'chat' ? 'people' : 'chat');
          this.#panel.querySelector('[aria-selected="true"]').focus();
        }
      },
    }, t(name)));

    for (const [name, panel] of Object.entries(this.#panels)) {
      panel.element.id = `panel-${name}`;
      panel.element.setAttribute('role', 'tabpanel');
      panel.element.setAttribute('aria-labelledby', `tab-${name}`);
    }
    this.#panel.append(
      h('header', {}, h('div', { class: 'tabs', role: 'tablist' }, tabs),
        iconButton('close', t('close'), () => this.#toggle(this.#panelName),
                   { class: 'round' })),
      this.#panels.chat.element, this.#panels.people.element);
  }

  #open(name) {
    this.#panelName = name;
    this.#panel.hidden = name === null;
    this.#panel.setAttribute('aria-label', t(name ?? 'chat'));
    for (const other of ['chat', 'people']) {
      const tab = this.#panel.querySelector(`#tab-${other}`);

      this.#panels[other].element.hidden = other !== name;
      setAttribute(tab, 'aria-selected', String(other === name));
      setAttribute(tab, 'tabindex', other === name ? '0' : '-1');
    }
    this.#update();
  }

  #toggle(name) {
    if (name === null)
      return;
    if (this.#panelName === name) {
      this.#open(null);
      this.#opener?.focus();
      return;
    }
    if (this.#panelName === null)
      this.#opener = document.activeElement;
    this.#open(name);
    this.#panels[name].focus();
  }

  #update() {
    const call = this.#call;

    if (this.#isOpen('chat'))
      this.#unread = 0;
    this.#stage.update();
    this.#sound.update();
    this.#panels.chat.update();
    this.#panels.people.update();
    this.#controls.update(this.#panelName, this.#unread,
                          this.#stage.largePicture !== null);
    this.#bars.update(this.#wantedBars());
    this.#alone.hidden = call.participants.length > 0;
    this.#updateTitle();
  }

  #updateTitle() {
    const name = nameAll(this.#call);
    const safe = isSafe(this.#call);
    const unread = this.#unread > 0 ? `(${this.#unread}) ` : '';

    setText(this.#title, name);
    document.title =
      (unread + t('title', name)).replace(/[\u2066-\u2069]/g, '');
    this.#safety.hidden = !isConnected(this.#call);
    setButton(this.#safety, safe ? 'lock' : 'warning',
              `${t('safety')}: ${t(safe ? 'verified' : 'notVerified')}`);
    this.#safety.classList.toggle('warn', !safe);
  }

  // Where tiles are small, there is no room to ask in them.
  #asksInBars() {
    const { participants } = this.#call;

    return innerWidth < 672 || participants.length > 3 ||
           participants.some(other => other.screen);
  }

  #wantedBars() {
    const call = this.#call;
    const media = this.#media;
    const bars = [];
    const answer = (key, name, func) =>
      ({ label: t(key), name: t('says', t(key), name), func });
    const answers = (name, allow, refuse) =>
      [answer('letIn', name, allow), answer('refuse', name, refuse)];

    if (call.state === 'reconnecting')
      bars.push({ key: 'server', text: t('serverLost'), style: 'bad' });
    if (this.#sound.isBlocked)
      bars.push({ key: 'sound', text: t('silent'), style: 'bad', actions: [
        { label: t('hear'), func: () => this.#sound.play() }] });
    if (media.screenOn)
      bars.push({ key: 'share', text: t('youShare'), style: 'sharing',
                  actions: [{ label: t('stop'),
                              func: () => media.stopScreen() }] });
    // One alone says it in their tile.
    if (call.participants.length > 1 &&
        call.participants.every(other => other.failure))
      bars.push({ key: 'nobody', text: t('nobody'), style: 'bad', actions: [
        { label: t('tryAgain'), func: () => call.participants
          .filter(canRetry).forEach(other => other.retry()) }] });
    for (const { id, name } of call.door.answers ? call.door.members : []) {
      const called = name || t('guest');

      bars.push({ key: `${id} ${called}`, text: t('knocks', called),
                  actions: answers(called, () => call.admit(id),
                                   () => call.refuse(id)) });
    }
    for (const other of this.#asksInBars() ? call.participants : [])
      if (other.state === 'asking') {
        const called = nameOf(call, other);

        bars.push({ key: `asking ${other.id} ${called}`,
                    text: t('asking', called),
                    actions: answers(called, () => other.allow(),
                                     () => other.refuse()) });
      }
    return bars;
  }
}

/** Shows @call, until leave() of what is returned. */
export function roomPage(call, media, link) {
  const room = new Room(call, media, link);

  return { page: room.element, leave: () => room.close() };
}
