/** A dialogue's file beside the seats: opened or pasted here, read by the stage, mended here. */

import { make, say } from "./dom.js";

/** So long after the last key it is read. */
const READ_MS = 700;

export class Sheet {
  /** `act` does something on the stage. */
  constructor(act) {
    for (const id of ["close", "file", "findings", "lines", "name", "save", "text", "toggle", "verdict"]) {
      this[id] = document.getElementById(`sheet-${id}`);
    }
    this.act = act;
    this.node = document.getElementById("sheet");
    this.number = 0;
    this.title = "";
    this.wrong = [];
    this.toggle.addEventListener("click", () => this.open(this.node.hidden));
    this.close.addEventListener("click", () => {
      this.open(false);
      this.toggle.focus();
    });
    this.file.addEventListener("change", () => this.read());
    this.text.addEventListener("input", () => this.changed());
    this.text.addEventListener("scroll", () => (this.lines.scrollTop = this.text.scrollTop));
    this.count();
  }

  open(wanted) {
    this.node.hidden = !wanted;
    this.toggle.setAttribute("aria-expanded", String(wanted));
    // The seats have more room now, or less.
    dispatchEvent(new Event("resize"));
  }

  // --- what is done here -----------------------------------------------------------------------

  async read() {
    const [file] = this.file.files;
    if (!file) return;
    const text = await file.text();
    this.file.value = "";
    this.title = file.name;
    this.put(text);
    this.send();
  }

  changed() {
    this.count();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.send(), READ_MS);
  }

  send() {
    clearTimeout(this.waiting);
    this.waiting = null;
    return this.act({ act: "open_file", name: this.title, text: this.text.value });
  }

  // --- how it stands ---------------------------------------------------------------------------

  async show(sheet) {
    if (!sheet.name) return;
    const now = JSON.stringify(sheet);
    if (this.now === now) return;
    this.now = now;
    this.title = sheet.name;
    say(this.name, sheet.name);
    this.save.download = /\.ya?ml$/i.test(sheet.name) ? sheet.name : `${sheet.name}.yaml`;
    this.save.hidden = false;
    this.text.readOnly = !sheet.own;
    this.wrong = sheet.wrong;
    say(this.verdict, verdict(sheet));
    this.verdict.dataset.wrong = String(sheet.wrong.length > 0);
    this.findings.hidden = sheet.wrong.length === 0;
    this.findings.replaceChildren(...sheet.wrong.map((one) => this.finding(one)));
    if (sheet.number !== this.number) {
      this.number = sheet.number;
      if (!sheet.own) this.open(true);
      await this.fetch();
    }
    this.count();
  }

  /** The text, unless something newer is being written here. */
  async fetch() {
    const answer = await fetch("sheet.yaml");
    const text = await answer.text();
    if (!this.waiting && answer.ok) this.put(text);
  }

  put(text) {
    if (this.text.value !== text) this.text.value = text;
    this.count();
  }

  finding({ file, line, code, message, remedy }) {
    const here = !file && line > 0;
    const place = file ? `${file}, line ${line}` : line > 0 ? `Line ${line}` : "The file";
    const go = (event) => {
      event.preventDefault();
      this.go(line);
    };
    return make(
      "li", {},
      here ? make("a", { href: "#sheet-text", click: go }, place) : make("span", {}, place),
      " ", make("code", {}, code), ` ${message}. `, make("span", { class: "remedy" }, `${remedy}.`),
    );
  }

  /** Select a line, in the middle of what is seen. */
  go(line) {
    const lines = this.text.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    this.text.focus();
    this.text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    const height = parseFloat(getComputedStyle(this.text).lineHeight);
    this.text.scrollTop = (line - 1) * height - this.text.clientHeight / 2;
    this.text.scrollLeft = 0;
  }

  /** Numbers beside the lines, with a sign at those that are wrong. */
  count() {
    const wrong = new Set(this.wrong.filter((one) => !one.file).map((one) => one.line));
    const many = this.text.value.split("\n").length;
    const now = `${many}:${[...wrong].join()}`;
    if (this.numbered !== now) {
      this.numbered = now;
      this.lines.replaceChildren(
        ...Array.from({ length: many }, (_, place) =>
          make("span", { class: wrong.has(place + 1) && "wrong" }, `${wrong.has(place + 1) ? "▸ " : ""}${place + 1}\n`),
        ),
      );
    }
    this.lines.scrollTop = this.text.scrollTop;
  }
}

function verdict({ wrong, own, judged }) {
  if (!judged) return "Reading it …";
  const where = own ? "" : " It is in a folder of yours: mend it there.";
  if (wrong.length === 0) return `Nothing to mend.${own ? " The seats play it." : ""}`;
  return `${wrong.length} to mend. Until then the seats play what was fine before.${where}`;
}
