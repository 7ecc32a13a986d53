/** One message: built once, then changed only where it has changed. */

import { act, leadsToBot, outside } from "./acts.js";
import { make } from "./dom.js";
import { words } from "./words.js";

export class Message {
  /** `pane` offers where it stands: `where` (seat and chat), `command`, `edit`, `trouble`. */
  constructor(pane, line) {
    this.pane = pane;
    this.bubble = make("div", { class: "bubble" });
    this.keys = make("div", { class: "keys", role: "group", "aria-label": "Buttons" });
    this.node = make("article", { class: "message", tabindex: "-1" }, this.bubble, this.keys);
    this.show(line);
  }

  /** Take what the message says now. */
  show(line) {
    const { keys = [], ...said } = line;
    this.line = line;
    this.part("said", said, () => this.showSaid(line));
    this.part("pressed", keys, () => this.showKeys(keys));
  }

  /** Place it after another: the name is said once, the day when it is a new one. */
  follow(previous) {
    const { line } = this;
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
    node.dataset.who = line.who;
    node.classList.toggle("own", Boolean(line.own));
    node.classList.toggle("service", Boolean(line.service));
    node.classList.toggle("emblem", line.medium?.kind === "sticker");
    this.bubble.replaceChildren(
      ...[
        !line.service && make("p", { class: "author", dir: "auto" }, line.author),
        line.forwarded && make("p", { class: "origin" }, `From ${line.forwarded}`),
        line.reply && reply(line.reply),
        line.medium && medium(line.medium),
        line.text && this.text(line),
        !line.service && this.footer(line),
      ].filter(Boolean),
    );
  }

  text(line) {
    const command = line.own ? null : (text) => this.pane.command(text);
    const can = { command, follow: (url) => this.do({ act: "follow", seat: this.pane.where.seat, url }) };
    return make("div", { class: "text", dir: "auto" }, ...words(line.text, line.spans ?? [], can));
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
      line.own && this.menu(line),
    );
  }

  /** Edit and delete, behind one small button. */
  menu(line) {
    const choices = make(
      "span",
      { class: "choices", hidden: true },
      line.editable && this.choice("Edit", () => this.pane.edit(this.line)),
      this.choice("Delete", () => this.do({ act: "delete", ...this.pane.where, message: line.id })),
    );
    const dots = make(
      "button",
      {
        type: "button",
        class: "dots",
        tabindex: "-1",
        "data-key": "menu",
        "aria-expanded": "false",
        "aria-label": `Your message of ${line.time}: edit or delete`,
      },
      "⋯",
    );
    const open = (is) => {
      choices.hidden = !is;
      dots.setAttribute("aria-expanded", String(is));
    };
    dots.addEventListener("click", () => open(choices.hidden));
    const menu = make("span", { class: "menu" }, choices, dots);
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || choices.hidden) return;
      open(false);
      dots.focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (!menu.contains(event.relatedTarget)) open(false);
    });
    return menu;
  }

  choice(label, click) {
    return make("button", { type: "button", click, "data-key": label }, label);
  }

  showKeys(rows) {
    this.keys.hidden = rows.length === 0;
    this.keys.replaceChildren(
      ...rows.map((row) => make("div", { class: "row" }, ...row.map((key) => this.key(key)))),
    );
  }

  key(key) {
    const attributes = { type: "button", class: "key", "data-key": `${key.kind} ${key.value}` };
    const { where } = this.pane;
    if (key.kind === "callback_data") {
      const tap = { act: "tap", ...where, message: this.line.id, data: key.value };
      return make("button", { ...attributes, click: () => this.do(tap) }, key.label);
    }
    attributes.class = "key leads";
    if (key.kind === "url" && leadsToBot(key.value)) {
      const follow = { act: "follow", seat: where.seat, url: key.value };
      return make("button", { ...attributes, click: () => this.do(follow) }, key.label);
    }
    const href = key.kind === "url" ? outside(key.value) : null;
    if (!href) return make("button", { ...attributes, disabled: true }, key.label);
    const opens = { href, target: "_blank", rel: "noopener noreferrer", title: href };
    return make("a", { class: attributes.class, "data-key": attributes["data-key"], ...opens }, key.label);
  }

  async do(what) {
    if (what.act !== "delete") this.pane.pressed();
    const why = await act(what);
    if (why) this.pane.trouble(why);
  }
}

function reply({ author, text }) {
  return make("p", { class: "reply", dir: "auto" }, make("b", {}, author), ` ${text}`);
}

function medium(shown) {
  if (shown.kind === "sticker") return make("p", { class: "sticker" }, shown.label);
  if (shown.file) return film(shown);
  return placeholder(shown);
}

function placeholder({ label, detail, kind }) {
  const detailed = detail && make("span", { class: "detail" }, detail);
  return make("p", { class: "medium", "data-kind": kind }, make("b", {}, label), detailed || null);
}

/** A film plays by itself only for those who like movement; one that cannot play is a box. */
function film(shown) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const player = make("video", {
    src: `film/${encodeURIComponent(shown.file)}`,
    class: "film",
    "aria-label": shown.label,
    controls: true,
    loop: true,
    playsinline: true,
    autoplay: !still,
  });
  player.muted = true;
  player.addEventListener("error", () => player.replaceWith(placeholder(shown)), { once: true });
  return player;
}
