/** One chat as one seat sees it. */

import { act } from "./acts.js";
import { Adding } from "./adding.js";
import { Composer } from "./composer.js";
import { announce, make, say } from "./dom.js";
import { Message } from "./message.js";
import { disclose } from "./panels.js";

/** How long a toast stays, somebody is seen writing, and a removed message fades, in ms. */
const TOAST_MS = 4000;
const WRITING_MS = 6000;
const FADE_MS = 280;
/** A link that opens so soon after a press here was opened by it. */
const ANSWER_MS = 10_000;
/** So near the end counts as at the end, in pixels. */
const NEAR = 48;

export class Pane {
  constructor(seat, name, chat) {
    this.where = { seat, chat };
    this.name = name;
    this.node = document.getElementById("pane").content.firstElementChild.cloneNode(true);
    this.node.dataset.chat = chat;
    this.node.setAttribute("aria-label", `${name}: ${chat}`);
    for (const part of ["dots", "door", "foot", "lines", "log", "pane-menu", "pin", "shut", "to-end", "toast", "writing"]) {
      this[part] = this.node.querySelector(`.${part}`);
    }
    this.start = this.door.querySelector("button");
    this.log.setAttribute("aria-label", `${name}: ${chat}, messages`);
    const label = chat === "group" ? `${name} writes in the group` : `${name} writes to Heard`;
    this.composer = new Composer(this, this.node.querySelector(".composer"), label);
    this.adding = new Adding(this, this.node.querySelector(".adding"));
    this.messages = new Map();
    this.byId = new Map();
    this.shown = { lines: [] };
    this.read = 0;
    this.atEnd = true;
    this.press = -Infinity;
    this.toasted = 0;
    this.led = 0;
    this.start.addEventListener("click", () => this.do({ act: "start", seat }));
    this["to-end"].addEventListener("click", () => this.scrollToEnd());
    this.pin.addEventListener("click", () => this.goTo(this.shown.pinned?.id));
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.log.addEventListener("keydown", (event) => this.walk(event));
    this.shut.querySelector("button").addEventListener("click", () => this.open());
    this.setMenu(chat);
    // The room may shrink, and a film or a menu may grow: whoever is at the end stays there.
    const observer = new ResizeObserver(() => this.atEnd && this.scrollToEnd());
    observer.observe(this.log);
    observer.observe(this.lines);
  }

  /** What can be done with the chat itself. */
  setMenu(chat) {
    const { seat } = this.where;
    const choice = chat === "group" ? { act: "leave", seat } : { act: "block", seat, blocked: true };
    const label = chat === "group" ? "Leave the group" : "Block Heard";
    const click = () => {
      close();
      this.do(choice);
    };
    this["pane-menu"].append(make("button", { type: "button", click }, label));
    this.dots.append(make("span", { "aria-hidden": "true" }, "⋯"));
    this.dots.setAttribute("aria-label", `${this.name}'s ${chat} chat: ${label.toLowerCase()}`);
    const close = disclose(this.dots, this["pane-menu"]);
  }

  /** Forget everything, for another couple. */
  reset(shown) {
    this.messages.clear();
    this.lines.replaceChildren();
    this.byId.clear();
    this.shown = { ...shown, lines: [] };
    this.merge(shown);
    this.readAll();
    this.toasted = shown.toast?.number ?? 0;
    this.led = shown.led;
    this.atEnd = true;
    this.fresh = true;
    this.hush();
    this.composer.clear();
  }

  /** Show the chat as it is now: everything around, and those lines that are new, changed or gone. */
  show(shown) {
    const comes = shown.started && !this.shown.started;
    const changed = shown.lines;
    this.merge(shown);
    // What was said before one came in is not new.
    if (comes) this.readAll();
    this.read = Math.max(this.read, shown.known);
    say(this.node.querySelector("h3"), shown.title);
    say(this.node.querySelector(".name p"), shown.detail);
    this.composer.take(shown);
    this.showDoor(shown);
    this.showPin(shown.pinned);
    this.showWriting(shown.writing);
    this.showLines(changed, shown.gone);
    if (shown.toast && shown.toast.number > this.toasted) {
      this.toasted = shown.toast.number;
      this.raise(shown.toast.text, shown.toast.alert);
    }
  }

  /** Whether a link has led here since it was last asked. */
  wasLedTo() {
    const led = this.shown.led > this.led;
    this.led = this.shown.led;
    return led;
  }

  /** A button has been pressed here. */
  pressed() {
    this.press = performance.now();
  }

  /** Whether that was a moment ago. */
  wasPressed() {
    return performance.now() - this.press < ANSWER_MS;
  }

  // --- messages --------------------------------------------------------------------------------

  /** Take what a scene brings; `this.shown.lines` is the whole chat, in its order. */
  merge(shown) {
    for (const id of shown.gone) this.byId.delete(id);
    for (const line of shown.lines) this.byId.set(line.id, line);
    const lines = [...this.byId.values()].sort((one, other) => one.place - other.place);
    this.shown = { ...shown, lines };
  }

  showLines(changed, gone) {
    for (const id of gone) this.remove(id);
    let mine = false;
    for (const line of changed) {
      const message = this.messages.get(line.id);
      if (message) message.show(line);
      else mine = this.add(line) || mine;
    }
    if (changed.length > 0 || gone.length > 0) this.arrange();
    this.fresh = false;
    if (this.atEnd || mine) this.scrollToEnd();
    else this.showFresh();
  }

  /** Whether it is one's own. */
  add(line) {
    const message = new Message(this, line);
    message.node.classList.toggle("arriving", !this.fresh);
    this.messages.set(line.id, message);
    return Boolean(line.own);
  }

  /** Every message in its place. */
  arrange() {
    let previous = null;
    for (const { id } of this.shown.lines) {
      const message = this.messages.get(id);
      if (!message.node.parentNode) {
        if (previous) previous.node.after(message.node);
        else this.lines.prepend(message.node);
      }
      message.follow(previous);
      previous = message;
    }
    this.offerMenu(previous);
  }

  remove(id) {
    const message = this.messages.get(id);
    if (!message) return;
    this.messages.delete(id);
    const { node } = message;
    if (node.contains(document.activeElement)) this.log.focus({ preventScroll: true });
    if (this.isHeard()) announce(`A message of ${message.line.author} was removed.`);
    node.inert = true;
    node.classList.add("going");
    setTimeout(() => node.remove(), FADE_MS);
  }

  /** Whether a screen reader follows this chat just now. */
  isHeard() {
    return this.isVisible() && this.log.getAttribute("aria-live") !== "off";
  }

  isVisible() {
    return this.log.offsetParent !== null;
  }

  /** How many messages of others are new here. */
  unread() {
    if (!this.shown) return 0;
    if (this.isVisible() && this.atEnd) this.read = this.last();
    return this.shown.lines.filter((line) => !line.own && !line.service && !line.past && line.id > this.read).length;
  }

  readAll() {
    this.read = this.last();
  }

  last() {
    return this.shown.lines.findLast((line) => !line.past)?.id ?? 0;
  }

  // --- getting around --------------------------------------------------------------------------

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (clientHeight > 0) this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.atEnd) this.showFresh();
  }

  scrollToEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.atEnd = true;
    this.showFresh();
  }

  /** This chat has come forward. */
  arrived() {
    if (this.atEnd) this.scrollToEnd();
  }

  showFresh() {
    const count = this.unread();
    this["to-end"].hidden = count === 0 || this.atEnd;
    say(this["to-end"], `${count} new below`);
  }

  goTo(id) {
    const message = this.messages.get(id);
    message?.node.scrollIntoView({ block: "center" });
    message?.node.focus({ preventScroll: true });
  }

  /** Only the newest menu is a stop of the Tab key; arrows lead from one to the next. */
  offerMenu(newest) {
    this.stop?.setAttribute("tabindex", "-1");
    this.stop = newest?.dots || this.menus().at(-1);
    this.stop?.setAttribute("tabindex", "0");
  }

  menus() {
    return [...this.log.querySelectorAll(".message:not(.going) .menu-dots")];
  }

  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches(".menu-dots")) return;
    event.preventDefault();
    const menus = this.menus();
    menus[menus.indexOf(event.target) + step]?.focus();
  }

  // --- what is done here -----------------------------------------------------------------------

  /** Do something; what cannot be done is said here. Gives whether it could. */
  async do(what) {
    const why = await act(what);
    if (why) this.raise(why, false);
    return !why;
  }

  edit(line) {
    this.composer.edit(line);
  }

  answer(line) {
    this.composer.answer(line);
  }

  editLast() {
    const last = this.shown.lines.findLast((line) => line.editable);
    if (last) this.composer.edit(last);
  }

  command(text) {
    this.do({ act: "post", ...this.where, text });
  }

  /** Back into the group, or on speaking terms with Heard again. */
  open() {
    const { seat, chat } = this.where;
    this.do(chat === "group" ? { act: "join", seat } : { act: "block", seat, blocked: false });
  }

  // --- around the messages ---------------------------------------------------------------------

  showDoor({ adding, door, started, shut, way }) {
    const held = this.door.contains(document.activeElement);
    this.door.hidden = !door || Boolean(shut || adding);
    this.adding.show(adding);
    say(this.door.querySelector("p"), door);
    this.shut.hidden = !shut;
    say(this.shut.querySelector("p"), shut);
    say(this.shut.querySelector("button"), way);
    this.dots.hidden = Boolean(shut) || (!started && this.where.chat === "private");
    this.composer.form.hidden = !started || Boolean(adding);
    // Whoever has pressed START goes on where one writes.
    if (held && !door) this.composer.field.focus({ preventScroll: true });
  }

  showPin(pinned) {
    this.pin.hidden = !pinned;
    if (pinned) this.pin.replaceChildren(make("b", {}, "Pinned"), make("span", { dir: "auto" }, pinned.text));
  }

  showWriting(names) {
    clearTimeout(this.quiet);
    const text = names.length > 0 ? `${names.join(" and ")} ${names.length > 1 ? "are" : "is"} writing` : "";
    say(this.writing, text);
    this.writing.hidden = !text;
    if (text) this.quiet = setTimeout(() => (this.writing.hidden = true), WRITING_MS);
  }

  raise(text, stays) {
    clearTimeout(this.lowering);
    const put = stays && make("button", { type: "button", click: () => this.hush() }, "All right");
    this.toast.replaceChildren(make("p", { dir: "auto" }, text), ...(put ? [put] : []));
    if (!stays) this.lowering = setTimeout(() => this.hush(), TOAST_MS);
  }

  hush() {
    clearTimeout(this.lowering);
    this.toast.replaceChildren();
  }
}
