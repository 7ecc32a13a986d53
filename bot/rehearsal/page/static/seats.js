/** The seats: which of them are shown, and where something is new. */

import { make } from "./dom.js";
import { badge, Seat } from "./seat.js";

/** So many seats stand side by side from so many pixels on. */
const ROOM = [
  [1100, 3],
  [760, 2],
  [0, 1],
];

export class Seats {
  constructor(main, chooser) {
    this.main = main;
    this.chooser = chooser;
    this.all = new Map();
    this.buttons = new Map();
    this.couple = 0;
    /** Whom one wants to see, the latest wish last. */
    this.wanted = ["t", "b", "a"];
    this.guest = false;
    addEventListener("resize", () => this.arrange());
  }

  show(scene) {
    const another = scene.couple !== this.couple;
    for (const shown of scene.seats) {
      let seat = this.all.get(shown.key);
      seat ??= this.add(shown);
      seat.take(shown, another);
    }
    // Screen readers follow from now on: what has been said before is not read out.
    if (this.couple === 0) {
      this.arrange();
      this.listen(this.visible()[0]);
    }
    this.couple = scene.couple;
    this.mark();
  }

  add({ key, name }) {
    const seat = new Seat(key, name, () => this.mark());
    seat.node.addEventListener("focusin", () => this.listen(key));
    this.all.set(key, seat);
    this.main.append(seat.node);
    const button = make("button", { type: "button", "data-seat": key, click: () => this.press(key) }, name);
    if (key === "t") button.append(make("span", { class: "role" }, " (therapist)"));
    this.buttons.set(key, button);
    this.chooser.append(button);
    return seat;
  }

  // --- who is shown ----------------------------------------------------------------------------

  capacity() {
    const room = this.main.clientWidth || innerWidth;
    return ROOM.find(([width]) => room >= width)[1];
  }

  /** The keys of the seats that are shown, in the order of the room. */
  visible() {
    const most = this.capacity();
    const count = this.guest ? most : Math.min(most, 2);
    const last = this.wanted.filter((key) => this.all.has(key)).slice(-count);
    return [...this.all.keys()].filter((key) => last.includes(key));
  }

  press(key) {
    const shown = this.visible();
    if (shown.includes(key) && shown.length > 1) {
      if (key === "t") this.guest = false;
      this.wanted = [key, ...this.wanted.filter((one) => one !== key)];
    } else {
      if (key === "t") this.guest = true;
      this.wanted = [...this.wanted.filter((one) => one !== key), key];
      this.listen(key);
    }
    this.arrange();
  }

  arrange() {
    const shown = this.visible();
    this.main.dataset.count = shown.length;
    for (const [key, seat] of this.all) seat.node.hidden = !shown.includes(key);
    this.mark();
  }

  // --- what is new -----------------------------------------------------------------------------

  /** What is new is marked where one would have to go to see it. */
  mark() {
    const shown = this.visible();
    for (const [key, seat] of this.all) {
      const button = this.buttons.get(key);
      const fresh = seat.mark();
      badge(button, shown.includes(key) ? 0 : fresh);
      button.setAttribute("aria-pressed", String(shown.includes(key)));
    }
    this.chooser.hidden = this.all.size < 2;
  }

  listen(key) {
    for (const [one, seat] of this.all) seat.listen(one === key);
  }
}
