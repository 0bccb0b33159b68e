/* "/" puts the cursor into the page's search field: [data-search-input]. */

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || isBusy(event)) return;
  const input = document.querySelector("[data-search-input]");
  if (!input) return;
  event.preventDefault();
  input.focus();
  input.select();
});

/* Keys belong to whoever types, to open dialogs and menus, and to the browser's own shortcuts. */
export function isBusy(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  return Boolean(event.target.closest?.("input, textarea, select, dialog, details.menu[open], [contenteditable]"));
}
