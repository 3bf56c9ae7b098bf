// SPDX-License-Identifier: GPL-3.0-or-later

import { h, icon, iconButton, setAttribute } from './dom.js';
import { language, t } from './strings.js';

const MOST = 4000;
const TOGETHER_MS = 180000;

// A link shows where it leads: the real host, if the text says another. No
// character of the text turns either of them around.
function addText(element, text) {
  const link = /https?:\/\/[^\s<>"]+[^\s<>".,:;!?)\]}’”]/gi;
  let done = 0;

  for (const found of text.matchAll(link)) {
    let url;

    try {
      url = new URL(found[0]);
    } catch {
      continue;
    }
    element.append(text.slice(done, found.index), h('a', {
      href: url.href, target: '_blank', rel: 'noopener noreferrer',
    }, h('bdi', {}, found[0])));
    if (!found[0].toLowerCase().startsWith(`${url.protocol}//${url.host}`))
      element.append(' (', h('bdi', {}, url.host), ')');
    done = found.index + found[0].length;
  }
  element.append(text.slice(done));
}

function row(message, before) {
  const own = message.from === null;
  const continues = before?.from === message.from &&
                    before.name === message.name &&
                    message.time - before.time < TOGETHER_MS;
  const time = message.time.toLocaleTimeString(language, {
    hour: 'numeric', minute: '2-digit',
  });
  const bubble = h('div', { class: 'bubble', dir: 'auto' });
  const mark = own && icon('check');

  addText(bubble, message.text);
  return {
    mark, message,
    element: h('li', { class: `said ${own ? 'own' : ''} ${continues ?
                                      'continues' : ''}` },
               h('header', { class: continues ? 'hidden' : '' },
                 h('b', {}, h('bdi', {}, own ? t('you') : message.name ||
                                         t('guest'))),
                 ' ', h('time', { datetime: message.time.toISOString() },
                        time)),
               h('div', {}, mark, bubble)),
  };
}

/** The chat of a call. */
export class Chat {
  element;
  #call;
  #rows = [];
  #list = h('ol');
  #scroll;
  #empty;
  #entry;

  constructor(call, say) {
    this.#call = call;
    this.#empty = h('div', { class: 'status' }, h('h2', {}, t('noMessages')),
                    h('p', { class: 'dim' }, t('noMessagesText')));
    this.#scroll = h('div', { class: 'scroll', tabindex: '0', role: 'log',
                              'aria-label': t('messages') },
                     this.#empty, this.#list);
    this.#entry = h('textarea', { rows: 1, dir: 'auto', name: 'message',
                                  'aria-label': t('message'),
                                  placeholder: t('message') });

    const send = () => {
      const text = this.#entry.value.trim();

      if (text === '')
        return;
      if ([...text].length > MOST)
        say(t('tooLong'));
      else if (call.sendText(text))
        this.#entry.value = '';
      else
        say(t('tooFast'));
      this.#entry.focus();
    };

    // While a syllable is being composed, Enter is part of that.
    this.#entry.addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        send();
      }
    });
    this.element = h('div', { class: 'chat' }, this.#scroll,
                     h('form', { onsubmit: event => {
                       event.preventDefault();
                       send();
                     } }, this.#entry,
                       iconButton('send', t('send'), null, {
                         type: 'submit', class: 'round suggested',
                       })));
    this.update();
  }

  focus() {
    this.#entry.focus();
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }

  update() {
    const { messages } = this.#call;
    const scroll = this.#scroll;
    const atEnd = scroll.scrollTop + scroll.clientHeight >
                  scroll.scrollHeight - 30;
    const first = messages[0];

    // The oldest may have been left out.
    while (this.#rows.length > 0 && this.#rows[0].message !== first)
      this.#rows.shift().element.remove();
    for (const message of messages.slice(this.#rows.length)) {
      const made = row(message, this.#rows.at(-1)?.message);

      this.#rows.push(made);
      this.#list.append(made.element);
    }
    for (const { mark, message } of this.#rows)
      if (mark) {
        const label = t(message.delivered ? 'delivered' : 'notDelivered');

        mark.classList.toggle('waiting', !message.delivered);
        mark.setAttribute('role', 'img');
        mark.removeAttribute('aria-hidden');
        setAttribute(mark, 'aria-label', label);
      }
    this.#empty.hidden = messages.length > 0;
    this.#list.hidden = messages.length === 0;
    if (atEnd)
      scroll.scrollTop = scroll.scrollHeight;
  }
}
