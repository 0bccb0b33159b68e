/* Short messages in the corner. Errors stay until closed; the others leave by themselves. */

const STAY_MS = 6000;
const LEAVE_MS = 250;
const ICONS = { success: "success", warning: "warning", error: "error", info: "info" };

export function showToast(text, level = "info") {
  const region = document.getElementById("toasts");
  const template = document.getElementById("toast-template");
  if (!region || !template) return;
  const kind = ICONS[level] ? level : "info";
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.classList.add(`toast--${kind}`);
  const use = toast.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${ICONS[kind]}`));
  toast.querySelector(".toast__text").textContent = text;
  region.append(toast);
  schedule(toast);
}

/* Messages the server rendered into the page behave like those made here. */
export function adoptServerToasts() {
  document.querySelectorAll("#toasts > .toast").forEach(schedule);
}

function schedule(toast) {
  if (!toast.classList.contains("toast--error")) setTimeout(() => dismiss(toast), STAY_MS);
}

function dismiss(toast) {
  if (toast.matches(":hover, :focus-within")) return setTimeout(() => dismiss(toast), STAY_MS);
  toast.classList.add("is-leaving");
  setTimeout(() => toast.remove(), LEAVE_MS);
}

document.addEventListener("click", ({ target }) => {
  target.closest("[data-toast-close]")?.closest(".toast")?.remove();
});

document.addEventListener("htmx:oobAfterSwap", adoptServerToasts);
