/** What is done here goes to the stage, one after another. */

let before = Promise.resolve();

/** Do something; gives why it could not be done, or an empty string. Keeps the order of clicks. */
export function act(what) {
  before = before.then(() => post(what));
  return before;
}

async function post(what) {
  try {
    const answer = await fetch("act", { method: "POST", body: JSON.stringify(what) });
    return answer.ok ? "" : ((await answer.json()).error ?? "That didn't work.");
  } catch {
    return "The stage doesn't answer.";
  }
}

/** Whether an address leads to a bot: those are opened on the stage, never in the browser. */
export function leadsToBot(address) {
  return /^(?:https?:\/\/)?(?:t|telegram)\.(?:me|dog)\/\w+\?start(?:group)?=/i.test(address);
}

/** An address that a browser may open, or null. */
export function outside(address) {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
  try {
    const url = new URL(whole);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
