// Makes working pages nicer; every page works without it.
(() => {
  "use strict";
  const lang = document.documentElement.lang;
  for (const time of document.querySelectorAll("time[data-local]")) {
    const moment = new Date(time.dateTime);
    if (!isNaN(moment)) time.title = moment.toLocaleString(lang, { dateStyle: "long", timeStyle: "long" });
  }
  // A moment that decides is said in the reader's own time too.
  for (const place of document.querySelectorAll("[data-moment]")) {
    const moment = new Date(place.dataset.moment);
    if (isNaN(moment) || moment.getTimezoneOffset() === 0) continue;
    place.textContent = place.dataset.words.replace("%", moment.toLocaleString(`${lang}-CA`, { dateStyle: "long", timeStyle: "long" }));
    place.hidden = false;
  }
  // A problem is read first, also where the address still ends in #main, which takes the focus once the page has loaded.
  const problems = document.querySelector(".summary-of-errors[tabindex]");
  problems?.focus();
  window.addEventListener("load", () => setTimeout(() => {
    if (["BODY", "MAIN"].includes(document.activeElement?.tagName)) problems?.focus();
  }));
  // A form is sent once: a second press does nothing until the page changes.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  // A save on the way that reached nobody is not silent.
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
    document.addEventListener(name, () => {
      const saved = document.getElementById("saved");
      if (saved) saved.textContent = saved.dataset.failed;
    });
  // What is wrong with an answer saved on the way is told to its boxes too.
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    const place = event.detail.target;
    if (!place?.id?.startsWith("err-")) return;
    const wrong = place.textContent.trim() !== "", field = place.closest(".field");
    field?.classList.toggle("wrong", wrong);
    for (const box of field?.querySelectorAll("input:not([type=hidden]), select, fieldset") ?? [])
      wrong ? box.setAttribute("aria-invalid", "true") : box.removeAttribute("aria-invalid");
  });
  // Before a session ends a note says so; any request, or its button, begins the time anew.
  const session = document.getElementById("session");
  if (session) {
    let timer;
    const begin = () => {
      session.hidden = true;
      clearTimeout(timer);
      timer = setTimeout(() => (session.hidden = false), 1000 * session.dataset.warnAfter);
    };
    session.querySelector("button").addEventListener("click", () => {
      const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
      fetch(session.dataset.stay, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "error" }).then(begin, () => location.reload());
    });
    document.addEventListener("htmx:afterRequest", begin);
    begin();
  }
  window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));
})();
