/** One partner's place: the group and the private chat, one beside the other or one at a time. */

import { make } from "./dom.js";
import { Pane } from "./pane.js";

const CHATS = [
  ["group", "Group"],
  ["private", "Private"],
];

export class Seat {
  /** `changed` is called when another chat has come forward. */
  constructor(node, changed) {
    this.node = node;
    this.key = node.dataset.seat;
    const name = node.querySelector("h2").textContent;
    this.changed = changed;
    this.panes = CHATS.map(([chat]) => new Pane(this.key, name, chat));
    this.choices = CHATS.map(([chat, label]) =>
      make("button", { type: "button", "data-chat": chat, click: () => this.bring(chat) }, label),
    );
    const chooser = make("div", { class: "switch chat-switch", role: "group", "aria-label": `${name}'s chats` });
    chooser.append(...this.choices);
    node.querySelector(".seat-head").append(chooser);
    node.querySelector(".panes").append(...this.panes.map((pane) => pane.node));
  }

  reset(shown) {
    this.panes.forEach((pane, index) => pane.reset(shown.panes[index]));
    this.bring("group");
  }

  show(shown) {
    this.panes.forEach((pane, index) => pane.show(shown.panes[index]));
    const pane = this.panes.find((one) => one.wasLedTo());
    // Another window on this seat stays where it is.
    if (pane && this.panes.some((one) => one.wasPressed())) this.lead(pane);
  }

  /** A link has led to the private chat, and whoever followed it is there now. */
  lead(pane) {
    this.bring(pane.where.chat);
    pane.node.classList.remove("called");
    requestAnimationFrame(() => pane.node.classList.add("called"));
    pane.start.focus({ preventScroll: true });
  }

  bring(chat) {
    this.node.dataset.chat = chat;
    this.changed();
  }

  /** Whether something is new here that one has not seen; marks the chat where it is. */
  mark() {
    const unread = this.panes.map((pane) => pane.unread());
    this.choices.forEach((button, index) => {
      button.setAttribute("aria-pressed", String(button.dataset.chat === this.node.dataset.chat));
      mark(button, unread[index]);
    });
    return unread.some(Boolean);
  }

  /** Let screen readers follow this seat, or not. */
  listen(is) {
    for (const pane of this.panes) pane.log.setAttribute("aria-live", is ? "polite" : "off");
  }
}

/** Put a dot on a button, or take it away. */
export function mark(button, unread) {
  const dot = button.querySelector(".new");
  if (unread && !dot) button.append(make("span", { class: "new" }, make("span", { class: "unseen" }, " (new)")));
  if (!unread) dot?.remove();
}
