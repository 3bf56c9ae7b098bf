// SPDX-License-Identifier: GPL-3.0-or-later

import { Meter } from './meter.js';

const CAMERA = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
};
const MICROPHONE = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
const SCREEN = { video: { frameRate: { ideal: 15, max: 30 } }, audio: false };

// What the browser says, and what it means for the person.
const PROBLEMS = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/**
 * Camera, microphone, screen and speaker of this computer.
 *
 * A microphone that is muted stays open and sends silence, so that it is back
 * at once and without asking; a camera that is off is closed, so that its light
 * is off as well.
 *
 * Events: 'change' when a property has changed; 'level' when only `level` has.
 */
export class LocalMedia extends EventTarget {
  /** [{id, label}]; labels are empty until one was allowed to be used. */
  microphones = [];
  cameras = [];
  speakers = [];

  /** What is chosen; null: what the system has chosen. */
  microphoneId = null;
  cameraId = null;
  speakerId = null;

  /** What is on: others can hear or see it. */
  microphoneOn = false;
  cameraOn = false;
  screenOn = false;

  /** What is being switched on just now, while the browser may ask. */
  microphonePending = false;
  cameraPending = false;
  screenPending = false;

  /** MediaStreams for previews, or null. */
  cameraStream = null;
  screenStream = null;

  /** How loud the microphone is, from 0 to 1. */
  level = 0;

  /** Whether the person speaks, also when the microphone is muted. */
  speaking = false;

  /** null, 'denied', 'none' (there is none), 'busy', 'insecure' or 'lost'. */
  cameraProblem = null;
  microphoneProblem = null;
  screenProblem = null;

  /** For the call: MediaStreamTracks that are to be sent, or null. */
  tracks = { audio: null, camera: null, screen: null };

  #microphone = null;           // its track
  #meter = null;
  #closed = false;
  // What was pressed last, which what is may have to wait for.
  #wish = { microphone: false, camera: false };
  #queue = Promise.resolve();

  constructor() {
    super();
    this.#devices?.addEventListener('devicechange', this.#devicesChanged);
    this.#devicesChanged();
  }

  /** Whether there is a way to share the screen, choose the speaker. */
  get canShareScreen() {
    return Boolean(this.#devices?.getDisplayMedia);
  }

  get canChooseSpeaker() {
    return 'setSinkId' in HTMLMediaElement.prototype;
  }

  /**
   * Switches both on, with one question instead of two. Resolves when it is
   * decided; what failed is in `cameraProblem` and `microphoneProblem`.
   */
  start() {
    this.#wish = { microphone: true, camera: true };
    return this.#do(async () => {
      this.#set({ microphonePending: true, cameraPending: true });
      try {
        const stream = await this.#getUserMedia({
          audio: this.#audioWish(),
          video: this.#cameraWish(),
        });

        this.#takeMicrophone(stream.getAudioTracks()[0]);
        this.#takeCamera(stream.getVideoTracks()[0]);
      } catch {
        if (this.#closed)
          return;
        // One of them may still work: ask for each.
        await this.#openMicrophone();
        await this.#openCamera();
      }
      this.#set({ microphonePending: false, cameraPending: false });
    });
  }

  /**
   * Opens the microphone if need be. Resolves when it is decided. What is open
   * is switched at once, also while the browser asks for something else.
   */
  setMicrophoneOn(on) {
    this.#wish.microphone = on;
    this.#switchMicrophone();
    return this.#do(() => this.#openMicrophone());
  }

  setCameraOn(on) {
    this.#wish.camera = on;
    if (!on)
      this.#closeCamera();
    return this.#do(() => this.#openCamera());
  }

  /** The browser asks which; only from a click. */
  shareScreen() {
    return this.#share();
  }

  stopScreen() {
    this.#endScreen(null);
  }

  /**
   * Chooses devices by their ids, null for what the system has chosen; what is
   * left out stays as it is.
   */
  choose({ camera, microphone, speaker } = {}) {
    return this.#do(async () => {
      if (speaker !== undefined)
        this.#set({ speakerId: speaker });
      if (microphone !== undefined && microphone !== this.microphoneId) {
        this.#set({ microphoneId: microphone });
        if (this.#microphone)
          await this.#openMicrophone(true);
      }
      if (camera !== undefined && camera !== this.cameraId) {
        this.#set({ cameraId: camera });
        if (this.cameraOn)
          await this.#openCamera(true);
      }
    });
  }

  /** Has an audio element use the chosen speaker, also when that changes. */
  useSpeaker(element) {
    const reference = new WeakRef(element);
    const apply = () => {
      const id = this.speakerId ?? '';
      const element = reference.deref();

      if (!element)
        this.removeEventListener('change', apply);
      // A speaker that is gone: the system's own goes on.
      else if (this.canChooseSpeaker && element.sinkId !== id)
        element.setSinkId(id).catch(() => {});
    };

    this.addEventListener('change', apply);
    apply();
  }

  /** Switches everything off for good. */
  close() {
    this.#closed = true;
    this.#devices?.removeEventListener('devicechange', this.#devicesChanged);
    this.#closeCamera();
    this.#endScreen(null);
    this.#dropMicrophone();
    this.#set({ microphoneOn: false });
  }

  get #devices() {
    return navigator.mediaDevices;
  }

  // One after the other, so that no two questions or devices overlap.
  #do(func) {
    const done = this.#queue.then(async () => {
      if (!this.#closed)
        await func();
    });

    this.#queue = done.catch(error => console.error(error));
    return done;
  }

  #set(values) {
    let changed = false;

    for (const [name, value] of Object.entries(values)) {
      changed ||= this[name] !== value;
      this[name] = value;
    }
    this.tracks = {
      audio: this.#microphone,
      camera: this.cameraStream?.getVideoTracks()[0] ?? null,
      screen: this.screenStream?.getVideoTracks()[0] ?? null,
    };
    if (changed)
      this.dispatchEvent(new Event('change'));
  }

  async #getUserMedia(constraints) {
    if (!this.#devices)
      throw new DOMException('Not over TLS', 'InsecureError');

    const closed = new DOMException('Closed', 'AbortError');

    if (this.#closed)
      throw closed;

    const stream = await this.#devices.getUserMedia(constraints);

    if (this.#closed) {
      stream.getTracks().forEach(track => track.stop());
      throw closed;
    }
    return stream;
  }

  #audioWish() {
    return this.microphoneId
      ? { ...MICROPHONE, deviceId: { exact: this.microphoneId } } : MICROPHONE;
  }

  #cameraWish() {
    return this.cameraId
      ? { ...CAMERA, deviceId: { exact: this.cameraId } } : CAMERA;
  }

  #problem(error) {
    return error.name === 'InsecureError' ? 'insecure'
                                          : PROBLEMS[error.name] ?? 'busy';
  }

  #switchMicrophone() {
    const on = this.#wish.microphone && this.#microphone !== null;

    if (this.#microphone)
      this.#microphone.enabled = on;
    this.#set({ microphoneOn: on });
  }

  async #openMicrophone(anew = false) {
    if (this.#wish.microphone && (anew || !this.#microphone)) {
      this.#set({ microphonePending: true });
      try {
        // Some devices are only free when the former one is.
        this.#dropMicrophone();
        const stream = await this.#getUserMedia({ audio: this.#audioWish() });

        this.#takeMicrophone(stream.getAudioTracks()[0]);
      } catch (error) {
        this.#set({ microphoneProblem: this.#problem(error) });
      }
    } else if (anew) {
      this.#dropMicrophone();
    }
    this.#switchMicrophone();
    this.#set({ microphonePending: false });
  }

  #takeMicrophone(track) {
    this.#dropMicrophone();
    this.#microphone = track;
    track.addEventListener('ended', () => this.#microphoneLost(track));

    // Muted, the track is silent, but not its copy: who speaks is told so.
    this.#meter = new Meter(track.clone(), (level, speaking) => {
      const changed = speaking !== this.speaking;

      this.level = level;
      this.speaking = speaking;
      this.dispatchEvent(new Event(changed ? 'change' : 'level'));
    });
    this.#switchMicrophone();
    this.#set({ microphoneProblem: null });
    this.#devicesChanged();
  }

  #dropMicrophone() {
    this.#meter?.close();
    this.#meter = null;
    this.#microphone?.stop();
    this.#microphone = null;
    this.#set({ level: 0, speaking: false });
  }

  // It was pulled out: the system's next one takes its place.
  #microphoneLost(track) {
    if (track !== this.#microphone)
      return;
    this.#do(async () => {
      if (track !== this.#microphone)
        return;
      this.#set({ microphoneId: null });
      await this.#openMicrophone(true);
      if (!this.#microphone)
        this.#set({ microphoneProblem: 'lost' });
    });
  }

  async #openCamera(anew = false) {
    if (!this.#wish.camera || this.cameraOn && !anew)
      return;
    this.#set({ cameraPending: true });
    try {
      // Between two cameras it is not told that there is none.
      this.#dropCamera();
      const stream = await this.#getUserMedia({ video: this.#cameraWish() });

      this.#takeCamera(stream.getVideoTracks()[0]);
    } catch (error) {
      this.#set({ cameraOn: false, cameraProblem: this.#problem(error) });
    }
    this.#set({ cameraPending: false });
  }

  #takeCamera(track) {
    if (!this.#wish.camera) {
      track.stop();
      return;
    }
    track.contentHint = 'motion';
    track.addEventListener('ended', () => this.#cameraLost(track));
    this.#set({
      cameraStream: new MediaStream([track]),
      cameraOn: true,
      cameraProblem: null,
    });
    this.#devicesChanged();
  }

  #dropCamera() {
    this.cameraStream?.getTracks().forEach(track => track.stop());
    this.#set({ cameraStream: null });
  }

  #closeCamera() {
    this.#dropCamera();
    this.#set({ cameraOn: false });
  }

  #cameraLost(track) {
    if (track !== this.tracks.camera)
      return;
    this.#do(async () => {
      if (track !== this.tracks.camera)
        return;
      this.#set({ cameraId: null });
      await this.#openCamera(true);
      if (!this.cameraOn)
        this.#set({ cameraProblem: 'lost' });
    });
  }

  // Not in turn: the browser wants to see the click.
  async #share() {
    if (this.screenPending || this.#closed)
      return;
    this.#set({ screenPending: true, screenProblem: null });
    try {
      const stream = await this.#devices.getDisplayMedia(SCREEN);
      const track = stream.getVideoTracks()[0];

      if (this.#closed) {
        track.stop();
        return;
      }
      this.#endScreen(null);
      track.contentHint = 'detail';
      track.addEventListener('ended', () => {
        if (track === this.tracks.screen)
          this.#endScreen(null);
      });
      this.#set({ screenStream: stream, screenOn: true });
    } catch (error) {
      // Who changes their mind has no problem, and cannot be told from it.
      if (error.name !== 'NotAllowedError')
        this.#set({ screenProblem: this.#problem(error) });
    } finally {
      this.#set({ screenPending: false });
    }
  }

  #endScreen(problem) {
    this.screenStream?.getTracks().forEach(track => track.stop());
    this.#set({ screenStream: null, screenOn: false, screenProblem: problem });
  }

  #devicesChanged = async () => {
    const found = await this.#devices?.enumerateDevices().catch(() => []) ?? [];
    const list = kind => found
      .filter(device => device.kind === kind && device.deviceId !== '')
      .map(device => ({ id: device.deviceId, label: device.label }));

    this.#set({
      microphones: list('audioinput'),
      cameras: list('videoinput'),
      speakers: list('audiooutput'),
    });
  };
}
