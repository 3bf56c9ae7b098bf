// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';

/* What the tests look at a page with. It changes nothing in it. */

window.majuTest = (() => {
  const SQUARES_ACROSS = 80;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const watched = new Map();
  let sound = null;
  let pressed = false;

  canvas.width = 128;
  canvas.height = 8;

  function isShown(element) {
    return element.checkVisibility({ visibilityProperty: true }) &&
           element.getClientRects().length > 0;
  }

  // By axe-core, as assistive technology is told.
  function withNames(func) {
    axe.setup(document.documentElement);
    try {
      return func(axe.commons.aria.getRole, element => {
        const name = axe.commons.text.accessibleText(element);

        return name.replace(/[\u2066-\u2069]/g, '');
      });
    } finally {
      axe.teardown();
    }
  }

  function matches(text, wanted) {
    const pattern = /^\/(.*)\/$/s.exec(wanted);

    return pattern ? new RegExp(pattern[1]).test(text) : text === wanted;
  }

  /* Those that are shown and have this role, and this name: a text, or a
   * pattern between slashes. */
  function all(role, name = null) {
    return withNames((roleOf, nameOf) =>
      [...document.querySelectorAll('body *')].filter(element =>
        roleOf(element) === role && isShown(element) &&
        (name === null || matches(nameOf(element), name))));
  }

  function names(role) {
    return withNames((roleOf, nameOf) =>
      [...document.querySelectorAll('body *')]
        .filter(element => roleOf(element) === role && isShown(element))
        .map(nameOf));
  }

  // The whole page is too much for each look: what is enabled counts.
  function has(role, name) {
    return all(role, name).some(element => !element.matches(':disabled'));
  }

  function pointOf(role, name, index = 0) {
    const element = all(role, name)[index];

    pressed = false;

    if (!element)
      return { problem: `there is no ${role} ${name}; those of that role: ` +
                        JSON.stringify(names(role)) };
    element.scrollIntoView({ block: 'nearest', inline: 'nearest' });

    const { left, top, width, height } = element.getBoundingClientRect();
    const x = left + width / 2;
    const y = top + height / 2;
    const hit = document.elementFromPoint(x, y);

    if (!hit || !(element.contains(hit) || hit.contains(element) &&
                  hit.matches('label')))
      return { x, y, problem: `${role} ${name} is covered by ${hit?.outerHTML.slice(0, 200)}` };
    element.addEventListener('pointerdown', () => {
      pressed = true;
    }, { capture: true, once: true });
    return { x, y };
  }

  /* Whether what pointOf() was asked for last was pressed since. */
  const wasPressed = () => pressed;

  function focus(role, name) {
    const element = all(role, name)[0];

    element?.focus();
    element?.select?.();
    return element !== undefined && document.activeElement === element;
  }

  /* As its own menu does it, which is no part of the page. */
  function choose(name, label) {
    const select = all('combobox', name)[0];
    const option = [...select.options].find(({ text }) => text === label);

    if (!option)
      return false;
    if (!option.selected) {
      option.selected = true;
      for (const type of ['input', 'change'])
        select.dispatchEvent(new Event(type, { bubbles: true }));
    }
    return true;
  }

  const text = () => document.body.innerText.replace(/[\u2066-\u2069]/g, '');

  /* The tiles of people have their name first. */
  function videoOf(label) {
    if (label.startsWith('css:'))
      return document.querySelector(label.slice(4));

    const tile = [...document.querySelectorAll('.tile')].find(element => {
      const name = (element.getAttribute('aria-label') ?? '')
        .replace(/[\u2066-\u2069]/g, '');

      return name === label || name.startsWith(`${label}, `);
    });

    return tile?.querySelector('video') ?? null;
  }

  /* The number in a frame of a test's camera, or null; see frame_number() of
   * majutest/video.py. */
  function frameNumber(video) {
    const side = video.videoWidth / SQUARES_ACROSS;

    if (side === 0)
      return null;
    context.drawImage(video, 0, 0, 32 * side, 2 * side, 0, 0, 128, 8);

    const { data } = context.getImageData(0, 0, 128, 8);
    const mean = (x, y) => {
      let sum = 0;

      for (const dx of [1, 2])
        for (const dy of [1, 2])
          for (let i = 0; i < 3; i++)
            sum += data[4 * ((y + dy) * 128 + x + dx) + i];
      return sum / 12;
    };
    let number = 0;

    for (let i = 0; i < 32; i++) {
      const upper = mean(4 * i, 0);
      const lower = mean(4 * i, 4);

      if (Math.abs(upper - lower) < 60)
        return null;
      number = number * 2 + (upper > lower ? 1 : 0);
    }
    return number;
  }

  /* The numbers of the frames that a tile has shown since it was first asked
   * for, and how many frames that were; null is one that cannot be read. */
  function seen(label) {
    const video = videoOf(label);
    const key = video;

    if (!video || !isShown(video))
      return { numbers: [], shown: false };
    if (!watched.has(key)) {
      const numbers = [];
      const next = () => {
        numbers.push(frameNumber(video));
        video.requestVideoFrameCallback(next);
      };

      watched.set(key, numbers);
      video.requestVideoFrameCallback(next);
    }
    return { numbers: watched.get(key), shown: true, width: video.videoWidth,
             height: video.videoHeight };
  }

  /* Forgets what was seen so far. */
  function forget() {
    for (const numbers of watched.values())
      numbers.length = 0;
  }

  /* A piece of what each audio element plays right now: base64 of 16-bit
   * samples. */
  async function heard() {
    sound ??= { context: new AudioContext(), analysers: new Map() };
    if (sound.context.state === 'suspended')
      await Promise.race([sound.context.resume(), new Promise(r => setTimeout(r, 500))]);

    const pieces = [];

    for (const audio of document.querySelectorAll('audio, video')) {
      const stream = audio.srcObject;

      if (!stream || audio.paused || audio.muted || audio.volume === 0 ||
          !stream.getAudioTracks().some(track => track.readyState === 'live'))
        continue;
      if (!sound.analysers.has(stream)) {
        const analyser = new AnalyserNode(sound.context, { fftSize: 8192 });

        sound.context.createMediaStreamSource(stream).connect(analyser);
        sound.analysers.set(stream, analyser);
      }

      const samples = new Float32Array(8192);

      sound.analysers.get(stream).getFloatTimeDomainData(samples);
      const bytes = new Uint8Array(Int16Array.from(samples, value =>
        Math.max(-32768, Math.min(32767, Math.round(value * 32767)))).buffer);

      pieces.push(btoa(String.fromCharCode(...bytes)));
    }
    return { rate: sound.context.sampleRate, state: sound.context.state, pieces };
  }

  // What assistive technology is told without being asked: what comes into live
  // regions, from the first look at the page on.
  const told = [];

  new MutationObserver(records => {
    for (const { target, addedNodes, type } of records) {
      const parent = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
      const region = parent?.closest('[role=status], [role=alert], [role=log], [aria-live]');

      if (!region || !region.checkVisibility({ visibilityProperty: true }) ||
          region.ariaLive === 'off')
        continue;
      for (const node of type === 'characterData' ? [target] : addedNodes) {
        const words = (node.innerText ?? node.textContent).replace(/[\u2066-\u2069]/g, '');

        if (words.trim())
          told.push(words.trim());
      }
    }
  }).observe(document, { childList: true, characterData: true, subtree: true });

  async function checkAxe(options) {
    const { violations } = await axe.run(document, options ?? {});

    return violations.map(({ id, help, nodes }) => ({
      id, help, nodes: nodes.map(node => `${node.html} ${node.failureSummary}`),
    }));
  }

  return { all, names, has, pointOf, wasPressed, focus, choose, text, seen, forget, heard, checkAxe,
           told: () => told,
           frameNumber, videoOf };
})();
