// What the pages do beyond links and forms: keys, the reader's own time, and nothing that the work depends on.
"use strict";
(() => {
  // The key as its place on the keyboard names it where the layout writes other letters there: `j` is under the same finger in every script.
  const keyOf = (event) => {
    const digit = /^Digit([0-9])$/.exec(event.code);
    if (digit && !event.shiftKey && !/^[0-9]$/.test(event.key)) return digit[1];
    if (/^[\x20-\x7e]$/.test(event.key) || event.key.length > 1) return event.key;
    if (event.code === "Slash") return event.shiftKey ? "?" : "/";
    const letter = /^Key([A-Z])$/.exec(event.code);
    return letter ? letter[1].toLowerCase() : event.key;
  };
  globalThis.keyOf = keyOf;
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
  let waitsForPlace = false;

  // `?` shows the keys, `/` goes to the search, `g` and a letter go to a place. Pages add their own with data-key="x" on a button or link.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const key = keyOf(event);
    if (waitsForPlace) {
      waitsForPlace = false;
      const place = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
      if (place) { event.preventDefault(); place.click(); }
      return;
    }
    if (key === "?") { event.preventDefault(); document.getElementById("keys").showModal(); return; }
    if (key === "g") { waitsForPlace = true; setTimeout(() => { waitsForPlace = false; }, 1500); return; }
    if (key === "/") {
      const field = document.querySelector("[data-search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
      return;
    }
    const pressed = document.querySelector(`[data-key="${CSS.escape(key)}"]:not(:disabled)`);
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
    const said = document.querySelector("[data-local-hint]");
    if (said) { said.querySelector("bdi").textContent = zone; said.hidden = false; }
    for (const time of document.querySelectorAll("time[datetime*='T']:not([title])")) {
      time.title = `${new Date(time.dateTime).toLocaleString(document.documentElement.lang)} (${zone})`;
    }
  };
  // No answer, or a proxy's instead of ours: what is on the page stays, and what was typed with it.
  const lost = () => {
    const notice = document.getElementById("notice"), words = document.getElementById("lost");
    if (notice && words) { notice.replaceChildren(words.content.cloneNode(true)); notice.scrollIntoView({ block: "nearest" }); }
  };
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:timeout", lost);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status < 500 || event.detail.xhr.getResponseHeader("Request-Id")) return;
    event.detail.shouldSwap = false;
    lost();
  });

  document.addEventListener("DOMContentLoaded", hint);
  document.addEventListener("htmx:afterSwap", hint);
})();
