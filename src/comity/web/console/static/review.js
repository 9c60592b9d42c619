// The review page under the keys: moving through the queue, opening a case, deciding it, and going on. Without it the page works by links
// and forms.
"use strict";
(() => {
  const desk = () => document.getElementById("desk");
  const opened = () => document.querySelector("#case .case-file");
  const rows = () => [...document.querySelectorAll("#desk tr[data-case]")];
  const chosen = () => document.querySelector('#desk tr[aria-selected="true"]');
  const say = (text) => { document.getElementById("said").textContent = text; };
  let sends = false, patience = 0;

  // What lies on the desk is taken away whole before what is new comes. htmx takes it away element by element, and beside its successor, whose
  // marks and forms have the same names: that takes longer than all the rest of showing a case.
  htmx.defineExtension("desk", {
    handleSwap: (style, target, fragment) => {
      if (style !== "desk") return false;
      const arriving = [...fragment.children];
      target.replaceChildren(fragment);
      return arriving;
    },
  });

  // The row that the keys are at: its link has the focus, so that a screen reader reads it and Enter opens it.
  const choose = (row) => {
    for (const one of rows()) one.toggleAttribute("aria-selected", false);
    if (!row) return;
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    row.querySelector("a")?.focus({ preventScroll: true });
  };
  const move = (by) => {
    const all = rows();
    if (!all.length || !all[0].offsetParent) return;
    const at = all.indexOf(chosen() ?? document.querySelector('#desk tr[aria-current="true"]'));
    choose(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]);
  };

  // A verdict is given to the case that is open and chosen, never to one that is not looked at.
  const judge = (key) => {
    const row = chosen(), file = opened();
    if (row && row.dataset.case !== file?.dataset.case) { row.querySelector("a").click(); return; }
    const form = file?.querySelector(`[data-verdict="${key}"]`);
    if (form) open(form);
    else document.getElementById("no-verdict")?.focus(); // and is read out: why there is no verdict to give
  };
  const open = (form) => {
    form.open = true;
    (form.querySelector("input[type=radio]:checked") ?? form.querySelector("input[type=radio]")).focus();
    form.scrollIntoView({ block: "nearest" });
  };
  const claim = () => {
    const row = chosen();
    if (!row || row.dataset.case === opened()?.dataset.case) return false;
    const values = { csrf: document.querySelector("#bulk [name=csrf]").value, page: document.querySelector("#bulk [name=page]").value, seen_version: row.dataset.version };
    htmx.ajax("POST", `/review/${row.dataset.case}/${row.dataset.claim}`, { target: "#desk", swap: "desk settle:0ms", values });
    return true;
  };
  const mark = () => {
    const box = (chosen() ?? document.querySelector('#desk tr[aria-current="true"]'))?.querySelector("input[name=chosen]");
    if (box) { box.checked = !box.checked; box.dispatchEvent(new Event("change", { bubbles: true })); }
  };
  const bulk = () => {
    const form = document.querySelector("[data-bulk]");
    if (form) open(form);
  };

  const acts = { j: () => move(1), k: () => move(-1), 1: () => judge("1"), 2: () => judge("2"), 3: () => judge("3"), x: mark, b: bulk };
  const inForm = (target) => target.closest("[data-verdict], [data-bulk]");

  const whileDeciding = (event, form) => {
    const target = event.target, isText = target.matches("textarea");
    if (event.key === "Escape") { form.open = false; (document.getElementById("case-title") ?? desk()).focus(); return true; }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && (isText || target.matches("input"))) {
      (target.form ?? form.querySelector("form")).requestSubmit();
      return true;
    }
    if (isText) return false;
    const pick = form.querySelector(`[data-pick="${CSS.escape(keyOf(event))}"]`);
    if (pick) { pick.checked = true; pick.focus(); return true; }
    if (keyOf(event) === "t") { form.querySelector("textarea").focus(); return true; }
    return false;
  };

  // Before the keys of the frame: while something is being sent no key decides about what is on its way out.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const form = inForm(event.target), isTyping = event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
    if (sends) {
      if (!isTyping || form) { event.preventDefault(); event.stopImmediatePropagation(); }
      return;
    }
    if (form && !event.target.matches("summary")) {
      if (whileDeciding(event, form)) { event.preventDefault(); event.stopImmediatePropagation(); }
      return;
    }
    if (isTyping) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "c" && claim()) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    const act = acts[keyOf(event)];
    if (act && !event.defaultPrevented) { performance.mark("review:key"); event.preventDefault(); act(); }
  }, true);

  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("[data-verdict]") && event.target.open) share(event.target);
  }, true);
  // What was written for one verdict is there for another, too.
  const share = (form) => {
    const mine = form.querySelector("textarea");
    const other = [...document.querySelectorAll("[data-verdict] textarea")].find((one) => one !== mine && one.value);
    if (mine && !mine.value && other) mine.value = other.value;
  };

  document.addEventListener("change", (event) => {
    if (!event.target.matches("input[name=chosen]")) return;
    document.querySelector("[data-marked]").value = document.querySelectorAll("input[name=chosen]:checked").length;
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    sends = true;
    performance.mark("review:sent");
    desk()?.setAttribute("aria-busy", "true");
    clearTimeout(patience);
    patience = setTimeout(() => desk()?.toggleAttribute("data-slow", true), 300); // a pointer that changes styles everything anew
    if (event.detail.requestConfig.verb !== "get") document.getElementById("notice")?.replaceChildren();
  });
  document.addEventListener("htmx:afterRequest", () => {
    sends = false;
    clearTimeout(patience);
    for (const mark of ["aria-busy", "data-slow"]) desk()?.removeAttribute(mark);
  });

  // What is new on the page is read out and under the keys: the case, else the notice, else the first row.
  document.addEventListener("htmx:afterSettle", (event) => {
    const swapped = event.detail.target.id;
    if (swapped === "notice") { event.detail.target.scrollIntoView({ block: "nearest" }); return; }
    if (swapped !== "desk" && swapped !== "case") return;
    settle();
    performance.mark("review:shown");
  });
  const settle = () => {
    const file = opened(), current = rows().find((row) => row.dataset.case === file?.dataset.case);
    for (const row of rows()) {
      row.toggleAttribute("aria-selected", false);
      if (row === current) { row.setAttribute("aria-current", "true"); row.setAttribute("aria-selected", "true"); } else row.removeAttribute("aria-current");
    }
    current?.scrollIntoView({ block: "nearest" });
    if (file) document.querySelector(".narrowing details").open = false;
    document.title = [file && document.getElementById("case-title").textContent.trim(), document.querySelector("h1").textContent, "Comity"].filter(Boolean).join(" · ");
    say(document.querySelector("[data-done] p")?.textContent.trim() ?? "");
    const inUse = file?.querySelector("[data-verdict][open]");
    if (document.getElementById("changed") && inUse) open(inUse);
    else if (file) document.getElementById("case-title").focus({ preventScroll: false });
    else if (rows().length) choose(rows()[0]);
  };
  document.addEventListener("DOMContentLoaded", settle);
})();
