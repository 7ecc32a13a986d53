/** One human's place: the group and the private chat, one beside the other or one at a time. */

import { make, say } from "./dom.js";
import { Pane } from "./pane.js";

const CHATS = [
  ["group", "Group"],
  ["private", "Private"],
];

export class Seat {
  /** `changed` is called when another chat has come forward. */
  constructor(key, name, changed) {
    this.key = key;
    this.name = name;
    this.changed = changed;
    this.panes = CHATS.map(([chat]) => new Pane(key, name, chat));
    this.choices = CHATS.map(([chat, label]) =>
      make("button", { type: "button", "data-chat": chat, click: () => this.bring(chat) }, label),
    );
    const chooser = make("div", { class: "switch chat-switch", role: "group", "aria-label": `${name}'s chats` });
    chooser.append(...this.choices);
    this.persona = make("p", { class: "persona" });
    this.link = make("a", { class: "alone", target: "_blank", rel: "noopener", title: `${name}'s seat alone, in a window of its own` });
    this.link.append(make("span", { class: "unseen" }, `${name}'s seat in a window of its own`), make("span", { "aria-hidden": "true" }, "↗\uFE0E"));
    const head = make("header", { class: "seat-head" }, make("h2", {}, name), this.persona, chooser, this.link);
    const panes = make("div", { class: "panes" }, ...this.panes.map((pane) => pane.node));
    this.node = make("section", { class: "seat", "data-seat": key, "data-chat": "group", "aria-label": `${name}'s seat` }, head, panes);
  }

  /** Show the seat as it is now; panes that are null are as they were. */
  take(shown, another) {
    say(this.persona, shown.persona && `played: ${shown.persona}`);
    this.persona.hidden = !shown.persona;
    this.link.hidden = !shown.link;
    if (shown.link) this.link.setAttribute("href", shown.link);
    this.panes.forEach((pane, index) => {
      const now = shown.panes[index];
      if (now && another) pane.reset(now);
      if (now) pane.show(now);
    });
    if (another) this.bring("group");
    const led = this.panes.find((pane) => pane.wasLedTo());
    // Another window on this seat stays where it is.
    if (led && this.panes.some((pane) => pane.wasPressed())) this.lead(led);
  }

  /** A link has led to a chat, and whoever followed it is there now. */
  lead(pane) {
    this.bring(pane.where.chat);
    pane.node.classList.remove("called");
    requestAnimationFrame(() => pane.node.classList.add("called"));
    (pane.door.hidden ? pane.log : pane.start).focus({ preventScroll: true });
  }

  bring(chat) {
    this.node.dataset.chat = chat;
    for (const pane of this.panes) if (pane.where.chat === chat) pane.arrived();
    this.changed();
  }

  /** How much is new here that one has not seen; marks the chats where it is. */
  mark() {
    const fresh = this.panes.map((pane) => pane.unread());
    this.choices.forEach((button, index) => {
      button.setAttribute("aria-pressed", String(button.dataset.chat === this.node.dataset.chat));
      badge(button, this.panes[index].isVisible() ? 0 : fresh[index]);
    });
    return fresh[0] + fresh[1];
  }

  /** Let screen readers follow this seat, or not. */
  listen(is) {
    for (const pane of this.panes) pane.log.setAttribute("aria-live", is ? "polite" : "off");
  }
}

/** Put the count of what is new on a button, or take it away. */
export function badge(button, count) {
  const found = button.querySelector(".new");
  if (count === 0) found?.remove();
  else if (found) say(found.firstChild, String(count));
  else button.append(make("span", { class: "new" }, make("span", {}, String(count)), make("span", { class: "unseen" }, " new")));
}
