// A field lights its words and words light their cards; selected words fill a field of a form, by offsets in code points.
"use strict";
{
  const text = document.getElementById("text");
  const record = document.getElementById("record");
  const byKey = new Map();
  for (const word of text.querySelectorAll("[data-f]")) for (const key of word.dataset.f.split(" ")) byKey.has(key) ? byKey.get(key).push(word) : byKey.set(key, [word]);
  const cards = new Map();
  for (const card of record.querySelectorAll(".card[data-f]")) for (const key of card.dataset.f.split(" ")) cards.set(key, card);

  let lit = [];
  function light(keys, { withCards = false } = {}) {
    for (const one of lit) one.classList.remove("lit");
    lit = keys.flatMap((key) => byKey.get(key) ?? []);
    if (withCards) lit.push(...new Set(keys.map((key) => cards.get(key)).filter(Boolean)));
    for (const one of lit) one.classList.add("lit");
  }
  const keysOf = (element) => element?.dataset.f?.split(" ") ?? [];
  const into = (element) => element?.scrollIntoView({ block: "nearest" });

  for (const kind of ["mouseover", "focusin"])
    record.addEventListener(kind, (event) => light(keysOf(event.target.closest("[data-f]"))));
  record.addEventListener("mouseleave", () => light([]));
  record.addEventListener("rasd:here", (event) => {
    const keys = keysOf(event.target);
    light(keys);
    into(byKey.get(keys[0])?.[0]);
  });
  text.addEventListener("mouseover", (event) => light(keysOf(event.target.closest("[data-f]")), { withCards: true }));
  text.addEventListener("mouseleave", () => light([]));
  text.addEventListener("click", (event) => {
    if (!getSelection().isCollapsed) return;
    const found = keysOf(event.target.closest("[data-f]")).map((key) => cards.get(key)).filter(Boolean);
    // Of several findings over a word the one of fewest words is meant.
    const size = (card) => keysOf(card).flatMap((key) => byKey.get(key) ?? []).reduce((sum, word) => sum + word.textContent.length, 0);
    const card = found.sort((one, other) => size(one) - size(other))[0];
    if (card) { window.rasdStand?.(card); light(keysOf(card), { withCards: true }); }
  });
  function atAddress() {
    const card = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!card || !card.matches(".card[data-f]")) return;
    for (const other of document.querySelectorAll("[data-item].here")) other.classList.remove("here");
    card.classList.add("here");
    light(keysOf(card));
    byKey.get(keysOf(card)[0])?.[0].scrollIntoView({ block: "center" });
    into(card);
  }
  addEventListener("hashchange", atAddress);
  atAddress();

  // Selecting words. The text of #text is the article's, so that the length of what stands before is the offset; in code points, not in
  // UTF-16 units: a letter outside the basic plane is one.
  const points = (string) => [...string].length;
  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const words = range.toString();
    const trimmed = words.trim();
    if (!trimmed) return null;
    const start = points(before.toString()) + points(words.slice(0, words.indexOf(trimmed)));
    return { start, end: start + points(trimmed), words: trimmed };
  }
  window.rasdSelected = selected;

  function rangeOf(start, end) {
    const range = document.createRange();
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    let at = 0;
    let begun = false;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const letters = [...node.data];
      if (!begun && start < at + letters.length) { range.setStart(node, letters.slice(0, start - at).join("").length); begun = true; }
      if (begun && end <= at + letters.length) { range.setEnd(node, letters.slice(0, end - at).join("").length); return range; }
      at += letters.length;
    }
    return null;
  }

  const form = document.querySelector("[data-edit]");
  let last = null;
  let armed = null;
  function arm(field) {
    armed?.classList.remove("armed");
    armed = field;
    armed?.classList.add("armed");
    const [start, end] = (armed?.querySelector("[data-at]").value ?? "").split("-").map(Number);
    const range = end > start ? rangeOf(start, end) : null;
    if (window.Highlight) range ? CSS.highlights.set("chosen", new Highlight(range)) : CSS.highlights.delete("chosen");
    return range;
  }
  function fill(field, found) {
    field.querySelector("textarea, input:not([type=hidden])").value = found.words;
    field.querySelector("[data-at]").value = `${found.start}-${found.end}`;
    arm(field);
  }
  document.addEventListener("selectionchange", () => {
    const found = selected();
    if (found) last = found;
    const bar = document.getElementById("selected");
    if (!bar?.firstElementChild) return;
    bar.hidden = !found || Boolean(form);
    if (found && !form)
      for (const link of bar.querySelectorAll("[data-new]"))
        link.href = `${bar.dataset[link.dataset.new]}&at=${found.start}-${found.end}&words=${encodeURIComponent(found.words.slice(0, 1500))}#edit`;
  });
  if (form) {
    form.addEventListener("focusin", (event) => {
      const field = event.target.closest("[data-words]");
      if (field && field !== armed) arm(field);
    });
    form.addEventListener("input", (event) => {
      const field = event.target.closest("[data-words]");
      if (field) field.querySelector("[data-at]").value = ""; // typed words are looked for where they stand
    });
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-take]");
      if (button && last) fill(button.closest("[data-words]"), last);
    });
    text.addEventListener("mouseup", () => setTimeout(() => {
      const found = selected();
      if (found && armed) fill(armed, found);
    }));
    const first = form.querySelector("[data-words]");
    const range = arm(first);
    first.querySelector("textarea, input").focus({ preventScroll: true });
    if (range) { const box = range.startContainer.parentElement; box.scrollIntoView({ block: "center" }); }
    form.scrollIntoView({ block: "nearest" });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") form.querySelector("[data-cancel]").click();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
  }
}
