// A link that carries the answers of the score tool behind the #, which a browser never sends.
(() => {
  "use strict";
  const form = document.getElementById("score-form");
  const share = document.getElementById("share");
  const said = document.getElementById("share-said");
  if (!form || !share) return;
  const ours = (name) => name && name !== "csrfmiddlewaretoken";
  const value = (name) => form.elements.namedItem(name).value;
  // What does not apply is folded away; the server passes over it anyway.
  const fold = () => {
    for (const whose of ["en", "fr", "spouse"]) {
      document.getElementById(`field_${whose}_listening`).parentElement.hidden = !value(`${whose}_test`);
    }
    document.getElementById("field_first_language").hidden = !(value("en_test") && value("fr_test"));
    const partner = document.getElementById("partner");
    partner.hidden = value("accompanying_spouse") !== "yes";
    partner.open = !partner.hidden;
  };
  form.addEventListener("change", fold);
  fold();

  const read = () => {
    if (!location.hash.startsWith("#answers?")) return;
    const kept = new URLSearchParams(location.hash.slice("#answers?".length));
    form.reset();
    for (const [name, value] of kept) {
      const box = form.elements.namedItem(name);
      if (ours(name) && box && "value" in box) box.value = value.slice(0, 40);
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };
  share.hidden = false;
  share.addEventListener("click", async () => {
    const kept = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const nothing = form.elements.namedItem(name).tagName === "SELECT" && ["none", "no", "0"].includes(value);
      if (ours(name) && value && !nothing) kept.set(name, value);
    }
    history.replaceState(null, "", `#answers?${kept}`);
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      // The address bar has it.
    }
    said.textContent = share.dataset.done;
  });
  window.addEventListener("hashchange", read);
  window.addEventListener("load", read);
})();
