/* The search field as a combobox: suggestions for the word at the cursor. The focus never leaves the field; arrows
   move through the list, Enter and Tab take what is chosen, Escape closes. */

import { complete, fetchSuggestions, follow } from "./suggestions.js";

const PAUSE_MS = 120;
const NAMES = new Set(["person", "conversation", "format"]);

class Combobox {
  #box;
  #input;
  #list;
  #timer = 0;
  #suggestions = [];
  #askedFor = "";
  #active = -1;
  #asked = 0;

  constructor(box) {
    this.#box = box;
    this.#input = box.querySelector("[data-search-input]");
    this.#list = box.querySelector("[role=listbox]");
  }

  start() {
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#list.id };
    for (const [name, value] of Object.entries(attributes)) this.#input.setAttribute(name, value);
    this.#input.addEventListener("input", (event) => this.#wait(event));
    this.#input.addEventListener("keydown", (event) => this.#press(event));
    this.#input.addEventListener("blur", () => this.#close());
    this.#input.form.addEventListener("submit", () => this.#close());
    // A press on the list must not take the focus from the field, which would close the list under the finger.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => this.#choose(event));
  }

  get #isOpen() {
    return !this.#list.hidden;
  }

  #wait(event) {
    clearTimeout(this.#timer);
    if (!event.isComposing) this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
  }

  async #ask() {
    const asked = ++this.#asked;
    const { value, selectionStart } = this.#input;
    const found = await fetchSuggestions(this.#box.dataset.suggestionsUrl, value, selectionStart);
    const isWanted = asked === this.#asked && document.activeElement === this.#input;
    if (found === null || !isWanted) return;
    this.#askedFor = value;
    if (found.length) this.#open(found);
    else this.#close();
  }

  #open(suggestions) {
    this.#suggestions = suggestions;
    this.#list.replaceChildren(...suggestions.map(makeOption));
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
    this.#mark(-1);
  }

  #close() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    if (!this.#isOpen) return;
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#mark(-1);
  }

  #press(event) {
    if (!this.#isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#move(step);
    else if (event.key === "Escape") this.#close();
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && this.#active >= 0) this.#take(this.#active);
    else return;
    event.preventDefault();
  }

  /* One place before the first and behind the last nothing is chosen, and the text stands as it was typed. */
  #move(step) {
    const places = this.#suggestions.length + 1;
    this.#mark(((this.#active + 1 + step + places) % places) - 1);
  }

  #mark(place) {
    this.#active = place;
    const options = [...this.#list.children];
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    options[place]?.scrollIntoView({ block: "nearest" });
    if (place < 0) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", options[place].id);
  }

  #choose(event) {
    const option = event.target.closest("[role=option]");
    if (option) this.#take([...this.#list.children].indexOf(option));
  }

  #take(place) {
    const suggestion = follow(this.#suggestions[place], this.#askedFor, this.#input.value);
    this.#close();
    if (!suggestion) return void this.#ask();
    const { text, cursor } = complete(this.#input.value, suggestion);
    this.#input.value = text;
    this.#input.setSelectionRange(cursor, cursor);
    this.#ask();
  }
}

function makeOption({ insert, label, kind }, number) {
  const option = document.createElement("li");
  option.id = `suggestion-${number}`;
  option.className = "suggestion";
  option.role = "option";
  // A name speaks for itself; of the language one wants to see what is written.
  if (NAMES.has(kind)) option.append(makePart("bdi", "suggestion__name", label));
  else option.append(makePart("code", "suggestion__insert", insert), makePart("span", "suggestion__label", label));
  return option;
}

function makePart(tag, className, text) {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

/* htmx puts whole pages back when one goes through history: each search field is started once. */
function startAll() {
  for (const box of document.querySelectorAll("[data-combobox]:not([data-started])")) {
    box.dataset.started = "";
    new Combobox(box).start();
  }
}

startAll();
document.addEventListener("htmx:historyRestore", startAll);
document.addEventListener("htmx:load", startAll);
