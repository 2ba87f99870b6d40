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
  document.querySelector(".summary-of-errors")?.focus();
  // A form is sent once: a second press does nothing until the page changes.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));
})();
