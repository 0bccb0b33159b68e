/* <live-job data-job-id data-src data-shown>: a job that shows itself as the server wrote it and then keeps up.

   An element rather than an attribute, because lists come and go by htmx: an element is told when it enters and
   leaves the page and closes its socket by itself. Only jobs in sight have one, except with data-always.
   Bubbling events: `job-changed` when the words changed, `job-logged` when the job's log grew. */

import { announce } from "./announcer.js";
import { formatPercent } from "./format.js";
import { JobFeed, isFinished } from "./job-feed.js";
import { readSignature, showNumbers, showSilence } from "./job-view.js";
import { localizeTimes } from "./local-time.js";

const TICK_MS = 1_000;
const RETRY_MS = 2_000;

const inSight = new IntersectionObserver(
  (entries) => entries.forEach(({ target, isIntersecting }) => (isIntersecting ? target.follow() : target.rest())),
  { rootMargin: "200px" },
);

class LiveJob extends HTMLElement {
  #feed = null;
  #ticker = 0;
  #state = null;
  #heardAt = 0;
  #isCut = false;
  #refreshing = false;
  #isOutdated = false;
  #quarter = -1;
  #retry = 0;

  connectedCallback() {
    if (!this.dataset.shown) this.#refresh();
    else if (isFinished(this.dataset.status)) return;
    if ("always" in this.dataset) this.follow();
    else inSight.observe(this);
  }

  disconnectedCallback() {
    inSight.unobserve(this);
    this.rest();
  }

  follow() {
    if (this.#feed || isFinished(this.dataset.status)) return;
    this.#feed = new JobFeed(this.dataset.jobId, {
      onState: (state) => this.#show(state),
      onEvent: (message) => message.kind !== "progress" && this.#tell("job-logged", message),
      onTrouble: (isCut) => this.#setCut(isCut),
      onGone: () => this.#say("This job cannot be seen any more. Log in again, or go back to the list."),
    });
    this.#feed.open();
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
  }

  rest() {
    this.#feed?.close();
    this.#feed = null;
    clearInterval(this.#ticker);
  }

  #show(state) {
    this.#state = state;
    this.#heardAt = performance.now();
    if (readSignature(state) !== this.dataset.shown) this.#refresh();
    showNumbers(this, state);
    this.#tick();
    this.#announceQuarter(state);
  }

  /* Before the first news the page itself is the state, as old as the page. */
  #tick() {
    const state = this.#state ?? { status: this.dataset.status, silent_s: 0 };
    showSilence(this, state, (performance.now() - this.#heardAt) / 1000, this.#isCut);
  }

  #setCut(isCut) {
    this.#isCut = isCut;
    this.#tick();
  }

  #announceQuarter({ progress, status }) {
    const quarter = Math.floor(progress * 4);
    if (this.#quarter >= 0 && quarter > this.#quarter && !isFinished(status)) {
      announce(this.dataset.jobId, `${this.dataset.name}: ${formatPercent(progress)}`);
    }
    this.#quarter = quarter;
  }

  /* The words have changed: take them from the server, unless somebody is answering a question in here. */
  async #refresh() {
    // What is on its way may have been written before the news that asks for it now.
    this.#isOutdated = this.#refreshing;
    if (this.#refreshing) return;
    if (this.querySelector("dialog[open]")) return this.#refreshLater();
    this.#refreshing = true;
    try {
      const response = await fetch(this.dataset.src, { cache: "no-store", headers: { "HX-Request": "true" } });
      if (response.ok && !response.redirected) this.#adopt(await response.text());
    } catch {
      this.#refreshLater();
    } finally {
      this.#refreshing = false;
    }
    if (this.#isOutdated) this.#refresh();
  }

  #refreshLater() {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.isConnected && this.#refresh(), RETRY_MS);
  }

  #adopt(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("live-job");
    if (!fresh) return;
    const focusedId = this.contains(document.activeElement) ? document.activeElement.id : "";
    Object.assign(this.dataset, fresh.dataset);
    this.replaceChildren(...fresh.childNodes);
    if (focusedId) document.getElementById(focusedId)?.focus();
    window.htmx?.process(this);
    localizeTimes(this);
    if (this.#state) showNumbers(this, this.#state);
    if (isFinished(this.dataset.status)) this.rest();
    announce(this.dataset.jobId, `${this.dataset.name}: ${this.dataset.activity}`);
    this.#tell("job-changed", this.#state);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  #say(text) {
    const line = this.querySelector("[data-job=silence]");
    if (!line) return;
    line.hidden = false;
    line.textContent = text;
  }
}

customElements.define("live-job", LiveJob);
