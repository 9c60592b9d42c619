// The page of approval under the keys: moving through what waits, opening a proposal, answering it. Without it the page works by links and
// forms.
"use strict";
(() => {
  const rows = () => [...document.querySelectorAll("#approval tr[data-row]")];
  const title = () => document.getElementById("case-title");
  const at = (all) => {
    const focused = all.findIndex((row) => row.contains(document.activeElement));
    return focused >= 0 ? focused : all.findIndex((row) => row.getAttribute("aria-current") === "true");
  };

  // With a proposal open, moving opens its neighbour; in the list alone it moves the focus, so that a screen reader reads the row.
  const move = (by) => {
    const all = rows();
    const to = all[Math.min(all.length - 1, Math.max(0, at(all) + by))];
    const link = to?.querySelector("a");
    if (!link || to.getAttribute("aria-current") === "true") return;
    if (title()) { link.click(); return; }
    link.focus();
    to.scrollIntoView({ block: "nearest" });
  };
  const answer = (key) => {
    const form = document.querySelector(`#approval [data-answer="${key}"]`);
    if (!form) return;
    form.open = true;
    form.querySelector("textarea").focus();
    form.scrollIntoView({ block: "nearest" });
  };
  const inForm = (event, form) => {
    if (event.key === "Escape") { form.open = false; title().focus(); return true; }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.matches("textarea")) {
      event.target.form.requestSubmit();
      return true;
    }
    return false;
  };
  const acts = { j: () => move(1), k: () => move(-1), 1: () => answer("1"), 2: () => answer("2") };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const form = event.target.closest("[data-answer]");
    if (form && inForm(event, form)) { event.preventDefault(); return; }
    if (event.target.matches("input, textarea, select")) return;
    const act = acts[keyOf(event)];
    if (act && document.getElementById("approval")) { event.preventDefault(); act(); }
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.requestConfig.verb !== "get") document.getElementById("notice").replaceChildren();
  });
  // What comes next is read out and under the keys.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id === "notice") { event.detail.target.scrollIntoView({ block: "nearest" }); return; }
    (title() ?? document.querySelector("#main h1"))?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  });
})();
