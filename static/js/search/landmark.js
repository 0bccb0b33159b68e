/* Brings into view what the page was opened for: a message, the beginning of a day, the start or the end. */

/* Room for the name of the day above its first message. */
const DAY_ROOM_PX = 72;

export function openAtLandmark(pane) {
  const { landmark } = pane.dataset;
  const target = document.getElementById(pane.dataset.target);
  if (target) {
    const room = landmark === "day" ? DAY_ROOM_PX : (pane.clientHeight - target.offsetHeight) / 2;
    scrollTo(pane, target, Math.max(0, room));
    target.focus({ preventScroll: true });
  } else if (landmark === "end") {
    pane.scrollTop = pane.scrollHeight;
  }
}

function scrollTo(pane, element, room) {
  const offset = element.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += offset - room;
}
