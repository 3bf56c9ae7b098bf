// SPDX-License-Identifier: GPL-3.0-or-later

const TAKES_TEXT = 'input, select, textarea';

/** Whether single letters are keys, as long as the page is there: who
 *  dictates, or hits keys unawares, can do without (WCAG 2.1.4). */
export let lettersOn = true;

export function setLettersOn(on) {
  lettersOn = on;
}

// Where other letters are written, it is the key in their place.
function letterOf({ key, code }) {
  return (/^[ -~]$/.test(key) ? key : /^Key(.)$/.exec(code)?.[1] ?? '')
    .toLowerCase();
}

function press(event, func) {
  event.preventDefault();
  if (!event.repeat)
    func();
}

function listen(target, listeners) {
  for (const [type, listener] of Object.entries(listeners))
    target.addEventListener(type, listener);
  return () => {
    for (const [type, listener] of Object.entries(listeners))
      target.removeEventListener(type, listener);
  };
}

/** Ctrl+D and Ctrl+E, wherever one is. @returns what ends it */
export function listenToDeviceKeys(act) {
  const keys = { d: act.microphone, e: act.camera };

  return listen(document, { keydown(event) {
    const { ctrlKey, altKey, shiftKey, metaKey } = event;

    if (ctrlKey && !altKey && !shiftKey && !metaKey &&
        Object.hasOwn(keys, letterOf(event)))
      press(event, keys[letterOf(event)]);
  } });
}

/** The keys of a call: single letters, where nothing is being written, and the
 *  space bar to talk for as long as it is held, or to be silent. @returns what
 *  ends it */
export function listenToKeys(media, act) {
  let held = null;

  const keys = {
    m: act.microphone, v: act.camera, h: act.hand, f: act.fullScreen,
    s: () => media.canShareScreen && act.share(),
    t: () => act.panel('chat'), p: () => act.panel('people'),
  };
  const isFree = event =>
    !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing &&
    !event.target.closest?.(TAKES_TEXT) && !event.target.isContentEditable &&
    !document.querySelector('dialog[open]');
  const isLetter = event =>
    lettersOn && !event.shiftKey && !event.getModifierState('AltGraph') &&
    Object.hasOwn(keys, letterOf(event));

  const talk = () => {
    held ??= media.microphoneOn;
    media.setMicrophoneOn(!held);
  };
  const release = () => {
    if (held === null)
      return;
    media.setMicrophoneOn(held);
    held = null;
  };
  const ends = [listenToDeviceKeys(act), listen(document, {
    keydown(event) {
      if (event.key === 'Escape' && !event.isComposing &&
          !document.querySelector('dialog[open], :popover-open'))
        act.closePanel();
      else if (!isFree(event))
        return;
      // On a button that was reached by keys the space bar presses it.
      else if (event.key === ' ' &&
               !event.target.closest('button, a, [tabindex="0"]'))
        press(event, talk);
      else if (isLetter(event))
        press(event, keys[letterOf(event)]);
    },
    keyup(event) {
      if (event.key === ' ')
        release();
    },
  }), listen(window, { blur: release })];

  return () => ends.forEach(end => end());
}
