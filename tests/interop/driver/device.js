// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';

/*
 * Doubles of devices, and of nothing else, in the page before its own scripts run.
 * The tracks that the browser gives are remembered, so that a test can have them
 * end as if the device had gone. Where the browser's own camera shows nothing that
 * could be recognised (Firefox's fake one is flat), what it gives is replaced with
 * a picture that has the tests' number in it, and so is a screen. CONFIG is put here
 * by browser.py.
 */
(() => {
  const { number, drawCamera, noScreens, second } = CONFIG;
  const devices = navigator.mediaDevices;

  // Every rejection that nobody took is an error of the page.
  addEventListener('securitypolicyviolation', event =>
    console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
  addEventListener('unhandledrejection', event =>
    console.error(`unhandled rejection: ${event.reason?.stack ?? event.reason}`));

  // For what only the connections themselves can tell.
  window.majuConnections = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...options) {
      super(...options);
      window.majuConnections.push(this);
    }
  };

  if (!devices)
    return;

  const given = { camera: [], microphone: [], screen: [] };
  const gone = new Set();

  // A square is one of 80 across, as maju-test-picture.c has it.
  function drawn(width, height, base) {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    const side = width / 80;
    const started = performance.now();
    let last = -1;

    canvas.width = width;
    canvas.height = height;

    const draw = () => {
      const frame = Math.floor((performance.now() - started) / 1000 * 15) % 65536;
      const value = base * 65536 + frame;

      if (frame === last)
        return;
      last = frame;
      context.fillStyle = '#6272a4';
      context.fillRect(0, 0, width, height);
      context.fillStyle = '#f1fa8c';
      context.fillRect(width / 2 + Math.sin(frame / 15) * width / 4, height / 2, 60, 60);
      for (let i = 0; i < 32; i++) {
        const white = Math.floor(value / 2 ** (31 - i)) % 2 === 1;

        context.fillStyle = white ? '#fff' : '#000';
        context.fillRect(i * side, 0, side, side);
        context.fillStyle = white ? '#000' : '#fff';
        context.fillRect(i * side, side, side, side);
      }
    };

    draw();
    setInterval(draw, 33);

    const track = canvas.captureStream(15).getVideoTracks()[0];
    const target = new EventTarget();

    // Firefox has nobody hear of events that are sent to such a track.
    for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent'])
      track[name] = target[name].bind(target);
    return track;
  }

  function replace(stream, base) {
    for (const real of stream.getVideoTracks()) {
      const double = drawn(640, 360, base);
      const settings = real.getSettings();
      const stop = double.stop.bind(double);

      double.getSettings = () => ({ ...settings, width: 640, height: 360 });
      double.stop = () => {
        stop();
        real.stop();
      };
      Object.defineProperty(double, 'label', { value: real.label });
      stream.removeTrack(real);
      stream.addTrack(double);
    }
  }

  const wrap = (name, func) => {
    const own = devices[name]?.bind(devices);

    if (own)
      devices[name] = async wish => {
        if (wish?.video && gone.has('camera') || wish?.audio && gone.has('microphone'))
          throw new DOMException('it was unplugged', 'NotFoundError');
        return func(await own(wish));
      };
  };

  // A camera and a microphone more than the browser has.
  function addSecond({ hertz }) {
    const enumerate = devices.enumerateDevices.bind(devices);
    const own = devices.getUserMedia.bind(devices);
    const ids = { camera: 'second-camera', microphone: 'second-microphone' };
    const open = {
      camera: () => drawn(640, 360, number + 64),
      microphone: () => {
        const context = new AudioContext();
        const tone = new OscillatorNode(context, { frequency: hertz });
        const quiet = new GainNode(context, { gain: 0.25 });
        const out = new MediaStreamAudioDestinationNode(context);

        tone.connect(quiet).connect(out);
        tone.start();
        return out.stream.getAudioTracks()[0];
      },
    };

    devices.enumerateDevices = async () => [
      ...await enumerate(),
      { kind: 'videoinput', deviceId: ids.camera, groupId: '', label: 'Second Camera' },
      { kind: 'audioinput', deviceId: ids.microphone, groupId: '', label: 'Second Microphone' },
    ];
    devices.getUserMedia = async wish => {
      const camera = wish.video?.deviceId?.exact === ids.camera;
      const microphone = wish.audio?.deviceId?.exact === ids.microphone;
      const tracks = [camera && open.camera(), microphone && open.microphone()].filter(Boolean);
      const rest = { video: !camera && wish.video, audio: !microphone && wish.audio };

      if (rest.video || rest.audio)
        tracks.push(...(await own(rest)).getTracks());
      return new MediaStream(tracks);
    };
  }

  wrap('getUserMedia', stream => {
    if (drawCamera)
      replace(stream, number);
    given.camera.push(...stream.getVideoTracks());
    given.microphone.push(...stream.getAudioTracks());
    return stream;
  });
  if (second)
    addSecond(second);
  const share = stream => {
    replace(stream, number + 128);
    given.screen.push(...stream.getVideoTracks());
    return stream;
  };

  // Firefox without a window has no screens either.
  if (noScreens)
    devices.getDisplayMedia = async () => {
      if (!navigator.userActivation.isActive)
        throw new DOMException('not by a person', 'InvalidStateError');
      const track = drawn(1280, 720, number + 128);

      given.screen.push(track);
      return new MediaStream([track]);
    };
  else
    wrap('getDisplayMedia', share);

  /* As if the device had gone, or its picture been closed. */
  Object.defineProperty(window, 'majuUnplug', { value: kind => {
    const live = given[kind].filter(track => track.readyState === 'live');

    gone.add(kind);
    for (const track of live) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
    return live.length;
  } });
})();
