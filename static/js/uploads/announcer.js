/* Tells screen readers what changed, politely: at most once every few seconds, the newest news of each thing. */

const PAUSE_MS = 4_000;
const MOST_AT_ONCE = 3;

const waiting = new Map();
let timer = 0;

/* `about` names the thing: a later text about it replaces one that was not read out yet. */
export function announce(about, text) {
  waiting.set(about, text);
  timer ||= setTimeout(speak, 200);
}

function speak() {
  const region = document.getElementById("announcer");
  const texts = [...waiting.values()];
  waiting.clear();
  if (region) {
    region.textContent =
      texts.length > MOST_AT_ONCE ? `${texts.length} things changed. Last: ${texts.at(-1)}` : texts.join(". ");
  }
  timer = setTimeout(() => {
    timer = 0;
    if (waiting.size) timer = setTimeout(speak, 0);
  }, PAUSE_MS);
}
