// Lights the words of a field, and the cards of a word. The page says everything without it: fields are links to their words.
"use strict";
(() => {
  const keys = (element) => (element?.dataset.f || "").split(" ").filter(Boolean);
  const by = new Map();
  for (const element of document.querySelectorAll("[data-f]"))
    for (const key of keys(element)) by.has(key) ? by.get(key).push(element) : by.set(key, [element]);
  let lit = [];
  const light = (wanted) => {
    for (const element of lit) element.classList.remove("lit");
    lit = wanted.flatMap((key) => by.get(key) || []);
    for (const element of lit) element.classList.add("lit");
  };
  const held = (event) => event.target.closest?.("[data-f]");
  document.addEventListener("pointerover", (event) => light(keys(held(event))));
  document.addEventListener("focusin", (event) => light(keys(held(event))));
  document.addEventListener("focusout", () => light([]));
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.(".m");
    const card = mark && keys(mark).map((key) => (by.get(key) || []).find((e) => e.classList.contains("card"))).find(Boolean);
    if (card) card.scrollIntoView({ block: "nearest", behavior: "smooth" });
  });
})();
