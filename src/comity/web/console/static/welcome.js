// The token of a one-time link goes from behind `#` into the form, and out of the address, so that no history keeps it.
"use strict";
(() => {
  const token = document.getElementById("token");
  const carried = location.hash.slice(1);
  if (carried) {
    token.value = carried;
    history.replaceState(null, "", location.pathname);
  }
  if (token.value) document.querySelector("[data-from-link]").hidden = true;
})();
