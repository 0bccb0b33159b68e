/* [data-copy="#selector"] copies that element's text (or value) and says so. */

import { showToast } from "./base-toasts.js";

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    showToast("Copied.", "success");
  } catch {
    select(source); // plain HTTP has no clipboard: let the person press Ctrl+C
    showToast("Press Ctrl+C to copy the selected text.", "info");
  }
});

function select(element) {
  if (element.select) return element.select();
  getSelection().selectAllChildren(element);
}
