/** Where to begin: a dialogue, a step, and whether its file is watched. */

import { make, say } from "./dom.js";

export class Scene {
  /** `act` does something on the stage. */
  constructor(act) {
    for (const id of ["begin", "dialogue", "step", "watch", "playing"]) this[id] = document.getElementById(id);
    this.begin.addEventListener("submit", (event) => {
      event.preventDefault();
      act({ act: "begin_at", dialogue: this.dialogue.value, step: this.step.value });
    });
    this.dialogue.addEventListener("change", () => this.showSteps());
    this.watch.addEventListener("change", () => act({ act: "watch", on: this.watch.checked }));
  }

  show({ choices, dialogue, step, watching }) {
    this.watch.checked = watching;
    const running = choices.find((one) => one.dialogue === dialogue);
    const where = step ? `, at “${step}”` : "";
    say(this.playing, running ? `Now: ${running.title}${where}.` : "No exercise is running now.");
    const now = JSON.stringify(choices);
    if (this.now === now) return;
    this.now = now;
    this.choices = choices;
    const kept = this.dialogue.value;
    this.dialogue.replaceChildren(...choices.map((one) => make("option", { value: one.dialogue }, one.title)));
    if (kept) this.dialogue.value = kept;
    this.showSteps();
  }

  showSteps() {
    const chosen = this.choices.find((one) => one.dialogue === this.dialogue.value);
    const kept = this.step.value;
    const groups = [
      ["Apart, in writing", chosen.steps.filter((one) => one.way === "apart" || !one.step)],
      ["In the same room", chosen.steps.filter((one) => one.way === "together")],
      ["A minute each", chosen.steps.filter((one) => one.way === "short")],
    ];
    this.step.replaceChildren(
      ...groups
        .filter(([, steps]) => steps.length > 0)
        .map(([label, steps]) => make("optgroup", { label }, ...steps.map(option))),
    );
    if (chosen.steps.some((one) => one.step === kept)) this.step.value = kept;
  }
}

function option({ step, verb, glimpse }) {
  const name = step ? `${step} (${verb}) ${glimpse}` : "the beginning: same room or apart?";
  return make("option", { value: step }, name);
}
