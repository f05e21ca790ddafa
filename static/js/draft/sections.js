// Sections of a draft: adds them, and moves them with the mouse or with buttons. Without this script,
// the position numbers set their order.
import { createEditor } from "django-prose-editor/configurable";
import { touched } from "./sending.js";

const form = document.querySelector(".draft-form");
const list = document.getElementById("sections");
const total = form.elements["sections-TOTAL_FORMS"];
const most = Number(form.elements["sections-MAX_NUM_FORMS"].value);
const templates = new Map([...document.querySelectorAll("template[data-new]")].map((one) => [one.dataset.new, one]));
const spoken = document.createElement("p");
spoken.className = "visually-hidden";
spoken.setAttribute("role", "status");
list.after(spoken);
const full = document.querySelector(".add-section [role=status]");

const heading = (section) => section.querySelector("[name$=-heading]");
const kinds = new Map([...document.getElementById("new-kind").options].map((one) => [one.value, one.text]));
const nameOf = (section) =>
  heading(section)?.value.trim() ||
  (section.dataset.section === "text" ? "New section" : kinds.get(section.dataset.section));
const isBlank = (section) =>
  "blank" in section.dataset &&
  ![...section.querySelectorAll("[name$=-heading], [name$=-body]")].some((one) => one.value.trim());

function button(text, act) {
  const one = document.createElement("button");
  one.type = "button";
  one.className = "button";
  one.textContent = text;
  one.addEventListener("click", act);
  return one;
}

function number() {
  const sections = [...list.children];
  sections.forEach((section, index) => {
    section.querySelector("[name$=-order]").value = index + 1;
    section.querySelector(".up").disabled = index === 0;
    section.querySelector(".down").disabled = index === sections.length - 1;
  });
}

function say(section) {
  const place = [...list.children].indexOf(section) + 1;
  spoken.textContent = `${nameOf(section)}: now ${place} of ${list.children.length}`;
}

function move(section, by, pressed) {
  const other = by < 0 ? section.previousElementSibling : section.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(section);
  else other.after(section);
  touched();
  number();
  (pressed.disabled ? section.querySelector(by < 0 ? ".down" : ".up") : pressed).focus();
  say(section);
}

function enhance(section) {
  const tools = section.querySelector(".section-tools");
  const up = button("Move up", () => move(section, -1, up));
  const down = button("Move down", () => move(section, 1, down));
  const handle = document.createElement("span");
  handle.className = "drag-handle";
  handle.textContent = "⠿ Drag";
  handle.setAttribute("aria-hidden", "true");
  handle.draggable = true;
  up.classList.add("up");
  down.classList.add("down");
  const name = () => {
    const called = nameOf(section);
    for (const one of [up, down]) one.setAttribute("aria-label", `${one.textContent}: ${called}`);
    section.querySelector("legend").textContent = called;
  };
  heading(section)?.addEventListener("input", name);
  name();
  tools.querySelector(".position").hidden = true;
  tools.prepend(handle, up, down);
  handle.addEventListener("dragstart", (event) => {
    section.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", nameOf(section));
    event.dataTransfer.setDragImage(section, 20, 20);
  });
  handle.addEventListener("dragend", () => {
    section.classList.remove("dragged");
    number();
    say(section);
  });
}

list.addEventListener("dragover", (event) => {
  const dragged = list.querySelector(".dragged");
  if (!dragged) return;
  event.preventDefault();
  const under = event.target.closest("[data-section]");
  if (!under || under === dragged) return;
  const box = under.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) under.before(dragged);
  else under.after(dragged);
  touched();
});
list.addEventListener("drop", (event) => {
  if (list.querySelector(".dragged")) event.preventDefault();
});

function add(kind) {
  if (list.children.length >= most) {
    full.textContent = `A page can have at most ${most} sections.`;
    return;
  }
  const holder = document.createElement("template");
  holder.innerHTML = templates.get(kind).innerHTML.replaceAll("__prefix__", total.value);
  const section = holder.content.firstElementChild;
  list.append(section);
  total.value = Number(total.value) + 1;
  const area = section.querySelector("[data-django-prose-editor-configurable]");
  if (area) createEditor(area);
  enhance(section);
  number();
  section.querySelector("input:not([type=hidden]), select, textarea, [contenteditable=true]")?.focus();
  return section;
}

// The blank section at the end is for browsers without JavaScript.
const last = list.lastElementChild;
if (last && isBlank(last) && list.children.length > 1) {
  last.remove();
  total.value = Number(total.value) - 1;
}
[...list.children]
  .map((section, place) => [Number(section.querySelector("[name$=-order]").value) || most, place, section])
  .sort((one, other) => one[0] - other[0] || one[1] - other[1])
  .forEach(([, , section]) => list.append(section)); // a rejected form lists them as they were posted
[...list.children].forEach(enhance);
number();
const adder = document.querySelector(".add-section");
adder.hidden = false;
adder.querySelector("button").addEventListener("click", () => add(adder.querySelector("select").value));
