/* Sets the chosen theme before anything is painted: loaded in <head>, not deferred, not a module. */
(function () {
  "use strict";
  const KEY = "theme";
  const CHOICES = ["system", "light", "dark"];

  function read() {
    try {
      const stored = localStorage.getItem(KEY);
      return CHOICES.includes(stored) ? stored : "system";
    } catch {
      return "system"; // storage may be forbidden; the page must still show
    }
  }

  function apply(choice) {
    const root = document.documentElement;
    if (choice === "system") delete root.dataset.theme;
    else root.dataset.theme = choice;
  }

  function choose(choice) {
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      /* then it lasts for this page only */
    }
    apply(choice);
  }

  apply(read());
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) apply(read());
  });
  window.chatTheme = { read, choose };
})();
