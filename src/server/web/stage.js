// SPDX-License-Identifier: GPL-3.0-or-later

import { arrange, arrangeCorner, arrangeStrip } from './arrange.js';
import { h, soon } from './dom.js';
import { t } from './strings.js';
import { personTile, shareTile } from './tile.js';

const WATCH_MS = 300;
const MARGIN = 6;

/** The tiles of everybody, and of the screens that they share. @header and
 *  @controls float over it. */
export class Stage {
  element = h('div', { class: 'tiles', role: 'list',
                       'aria-label': t('inCall') });

  #call;
  #media;
  #own;
  #people = new Map();
  #shares = new Map();
  #large = null;                // who shares what is large
  #header;
  #controls;
  #observer;
  #timer = 0;

  constructor(call, media, header, controls) {
    this.#call = call;
    this.#media = media;
    this.#header = header;
    this.#controls = controls;
    this.#own = personTile(call, null, media);
    this.element.append(this.#own.element);
    this.#observer = new ResizeObserver(soon(() => this.#layOut()));
    for (const element of [this.element, header, controls])
      this.#observer.observe(element);
    document.addEventListener('visibilitychange', this.#watchSoon);
    this.update();
  }

  close() {
    this.#observer.disconnect();
    document.removeEventListener('visibilitychange', this.#watchSoon);
    clearTimeout(this.#timer);
    for (const tile of this.#tiles())
      tile.video.srcObject = null;
  }

  /** The picture that a small window of its own would show, or null. */
  get largePicture() {
    const tile = this.#shares.get(this.#large) ??
      [...this.#people.values()].find(({ video }) => !video.hidden);

    return tile?.video ?? null;
  }

  /** Takes over who is in the call and what they send. */
  update() {
    const others = this.#call.participants;
    const sharing = others.filter(other => other.screen && other.screenStream);

    this.#keep(this.#people, others,
               other => personTile(this.#call, other, this.#media));
    this.#keep(this.#shares, sharing, other => {
      this.#large = other;
      return shareTile(this.#call, other, () => {
        this.#large = other;
        this.#layOut();
      });
    });
    if (!this.#shares.has(this.#large))
      this.#large = sharing.at(-1) ?? null;
    for (const tile of this.#tiles())
      tile.update();
    this.#layOut();
  }

  /** For somebody alone has changed; null is oneself. */
  updatePerson(participant) {
    (this.#people.get(participant) ?? this.#own).update();
  }

  react(participant, kind) {
    (this.#people.get(participant) ?? this.#own).react(kind);
  }

  #tiles() {
    return [...this.#shares.values(), ...this.#people.values(), this.#own];
  }

  #keep(tiles, wanted, make) {
    for (const [participant, tile] of tiles)
      if (!wanted.includes(participant)) {
        tile.video.srcObject = null;
        tile.element.remove();
        tiles.delete(participant);
      }
    for (const participant of wanted)
      if (!tiles.has(participant)) {
        const tile = make(participant);

        tiles.set(participant, tile);
        this.element.insertBefore(tile.element, this.#own.element);
      }
  }

  #layOut() {
    const stage = this.element.getBoundingClientRect();

    if (stage.width === 0 || stage.height === 0)
      return;

    const controls = this.#controls.getBoundingClientRect();
    const top = this.#header.offsetHeight;
    const bottom = stage.bottom - controls.top + MARGIN;
    const area = { x: MARGIN, y: top, width: stage.width - 2 * MARGIN,
                   height: stage.height - top - bottom };
    const people = [...this.#people.values()];
    const large = this.#shares.get(this.#large);
    const corner = !large && people.length < 2;

    if (large) {
      const small = [...this.#shares.values()].filter(tile => tile !== large);

      this.#place([large, ...small, ...people, this.#own],
                  arrangeStrip(small.length + people.length + 1, area));
      for (const tile of this.#shares.values())
        tile.setLarge(tile === large);
    } else if (corner) {
      this.#place(people, [{ x: 0, y: 0, width: stage.width,
                             height: stage.height }]);
      this.#place([this.#own], [arrangeCorner(stage, {
        right: controls.right - stage.left,
        top: controls.top - stage.top,
      })]);
    } else {
      this.#place([...people, this.#own], arrange(people.length + 1, area));
    }
    this.#own.element.classList.toggle('corner', corner);
    for (const tile of people)
      tile.element.classList.toggle('fill', corner);
    this.#watchSoon();
  }

  #place(tiles, rects) {
    tiles.forEach(({ element }, i) => {
      const rect = rects[i];

      element.hidden = !rect;
      if (!rect)
        return;
      element.style.left = `${Math.round(rect.x)}px`;
      element.style.top = `${Math.round(rect.y)}px`;
      element.style.width = `${Math.floor(rect.width)}px`;
      element.style.height = `${Math.floor(rect.height)}px`;
    });
  }

  #watchSoon = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#watch(), WATCH_MS);
  };

  // Others need not send what nobody sees, nor larger than it is seen.
  #watch() {
    const apart = document.pictureInPictureElement;
    const height = tile => !tile || document.hidden && tile.video !== apart
      ? 0 : Math.round(tile.element.offsetHeight * devicePixelRatio);

    for (const [participant, tile] of this.#people)
      participant.watch(height(tile), height(this.#shares.get(participant)));
  }
}
