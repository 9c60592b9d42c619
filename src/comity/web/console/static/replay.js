// What came of a replay is read out and under the keys, once it is there.
"use strict";
document.addEventListener("htmx:afterSettle", () => { document.getElementById("came-title")?.focus(); });
