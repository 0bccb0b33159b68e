/* Radio buttons named "theme" choose the theme; theme.js keeps the choice. */

function showChoice(root = document) {
  const choice = window.chatTheme.read();
  root.querySelectorAll('input[type="radio"][data-theme-choice]').forEach((radio) => {
    radio.checked = radio.value === choice;
  });
}

document.addEventListener("change", ({ target }) => {
  if (target.matches?.("[data-theme-choice]")) {
    window.chatTheme.choose(target.value);
    showChoice();
  }
});

showChoice();
