/* Brings into view what the page was opened for: a message, the beginning of a day, the start or the end. */

export function openAtLandmark(pane) {
  const target = document.getElementById(pane.dataset.target);
  switch (pane.dataset.landmark) {
    case "target":
      scrollTo(pane, target, (pane.clientHeight - target.offsetHeight) / 2);
      return target.focus({ preventScroll: true });
    case "day":
      scrollTo(pane, target, TOP_PX);
      return target.focus({ preventScroll: true });
    case "end":
      pane.scrollTop = pane.scrollHeight;
  }
}

/* Room for the name of the day above the first message. */
const TOP_PX = 72;

function scrollTo(pane, element, distance) {
  const offset = element.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += offset - Math.max(0, distance);
}
