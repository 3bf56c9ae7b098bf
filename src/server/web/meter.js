// SPDX-License-Identifier: GPL-3.0-or-later

const INTERVAL_MS = 100;
const SILENCE_DBFS = -60;
const ON_DBFS = -45;
const OFF_DBFS = -50;
const ON_MS = 200;
const OFF_MS = 600;

let context = null;

function getContext() {
  context ??= new AudioContext({ latencyHint: 'playback' });
  // It may have been made before the person has clicked anywhere.
  if (context.state === 'suspended')
    context.resume().catch(() => {});
  return context;
}

/** Who speaks: louder than a bound for a while, or not for longer. */
export class Speaking {
  value = false;
  #since = 0;

  /** @param now in ms */
  update(dbfs, now) {
    const contradicts = this.value ? dbfs < OFF_DBFS : dbfs > ON_DBFS;

    if (!contradicts)
      this.#since = 0;
    else if (this.#since === 0)
      this.#since = now;
    else if (now - this.#since >= (this.value ? OFF_MS : ON_MS)) {
      this.value = !this.value;
      this.#since = 0;
    }
    return this.value;
  }
}

/** Measures how loud a track is, ten times a second. */
export class Meter {
  #track;
  #source;
  #analyser;
  #timer;
  #speaking = new Speaking();

  /**
   * @param track stopped by `close()`
   * @param func is called with the level from 0 to 1, and whether that is
   *   somebody who speaks
   * @param getPeak what else is known of it, 0 to 1: a browser without a sound
   *   card measures nothing
   */
  constructor(track, func, getPeak = () => 0) {
    const context = getContext();
    const samples = new Float32Array(2048);

    this.#track = track;
    this.#analyser = new AnalyserNode(context, { fftSize: samples.length });
    this.#source = new MediaStreamAudioSourceNode(context, {
      mediaStream: new MediaStream([track]),
    });
    this.#source.connect(this.#analyser);
    this.#timer = setInterval(() => {
      getContext();
      this.#analyser.getFloatTimeDomainData(samples);

      const power = samples.reduce((sum, x) => sum + x * x, 0) / samples.length;
      const dbfs = 10 * Math.log10(Math.max(power, getPeak() ** 2, 1e-10));

      func(Math.min(1, Math.max(0, 1 - dbfs / SILENCE_DBFS)),
           this.#speaking.update(dbfs, performance.now()));
    }, INTERVAL_MS);
  }

  close() {
    clearInterval(this.#timer);
    this.#source.disconnect();
    this.#track.stop();
  }
}
