// The focal point of an image, chosen on the image itself: with the pointer, or with the arrow keys on
// its mark. The fields below it say the same in numbers, and are all there is without this script.
const STEP = 5; // percent

const fieldsOf = (crop) => ["x", "y"].map((axis) => crop.querySelector(`[name$=focus_${axis}]`));
const clamped = (percent) => Math.min(100, Math.max(0, STEP * Math.round(percent / STEP)));
const numbers = (crop) => fieldsOf(crop).map((field) => clamped(field.value === "" ? 50 : Number(field.value) || 0));
const isOpen = (crop) => crop.querySelector(".focus-fields").open;

function markOf(crop) {
  const stage = crop.querySelector("[data-stage]");
  let mark = stage.querySelector(".focus-mark");
  if (!mark) {
    mark = document.createElement("button");
    mark.type = "button";
    mark.className = "focus-mark";
    stage.append(mark);
  }
  return mark;
}

// Shows what the fields say: the mark, and each shape as the crop leaves it.
export function draw(crop) {
  const [x, y] = numbers(crop);
  const mark = markOf(crop);
  mark.style.left = `${x}%`;
  mark.style.top = `${y}%`;
  mark.setAttribute("aria-label", `Focal point: ${x}% from the left, ${y}% from the top. Move it with the arrow keys.`);
  for (const shape of crop.querySelectorAll("[data-shapes] img")) shape.style.objectPosition = `${x}% ${y}%`;
}

export function put(crop, x, y) {
  const fields = fieldsOf(crop);
  fields[0].value = clamped(x);
  fields[1].value = clamped(y);
  fields[0].dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const image = event.target.closest?.("[data-stage] img");
  const crop = image?.closest("[data-crop]");
  if (!crop || !isOpen(crop)) return;
  const box = image.getBoundingClientRect();
  put(crop, (100 * (event.clientX - box.left)) / box.width, (100 * (event.clientY - box.top)) / box.height);
});
document.addEventListener("keydown", (event) => {
  const crop = event.target.closest?.(".focus-mark")?.closest("[data-crop]");
  const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
  if (!crop || !by) return;
  event.preventDefault();
  const [x, y] = numbers(crop);
  put(crop, x + by[0], y + by[1]);
});
document.addEventListener("input", (event) => {
  const crop = event.target.name?.includes("focus_") && event.target.closest("[data-crop]");
  if (crop) draw(crop);
});
document.querySelectorAll("[data-crop]").forEach(draw);
