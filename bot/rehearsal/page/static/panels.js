/** Buttons that open something: one at a time, closed by Escape, by a click elsewhere, or again. */

/** What is open, as the function that closes it. */
let shut = null;

/** Let a button open a panel. Gives the function that closes it. `opened` is called before. */
export function disclose(button, panel, opened = () => {}) {
  const close = () => {
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (shut === close) shut = null;
  };
  const open = () => {
    shut?.();
    opened();
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    shut = close;
  };
  button.addEventListener("click", () => (panel.hidden ? open() : close()));
  for (const node of [button, panel]) {
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || panel.hidden) return;
      event.stopPropagation();
      close();
      button.focus();
    });
  }
  document.addEventListener("pointerdown", ({ target }) => {
    if (!panel.hidden && !panel.contains(target) && !button.contains(target)) close();
  });
  return close;
}
