// SPDX-License-Identifier: GPL-3.0-or-later

import { h, iconButton } from './dom.js';
import { t } from './strings.js';

const MOST = 3;
const SHOWN_MS = 5000;
const ASKED_MS = 12000;

/** What has happened, for a moment; read out, too. */
export class Toasts {
  element = h('div', { class: 'toasts', role: 'status' });

  /**
   * @param {{label: string, func: function}} [action] what can be done
   * @returns {function} takes it away: it is no longer so
   */
  say(text, action) {
    const toast = h('div', { class: 'toast' }, h('span', {}, text));
    const remove = () => toast.remove();
    let timer = 0;
    const start = () => {
      timer = setTimeout(remove, action ? ASKED_MS : SHOWN_MS);
    };

    if (action)
      toast.append(h('button', { type: 'button', class: 'round act',
                                 onclick: () => {
                                   remove();
                                   action.func();
                                 } }, action.label));
    toast.append(iconButton('close', t('close'), remove,
                            { class: 'round flat' }));
    // Who is about to press it has time.
    toast.addEventListener('pointerenter', () => clearTimeout(timer));
    toast.addEventListener('focusin', () => clearTimeout(timer));
    toast.addEventListener('pointerleave', start);
    toast.addEventListener('focusout', start);
    this.element.append(toast);
    while (this.element.children.length > MOST)
      this.element.firstChild.remove();
    start();
    return remove;
  }
}

/** What is so for as long as it is so: one bar each. */
export class Bars {
  element = h('div', { class: 'bars', role: 'status' });
  #shown = new Map();

  /** @param {{key, text, style, actions: {label, name, func}[]}[]} wanted */
  update(wanted) {
    for (const [key, bar] of this.#shown)
      if (!wanted.some(other => other.key === key)) {
        bar.remove();
        this.#shown.delete(key);
      }
    for (const { key, text, style = '', actions = [] } of wanted)
      if (!this.#shown.has(key)) {
        const bar = h('div', { class: `bar ${style}` }, h('span', {}, text),
                      h('div', { class: 'buttons' },
                        actions.map(({ label, name = label, func }) =>
                          h('button', { type: 'button', 'aria-label': name,
                                        onclick: func }, label))));

        this.#shown.set(key, bar);
        this.element.append(bar);
      }
  }
}
