// Sections of a draft: adds them, moves them with the mouse or with buttons, and warns before unsaved
// changes are lost. Without this script, the position numbers set their order.
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
const full = document.querySelector(".add-section [role=status]");

const heading = (section) => section.querySelector("[name$=-heading]");
const nameOf = (section) => heading(section).value.trim() || "New section";
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
  heading(section).addEventListener("input", name);
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

function add() {
  if (list.children.length >= most) {
    full.textContent = `A page can have at most ${most} sections.`;
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
adder.querySelector("button").addEventListener("click", add);

// The editor's text box has no label of its own, and links to errors name the field that it hides.
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
// Posting without a connection, or after the session has ended (or another has begun in another tab),
// would lose the form. So every button checks first, including those of the forms beside it.
const LONG = 10_000; // milliseconds without an answer
const told = {
  offline: document.getElementById("offline"),
  loggedOut: document.getElementById("logged-out"),
};
let asking = false;
let checked = false;

async function obstacle() {
  const signal = AbortSignal.timeout(LONG);
  const options = { method: "HEAD", cache: "no-store", redirect: "manual", signal };
  try {
    const answer = await fetch(form.action, options);
    if (answer.type === "opaqueredirect") return "loggedOut";
    return answer.status < 500 ? null : "offline"; // such as from a proxy that cannot reach us
  } catch {
    return "offline";
  }
}

async function send(event) {
  const sent = event.target;
  if (sent.method !== "post" || event.defaultPrevented) return;
  if (checked) {
    if (sent === form) unsaved = false;
    return;
  }
  event.preventDefault();
  if (asking) return;
  asking = true;
  const found = await obstacle();
  asking = false;
  for (const [name, note] of Object.entries(told)) note.hidden = name !== found;
  if (found) {
    told[found].focus();
    return;
  }
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  if (token) sent.elements.csrfmiddlewaretoken.value = token[1];
  checked = true;
  sent.requestSubmit(event.submitter);
  checked = false;
}
document.addEventListener("submit", send);
addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
