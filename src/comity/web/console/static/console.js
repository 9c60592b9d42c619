// What the pages do beyond links and forms: keys, the reader's own time, and nothing that the work depends on.
"use strict";
(() => {
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
  let waitsForPlace = false;

  // `?` shows the keys, `/` goes to the search, `g` and a letter go to a place. Pages add their own with data-key="x" on a button or link.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (waitsForPlace) {
      waitsForPlace = false;
      const place = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (place) { event.preventDefault(); place.click(); }
      return;
    }
    if (event.key === "?") { event.preventDefault(); document.getElementById("keys").showModal(); return; }
    if (event.key === "g") { waitsForPlace = true; setTimeout(() => { waitsForPlace = false; }, 1500); return; }
    if (event.key === "/") {
      const field = document.querySelector("[data-search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
      return;
    }
    const pressed = document.querySelector(`[data-key="${CSS.escape(event.key)}"]:not(:disabled)`);
    if (pressed) { event.preventDefault(); pressed.click(); }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-send-on-change]")) event.target.form.requestSubmit();
  });

  // A form is sent once: a second click finds its buttons asleep until the answer is there.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  const hint = () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    for (const time of document.querySelectorAll("time[datetime*='T']:not([title])")) {
      time.title = `${new Date(time.dateTime).toLocaleString(document.documentElement.lang)} (${zone})`;
    }
  };
  document.addEventListener("DOMContentLoaded", hint);
  document.addEventListener("htmx:afterSwap", hint);
})();
