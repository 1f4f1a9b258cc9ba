// One key for readers: `/` opens the search. Every page works without it.
"use strict";

(() => {
  const field = document.getElementById("q"); // on the page of the search, whose script knows the key too
  if (field) {
    if (location.hash === "#q") field.focus();
    return;
  }
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    const isTyping = at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    event.preventDefault();
    location.href = `${document.querySelector(".top a[aria-keyshortcuts]").href}#q`;
  });
})();
