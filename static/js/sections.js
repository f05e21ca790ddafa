// Sections of a draft: add one, move one with the mouse or with buttons, and warn before unsaved
// words are left behind. Without this script the position's number orders them.
import { createEditor } from "django-prose-editor/configurable";

const form = document.querySelector(".draft-form");
const list = document.getElementById("sections");
const total = form.elements["sections-TOTAL_FORMS"];
const most = Number(form.elements["sections-MAX_NUM_FORMS"].value);
const template = document.getElementById("new-section");
const spoken = document.createElement("p");
spoken.className = "visually-hidden";
spoken.setAttribute("role", "status");
list.after(spoken);

const heading = (section) => section.querySelector("[name$=-heading]");
const nameOf = (section) => heading(section).value.trim() || "New section";
const isBlank = (section) =>
  !heading(section).value.trim() && !section.querySelector("[name$=-was]").value;

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
  for (const [one, words] of [[up, "up"], [down, "down"]]) {
    const hidden = document.createElement("span");
    hidden.className = "visually-hidden";
    hidden.textContent = `: ${nameOf(section)}`;
    one.append(hidden);
    heading(section).addEventListener("input", () => {
      hidden.textContent = `: ${nameOf(section)}`;
      section.querySelector("legend").textContent = nameOf(section);
    });
  }
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

function add() {
  if (list.children.length >= most) {
    spoken.textContent = `A page can have ${most} sections at most.`;
    return;
  }
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
  const section = holder.content.firstElementChild;
  list.append(section);
  total.value = Number(total.value) + 1;
  const area = section.querySelector("[data-django-prose-editor-configurable]");
  if (area) createEditor(area);
  enhance(section);
  number();
  heading(section).focus();
}

// The blank form at the end is for those without a script.
const last = list.lastElementChild;
if (last && isBlank(last) && list.children.length > 1) {
  last.remove();
  total.value = Number(total.value) - 1;
}
[...list.children].forEach(enhance);
number();
const adder = document.querySelector(".add-section");
adder.hidden = false;
adder.querySelector("button").addEventListener("click", add);

// The editor's own text box has neither name nor label, and links to errors name what it hides.
function boxOf(area) {
  return area?.closest(".prose-editor")?.querySelector("[contenteditable=true]");
}
function nameBox(area) {
  const box = boxOf(area);
  const label = form.querySelector(`label[for="${area.id}"]`);
  if (!box || !label) return;
  label.id = `${area.id}_label`;
  box.setAttribute("aria-labelledby", label.id);
  box.setAttribute("aria-multiline", "true");
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (area.hasAttribute(name)) box.setAttribute(name, area.getAttribute(name));
  }
  label.addEventListener("click", () => box.focus());
}
form.querySelectorAll(".prose-editor textarea").forEach(nameBox);
document.addEventListener("prose-editor:ready", (event) => nameBox(event.detail.textarea));
document.addEventListener("click", (event) => {
  const address = event.target.closest("a[href^='#']")?.hash.slice(1);
  const box = boxOf(address && document.getElementById(address));
  if (box) {
    event.preventDefault();
    box.focus();
    box.scrollIntoView({ block: "center" });
  }
});

let unsaved = form.dataset.unsaved === "yes";
function touched() {
  unsaved = true;
}
form.addEventListener("input", touched);
form.addEventListener("change", touched);
form.addEventListener("submit", () => {
  unsaved = false;
});
addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
