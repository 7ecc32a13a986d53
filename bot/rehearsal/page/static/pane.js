/** One chat as one seat sees it. */

import { act } from "./acts.js";
import { Composer } from "./composer.js";
import { announce, make, say } from "./dom.js";
import { Message } from "./message.js";

/** How long a toast stays, somebody is seen writing, and a removed message fades, in ms. */
const TOAST_MS = 5000;
const WRITING_MS = 6000;
const FADE_MS = 280;
/** A link that opens so soon after a press here was opened by it. */
const ANSWER_MS = 10_000;
/** So near the end counts as at the end, in pixels. */
const NEAR = 48;

export class Pane {
  constructor(seat, name, chat) {
    this.where = { seat, chat };
    this.node = document.getElementById("pane").content.firstElementChild.cloneNode(true);
    this.node.dataset.chat = chat;
    this.node.setAttribute("aria-label", `${name}: ${chat}`);
    for (const part of ["log", "lines", "toast", "writing", "door", "to-end", "face"]) {
      this[part] = this.node.querySelector(`.${part}`);
    }
    this.start = this.door.querySelector("button");
    this.log.setAttribute("aria-label", `${name}: ${chat}, messages`);
    const label = chat === "group" ? `${name} writes in the group` : `${name} writes to Heard`;
    this.composer = new Composer(this, this.node.querySelector(".composer"), label);
    this.messages = new Map();
    this.read = 0;
    this.atEnd = true;
    this.press = -Infinity;
    this.start.addEventListener("click", () => this.begin());
    this["to-end"].addEventListener("click", () => this.scrollToEnd());
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.log.addEventListener("keydown", (event) => this.walk(event));
    // The room may shrink, and a film or a menu may grow: whoever is at the end stays there.
    const observer = new ResizeObserver(() => this.atEnd && this.scrollToEnd());
    observer.observe(this.log);
    observer.observe(this.lines);
  }

  /** Forget everything, for another couple. */
  reset(shown) {
    this.messages.clear();
    this.lines.replaceChildren();
    this.read = shown.lines.at(-1)?.id ?? 0;
    this.toasted = shown.toast?.number ?? 0;
    this.led = shown.led;
    this.atEnd = true;
    this.fresh = true;
    this.hush();
    this.composer.clear();
  }

  /** Show the chat as it is now. */
  show(shown) {
    this.shown = shown;
    say(this.node.querySelector("h3"), shown.title);
    say(this.node.querySelector(".pane-head p"), shown.detail);
    this.composer.commands = shown.commands;
    this.showDoor(shown);
    this.showWriting(shown.writing);
    this.showLines(shown.lines);
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

  showLines(lines) {
    const present = new Set(lines.map((line) => line.id));
    for (const [id, message] of this.messages) {
      if (!present.has(id)) this.remove(id, message);
    }
    let previous = null;
    let mine = false;
    for (const line of lines) {
      let message = this.messages.get(line.id);
      if (message) message.show(line);
      else {
        message = new Message(this, line);
        message.node.classList.toggle("arriving", !this.fresh);
        this.messages.set(line.id, message);
        if (previous) previous.node.after(message.node);
        else this.lines.prepend(message.node);
        mine ||= line.own;
      }
      message.follow(previous);
      previous = message;
    }
    this.fresh = false;
    this.offerMenu();
    if (this.atEnd || mine) this.scrollToEnd();
    else this["to-end"].hidden = !this.unread();
  }

  remove(id, message) {
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

  /** Whether something of others is new here. */
  unread() {
    if (this.isVisible() && this.atEnd) this.read = this.shown.lines.at(-1)?.id ?? 0;
    return this.shown.lines.some((line) => !line.own && !line.service && line.id > this.read);
  }

  // --- getting around --------------------------------------------------------------------------

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (clientHeight > 0) this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.atEnd) this["to-end"].hidden = true;
  }

  scrollToEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.atEnd = true;
    this["to-end"].hidden = true;
  }

  /** Only the newest menu is a stop of the Tab key; arrows lead from one to the next. */
  offerMenu() {
    const menus = [...this.log.querySelectorAll(".message:not(.going) .dots")];
    menus.forEach((dots, index) => dots.setAttribute("tabindex", index === menus.length - 1 ? "0" : "-1"));
  }

  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches(".dots")) return;
    event.preventDefault();
    const menus = [...this.log.querySelectorAll(".message:not(.going) .dots")];
    menus[menus.indexOf(event.target) + step]?.focus();
  }

  // --- what is done here -----------------------------------------------------------------------

  edit(line) {
    this.composer.edit(line);
  }

  editLast() {
    const last = this.shown.lines.findLast((line) => line.editable);
    if (last) this.composer.edit(last);
  }

  async command(text) {
    const why = await act({ act: "post", ...this.where, text });
    if (why) this.trouble(why);
  }

  async begin() {
    const why = await act({ act: "start", seat: this.where.seat });
    if (why) this.trouble(why);
  }

  // --- around the messages ---------------------------------------------------------------------

  showDoor({ door, started }) {
    const held = this.door.contains(document.activeElement);
    this.door.hidden = !door;
    this.door.querySelector("p").hidden = started;
    this.composer.form.hidden = !started;
    // Whoever has pressed START goes on where one writes.
    if (held && !door) this.composer.field.focus({ preventScroll: true });
  }

  showWriting(names) {
    clearTimeout(this.quiet);
    const text = names.length > 0 ? `${names.join(" and ")} ${names.length > 1 ? "are" : "is"} writing` : "";
    say(this.writing, text);
    if (text) this.quiet = setTimeout(() => say(this.writing, ""), WRITING_MS);
  }

  /** Say why something could not be done. */
  trouble(why) {
    this.raise(why, false);
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
