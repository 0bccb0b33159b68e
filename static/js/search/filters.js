/* The search form's filters: opening them on a phone, following links to other searches, trying again. */

const form = () => document.querySelector("[data-search-form]");

document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-filters-toggle]");
  if (toggle) return toggleFilters(toggle);
  const link = event.target.closest("[data-follow]");
  if (link) return follow(event, link);
  if (event.target.closest("[data-retry]")) submit(event);
});

document.addEventListener("change", ({ target }) => {
  const picker = target.closest?.("[data-picker]");
  if (!picker || target.name !== "conversation") return;
  picker.querySelector("[data-picker-value]").textContent = target.labels[0].textContent.trim();
});

function toggleFilters(toggle) {
  const isOpen = toggle.closest("[data-filters]").classList.toggle("is-open");
  toggle.setAttribute("aria-expanded", String(isOpen));
}

/* A link to a search of this page: the form takes it over, so that it goes on saying what is shown. What the form
   cannot hold, such as a conversation that is not among its choices, the browser opens as any other page. */
function follow(event, link) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const params = new URL(link.href).searchParams;
  if (!form() || !fill(params)) return;
  submit(event);
  scrollTo({ top: 0, behavior: "instant" });
}

function fill(params) {
  carry(params);
  const names = new Set([...form().elements].map((field) => field.name).filter(Boolean));
  return [...names].every((name) => setField(form().elements[name], params.get(name) ?? ""));
}

/* Two parameters have no field of their own; the server draws them anew with every answer. */
function carry(params) {
  const carried = document.getElementById("query-carried");
  const named = ["like", "ignore"].filter((name) => params.has(name));
  carried.replaceChildren(...named.map((name) => Object.assign(document.createElement("input"), { type: "hidden", name })));
}

function setField(field, value) {
  if (field instanceof RadioNodeList) return check([...field], value);
  if (field.type === "radio") return check([field], value);
  field.value = field instanceof HTMLSelectElement && !value ? field.options[0].value : value;
  return field.value === value || !value;
}

/* Without a value the first choice is meant. */
function check(radios, value) {
  const radio = value ? radios.find((one) => one.value === value) : radios[0];
  if (!radio) return false;
  radio.checked = true;
  if (radio.closest("[data-picker]")) radio.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

function submit(event) {
  event.preventDefault();
  form().requestSubmit();
}
