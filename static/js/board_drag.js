// Dragging a visit to a free time asks for the same confirmation as choosing the time after “Move”.
const region = document.querySelector("#board .board-region");
let dragged = null;

const target = (event) => event.target.closest?.("[data-drop]");
const mark = (one) => {
  region.querySelectorAll(".dropping").forEach((other) => other !== one && other.classList.remove("dropping"));
  one?.classList.add("dropping");
};

// A visit is made draggable only once it is pressed, because the board is replaced now and then.
region.addEventListener("pointerdown", (event) => {
  const visit = event.pointerType === "mouse" && event.target.closest("[data-move]");
  if (visit) visit.draggable = true;
});

region.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-move]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  dragged.classList.add("dragged");
});

region.addEventListener("dragover", (event) => {
  if (!dragged || !target(event)) return mark(null);
  event.preventDefault();
  mark(target(event));
});

region.addEventListener("drop", (event) => {
  const to = dragged && target(event);
  if (!to) return;
  event.preventDefault();
  location.assign(dragged.dataset.move + new URL(to.href).search);
});

region.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  dragged = null;
  mark(null);
});
