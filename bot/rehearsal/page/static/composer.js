/** Where one writes: text, commands, changes of one's own messages, things that are not text. */

import { act } from "./acts.js";
import { make } from "./dom.js";

/** How long nothing is told of further keystrokes, in milliseconds. */
const QUIET_MS = 2500;

let listed = 0;

export class Composer {
  constructor(pane, form, label) {
    this.pane = pane;
    this.form = form;
    this.field = form.querySelector("textarea");
    this.list = form.querySelector(".suggestions");
    this.editing = form.querySelector(".editing");
    this.extras = form.querySelector(".extras");
    this.more = form.querySelector(".more");
    this.commands = [];
    this.offered = [];
    this.chosen = -1;
    this.told = 0;
    this.line = null;
    this.list.id = `commands-${++listed}`;
    this.field.setAttribute("aria-label", label);
    this.field.setAttribute("aria-controls", this.list.id);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    this.field.addEventListener("blur", () => this.offer([]));
    this.editing.querySelector("button").addEventListener("click", () => this.leave());
    this.more.addEventListener("click", () => this.unfold(this.extras.hidden));
    this.extras.addEventListener("click", (event) => this.sendExtra(event.target.dataset.what));
    this.extras.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.unfold(false, this.more);
    });
  }

  // --- writing ---------------------------------------------------------------------------------

  typed() {
    this.fit();
    const word = /^\/(\w*)$/.exec(this.field.value)?.[1];
    const fitting = word === undefined ? [] : this.commands.filter(({ command }) => command.startsWith(word));
    // The first is chosen once something is typed of it; a whole command needs no choice.
    const whole = fitting.some(({ command }) => command === word);
    this.offer(this.line ? [] : fitting, word && !whole ? 0 : -1);
    const now = performance.now();
    if (this.field.value.trim() && !this.line && now - this.told > QUIET_MS) {
      this.told = now;
      act({ act: "write", ...this.pane.where });
    }
  }

  pressed(event) {
    if (event.isComposing) return;
    const { key } = event;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (this.chosen >= 0) this.command(this.offered[this.chosen].command);
      else this.send();
    } else if (key === "Escape") {
      if (this.offered.length > 0) this.offer([]);
      else this.leave();
    } else if (step && this.offered.length > 0) {
      event.preventDefault();
      this.offer(this.offered, (this.chosen + step + this.offered.length) % this.offered.length);
    } else if (key === "ArrowUp" && !this.field.value) {
      event.preventDefault();
      this.pane.editLast();
    }
  }

  async send() {
    const text = this.field.value;
    if (!text.trim()) return;
    const line = this.line;
    this.clear();
    const what = line ? { act: "edit", ...this.pane.where, message: line.id } : { act: "post", ...this.pane.where };
    const why = await act({ ...what, text });
    if (!why) return;
    this.pane.trouble(why);
    if (!this.field.value) this.fill(text, line);
  }

  command(name) {
    this.clear();
    this.pane.command(`/${name}`);
  }

  fill(text, line = null) {
    this.line = line;
    this.editing.hidden = !line;
    this.field.value = text;
    this.fit();
  }

  clear() {
    this.fill("");
    this.offer([]);
    this.told = 0;
  }

  fit() {
    const { field } = this;
    field.style.height = "auto";
    // A field that is not shown has no height; the border is not part of what scrolls.
    if (field.scrollHeight > 0) field.style.height = `${field.scrollHeight + 2}px`;
  }

  // --- changing --------------------------------------------------------------------------------

  /** Change one's own message. */
  edit(line) {
    this.fill(line.text, line);
    this.field.focus();
  }

  /** Leave it as it was. */
  leave() {
    if (this.line) this.clear();
  }

  // --- things that are not text ----------------------------------------------------------------

  unfold(open, focused = null) {
    this.extras.hidden = !open;
    this.more.setAttribute("aria-expanded", String(open));
    focused?.focus();
  }

  async sendExtra(what) {
    if (!what) return;
    const text = what === "photo" && !this.line ? this.field.value : "";
    this.unfold(false, this.field);
    if (text) this.clear();
    const why = await act({ act: "send", ...this.pane.where, what, text });
    if (why) this.pane.trouble(why);
  }

  // --- commands --------------------------------------------------------------------------------

  offer(commands, chosen = -1) {
    this.offered = commands;
    this.chosen = chosen;
    this.list.hidden = commands.length === 0;
    this.list.replaceChildren(...commands.map((one, index) => this.option(one, index)));
    const option = this.list.children[chosen];
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  option({ command, description }, index) {
    return make(
      "div",
      {
        role: "option",
        id: `${this.list.id}-${index}`,
        "aria-selected": String(index === this.chosen),
        // The field keeps the focus, so the press must not take it.
        mousedown: (event) => event.preventDefault(),
        click: () => this.command(command),
      },
      make("b", {}, `/${command}`),
      make("span", {}, description),
    );
  }
}
