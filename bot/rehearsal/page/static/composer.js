/** Where one writes: text, commands, changes of one's own messages, things that are not text. */

import { act } from "./acts.js";
import { make, say } from "./dom.js";
import { disclose } from "./panels.js";

/** How long nothing is told of further keystrokes, in milliseconds. */
const QUIET_MS = 2500;
const STICKERS = ["🙂", "❤️", "😂", "😢", "😡", "🙄"];
const EXTRAS = [
  ["voice", "Voice note"],
  ["photo", "Photo"],
  ["album", "Album"],
  ["film", "Film"],
  ["video", "Video"],
  ["round", "Round video"],
  ["file", "File"],
  ["music", "Music"],
  ["poll", "Poll"],
  ["dice", "Dice"],
  ["place", "Place"],
  ["contact", "Contact"],
];
/** What takes the words that are already there as its caption, or as its question. */
const WORDED = new Set(["voice", "photo", "album", "film", "video", "file", "music", "poll"]);

let listed = 0;

export class Composer {
  constructor(pane, form, label) {
    this.pane = pane;
    this.form = form;
    this.field = form.querySelector("textarea");
    this.list = form.querySelector(".suggestions");
    this.about = form.querySelector(".about");
    this.extras = form.querySelector(".extras");
    this.keyboard = form.querySelector(".keyboard");
    this.more = form.querySelector(".more");
    this.commands = [];
    this.offered = [];
    this.chosen = -1;
    this.told = -Infinity;
    this.line = null;
    this.changes = false;
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
    this.about.querySelector("button").addEventListener("click", () => this.leave());
    this.fold = disclose(this.more, this.extras);
    this.extras.append(...this.offers());
  }

  /** Take what the chat offers where one writes. */
  take({ commands, prompt }) {
    this.commands = commands;
    this.field.placeholder = prompt?.hint || "Message";
    const rows = JSON.stringify(prompt?.rows ?? []);
    if (rows === this.rows) return;
    this.rows = rows;
    this.keyboard.replaceChildren(
      ...JSON.parse(rows).map((row) =>
        make("div", { class: "row" }, ...row.map((text) =>
          make("button", { type: "button", class: "key", click: () => this.pane.command(text) }, text),
        )),
      ),
    );
    this.keyboard.hidden = rows === "[]";
  }

  // --- writing ---------------------------------------------------------------------------------

  typed() {
    this.fit();
    const word = /^\/(\w*)$/.exec(this.field.value)?.[1];
    const fitting = word === undefined ? [] : this.commands.filter(({ command }) => command.startsWith(word));
    // The first is chosen once something is typed of it; a whole command needs no choice.
    const whole = fitting.some(({ command }) => command === word);
    this.offer(this.changes ? [] : fitting, word && !whole ? 0 : -1);
    const now = performance.now();
    if (this.field.value.trim() && !this.changes && now - this.told > QUIET_MS) {
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
    const { line, changes } = this;
    this.clear();
    const { where } = this.pane;
    const done = changes
      ? await this.pane.do({ act: "edit", ...where, message: line.id, text })
      : await this.pane.do({ act: "post", ...where, text, reply_to: line?.id ?? 0 });
    if (!done && !this.field.value) this.fill(text, line, changes);
  }

  command(name) {
    this.clear();
    this.pane.command(`/${name}`);
  }

  fill(text, line = null, changes = false) {
    this.line = line;
    this.changes = changes;
    this.about.hidden = !line;
    if (line) {
      const quoted = line.text || line.media?.[0]?.label || "";
      say(this.about.querySelector("span"), changes ? "Changing a message" : `To ${line.author}: ${quoted}`);
      say(this.about.querySelector("button"), changes ? "Leave it" : "No reply");
    }
    this.field.value = text;
    this.fit();
  }

  clear() {
    this.fill("");
    this.offer([]);
    this.told = -Infinity;
  }

  fit() {
    const { field } = this;
    field.style.height = "auto";
    // A field that is not shown has no height; the border is not part of what scrolls.
    if (field.scrollHeight > 0) field.style.height = `${field.scrollHeight + 2}px`;
  }

  // --- about another message -------------------------------------------------------------------

  /** Change one's own message. */
  edit(line) {
    this.fill(line.text, line, true);
    this.field.focus();
  }

  /** Answer a message. */
  answer(line) {
    this.fill(this.changes ? "" : this.field.value, line);
    this.field.focus();
  }

  /** Leave it as it was. */
  leave() {
    if (this.changes) this.clear();
    else if (this.line) this.fill(this.field.value);
  }

  // --- things that are not text ----------------------------------------------------------------

  offers() {
    const stickers = STICKERS.map((emoji) => {
      const click = () => this.sendExtra("sticker", emoji);
      return make("button", { type: "button", class: "emoji", "aria-label": `Sticker ${emoji}`, click }, emoji);
    });
    const others = EXTRAS.map(([what, label]) =>
      make("button", { type: "button", click: () => this.sendExtra(what) }, label),
    );
    return [...stickers, ...others];
  }

  sendExtra(what, text = "") {
    const worded = WORDED.has(what) && !this.changes;
    const said = worded ? this.field.value : text;
    this.fold();
    this.field.focus();
    if (worded && said) this.clear();
    this.pane.do({ act: "send", ...this.pane.where, what, text: said });
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
