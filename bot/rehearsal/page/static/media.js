/** What a message carries beside words. */

import { make } from "./dom.js";

const BARS = 27;

/** The node of one medium. */
export function medium(shown) {
  switch (shown.kind) {
    case "sticker":
    case "dice":
      return emblem(shown);
    case "photo":
      return shown.file ? picture(shown) : view(shown);
    case "voice":
      return voice(shown);
    case "video_note":
      return shown.file ? film(shown) : make("p", { class: "medium round" }, named(shown));
    case "poll":
      return poll(shown);
    case "document":
      return shown.file ? link(shown) : box(shown);
  }
  return shown.file ? film(shown) : box(shown);
}

function emblem({ kind, label, detail }) {
  const score = kind === "dice" && make("span", { class: "detail", dir: "auto" }, detail);
  return make("p", { class: "sticker" }, label, score);
}

function box(shown) {
  return make("p", { class: "medium", "data-kind": shown.kind }, named(shown));
}

/** A file that the bot has sent: it opens beside the page. */
function link(shown) {
  const where = { href: address(shown.file), target: "_blank", rel: "noopener noreferrer" };
  return make("a", { class: "medium file", "data-kind": shown.kind, ...where }, named(shown));
}

function named({ label, detail }) {
  return make("span", {}, make("b", {}, label), detail && make("span", { class: "detail", dir: "auto" }, detail));
}

/** Whoever sends a photo here has taken none, so a drawn view stands for it. */
function view({ label }) {
  return make("p", { class: "view", role: "img", "aria-label": label });
}

function picture({ label, file }) {
  return make("img", { class: "picture", src: address(file), alt: label });
}

/** A voice note: its length, and a wave that is always the same since nobody has spoken. */
function voice({ label, detail }) {
  const wave = make("span", { class: "wave", "aria-hidden": "true" });
  for (let bar = 0; bar < BARS; bar += 1) {
    const height = 25 + Math.round(Math.abs(Math.sin(bar * 1.7) + Math.sin(bar * 0.6)) * 37);
    const node = make("i");
    node.style.blockSize = `${height}%`;
    wave.append(node);
  }
  return make("p", { class: "voice" }, make("b", { class: "unseen" }, label), wave, make("span", { class: "detail", dir: "auto" }, detail));
}

function poll({ label, detail, options = [] }) {
  const choices = options.map((option) => make("li", {}, option));
  return make("div", { class: "medium poll" }, make("p", {}, make("b", {}, detail || label)), make("ul", {}, ...choices));
}

/** A film plays by itself only for those who like movement; one that cannot play is a box. */
function film(shown) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const player = make("video", {
    src: address(shown.file),
    class: "film",
    "aria-label": shown.label,
    controls: true,
    loop: true,
    playsinline: true,
    autoplay: !still,
  });
  player.muted = true;
  player.addEventListener("error", () => player.replaceWith(box(shown)), { once: true });
  return player;
}

function address(file) {
  return `media/${encodeURIComponent(file)}`;
}
