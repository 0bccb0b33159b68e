/* Tabs that do not fit scroll sideways: the one that is open is brought into view. */

for (const open of document.querySelectorAll(".tabs [aria-current]")) {
  const tabs = open.closest(".tabs");
  if (tabs.scrollWidth <= tabs.clientWidth) continue;
  tabs.scrollLeft += open.getBoundingClientRect().right - tabs.getBoundingClientRect().right;
}
