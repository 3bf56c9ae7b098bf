// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * A double of src/server/web/media.js, to draw states of the page that are hard
 * to reach: nothing here is a real device, and no call is made with it. What
 * there is comes from state.js, which the test makes. The test steers it as
 * `double.media`.
 */

import { media as state } from './state.js';

window.double = {};

const LOOKS = { Mina: ['#f6b78a', '#1a5fb4'], Jun: ['#6aa3ec', '#e66100'],
                Amélie: ['#9779b8', '#26a269'], You: ['#5fae86', '#f6d32d'] };

function draw(canvas, name) {
  const [back, front] = LOOKS[name] ?? ['#77767b', '#c061cb'];
  const context = canvas.getContext('2d');

  context.fillStyle = back;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = front;
  context.beginPath();
  context.ellipse(320, 400, 150, 160, 0, 0, 7);
  context.fill();
  context.fillStyle = '#e8c4a0';
  context.beginPath();
  context.ellipse(320, 170, 80, 95, 0, 0, 7);
  context.fill();
}

function drawScreen(canvas) {
  const context = canvas.getContext('2d');

  canvas.width = 1280;
  canvas.height = 800;
  context.fillStyle = '#fafafa';
  context.fillRect(0, 0, 1280, 800);
  context.fillStyle = '#3584e4';
  for (let i = 0; i < 6; i++)
    context.fillRect(160 + i * 170, 640 - i * 80, 110, 60 + i * 80);
}

/** A stream of one still picture, drawn anew so that it keeps coming. */
export function picture(name) {
  const canvas = document.createElement('canvas');
  const again = () => name === 'screen' ? drawScreen(canvas)
                                        : draw(canvas, name);

  canvas.width = 640;
  canvas.height = 360;
  again();

  const stream = canvas.captureStream(5);

  setInterval(again, 200);
  return stream;
}

export class LocalMedia extends EventTarget {
  microphones = [{ id: 'm', label: 'Headset Microphone' }];
  cameras = [{ id: 'c', label: 'Integrated Camera' },
             { id: 'd', label: 'USB Camera' }];
  speakers = [{ id: 's', label: 'Headset' }];
  microphoneId = null;
  cameraId = null;
  speakerId = null;
  microphoneOn = false;
  cameraOn = false;
  screenOn = false;
  tracks = { audio: null, camera: null, screen: null };
  cameraStream = null;
  screenStream = null;
  level = 0.6;
  speaking = false;
  cameraProblem = null;
  microphoneProblem = null;
  screenProblem = null;
  canShareScreen = true;
  canChooseSpeaker = true;

  constructor() {
    super();
    window.double.media = this;
    Object.assign(this, state);
  }

  set(values) {
    Object.assign(this, values);
    this.dispatchEvent(new Event('change'));
  }

  start() {
    this.setMicrophoneOn(true);
    this.setCameraOn(true);
  }

  setMicrophoneOn(on) {
    this.set({ microphoneOn: on && !this.microphoneProblem });
  }

  setCameraOn(on) {
    const cameraOn = on && !this.cameraProblem;

    this.set({ cameraOn, cameraStream: cameraOn ? picture('You') : null });
  }

  shareScreen() {
    this.set({ screenOn: true });
  }

  stopScreen() {
    this.set({ screenOn: false });
  }

  choose() {}

  useSpeaker() {}

  close() {}
}
