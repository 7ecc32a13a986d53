/** One message: built once, then changed only where it has changed. */

import { leadsToBot, outside } from "./acts.js";
import { make } from "./dom.js";
import { medium } from "./media.js";
import { words } from "./words.js";

const REACTIONS = ["👍", "❤", "😢"];

export class Message {
  /** `pane` offers where it stands: `where` (seat and chat), `do`, `command`, `edit`, `answer`. */
  constructor(pane, line) {
    this.pane = pane;
    this.bubble = make("div", { class: "bubble" });
    this.tools = make("div", { class: "tools", role: "group", "aria-label": "With this message", hidden: true });
    this.keys = make("div", { class: "keys", role: "group", "aria-label": "Buttons" });
    this.node = make("article", { class: "message", tabindex: "-1" }, this.bubble, this.tools, this.keys);
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.tools.hidden) return;
      this.open(false);
      this.dots.focus();
    });
    this.show(line);
  }

  /** Take what the message says now. */
  show(line) {
    const { keys = [], ...said } = line;
    this.line = line;
    this.part("said", said, () => this.showSaid(line));
    this.part("keyed", keys, () => this.showKeys(keys));
  }

  /** Place it after another: the name is said once, the day when it is a new one. */
  follow(previous) {
    const { line } = this;
    const now = `${previous?.line.day} ${previous?.line.who} ${previous?.line.service} ${line.who}`;
    if (this.followed === now) return;
    this.followed = now;
    const sameDay = previous?.line.day === line.day;
    const same = sameDay && !line.service && !previous.line.service && previous.line.who === line.who;
    this.node.classList.toggle("follows", same);
    if (sameDay) delete this.node.dataset.day;
    else this.node.dataset.day = line.day;
  }

  part(name, value, build) {
    const now = JSON.stringify(value);
    if (this[name] === now) return;
    this[name] = now;
    const held = document.activeElement;
    const inside = this.node.contains(held);
    build();
    // Whoever had a button of this message in hand keeps it, or at least their place.
    if (inside && !this.node.contains(document.activeElement)) {
      const keys = [...this.node.querySelectorAll("[data-key]")];
      const again = keys.find((one) => one.dataset.key === held.dataset.key);
      (again ?? this.node).focus({ preventScroll: true });
    }
  }

  showSaid(line) {
    const { node } = this;
    const media = line.media ?? [];
    node.dataset.who = line.who;
    node.classList.toggle("own", Boolean(line.own));
    node.classList.toggle("service", Boolean(line.service));
    node.classList.toggle("emblem", media.length === 1 && media[0].kind === "sticker");
    this.dots = !line.service && !line.past && this.menuButton(line);
    this.tools.hidden = true;
    this.bubble.replaceChildren(
      ...[
        !line.service && make("p", { class: "author", dir: "auto" }, line.author),
        line.forwarded && make("p", { class: "origin" }, "From ", make("bdi", {}, line.forwarded)),
        line.reply && this.reply(line.reply),
        media.length > 1 && make("div", { class: "album" }, ...media.map(medium)),
        media.length === 1 && medium(media[0]),
        line.text && this.text(line),
        !line.service && this.footer(line),
      ].filter(Boolean),
    );
  }

  text(line) {
    const command = line.own || line.past ? null : (text) => this.pane.command(text);
    const follow = (url) => this.pressed({ act: "follow", seat: this.pane.where.seat, url });
    return make("div", { class: "text", dir: "auto" }, ...words(line.text, line.spans ?? [], { command, follow }));
  }

  reply({ id, author, text }) {
    const click = () => this.pane.goTo(id);
    return make("button", { type: "button", class: "reply", dir: "auto", click }, make("b", {}, author), ` ${text}`);
  }

  footer(line) {
    const reactions = Object.entries(line.reactions ?? {}).map(([emoji, count]) =>
      make("span", { class: "reaction" }, count > 1 ? `${emoji} ${count}` : emoji),
    );
    return make(
      "p",
      { class: "meta" },
      ...reactions,
      line.pinned && make("span", {}, "pinned"),
      line.edited && make("span", {}, "edited"),
      make("time", {}, line.time),
      this.dots,
    );
  }

  // --- what can be done with it ----------------------------------------------------------------

  menuButton(line) {
    const whose = line.own ? "Your message" : `Message of ${line.author}`;
    return make(
      "button",
      {
        type: "button",
        class: "menu-dots",
        tabindex: "-1",
        "data-key": "menu",
        "aria-expanded": "false",
        "aria-label": `${whose}, ${line.time}: what to do with it`,
        click: () => this.open(this.tools.hidden),
      },
      make("span", { "aria-hidden": "true" }, "⋯"),
    );
  }

  open(is) {
    if (is) this.tools.replaceChildren(...this.choices());
    this.tools.hidden = !is;
    this.dots.setAttribute("aria-expanded", String(is));
  }

  choices() {
    const { line } = this;
    const { where } = this.pane;
    const here = { ...where, message: line.id };
    const there = where.chat === "group" ? "Heard" : "the group";
    const mine = (emoji) => () => this.pane.do({ act: "react", ...here, emoji });
    return [
      ...REACTIONS.map((emoji) => this.choice(emoji, mine(emoji), `React with ${emoji}`)),
      this.choice("Reply", () => this.pane.answer(line)),
      line.editable && this.choice("Edit", () => this.pane.edit(line)),
      this.choice("Forward", () => this.pane.do({ act: "forward", ...here }), `Forward to ${there}`),
      line.deletable && this.choice("Delete", () => this.delete()),
    ].filter(Boolean);
  }

  choice(label, chosen, title = label) {
    const click = () => {
      this.open(false);
      this.dots.focus({ preventScroll: true });
      chosen();
    };
    return make("button", { type: "button", click, "data-key": label, "aria-label": title }, label);
  }

  /** An album goes as a whole. */
  async delete() {
    for (const message of this.line.parts ?? [this.line.id]) {
      if (!(await this.pane.do({ act: "delete", ...this.pane.where, message }))) return;
    }
  }

  // --- buttons of the bot's --------------------------------------------------------------------

  showKeys(rows) {
    this.keys.hidden = rows.length === 0;
    this.keys.replaceChildren(
      ...rows.map((row) => make("div", { class: "row" }, ...row.map((key) => this.key(key)))),
    );
  }

  key(key) {
    const attributes = { type: "button", class: "key", "data-style": key.style, "data-key": `${key.kind} ${key.value}` };
    const { where } = this.pane;
    if (key.kind === "callback_data") {
      const tap = { act: "tap", ...where, message: this.line.id, data: key.value };
      return make("button", { ...attributes, click: () => this.pressed(tap) }, key.label);
    }
    if (key.kind === "copy_text") {
      return make("button", { ...attributes, click: () => navigator.clipboard?.writeText(key.value) }, key.label);
    }
    attributes.class = "key leads";
    if (key.kind === "url" && leadsToBot(key.value)) {
      const follow = { act: "follow", seat: where.seat, url: key.value };
      return make("button", { ...attributes, click: () => this.pressed(follow) }, key.label);
    }
    const href = key.kind === "url" ? outside(key.value) : null;
    if (!href) return make("button", { ...attributes, disabled: true }, key.label);
    const opens = { href, target: "_blank", rel: "noopener noreferrer", title: href };
    return make("a", { class: attributes.class, "data-key": attributes["data-key"], ...opens }, key.label);
  }

  pressed(what) {
    this.pane.pressed();
    this.pane.do(what);
  }
}
