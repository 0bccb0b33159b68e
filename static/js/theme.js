/* Sets the chosen theme before anything is painted: loaded in <head>, not deferred, not a module. */
(function () {
  "use strict";
  const KEY = "theme";
  const CHOICES = ["auto", "light", "dark"]; // as the admin site names them, which shares the choice

  function read() {
    try {
      const stored = localStorage.getItem(KEY);
      return CHOICES.includes(stored) ? stored : "auto";
    } catch {
      return "auto"; // storage may be forbidden; the page must still show
    }
  }

  function apply(choice) {
    const root = document.documentElement;
    if (choice === "auto") delete root.dataset.theme;
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
