// A secret that is shown once: copied by a button or a key, and taken out of the page when the person leaves it, so that going back shows none.
"use strict";
(() => {
  const reveal = () => {
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
  };
  document.addEventListener("DOMContentLoaded", reveal);
  document.addEventListener("htmx:afterSettle", reveal);

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const shown = document.querySelector(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(shown.textContent);
      document.querySelector("[data-copied]").hidden = false;
    } catch {
      getSelection().selectAllChildren(shown);
    }
  });

  addEventListener("pagehide", () => {
    for (const shown of document.querySelectorAll("[data-once]")) shown.textContent = "–";
  });
})();
