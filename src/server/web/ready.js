// SPDX-License-Identifier: GPL-3.0-or-later

import { deviceRows, problems } from './devices.js';
import { h, icon, setButton, setText, soon } from './dom.js';
import { listenToDeviceKeys } from './keys.js';
import { t } from './strings.js';

const NAME = 'maju-name';

// Storage may be forbidden: then the name is asked for each time.
function loadName() {
  try {
    return localStorage.getItem(NAME) ?? '';
  } catch {
    return '';
  }
}

function saveName(name) {
  try {
    localStorage.setItem(NAME, name);
  } catch {
  }
}

/** The page before a call: preview, devices, name. */
export function readyPage(media, join) {
  const act = {
    microphone: () => media.setMicrophoneOn(!media.microphoneOn),
    camera: () => media.setCameraOn(!media.cameraOn),
  };
  const endKeys = listenToDeviceKeys(act);
  const video = h('video', { class: 'mirrored', 'aria-label': t('preview'),
                             autoplay: true, playsinline: true });
  const off = h('div', { class: 'off' });
  const microphone = h('button', { type: 'button' }, icon('microphone'));
  const camera = h('button', { type: 'button' }, icon('camera'));
  const name = h('input', { name: 'name', maxlength: 64, value: loadName(),
                            autocomplete: 'name', spellcheck: 'false' });
  const trouble = problems(media);
  const rows = deviceRows(media);
  const form = h('form', {},
                 trouble.element,
                 h('div', { class: 'rows' },
                   h('label', { class: 'field' },
                     h('span', {}, t('yourName')), name)),
                 rows.element,
                 h('button', { class: 'pill suggested' }, t('join')),
                 h('p', { class: 'dim small' }, t('nobodyYet')));

  video.muted = true;
  microphone.className = camera.className = 'round';
  microphone.onclick = act.microphone;
  camera.onclick = act.camera;
  form.addEventListener('submit', event => {
    event.preventDefault();
    saveName(name.value.trim());
    join(name.value.trim());
  });

  const set = (button, name, label, key) =>
    setButton(button, name, label, t('withKey', label, key));
  const update = soon(() => {
    if (video.srcObject !== media.cameraStream)
      video.srcObject = media.cameraStream;
    video.hidden = !media.cameraOn;
    off.hidden = media.cameraOn;
    setText(off, t(media.cameraPending ? 'permission' : 'cameraIsOff'));
    microphone.classList.toggle('off', !media.microphoneOn);
    camera.classList.toggle('off', !media.cameraOn);
    set(microphone, media.microphoneOn ? 'microphone' : 'microphone-off',
        t(media.microphoneOn ? 'mute' : 'unmute'), 'Ctrl+D');
    set(camera, media.cameraOn ? 'camera' : 'camera-off',
        t(media.cameraOn ? 'cameraOff' : 'cameraOn'), 'Ctrl+E');
  });

  media.addEventListener('change', update);
  update();
  return {
    page: h('main', { class: 'page' },
            h('div', { class: 'ready' }, h('h1', {}, t('ready')),
              h('div', { class: 'preview' }, video, off,
                h('div', { class: 'toggles' }, microphone, camera)),
              form)),
    leave() {
      media.removeEventListener('change', update);
      endKeys();
      trouble.close();
      rows.close();
      video.srcObject = null;
    },
  };
}
