/* News of a job brings its upload's questions anew, unless somebody is about to answer those that are shown. */

const asksOf = (element) => element.closest("#upload-asks");

document.addEventListener("input", ({ target }) => {
  const asks = asksOf(target);
  if (asks) asks.dataset.touched = "";
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const asks = asksOf(event.detail.target);
  if (asks && ("touched" in asks.dataset || asks.contains(document.activeElement))) event.detail.shouldSwap = false;
});
