/* <time datetime data-local="title|minutes|seconds"> in the reader's own time zone: as a tooltip beside a relative
   time, or as the text itself. */

const FORMATS = {
  title: new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" }),
  minutes: new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }),
  seconds: new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "medium" }),
};

export function localizeTimes(root) {
  root.querySelectorAll("time[data-local]").forEach((element) => {
    const kind = element.dataset.local;
    const text = FORMATS[kind].format(new Date(element.dateTime));
    if (kind === "title") element.title = text;
    else element.textContent = text;
  });
}

localizeTimes(document);
document.addEventListener("htmx:load", ({ target }) => localizeTimes(target));
