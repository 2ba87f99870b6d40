// Says where a passkey was not used, and lets a typed password be looked at. Pages work without it.
(() => {
  "use strict";
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    for (const said of document.querySelectorAll("[data-passkey-failed]")) said.hidden = false;
  });
  for (const form of document.querySelectorAll("form[data-show-password]")) {
    const fields = [...form.querySelectorAll("input[type=password]")];
    if (!fields.length) continue;
    const box = document.createElement("input");
    box.type = "checkbox";
    box.id = "show-password";
    const label = document.createElement("label");
    label.htmlFor = box.id;
    label.textContent = form.dataset.showPassword;
    const line = document.createElement("div");
    line.className = "choice";
    line.append(box, label);
    fields.at(-1).after(line);
    box.addEventListener("change", () => fields.forEach((field) => { field.type = box.checked ? "text" : "password"; }));
    form.addEventListener("submit", () => fields.forEach((field) => { field.type = "password"; }));
  }
})();
