/* The upload page: files dropped or chosen are sent at once, a few at a time, and then shown as their jobs.
   Without this script the form posts the files by itself. */

import { announce } from "./announcer.js";
import { collectChosen, collectDropped } from "./collect-files.js";
import { formatBytes } from "./format.js";
import "./live-job.js";
import { UploadQueue } from "./upload-queue.js";
import { UploadRow } from "./upload-row.js";
import { zipFolder } from "./zip-folder.js";
import { showToast } from "../base-toasts.js";

const form = document.getElementById("upload-form");
const dropzone = document.getElementById("dropzone");
const section = document.getElementById("upload-section");
const list = document.getElementById("upload-list");
const summary = document.getElementById("upload-summary");
const leftOutNote = document.getElementById("left-out");
const limits = { maxBytes: Number(form.dataset.maxBytes), maxEntries: Number(form.dataset.maxEntries) };
const queue = new UploadQueue();
const rows = [];
const rowParts = {
  queue,
  onChange: summarize,
  template: document.getElementById("upload-row"),
  urls: { live: form.dataset.liveUrl, job: form.dataset.jobUrl },
};

async function take(collected) {
  const { files, folders, leftOut } = collected;
  tellLeftOut(leftOut);
  if (!files.length && !folders.length) return;
  section.hidden = false;
  // The newest on top, each batch in its own order.
  const below = list.firstElementChild;
  files.forEach((file) => addRow(file, below));
  for (const folder of folders) await addFolder(folder, below);
  const count = list.children.length;
  announce("list", `${count} ${count === 1 ? "file" : "files"} in the list`);
}

/* A folder with one useful file is that file; a larger one travels as a zip. */
async function addFolder(folder, below) {
  if (folder.members.length === 1) return addRow(folder.members[0].file, below);
  try {
    (await zipFolder(folder, limits)).forEach((file) => addRow(file, below));
  } catch {
    showToast(`The folder ${folder.name} could not be read. Choose it again.`, "error");
  }
}

function addRow(file, below) {
  const row = new UploadRow(file, readOptions(), rowParts);
  rows.push(row);
  list.insertBefore(row.element, below);
  if (!file.size) row.refuse("This file is empty. Export the chat again and upload that file.");
  else if (file.size > limits.maxBytes) {
    row.refuse(`Larger than ${formatBytes(limits.maxBytes)}. Export the chat in parts, or without media.`);
  } else row.enqueue();
}

/* With many files nobody counts rows. */
function summarize() {
  const count = (state) => rows.filter((row) => row.state === state).length;
  const [waiting, received, refused] = ["waiting", "received", "refused"].map(count);
  const refusals = refused ? `, ${refused} not taken` : "";
  summary.textContent = rows.length > 1 ? `${received} of ${waiting + received + refused} received${refusals}` : "";
}

const readOptions = () => ({
  timezone: form.elements.timezone.value,
  date_order: form.elements.date_order.value,
  preview: form.elements.preview.checked ? "true" : "",
});

function tellLeftOut(paths) {
  leftOutNote.hidden = !paths.length;
  if (!paths.length) return;
  const names = paths.slice(0, 3).map((path) => path.split("/").at(-1)).join(", ");
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : "";
  leftOutNote.querySelector("[data-names]").textContent = `${names}${more}`;
  section.hidden = false;
}

/* The browser's own zone is offered first: most people export their chats where they are. */
function offerOwnZone() {
  const select = form.elements.timezone;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = [...select.options].find((option) => option.value === zone);
  if (select.value || !known) return;
  const own = new Option(`${zone.replaceAll("_", " ")} (this browser’s)`, zone);
  select.prepend(own);
  select.value = zone;
}

/* The options are folded away: say what they are set to. */
function tellReading() {
  const [zone, order] = [form.elements.timezone, form.elements.date_order].map((select) => select.selectedOptions[0]);
  const said = [zone.value ? zone.text.replace(/ \(.*/, "") : "time zone not stated", order.value ? order.text : "order of dates as the file shows"];
  document.getElementById("reading-said").textContent = said.join(" · ");
}

for (const input of form.querySelectorAll("input[type=file]")) {
  const takeChosen = () => {
    const collected = collectChosen(input.files);
    input.value = "";
    take(collected);
  };
  input.addEventListener("change", takeChosen);
  // Whoever was quicker than this script, or came back to the page, has chosen already.
  if (input.files.length) takeChosen();
}
form.addEventListener("submit", (event) => event.preventDefault());

/* Leaving a child of the dropzone is no leaving: count. */
let depth = 0;
dropzone.addEventListener("dragenter", (event) => {
  event.preventDefault();
  depth += 1;
  dropzone.classList.add("is-over");
});
dropzone.addEventListener("dragleave", () => {
  depth -= 1;
  if (depth <= 0) calm();
});
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", async (event) => {
  event.preventDefault(); // anywhere: a browser would leave the page and open the file
  calm();
  if (event.dataTransfer) take(await collectDropped(event.dataTransfer));
});

function calm() {
  depth = 0;
  dropzone.classList.remove("is-over");
}

addEventListener("beforeunload", (event) => {
  if (queue.isBusy) event.preventDefault();
});

offerOwnZone();
tellReading();
form.addEventListener("change", tellReading);
