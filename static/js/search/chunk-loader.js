/* Fetches a chunk of messages as the server renders it. */

import { showToast } from "../base-toasts.js";

/* Answers the chunk's element, or null after telling what went wrong. */
export async function loadChunk(url) {
  try {
    const response = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (response.redirected) return location.reload(); // signed out meanwhile: the page itself asks to sign in
    if (!response.ok) throw new Error(`status ${response.status}`);
    return parse(await response.text());
  } catch {
    showToast("More messages could not be loaded. Press the link to try again.", "error");
    return null;
  }
}

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const chunk = template.content.querySelector("[data-chunk]");
  window.htmx?.process(chunk);
  return chunk;
}
