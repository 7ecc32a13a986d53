/** The stage bar: what time it is here, how Heard is, and what can be done to both. */

import { act } from "./acts.js";
import { say } from "./dom.js";

const HEARD = { running: "Heard is running", starting: "Heard is starting", stopped: "Heard has stopped" };
const NOTICE_MS = 8000;

export class Bar {
  constructor() {
    for (const id of ["bar", "clock", "due", "fold", "notice", "rights", "status"]) {
      this[id] = document.getElementById(id);
    }
    this.told = null;
    this.bar.addEventListener("click", (event) => this.pressed(event.target.closest("[data-act]")));
    this.fold.addEventListener("click", () => {
      this.fold.setAttribute("aria-expanded", String(this.fold.getAttribute("aria-expanded") !== "true"));
    });
    setInterval(() => this.tick(), 250);
  }

  async pressed(button) {
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const why = await act(JSON.parse(button.dataset.act));
    if (why) this.raise(why);
  }

  show({ clock, bar }) {
    this.time = { ...clock, since: performance.now() };
    this.tick();
    this.showHeard(bar.heard, bar.under_way || HEARD[bar.heard]);
    for (const button of this.bar.querySelectorAll("[data-act]")) {
      button.setAttribute("aria-disabled", String(Boolean(bar.under_way)));
    }
    say(this.rights, bar.may_delete ? "Take the right to delete" : "Give the right to delete");
    this.rights.dataset.act = JSON.stringify({ act: "allow", deleting: !bar.may_delete });
    if (this.told !== null && bar.notice > this.told) this.raise(bar.text);
    this.told = bar.notice;
  }

  /** The line to the stage is down, or the rehearsal over. */
  lost(text) {
    this.showHeard("stopped", text);
  }

  showHeard(how, text) {
    this.status.dataset.heard = how;
    say(this.status.firstElementChild, text.charAt(0).toUpperCase() + text.slice(1));
  }

  raise(text) {
    clearTimeout(this.lowering);
    say(this.notice, text);
    this.notice.hidden = false;
    this.lowering = setTimeout(() => (this.notice.hidden = true), NOTICE_MS);
  }

  tick() {
    const { time } = this;
    if (!time) return;
    const now = time.now + (time.ticks ? performance.now() - time.since : 0);
    // The zone is the stage's, so its distance is added and the rest read as if it were UTC.
    const local = new Date(now + time.offset * 1000);
    say(this.clock.querySelector("time"), local.toISOString().slice(11, 19));
    const day = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" };
    say(this.clock.querySelector("span"), local.toLocaleDateString("en-GB", day));
    say(this.due, time.due === null ? "nothing due" : `in ${span(Math.max(0, time.due - now))}`);
  }
}

function span(ms) {
  const seconds = Math.ceil(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}
