// SPDX-License-Identifier: GPL-3.0-or-later

import { h, icon, setAttribute, soon } from './dom.js';
import { t } from './strings.js';

function chooser(label, choose) {
  const select = h('select', {
    onchange: () => choose(select.value || null),
  });
  const element = h('label', { class: 'field' }, h('span', {}, label), select);
  let shown = '';

  return {
    element,
    update(devices, chosen) {
      const now = JSON.stringify([devices, chosen]);

      if (now === shown)
        return;
      shown = now;
      select.replaceChildren(...devices.map((device, i) => h('option', {
        value: device.id,
        selected: device.id === chosen,
      }, device.label || t('unnamedDevice', i + 1))));
      select.disabled = devices.length === 0;
      if (devices.length === 0)
        select.append(h('option', {}, t('noDevice')));
    },
  };
}

// What the system has chosen, where nobody else has.
const idOf = track => track?.getSettings().deviceId ?? null;

/** Rows to choose camera, microphone and speaker, with a level meter. */
export function deviceRows(media) {
  const microphone = chooser(t('microphone'),
                             id => media.choose({ microphone: id }));
  const camera = chooser(t('camera'), id => media.choose({ camera: id }));
  const speaker = chooser(t('speaker'), id => media.choose({ speaker: id }));
  const bar = h('div');
  const meter = h('div', { class: 'meter', role: 'meter', 'aria-valuemin': 0,
                           'aria-valuemax': 100, 'aria-valuenow': 0,
                           'aria-label': t('level') }, bar);
  const element = h('div', { class: 'rows' },
                    h('div', {}, microphone.element, meter), camera.element);

  const update = soon(() => {
    microphone.update(media.microphones,
                      media.microphoneId ?? idOf(media.tracks.audio));
    camera.update(media.cameras, media.cameraId ?? idOf(media.tracks.camera));
    speaker.update(media.speakers, media.speakerId);
    speaker.element.hidden = media.speakers.length === 0;
  });
  const level = () => {
    const value = media.microphoneOn ? media.level : 0;

    bar.style.transform = `scaleX(${value})`;
    setAttribute(meter, 'aria-valuenow', String(Math.round(value * 10) * 10));
  };

  if (media.canChooseSpeaker)
    element.append(speaker.element);
  media.addEventListener('change', update);
  media.addEventListener('change', level);
  media.addEventListener('level', level);
  update();
  return {
    element,
    close() {
      media.removeEventListener('change', update);
      media.removeEventListener('change', level);
      media.removeEventListener('level', level);
    },
  };
}

/** A sentence about the 'microphone', 'camera' or 'screen'. */
export function problemText(device, problem) {
  return t(problem === 'insecure' ? problem : `${device}-${problem}`);
}

function problem(text, retry) {
  return h('div', { class: 'problem' }, icon('warning'), h('p', {}, text),
           retry && h('button', { type: 'button', onclick: retry },
                      t('tryAgain')));
}

/** What is wrong with camera and microphone, a sentence each. */
export function problems(media) {
  const element = h('div', { role: 'status' });
  let shown = '';

  const update = soon(() => {
    const { cameraProblem: camera, microphoneProblem: microphone } = media;

    if (shown === `${camera} ${microphone}`)
      return;
    shown = `${camera} ${microphone}`;
    element.replaceChildren();
    if (microphone)
      element.append(problem(problemText('microphone', microphone),
                             () => media.setMicrophoneOn(true)));
    if (camera)
      element.append(problem(problemText('camera', camera),
                             () => media.setCameraOn(true)));
  });

  media.addEventListener('change', update);
  update();
  return {
    element,
    close: () => media.removeEventListener('change', update),
  };
}
