/* Moving over the hits: j and k anywhere, arrows once a hit has the focus, arrow down from the search field. */

import { isBusy } from "./keys.js";

const links = () => [...document.querySelectorAll("[data-hit-open]")];
const currentHit = () => document.activeElement?.closest("[data-hit]");

document.addEventListener("keydown", (event) => {
  if (event.target.matches?.("[data-search-input]")) {
    if (event.key === "ArrowDown" && !event.altKey && !event.defaultPrevented) move(event, 1);
  } else if (!isBusy(event)) {
    const step = { j: 1, k: -1, ...(currentHit() ? { ArrowDown: 1, ArrowUp: -1 } : {}) }[event.key];
    if (step) move(event, step);
  }
});

function move(event, step) {
  const all = links();
  if (!all.length) return;
  event.preventDefault();
  const here = all.indexOf(currentHit()?.querySelector("[data-hit-open]"));
  const next = here < 0 ? 0 : here + step;
  if (next < 0) document.querySelector("[data-search-input]").focus();
  else show(all[Math.min(next, all.length - 1)]);
}

function show(link) {
  link.focus({ preventScroll: true });
  link.closest("[data-hit]").scrollIntoView({ block: "nearest" });
}
