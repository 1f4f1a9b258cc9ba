// One key for readers: `/` opens the search. Every page works without it.
"use strict";

(() => {
  const focus = () => {
    const field = document.getElementById("q");
    if (field) field.focus();
    return field !== null;
  };
  if (location.hash === "#q") focus();
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    const isTyping = at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    event.preventDefault();
    if (!focus()) location.href = `${document.querySelector(".top a[aria-keyshortcuts]").href}#q`;
  });
})();
