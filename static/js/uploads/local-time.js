/* <time datetime data-local="ago|seconds"> in the reader's own time zone: as "3 minutes ago", kept true while the page
   is open, with the moment as tooltip; or the moment itself. */

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const SECONDS = new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "medium" });
const AGO = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60]];
const REFRESH_MS = 20_000;

export function localizeTimes(root) {
  root.querySelectorAll("time[data-local]").forEach((element) => {
    const moment = new Date(element.dateTime);
    if (element.dataset.local === "seconds") write(element, SECONDS.format(moment));
    else {
      write(element, describeAge((Date.now() - moment) / 1000));
      element.title = MOMENT.format(moment);
    }
  });
}

function describeAge(seconds) {
  const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? [null, 1];
  return unit ? AGO.format(-Math.floor(seconds / length), unit) : "just now";
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

localizeTimes(document);
setInterval(() => localizeTimes(document), REFRESH_MS);
document.addEventListener("htmx:load", ({ target }) => localizeTimes(target));
