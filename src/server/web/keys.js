// SPDX-License-Identifier: GPL-3.0-or-later

const TAKES_TEXT = 'input, select, textarea';

/** The keys of a call: single letters, where nothing is being written, and the
 *  space bar to talk for as long as it is held, or to be silent. */
export function listenToKeys(media, act, stage) {
  let held = null;

  const keys = {
    m: act.microphone, c: act.camera, h: act.hand, f: act.fullScreen,
    s: () => media.canShareScreen && act.share(),
    t: () => act.panel('chat'), p: () => act.panel('people'),
  };
  const isFree = event =>
    !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing &&
    !event.target.closest?.(TAKES_TEXT) &&
    !document.querySelector('dialog[open]');

  const release = () => {
    if (held === null)
      return;
    media.setMicrophoneOn(held);
    held = null;
  };
  const down = event => {
    if (event.key === 'Escape' && !event.isComposing &&
        !document.querySelector('dialog[open], :popover-open')) {
      act.closePanel();
      return;
    }
    if (!isFree(event))
      return;
    // Where other letters are written, it is the key in their place.
    const key = (/^[ -~]$/.test(event.key) ? event.key : event.code.slice(3))
      .toLowerCase();

    // On a button that was reached by keys the space bar presses it.
    if (event.key === ' ' && !event.target.closest('button, a, [tabindex]')) {
      event.preventDefault();
      if (!event.repeat && held === null) {
        held = media.microphoneOn;
        media.setMicrophoneOn(!held);
      }
    } else if (!event.repeat && Object.hasOwn(keys, key)) {
      event.preventDefault();
      keys[key]();
    }
  };
  const up = event => {
    if (event.key === ' ')
      release();
  };

  document.addEventListener('keydown', down);
  document.addEventListener('keyup', up);
  addEventListener('blur', release);
  stage.addEventListener('dblclick', event => {
    if (event.target.closest('.tile'))
      act.fullScreen();
  });
  return () => {
    document.removeEventListener('keydown', down);
    document.removeEventListener('keyup', up);
    removeEventListener('blur', release);
  };
}
