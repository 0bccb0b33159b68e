/* The conversation page: opens at its landmark, then loads and drops messages as one scrolls. */

import "./keys.js";
import { openAtLandmark } from "./landmark.js";
import { Pane } from "./pane.js";

const element = document.querySelector("[data-chat]");
if (element) {
  openAtLandmark(element);
  new Pane(element).watch();
}

/* Choosing a day goes there; typing one would go to every day on the way, so that waits for Enter. */
const day = document.getElementById("id_day");
let typed = false;
day?.addEventListener("keydown", () => (typed = true));
day?.addEventListener("pointerdown", () => (typed = false));
day?.addEventListener("change", () => {
  if (!typed && day.value) day.form.requestSubmit();
});

/* Home and End mean the whole conversation, not the part that happens to be loaded. */
element?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const jump = { Home: "start", End: "end" }[event.key];
  if (!jump) return;
  event.preventDefault();
  document.querySelector(`[data-jump="${jump}"]`).click();
});
