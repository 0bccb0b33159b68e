/* A window onto a long conversation: chunks of messages are loaded at either end as it comes near, and dropped at
   the other one, so that the page stays small. What one is reading does not move. */

import { loadChunk } from "./chunk-loader.js";

const MAX_CHUNKS = 6;
const NEAR = "900px 0px";

/* For each direction: where its messages stand, which of a chunk's numbers leads there, and what says there are more. */
const SIDES = {
  earlier: { edge: (chunks) => chunks.at(0), far: (chunks) => chunks.at(-1), bound: "first", query: "before", more: "hasBefore" },
  later: { edge: (chunks) => chunks.at(-1), far: (chunks) => chunks.at(0), bound: "last", query: "after", more: "hasAfter" },
};
const OPPOSITE = { earlier: "later", later: "earlier" };

export class Pane {
  constructor(element) {
    this.element = element;
    this.container = element.querySelector("[data-chunks]");
    this.status = document.querySelector("[data-chat-status]");
    this.loading = null;
    this.observer = new IntersectionObserver((entries) => this.#see(entries), { root: element, rootMargin: NEAR });
  }

  watch() {
    for (const nav of this.#navs()) {
      this.observer.observe(nav);
      nav.addEventListener("click", (event) => {
        event.preventDefault();
        this.#load(nav.dataset.more, { announce: true });
      });
    }
  }

  #navs = () => this.element.querySelectorAll("[data-more]");
  #nav = (side) => this.element.querySelector(`[data-more="${side}"]`);
  #chunks = () => [...this.container.querySelectorAll(":scope > [data-chunk]")];

  #see(entries) {
    const near = entries.find((entry) => entry.isIntersecting && !entry.target.hidden);
    if (near) this.#load(near.target.dataset.more);
  }

  async #load(side, { announce = false } = {}) {
    if (this.loading) return;
    this.loading = this.#fetch(side);
    const isLoaded = await this.loading;
    this.loading = null;
    if (!isLoaded) return; // the link stays, to be pressed
    if (announce) this.status.textContent = side === "earlier" ? "Earlier messages loaded." : "Later messages loaded.";
    // The observer reports changes only: look again, there may be room for more.
    for (const nav of this.#navs()) {
      this.observer.unobserve(nav);
      this.observer.observe(nav);
    }
  }

  async #fetch(side) {
    const { edge, bound, query, more } = SIDES[side];
    const last = edge(this.#chunks());
    if (!(more in last.dataset)) return true;
    const chunk = await loadChunk(`${this.element.dataset.chunkUrl}?${query}=${last.dataset[bound]}`);
    if (chunk) this.#keepPlace(() => this.#insert(side, chunk));
    return Boolean(chunk);
  }

  #insert(side, chunk) {
    if (side === "earlier") this.container.prepend(chunk);
    else this.container.append(chunk);
    this.#dropFar(side);
    for (const name of Object.keys(SIDES)) this.#updateNav(name);
  }

  #dropFar(side) {
    const chunks = this.#chunks();
    if (chunks.length > MAX_CHUNKS) SIDES[side].far(chunks).remove();
    const { edge, more } = SIDES[OPPOSITE[side]];
    if (chunks.length > MAX_CHUNKS) edge(this.#chunks()).dataset[more] = "";
  }

  #updateNav(side) {
    const { edge, bound, query, more } = SIDES[side];
    const { dataset } = edge(this.#chunks());
    const nav = this.#nav(side);
    nav.hidden = !(more in dataset);
    nav.querySelector("a").href = `?${query}=${dataset[bound]}`;
  }

  /* Do `change` and let the topmost message in view stay where it is. */
  #keepPlace(change) {
    const anchor = this.#findAnchor();
    const before = anchor?.getBoundingClientRect().top;
    change();
    if (anchor?.isConnected) this.element.scrollTop += anchor.getBoundingClientRect().top - before;
  }

  #findAnchor() {
    const top = this.element.getBoundingClientRect().top;
    for (const chunk of this.#chunks()) {
      if (chunk.getBoundingClientRect().bottom <= top) continue;
      for (const line of chunk.children) if (line.id && line.getBoundingClientRect().bottom > top) return line;
    }
    return null;
  }
}
