// What makes the desk quicker for who has a script: keys, dialogs, forms that leave the page where it is. All of it works without, slower.
"use strict";
document.documentElement.classList.add("scripted");

const items = () => [...document.querySelectorAll("[data-item]")].filter((item) => item.offsetParent !== null);
const current = () => document.querySelector("[data-item].here");

function stand(item) {
  if (!item) return;
  current()?.classList.remove("here");
  item.classList.add("here");
  item.scrollIntoView({ block: "nearest" });
  const link = item.querySelector("a[data-open]") ?? item.querySelector("a[href], button");
  (item.matches("[tabindex]") ? item : link)?.focus({ preventScroll: true });
  item.dispatchEvent(new CustomEvent("rasd:here", { bubbles: true }));
}

function step(by) {
  const all = items();
  const at = all.indexOf(current());
  stand(all[Math.min(all.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by))]);
}

// Keys: a part of the desk adds its own with rasdKeys.x = (item) => …; an element with data-key="x" is focused or clicked.
const keys = {
  j: () => step(1),
  k: () => step(-1),
  o: () => (current()?.querySelector("a[data-open]") ?? current()?.querySelector("a[href]"))?.click(),
  "?": () => document.getElementById("keys").showModal(),
};
window.rasdKeys = keys;
window.rasdStand = stand;

function typing(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, dialog[open], [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  // A key of an Arabic keyboard is known by where it lies: j is ت there.
  const key = keys[event.key] || event.key === "?" ? event.key : /^Key[A-Z]$/.test(event.code) ? event.code[3].toLowerCase() : event.key;
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  const everywhere = document.querySelectorAll(wanted);
  // One of its kind on the page needs nobody to stand on its item: Compare in the head of a story.
  const marked = current()?.querySelector(wanted) ?? document.querySelector(`${wanted}:not([data-item] *)`) ?? (everywhere.length === 1 ? everywhere[0] : null);
  if (keys[key]) keys[key](current());
  else if (marked) marked.matches("input:not([type=submit]), select, textarea") ? marked.focus() : marked.click();
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
});

document.addEventListener("focusin", (event) => {
  const item = event.target.closest("[data-item]");
  if (item && item !== current()) {
    current()?.classList.remove("here");
    item.classList.add("here");
    item.dispatchEvent(new CustomEvent("rasd:here", { bubbles: true }));
  }
});

// A star is set without leaving the page, so that nobody loses his place; where that fails the form goes its slow way.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-stars]");
  const star = event.submitter;
  if (!form || !star) return;
  event.preventDefault();
  if (star.dataset.busy) return;
  star.dataset.busy = "1";
  try {
    const body = new URLSearchParams(new FormData(form, star));
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true });
    if (answer.type !== "opaqueredirect") throw new Error(`${answer.status}`);
    const lies = star.getAttribute("aria-pressed") !== "true";
    for (const other of document.querySelectorAll(`button[form="${form.id}"]`)) {
      if (other.value !== star.value) continue;
      other.setAttribute("aria-pressed", lies ? "true" : "false");
      other.querySelector(".star").textContent = lies ? "★" : "☆";
    }
  } catch {
    const what = Object.assign(document.createElement("input"), { type: "hidden", name: star.name, value: star.value });
    form.append(what);
    form.submit();
    what.remove(); // a page that is gone back to would send it again
  } finally {
    delete star.dataset.busy;
  }
});

// A field of a day is typed in the digits of the page; the browser's own calendar fills it, where it has one.
for (const field of document.querySelectorAll("[data-day]")) {
  const picker = Object.assign(document.createElement("input"), { type: "date", tabIndex: -1 });
  if (!picker.showPicker) break;
  const arabic = /[٠-٩]/.test(field.placeholder);
  const latin = (text) => text.replace(/[٠-٩۰-۹]/g, (digit) => "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹".indexOf(digit) % 10);
  picker.setAttribute("aria-hidden", "true");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet calendar", tabIndex: -1 });
  button.setAttribute("aria-hidden", "true"); // who types needs no calendar, and who is read to can use none of the browser's
  button.textContent = "▾";
  button.addEventListener("click", () => { picker.value = latin(field.value); picker.showPicker(); });
  picker.addEventListener("change", () => {
    field.value = arabic ? picker.value.replace(/[0-9]/g, (digit) => "٠١٢٣٤٥٦٧٨٩"[digit]) : picker.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  field.after(picker, button);
}

// On a narrow page the menu scrolls sideways: the part one is in stands in view.
const part = document.querySelector(".parts [aria-current]");
if (part) part.closest("ul").scrollLeft += part.getBoundingClientRect().left - part.closest("ul").getBoundingClientRect().left - (part.closest("ul").clientWidth - part.offsetWidth) / 2;

// A select with data-submits sends its form when another value is chosen.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});
