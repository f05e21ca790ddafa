// The bar at the foot of the window: how the draft is, and how many suggestions there are.
import { form, list, sections } from "./list.js";

const bar = document.querySelector(".draft-acts");
const saved = bar.querySelector(".saved");
const suggested = bar.querySelector(".suggested");
const aside = document.querySelector(".draft aside");

// A few words, such as “Saved 10:42 AM” or “Not saved yet”.
export function showState(text) {
  if (saved.textContent !== text) saved.textContent = text;
}
// Not in place of “Offline, not saved yet”, which says more.
const unsaved = () => /not saved yet/i.test(saved.textContent) || showState("Not saved yet");
form.addEventListener("input", unsaved);
form.addEventListener("change", unsaved);

const counted = (number) => `${number} suggestion${number === 1 ? "" : "s"}`;

function count() {
  const here = new Map();
  for (const link of aside.querySelectorAll(".advice h3 a[href^='#section-']")) {
    here.set(link.hash.slice(1), link.closest("h3").nextElementSibling.childElementCount);
  }
  for (const section of sections()) {
    const mark = section.querySelector(".mark.advised");
    const number = here.get(section.id) ?? 0;
    mark.hidden = !number;
    mark.textContent = counted(number);
  }
  const all = aside.querySelectorAll(".advice li").length;
  suggested.textContent = counted(all);
  suggested.hidden = !all;
}
new MutationObserver(count).observe(aside.querySelector(".advice"), { childList: true });
list.addEventListener("section-added", count);
count();

// What has the focus, and the caret in a text, is not behind the bar.
const editors = new Set();
function keepClear(view) {
  const bottom = bar.offsetHeight + 12;
  const room = { top: 12, right: 0, bottom, left: 0 };
  view.setProps({ scrollThreshold: room, scrollMargin: room });
}
document.addEventListener("prose-editor:ready", ({ detail }) => {
  editors.add(detail.editor.view);
  keepClear(detail.editor.view);
});
new ResizeObserver(() => {
  const isOver = getComputedStyle(bar).position === "fixed";
  document.documentElement.style.scrollPaddingBottom = isOver ? `${bar.offsetHeight + 12}px` : "0";
  editors.forEach(keepClear);
}).observe(bar);
