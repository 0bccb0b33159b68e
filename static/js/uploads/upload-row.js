/* One file on its way: waiting, sending, then its live job; or an error that says what to do. */

import { announce } from "./announcer.js";
import { formatBytes } from "./format.js";
import { sendFile } from "./send-file.js";

const ANY_ID = "00000000-0000-0000-0000-000000000000";

export class UploadRow {
  /* waiting, received, refused, or removed */
  state = "waiting";
  #file;
  #options;
  #queue;
  #urls;
  #onChange;
  #abort = null;
  #task = () => this.#send();

  /* `urls` has the addresses `live` and `job` of the job ANY_ID; `onChange` hears of every change of `state`. */
  constructor(file, options, { queue, template, urls, onChange }) {
    this.#file = file;
    this.#options = options;
    this.#queue = queue;
    this.#urls = urls;
    this.#onChange = onChange;
    this.element = template.content.firstElementChild.cloneNode(true);
    this.#part("name").textContent = file.name;
    this.#part("size").textContent = formatBytes(file.size);
    this.#part("bar").setAttribute("aria-label", `Upload of ${file.name}`);
    this.#part("stop").setAttribute("aria-label", `Do not upload ${file.name}`);
    this.#part("retry").setAttribute("aria-label", `Try ${file.name} again`);
    this.#part("stop").addEventListener("click", () => this.#stop());
    this.#part("retry").addEventListener("click", () => this.enqueue());
  }

  enqueue() {
    this.#show({ note: "Waiting to be sent", canStop: true });
    this.#part("bar").value = 0;
    this.#become("waiting");
    this.#queue.add(this.#task);
  }

  refuse(message) {
    this.#show({ error: message });
    this.#become("refused");
  }

  async #send() {
    this.#abort = new AbortController();
    this.#show({ note: "Sending", canStop: true });
    try {
      const upload = await sendFile(this.#file, this.#options, {
        signal: this.#abort.signal,
        onProgress: (fraction) => this.#progress(fraction),
      });
      this.#becomeJob(upload);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.#show({ error: error.message, canRetry: error.canRetry ?? true });
      this.#become("refused");
      announce(this.element, `${this.#file.name}: ${error.message}`);
    } finally {
      this.#abort = null;
    }
  }

  /* All bytes sent is not yet received: the server still has to put them to disk. */
  #progress(fraction) {
    this.#part("bar").value = fraction;
    this.#part("note").textContent = fraction < 1 ? `Sending, ${Math.floor(fraction * 100)}%` : "Being stored";
  }

  #becomeJob({ duplicate_of: duplicateOf, job }) {
    const live = document.createElement("live-job");
    live.className = "live-job";
    live.dataset.jobId = job.id;
    live.dataset.status = job.status;
    live.dataset.name = this.#file.name;
    live.dataset.src = this.#urls.live.replace(ANY_ID, job.id);
    this.#part("body").replaceChildren(...(duplicateOf ? [this.#describeDuplicate(job)] : []), live);
    this.#part("stop").remove();
    this.#part("retry").remove();
    this.#become("received");
    announce(this.element, `${this.#file.name}: ${duplicateOf ? "known already" : "uploaded"}`);
  }

  #describeDuplicate(job) {
    const line = document.createElement("p");
    line.className = "upload-row__duplicate";
    const link = document.createElement("a");
    link.href = this.#urls.job.replace(ANY_ID, job.id);
    link.textContent = "the first one’s job";
    const name = document.createElement("bdi");
    name.textContent = this.#file.name;
    line.append(name, " was uploaded before and is not worked twice: this is ", link, ".");
    return line;
  }

  #stop() {
    this.#queue.remove(this.#task);
    this.#abort?.abort();
    const next = this.element.nextElementSibling ?? this.element.previousElementSibling;
    this.element.remove();
    this.#become("removed");
    (next?.querySelector("button, a") ?? document.getElementById("files"))?.focus();
  }

  #become(state) {
    this.state = state;
    this.#onChange();
  }

  #show({ note = "", error = "", canStop = false, canRetry = false }) {
    this.#part("note").textContent = note;
    this.#part("error").hidden = !error;
    this.#part("error-text").textContent = error;
    this.#part("bar").hidden = Boolean(error);
    this.#part("stop").hidden = !canStop && !error;
    this.#part("retry").hidden = !canRetry;
  }

  #part(name) {
    return this.element.querySelector(`[data-upload="${name}"]`);
  }
}
