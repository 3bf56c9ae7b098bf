// SPDX-License-Identifier: GPL-3.0-or-later

import { paths } from './icons.js';

/** Makes an element. Properties that begin with “on” are listeners, those that
 *  are false, null or undefined are left out, like such children. */
export function h(tag, properties, ...children) {
  const element = document.createElement(tag);

  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name.startsWith('on'))
      element.addEventListener(name.slice(2), value);
    else if (value === true)
      element.setAttribute(name, '');
    else if (value !== false && value != null)
      element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter(c => c != null && c !== false));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A symbolic icon of 16 × 16, in the colour of the text around it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');

  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  setIcon(svg, name);
  return svg;
}

export function setIcon(svg, name) {
  svg.firstChild.setAttribute('d', paths[name]);
}

/** A button that shows only an icon, and says its label to who cannot see. */
export function iconButton(name, label, onclick, properties) {
  return h('button', { type: 'button', 'aria-label': label, title: label,
                       onclick, ...properties }, icon(name));
}

/** Gives an icon button another icon and label, where they differ. */
export function setButton(button, name, label, tip = label) {
  setIcon(button.querySelector('svg'), name);
  setAttribute(button, 'aria-label', label);
  setAttribute(button, 'title', tip);
}

export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value)
    element.setAttribute(name, value);
}

export function setText(element, text) {
  if (element.textContent !== text)
    element.textContent = text;
}

/** Runs @update once, soon, however often it is asked for. Timers, unlike
 *  frames, also run in a page that nobody sees. */
export function soon(update) {
  let waiting = false;

  return () => {
    if (waiting)
      return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      update();
    });
  };
}

/** A modal dialog with a heading. It is removed when it is closed. */
export function openDialog(title, ...content) {
  const heading = h('h2', { id: 'dialog-title', tabindex: '-1' }, title);
  const dialog = h('dialog', { 'aria-labelledby': 'dialog-title' },
                   h('div', { class: 'dialog' }, heading, content));

  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', event => {
    if (event.target === dialog)
      dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  heading.focus();
  return dialog;
}
