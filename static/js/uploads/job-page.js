/* One job: its log grows at the top while it is worked. */

import "./live-job.js";
import { localizeTimes } from "./local-time.js";

const log = document.getElementById("job-log");
let loading = false;
let again = false;

async function loadNewer() {
  if (loading) return (again = true);
  loading = true;
  again = false;
  try {
    const newest = log.querySelector("[data-number]")?.dataset.number ?? 0;
    const response = await fetch(`${log.dataset.src}?after=${newest}`, {
      cache: "no-store",
      headers: { "HX-Request": "true" },
    });
    if (response.ok && !response.redirected) prepend(await response.text());
  } catch {
    // The next event asks again.
  } finally {
    loading = false;
  }
  if (again) loadNewer();
}

function prepend(html) {
  const lines = new DOMParser().parseFromString(html, "text/html").querySelectorAll("[data-number]");
  log.prepend(...lines);
  localizeTimes(log);
}

if (log) {
  document.addEventListener("job-logged", loadNewer);
  document.addEventListener("job-changed", loadNewer);
}
