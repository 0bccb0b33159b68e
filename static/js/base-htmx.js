/* htmx: sends the CSRF token to our own host and tells people when a request failed. */

import { csrfToken } from "./base-csrf.js";
import { showToast } from "./base-toasts.js";

const SAFE_METHODS = new Set(["get", "head", "options"]);

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!SAFE_METHODS.has(detail.verb)) detail.headers["X-CSRFToken"] = csrfToken();
});

document.addEventListener("htmx:sendError", () => {
  showToast("The server cannot be reached. Check your connection and try again.", "error");
});

document.addEventListener("htmx:responseError", ({ detail }) => {
  showToast(describe(detail.xhr.status), "error");
});

/* The server names a message through the header HX-Trigger: {"toast": {"text": "…", "level": "success"}}. */
document.addEventListener("toast", ({ detail }) => {
  if (detail?.text) showToast(detail.text, detail.level);
});

function describe(status) {
  if (status === 403) return "You may not do that, or this page is too old. Reload it and try again.";
  if (status === 404) return "That is not there any more.";
  if (status === 429) return "Too many requests at once. Wait a moment and try again.";
  return `That did not work (the server answered ${status}). Try again.`;
}
