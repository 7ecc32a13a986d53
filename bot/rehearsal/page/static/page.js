/** The page: scenes come in, and every part shows its own. */

import { Bar } from "./bar.js";
import { Seats } from "./seats.js";

const AGAIN_MS = 1500;

const alone = Boolean(document.documentElement.dataset.only);
const bar = new Bar(alone);
const seats = new Seats(document.getElementById("seats"), document.getElementById("seat-switch"));

function connect() {
  const stream = new EventSource("scenes");
  stream.addEventListener("message", (event) => {
    const scene = JSON.parse(event.data);
    bar.show(scene);
    seats.show(scene);
  });
  stream.addEventListener("error", () => {
    if (stream.readyState !== EventSource.CLOSED) {
      bar.lost("The line is down. Trying again");
      return;
    }
    bar.lost("This rehearsal has ended");
    setTimeout(connect, AGAIN_MS);
  });
}

connect();
