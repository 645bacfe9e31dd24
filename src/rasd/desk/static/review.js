// Judging without leaving the page: the form is sent, the item says what was decided, and the next one comes. Undo with u, also the last one.
"use strict";
{
  const done = []; // what was decided on this page, the last at the end
  const listed = document.querySelector("[data-queue]");

  async function send(form, button) {
    const data = new FormData(form);
    if (button?.name) data.set(button.name, button.value);
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data), headers: { accept: "application/json" }, redirect: "manual" });
    if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).detail ?? answer.status);
    return answer.json();
  }
  function say(item, words, wrong = false) {
    let place = item.querySelector("[data-said]");
    if (!place) { place = document.createElement("p"); place.dataset.said = ""; place.setAttribute("role", "status"); item.append(place); }
    place.className = wrong ? "problem" : "tag verdict";
    place.textContent = words;
  }
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-judge]");
    const item = form?.closest("[data-item]");
    if (!form || !item || !listed) return; // in an article the page comes anew, with what follows from it
    event.preventDefault();
    const button = event.submitter;
    try {
      const made = await send(form, button);
      item.classList.add("judged");
      for (const other of form.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
      say(item, button.textContent);
      done.push({ item, form, judgement: made.judgements.at(-1) });
      window.rasdKeys?.j();
    } catch (error) { say(item, String(error.message), true); }
  });
  async function undo(item) {
    const own = done.findLastIndex((one) => one.item === item);
    const at = own >= 0 ? own : done.length - 1;
    if (at < 0) return false;
    const [one] = done.splice(at, 1);
    const data = new FormData(one.form);
    data.set("do", "undo");
    data.set("judgement", one.judgement);
    const answer = await fetch(one.form.action, { method: "POST", body: new URLSearchParams(data), headers: { accept: "application/json" }, redirect: "manual" });
    if (!answer.ok) { say(one.item, String(answer.status), true); return true; }
    one.item.classList.remove("judged");
    one.item.querySelector("[data-said]")?.remove();
    for (const button of one.form.querySelectorAll("button")) button.removeAttribute("aria-pressed");
    window.rasdStand?.(one.item);
    return true;
  }
  // The keys are those of desk.js, which is run after this file.
  if (listed)
    addEventListener("DOMContentLoaded", () => {
      window.rasdKeys.u = async (item) => {
        if (!(await undo(item))) (item?.querySelector('[data-key="u"]') ?? document.querySelector('[data-key="u"]'))?.click();
      };
      if (!document.querySelector("[data-item].here")) window.rasdKeys.j();
    });
}
