/** The page: scenes come in, and every part shows its own. */

import { Bar } from "./bar.js";
import { mark, Seat } from "./seat.js";

const AGAIN_MS = 1500;

const main = document.getElementById("seats");
const switches = [...main.querySelectorAll(".seat-switch button")];
const bar = new Bar();
const seats = [...main.querySelectorAll(".seat")].map((node) => new Seat(node, marks));
let couple = 0;

function show(scene) {
  const another = scene.couple !== couple;
  bar.show(scene);
  seats.forEach((seat, index) => {
    if (another) seat.reset(scene.seats[index]);
    seat.show(scene.seats[index]);
  });
  // Screen readers follow from now on: what has been said before is not read out.
  if (couple === 0) listen("a");
  couple = scene.couple;
  marks();
}

/** What is new is marked where one would have to go to see it. */
function marks() {
  if (couple === 0) return;
  seats.forEach((seat, index) => {
    mark(switches[index], seat.mark() && main.dataset.seat !== seat.key);
    switches[index].setAttribute("aria-pressed", String(main.dataset.seat === seat.key));
  });
}

function listen(key) {
  for (const seat of seats) seat.listen(seat.key === key);
}

function connect() {
  const stream = new EventSource("scenes");
  stream.addEventListener("message", (event) => show(JSON.parse(event.data)));
  stream.addEventListener("error", () => {
    if (stream.readyState !== EventSource.CLOSED) {
      bar.lost("The line is down. Trying again");
      return;
    }
    bar.lost("This rehearsal has ended");
    setTimeout(connect, AGAIN_MS);
  });
}

for (const button of switches) {
  button.addEventListener("click", () => {
    main.dataset.seat = button.dataset.seat;
    listen(button.dataset.seat);
    marks();
  });
}
for (const seat of seats) seat.node.addEventListener("focusin", () => listen(seat.key));
addEventListener("resize", marks);
connect();
