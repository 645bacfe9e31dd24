// Over a node its arrows are lit and the others dimmed. Without script each node is a link to its arrows alone.
"use strict";
for (const node of document.querySelectorAll("[data-node]")) {
  const own = (edge) => edge.dataset.from === node.dataset.node || edge.dataset.to === node.dataset.node;
  const light = (on) => {
    for (const edge of document.querySelectorAll("g.edge")) edge.classList.toggle("dim", on && !own(edge));
  };
  node.addEventListener("pointerenter", () => light(true));
  node.addEventListener("pointerleave", () => light(false));
  node.addEventListener("focus", () => light(true));
  node.addEventListener("blur", () => light(false));
}
