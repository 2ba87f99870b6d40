// A link that carries the answers of the score tool behind the #, which a browser never sends.
(() => {
  "use strict";
  const form = document.getElementById("score-form");
  const share = document.getElementById("share");
  const said = document.getElementById("share-said");
  if (!form || !share) return;
  const ours = (name) => name && name !== "csrfmiddlewaretoken";
  const partner = document.getElementById("partner");
  const coming = form.elements.namedItem("accompanying_spouse");
  const open = () => { if (coming.value === "yes") partner.open = true; };
  coming.addEventListener("change", open);

  const read = () => {
    if (!location.hash.startsWith("#answers?")) return;
    const kept = new URLSearchParams(location.hash.slice("#answers?".length));
    for (const [name, value] of kept) {
      const box = form.elements.namedItem(name);
      if (ours(name) && box && "value" in box) box.value = value.slice(0, 40);
    }
    open();
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };
  share.hidden = false;
  share.addEventListener("click", async () => {
    const kept = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (ours(name) && value && value !== "none" && value !== "no" && value !== "0") kept.set(name, value);
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
