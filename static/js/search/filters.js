/* The search form's filters: opening them on a phone, taking one away by its chip, trying again. */

const form = () => document.querySelector("[data-search-form]");

document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-filters-toggle]");
  if (toggle) return toggleFilters(toggle);
  const remove = event.target.closest("[data-clears]");
  if (remove) return submitWithout(event, remove.dataset.clears);
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

function submitWithout(event, name) {
  for (const field of form().querySelectorAll(`[name="${name}"]`)) {
    if (field.type === "radio") field.checked = field.value === "";
    else field.value = "";
    if (field.checked) field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  submit(event);
}

function submit(event) {
  event.preventDefault();
  form().requestSubmit();
}
