/** A text and its marked stretches as nodes. */

import { leadsToBot, outside } from "./acts.js";
import { make } from "./dom.js";

const PLAIN = {
  bold: "b",
  italic: "i",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

/**
 * The nodes of a text. Stretches come sorted and nested, in UTF-16 units. `can.follow(url)` opens
 * a link to a bot; `can.command(text)`, if there is one, sends a command.
 */
export function words(text, spans, can) {
  return between(text, spans, 0, text.length, can);
}

function between(text, spans, from, to, can) {
  const nodes = [];
  let at = from;
  let rest = spans;
  while (rest.length > 0) {
    const [span, ...others] = rest;
    const end = Math.min(span.offset + span.length, to);
    if (span.offset > at) nodes.push(text.slice(at, span.offset));
    const inside = others.filter((other) => other.offset < end);
    const children = between(text, inside, span.offset, end, can);
    nodes.push(marked(span, text.slice(span.offset, end), children, can));
    rest = others.filter((other) => other.offset >= end);
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function marked(span, said, children, can) {
  const tag = PLAIN[span.type];
  if (tag) return make(tag, {}, ...children);
  switch (span.type) {
    case "bot_command":
      if (!can.command) break;
      return make("button", { type: "button", class: "command", click: () => can.command(said) }, said);
    case "spoiler":
      return spoiler(children);
    case "text_link":
    case "url":
      return link(span.url || said, children, can);
    case "email":
      return link(`mailto:${said}`, children, can);
  }
  return make("span", { class: "mark" }, ...children);
}

function link(address, children, can) {
  if (leadsToBot(address)) {
    const click = () => can.follow(address);
    return make("button", { type: "button", class: "command", click }, ...children);
  }
  const href = outside(address);
  if (!href) return make("span", {}, ...children);
  return make("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function spoiler(children) {
  const veil = make("button", { type: "button", class: "spoiler", "aria-label": "Hidden words: show" });
  veil.append(make("span", { inert: true }, ...children));
  veil.addEventListener("click", () => veil.replaceWith(...veil.firstChild.childNodes), { once: true });
  return veil;
}
