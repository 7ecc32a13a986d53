/** The stage manager's bar: what time it is here, how Heard is, and what can be done to everything. */

import { act } from "./acts.js";
import { make, say } from "./dom.js";
import { disclose } from "./panels.js";
import { Scene } from "./begin.js";
import { Sheet } from "./sheet.js";

const HEARD = { running: "Heard is running", starting: "Heard is starting", stopped: "Heard has stopped" };
const LINE = {
  slow: "Heard's line is slow", silent: "Heard's line is silent",
  offline: "Heard is offline", limited: "Heard is rate-limited",
};
const NAMES = { a: "Ana", b: "Ben", t: "Mara" };
const NOTICE_MS = 9000;

export class Bar {
  /** `alone`: this window shows one seat, and there is no bar. */
  constructor(alone) {
    for (const id of [
      "alone", "bar", "clock", "due", "fold", "kind", "line", "next", "notice", "over", "owned", "owner", "owning", "people",
      "personas", "replay", "rights", "save", "status", "tagline",
    ]) {
      this[id] = document.getElementById(id);
    }
    this.told = null;
    setInterval(() => this.tick(), 250);
    if (alone) return;
    this.scene = new Scene((what) => this.do(what));
    this.sheet = new Sheet((what) => this.do(what));
    this.closes = [...this.bar.querySelectorAll(".drop")].map((drop) =>
      disclose(drop.querySelector("button"), drop.querySelector(".panel")),
    );
    this.bar.addEventListener("click", (event) => this.pressed(event.target.closest("[data-act]")));
    this.line.addEventListener("change", ({ target }) => this.do({ act: "connect", how: target.value }));
    this.over.addEventListener("submit", (event) => {
      event.preventDefault();
      this.do({ act: "start_over", owner: this.owner.value, kind: this.kind.value, alone: this.alone.checked });
    });
    this.replay.addEventListener("change", () => this.replayFile());
    this.fold.addEventListener("click", () => {
      this.fold.setAttribute("aria-expanded", String(this.fold.getAttribute("aria-expanded") !== "true"));
    });
  }

  pressed(button) {
    if (button && button.getAttribute("aria-disabled") !== "true") this.do(JSON.parse(button.dataset.act));
  }

  async do(what) {
    const why = await act(what);
    if (why) this.raise(why);
    return !why;
  }

  async replayFile() {
    const [file] = this.replay.files;
    if (!file) return;
    const text = await file.text();
    this.replay.value = "";
    this.do({ act: "replay", text });
  }

  // --- how things stand ------------------------------------------------------------------------

  show({ clock, bar, tagline, seats }) {
    this.time = { ...clock, since: performance.now(), what: bar?.due ?? "" };
    this.tick();
    say(this.tagline, tagline);
    if (!bar) {
      this.showHeard("running", "");
      return;
    }
    const line = LINE[bar.how];
    this.showHeard(line && bar.heard === "running" ? "starting" : bar.heard, bar.under_way || line || HEARD[bar.heard]);
    this.line.querySelector(`[value="${bar.how}"]`).checked = true;
    this.showRights(bar.group);
    this.showGroup(bar.group);
    this.showPersonas(bar.personas, seats);
    this.scene.show(bar);
    this.sheet.show(bar.sheet);
    say(this.save, `Save as a transcript (${bar.lines} ${bar.lines === 1 ? "line" : "lines"})`);
    for (const button of this.bar.querySelectorAll("[data-act]")) {
      button.setAttribute("aria-disabled", String(Boolean(bar.under_way)));
    }
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
    this.status.hidden = !text;
  }

  showRights({ heard, basic }) {
    const wanted = (to, label) => ({ label, act: { act: "make_heard", wanted: to } });
    const leads = heard === "deletes" || heard === "reminds";
    const choices = [];
    if (heard === "deletes" && !basic) choices.push(wanted("reminds", "Take Heard's right to delete"));
    if (heard === "reminds") choices.push(wanted("deletes", "Give Heard the right to delete"));
    if (leads) choices.push(wanted("member", "Make Heard a plain member"));
    if (heard === "member") choices.push(wanted("deletes", "Make Heard an admin who may delete"));
    if (heard === "absent") choices.push(wanted("deletes", "Add Heard to the group again"));
    else choices.push(wanted("absent", "Remove Heard from the group"));
    this.offer(this.rights, choices);
  }

  showGroup({ owner, basic, guest }) {
    say(this.owned, `${NAMES[owner]} owns the group. It is a ${basic ? "basic group" : "supergroup"}.`);
    const others = Object.keys(NAMES).filter((key) => key !== owner && (key !== "t" || guest));
    const choices = others.map((seat) => ({
      label: `${NAMES[owner]} gives it to ${NAMES[seat]}`,
      act: { act: "give_to", seat },
    }));
    if (basic) choices.push({ label: "It becomes a supergroup (new ids)", act: { act: "grow" } });
    this.offer(this.owning, choices);
    const therapist = guest ? "Mara, the therapist, leaves" : `${NAMES[owner]} brings Mara, the therapist, in`;
    this.offer(this.people, [{ label: therapist, act: { act: guest ? "leave" : "join", seat: "t" } }]);
  }

  /** Buttons for what can be done; they are left alone as long as it is the same. */
  offer(place, choices) {
    const now = JSON.stringify(choices);
    if (place.dataset.now === now) return;
    place.dataset.now = now;
    const held = place.contains(document.activeElement);
    place.replaceChildren(
      ...choices.map(({ label, act: what }) => make("button", { type: "button", "data-act": JSON.stringify(what) }, label)),
    );
    if (held) place.firstElementChild?.focus();
  }

  showPersonas(names, seats) {
    for (const { key, name, persona } of seats) {
      if (key === "t") continue;
      let choice = document.getElementById(`persona-${key}`);
      if (!choice) {
        choice = make("select", { id: `persona-${key}` }, make("option", { value: "" }, "You"));
        choice.append(...names.map((one) => make("option", { value: one }, one)));
        choice.addEventListener("change", () => this.do({ act: "seat", seat: key, persona: choice.value }));
        this.personas.append(make("label", { for: choice.id }, `${name} is played by`), choice);
      }
      if (document.activeElement !== choice) choice.value = persona;
    }
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
    const nothing = time.due === null;
    say(this.due, nothing ? "nothing due" : `${time.what}, in ${span(Math.max(0, time.due - now))}`);
    this.next.classList.toggle("idle", nothing);
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
