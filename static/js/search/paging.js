/* Another page of a list swapped in by htmx: it is read from its top, and its heading takes the focus, because the
   link that was pressed is gone. */

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (!detail.requestConfig?.elt.closest(".pagination")) return;
  scrollTo({ top: 0, behavior: "instant" });
  detail.target.querySelector("[data-page-heading]")?.focus({ preventScroll: true });
});
