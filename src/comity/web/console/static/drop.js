// A file that is dropped anywhere on the page goes into the page's field for one. A browser takes it on the field alone, and beside it leaves
// the page to open the file. Without this script the field is there all the same.
"use strict";
(() => {
  const field = () => document.querySelector("main input[type=file]");
  const brings = (event) => field() !== null && event.dataTransfer !== null && event.dataTransfer.types.includes("Files");
  const mark = (isOver) => field()?.classList.toggle("over", isOver);

  document.addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    mark(true);
  });
  document.addEventListener("dragleave", (event) => { if (event.relatedTarget === null) mark(false); });
  document.addEventListener("drop", (event) => {
    mark(false);
    if (!brings(event)) return;
    event.preventDefault();
    const chosen = field();
    if (event.dataTransfer.files.length === 1) chosen.files = event.dataTransfer.files;
    else { chosen.value = ""; chosen.reportValidity(); } // several at once: none of them, and the browser asks for one
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    chosen.focus();
  });
})();
