// Moves sections with the mouse, with buttons and with Alt and an arrow key.
import { list, nameOf, number, placeOf, places, say, sectionOf, touch } from "./list.js";

function tell(place) {
  const all = places();
  say(`${nameOf(sectionOf(place))}: now ${all.indexOf(place) + 1} of ${all.length}`);
}

export function move(section, by) {
  const place = placeOf(section);
  const other = by < 0 ? place.previousElementSibling : place.nextElementSibling;
  if (!other) return;
  const focused = document.activeElement;
  if (by < 0) other.before(place);
  else other.after(place);
  number();
  touch();
  const button = focused.disabled ? section.querySelector(`[value^="${by < 0 ? "down" : "up"} "]`) : focused;
  button.focus();
  place.scrollIntoView({ block: "nearest" });
  tell(place);
}

list.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const head = event.target.closest(".section-head"); // in a text these keys have a use of their own
  if (!head) return;
  event.preventDefault();
  move(head.closest(".section"), event.key === "ArrowUp" ? -1 : 1);
});

let dragged = null;
let after = null; // the place that it was before
list.addEventListener("dragstart", (event) => {
  const head = event.target.closest?.(".section-head");
  if (!head) return; // a picture or a word of the text
  dragged = head.closest(".place");
  after = dragged.nextElementSibling;
  dragged.classList.add("dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", nameOf(sectionOf(dragged)));
  event.dataTransfer.setDragImage(head, 20, 20);
});
list.addEventListener("dragend", (event) => {
  if (!dragged) return;
  dragged.classList.remove("dragged");
  if (event.dataTransfer.dropEffect === "none") list.insertBefore(dragged, after); // cancelled
  else {
    number();
    touch();
    tell(dragged);
  }
  dragged = null;
});
list.addEventListener("dragover", (event) => {
  if (!dragged) return;
  event.preventDefault();
  const under = event.target.closest(".place");
  if (!under || under === dragged) return;
  const box = under.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) under.before(dragged);
  else under.after(dragged);
});
list.addEventListener("drop", (event) => {
  if (dragged) event.preventDefault();
});
