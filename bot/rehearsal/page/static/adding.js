/** Adding Heard to a group, as a client asks: first into which, then with which rights. */

import { make } from "./dom.js";

export class Adding {
  /** `pane` does what is chosen; `node` stands where one writes. */
  constructor(pane, node) {
    this.pane = pane;
    this.node = node;
    this.node.setAttribute("aria-label", `${pane.name} adds Heard to a group`);
  }

  /** The question as it is now, or null; a step that was taken stays taken. */
  show(adding) {
    const now = JSON.stringify(adding);
    if (this.now === now) return;
    this.now = now;
    const held = this.node.contains(document.activeElement);
    this.node.hidden = !adding;
    if (adding) this.ask(...this.groups(adding));
    else this.node.replaceChildren();
    if (held && !adding) this.pane.log.focus({ preventScroll: true });
  }

  groups(adding) {
    const { group } = adding;
    if (!group) return [`${this.pane.name} may add no admins to any group.`, [this.choice("Close", () => this.say("let_be"))]];
    const next = this.choice(group, () => this.ask(...this.rights(adding)), "group");
    return ["Add Heard to which group?", [next, this.choice("Cancel", () => this.say("let_be"), "quiet")]];
  }

  rights({ group, rights }) {
    const admin = rights.length > 0;
    const title = `Add Heard to “${group}”${admin ? " as an admin?" : "?"}`;
    const list = admin && make("ul", {}, ...rights.map((one) => make("li", {}, one)));
    const yes = this.choice(admin ? "Add as admin" : "Add", () => this.say("add"));
    return [title, [list, yes, this.choice("Cancel", () => this.say("let_be"), "quiet")]];
  }

  /** Put a question; the first answer is at hand for whoever has pressed something here. */
  ask(title, rest) {
    this.node.replaceChildren(make("p", {}, title), ...rest.filter(Boolean));
    if (this.pane.wasPressed()) this.node.querySelector("button").focus({ preventScroll: true });
  }

  choice(label, chosen, style) {
    const click = () => {
      this.pane.pressed();
      chosen();
    };
    return make("button", { type: "button", class: style, click }, label);
  }

  say(what) {
    this.pane.do({ act: what, seat: this.pane.where.seat });
  }
}
