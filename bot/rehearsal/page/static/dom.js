/** Building elements. Text goes in as text nodes; nothing here reads HTML. */

/**
 * Make an element. An attribute that is a function is a listener; true is an empty attribute;
 * false, null and undefined leave it out, as they do for children.
 */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null && child !== false && child !== ""));
  return node;
}

/** Set a node's text, unless it says so already: selections and live regions stay undisturbed. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Announce to those who listen instead of looking. */
export function announce(text) {
  const said = document.getElementById("said");
  say(said, "");
  requestAnimationFrame(() => say(said, text));
}
